/*
 * test_trace.c
 *	  The trace of a solve: tells every stage, changes nothing, costs nothing when off.
 */
#include "unit.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/trace.h"
#include "solve/pipeline.h"

#define MOST_LINES	2000

static struct
{
	int			lines;
	char	   *line[MOST_LINES];
}			heard;

static void
listen(void *context, const char *line)
{
	(void) context;
	assert_true(heard.lines < MOST_LINES);
	heard.line[heard.lines] = malloc(strlen(line) + 1);
	strcpy(heard.line[heard.lines++], line);
}

static void
forget(void)
{
	for (int k = 0; k < heard.lines; k++)
		free(heard.line[k]);
	heard.lines = 0;
}

/* Lines that begin like this */
static int
count_lines(const char *beginning)
{
	int			count = 0;

	for (int k = 0; k < heard.lines; k++)
		count += strncmp(heard.line[k], beginning, strlen(beginning)) == 0;
	return count;
}

static QsSettings
settings_of_trial(int trial)
{
	QsSettings	settings = qs_settings_defaults;

	settings.sampler = qs_sampler_defaults;
	settings.sampler.shots = 50;
	settings.sampler.layers = 1;
	settings.sampler.evaluations = 10;
	settings.solver = trial % 3 == 0 ? QS_SOLVER_AUTO : trial % 3 == 1 ? QS_SOLVER_QAOA : QS_SOLVER_UNIFORM;
	settings.max_qubits = 5;
	settings.rounds = 3;
	settings.effort = 0.05;
	settings.proof = trial % 2 == 0;
	settings.presolve = trial % 4 < 2;
	settings.seed = (uint64_t) trial;
	return settings;
}

static void
assert_same_runs(const QsRun *a, const QsRun *b)
{
	assert_int_equal(a->status, b->status);
	assert_int_equal(a->stop_reason, b->stop_reason);
	assert_int_equal(a->rounds, b->rounds);
	assert_int_equal(a->presolve_step_count, b->presolve_step_count);
	assert_int_equal(a->solutions, b->solutions);
	assert_int_equal(a->repair_moves, b->repair_moves);
	assert_int_equal(a->polish_moves, b->polish_moves);
	for (int k = 0; k < a->solutions; k++)
		assert_memory_equal(a->solution[k].x, b->solution[k].x, (size_t) a->n);
	for (int k = 0; k < a->rounds; k++)
	{
		assert_int_equal(a->round[k].merges, b->round[k].merges);
		assert_int_equal(a->round[k].distinct_shots, b->round[k].distinct_shots);
		assert_true(a->round[k].best_so_far == b->round[k].best_so_far);
	}
}

static void
assert_stages_told(QsHost *host, const QsModel *model, const QsRun *run)
{
	char		text[100];

	assert_true(heard.lines >= 3);
	assert_true(strncmp(heard.line[0], "problem: ", 9) == 0);
	assert_true(strncmp(heard.line[heard.lines - 1], "end: ", 5) == 0);
	assert_non_null(strstr(heard.line[heard.lines - 1], qs_run_status_name(run->status)));
	assert_non_null(strstr(heard.line[heard.lines - 1], qs_stop_reason_name(run->stop_reason)));
	assert_int_equal(count_lines("problem: "), 1);
	assert_int_equal(count_lines("presolve: "), 1);
	assert_true(count_lines("base: ") >= 1);
	if (run->presolve_step_count == 0)
	{
		snprintf(text, sizeof(text), "base: class %s, %d variables", unit_class(host, model), model->n);
		assert_true(count_lines(text) >= 1);
	}
	for (int k = 1; k <= run->rounds; k++)
	{
		snprintf(text, sizeof(text), "round %d: repaired ", k);
		assert_int_equal(count_lines(text), 1);
		snprintf(text, sizeof(text), "round %d: shrink ", k);
		assert_true(count_lines(text) == 1 || run->round[k - 1].stop[0] != '\0');
	}
}

static void
stages_are_told_and_nothing_changes(void **state)
{
	QsHost	   *host = unit_host(state);
	QsRandom	random;
	int			rounds = 0;
	int			proofs = 0;

	qs_random_seed(&random, 7, 0);
	for (int trial = 0; trial < 60; trial++)
	{
		QsModel    *model = unit_random_model(host, &random, (UnitKind) (trial % UNIT_KINDS), 14);
		QsSettings	settings = settings_of_trial(trial);
		QsRun	   *silent = qs_solve(host, model, &settings);
		QsRun	   *told;

		host->trace = listen;
		told = qs_solve(host, model, &settings);
		host->trace = NULL;
		assert_same_runs(silent, told);
		assert_stages_told(host, model, told);
		rounds += count_lines("round ");
		proofs += count_lines("proof: ");
		forget();
		qs_run_free(host, silent);
		qs_run_free(host, told);
		qs_model_free(host, model);
	}
	assert_true(rounds > 60 && proofs > 10);
}

static int
evaluated(int *count)
{
	return ++*count;
}

static void
silence_costs_nothing(void **state)
{
	QsHost	   *host = unit_host(state);
	int			count = 0;

	QS_TRACE(host, "%d", evaluated(&count));
	assert_int_equal(count, 0);
	qs_trace(host, "nobody listens");
	host->trace = listen;
	QS_TRACE(host, "%d", evaluated(&count));
	assert_int_equal(count, 1);
	assert_string_equal(heard.line[0], "1");
	forget();
	host->trace = NULL;
}

static void
long_lines_are_cut(void **state)
{
	QsHost	   *host = unit_host(state);
	char		text[5000];

	memset(text, 'x', sizeof(text));
	text[sizeof(text) - 1] = '\0';
	host->trace = listen;
	qs_trace(host, "%s", text);
	assert_true(strlen(heard.line[0]) > 500 && strlen(heard.line[0]) < 2000);
	forget();
	host->trace = NULL;
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		UNIT_TEST(stages_are_told_and_nothing_changes),
		UNIT_TEST(silence_costs_nothing),
		UNIT_TEST(long_lines_are_cut),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
