/*
 * knapsack_tree.c
 *	  Depth-first search on copied tableaus.
 */
#include "classes/knapsack/knapsack_tree.h"

#include <math.h>
#include <string.h>

#define FRACTIONAL			1e-6
#define NODES_PER_CHECK		16

/* A node on the way down; the side not yet looked at. */
typedef struct Frame
{
	QsTableau  *tableau;
	int			row;
	double		bound;
} Frame;

struct QsKnapsackTree
{
	int			rows;
	int			items;			/* at most */
	Frame	   *frame;			/* items + 1, tableaus made when needed */
	uint8_t    *fixed;			/* items: values of those taken out */
	uint8_t    *trial;
	double	   *slack;			/* rows */

	/* of the problem at hand */
	const QsPacking *packing;
	double		grain;
	double		tolerance;
	double		best;
	uint8_t    *bits;
	bool		found;
	bool		complete;
};

QsKnapsackTree *
qs_knapsack_tree_create(QsHost *host, int rows, int items)
{
	QsKnapsackTree *tree = QS_NEW(host, QsKnapsackTree);

	tree->rows = rows;
	tree->items = items;
	tree->frame = QS_ARRAY0(host, Frame, items + 1);
	tree->fixed = QS_ARRAY0(host, uint8_t, items);
	tree->trial = QS_ARRAY0(host, uint8_t, items);
	tree->slack = QS_ARRAY0(host, double, rows);
	return tree;
}

void
qs_knapsack_tree_free(QsHost *host, QsKnapsackTree *tree)
{
	if (tree == NULL)
		return;
	for (int k = 0; k <= tree->items; k++)
		qs_tableau_free(host, tree->frame[k].tableau);
	qs_free(host, tree->frame);
	qs_free(host, tree->fixed);
	qs_free(host, tree->trial);
	qs_free(host, tree->slack);
	qs_free(host, tree);
}

static void
take_out(QsKnapsackTree *tree, QsTableau *tableau, int column)
{
	if (tableau->variable[column] < tableau->items)
		tree->fixed[tableau->variable[column]] = tableau->sign[column] < 0.0;
	qs_tableau_drop(tableau, column);
}

/* Fix the basic item of a row.  False: it cannot have that value. */
static bool
fix_basic(QsKnapsackTree *tree, QsTableau *tableau, int row, double bound)
{
	int			column = qs_tableau_expel(tableau, row, bound);

	if (column < 0)
		return false;
	take_out(tree, tableau, column);
	return true;
}

/* Nothing is fractional: check the packing with sums taken afresh, and keep it. */
static void
keep_packing(QsKnapsackTree *tree, const QsTableau *tableau)
{
	const QsPacking *packing = tree->packing;
	double		profit = 0.0;

	memcpy(tree->trial, tree->fixed, (size_t) packing->items);
	for (int j = 0; j < tableau->columns; j++)
		if (tableau->variable[j] < packing->items)
			tree->trial[tableau->variable[j]] = tableau->sign[j] < 0.0;
	for (int r = 0; r < tableau->rows; r++)
		if (tableau->basic[r] < packing->items)
			tree->trial[tableau->basic[r]] = tableau->value[r] > 0.5;
	memcpy(tree->slack, packing->capacity, (size_t) packing->rows * sizeof(double));
	for (int i = 0; i < packing->items; i++)
		if (tree->trial[i])
		{
			const double *column = packing->column + (size_t) i * (size_t) packing->depth;

			profit += packing->profit[i];
			for (int r = 0; r < packing->rows; r++)
				tree->slack[r] -= column[r];
		}
	for (int r = 0; r < packing->rows; r++)
		if (tree->slack[r] < 0.0 || tree->slack[r] > packing->range[r])
		{
			tree->complete = false;
			return;
		}
	if (profit > tree->best)
	{
		tree->best = profit;
		tree->found = true;
		memcpy(tree->bits, tree->trial, (size_t) packing->items);
	}
}

/* Fix what its reduced cost keeps where it is in every better packing. */
static void
fix_by_reduced_cost(QsKnapsackTree *tree, QsTableau *tableau, double gap)
{
	for (int j = tableau->columns - 1; j >= 0; j--)
		if (tableau->variable[j] < tableau->items && qs_tableau_reduced(tableau, j) > gap)
			take_out(tree, tableau, j);
}

/*
 * The fractional row to branch on, -1 when there is none, and the side to look at
 * first.  *forced: the other side is ruled out.
 */
