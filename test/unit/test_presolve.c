/*
 * test_presolve.c
 *	  Reductions keep the optimal value, strict ones keep every optimum, and what
 *	  is called infeasible is; against brute force on random models of all kinds.
 */
#include "unit.h"

#include <math.h>
#include <string.h>

#include "presolve/presolve.h"
#include "relax/roof_duality.h"
#include "classes/classes.h"

#define NO_OPTIMUM	1e300

/* The same model with its objective and rows multiplied. */
static QsModel *
scaled_model(QsHost *host, const QsModel *model, double objective_factor, double row_factor)
{
	QsTerm		terms[600];
	QsRow		rows[220];
	double		values[2000];
	int64_t		count = 0;
	int			row_count = 0;

	for (int i = 0; i < model->n; i++)
	{
		terms[count++] = (QsTerm) {i, i, model->objective->linear[i] * objective_factor};
		for (int64_t k = model->objective->start[i]; k < model->objective->start[i + 1]; k++)
			if (model->objective->neighbour[k] < i)
				terms[count++] = (QsTerm) {model->objective->neighbour[k], i,
										   model->objective->weight[k] * objective_factor};
	}
	for (int r = 0; r < model->m; r++)
	{
		int64_t		first = model->row_start[r];
		bool		upper = isfinite(model->row_upper[r]);

		for (int64_t k = first; k < model->row_start[r + 1]; k++)
			values[k] = model->row_value[k] * row_factor;
		rows[row_count++] = (QsRow)
		{
			(int) (model->row_start[r + 1] - first), model->row_variable + first, values + first,
			model->row_lower[r] == model->row_upper[r] ? '=' : upper ? '<' : '>',
			(upper ? model->row_upper[r] : model->row_lower[r]) * row_factor
		};
	}
	return qs_model_create(host, model->n, false, model->constant * objective_factor, terms,
						   count, rows, row_count);
}

/* Optimum over the x that the contraction can still express. */
static double
best_expressible(QsHost *host, const QsModel *model, QsContraction *contraction)
{
	QsReduced  *reduced = qs_contraction_reduce(host, contraction);
	double		best = NO_OPTIMUM;

	if (!reduced->infeasible)
	{
		uint8_t		y[32] = {0};
		uint8_t		x[32];

		for (uint32_t bits = 0; bits < (uint32_t) 1 << reduced->n; bits++)
		{
			for (int i = 0; i < reduced->n; i++)
				y[i] = (uint8_t) (bits >> i & 1);
			qs_contraction_expand(contraction, reduced, y, x);
			if (qs_model_feasible(model, x))
				best = fmin(best, qs_model_objective(model, x));
		}
	}
	qs_reduced_free(host, reduced);
	return best;
}

/* Does every optimum respect every fixing and merge? */
static bool
keeps_every_optimum(const QsModel *model, QsContraction *contraction, double best)
{
	uint8_t		x[32] = {0};

	for (uint32_t bits = 0; bits < (uint32_t) 1 << model->n; bits++)
	{
		for (int i = 0; i < model->n; i++)
			x[i] = (uint8_t) (bits >> i & 1);
		if (!qs_model_feasible(model, x) || qs_model_objective(model, x) > best + 1e-9)
			continue;
		for (int i = 0; i < model->n; i++)
		{
			bool		flipped;
			int			root = qs_contraction_find(contraction, i, &flipped);
			int			value = root == QS_REFERENCE ? 0 : x[root];

			if (x[i] != (value ^ (int) flipped))
				return false;
		}
	}
	return true;
}

typedef struct Tally
{
	int			models;
	int			infeasible;
	int64_t		variables;
	int64_t		removed;
} Tally;

static void
check_model(QsHost *host, const QsModel *model, const QsPresolveSettings *settings, Tally *tally)
{
	QsContraction *contraction = qs_contraction_create(host, model);
	QsStatus	status = qs_presolve(host, contraction, qs_classes, settings);
	double		best = NO_OPTIMUM;

	unit_brute_force(model, &best, NULL);
	tally->models++;
	tally->variables += model->n;
	if (status == QS_INFEASIBLE)
	{
		tally->infeasible++;
		assert_true(best == NO_OPTIMUM);
	}
	else
	{
		assert_int_equal(status, QS_OK);
		tally->removed += model->n - contraction->roots;
		assert_true(fabs(best_expressible(host, model, contraction) - best) <= 1e-9 * (1.0 + fabs(best)));
		if (settings->strict_only && best < NO_OPTIMUM)
			assert_true(keeps_every_optimum(model, contraction, best));
		for (int64_t k = 0; k < contraction->step_count; k++)
		{
			assert_non_null(contraction->steps[k].reason);
			assert_in_range(contraction->steps[k].row + 1, 0, model->m);
		}
	}
	qs_contraction_free(host, contraction);
}

