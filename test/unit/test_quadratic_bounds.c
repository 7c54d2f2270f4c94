/*
 * test_quadratic_bounds.c
 *	  Bounds of quadratic models with rows stay below the optimum: random models
 *	  against brute force; and what they are to reach on some.
 */
#include "unit.h"

#include <math.h>

#include "bound/bound.h"
#include "bound/conditional.h"
#include "classes/classes.h"

#define MODELS		800
#define MOST_N		12

static const UnitKind kinds[] = {UNIT_GENERIC, UNIT_ONE_HOT, UNIT_UNCONSTRAINED, UNIT_KNAPSACK};

/* The rows of a random model under a random quadratic objective */
static QsModel *
quadratic_model(QsHost *host, QsRandom *random, UnitKind kind, bool numbers)
{
	QsModel    *from = numbers ? unit_random_numbers_model(host, random, kind, MOST_N)
		: unit_random_model(host, random, kind, MOST_N);
	QsTerm		terms[MOST_N * MOST_N];
	QsRow		rows[64];
	QsModel    *model;
	int			count = 0;

	if (!from->linear || from->m > 64)
		return from;
	for (int i = 0; i < from->n; i++)
		for (int j = 0; j <= i; j++)
			if (qs_random_below(random, 2) == 0)
				terms[count++] = (QsTerm) {j, i, (double) qs_random_below(random, 41) - 20.0};
	for (int r = 0; r < from->m; r++)
		rows[r] = (QsRow) {
			(int) (from->row_start[r + 1] - from->row_start[r]),
			from->row_variable + from->row_start[r], from->row_value + from->row_start[r],
			isfinite(from->row_upper[r]) ? '<' : '>',
			isfinite(from->row_upper[r]) ? from->row_upper[r] : from->row_lower[r]
		};
	model = qs_model_create(host, from->n, false, 3.0, terms, count, rows, from->m);
	qs_model_free(host, from);
	return model;
}

static void
assert_bounds_below(QsHost *host, const QsModel *model, int *applied)
{
	QsStructure *structure = qs_structure_create(host, model, qs_classes);
	uint8_t		x[32];
	double		best;
	bool		feasible = unit_brute_force(model, &best, x);

	for (int k = 0; k < qs_bound_names.count; k++)
	{
		QsBoundMethod used;
		double		bound;
		QsStatus	status = qs_bound(host, model, structure,
									  (QsBoundMethod) qs_name_at(&qs_bound_names, k)->value, 1,
									  &bound, &used);

		if (status == QS_INFEASIBLE)
			assert_false(feasible);
		if (status != QS_OK)
			continue;
		applied[k]++;
		assert_false(isnan(bound));
		if (feasible)
			assert_true(bound <= best + model->tolerance * fmax(1.0, fabs(best)));
	}
	qs_structure_free(host, structure);
}

static void
test_bounds_stay_below(void **state)
{
	QsHost	   *host = unit_host(state);
	QsRandom	random;
	int			applied[16] = {0};

	qs_random_seed(&random, 91, 0);
	for (int k = 0; k < MODELS; k++)
	{
		QsModel    *model = quadratic_model(host, &random, kinds[k % 4], k % 8 >= 4);

		assert_bounds_below(host, model, applied);
		qs_model_free(host, model);
	}
	for (int k = 0; k < qs_bound_names.count; k++)
		if (qs_name_at(&qs_bound_names, k)->value != QS_BOUND_GILMORE_LAWLER)
			assert_true(applied[k] > MODELS / 10);
}

/* Least of cost.y with y_i = 1 over the rows, by trying all */
static double
brute_least(const QsModel *model, const double *cost, int i)
{
	double		least = INFINITY;
	uint8_t		x[MOST_N];

	for (uint32_t bits = 0; bits < (uint32_t) 1 << model->n; bits++)
	{
		double		sum = 0.0;

		for (int j = 0; j < model->n; j++)
			x[j] = (uint8_t) (bits >> j & 1);
		if ((i >= 0 && !x[i]) || !qs_model_feasible(model, x))
			continue;
		for (int j = 0; j < model->n; j++)
			if (x[j] && j != i)
				sum += cost[j];
		least = fmin(least, sum);
	}
	return least;
}

static void
test_conditional_leasts(void **state)
{
	QsHost	   *host = unit_host(state);
	QsRandom	random;

	qs_random_seed(&random, 92, 0);
	for (int k = 0; k < MODELS; k++)
	{
		QsModel    *model = quadratic_model(host, &random, kinds[k % 4], false);
		QsStructure *structure = qs_structure_create(host, model, qs_classes);
		QsConditional *conditional = qs_conditional_create(host, model, structure);
		double		multiplier[64] = {0};
		double		cost[MOST_N];

		for (int j = 0; j < model->n; j++)
			cost[j] = (double) qs_random_below(&random, 21) - 10.0;
		for (int i = -1; i < model->n; i++)
		{
			double		least = brute_least(model, cost, i);
			double		before = qs_conditional_least(conditional, cost, i, multiplier);

			assert_true(before <= least + 1e-9);
			for (int r = 0; r < conditional->priced; r++)
			{
				double		after = qs_conditional_improve(conditional, cost, i, multiplier, r);

				assert_true(after >= before - 1e-9);
				assert_true(after <= least + 1e-9);
				before = after;
			}
			for (int r = 0; r < conditional->priced; r++)
				multiplier[r] = 0.0;
		}
		qs_conditional_free(conditional);
		qs_structure_free(host, structure);
		qs_model_free(host, model);
	}
}

/* A quadratic knapsack: gains by pairs under one capacity */
static QsModel *
quadratic_knapsack(QsHost *host, QsRandom *random, int n)
{
	QsTerm	   *terms = QS_ARRAY(host, QsTerm, n * n);
	int32_t    *variables = QS_ARRAY(host, int32_t, n);
	double	   *weights = QS_ARRAY(host, double, n);
	QsRow		row = {n, variables, weights, '<', 0.0};
	QsModel    *model;
	int			count = 0;

	for (int i = 0; i < n; i++)
	{
		variables[i] = i;
		weights[i] = 1.0 + (double) qs_random_below(random, 50);
		row.rhs += weights[i];
		for (int j = 0; j <= i; j++)
			terms[count++] = (QsTerm) {j, i, 1.0 + (double) qs_random_below(random, 100)};
	}
	row.rhs = floor(row.rhs / 2.0);
	model = qs_model_create(host, n, true, 0.0, terms, count, &row, 1);
	qs_free(host, terms);
	qs_free(host, variables);
	qs_free(host, weights);
	return model;
}

static void
test_quadratic_knapsacks_are_bounded_well(void **state)
{
	QsHost	   *host = unit_host(state);
	QsRandom	random;
	double		gaps = 0.0;

	qs_random_seed(&random, 93, 0);
	for (int k = 0; k < 10; k++)
	{
		QsModel    *model = quadratic_knapsack(host, &random, 18);
		QsStructure *structure = qs_structure_create(host, model, qs_classes);
		QsBoundMethod used;
		uint8_t		x[32];
		double		best,
					bound;

		assert_true(unit_brute_force(model, &best, x));
		assert_int_equal(qs_bound(host, model, structure, QS_BOUND_PRODUCTS, 1, &bound, &used), QS_OK);
		gaps += (best - bound) / fabs(best);
		qs_structure_free(host, structure);
		qs_model_free(host, model);
	}
	assert_true(gaps / 10.0 < 0.04);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		UNIT_TEST(test_bounds_stay_below),
		UNIT_TEST(test_conditional_leasts),
		UNIT_TEST(test_quadratic_knapsacks_are_bounded_well),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
