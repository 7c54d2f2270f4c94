/*
 * knapsack_refine.c
 *	  Items to hold, the relaxation under them, the search of what is left.
 */
#include "classes/knapsack/knapsack_refine.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/elementary.h"
#include "classes/knapsack/knapsack_tree.h"

#define NODES			3000	/* of one tree */
#define SIZE_FIRST(m)	((m) + 10)	/* items searched: about as many as rows are fractional */
#define SIZE_LEAST		10
#define SIZE_MOST(m)	((m) < 60 ? 120 : (m) + 60)
#define ROWS_MOST		100
#define SIZE_STEP		1.02
#define TURNS_MEAN		1.0		/* items turned against the relaxation, on average */
#define TURN_TRIES		1000
#define WORK_SHARE		0.2		/* of a tabu evaluation, per tableau entry */

/* Reduced profits, as shares of the distance between packing and bound: below the
 * first an item hardly stands against the relaxation; turned are items of about the
 * second; the third blurs the ranking of what to search. */
#define NEAR_SHARE		0.007
#define TURN_SHARE		0.027
#define BLUR_SHARE		0.01

typedef struct Ranked
{
	double		reduced;
	int			item;
} Ranked;

struct QsKnapsackRefine
{
	const QsKnapsackCore *core;
	double		bound;			/* of the whole knapsack, by its multipliers */
	int			most;			/* items to search at once, */
	double		size;			/* and next time */
	QsTableau  *tableau;
	QsKnapsackTree *tree;
	QsPacking	packing;		/* of the items not held */
	double	   *column;
	double	   *profit;
	double	   *capacity;
	double	   *range;
	double	   *row_scale;		/* powers of two that bring entries near one, */
	double		profit_scale;	/* and profits near a thousand */
	double		held_profit;
	int		   *item;			/* count: core's item of each of the packing's */
	bool	   *held;			/* count */
	uint8_t    *side;			/* count: value of an item held, or the relaxation's */
	uint8_t    *found;
	Ranked	   *ranked;
};

static double
power_of_two_near(double value)
{
	return value > 0.0 ? ldexp(1.0, ilogb(value)) : 1.0;
}

/* Powers of two: nothing is rounded */
static void
set_scales(QsKnapsackRefine *refine)
{
	const QsKnapsackCore *core = refine->core;
	double		most = 0.0;

	memset(refine->row_scale, 0, (size_t) core->rows * sizeof(double));
	for (int c = 0; c < core->count; c++)
	{
		const double *column = core->column + (size_t) c * (size_t) core->depth;

		most = fmax(most, core->profit[c]);
		for (int r = 0; r < core->rows; r++)
			refine->row_scale[r] = fmax(refine->row_scale[r], column[r]);
	}
	for (int r = 0; r < core->rows; r++)
		refine->row_scale[r] = 1.0 / power_of_two_near(refine->row_scale[r]);
	refine->profit_scale = 1024.0 / power_of_two_near(most);
}

bool
qs_knapsack_refine_suits(const QsKnapsackCore *core)
{
	return core->count > 0 && core->count <= QS_TREE_ITEMS && core->rows <= ROWS_MOST;
}

QsKnapsackRefine *
qs_knapsack_refine_create(QsHost *host, const QsKnapsackCore *core)
{
	const QsKnapsack *knapsack = core->knapsack;
	QsKnapsackRefine *refine = QS_NEW(host, QsKnapsackRefine);
	size_t		count = (size_t) core->count;
	int			most = SIZE_MOST(core->rows);

	refine->core = core;
	for (int r = 0; r < knapsack->m; r++)
		refine->bound += knapsack->multiplier[r] * knapsack->capacity[r];
	for (int i = 0; i < knapsack->n; i++)
		refine->bound += fmax(0.0, knapsack->margin[i]);
	refine->most = most < core->count ? most : core->count;
	refine->size = fmin(SIZE_FIRST(core->rows), refine->most);
	refine->tableau = qs_tableau_create(host, core->rows, core->count);
	refine->tree = qs_knapsack_tree_create(host, core->rows, refine->most);
	refine->column = QS_ARRAY(host, double, count * (size_t) core->rows);
	refine->profit = QS_ARRAY(host, double, count);
	refine->capacity = QS_ARRAY(host, double, core->rows);
	refine->range = QS_ARRAY(host, double, core->rows);
	for (int r = 0; r < core->rows; r++)
		refine->range[r] = INFINITY;
	refine->row_scale = QS_ARRAY(host, double, core->rows);
	set_scales(refine);
	refine->packing = (QsPacking)
	{
		.rows = core->rows, .depth = core->rows, .column = refine->column,
		.profit = refine->profit, .capacity = refine->capacity, .range = refine->range
	};
	refine->item = QS_ARRAY(host, int, count);
	refine->held = QS_ARRAY(host, bool, count);
	refine->side = QS_ARRAY(host, uint8_t, count);
	refine->found = QS_ARRAY(host, uint8_t, count);
	refine->ranked = QS_ARRAY(host, Ranked, count);
	return refine;
}

void
qs_knapsack_refine_free(QsHost *host, QsKnapsackRefine *refine)
{
	if (refine == NULL)
		return;
	qs_tableau_free(host, refine->tableau);
	qs_knapsack_tree_free(host, refine->tree);
	qs_free(host, refine->column);
	qs_free(host, refine->profit);
	qs_free(host, refine->capacity);
	qs_free(host, refine->range);
	qs_free(host, refine->row_scale);
	qs_free(host, refine->item);
	qs_free(host, refine->held);
	qs_free(host, refine->side);
	qs_free(host, refine->found);
	qs_free(host, refine->ranked);
	qs_free(host, refine);
}