static void
check_many(QsHost *host, uint64_t seed, int trials, int max_n, const QsPresolveSettings *settings,
		   double objective_factor, double row_factor, Tally *tally)
{
	QsRandom	random;

	qs_random_seed(&random, seed, 0);
	for (int trial = 0; trial < trials; trial++)
	{
		QsModel    *model = unit_random_model(host, &random, (UnitKind) (trial % UNIT_KINDS), max_n);

		if (objective_factor != 1.0 && model->assignment == NULL)
		{
			QsModel    *scaled = scaled_model(host, model, objective_factor, row_factor);

			check_model(host, scaled, settings, tally);
			qs_model_free(host, scaled);
		}
		else
			check_model(host, model, settings, tally);
		qs_model_free(host, model);
	}
}

static void
defaults_keep_the_optimal_value(void **state)
{
	Tally		tally = {0};

	check_many(unit_host(state), 21, 3000, 9, &qs_presolve_defaults, 1.0, 1.0, &tally);
	check_many(unit_host(state), 22, 120, 13, &qs_presolve_defaults, 1.0, 1.0, &tally);
	/* it does something */
	assert_true(tally.removed * 3 > tally.variables);
	assert_true(tally.infeasible > 20);
}

static void
strict_reductions_keep_every_optimum(void **state)
{
	QsPresolveSettings settings = qs_presolve_defaults;
	Tally		tally = {0};

	settings.strict_only = true;
	check_many(unit_host(state), 23, 2400, 9, &settings, 1.0, 1.0, &tally);
	assert_true(tally.removed * 6 > tally.variables);
}

static void
real_coefficients_are_safe(void **state)
{
	QsPresolveSettings settings = qs_presolve_defaults;
	Tally		tally = {0};

	check_many(unit_host(state), 24, 900, 9, &settings, 0.1, 0.3, &tally);
	check_many(unit_host(state), 25, 600, 9, &settings, 1.0 / 3.0, 1e-3, &tally);
	settings.strict_only = true;
	/* ties must stay ties: an exact factor for the objective */
	check_many(unit_host(state), 26, 600, 9, &settings, 0.75, 1e5 / 7.0, &tally);
	assert_true(tally.removed > 0);
}

/* Each family of reductions alone */
static void
each_reduction_is_exact_alone(void **state)
{
	for (int family = 0; family < 5; family++)
	{
		QsPresolveSettings settings = {
			.propagation = family == 0,
			.dominance = family == 1,
			.kernel = family == 2,
			.persistency = family == 3,
			.roof_duality = family == 4,
		};
		Tally		tally = {0};

		check_many(unit_host(state), 30 + (uint64_t) family, 360, 9, &settings, 1.0, 1.0, &tally);
		assert_true(tally.removed > 0);
		settings.strict_only = true;
		check_many(unit_host(state), 40 + (uint64_t) family, 360, 9, &settings, 1.0, 1.0, &tally);
	}
}

/* User fixings and merges already in the contraction are respected. */
static void
existing_contraction_is_kept(void **state)
{
	QsHost	   *host = unit_host(state);
	QsRandom	random;

	qs_random_seed(&random, 27, 0);
	for (int trial = 0; trial < 900; trial++)
	{
		QsModel    *model = unit_random_model(host, &random, (UnitKind) (trial % UNIT_KINDS), 9);
		QsContraction *contraction = qs_contraction_create(host, model);
		double		before,
					after;
		QsStatus	status;

		qs_contraction_fix(host, contraction, (int) qs_random_below(&random, (uint32_t) model->n),
						   (int) qs_random_below(&random, 2), NAN, "by the user", -1, NULL);
		qs_contraction_merge(host, contraction, (int) qs_random_below(&random, (uint32_t) model->n),
							 (int) qs_random_below(&random, (uint32_t) model->n),
							 qs_random_below(&random, 2), QS_ACTION_MERGE, 0.5, "by the user", -1,
							 NULL);
		before = best_expressible(host, model, contraction);
		status = qs_presolve(host, contraction, qs_classes, &qs_presolve_defaults);
		after = status == QS_INFEASIBLE ? NO_OPTIMUM : best_expressible(host, model, contraction);
		assert_true(fabs(before - after) <= 1e-9 * (1.0 + fabs(before)));
		qs_contraction_free(host, contraction);
		qs_model_free(host, model);
	}
}

