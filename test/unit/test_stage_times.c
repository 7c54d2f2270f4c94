/*
 * test_stage_times.c
 *	  What the stages of a solve took adds up to the whole, for every class, size, solver
 *	  and way to end.
 *
 * Time is counted in looks at the clock, so that nothing depends on the machine.
 */
#include "unit.h"

#include <math.h>

#include "generate.h"
#include "solve/pipeline.h"

#define SHARE	0.02			/* of the whole that may be in no stage */

static double looks;

static double
count_look(void *context)
{
	(void) context;
	return looks++;
}

static QsModel *
generate(QsHost *host, QsRandom *random, int kind, int n)
{
	QsGraph    *graph;
	QsModel    *model;

	switch (kind)
	{
		case 0:
			return qs_generate_knapsack(host, random, n, 5, 0.5);
		case 1:
			return qs_generate_assignment(host, random, (int) sqrt(n), true, 99);
		case 2:
			return qs_generate_quadratic(host, random, n, 4.0 / n);
		default:
			graph = qs_generate_random_graph(host, random, n, 4.0 / n);
			model = kind == 3 ? qs_generate_independent_set(host, random, graph, 9)
				: qs_generate_max_cut(host, random, graph, 1, 1);
			qs_graph_free(host, graph);
			return model;
	}
}

#define KINDS	5

static void
assert_adds_up(const QsRun *run)
{
	double		sum = 0.0;

	for (int k = 0; k < QS_STAGE_COUNT; k++)
	{
		assert_true(run->stage_seconds[k] >= 0.0);
		sum += run->stage_seconds[k];
	}
	assert_true(run->seconds > 0.0);
	assert_true(fabs(sum - run->seconds) <= SHARE * run->seconds);
}

/* Bounded by rounds, by time that runs out early or late, or neither */
static void
stages_add_up_everywhere(void **state)
{
	static const int size[] = {9, 60, 300, 1000};
	static const QsSolver solver[] = {QS_SOLVER_AUTO, QS_SOLVER_TABU, QS_SOLVER_NONE};
	static const double limit[] = {INFINITY, 5.0, 100.0, 1500.0};
	QsHost	   *host = unit_host(state);
	QsRandom	random;

	qs_random_seed(&random, 31, 0);
	host->clock = count_look;
	for (int trial = 0; trial < 4 * KINDS * 4; trial++)
	{
		int			n = size[trial / KINDS % 4];
		double		most = limit[(trial / KINDS + trial / KINDS / 4) % 4];
		QsModel    *model = generate(host, &random, trial % KINDS, n);
		QsSettings	settings = qs_settings_defaults;
		QsRun	   *run;

		settings.solver = solver[trial % 3];
		settings.rounds = 2;
		settings.timed = isfinite(most);
		settings.effort = 0.01;
		settings.node_limit = 10000;
		looks = 0.0;
		host->deadline = most;
		run = qs_solve(host, model, &settings);
		assert_adds_up(run);
		qs_run_free(host, run);
		qs_model_free(host, model);
	}
	host->deadline = INFINITY;
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		UNIT_TEST(stages_add_up_everywhere),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
