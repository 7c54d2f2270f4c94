/*
 * test_start.c
 *	  A start is never lost: whatever is solved and however short the solve is, its
 *	  answer is no worse than a feasible start.
 */
#include "unit.h"

#include <math.h>
#include <string.h>

#include "solve/pipeline.h"

#define MODELS		1500
#define VARIABLES	10

/* A random feasible assignment that agrees with fixed; false: none was drawn */
static bool
random_feasible(QsRandom *random, const QsModel *model, const int8_t *fixed, uint8_t *x)
{
	for (int attempt = 0; attempt < 300; attempt++)
	{
		for (int i = 0; i < model->n; i++)
			x[i] = fixed[i] >= 0 ? (uint8_t) fixed[i] : (uint8_t) qs_random_below(random, 2);
		if (qs_model_feasible(model, x))
			return true;
	}
	return false;
}

static QsSettings
some_settings(int k, const uint8_t *start, const int8_t *fixed)
{
	static const QsSolver solver[] = {QS_SOLVER_AUTO, QS_SOLVER_NONE, QS_SOLVER_UNIFORM};
	QsSettings	settings = qs_settings_defaults;

	settings.sampler = qs_sampler_defaults;
	settings.sampler.shots = 10;
	settings.solver = solver[k % 3];
	settings.rounds = 1;
	settings.effort = 0.0;
	settings.seed = (uint64_t) k;
	settings.solutions = 1 + k % 4;
	settings.presolve = k % 5 != 4;
	settings.proof = k % 7 > 2;
	settings.certified = k % 2 == 0;
	settings.polish = settings.repair = k % 11 != 10;
	settings.start = start;
	settings.fixed = fixed;
	return settings;
}

static void
a_start_is_never_lost(void **state)
{
	QsHost	   *host = unit_host(state);
	int			tried = 0;

	for (int k = 0; k < MODELS; k++)
	{
		QsRandom	random;
		QsModel    *model;
		uint8_t		start[16];
		int8_t		fixed[16];

		qs_random_seed(&random, 15, (uint64_t) k);
		model = unit_random_model(host, &random, (UnitKind) (k % UNIT_KINDS), VARIABLES);
		for (int i = 0; i < model->n; i++)
			fixed[i] = k % 3 == 0 && qs_random_below(&random, 5) == 0 ? (int8_t) qs_random_below(&random, 2) : -1;
		if (random_feasible(&random, model, fixed, start))
		{
			double		worth = qs_model_objective(model, start);
			QsSettings	settings;
			QsRun	   *run;

			/* what is fixed overrides the start */
			for (int i = 0; i < model->n; i++)
				if (fixed[i] >= 0 && k % 2)
					start[i] ^= 1;
			settings = some_settings(k, start, fixed);
			run = qs_solve(host, model, &settings);
			assert_true(run->status <= QS_RUN_FEASIBLE);
			assert_true(run->solution[0].feasible);
			assert_true(run->objective <= worth);
			for (int i = 0; i < model->n; i++)
				assert_true(fixed[i] < 0 || run->solution[0].x[i] == fixed[i]);
			qs_run_free(host, run);
			tried++;
		}
		qs_model_free(host, model);
	}
	assert_true(tried > MODELS / 2);
}

/* Time that is up at once leaves the start, completed */
static void
no_time_is_enough(void **state)
{
	QsHost	   *host = unit_host(state);

	for (int k = 0; k < 100; k++)
	{
		QsRandom	random;
		QsModel    *model;
		uint8_t		start[16];
		int8_t		fixed[16];

		qs_random_seed(&random, 16, (uint64_t) k);
		model = unit_random_model(host, &random, (UnitKind) (k % UNIT_KINDS), VARIABLES);
		memset(fixed, -1, sizeof(fixed));
		if (random_feasible(&random, model, fixed, start))
		{
			QsSettings	settings = some_settings(0, start, NULL);
			double		deadline = host->deadline;
			QsRun	   *run;

			settings.timed = true;
			host->deadline = qs_clock(host);
			run = qs_solve(host, model, &settings);
			host->deadline = deadline;
			assert_true(run->objective <= qs_model_objective(model, start));
			qs_run_free(host, run);
		}
		qs_model_free(host, model);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		UNIT_TEST(a_start_is_never_lost),
		UNIT_TEST(no_time_is_enough),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
