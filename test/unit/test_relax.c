/*
 * test_relax.c
 *	  The linear relaxation: a bound on every binary solution, complementary
 *	  multipliers, true infeasibility; linear assignment against brute force.
 */
#include "unit.h"

#include <math.h>
#include <string.h>

#include "numeric/assignment_problem.h"
#include "relax/relax.h"
#include "base/relax_exact.h"
#include "rows/relax_rows.h"

static void
relaxation_bounds_the_optimum(void **state)
{
	QsHost	   *host = unit_host(state);
	QsRandom	random;

	qs_random_seed(&random, 11, 0);
	for (int trial = 0; trial < 600; trial++)
	{
		UnitKind	kind = (UnitKind) (trial % UNIT_KINDS);
		QsModel    *model = unit_random_model(host, &random, kind, kind == UNIT_ASSIGNMENT ? 16 : 11);
		QsRelaxation *relaxation;
		QsStatus	status = unit_relax(host, model, NULL, 0, &relaxation);
		double		best = 0.0;
		bool		feasible = unit_brute_force(model, &best, NULL);

		if (status == QS_INFEASIBLE)
		{
			assert_false(feasible);
			assert_null(relaxation);
		}
		else
		{
			assert_int_equal(status, QS_OK);
			if (feasible)
				assert_true(relaxation->bound <= best);
			if (model->linear)
			{
				/* strong duality, up to the LP's own tolerance */
				assert_true(fabs(relaxation->bound - relaxation->objective) <=
							1e-6 * (1.0 + fabs(relaxation->objective)));
			}
			else
				assert_true(relaxation->bound == -INFINITY);
			for (int j = 0; j < model->n; j++)
			{
				double		d = relaxation->reduced_cost[j];
				double		value = relaxation->value[j];

				assert_true(value >= 0.0 && value <= 1.0);
				/* complementary slackness */
				if (d > 1e-5)
					assert_true(value < 1e-5);
				if (d < -1e-5)
					assert_true(value > 1.0 - 1e-5);
			}
			qs_relaxation_free(host, relaxation);
		}
		qs_model_free(host, model);
	}
}

/* At a vertex the tangent touches the objective. */
static void
linearisation_touches_its_point(void **state)
{
	QsHost	   *host = unit_host(state);
	QsRandom	random;

	qs_random_seed(&random, 12, 0);
	for (int trial = 0; trial < 120; trial++)
	{
		UnitKind	kind = trial % 2 ? UNIT_ASSIGNMENT : UNIT_UNCONSTRAINED;
		QsModel    *model = unit_random_model(host, &random, kind, 16);
		double		around[32];
		uint8_t		x[32];
		QsRelaxation *relaxation;
		double		least = INFINITY;

		unit_brute_force(model, &least, x);
		for (int i = 0; i < model->n; i++)
			around[i] = x[i];
		assert_int_equal(unit_relax(host, model, around, 0, &relaxation), QS_OK);
		/* the optimum is a point of the program, so the program is not above it */
		assert_true(relaxation->objective <= least + 1e-9 * (1.0 + fabs(least)));
		if (kind == UNIT_UNCONSTRAINED)
		{
			/* a local optimum is an optimum of its own tangent */
			assert_true(fabs(relaxation->objective - least) <= 1e-9 * (1.0 + fabs(least)));
		}
		qs_relaxation_free(host, relaxation);
		qs_model_free(host, model);
	}
}

typedef struct Graph
{
	int			edges;
	QsRow		rows[8000];
	int32_t		pairs[8000][2];
} Graph;

static void
add_edge(Graph *graph, int i, int j)
{
	int			e = graph->edges++;

	graph->pairs[e][0] = i;
	graph->pairs[e][1] = j;
	graph->rows[e] = (QsRow) {2, graph->pairs[e], NULL, '<', 1.0};
}

/* A row per edge and one more that makes this no plain independent set: many more
 * rows than variables, so rows are generated, and half of everything is optimal. */
