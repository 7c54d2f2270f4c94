/*
 * test_quadratic.c
 *	  Moves on models without rows, targets and proofs of a solve.
 */
#include "unit.h"

#include <math.h>
#include <string.h>

#include "classes/quadratic/quadratic_local.h"
#include "generate.h"
#include "solve/pipeline.h"

/* Polishing ends where no single flip gains, is never worse than its start, and counts
 * its flips; a second call begins anew. */
static void
polish_ends_at_a_local_minimum(void **state)
{
	QsHost	   *host = unit_host(state);
	QsRandom	random;

	qs_random_seed(&random, 41, 0);
	for (int trial = 0; trial < 60; trial++)
	{
		int			n = 1 + (int) qs_random_below(&random, 150);
		QsModel    *model = qs_generate_quadratic(host, &random, n, trial % 2 ? 0.05 : 0.8);
		QsQuadraticLocal *local = qs_quadratic_local_create(host, model);
		uint8_t    *x = QS_ARRAY(host, uint8_t, n);

		for (int start = 0; start < 3; start++)
		{
			int64_t		moves = 0;
			double		before,
						after;

			assert_int_equal(qs_quadratic_construct(local, &random, start / 2.0, x), QS_OK);
			before = qs_model_objective(model, x);
			assert_int_equal(qs_quadratic_polish(host, local, &random, x, &moves), QS_OK);
			after = qs_model_objective(model, x);
			assert_true(after <= before);
			assert_true(after == before || moves > 0);
			for (int i = 0; i < n; i++)
			{
				x[i] ^= 1;
				assert_true(qs_model_objective(model, x) >= after);
				x[i] ^= 1;
			}
		}
		qs_free(host, x);
		qs_quadratic_local_free(host, local);
		qs_model_free(host, model);
	}
}

/* A target in reach ends a solve without a bound, whatever proofs are allowed. */
static void
a_reached_target_pays_for_no_bound(void **state)
{
	QsHost	   *host = unit_host(state);
	QsRandom	random;
	QsModel    *model;
	QsSettings	settings = qs_settings_defaults;
	QsRun	   *run;
	double		best;

	qs_random_seed(&random, 42, 0);
	model = qs_generate_quadratic(host, &random, 120, 0.3);
	settings.solver = QS_SOLVER_AUTO;
	settings.rounds = 3;
	run = qs_solve(host, model, &settings);
	assert_true(run->has_objective);
	best = run->objective;
	qs_run_free(host, run);

	settings.has_target = true;
	settings.target = qs_model_report(model, best);
	run = qs_solve(host, model, &settings);
	assert_int_equal(run->stop_reason, QS_STOP_TARGET);
	assert_true(run->objective <= best);
	assert_true(run->bound == -INFINITY);
	qs_run_free(host, run);
	qs_model_free(host, model);
}

static int64_t looks;

static double
count_look(void *context)
{
	(void) context;
	looks++;
	return 1e-5 * (double) looks;
}

/* What is proved without a limit of time in one round is proved with it in the same
 * round, by the same answers.  Time is counted in looks at the clock: a tree's share of it
 * must not depend on the machine. */
static void
a_time_limit_does_not_put_off_a_cheap_proof(void **state)
{
	QsHost	   *host = unit_host(state);
	QsRandom	random;
	int			proved = 0;

	host->clock = count_look;
	qs_random_seed(&random, 43, 0);
	for (int trial = 0; trial < 6; trial++)
	{
		QsModel    *model = qs_generate_knapsack(host, &random, 24 + trial, 4, 0.5);
		QsSettings	settings = qs_settings_defaults;
		QsRun	   *free_run,
				   *timed_run;

		settings.solver = QS_SOLVER_EXACT;
		settings.max_qubits = 10;
		host->deadline = INFINITY;
		free_run = qs_solve(host, model, &settings);
		settings.timed = true;
		host->deadline = qs_clock(host) + 600.0;
		timed_run = qs_solve(host, model, &settings);
		if (free_run->status == QS_RUN_OPTIMAL && free_run->rounds <= 1)
		{
			proved++;
			assert_int_equal(timed_run->status, QS_RUN_OPTIMAL);
			assert_int_equal(timed_run->rounds, free_run->rounds);
			assert_true(timed_run->objective == free_run->objective);
		}
		qs_run_free(host, free_run);
		qs_run_free(host, timed_run);
		qs_model_free(host, model);
	}
	host->deadline = INFINITY;
	assert_true(proved > 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		UNIT_TEST(polish_ends_at_a_local_minimum),
		UNIT_TEST(a_reached_target_pays_for_no_bound),
		UNIT_TEST(a_time_limit_does_not_put_off_a_cheap_proof),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