static double
reduced_profit(const QsKnapsackRefine *refine, int c)
{
	return refine->core->knapsack->margin[refine->core->item[c]];
}

/* Hold a random share of what stands against the relaxation, and turn some more. */
static void
hold_deviations(QsKnapsackRefine *refine, QsRandom *random, const uint8_t *bits, double distance)
{
	int			count = refine->core->count;
	double		share = qs_random_unit(random);

	for (int c = 0; c < count; c++)
	{
		double		reduced = reduced_profit(refine, c);

		refine->side[c] = bits[c];
		refine->held[c] = bits[c] != (reduced > 0.0) && fabs(reduced) > NEAR_SHARE * distance &&
			qs_random_unit(random) < share;
	}
	while (qs_random_unit(random) < TURNS_MEAN / (1.0 + TURNS_MEAN))
		for (int tries = 0; tries < TURN_TRIES; tries++)
		{
			int			c = (int) qs_random_below(random, (uint32_t) count);
			double		reduced = reduced_profit(refine, c);

			if (!refine->held[c] &&
				qs_random_unit(random) < qs_exp(-fabs(reduced) / (TURN_SHARE * distance)))
			{
				refine->held[c] = true;
				refine->side[c] = reduced <= 0.0;
				break;
			}
		}
}

/* The packing problem of the items not held */
static void
gather(QsKnapsackRefine *refine)
{
	const QsKnapsackCore *core = refine->core;
	size_t		rows = (size_t) core->rows;
	int			items = 0;

	memcpy(refine->capacity, core->capacity, rows * sizeof(double));
	refine->held_profit = core->outside_profit;
	for (int c = 0; c < core->count; c++)
	{
		const double *column = core->column + (size_t) c * (size_t) core->depth;

		if (!refine->held[c])
		{
			for (size_t r = 0; r < rows; r++)
				refine->column[(size_t) items * rows + r] = column[r] * refine->row_scale[r];
			refine->profit[items] = core->profit[c] * refine->profit_scale;
			refine->item[items++] = c;
			continue;
		}
		if (!refine->side[c])
			continue;
		refine->held_profit += core->profit[c];
		for (size_t r = 0; r < rows; r++)
			refine->capacity[r] -= column[r];
	}
	for (size_t r = 0; r < rows; r++)
		refine->capacity[r] *= refine->row_scale[r];
	refine->packing.items = items;
}

static int
compare_ranked(const void *a, const void *b)
{
	const Ranked *x = a;
	const Ranked *y = b;

	if (x->reduced != y->reduced)
		return x->reduced < y->reduced ? -1 : 1;
	return (x->item > y->item) - (x->item < y->item);
}

/* Rank the items of the relaxation by how sure it is of them. */
static int
rank(QsKnapsackRefine *refine, QsRandom *random, double blur)
{
	const QsTableau *tableau = refine->tableau;
	int			count = 0;

	for (int r = 0; r < tableau->rows; r++)
		if (tableau->basic[r] < tableau->items)
		{
			int			c = refine->item[tableau->basic[r]];

			refine->side[c] = tableau->value[r] > 0.5;
			refine->ranked[count++] = (Ranked) {0.0, c};
		}
	for (int j = 0; j < tableau->columns; j++)
		if (tableau->variable[j] < tableau->items)
		{
			int			c = refine->item[tableau->variable[j]];
			double		noise = -blur * qs_log(1.0 - qs_random_unit(random));

			refine->side[c] = tableau->sign[j] < 0.0;
			refine->ranked[count++] = (Ranked)
			{
				qs_tableau_reduced(tableau, j) / refine->profit_scale + noise, c
			};
		}
	qsort(refine->ranked, (size_t) count, sizeof(Ranked), compare_ranked);
	return count;
}

bool
qs_knapsack_refine_try(QsHost *host, QsKnapsackRefine *refine, QsRandom *random, double grain,
					   double *profit, uint8_t *bits, double *budget)
{
	double		distance = fmax(refine->bound - *profit, grain);
	QsTableauStatus relaxed;
	QsStatus	status;
	int			count;
	int			searched;
	bool		found;
	double		best;
	double		work = 0.0;

	hold_deviations(refine, random, bits, distance);
	gather(refine);
	qs_tableau_load(refine->tableau, &refine->packing);
	relaxed = qs_tableau_optimise(refine->tableau, refine->profit_scale *
								  (*profit + grain - refine->held_profit));
	*budget -= WORK_SHARE * (double) (refine->tableau->pivots + 1) * (refine->core->rows + 1) *
		(refine->packing.items + 1);
	qs_check(host);
	if (relaxed != QS_TABLEAU_OPTIMAL)
		return false;
	count = rank(refine, random, BLUR_SHARE * distance);
	searched = count < (int) refine->size ? count : (int) refine->size;
	memset(refine->held, true, (size_t) refine->core->count * sizeof(bool));
	for (int k = 0; k < searched; k++)
		refine->held[refine->ranked[k].item] = false;
	gather(refine);
	best = refine->profit_scale * (*profit - refine->held_profit);
	status = qs_knapsack_tree_solve(host, refine->tree, &refine->packing,
									refine->profit_scale * grain, NODES, &best, refine->found,
									&found, &work);
	*budget -= WORK_SHARE * work;
	if (status == QS_OK)
		refine->size = fmin(refine->size * SIZE_STEP, refine->most);
	else
		refine->size = fmax(refine->size / SIZE_STEP, SIZE_LEAST);
	if (!found)
		return false;
	memcpy(bits, refine->side, (size_t) refine->core->count);
	for (int k = 0; k < refine->packing.items; k++)
		bits[refine->item[k]] = refine->found[k];
	*profit = qs_knapsack_core_profit(refine->core, bits);
	return true;
}
