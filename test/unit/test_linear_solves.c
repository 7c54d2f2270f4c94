/*
 * test_linear_solves.c
 *	  Solves of linear models, whose rooms are the tree, neighbourhoods and first answers,
 *	  against brute force and against themselves.
 */
#include "unit.h"

#include <math.h>
#include <string.h>

#include "samplers/samplers.h"
#include "solve/pipeline.h"

#define N	22

/* Random covers of N variables by exactly-one and other rows, around a hidden solution */
static QsModel *
random_model(QsHost *host, QsRandom *random)
{
	int32_t		variable[12][N];
	double		coefficient[12][N];
	uint8_t		x[N];
	QsTerm		term[N];
	QsRow		row[12];

	for (int i = 0; i < N; i++)
	{
		x[i] = (uint8_t) (qs_random_below(random, 3) == 0);
		term[i] = (QsTerm) {i, i, 1.0 + (double) qs_random_below(random, 50)};
	}
	for (int r = 0; r < 12; r++)
	{
		double		activity = 0.0;
		int			count = 0;

		for (int i = 0; i < N; i++)
			if (qs_random_below(random, 4) == 0)
			{
				variable[r][count] = i;
				coefficient[r][count] = r % 3 == 0 ? 1.0 : 1.0 + (double) qs_random_below(random, 5);
				activity += coefficient[r][count++] * x[i];
			}
		row[r] = (QsRow) {count, variable[r], coefficient[r], r % 3 == 0 ? '=' : '>', activity};
	}
	return qs_model_create(host, N, false, 0.0, term, N, row, 12);
}

static QsRun *
solve(QsHost *host, const QsModel *model, QsSolver solver, bool proof, uint64_t seed)
{
	QsSettings	settings = qs_settings_defaults;

	settings.sampler = qs_sampler_defaults;
	settings.solver = solver;
	settings.seed = seed;
	settings.proof = proof;
	return qs_solve(host, model, &settings);
}

static void
solves_are_proved_and_repeat(void **state)
{
	QsHost	   *host = unit_host(state);
	QsRandom	random;

	qs_random_seed(&random, 21, 0);
	for (int k = 0; k < 12; k++)
	{
		QsModel    *model = random_model(host, &random);
		uint8_t		x_best[N];
		double		best;
		QsRun	   *run[2];

		assert_true(unit_brute_force(model, &best, x_best));
		for (int copy = 0; copy < 2; copy++)
		{
			run[copy] = solve(host, model, k % 2 ? QS_SOLVER_AUTO : QS_SOLVER_NONE, true, (uint64_t) k);
			assert_int_equal(run[copy]->status, QS_RUN_OPTIMAL);
			assert_true(run[copy]->objective == best);
			assert_true(run[copy]->bound == best);
		}
		assert_int_equal(run[0]->solutions, run[1]->solutions);
		for (int s = 0; s < run[0]->solutions; s++)
			assert_memory_equal(run[0]->solution[s].x, run[1]->solution[s].x, N);
		for (int copy = 0; copy < 2; copy++)
			qs_run_free(host, run[copy]);
		qs_model_free(host, model);
	}
}

/* Without proofs the neighbourhoods are what looks around the first answers. */
static void
solves_without_proof_find_the_best(void **state)
{
	QsHost	   *host = unit_host(state);
	QsRandom	random;
	int			reached = 0;

	qs_random_seed(&random, 22, 0);
	for (int k = 0; k < 8; k++)
	{
		QsModel    *model = random_model(host, &random);
		uint8_t		x_best[N];
		double		best;
		QsRun	   *run = solve(host, model, QS_SOLVER_AUTO, false, (uint64_t) k);

		assert_true(unit_brute_force(model, &best, x_best));
		assert_true(run->status <= QS_RUN_FEASIBLE);
		assert_true(run->objective >= best && run->objective == qs_model_objective(model, run->solution[0].x));
		assert_true(qs_model_feasible(model, run->solution[0].x));
		reached += run->objective == best;
		qs_run_free(host, run);
		qs_model_free(host, model);
	}
	assert_true(reached >= 7);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		UNIT_TEST(solves_are_proved_and_repeat),
		UNIT_TEST(solves_without_proof_find_the_best),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
