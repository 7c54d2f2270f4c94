/*
 * test_knapsack.c
 *	  Tableau, tree search and refinement of knapsacks against the linear programming
 *	  library, brute force and sums taken afresh.
 */
#include "unit.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "generate.h"
#include "classes/knapsack/knapsack_refine.h"
#include "classes/knapsack/knapsack_tree.h"
#include "classes/knapsack/knapsack_local.h"
#include "structure/local.h"
#include "relax/relax.h"
#include "classes/classes.h"

#define MOST_ITEMS	40
#define MOST_ROWS	8

typedef struct Instance
{
	QsPacking	packing;
	double		column[MOST_ITEMS * MOST_ROWS];
	double		profit[MOST_ITEMS];
	double		capacity[MOST_ROWS];
	double		range[MOST_ROWS];
} Instance;

/* Rows of weights up to 30; the last may be an equation on the number of items. */
static void
random_packing(QsRandom *random, int rows, int items, bool equation, Instance *instance)
{
	instance->packing = (QsPacking)
	{
		rows, items, rows, instance->column, instance->profit, instance->capacity, instance->range
	};
	for (int i = 0; i < items; i++)
		instance->profit[i] = 1.0 + qs_random_below(random, 40);
	for (int r = 0; r < rows; r++)
	{
		bool		counts = equation && r == rows - 1;
		double		sum = 0.0;

		for (int i = 0; i < items; i++)
		{
			double		weight = counts ? 1.0 : (double) qs_random_below(random, 31);

			instance->column[i * rows + r] = weight;
			sum += weight;
		}
		instance->range[r] = counts ? 0.0 : INFINITY;
		instance->capacity[r] = floor(sum * (0.2 + 0.6 * qs_random_unit(random)));
	}
}

static bool
packing_feasible(const QsPacking *packing, const uint8_t *bits, double *profit)
{
	*profit = 0.0;
	for (int i = 0; i < packing->items; i++)
		*profit += bits[i] ? packing->profit[i] : 0.0;
	for (int r = 0; r < packing->rows; r++)
	{
		double		slack = packing->capacity[r];

		for (int i = 0; i < packing->items; i++)
			slack -= bits[i] ? packing->column[i * packing->depth + r] : 0.0;
		if (slack < 0.0 || slack > packing->range[r])
			return false;
	}
	return true;
}

/* Greatest profit, -1 when nothing is feasible */
static double
brute_force(const QsPacking *packing)
{
	double		best = -1.0;

	for (uint32_t set = 0; set < UINT32_C(1) << packing->items; set++)
	{
		uint8_t		bits[MOST_ITEMS];
		double		profit;

		for (int i = 0; i < packing->items; i++)
			bits[i] = set >> i & 1;
		if (packing_feasible(packing, bits, &profit) && profit > best)
			best = profit;
	}
	return best;
}

static void
tree_finds_the_optimum(void **state)
{
	QsHost	   *host = unit_host(state);
	QsRandom	random;
	Instance	instance;

	qs_random_seed(&random, 71, 0);
	for (int trial = 0; trial < 400; trial++)
	{
		int			rows = 1 + (int) qs_random_below(&random, 6);
		int			items = 1 + (int) qs_random_below(&random, 12);
		QsKnapsackTree *tree = qs_knapsack_tree_create(host, rows, items + trial % 3);
		uint8_t		bits[MOST_ITEMS];
		double		optimum,
					best = -1.0,
					profit,
					work = 0.0;
		bool		found;

		random_packing(&random, rows, items, trial % 2, &instance);
		optimum = brute_force(&instance.packing);
		assert_int_equal(qs_knapsack_tree_solve(host, tree, &instance.packing, 1.0, INT64_MAX, &best,
												bits, &found, &work), QS_OK);
		assert_int_equal(found, optimum >= 0.0);
		assert_true(best == optimum && work > 0.0);
		if (found)
		{
			assert_true(packing_feasible(&instance.packing, bits, &profit));
			assert_true(profit == optimum);
		}
		/* nothing is better than the optimum; the tree can be used again */
		assert_int_equal(qs_knapsack_tree_solve(host, tree, &instance.packing, 1.0, INT64_MAX, &best,
												bits, &found, &work), QS_OK);
		assert_false(found);
		qs_knapsack_tree_free(host, tree);
	}
}

