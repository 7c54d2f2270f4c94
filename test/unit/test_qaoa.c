/*
 * test_qaoa.c
 *	  The quantum approximate optimisation algorithm as a sampler.
 */
#include "unit.h"

#include <math.h>
#include <string.h>

#include "quantum/angles.h"
#include "quantum/qaoa.h"
#include "samplers/samplers.h"

static QsQubo *
random_qubo(QsHost *host, QsRandom *random, int n)
{
	QsTerm		terms[400];
	int64_t		count = 0;

	for (int i = 0; i < n; i++)
		for (int j = i; j < n; j++)
			if (i == j || qs_random_below(random, 2))
				terms[count++] = (QsTerm) {i, j, qs_random_normal(random)};
	return qs_qubo_from_terms(host, n, 1.5, terms, count);
}

static double
lowest_energy(const QsQubo *qubo)
{
	double		lowest = INFINITY;
	uint8_t		x[32];

	for (uint32_t bits = 0; bits < (uint32_t) 1 << qubo->n; bits++)
	{
		for (int i = 0; i < qubo->n; i++)
			x[i] = bits >> i & 1;
		lowest = fmin(lowest, qs_qubo_energy(qubo, x));
	}
	return lowest;
}

static void
finds_the_optimum_of_small_problems(void **state)
{
	QsHost	   *host = unit_host(state);
	QsRandom	random;
	QsSamplerSettings settings = qs_sampler_defaults;

	settings.evaluations = 60;
	qs_random_seed(&random, 11, 0);
	for (int trial = 0; trial < 20; trial++)
	{
		QsQubo	   *qubo = random_qubo(host, &random, 8);
		QsSamplerInput input = {.qubo = qubo};
		QsSamplerReport report = {0};
		QsSamples  *samples;
		int64_t		shots = 0;

		assert_int_equal(qs_sample_qaoa(host, &input, &settings, &random, &samples, &report), QS_OK);
		assert_true(fabs(samples->energy[0] - lowest_energy(qubo)) < 1e-9);
		for (int k = 0; k < samples->count; k++)
			shots += samples->occurrences[k];
		assert_int_equal(shots, settings.shots);
		assert_true(report.objective <= report.expectation);
		qs_free(host, report.angles);
		qs_samples_free(host, samples);
		qs_qubo_free(host, qubo);
	}
}

/* ---- variants ---- */

static const int32_t group_start[] = {0, 3, 6};
static const int32_t group_qubit[] = {0, 1, 2, 3, 4, 5};
static const double warm[] = {0.1, 0.9, 0.5, 0.0, 1.0, 0.3, 0.7, 0.5};

static void
assert_same_samples(const QsSamples *a, const QsSamples *b)
{
	assert_int_equal(a->count, b->count);
	assert_memory_equal(a->x, b->x, (size_t) a->count * (size_t) a->n);
	assert_memory_equal(a->energy, b->energy, (size_t) a->count * sizeof(double));
	assert_memory_equal(a->occurrences, b->occurrences, (size_t) a->count * sizeof(int64_t));
}

/* The angles of the report, fixed, give the same shots, with every variant */
static void
angles_replay_a_run_exactly(void **state)
{
	QsHost	   *host = unit_host(state);
	QsRandom	random;
	const QsSolver solver[] = {QS_SOLVER_QAOA, QS_SOLVER_QAOA, QS_SOLVER_QAOA, QS_SOLVER_VQE, QS_SOLVER_PCE};

	qs_random_seed(&random, 12, 0);
	for (int trial = 0; trial < 60; trial++)
	{
		QsQubo	   *qubo = random_qubo(host, &random, 8);
		QsSamplerInput input = {.qubo = qubo, .groups = 2, .group_start = group_start,
			.group_qubit = group_qubit, .warm = warm};
		QsSamplerSettings settings = qs_sampler_defaults;
		QsSamplerReport report[2];
		QsSamples  *samples[2];
		double	   *one_more;

		settings.shots = 100;
		settings.layers = 1 + trial % 3;
		settings.mixer = (QsMixer) (trial % 4);
		settings.multi_angle = trial % 7 == 0;
		settings.init = (QsQaoaInit) (trial / 4 % 3);
		settings.optimizer = (QsOptimizer) (trial % (QS_OPTIMIZER_NONE + 1));
		settings.evaluations = 40;
		settings.double_precision = trial % 2;
		settings.readout_flip = trial % 5 == 0 ? 0.05 : 0.0;
		settings.depolarizing = trial % 5 == 1 && solver[trial % 5] == QS_SOLVER_QAOA ? 0.02 : 0.0;
		for (int run = 0; run < 2; run++)
		{
			QsRandom	same;

			qs_random_seed(&same, (uint64_t) trial, 5);
			assert_int_equal(qs_sample(host, solver[trial % 5], &input, &settings, &same, &samples[run],
									   &report[run]), QS_OK);
			settings.angles = report[run].angles;
			settings.angle_count = report[run].angle_count;
		}
		assert_same_samples(samples[0], samples[1]);
		assert_int_equal(report[0].angle_count, report[1].angle_count);
		assert_memory_equal(report[0].angles, report[1].angles,
							(size_t) report[0].angle_count * sizeof(double));
		assert_true(report[0].objective == report[1].objective);
		assert_int_equal(report[1].evaluations, 0);
		qs_samples_free(host, samples[1]);
		one_more = QS_ARRAY0(host, double, ++settings.angle_count);
		memcpy(one_more, report[0].angles, (size_t) report[0].angle_count * sizeof(double));
		settings.angles = one_more;
		assert_int_equal(qs_sample(host, solver[trial % 5], &input, &settings, &random, &samples[1],
								   NULL), QS_INVALID);
		qs_free(host, one_more);
		for (int run = 0; run < 2; run++)
			qs_free(host, report[run].angles);
		qs_samples_free(host, samples[0]);
		qs_qubo_free(host, qubo);
	}
}