static void
edge_rows_are_generated(void **state)
{
	QsHost	   *host = unit_host(state);
	enum {N = 120};
	static Graph graph;
	static int32_t all[N];
	QsTerm		terms[N];
	QsRandom	random;
	QsModel    *model;
	QsRelaxation *relaxation;

	qs_random_seed(&random, 13, 0);
	for (int i = 0; i < N; i++)
	{
		all[i] = i;
		terms[i] = (QsTerm) {i, i, 1.0};
		for (int j = 0; j < i; j++)
			if (qs_random_below(&random, 2) == 0)
				add_edge(&graph, j, i);
	}
	graph.rows[graph.edges++] = (QsRow) {N, all, NULL, '<', N / 2 - 3};
	model = qs_model_create(host, N, true, 0.0, terms, N, graph.rows, graph.edges);
	assert_int_equal(unit_relax(host, model, NULL, 0, &relaxation), QS_OK);
	assert_true(fabs(relaxation->objective + N / 2 - 3) < 1e-6);
	assert_true(relaxation->bound <= 3 - N / 2 && relaxation->bound > 3 - N / 2 - 1e-6);
	for (int e = 0; e < graph.edges - 1; e++)
		assert_true(relaxation->value[graph.pairs[e][0]] + relaxation->value[graph.pairs[e][1]] < 1.0 + 1e-6);
	qs_relaxation_free(host, relaxation);
	qs_model_free(host, model);
}

/* Disjoint cliques joined by a path, all given edge by edge: one of each clique. */
static void
cliques_are_found_in_edges(void **state)
{
	QsHost	   *host = unit_host(state);
	enum {CLIQUES = 12, SIZE = 9, N = CLIQUES * SIZE};
	static Graph graph;
	QsTerm		terms[N];
	QsModel    *model;
	QsRelaxation *relaxation;

	for (int i = 0; i < N; i++)
	{
		terms[i] = (QsTerm) {i, i, 1.0};
		for (int j = i / SIZE * SIZE; j < i; j++)
			add_edge(&graph, j, i);
		if (i >= SIZE)
			add_edge(&graph, i - SIZE, i);
	}
	model = qs_model_create(host, N, true, 0.0, terms, N, graph.rows, graph.edges);
	assert_int_equal(unit_relax(host, model, NULL, 0, &relaxation), QS_OK);
	assert_true(fabs(relaxation->bound + CLIQUES) < 1e-6 && relaxation->bound <= -CLIQUES);
	for (int i = 0; i < N; i++)
	{
		double		d = -1.0;

		/* the rows' multipliers give the same reduced costs */
		for (int64_t k = model->column_start[i]; k < model->column_start[i + 1]; k++)
			d -= relaxation->dual[model->column_row[k]];
		assert_true(fabs(d - relaxation->reduced_cost[i]) < 1e-6);
	}
	for (int e = 0; e < graph.edges; e++)
		assert_true(relaxation->dual[e] <= 0.0);
	qs_relaxation_free(host, relaxation);
	qs_model_free(host, model);
}

static QsModel *
dense_knapsack(QsHost *host, int n, int m, uint64_t seed)
{
	QsTerm	   *terms = QS_ARRAY(host, QsTerm, n);
	QsRow	   *rows = QS_ARRAY(host, QsRow, m);
	int32_t    *variables = QS_ARRAY(host, int32_t, n);
	double	   *weights = QS_ARRAY0(host, double, (size_t) n * (size_t) m);
	QsRandom	random;
	QsModel    *model;

	qs_random_seed(&random, seed, 0);
	for (int i = 0; i < n; i++)
	{
		double		total = 0.0;

		variables[i] = i;
		for (int r = 0; r < m; r++)
		{
			weights[r * n + i] = 1.0 + qs_random_below(&random, 1000);
			total += weights[r * n + i];
		}
		terms[i] = (QsTerm) {i, i, rint(total / m + qs_random_below(&random, 500))};
	}
	for (int r = 0; r < m; r++)
	{
		double		total = 0.0;

		for (int i = 0; i < n; i++)
			total += weights[r * n + i];
		rows[r] = (QsRow) {n, variables, weights + (size_t) r * (size_t) n, '<', rint(total / 3)};
	}
	model = qs_model_create(host, n, true, 0.0, terms, n, rows, m);
	qs_free(host, terms);
	qs_free(host, rows);
	qs_free(host, variables);
	qs_free(host, weights);
	return model;
}

