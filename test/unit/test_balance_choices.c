/*
 * test_balance_choices.c
 *	  Choices, one of each group, under limits that hidden choices just meet.
 */
#include "unit.h"

#include <math.h>
#include <string.h>

#include "rows/balance_choices.h"
#include "solve/pipeline.h"

/* jobs x agents; capacities: the load of hidden choices, each the lightest of `light` agents, and
 * with `covers` a least load, too.  Costs fall with weights, so that what is cheap is heavy. */
static QsModel *
tight_assignment(QsHost *host, QsRandom *random, int jobs, int agents, int light, bool covers)
{
	int			n = jobs * agents;
	int			m = jobs + agents + (covers ? agents : 0);
	QsRow	   *row = QS_ARRAY0(host, QsRow, m);
	QsTerm	   *term = QS_ARRAY(host, QsTerm, n);
	int32_t    *by_job = QS_ARRAY(host, int32_t, n);
	int32_t    *by_agent = QS_ARRAY(host, int32_t, n);
	double	   *weight = QS_ARRAY(host, double, n);
	double	   *ones = QS_ARRAY(host, double, agents);
	double	   *load = QS_ARRAY0(host, double, agents);
	QsModel    *model;

	for (int j = 0; j < jobs; j++)
	{
		int			hidden = (int) qs_random_below(random, (uint32_t) agents);

		for (int a = 0; a < agents; a++)
		{
			double		drawn = 5.0 + qs_random_below(random, 21);

			by_job[j * agents + a] = j * agents + a;
			by_agent[a * jobs + j] = j * agents + a;
			weight[a * jobs + j] = drawn;
			term[j * agents + a] = (QsTerm) {j * agents + a, j * agents + a, 30.0 - drawn};
		}
		for (int k = 1; k < light; k++)
		{
			int			other = (int) qs_random_below(random, (uint32_t) agents);

			if (weight[other * jobs + j] < weight[hidden * jobs + j])
				hidden = other;
		}
		load[hidden] += weight[hidden * jobs + j];
	}
	for (int a = 0; a < agents; a++)
		ones[a] = 1.0;
	for (int j = 0; j < jobs; j++)
		row[j] = (QsRow) {.count = agents, .variables = by_job + j * agents, .coefficients = ones, .sense = '=', .rhs = 1.0};
	for (int a = 0; a < agents; a++)
	{
		row[jobs + a] = (QsRow) {.count = jobs, .variables = by_agent + a * jobs, .coefficients = weight + a * jobs,
			.sense = '<', .rhs = load[a]};
		if (covers)
			row[jobs + agents + a] = (QsRow) {.count = jobs, .variables = by_agent + a * jobs, .coefficients = weight + a * jobs,
				.sense = '>', .rhs = floor(load[a] * 0.7)};
	}
	model = qs_model_create(host, n, false, 0.0, term, n, row, m);
	qs_free(host, load);
	qs_free(host, ones);
	qs_free(host, weight);
	qs_free(host, by_agent);
	qs_free(host, by_job);
	qs_free(host, term);
	qs_free(host, row);
	return model;
}

static void
limits_are_met(void **state)
{
	QsHost	   *host = unit_host(state);
	QsRandom	random;
	int			found = 0;
	int			trials = 0;

	qs_random_seed(&random, 31, 0);
	for (int trial = 0; trial < 60; trial++)
	{
		int			agents = 3 + (int) qs_random_below(&random, 10);
		int			jobs = agents * (8 + (int) qs_random_below(&random, 20));
		QsModel    *model = tight_assignment(host, &random, jobs, agents, 1 + trial % 3, trial % 2 == 1);
		uint8_t    *x = QS_ARRAY0(host, uint8_t, model->n);

		trials++;
		if (qs_balance_choices(host, model, x))
		{
			found++;
			assert_true(qs_model_feasible(model, x));
		}
		else
			for (int i = 0; i < model->n; i++)
				assert_int_equal(x[i], 0);
		qs_free(host, x);
		qs_model_free(host, model);
	}
	assert_true(found >= trials * 9 / 10);
}

/* Other kinds of models are left alone, and no model is called met that is not */
static void
others_are_left_alone(void **state)
{
	QsHost	   *host = unit_host(state);
	QsRandom	random;

	qs_random_seed(&random, 32, 0);
	for (int trial = 0; trial < 400; trial++)
	{
		QsModel    *model = unit_random_model(host, &random, (UnitKind) (trial % UNIT_KINDS), 16);
		uint8_t    *x = QS_ARRAY0(host, uint8_t, model->n);
		bool		found = qs_balance_choices(host, model, x);
		int			ones = 0;

		for (int i = 0; i < model->n; i++)
			ones += x[i];
		assert_true(found ? qs_model_feasible(model, x) : ones == 0);
		qs_free(host, x);
		qs_model_free(host, model);
	}
}

static bool presolve_began;
static double best_then;

static void
watch(void *context, const QsProgress *progress)
{
	(void) context;
	if (!presolve_began && strcmp(progress->stage, "presolve") == 0)
	{
		presolve_began = true;
		best_then = progress->best;
	}
}

static bool
end_at_presolve(void *context)
{
	(void) context;
	return presolve_began;
}

/* A large one has its first answer before presolve, within a second of processor time */
static void
large_ones_begin_with_an_answer(void **state)
{
	QsStandaloneHost *standalone = *state;
	QsHost	   *host = &standalone->host;
	QsSettings	settings = qs_settings_defaults;
	QsRandom	random;

	qs_standalone_count_processor_time(standalone);
	settings.solver = QS_SOLVER_AUTO;
	settings.timed = true;
	host->progress = watch;
	host->end_requested = end_at_presolve;
	qs_random_seed(&random, 33, 0);
	for (int trial = 0; trial < 2; trial++)
	{
		QsModel    *model = tight_assignment(host, &random, 2000, 50, trial ? 10 : 2, false);
		QsRun	   *run;
		double		began = qs_clock(host);

		presolve_began = false;
		host->deadline = began + 60.0;
		run = qs_solve(host, model, &settings);
		host->deadline = INFINITY;
		print_message("%d variables, first answer after %.3f s\n", model->n, run->incumbents > 0 ? run->incumbent[0].seconds : NAN);
		assert_true(presolve_began && isfinite(best_then));
		assert_true(qs_model_feasible(model, run->solution[0].x));
		qs_run_free(host, run);
		qs_model_free(host, model);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		UNIT_TEST(limits_are_met),
		UNIT_TEST(others_are_left_alone),
		UNIT_TEST(large_ones_begin_with_an_answer),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
