/*
 * test_shot_objective.c
 *	  Optimisers that see estimates from shots: what they are told, and what it costs.
 */
#include "unit.h"

#include <math.h>
#include <string.h>

#include "quantum/shot_estimate.h"
#include "quantum/shot_tail.h"
#include "samplers/samplers.h"
#include "sampling/history.h"

static QsQubo *
random_qubo(QsHost *host, QsRandom *random, int n)
{
	QsTerm		terms[200];
	int64_t		count = 0;

	for (int i = 0; i < n; i++)
		for (int j = i; j < n; j++)
			terms[count++] = (QsTerm) {i, j, qs_random_normal(random)};
	return qs_qubo_from_terms(host, n, -0.5, terms, count);
}

static const int32_t group_start[] = {0, 3, 6};
static const int32_t group_qubit[] = {0, 1, 2, 3, 4, 5};
static const double warm[] = {0.1, 0.9, 0.5, 0.0, 1.0, 0.3, 0.7, 0.5};

static QsSamplerInput
input_of(const QsQubo *qubo)
{
	return (QsSamplerInput)
	{
		.qubo = qubo, .groups = 2, .group_start = group_start, .group_qubit = group_qubit, .warm = warm
	};
}

static void
tails_of_shots(void **state)
{
	QsHost	   *host = unit_host(state);
	double		energy[5] = {3.0, 1.0, 2.0, 5.0, 4.0};

	assert_true(qs_tail_of_shots(host, energy, 5, 1.0) == 3.0);
	assert_true(fabs(qs_tail_of_shots(host, energy, 5, 0.4) - 1.5) < 1e-12);
	/* one and a half shots */
	assert_true(fabs(qs_tail_of_shots(host, energy, 5, 0.3) - (1.0 + 0.5 * 2.0) / 1.5) < 1e-12);
	/* never less than one */
	assert_true(qs_tail_of_shots(host, energy, 5, 1e-6) == 1.0);
	assert_true(qs_tail_of_shots(host, energy, 1, 0.5) == 1.0);
}

/* A mean of many estimates is the exact objective, for every mixer; noise of one half per readout
 * leaves the mean over all states */
static void
estimates_are_right(void **state)
{
	QsHost	   *host = unit_host(state);
	QsRandom	random;

	qs_random_seed(&random, 31, 0);
	for (int trial = 0; trial < 16; trial++)
	{
		QsQubo	   *qubo = random_qubo(host, &random, 8);
		QsSamplerInput input = input_of(qubo);
		QsSamplerSettings settings = qs_sampler_defaults;
		QsQaoaSimulator *simulator;
		QsAnsatz   *ansatz;
		double		theta[4] = {0.4, 0.7, -0.5, -0.2};
		double		expectation,
					objective;
		double		sum = 0.0;
		double		squares = 0.0;
		bool		blurred = trial >= 12;

		settings.mixer = (QsMixer) (trial % 4);
		settings.layers = 2;
		settings.cvar = blurred || trial % 8 < 4 ? 1.0 : 0.25;
		settings.double_precision = true;
		settings.readout_flip = blurred ? 0.5 : 0.0;
		simulator = qs_qaoa_simulator_create(host, &input, &settings);
		assert_true(qs_qaoa_simulator_fits(simulator));
		ansatz = qs_qaoa_simulator_ansatz(simulator, 2, false);
		assert_int_equal(qs_qaoa_run(simulator, ansatz, theta, &expectation, &objective), QS_OK);
		for (int k = 0; k < 60; k++)
		{
			double		value;
			QsRandom	draw;

			qs_random_seed(&draw, (uint64_t) trial, (uint64_t) k + 1);
			assert_int_equal(qs_qaoa_estimate(simulator, ansatz, theta, &draw, 400, &value), QS_OK);
			sum += value;
			squares += value * value;
		}
		sum /= 60;
		squares = sqrt((squares / 60 - sum * sum) / 59);
		if (blurred && settings.mixer != QS_MIXER_XY_RING && settings.mixer != QS_MIXER_XY_COMPLETE)
			objective = 0.0;
		if (!blurred || objective == 0.0)
			assert_true(fabs(sum - objective) < 5.0 * squares + (settings.cvar < 1.0 ? 0.02 : 0.0));
		qs_ansatz_free(ansatz);
		qs_qaoa_simulator_free(simulator);
		qs_qubo_free(host, qubo);
	}
}

typedef struct Outcome
{
	QsSamples  *samples;
	QsSamplerReport report;
} Outcome;

