/*
 * test_sampling_deadlines.c
 *	  Loops over shots, evaluations, trajectories and strengths of noise end at a deadline or
 *	  when they are asked to, in processor time, and keep what they have.
 */
#include "unit.h"

#include <math.h>

#include "base/simd.h"
#include "samplers/samplers.h"
#include "sampling/shot_collector.h"
#include "solve/pipeline.h"

#define LIMIT		0.15
#define SLACK		0.25		/* the promise is 0.1; sanitizers take their share */
#define SHOTS		10000000

static const int32_t group_start[] = {0, 4, 8};
static const int32_t group_qubit[] = {0, 1, 2, 3, 4, 5, 6, 7};

static QsQubo *
random_qubo(QsHost *host, uint64_t seed, int n)
{
	QsTerm	   *terms = QS_ARRAY(host, QsTerm, n * (n + 1) / 2);
	QsRandom	random;
	int64_t		count = 0;
	QsQubo	   *qubo;

	qs_random_seed(&random, seed, 0);
	for (int i = 0; i < n; i++)
		for (int j = i; j < n; j++)
			terms[count++] = (QsTerm) {i, j, qs_random_normal(&random)};
	qubo = qs_qubo_from_terms(host, n, 0.0, terms, count);
	qs_free(host, terms);
	return qubo;
}

typedef struct Arm
{
	const char *name;
	QsSolver	solver;
	int			n;
	QsMixer		mixer;
	double		depolarizing;
	double		readout_flip;
	QsExtrapolation extrapolation;
	int			objective_shots;
	int			shots;
} Arm;

static const Arm arms[] = {
	{"qaoa", QS_SOLVER_QAOA, 12, .shots = SHOTS},
	{"qaoa, 18 qubits", QS_SOLVER_QAOA, 18, .shots = SHOTS / 2},
	{"qaoa, readout", QS_SOLVER_QAOA, 12, .readout_flip = 0.01, .shots = SHOTS},
	{"qaoa, trajectories", QS_SOLVER_QAOA, 10, .depolarizing = 0.05, .shots = SHOTS / 5},
	{"qaoa, strengths of noise", QS_SOLVER_QAOA, 10, .depolarizing = 0.001, .extrapolation = QS_EXTRAPOLATION_LINEAR, .shots = SHOTS},
	{"qaoa, groups", QS_SOLVER_QAOA, 12, QS_MIXER_XY_RING, .shots = SHOTS},
	{"qaoa, groups, trajectories", QS_SOLVER_QAOA, 12, QS_MIXER_XY_RING, .depolarizing = 0.05, .shots = SHOTS / 5},
	{"qaoa, evaluations", QS_SOLVER_QAOA, 12, .objective_shots = SHOTS, .shots = 1000},
	{"qaoa, noisy evaluations", QS_SOLVER_QAOA, 12, .objective_shots = SHOTS / 5, .depolarizing = 0.02, .shots = SHOTS / 5},
	{"vqe", QS_SOLVER_VQE, 12, .shots = SHOTS},
	{"vqe, readout", QS_SOLVER_VQE, 12, .readout_flip = 0.01, .shots = SHOTS},
	{"vqe, evaluations", QS_SOLVER_VQE, 12, .objective_shots = SHOTS, .shots = 1000},
	{"pce", QS_SOLVER_PCE, 60, .shots = SHOTS},
	{"pce, readout", QS_SOLVER_PCE, 20, .readout_flip = 0.01, .shots = SHOTS},
	{"uniform", QS_SOLVER_UNIFORM, 12, .shots = SHOTS},
	{"uniform, all distinct", QS_SOLVER_UNIFORM, 60, .shots = SHOTS},
	{"tabu", QS_SOLVER_TABU, 12, .shots = SHOTS},
	{"sa", QS_SOLVER_SA, 12, .shots = SHOTS},
	{"sqa", QS_SOLVER_SQA, 12, .shots = SHOTS},
};

#define ARMS	((int) (sizeof(arms) / sizeof(arms[0])))

