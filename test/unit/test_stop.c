/*
 * test_stop.c
 *	  A solve that the user ends keeps its best answer, at whatever moment the request
 *	  comes; and the history of the best answer.
 */
#include "unit.h"

#include <math.h>
#include <string.h>

#include "generate.h"
#include "solve/pipeline.h"
#include "solve/solve_state.h"

/* The request comes at the k-th question for it. */
static int64_t questions;
static int64_t request_at;

static bool
count_question(void *context)
{
	(void) context;
	return ++questions >= request_at;
}

static bool
accept_feasible(void *context, const uint8_t *x)
{
	return qs_model_feasible(context, x);
}

static QsRun *
solve_until(QsHost *host, QsModel *model, QsSolver solver, int64_t at)
{
	QsSettings	settings = qs_settings_defaults;

	settings.solver = solver;
	settings.sampler = qs_sampler_defaults;
	settings.max_qubits = 8;
	settings.rounds = 3;
	settings.judge = accept_feasible;
	settings.judge_context = model;
	questions = 0;
	request_at = at;
	host->end_requested = count_question;
	return qs_solve(host, model, &settings);
}

static void
assert_history(const QsModel *model, const QsRun *run)
{
	for (int k = 1; k < run->incumbents; k++)
	{
		assert_true(run->incumbent[k].objective < run->incumbent[k - 1].objective);
		assert_true(run->incumbent[k].seconds >= run->incumbent[k - 1].seconds);
		assert_true(run->incumbent[k].round >= run->incumbent[k - 1].round);
	}
	assert_true(run->incumbents <= QS_INCUMBENTS);
	if (run->status > QS_RUN_FEASIBLE)
	{
		assert_int_equal(run->incumbents, 0);
		return;
	}
	assert_true(run->incumbents > 0);
	assert_true(run->incumbent[run->incumbents - 1].objective == run->objective);
	assert_true(qs_model_feasible(model, run->solution[0].x));
	for (int k = 0; k < run->incumbents; k++)
		assert_true(run->incumbent[k].bound <= run->objective + 1e-9);
}

static void
stopped_anywhere_keeps_an_answer(void **state)
{
	static const QsSolver solvers[] = {QS_SOLVER_AUTO, QS_SOLVER_QAOA, QS_SOLVER_VQE, QS_SOLVER_PCE, QS_SOLVER_SQA};
	QsHost	   *host = unit_host(state);
	QsRandom	random;

	qs_random_seed(&random, 31, 0);
	for (int kind = 0; kind < UNIT_KINDS; kind++)
		for (int s = 0; s < (int) (sizeof(solvers) / sizeof(solvers[0])); s++)
		{
			QsModel    *model = unit_random_model(host, &random, kind, 14);
			QsRun	   *run = solve_until(host, model, solvers[s], INT64_MAX);
			int64_t		all = questions;
			bool		easy = kind != UNIT_GENERIC && kind != UNIT_ONE_HOT;

			assert_true(run->stop_reason != QS_STOP_STOPPED);
			assert_history(model, run);
			qs_run_free(host, run);
			for (int k = 0; k < 8; k++)
			{
				run = solve_until(host, model, solvers[s], 1 + all * k / 8);
				assert_history(model, run);
				assert_true(run->stop_reason == QS_STOP_STOPPED || run->stop_reason == QS_STOP_PROOF ||
							run->unsupported);
				if (easy)
					assert_true(run->status <= QS_RUN_FEASIBLE);
				qs_run_free(host, run);
			}
			qs_model_free(host, model);
		}
	host->end_requested = NULL;
}

/* Ever more incumbents: as many are kept as fit, the newest always, by count alone */
static void
history_is_bounded(void **state)
{
	QsHost	   *host = unit_host(state);
	QsRun	   *run = QS_NEW(host, QsRun);
	QsModel    *model = qs_model_create(host, 1, false, 0.0, NULL, 0, NULL, 0);
	QsSettings	settings = qs_settings_defaults;
	QsSolve		solve = {
		.host = host, .run = run, .model = model, .settings = &settings,
		.answers = qs_answers_create(host, 1, 1), .shown = QS_STAGE_POLISH
	};
	uint8_t		x = 0;

	for (int k = 0; k < 5000; k++)
	{
		QsSolution	solution = {.x = &x, .objective = -k, .feasible = true};

		qs_answers_offer(host, solve.answers, &solution, 0.0);
		qs_solve_note_incumbent(&solve);
		qs_solve_note_incumbent(&solve);
		assert_in_range(run->incumbents, k < QS_INCUMBENTS / 2 ? k + 1 : QS_INCUMBENTS / 2, QS_INCUMBENTS);
		assert_true(run->incumbent[run->incumbents - 1].objective == -k);
	}
	for (int k = 1; k < run->incumbents; k++)
		assert_true(run->incumbent[k].objective < run->incumbent[k - 1].objective);
	assert_true(run->incumbent[0].objective == 0.0);
	qs_answers_free(host, solve.answers);
	qs_model_free(host, model);
	qs_run_free(host, run);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		UNIT_TEST(stopped_anywhere_keeps_an_answer),
		UNIT_TEST(history_is_bounded),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
