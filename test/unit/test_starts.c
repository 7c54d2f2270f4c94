/*
 * test_starts.c
 *	  Several starts are one run: the best of what each of them makes alone.
 */
#include "unit.h"

#include <math.h>
#include <string.h>

#include "model/verify.h"
#include "solve/starts.h"

static QsSettings
short_settings(int trial)
{
	QsSettings	settings = qs_settings_defaults;

	settings.sampler = qs_sampler_defaults;
	settings.solver = trial % 2 ? QS_SOLVER_UNIFORM : QS_SOLVER_NONE;
	settings.rounds = 2;
	settings.max_qubits = 4;
	settings.seed = (uint64_t) trial;
	settings.solutions = 1 + trial % 5;
	/* most trials end with all their starts */
	settings.proof = trial % 4 == 0;
	settings.presolve = settings.certified = settings.proof;
	settings.diversity = trial % 7 == 0 ? 2 : 1;
	settings.polish = trial % 3 > 0;
	settings.effort = 0.0;
	return settings;
}

static double
found(const QsRun *run)
{
	return run->status == QS_RUN_OPTIMAL || run->status == QS_RUN_FEASIBLE ? run->objective : INFINITY;
}

static void
check_solutions(const QsModel *model, const QsSettings *settings, const QsRun *run)
{
	assert_true(run->solutions <= settings->solutions);
	for (int k = 0; k < run->solutions; k++)
	{
		const QsSolution *solution = &run->solution[k];

		assert_in_range(solution->start, 1, run->starts);
		assert_true(solution->feasible == qs_model_feasible(model, solution->x));
		if (k > 0)
			assert_true(solution->feasible && solution->objective >= run->solution[k - 1].objective);
		for (int other = 0; other < k; other++)
		{
			int			differences = 0;

			for (int i = 0; i < run->n; i++)
				differences += solution->x[i] != run->solution[other].x[i];
			assert_true(differences >= settings->diversity);
		}
	}
}

/* Starts alone, by their seeds: until one ends the solve */
static void
compare_with_single(QsHost *host, const QsModel *model, const QsSettings *settings, int starts,
					const QsRun *run)
{
	double		best = INFINITY,
				bound = -INFINITY;

	assert_in_range(run->best_start, 1, run->starts);
	for (int s = 1; s <= starts; s++)
	{
		QsSettings	own = *settings;
		QsRun	   *alone;
		bool		ends;

		own.seed = qs_start_seed(settings->seed, s);
		alone = qs_solve(host, model, &own);
		ends = qs_run_ends_starts(alone);
		assert_true(isfinite(found(alone)) ? run->start_objective[s - 1] == found(alone) :
					isnan(run->start_objective[s - 1]));
		if (alone->bound > bound)
			bound = alone->bound;
		if (found(alone) < best)
			best = found(alone);
		if (s == run->best_start)
		{
			assert_int_equal(run->rounds, alone->rounds);
			assert_int_equal(run->presolve_step_count, alone->presolve_step_count);
		}
		qs_run_free(host, alone);
		assert_true(ends ? run->starts == s : run->starts >= s);
		if (ends)
			break;
	}
	if (isfinite(best))
		assert_true(fabs(found(run) - best) <= 1e-9 * fmax(1.0, fabs(best)));
	else
		assert_false(isfinite(found(run)));
	if (run->status == QS_RUN_FEASIBLE)
		assert_true(run->bound == bound);
}

static void
starts_are_the_best_of_single_ones(void **state)
{
	QsHost	   *host = unit_host(state);
	QsRandom	random;

	qs_random_seed(&random, 92, 0);
	for (int trial = 0; trial < 10 * UNIT_KINDS; trial++)
	{
		QsModel    *model = unit_random_model(host, &random, (UnitKind) (trial % UNIT_KINDS), 12);
		QsSettings	settings = short_settings(trial / UNIT_KINDS);
		int			starts = 1 + trial % 5;
		QsRun	   *run = qs_solve_starts(host, model, &settings, starts);
		size_t		peak = host->memory_peak;

		check_solutions(model, &settings, run);
		compare_with_single(host, model, &settings, starts, run);
		assert_true(peak > 0);
		qs_run_free(host, run);
		qs_model_free(host, model);
		assert_int_equal(host->memory_used, 0);
	}
}

static void
seeds_are_different(void **state)
{
	uint64_t	seen[3 * 50];
	int			count = 0;

	(void) state;
	assert_true(qs_start_seed(17, 1) == 17);
	for (uint64_t seed = 0; seed < 3; seed++)
		for (int s = 1; s <= 50; s++)
		{
			seen[count] = qs_start_seed(seed, s);
			for (int k = 0; k < count; k++)
				assert_true(seen[k] != seen[count]);
			count++;
		}
}

static void
time_is_shared_out(void **state)
{
	(void) state;
	assert_true(isinf(qs_start_seconds(INFINITY, 5.0, 3, 2)));
	assert_true(qs_start_seconds(11.0, 1.0, 1, 1) == 10.0);
	assert_true(qs_start_seconds(11.0, 1.0, 4, 1) == 2.5);
	assert_true(qs_start_seconds(11.0, 1.0, 4, 2) == 5.0);
	assert_true(qs_start_seconds(11.0, 1.0, 3, 2) == 5.0);
	assert_true(qs_start_seconds(11.0, 1.0, 2, 8) == 10.0);
	assert_true(qs_start_seconds(11.0, 12.0, 2, 1) == 0.0);
}

static void
a_deadline_that_has_passed_makes_one_start(void **state)
{
	QsHost	   *host = unit_host(state);
	QsRandom	random;
	QsModel    *model;
	QsSettings	settings = short_settings(1);
	QsRun	   *run;

	qs_random_seed(&random, 93, 0);
	model = unit_random_model(host, &random, UNIT_KNAPSACK, 12);
	settings.timed = true;
	host->deadline = qs_clock(host) - 1.0;
	run = qs_solve_starts(host, model, &settings, 4);
	host->deadline = INFINITY;
	assert_int_equal(run->starts, 1);
	assert_int_equal(run->stop_reason, QS_STOP_TIME);
	assert_true(run->solutions > 0);
	qs_run_free(host, run);
	qs_model_free(host, model);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		UNIT_TEST(starts_are_the_best_of_single_ones),
		UNIT_TEST(seeds_are_different),
		UNIT_TEST(time_is_shared_out),
		UNIT_TEST(a_deadline_that_has_passed_makes_one_start),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
