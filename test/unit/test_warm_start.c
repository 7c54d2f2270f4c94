/*
 * test_warm_start.c
 *	  Where circuits with the mixer warm start from, read off the shots of a circuit
 *	  whose angles are 0.
 */
#include "unit.h"

#include <math.h>

#include "classes/classes.h"
#include "generate.h"
#include "quantum/qaoa_ansatz.h"
#include "relax/relax.h"
#include "solve/pipeline.h"

#define SHOTS	20000
#define NEAR	0.02			/* of a share of so many shots: more than five deviations */

/* Shares of ones of every variable in the shots of a round on the whole model; start: the only
 * solution that there is before, or NULL */
static void
shares(QsHost *host, const QsModel *model, QsWarmSource source, const uint8_t *start, double *share)
{
	static const double angles[2] = {0.0, 0.0};
	QsSettings	settings = qs_settings_defaults;
	const QsKeptShots *kept;
	QsRun	   *run;
	int64_t		shots = 0;

	settings.solver = QS_SOLVER_QAOA;
	settings.max_qubits = model->n;
	settings.encoding = QS_ENCODING_DUAL;
	settings.warm_source = source;
	settings.sampler = qs_sampler_defaults;
	settings.sampler.mixer = QS_MIXER_WARM;
	settings.sampler.layers = 1;
	settings.sampler.angles = angles;
	settings.sampler.angle_count = 2;
	settings.sampler.shots = SHOTS;
	settings.start = start;
	settings.construct = start == NULL;
	settings.keep_shots = SHOTS;
	settings.rounds = 1;
	settings.presolve = settings.certified = settings.proof = settings.polish = false;
	run = qs_solve(host, model, &settings);
	assert_int_equal(run->rounds, 1);
	kept = run->round[0].kept;
	assert_non_null(kept);
	for (int i = 0; i < model->n; i++)
		share[i] = 0.0;
	for (int k = 0; k < kept->count; k++)
	{
		uint8_t		x[64];

		qs_unpack_bits(kept->assignment + (size_t) k * qs_packed_bytes(model->n), model->n, x);
		for (int i = 0; i < model->n; i++)
			share[i] += (double) kept->occurrences[k] * x[i] / SHOTS;
		shots += kept->occurrences[k];
	}
	assert_int_equal(shots, SHOTS);
	qs_run_free(host, run);
}

/* The semidefinite relaxation of a cut of all edges is that cut. */
static void
a_cut_is_rounded_from_vectors(void **state)
{
	enum {N = 12};
	QsHost	   *host = unit_host(state);
	QsTerm		terms[2 * N];
	QsModel    *model;
	double		share[N];

	for (int i = 0; i < N; i++)
	{
		int			j = (i + 1) % N;

		terms[i] = (QsTerm) {i, i, 2.0};
		terms[N + i] = (QsTerm) {i < j ? i : j, i < j ? j : i, -2.0};
	}
	model = qs_model_create(host, N, true, 0.0, terms, 2 * N, NULL, 0);
	shares(host, model, QS_WARM_RELAXATION, NULL, share);
	for (int i = 0; i < N; i++)
		assert_true(fabs(share[i] - (fabs(share[0] - 0.75) < 0.25 ? (i % 2 ? 0.25 : 0.75) : (i % 2 ? 0.75 : 0.25))) < NEAR);
	qs_model_free(host, model);
}

/* With strong fields the vectors lie along the reference's. */
static void
fields_turn_vectors(void **state)
{
	enum {N = 10};
	QsHost	   *host = unit_host(state);
	QsTerm		terms[2 * N];
	QsModel    *model;
	double		share[N];

	for (int i = 0; i < N; i++)
	{
		terms[i] = (QsTerm) {i, i, i % 3 ? 10.0 : -10.0};
		terms[N + i] = (QsTerm) {i, i, 0.0};
		if (i + 1 < N)
			terms[N + i] = (QsTerm) {i, i + 1, 1.0};
	}
	model = qs_model_create(host, N, false, 0.0, terms, 2 * N, NULL, 0);
	shares(host, model, QS_WARM_RELAXATION, NULL, share);
	for (int i = 0; i < N; i++)
		assert_true(fabs(share[i] - (i % 3 ? QS_WARM_LEAST : 1.0 - QS_WARM_LEAST)) < NEAR);
	qs_model_free(host, model);
}

/* Linear models with rows: values of their linear relaxation */
static void
values_of_the_relaxation_are_probabilities(void **state)
{
	QsHost	   *host = unit_host(state);
	QsRandom	random;

	qs_random_seed(&random, 71, 0);
	for (int trial = 0; trial < 3; trial++)
	{
		QsModel    *model = qs_generate_knapsack(host, &random, 14, 3, 0.5);
		QsRelaxation *relaxation = NULL;
		double		share[14];
		int			between = 0;

		assert_int_equal(unit_relax(host, model, NULL, 0, &relaxation), QS_OK);
		shares(host, model, QS_WARM_RELAXATION, NULL, share);
		for (int i = 0; i < model->n; i++)
		{
			double		value = fmin(1.0 - QS_WARM_LEAST, fmax(QS_WARM_LEAST, relaxation->value[i]));

			assert_true(fabs(share[i] - value) < NEAR);
			between += value > QS_WARM_LEAST && value < 1.0 - QS_WARM_LEAST;
		}
		assert_true(between <= 3);
		qs_relaxation_free(host, relaxation);
		qs_model_free(host, model);
	}
}

/* Shares of ones in the pool: of one solution, that one */
static void
the_pool_says_what_is_in_it(void **state)
{
	QsHost	   *host = unit_host(state);
	QsRandom	random;

	qs_random_seed(&random, 72, 0);
	for (int trial = 0; trial < 3; trial++)
	{
		QsModel    *model = qs_generate_knapsack(host, &random, 12, 2, 0.5);
		uint8_t		start[12] = {0};
		double		share[12];

		start[trial] = start[trial + 5] = 1;
		shares(host, model, QS_WARM_POOL, start, share);
		for (int i = 0; i < model->n; i++)
			assert_true(fabs(share[i] - (start[i] ? 1.0 - QS_WARM_LEAST : QS_WARM_LEAST)) < NEAR);
		qs_model_free(host, model);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		UNIT_TEST(a_cut_is_rounded_from_vectors),
		UNIT_TEST(fields_turn_vectors),
		UNIT_TEST(values_of_the_relaxation_are_probabilities),
		UNIT_TEST(the_pool_says_what_is_in_it),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