/* A sparse random graph as conflict rows over unit weights */
static QsModel *
random_graph(QsHost *host, QsRandom *random, int n, int edges, bool weighted)
{
	QsTerm	   *terms = QS_ARRAY(host, QsTerm, n);
	QsRow	   *rows = QS_ARRAY(host, QsRow, edges);
	int32_t    *ends = QS_ARRAY(host, int32_t, 2 * (size_t) edges);
	QsModel    *model;

	for (int i = 0; i < n; i++)
		terms[i] = (QsTerm) {i, i, weighted ? 1.0 + qs_random_below(random, 5) : 1.0};
	for (int e = 0; e < edges; e++)
	{
		ends[2 * e] = (int32_t) qs_random_below(random, (uint32_t) n);
		ends[2 * e + 1] = (int32_t) qs_random_below(random, (uint32_t) (n - 1));
		ends[2 * e + 1] += ends[2 * e + 1] >= ends[2 * e];
		rows[e] = (QsRow) {2, ends + 2 * (size_t) e, NULL, '<', 1.0};
	}
	model = qs_model_create(host, n, true, 0.0, terms, n, rows, edges);
	qs_free(host, terms);
	qs_free(host, rows);
	qs_free(host, ends);
	return model;
}

static void
small_graphs_keep_their_independence_number(void **state)
{
	QsHost	   *host = unit_host(state);
	QsPresolveSettings strict = qs_presolve_defaults;
	QsRandom	random;
	Tally		tally = {0};

	strict.strict_only = true;
	qs_random_seed(&random, 28, 0);
	for (int trial = 0; trial < 1200; trial++)
	{
		int			n = 4 + (int) qs_random_below(&random, 7);
		QsModel    *model = random_graph(host, &random, n,
										 (int) qs_random_below(&random, (uint32_t) (2 * n)) + 1,
										 trial % 3 == 0);

		check_model(host, model, trial % 2 ? &strict : &qs_presolve_defaults, &tally);
		qs_model_free(host, model);
	}
	assert_true(tally.removed * 2 > tally.variables);
}

/* Trees, cycles and everything sparse vanish; degree-two folding is logged as a
 * merge of both neighbours. */
static void
sparse_graphs_vanish(void **state)
{
	QsHost	   *host = unit_host(state);
	QsRandom	random;
	QsModel    *model;
	QsContraction *contraction;
	int			merges = 0;

	qs_random_seed(&random, 29, 0);
	model = random_graph(host, &random, 5000, 4000, false);
	contraction = qs_contraction_create(host, model);
	assert_int_equal(qs_presolve(host, contraction, qs_classes, &qs_presolve_defaults), QS_OK);
	assert_int_equal(contraction->roots, 0);
	for (int64_t k = 0; k < contraction->step_count; k++)
		merges += contraction->steps[k].action == QS_ACTION_MERGE;
	assert_true(merges > 0);
	qs_contraction_free(host, contraction);
	qs_model_free(host, model);
}

/* A QUBO like a sparse spin glass: roof duality fixes nearly all of it. */
static void
roof_duality_solves_sparse_qubos(void **state)
{
	QsHost	   *host = unit_host(state);
	enum {N = 2000, PAIRS = 3000};
	QsTerm	   *terms = QS_ARRAY(host, QsTerm, N + PAIRS);
	QsRandom	random;
	QsModel    *model;
	QsContraction *contraction;

	qs_random_seed(&random, 31, 0);
	for (int i = 0; i < N; i++)
		terms[i] = (QsTerm) {i, i, (double) qs_random_below(&random, 41) - 20.0};
	for (int e = 0; e < PAIRS; e++)
	{
		int			i = (int) qs_random_below(&random, N);
		int			j = (int) qs_random_below(&random, N - 1);

		terms[N + e] = (QsTerm) {i, j + (j >= i), (double) qs_random_below(&random, 41) - 20.0};
	}
	model = qs_model_create(host, N, false, 0.0, terms, N + PAIRS, NULL, 0);
	contraction = qs_contraction_create(host, model);
	assert_int_equal(qs_presolve(host, contraction, qs_classes, &qs_presolve_defaults), QS_OK);
	assert_true(contraction->roots < N / 10);
	qs_contraction_free(host, contraction);
	qs_model_free(host, model);
	qs_free(host, terms);
}

