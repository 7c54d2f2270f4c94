/*
 * test_finish.c
 *	  What a solve hands back whatever moment its time runs out: feasible where that
 *	  is easy, and nothing left that a single flip would gain.
 *
 * Time is counted in looks at the clock: a deadline of k strikes at the k-th, on
 * every machine.
 */
#include "unit.h"

#include <math.h>
#include <string.h>

#include "model/complete.h"
#include "generate.h"
#include "solve/pipeline.h"

/* A host whose clock advances by one at every look */
typedef struct CountedClock
{
	double		looks;
} CountedClock;

static CountedClock counted;

static double
count_look(void *context)
{
	(void) context;
	return counted.looks++;
}

/* Does flipping i keep every row? */
static bool
flip_fits(const QsModel *model, uint8_t *x, int i)
{
	bool		fits;

	x[i] ^= 1;
	fits = qs_model_feasible(model, x);
	x[i] ^= 1;
	return fits;
}

/* No single flip gains and keeps the rows */
static void
assert_complete(const QsModel *model, const int8_t *fixed, uint8_t *x)
{
	double		objective = qs_model_objective(model, x);

	for (int i = 0; i < model->n; i++)
	{
		double		flipped;

		if (fixed && fixed[i] >= 0)
		{
			assert_int_equal(x[i], fixed[i]);
			continue;
		}
		x[i] ^= 1;
		flipped = qs_model_objective(model, x);
		x[i] ^= 1;
		if (flipped < objective - 1e-6)
			assert_false(flip_fits(model, x, i));
	}
}

/* Covering rows: all zeros break them, all ones do not */
static QsModel *
generate_cover(QsHost *host, QsRandom *random, int n)
{
	QsTerm	   *term = QS_ARRAY(host, QsTerm, 2 * n);
	QsRow	   *row = QS_ARRAY0(host, QsRow, n);
	int64_t		terms = 0;
	QsModel    *model;

	for (int i = 0; i < n; i++)
		term[terms++] = (QsTerm) {i, i, 1.0 + (double) qs_random_below(random, 50)};
	for (int i = 0; i + 1 < n; i++)
		term[terms++] = (QsTerm) {i, i + 1, (double) qs_random_below(random, 9) - 4.0};
	for (int r = 0; r < n; r++)
	{
		int32_t    *variables = QS_ARRAY(host, int32_t, 4);
		double	   *coefficients = QS_ARRAY(host, double, 4);

		for (int k = 0; k < 4; k++)
		{
			variables[k] = (int32_t) ((r + k * (1 + n / 5)) % n);
			coefficients[k] = 1.0 + (double) qs_random_below(random, 5);
		}
		row[r] = (QsRow) {
			.count = 4, .variables = variables, .coefficients = coefficients,
			.sense = '>', .rhs = 3.0
		};
	}
	model = qs_model_create(host, n, false, 7.0, term, terms, row, n);
	for (int r = 0; r < n; r++)
	{
		qs_free(host, (void *) row[r].variables);
		qs_free(host, (void *) row[r].coefficients);
	}
	qs_free(host, term);
	qs_free(host, row);
	return model;
}

#define KINDS	6

static QsModel *
generate(QsHost *host, QsRandom *random, int kind, int n)
{
	QsGraph    *graph = NULL;
	QsModel    *model;

	if (kind < 3)
		graph = qs_generate_random_graph(host, random, n, 4.0 / n);
	switch (kind)
	{
		case 0:
			model = qs_generate_independent_set(host, random, graph, 1);
			break;
		case 1:
			model = qs_generate_independent_set(host, random, graph, 20);
			break;
		case 2:
			model = qs_generate_max_cut(host, random, graph, -3, 3);
			break;
		case 3:
			model = qs_generate_knapsack(host, random, n, 3, 0.4);
			break;
		case 4:
			model = qs_generate_quadratic(host, random, n, 0.1);
			break;
		default:
			model = generate_cover(host, random, n);
			break;
	}
	qs_graph_free(host, graph);
	return model;
}

