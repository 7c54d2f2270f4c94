/*
 * test_run.c
 *	  The record of a solve: every state has a name of its own, stages take no more than the whole, and all of it
 *	  is given back.
 */
#include "unit.h"

#include <string.h>

#include "solve/pipeline.h"

static void
names_are_different(void **state)
{
	const char *name[QS_STAGE_COUNT + QS_RUN_NOT_FOUND + 1];
	int			stages = QS_STAGE_COUNT;
	int			statuses = QS_RUN_NOT_FOUND + 1;

	(void) state;
	for (int k = 0; k < stages; k++)
		name[k] = qs_stage_name((QsStage) k);
	for (int k = 0; k < statuses; k++)
		name[stages + k] = qs_run_status_name((QsRunStatus) k);
	for (int k = 0; k < stages + statuses; k++)
	{
		assert_true(name[k] && name[k][0]);
		for (int other = 0; other < k; other++)
			assert_string_not_equal(name[k], name[other]);
	}
	assert_string_equal(qs_stop_reason_name(QS_STOP_PROOF), "proof");
	assert_string_equal(qs_stop_reason_name(QS_STOP_TIME), "time");
	assert_string_equal(qs_stop_reason_name(QS_STOP_STAGNATION), "stagnation");
}

static void
records_are_complete_and_freed(void **state)
{
	QsHost	   *host = unit_host(state);
	QsRandom	random;

	qs_random_seed(&random, 91, 0);
	qs_run_free(host, NULL);
	for (int trial = 0; trial < 2 * UNIT_KINDS; trial++)
	{
		QsModel    *model = unit_random_model(host, &random, (UnitKind) (trial % UNIT_KINDS), 10);
		QsSettings	settings = qs_settings_defaults;
		QsRun	   *run;
		double		seconds = 0.0;

		settings.solver = trial % 2 ? QS_SOLVER_UNIFORM : QS_SOLVER_NONE;
		settings.sampler = qs_sampler_defaults;
		settings.rounds = 2;
		settings.max_qubits = 5;
		settings.log = trial % 3 == 0 ? QS_LOG_ALL : QS_LOG_BEST;
		run = qs_solve(host, model, &settings);
		for (int stage = 0; stage < QS_STAGE_COUNT; stage++)
		{
			assert_true(run->stage_seconds[stage] >= 0.0);
			seconds += run->stage_seconds[stage];
		}
		assert_true(seconds <= run->seconds * (1.0 + 1e-9));
		assert_int_equal(run->n, model->n);
		assert_int_equal(run->has_objective, run->solutions > 0);
		assert_true(run->best_round >= (run->rounds > 0) && run->best_round <= run->rounds);
		for (int k = 1; k < run->solutions; k++)
			assert_true(run->solution[k].feasible <= run->solution[k - 1].feasible);
		qs_run_free(host, run);
		qs_model_free(host, model);
		assert_int_equal(host->memory_used, 0);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		UNIT_TEST(names_are_different),
		UNIT_TEST(records_are_complete_and_freed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