static void
iteration_limit_deadline_and_cancel(void **state)
{
	QsStandaloneHost *standalone = *state;
	QsHost	   *host = &standalone->host;
	QsModel    *model = dense_knapsack(host, 300, 20, 5);
	QsRelaxation *relaxation,
			   *again;
	size_t		used = host->memory_used;

	assert_int_equal(unit_relax(host, model, NULL, 3, &relaxation), QS_LIMIT);
	assert_null(relaxation);
	assert_int_equal(host->memory_used, used);

	host->deadline = qs_clock(host) - 1.0;
	assert_int_equal(unit_relax(host, model, NULL, 0, &relaxation), QS_INTERRUPTED);
	assert_null(relaxation);
	assert_int_equal(host->memory_used, used);
	host->deadline = INFINITY;

	assert_int_equal(unit_relax(host, model, NULL, 0, &relaxation), QS_OK);
	assert_int_equal(unit_relax(host, model, NULL, 0, &again), QS_OK);
	assert_true(relaxation->bound == again->bound);
	assert_memory_equal(relaxation->value, again->value, (size_t) model->n * sizeof(double));
	assert_memory_equal(relaxation->dual, again->dual, (size_t) model->m * sizeof(double));
	qs_relaxation_free(host, relaxation);
	qs_relaxation_free(host, again);
	qs_model_free(host, model);
}

static void
cancel_frees_the_library_handle(void **state)
{
	QsStandaloneHost *standalone = qs_standalone_create((size_t) 1 << 30);
	QsHost	   *host = &standalone->host;
	QsModel    *model = dense_knapsack(host, 200, 10, 6);
	QsRelaxation *relaxation;

	(void) state;
	if (setjmp(standalone->recover) == 0)
	{
		standalone->recover_set = true;
		standalone->cancel = true;
		unit_relax(host, model, NULL, 0, &relaxation);
		fail();
	}
	/* the handle and every block go with the host; leak checkers watch */
	qs_standalone_destroy(standalone);
}

static void
safe_bound_survives_any_multipliers(void **state)
{
	QsHost	   *host = unit_host(state);
	QsRandom	random;

	qs_random_seed(&random, 14, 0);
	for (int trial = 0; trial < 500; trial++)
	{
		UnitKind	kind = trial % 2 ? UNIT_KNAPSACK : UNIT_INDEPENDENT_SET;
		QsModel    *model = unit_random_model(host, &random, kind, 10);
		double	   *lower = QS_ARRAY(host, double, model->m);
		double	   *upper = QS_ARRAY(host, double, model->m);
		double	   *dual = QS_ARRAY(host, double, model->m);
		double		best = 0.0;

		assert_true(unit_brute_force(model, &best, NULL));
		qs_rows_effective(model, lower, upper);
		for (int r = 0; r < model->m; r++)
			dual[r] = qs_random_normal(&random) / 3.0;
		if (model->m > 0)
			dual[0] = trial % 3 == 0 ? NAN : trial % 3 == 1 ? -INFINITY : dual[0];
		qs_multipliers_clamp(lower, upper, model->m, dual);
		assert_true(qs_multiplier_bound(host, model, model->objective->linear, model->constant,
										lower, upper, dual, NULL) <= best);
		qs_free(host, lower);
		qs_free(host, upper);
		qs_free(host, dual);
		qs_model_free(host, model);
	}
}