static double
objective_of(QsHost *host, const QsQubo *qubo, const QsSamplerSettings *settings)
{
	QsSamplerInput input = {.qubo = qubo, .groups = 2, .group_start = group_start,
		.group_qubit = group_qubit, .warm = warm};
	QsSamplerReport report;
	QsSamples  *samples;
	QsRandom	random;

	qs_random_seed(&random, 1, 0);
	assert_int_equal(qs_sample(host, QS_SOLVER_QAOA, &input, settings, &random, &samples, &report), QS_OK);
	assert_true(report.evaluations <= settings->evaluations);
	qs_free(host, report.angles);
	qs_samples_free(host, samples);
	return report.objective;
}

/* Every optimiser improves on the scanned ramps it starts from, for every mixer; more
 * angles never end higher than the tied ones they start as */
static void
optimisers_improve_on_their_start(void **state)
{
	QsHost	   *host = unit_host(state);
	QsRandom	random;

	qs_random_seed(&random, 13, 0);
	for (int trial = 0; trial < 8; trial++)
	{
		QsQubo	   *qubo = random_qubo(host, &random, 8);
		QsSamplerSettings settings = qs_sampler_defaults;
		double		start,
					improved,
					tied;

		settings.layers = 2;
		settings.shots = 1;
		settings.cvar = trial % 2 ? 1.0 : 0.2;
		settings.mixer = (QsMixer) (trial % 4);
		settings.double_precision = true;
		settings.optimizer = QS_OPTIMIZER_NONE;
		start = objective_of(host, qubo, &settings);
		for (QsOptimizer o = 0; o < QS_OPTIMIZER_NONE; o++)
		{
			settings.optimizer = o;
			improved = objective_of(host, qubo, &settings);
			/* a tail may hold nothing but the optimum from the start */
			assert_true(settings.cvar < 1.0 ? improved <= start : improved < start);
		}
		settings.optimizer = QS_OPTIMIZER_LBFGS;
		tied = objective_of(host, qubo, &settings);
		settings.multi_angle = true;
		assert_true(objective_of(host, qubo, &settings) < tied + 0.05 * fabs(tied));
		qs_qubo_free(host, qubo);
	}
}

/* Climbing from p to p + 1 layers never loses what fewer layers reached */
static void
interpolation_climbs(void **state)
{
	QsHost	   *host = unit_host(state);
	QsRandom	random;
	double		to[4];

	qs_angles_interpolate(1, (double[]) {2.0}, to);
	assert_true(to[0] == 2.0 && to[1] == 2.0);
	qs_angles_interpolate(3, (double[]) {1.0, 4.0, 7.0}, to);
	assert_true(fabs(to[0] - 1.0) < 1e-15 && fabs(to[1] - 3.0) < 1e-15);
	assert_true(fabs(to[2] - 5.0) < 1e-15 && fabs(to[3] - 7.0) < 1e-15);

	qs_random_seed(&random, 14, 0);
	for (int trial = 0; trial < 6; trial++)
	{
		QsQubo	   *qubo = random_qubo(host, &random, 8);
		QsSamplerSettings settings = qs_sampler_defaults;
		double		last = INFINITY;

		settings.init = QS_QAOA_INTERPOLATE;
		settings.shots = 1;
		settings.cvar = 1.0;
		settings.evaluations = 2000;
		for (settings.layers = 1; settings.layers <= 5; settings.layers++)
		{
			double		objective = objective_of(host, qubo, &settings);

			assert_true(objective < last + 1e-6 * fabs(last));
			last = objective;
		}
		qs_qubo_free(host, qubo);
	}
}

/* Angles that need no search at all beat random bits */
static void
fixed_angles_are_good_on_average(void **state)
{
	QsHost	   *host = unit_host(state);
	QsRandom	random;

	qs_random_seed(&random, 15, 0);
	for (int trial = 0; trial < 20; trial++)
	{
		QsQubo	   *qubo = random_qubo(host, &random, 10);
		QsSamplerSettings settings = qs_sampler_defaults;
		double		uniform = qubo->offset;

		for (int i = 0; i < qubo->n; i++)
		{
			uniform += 0.5 * qubo->linear[i];
			for (int64_t k = qubo->start[i]; k < qubo->start[i + 1]; k++)
				uniform += 0.125 * qubo->weight[k];
		}
		settings.init = QS_QAOA_FIXED;
		settings.optimizer = QS_OPTIMIZER_NONE;
		settings.cvar = 1.0;
		assert_true(objective_of(host, qubo, &settings) < uniform);
		qs_qubo_free(host, qubo);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		UNIT_TEST(finds_the_optimum_of_small_problems),
		UNIT_TEST(angles_replay_a_run_exactly),
		UNIT_TEST(optimisers_improve_on_their_start),
		UNIT_TEST(interpolation_climbs),
		UNIT_TEST(fixed_angles_are_good_on_average),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