static Outcome
sample(QsHost *host, QsSolver solver, const QsQubo *qubo, const QsSamplerSettings *settings)
{
	QsSamplerInput input = input_of(qubo);
	Outcome		outcome;
	QsRandom	random;

	qs_random_seed(&random, 3, 0);
	assert_int_equal(qs_sample(host, solver, &input, settings, &random, &outcome.samples, &outcome.report), QS_OK);
	return outcome;
}

static void
free_outcome(QsHost *host, Outcome *outcome)
{
	qs_samples_free(host, outcome->samples);
	qs_sampler_report_free(host, &outcome->report);
}

/* Every shot of an optimisation is counted, whatever the start, the optimiser and the mixer; the same
 * seed leads the same way, and the angles found repeat the final shots */
static void
shots_are_counted_and_repeated(void **state)
{
	static const QsOptimizer optimizer[] = {QS_OPTIMIZER_SPSA, QS_OPTIMIZER_COBYLA, QS_OPTIMIZER_NELDER_MEAD, QS_OPTIMIZER_NONE};
	QsHost	   *host = unit_host(state);
	QsRandom	random;

	qs_random_seed(&random, 32, 0);
	for (int trial = 0; trial < 40; trial++)
	{
		QsQubo	   *qubo = random_qubo(host, &random, 8);
		QsSolver	solver = trial % 5 == 4 ? QS_SOLVER_VQE : QS_SOLVER_QAOA;
		QsSamplerSettings settings = qs_sampler_defaults;
		Outcome		first,
					second;

		settings.layers = 1 + trial % 3;
		settings.mixer = (QsMixer) (trial / 4 % 4);
		settings.optimizer = optimizer[trial % 4];
		settings.init = (QsQaoaInit) (trial % (QS_QAOA_REGULAR + 1));
		settings.multi_angle = trial % 7 == 6;
		settings.evaluations = 30;
		settings.objective_shots = 50;
		settings.shots = 80;
		settings.history = true;
		settings.readout_flip = trial % 3 == 1 ? 0.03 : 0.0;
		settings.depolarizing = trial % 3 == 2 && solver == QS_SOLVER_QAOA ? 0.01 : 0.0;
		first = sample(host, solver, qubo, &settings);
		second = sample(host, solver, qubo, &settings);
		assert_int_equal(first.report.optimization_shots, 50 * first.report.evaluations);
		assert_in_range(first.report.evaluations, 0, 30);
		assert_int_equal(first.report.history_count, first.report.evaluations);
		assert_memory_equal(first.report.angles, second.report.angles,
							(size_t) first.report.angle_count * sizeof(double));
		assert_int_equal(first.samples->count, second.samples->count);
		for (int k = 0; k < first.report.history_count; k++)
		{
			assert_int_equal(first.report.history[k].number, k + 1);
			assert_true(first.report.history[k].value == second.report.history[k].value);
		}
		free_outcome(host, &second);
		settings.angles = first.report.angles;
		settings.angle_count = first.report.angle_count;
		second = sample(host, solver, qubo, &settings);
		assert_int_equal(second.report.optimization_shots, 0);
		assert_int_equal(first.samples->count, second.samples->count);
		assert_memory_equal(first.samples->occurrences, second.samples->occurrences,
							(size_t) first.samples->count * sizeof(int64_t));
		free_outcome(host, &second);
		free_outcome(host, &first);
		qs_qubo_free(host, qubo);
	}
}

/* Seen through shots, angles improve as well; not read off a state, they say so */
static void
estimates_lead_downhill(void **state)
{
	QsHost	   *host = unit_host(state);
	QsRandom	random;
	double		gain[2] = {0.0, 0.0};
	double		exact = 0.0;

	qs_random_seed(&random, 33, 0);
	for (int trial = 0; trial < 8; trial++)
	{
		QsQubo	   *qubo = random_qubo(host, &random, 8);
		QsSamplerSettings settings = qs_sampler_defaults;
		Outcome		outcome;
		double		start;

		settings.layers = 2;
		settings.cvar = 1.0;
		settings.init = QS_QAOA_FIXED;
		settings.optimizer = QS_OPTIMIZER_NONE;
		outcome = sample(host, QS_SOLVER_QAOA, qubo, &settings);
		start = outcome.report.expectation;
		free_outcome(host, &outcome);
		settings.optimizer = QS_OPTIMIZER_LBFGS;
		outcome = sample(host, QS_SOLVER_QAOA, qubo, &settings);
		assert_int_equal(outcome.report.optimization_shots, -1);
		exact += start - outcome.report.expectation;
		free_outcome(host, &outcome);
		settings.objective_shots = 500;
		for (int k = 0; k < 2; k++)
		{
			settings.optimizer = k ? QS_OPTIMIZER_COBYLA : QS_OPTIMIZER_SPSA;
			outcome = sample(host, QS_SOLVER_QAOA, qubo, &settings);
			gain[k] += start - outcome.report.expectation;
			free_outcome(host, &outcome);
		}
		qs_qubo_free(host, qubo);
	}
	assert_true(gain[0] > 0.5 * exact);
	assert_true(gain[1] > 0.5 * exact);
}