static int
choose_branch(const QsTableau *tableau, double gap, double *bound, bool *forced)
{
	double		best = -1.0;
	int			chosen = -1;

	*forced = false;
	for (int r = 0; r < tableau->rows && !*forced; r++)
	{
		double		value = tableau->value[r];
		double		down,
					up,
					score;

		if (tableau->basic[r] >= tableau->items || value < FRACTIONAL || value > 1.0 - FRACTIONAL)
			continue;
		qs_tableau_steepest(tableau, r, &down, &up);
		down = down > 0.0 ? value / down : INFINITY;
		up = up > 0.0 ? (1.0 - value) / up : INFINITY;
		*forced = fmax(down, up) > gap;
		score = fmin(down, gap) * fmin(up, gap) + 1e-6 * fmin(down + up, gap);
		if (score > best || *forced)
		{
			best = score;
			chosen = r;
			*bound = up < down ? 1.0 : 0.0;
		}
	}
	return chosen;
}

/* Bound a node and fix what can be; the row to branch on or -1: the node is done. */
static int
visit(QsKnapsackTree *tree, QsTableau *tableau, double *bound)
{
	for (;;)
	{
		double		cutoff = tree->best + tree->grain - tree->tolerance;
		QsTableauStatus status = qs_tableau_optimise(tableau, cutoff);
		double		gap = tableau->value[tableau->rows] - cutoff;
		bool		forced;
		int			row;

		if (status == QS_TABLEAU_STUCK)
			tree->complete = false;
		if (status != QS_TABLEAU_OPTIMAL)
			return -1;
		fix_by_reduced_cost(tree, tableau, gap);
		row = choose_branch(tableau, gap, bound, &forced);
		if (row < 0)
			keep_packing(tree, tableau);
		if (!forced)
			return row;
		if (!fix_basic(tree, tableau, row, *bound))
			return -1;
	}
}

/* Up from a finished node to the next side not yet looked at; -1: there is none. */
static int
next_side(QsKnapsackTree *tree, int level)
{
	while (level > 0)
	{
		Frame	   *frame = &tree->frame[--level];

		if (fix_basic(tree, frame->tableau, frame->row, frame->bound))
			return level;
	}
	return -1;
}

static QsTableau *
tableau_at(QsHost *host, QsKnapsackTree *tree, int level)
{
	Frame	   *frame = &tree->frame[level];

	if (frame->tableau == NULL)
		frame->tableau = qs_tableau_create(host, tree->rows, tree->items);
	return frame->tableau;
}

QsStatus
qs_knapsack_tree_solve(QsHost *host, QsKnapsackTree *tree, const QsPacking *packing,
					   double grain, int64_t nodes, double *best, uint8_t *bits, bool *found,
					   double *work)
{
	QsStatus	status = QS_OK;
	int			level = 0;
	double		largest = 0.0;

	for (int i = 0; i < packing->items; i++)
		largest = fmax(largest, packing->profit[i]);
	tree->packing = packing;
	tree->grain = grain;
	tree->tolerance = fmin(0.5 * grain, 1e-6 * largest);
	tree->best = *best;
	tree->bits = bits;
	tree->found = false;
	tree->complete = true;
	qs_tableau_load(tableau_at(host, tree, 0), packing);
	for (int64_t node = 1; level >= 0; node++)
	{
		Frame	   *frame = &tree->frame[level];
		int64_t		pivots = frame->tableau->pivots;
		double		bound;
		int			row = visit(tree, frame->tableau, &bound);

		*work += (double) (frame->tableau->pivots - pivots + 4) * (tree->rows + 1) *
			(frame->tableau->columns + 8);
		if (row >= 0)
		{
			QsTableau  *child = tableau_at(host, tree, level + 1);

			qs_tableau_copy(child, frame->tableau);
			frame->row = row;
			frame->bound = 1.0 - bound;
			level = fix_basic(tree, child, row, bound) ? level + 1 : next_side(tree, level + 1);
		}
		else
			level = next_side(tree, level);
		if (node % NODES_PER_CHECK == 0)
		{
			qs_check(host);
			if (qs_time_up(host))
			{
				status = QS_INTERRUPTED;
				break;
			}
		}
		if (node >= nodes && level >= 0)
		{
			status = QS_LIMIT;
			break;
		}
	}
	*best = tree->best;
	*found = tree->found;
	return status == QS_OK && !tree->complete ? QS_LIMIT : status;
}