/* 3x + 6y <= 10 holds exactly 3x + 6y <= 9 over binaries. */
static void
integer_rows_are_rounded(void **state)
{
	QsHost	   *host = unit_host(state);
	int32_t		variables[2] = {0, 1};
	double		integers[2] = {3.0, 6.0};
	double		decimals[2] = {0.3, 0.6};
	double		reals[2] = {0.1, 0.12345678901234567};
	QsRow		rows[4] = {
		{2, variables, integers, '<', 10.0},
		{2, variables, integers, '>', 1.0},
		{2, variables, decimals, '<', 0.8},
		{2, variables, reals, '<', 0.2},
	};
	QsModel    *model = qs_model_create(host, 2, false, 0.0, NULL, 0, rows, 4);
	double		lower[4],
				upper[4];

	qs_rows_effective(model, lower, upper);
	assert_true(upper[0] == 9.0 && lower[0] == -INFINITY);
	assert_true(lower[1] == 3.0 && upper[1] == INFINITY);
	assert_true(upper[2] == 6.0);
	assert_true(upper[3] > 2.0 && upper[3] < 2.0 + 1e-8);
	qs_model_free(host, model);
}

static void
exact_sums_bracket_the_truth(void **state)
{
	QsExact		sum = {0.0, 0.0, 0.0};

	(void) state;
	/* 1e16 + 1 - 1e16 loses the 1 in plain double arithmetic */
	qs_exact_add(&sum, 1e16);
	qs_exact_add(&sum, 1.0);
	qs_exact_add_product(&sum, -1e8, 1e8);
	assert_true(qs_exact_floor(&sum) <= 1.0 && qs_exact_floor(&sum) > 1.0 - 1e-4);
	assert_true(qs_exact_ceiling(&sum) >= 1.0 && qs_exact_ceiling(&sum) < 1.0 + 1e-4);
}

static double
assignment_by_recursion(const double *cost, int order, int row, unsigned used)
{
	double		best = INFINITY;

	if (row == order)
		return 0.0;
	for (int j = 0; j < order; j++)
		if (!(used >> j & 1))
			best = fmin(best, cost[row * order + j] +
						assignment_by_recursion(cost, order, row + 1, used | 1u << j));
	return best;
}

static void
linear_assignment_is_optimal(void **state)
{
	QsHost	   *host = unit_host(state);
	QsRandom	random;

	qs_random_seed(&random, 15, 0);
	for (int trial = 0; trial < 600; trial++)
	{
		int			order = 1 + trial % 7;
		double		cost[49];
		int			location[7];
		unsigned	used = 0;
		double		sum = 0.0,
					best;
		QsAssignmentWork *work = qs_assignment_work_create(host, order);
		bool		found;

		for (int k = 0; k < order * order; k++)
			cost[k] = trial % 3 == 0 ? qs_random_normal(&random)
				: trial % 3 == 1 ? (double) qs_random_below(&random, 5)
				: qs_random_below(&random, 3) == 0 ? INFINITY : (double) qs_random_below(&random, 50);
		best = assignment_by_recursion(cost, order, 0, 0);
		found = qs_assignment_solve(host, work, order, cost, order, location);
		assert_int_equal(found, isfinite(best));
		if (found)
		{
			for (int i = 0; i < order; i++)
			{
				sum += cost[i * order + location[i]];
				used |= 1u << location[i];
			}
			assert_int_equal(used, (1u << order) - 1);
			assert_true(fabs(sum - best) < 1e-9);
			assert_true(qs_linear_assignment(host, order, cost, location));
		}
		qs_assignment_work_free(host, work);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		UNIT_TEST(relaxation_bounds_the_optimum),
		UNIT_TEST(linearisation_touches_its_point),
		UNIT_TEST(edge_rows_are_generated),
		UNIT_TEST(cliques_are_found_in_edges),
		UNIT_TEST(iteration_limit_deadline_and_cancel),
		UNIT_TEST(cancel_frees_the_library_handle),
		UNIT_TEST(safe_bound_survives_any_multipliers),
		UNIT_TEST(integer_rows_are_rounded),
		UNIT_TEST(exact_sums_bracket_the_truth),
		UNIT_TEST(linear_assignment_is_optimal),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