static void
completion_leaves_no_gain(void **state)
{
	QsHost	   *host = unit_host(state);
	QsRandom	random;

	qs_random_seed(&random, 5, 0);
	for (int trial = 0; trial < 600; trial++)
	{
		int			n = 5 + trial % 60;
		QsModel    *model = generate(host, &random, trial % KINDS, n);
		uint8_t    *x = QS_ARRAY(host, uint8_t, n);
		uint8_t    *before = QS_ARRAY(host, uint8_t, n);
		int8_t	   *fixed = QS_ARRAY(host, int8_t, n);
		int64_t		moves;

		for (int i = 0; i < n; i++)
			fixed[i] = trial % 3 == 0 && i % 5 == 0 ? (trial % KINDS == 5) : -1;
		assert_true(qs_complete_trivial(host, model, fixed, false, before, &moves));
		memcpy(x, before, (size_t) n);
		moves = qs_complete(host, model, fixed, x);
		assert_true(qs_model_feasible(model, x));
		assert_complete(model, fixed, x);
		assert_true(moves == 0 ? memcmp(x, before, (size_t) n) == 0 :
					qs_model_objective(model, x) < qs_model_objective(model, before));
		/* and there is nothing more to do */
		assert_int_equal(qs_complete(host, model, fixed, x), 0);
		qs_free(host, x);
		qs_free(host, before);
		qs_free(host, fixed);
		qs_model_free(host, model);
	}
}

/* What one run hands back: feasible, the best complete (others fill what was asked for
 * and need not be), and its sums right */
static void
check_run(QsHost *host, const QsModel *model, const int8_t *fixed, QsRun *run)
{
	assert_true(run->status <= QS_RUN_FEASIBLE);
	assert_true(run->solutions > 0);
	for (int k = 0; k < run->solutions; k++)
	{
		QsSolution *solution = &run->solution[k];

		assert_true(solution->feasible);
		assert_true(qs_model_feasible(model, solution->x));
		assert_true(solution->objective == qs_model_objective(model, solution->x));
		assert_true(k == 0 || run->solution[k - 1].objective <= solution->objective);
		if (k == 0 && !model->assignment)
			assert_complete(model, fixed, solution->x);
	}
	assert_true(run->bound <= run->objective + 1e-6 * fmax(1.0, fabs(run->objective)));
	(void) host;
}

static void
time_may_run_out_at_any_moment(void **state)
{
	QsHost	   *host = unit_host(state);
	QsRandom	random;
	int			timed_out = 0;

	qs_random_seed(&random, 6, 0);
	host->clock = count_look;
	for (int trial = 0; trial < 300; trial++)
	{
		int			n = 30 + trial % 7 * 25;
		QsModel    *model = generate(host, &random, trial % KINDS, n);
		QsSettings	settings = qs_settings_defaults;
		int8_t	   *fixed = NULL;
		QsRun	   *run;

		settings.solver = trial % 5 == 1 ? QS_SOLVER_QAOA : QS_SOLVER_AUTO;
		settings.max_qubits = 8;
		settings.sampler.shots = 50;
		settings.sampler.layers = 1;
		settings.sampler.evaluations = 10;
		settings.solutions = 5;
		settings.timed = true;
		settings.seed = (uint64_t) trial;
		settings.rounds = 3;
		settings.effort = 0.02;
		if (trial % 4 == 0)
		{
			fixed = QS_ARRAY(host, int8_t, n);
			for (int i = 0; i < n; i++)
				fixed[i] = i % 9 == 0 ? (trial % KINDS == 5) : -1;
			settings.fixed = fixed;
		}
		counted.looks = 0.0;
		/* from the first look to hundreds, denser where stages follow each other */
		host->deadline = floor(pow(1.022, trial));
		run = qs_solve(host, model, &settings);
		timed_out += run->stop_reason == QS_STOP_TIME;
		if (host->late)
			assert_true(run->stop_reason == QS_STOP_TIME || run->stop_reason == QS_STOP_PROOF);
		check_run(host, model, fixed, run);
		qs_run_free(host, run);
		qs_free(host, fixed);
		qs_model_free(host, model);
	}
	assert_true(timed_out > 100);
}