static void
what_does_not_fit_is_refused(void **state)
{
	QsHost	   *host = unit_host(state);
	QsRandom	random;
	QsQubo	   *qubo;
	QsSamplerInput input;
	QsSamples  *samples;
	QsSamplerSettings settings = qs_sampler_defaults;

	qs_random_seed(&random, 34, 0);
	qubo = random_qubo(host, &random, 8);
	input = input_of(qubo);
	settings.objective_shots = 10;
	assert_int_equal(qs_sample(host, QS_SOLVER_PCE, &input, &settings, &random, &samples, NULL), QS_UNSUPPORTED);
	settings.optimizer = QS_OPTIMIZER_LBFGS;
	assert_int_equal(qs_sample(host, QS_SOLVER_QAOA, &input, &settings, &random, &samples, NULL), QS_INVALID);
	settings.optimizer = QS_OPTIMIZER_SPSA;
	settings.objective_shots = -1;
	assert_int_equal(qs_sample(host, QS_SOLVER_QAOA, &input, &settings, &random, &samples, NULL), QS_INVALID);
	qs_qubo_free(host, qubo);
}

/* A history of any length fits, evenly thinned, its first entry always there */
static void
histories_are_bounded(void **state)
{
	QsHost	   *host = unit_host(state);

	for (int evaluations = 1; evaluations < 20000; evaluations += evaluations / 3 + 1)
	{
		QsHistory	history;
		QsSamplerReport report;

		qs_history_begin(host, true, &history);
		for (int k = 1; k <= evaluations; k++)
			qs_history_note(&history, 0.5 * k);
		qs_history_end(&history, 2.0, 1.0, &report);
		assert_in_range(report.history_count, evaluations < QS_HISTORY_MOST ? evaluations : QS_HISTORY_MOST / 2, QS_HISTORY_MOST);
		assert_int_equal(report.history[0].number, 1);
		for (int k = 0; k < report.history_count; k++)
		{
			assert_true(report.history[k].value == report.history[k].number + 1.0);
			if (k > 1)
				assert_int_equal(report.history[k].number - report.history[k - 1].number, report.history[1].number - 1);
		}
		assert_true(evaluations - report.history[report.history_count - 1].number <
					(report.history_count > 1 ? report.history[1].number - 1 : 1));
		qs_free(host, report.history);
	}
}

/* States of a few qubits ask nobody for the time; estimates from many shots do */
static void
no_estimate_is_worth_more_than_the_deadline(void **state)
{
	static const QsSolver solver[] = {QS_SOLVER_QAOA, QS_SOLVER_VQE};
	QsHost	   *host = unit_host(state);
	QsRandom	random;

	qs_random_seed(&random, 37, 0);
	for (int k = 0; k < 2; k++)
	{
		QsQubo	   *qubo = random_qubo(host, &random, 6);
		QsSamplerInput input = input_of(qubo);
		QsSamplerSettings settings = qs_sampler_defaults;
		QsSamplerReport report = {0};
		QsSamples  *samples;
		QsRandom	draws;

		settings.layers = 2;
		settings.optimizer = QS_OPTIMIZER_SPSA;
		settings.evaluations = 1000;
		settings.objective_shots = 100000;
		settings.shots = 50;
		qs_random_seed(&draws, 38, 0);
		host->deadline = qs_clock(host) - 1.0;
		qs_sample(host, solver[k], &input, &settings, &draws, &samples, &report);
		host->deadline = INFINITY;
		assert_true(report.optimization_shots <= 0);
		assert_true(report.evaluations <= 1);
		assert_non_null(samples);
		qs_samples_free(host, samples);
		qs_sampler_report_free(host, &report);
		qs_qubo_free(host, qubo);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		UNIT_TEST(tails_of_shots),
		UNIT_TEST(estimates_are_right),
		UNIT_TEST(shots_are_counted_and_repeated),
		UNIT_TEST(estimates_lead_downhill),
		UNIT_TEST(no_estimate_is_worth_more_than_the_deadline),
		UNIT_TEST(what_does_not_fit_is_refused),
		UNIT_TEST(histories_are_bounded),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