/* Few nodes: a limit, and never more than the optimum */
static void
tree_stops_at_its_limits(void **state)
{
	QsHost	   *host = unit_host(state);
	QsRandom	random;
	Instance	instance;
	QsKnapsackTree *tree = qs_knapsack_tree_create(host, 8, 40);
	uint8_t		bits[MOST_ITEMS];
	double		best,
				profit,
				work = 0.0;
	bool		found;

	qs_random_seed(&random, 72, 0);
	random_packing(&random, 8, 40, false, &instance);
	for (int nodes = 1; nodes < 200; nodes += 20)
	{
		QsStatus	status;

		best = 0.0;
		status = qs_knapsack_tree_solve(host, tree, &instance.packing, 1.0, nodes, &best, bits,
										&found, &work);
		assert_true(status == QS_LIMIT || (nodes > 1 && status == QS_OK));
		assert_true(!found || (packing_feasible(&instance.packing, bits, &profit) &&
							   profit == best));
	}
	best = 0.0;
	host->deadline = qs_clock(host);
	assert_int_equal(qs_knapsack_tree_solve(host, tree, &instance.packing, 1.0, INT64_MAX, &best,
											bits, &found, &work), QS_INTERRUPTED);
	host->deadline = INFINITY;
	qs_knapsack_tree_free(host, tree);
}

static void
tableau_agrees_with_the_library(void **state)
{
	QsHost	   *host = unit_host(state);
	QsRandom	random;

	qs_random_seed(&random, 73, 0);
	for (int trial = 0; trial < 60; trial++)
	{
		int			rows = 1 + (int) qs_random_below(&random, 12);
		int			items = 5 + (int) qs_random_below(&random, 60);
		QsModel    *model = qs_generate_knapsack(host, &random, items, rows,
												 0.2 + 0.6 * qs_random_unit(&random));
		double	   *column = QS_ARRAY0(host, double, items * rows);
		double	   *profit = QS_ARRAY(host, double, items);
		double	   *range = QS_ARRAY(host, double, rows);
		QsTableau  *tableau = qs_tableau_create(host, rows, items);
		QsTableau  *copy = qs_tableau_create(host, rows, items);
		QsPacking	packing = {rows, items, rows, column, profit, model->row_upper, range};
		QsRelaxation *relaxation;

		for (int r = 0; r < rows; r++)
		{
			range[r] = INFINITY;
			for (int64_t k = model->row_start[r]; k < model->row_start[r + 1]; k++)
				column[model->row_variable[k] * rows + r] = model->row_value[k];
		}
		for (int i = 0; i < items; i++)
			profit[i] = 0.0 - model->objective->linear[i];
		assert_int_equal(unit_relax(host, model, NULL, 0, &relaxation), QS_OK);
		qs_tableau_load(tableau, &packing);
		assert_int_equal(qs_tableau_optimise(tableau, -INFINITY), QS_TABLEAU_OPTIMAL);
		assert_true(fabs(tableau->value[rows] + relaxation->objective) <
					1e-6 * fabs(relaxation->objective));
		for (int j = 0; j < tableau->columns; j++)
			assert_true(qs_tableau_reduced(tableau, j) > -1e-5);
		/* a copy goes its own way: optimal under another cutoff, cut at once above */
		qs_tableau_copy(copy, tableau);
		assert_int_equal(qs_tableau_optimise(copy, tableau->value[rows] + 1.0), QS_TABLEAU_CUT);
		for (int r = 0; r < rows; r++)
			if (copy->basic[r] < items && copy->value[r] > 0.01)
			{
				double		down,
							up,
							before = copy->value[rows],
							least;
				int			out;

				qs_tableau_steepest(copy, r, &down, &up);
				least = down > 0.0 ? copy->value[r] / down : INFINITY;
				out = qs_tableau_expel(copy, r, 0.0);
				if (out < 0)
					assert_true(isinf(least));
				else
					/* the penalty is a lower bound of what the pivot costs */
					assert_true(before - copy->value[rows] >= least * (1.0 - 1e-4) - 1e-6);
				break;
			}
		qs_tableau_free(host, tableau);
		qs_tableau_free(host, copy);
		qs_relaxation_free(host, relaxation);
		qs_free(host, column);
		qs_free(host, profit);
		qs_free(host, range);
		qs_model_free(host, model);
	}
}