static QsSamplerSettings
settings_of(const Arm *arm, int evaluations)
{
	QsSamplerSettings settings = qs_sampler_defaults;

	settings.shots = arm->shots;
	settings.layers = 2;
	settings.mixer = arm->mixer;
	settings.depolarizing = arm->depolarizing;
	settings.readout_flip = arm->readout_flip;
	settings.extrapolation = arm->extrapolation;
	settings.objective_shots = arm->objective_shots;
	settings.evaluations = evaluations;
	if (arm->objective_shots > 0)
		settings.optimizer = QS_OPTIMIZER_SPSA;
	return settings;
}

/* Shots in all, each in one sample */
static int64_t
counted(const QsSamples *samples)
{
	int64_t		shots = 0;

	for (int k = 0; k < samples->count; k++)
	{
		assert_true(samples->occurrences[k] > 0);
		assert_true(k == 0 || samples->energy[k] >= samples->energy[k - 1]);
		shots += samples->occurrences[k];
	}
	return shots;
}

static bool
asked_to_end(void *context)
{
	QsStandaloneHost *standalone = context;

	return standalone->host.clock(context) > standalone->host.deadline;
}

/* One sampler that would take seconds: by a deadline, or by the user's wish */
static void
end_in_time(QsStandaloneHost *standalone, const Arm *arm, bool asked)
{
	QsHost	   *host = &standalone->host;
	QsQubo	   *qubo = random_qubo(host, 7, arm->n);
	QsSamplerInput input = {
		.qubo = qubo, .groups = arm->mixer == QS_MIXER_X ? 0 : 2, .group_start = group_start, .group_qubit = group_qubit
	};
	QsSamplerSettings settings = settings_of(arm, arm->objective_shots > 0 ? 100 : 5);
	QsSamplerReport report;
	QsSamples  *samples;
	QsRandom	random;
	QsStatus	status;
	double		began = qs_clock(host);
	double		took;

	qs_random_seed(&random, 1, 0);
	host->deadline = began + LIMIT;
	host->end_requested = asked ? asked_to_end : NULL;
	status = qs_sample(host, arm->solver, &input, &settings, &random, &samples, &report);
	took = qs_clock(host) - began;
	host->deadline = INFINITY;
	host->end_requested = NULL;
	if (took > LIMIT + SLACK)
		fail_msg("%s took %.3f s", arm->name, took);
	assert_int_equal(status, QS_INTERRUPTED);
	assert_non_null(samples);
	assert_true(counted(samples) >= 1 && counted(samples) <= arm->shots);
	assert_true(host->late);
	qs_samples_free(host, samples);
	qs_sampler_report_free(host, &report);
	qs_qubo_free(host, qubo);
}

static void
samplers_end_in_time(void **state)
{
	QsStandaloneHost *standalone = *state;

	qs_standalone_count_processor_time(standalone);
	for (int k = 0; k < ARMS; k++)
	{
		end_in_time(standalone, &arms[k], false);
		if (k % 3 == 0)
			end_in_time(standalone, &arms[k], true);
	}
}

/* Without a deadline all shots are there, in batches too, and the same again */
static void
batches_are_complete(void **state)
{
	QsHost	   *host = unit_host(state);

	for (int k = 0; k < ARMS; k++)
	{
		Arm			arm = arms[k];
		QsSamplerInput input = {
			.groups = arm.mixer == QS_MIXER_X ? 0 : 2, .group_start = group_start, .group_qubit = group_qubit
		};
		QsSamplerSettings settings;
		QsSamples  *samples[2];
		QsQubo	   *qubo;

		if (arm.solver == QS_SOLVER_TABU || arm.solver == QS_SOLVER_SA || arm.solver == QS_SOLVER_SQA ||
			(arm.mixer != QS_MIXER_X && arm.depolarizing > 0.0))
			continue;
		input.qubo = qubo = random_qubo(host, 7, arm.n < 12 ? arm.n : 12);
		arm.shots = 150000;
		arm.objective_shots = arm.objective_shots > 0 ? 70000 : 0;
		settings = settings_of(&arm, arm.objective_shots > 0 ? 3 : 5);
		settings.depolarizing *= 0.1;
		for (int again = 0; again < 2; again++)
		{
			QsRandom	random;

			qs_random_seed(&random, 5, 0);
			if (qs_sample(host, arm.solver, &input, &settings, &random, &samples[again], NULL) != QS_OK)
				fail_msg("%s is refused", arm.name);
			assert_int_equal(counted(samples[again]), arm.shots);
		}
		assert_int_equal(samples[0]->count, samples[1]->count);
		assert_memory_equal(samples[0]->occurrences, samples[1]->occurrences, (size_t) samples[0]->count * sizeof(int64_t));
		qs_samples_free(host, samples[0]);
		qs_samples_free(host, samples[1]);
		qs_qubo_free(host, qubo);
	}
}