/* Control arms show what they found: nothing is completed behind their back. */
static void
control_arms_are_left_alone(void **state)
{
	QsHost	   *host = unit_host(state);
	QsRandom	random;
	int			incomplete = 0;

	qs_random_seed(&random, 7, 0);
	for (int trial = 0; trial < 40; trial++)
	{
		QsModel    *model = generate(host, &random, trial % KINDS, 40);
		QsSettings	settings = qs_settings_defaults;
		QsRun	   *run;

		settings.solver = QS_SOLVER_UNIFORM;
		settings.sampler.shots = 20;
		settings.max_qubits = 8;
		settings.rounds = 1;
		settings.polish = false;
		settings.repair = trial % 2 == 0;
		settings.presolve = settings.certified = settings.proof = false;
		run = qs_solve(host, model, &settings);
		assert_int_equal(run->polish_moves, 0);
		for (int k = 0; k < run->solutions; k++)
		{
			uint8_t    *x = run->solution[k].x;

			assert_int_equal(run->solution[k].polish_moves, 0);
			incomplete += run->solution[k].feasible && qs_complete(host, model, NULL, x) > 0;
		}
		qs_run_free(host, run);
		qs_model_free(host, model);
	}
	assert_true(incomplete > 0);
}

/* Stages are all there is: what they took adds up to the whole. */
static void
stages_add_up(void **state)
{
	QsHost	   *host = unit_host(state);
	QsRandom	random;

	qs_random_seed(&random, 8, 0);
	for (int trial = 0; trial < 12; trial++)
	{
		QsModel    *model = generate(host, &random, trial % KINDS, 120);
		QsSettings	settings = qs_settings_defaults;
		double		sum = 0.0;
		QsRun	   *run;

		settings.rounds = 3;
		settings.sampler.shots = 100;
		settings.sampler.layers = 1;
		settings.sampler.evaluations = 20;
		settings.effort = 0.01;
		host->clock = count_look;
		counted.looks = 0.0;
		run = qs_solve(host, model, &settings);
		for (int k = 0; k < QS_STAGE_COUNT; k++)
		{
			assert_true(run->stage_seconds[k] >= 0.0);
			sum += run->stage_seconds[k];
		}
		assert_true(fabs(sum - run->seconds) <= 2.0);
		assert_true(run->stage_seconds[QS_STAGE_OTHER] < 0.6 * run->seconds);
		qs_run_free(host, run);
		qs_model_free(host, model);
	}
}

/* One knapsack row of proof sweeps: what they take is in the stage of proofs. */
static void
sweeps_are_proof(void **state)
{
	QsHost	   *host = unit_host(state);
	QsRandom	random;
	double		proof = 0.0;

	qs_random_seed(&random, 9, 0);
	host->clock = count_look;
	for (int trial = 0; trial < 5; trial++)
	{
		QsModel    *model = qs_generate_knapsack(host, &random, 100, 5, 0.5);
		QsSettings	settings = qs_settings_defaults;
		QsRun	   *run;

		settings.solver = QS_SOLVER_AUTO;
		settings.rounds = 2;
		settings.effort = 0.001;
		counted.looks = 0.0;
		run = qs_solve(host, model, &settings);
		proof += run->stage_seconds[QS_STAGE_PROOF];
		qs_run_free(host, run);
		qs_model_free(host, model);
	}
	assert_true(proof > 50.0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		UNIT_TEST(completion_leaves_no_gain),
		UNIT_TEST(time_may_run_out_at_any_moment),
		UNIT_TEST(control_arms_are_left_alone),
		UNIT_TEST(stages_add_up),
		UNIT_TEST(sweeps_are_proof),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