/* The same tree and the same answer from every instruction set */
static void
kernels_agree(void **state)
{
	QsHost	   *host = unit_host(state);
	const QsSimd sets[] = {QS_SIMD_PORTABLE, QS_SIMD_AVX2, QS_SIMD_AVX512};
	QsRandom	random;
	Instance	instance;

	qs_random_seed(&random, 74, 0);
	for (int trial = 0; trial < 20; trial++)
	{
		double		work[3] = {0.0};
		double		best[3];
		uint8_t		bits[3][MOST_ITEMS];
		bool		found;

		random_packing(&random, 5, 30, false, &instance);
		for (int k = 0; k < 3; k++)
		{
			QsKnapsackTree *tree;

			host->simd = sets[k];
			tree = qs_knapsack_tree_create(host, 5, 30);
			best[k] = 0.0;
			qs_knapsack_tree_solve(host, tree, &instance.packing, 1.0, 500, &best[k], bits[k],
								   &found, &work[k]);
			assert_true(found);
			qs_knapsack_tree_free(host, tree);
			assert_true(best[k] == best[0] && work[k] == work[0]);
			assert_memory_equal(bits[k], bits[0], 30);
		}
		host->simd = QS_SIMD_AUTO;
	}
}

/* Refined packings are feasible, worth what is said, and better */
static void
refinement_betters_packings(void **state)
{
	QsHost	   *host = unit_host(state);
	QsRandom	random;
	int			successes = 0;

	qs_random_seed(&random, 75, 0);
	for (int trial = 0; trial < 6; trial++)
	{
		QsModel    *model = qs_generate_knapsack(host, &random, 60 + 20 * trial, 5 + trial, 0.4);
		QsStructure *structure = qs_structure_create(host, model, qs_classes);
		QsKnapsack *knapsack = qs_knapsack_create(host, model, structure, NULL);
		uint8_t    *x = QS_ARRAY(host, uint8_t, model->n);
		uint8_t    *bits = QS_ARRAY(host, uint8_t, model->n);
		QsKnapsackCore *core;
		QsKnapsackRefine *refine;
		double		budget = 1e9;

		assert_int_equal(qs_knapsack_construct(host, knapsack, &random, 0.0, x), QS_OK);
		core = qs_knapsack_core_create(host, knapsack, x);
		assert_true(qs_knapsack_refine_suits(core));
		refine = qs_knapsack_refine_create(host, core);
		qs_knapsack_core_take(core, x, bits);
		for (int k = 0; k < 15; k++)
		{
			double		before = qs_knapsack_core_profit(core, bits);
			double		profit = before;
			double		left = budget;

			if (qs_knapsack_refine_try(host, refine, &random, 1.0, &profit, bits, &budget))
			{
				successes++;
				qs_knapsack_core_put(core, bits, x);
				assert_true(qs_model_feasible(model, x));
				assert_true(profit == 0.0 - qs_model_objective(model, x));
				assert_true(profit >= before + 1.0);
			}
			else
				assert_true(profit == before && qs_knapsack_core_profit(core, bits) == before);
			assert_true(budget < left);
		}
		qs_knapsack_refine_free(host, refine);
		qs_knapsack_core_free(host, core);
		qs_free(host, bits);
		qs_free(host, x);
		qs_knapsack_free(host, knapsack);
		qs_structure_free(host, structure);
		qs_model_free(host, model);
	}
	assert_true(successes > 6);
}

static void
search_repeats(void **state)
{
	QsHost	   *host = unit_host(state);
	QsRandom	random;
	QsModel    *model;
	QsStructure *structure;
	QsKnapsack *knapsack;
	uint8_t		x[2][80];

	qs_random_seed(&random, 76, 0);
	model = qs_generate_knapsack(host, &random, 80, 6, 0.5);
	structure = qs_structure_create(host, model, qs_classes);
	knapsack = qs_knapsack_create(host, model, structure, NULL);
	for (int k = 0; k < 2; k++)
	{
		int64_t		moves = 0;

		qs_random_seed(&random, 5, 0);
		qs_knapsack_construct(host, knapsack, &random, 0.0, x[k]);
		assert_int_equal(qs_knapsack_search(host, knapsack, &random, 40.0, -INFINITY, x[k], &moves),
						 QS_OK);
		assert_true(qs_model_feasible(model, x[k]));
	}
	assert_memory_equal(x[0], x[1], 80);
	qs_knapsack_free(host, knapsack);
	qs_structure_free(host, structure);
	qs_model_free(host, model);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		UNIT_TEST(tree_finds_the_optimum),
		UNIT_TEST(tree_stops_at_its_limits),
		UNIT_TEST(tableau_agrees_with_the_library),
		UNIT_TEST(kernels_agree),
		UNIT_TEST(refinement_betters_packings),
		UNIT_TEST(search_repeats),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