/* Tightening leaves the function as it is and its constant below its minimum. */
static void
posiforms_are_the_same_function(void **state)
{
	QsHost	   *host = unit_host(state);
	QsRandom	random;

	qs_random_seed(&random, 33, 0);
	for (int trial = 0; trial < 300; trial++)
	{
		QsModel    *model = unit_random_model(host, &random, UNIT_UNCONSTRAINED, 9);
		double		factor = trial % 2 ? 1.0 : 0.1;
		QsModel    *scaled = scaled_model(host, model, factor, 1.0);
		QsPosiform *posiform = qs_posiform_create(host, scaled->objective,
												  scaled->objective->linear, scaled->constant);
		double		before = qs_posiform_bound(posiform);
		uint8_t		x[32];

		qs_posiform_tighten(host, posiform);
		assert_true(qs_posiform_bound(posiform) >= before - 1e-9);
		for (uint32_t bits = 0; bits < (uint32_t) 1 << model->n; bits++)
		{
			int64_t		sum = posiform->constant;
			double		value;

			for (int i = 0; i < model->n; i++)
				x[i] = (uint8_t) (bits >> i & 1);
			value = qs_model_objective(scaled, x);
			for (int i = 0; i < model->n; i++)
			{
				sum += posiform->cost[x[i]][i];
				for (int64_t k = posiform->start[i]; k < posiform->start[i + 1]; k++)
				{
					assert_true(posiform->weight[k] >= 0);
					if (posiform->neighbour[k] < i && posiform->own[k] == x[i] &&
						posiform->other[k] == x[posiform->neighbour[k]])
						sum += posiform->weight[k];
				}
			}
			assert_true(fabs((double) sum / posiform->scale - value) <= posiform->slack + 1e-9);
			assert_true(qs_posiform_bound(posiform) <= value + 1e-12);
		}
		qs_posiform_free(host, posiform);
		qs_model_free(host, scaled);
		qs_model_free(host, model);
	}
}

/* x + y = 1 and 2x + 2y >= 3 are parallel and contradict each other. */
static void
contradicting_parallel_rows_are_seen(void **state)
{
	QsHost	   *host = unit_host(state);
	int32_t		variables[3] = {0, 1, 2};
	double		twos[3] = {2.0, 2.0, 2.0};
	QsRow		rows[2] = {{3, variables, NULL, '=', 1.0}, {3, variables, twos, '>', 3.0}};
	QsModel    *model = qs_model_create(host, 3, false, 0.0, NULL, 0, rows, 2);
	QsContraction *contraction = qs_contraction_create(host, model);

	assert_int_equal(qs_presolve(host, contraction, qs_classes, &qs_presolve_defaults), QS_INFEASIBLE);
	qs_contraction_free(host, contraction);
	qs_model_free(host, model);
}

/* Row rows[0] names the capacity that forces an item out. */
static void
forced_fixings_name_their_row(void **state)
{
	QsHost	   *host = unit_host(state);
	int32_t		variables[2] = {0, 1};
	double		weights[2] = {5.0, 2.0};
	QsTerm		terms[2] = {{0, 0, 7.0}, {1, 1, 1.0}};
	QsRow		rows[2] = {{2, variables, NULL, '<', 2.0}, {2, variables, weights, '<', 4.0}};
	QsModel    *model = qs_model_create(host, 2, true, 0.0, terms, 2, rows, 2);
	QsContraction *contraction = qs_contraction_create(host, model);

	assert_int_equal(qs_presolve(host, contraction, qs_classes, &qs_presolve_defaults), QS_OK);
	assert_int_equal(contraction->roots, 0);
	assert_int_equal(contraction->steps[0].variable, 0);
	assert_int_equal(contraction->steps[0].row, 1);
	assert_true(contraction->steps[0].equal);
	qs_contraction_free(host, contraction);
	qs_model_free(host, model);
}

static void
deadline_stops_early_and_exactly(void **state)
{
	QsHost	   *host = unit_host(state);
	QsRandom	random;
	QsModel    *model;
	QsContraction *contraction;

	qs_random_seed(&random, 34, 0);
	model = random_graph(host, &random, 100, 300, true);
	contraction = qs_contraction_create(host, model);
	host->deadline = qs_clock(host) - 1.0;
	assert_int_equal(qs_presolve(host, contraction, qs_classes, &qs_presolve_defaults), QS_INTERRUPTED);
	host->deadline = INFINITY;
	qs_contraction_free(host, contraction);
	qs_model_free(host, model);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		UNIT_TEST(defaults_keep_the_optimal_value),
		UNIT_TEST(strict_reductions_keep_every_optimum),
		UNIT_TEST(real_coefficients_are_safe),
		UNIT_TEST(each_reduction_is_exact_alone),
		UNIT_TEST(existing_contraction_is_kept),
		UNIT_TEST(small_graphs_keep_their_independence_number),
		UNIT_TEST(sparse_graphs_vanish),
		UNIT_TEST(roof_duality_solves_sparse_qubos),
		UNIT_TEST(posiforms_are_the_same_function),
		UNIT_TEST(contradicting_parallel_rows_are_seen),
		UNIT_TEST(forced_fixings_name_their_row),
		UNIT_TEST(deadline_stops_early_and_exactly),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