/* Batches are draws of one distribution: their mean energy is that of the state */
static void
batches_are_unbiased(void **state)
{
	QsHost	   *host = unit_host(state);
	QsQubo	   *qubo = random_qubo(host, 3, 10);
	QsSamplerInput input = {.qubo = qubo};
	static const QsSolver solvers[] = {QS_SOLVER_QAOA, QS_SOLVER_VQE};

	for (int k = 0; k < 2; k++)
	{
		QsSamplerSettings settings = qs_sampler_defaults;
		QsSamplerReport report;
		QsSamples  *samples;
		QsRandom	random;
		double		mean = 0.0;
		double		square = 0.0;

		settings.shots = 400000;
		settings.evaluations = 20;
		settings.cvar = 1.0;
		qs_random_seed(&random, 2, 0);
		assert_int_equal(qs_sample(host, solvers[k], &input, &settings, &random, &samples, &report), QS_OK);
		for (int s = 0; s < samples->count; s++)
		{
			mean += samples->energy[s] * (double) samples->occurrences[s] / settings.shots;
			square += samples->energy[s] * samples->energy[s] * (double) samples->occurrences[s] / settings.shots;
		}
		assert_true(fabs(mean - report.expectation) < 5.0 * sqrt((square - mean * mean) / settings.shots));
		qs_samples_free(host, samples);
		qs_sampler_report_free(host, &report);
	}
	qs_qubo_free(host, qubo);
}

/* A whole solve: the answer is there, in time */
static void
solves_end_in_time(void **state)
{
	QsStandaloneHost *standalone = *state;
	QsHost	   *host = &standalone->host;
	static const QsSolver solvers[] = {QS_SOLVER_QAOA, QS_SOLVER_VQE, QS_SOLVER_PCE, QS_SOLVER_UNIFORM};
	QsRandom	random;

	qs_standalone_count_processor_time(standalone);
	qs_random_seed(&random, 11, 0);
	for (int k = 0; k < 8; k++)
	{
		QsModel    *model = unit_random_model(host, &random, k % 2 ? UNIT_GENERIC : UNIT_UNCONSTRAINED, 16);
		QsSettings	settings = qs_settings_defaults;
		double		began = qs_clock(host);
		QsRun	   *run;

		settings.solver = solvers[k / 2];
		settings.presolve = settings.proof = settings.certified = false;
		settings.max_qubits = 14;
		settings.timed = true;
		settings.sampler.shots = SHOTS;
		settings.sampler.layers = 2;
		settings.sampler.evaluations = 20;
		settings.seed = 1;
		host->late = false;
		host->deadline = began + LIMIT;
		run = qs_solve(host, model, &settings);
		if (qs_clock(host) - began > LIMIT + SLACK)
			fail_msg("solver %s took %.3f s", qs_solver_name(settings.solver), qs_clock(host) - began);
		host->deadline = INFINITY;
		assert_true(run->solutions > 0);
		qs_run_free(host, run);
		qs_model_free(host, model);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		UNIT_TEST(samplers_end_in_time),
		UNIT_TEST(batches_are_complete),
		UNIT_TEST(batches_are_unbiased),
		UNIT_TEST(solves_end_in_time),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
