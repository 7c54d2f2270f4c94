/*
 * exact_rests.c
 *	  What the units of a tree add to rows, and what those yet to come can still add to
 *	  rows and energy.
 */
#include "exact/exact_rests.h"

#include <math.h>
#include <string.h>

#include "rows/relax_rows.h"

/* Rows to watch, with the activities of the block */
void
qs_tree_watch_rows(QsHost *host, const QsModel *model, QsTree *tree, int32_t *index_of)
{
	const QsChoices *block = tree->block;
	double	   *coefficient = QS_ARRAY0(host, double, model->n);
	bool		touched;

	tree->row = QS_ARRAY0(host, QsTreeRow, model->m);
	for (int r = 0; r < model->m; r++)
	{
		QsTreeRow  *row = &tree->row[tree->rows];

		index_of[r] = -1;
		if (tree->units->row_settled[r])
			continue;
		/* every hit is checked again exactly; rounding here must not hide one */
		qs_row_effective(model, r, &row->lower, &row->upper);
		touched = false;
		for (int64_t k = model->row_start[r]; k < model->row_start[r + 1]; k++)
			coefficient[model->row_variable[k]] = model->row_value[k];
		for (int v = 0; v < block->start[block->count] && !touched; v++)
			touched = coefficient[block->one[v]] != 0.0;
		if (touched)
		{
			row->table = QS_ARRAY0(host, double, tree->padded);
			for (int k = 0; k < block->count; k++)
				for (int v = block->start[k]; v < block->start[k + 1]; v++)
					row->table[k] += coefficient[block->one[v]];
		}
		for (int64_t k = model->row_start[r]; k < model->row_start[r + 1]; k++)
			coefficient[model->row_variable[k]] = 0.0;
		index_of[r] = tree->rows++;
		qs_check(host);
	}
	qs_free(host, coefficient);
}

/* Contributions of a level's choices to the rows it touches */
void
qs_tree_level_rows(QsHost *host, const QsModel *model, QsTree *tree, const int32_t *index_of,
				   int32_t *slot, QsTreeLevel *level)
{
	double	   *activity;

	/* slot[row]: position in level->row, -1 elsewhere */
	level->row = QS_ARRAY(host, int32_t, tree->rows);
	for (int k = 0; k < level->choices; k++)
		for (int v = 0; v < level->choice[k].ones; v++)
		{
			int			i = level->choice[k].one[v];

			for (int64_t c = model->column_start[i]; c < model->column_start[i + 1]; c++)
			{
				int			row = index_of[model->column_row[c]];

				if (row >= 0 && slot[row] < 0)
				{
					slot[row] = level->rows;
					level->row[level->rows++] = row;
				}
			}
		}
	activity = QS_ARRAY0(host, double, (size_t) level->choices * (size_t) level->rows);
	for (int k = 0; k < level->choices; k++)
	{
		double	   *mine = activity + (size_t) k * (size_t) level->rows;

		for (int v = 0; v < level->choice[k].ones; v++)
		{
			int			i = level->choice[k].one[v];

			for (int64_t c = model->column_start[i]; c < model->column_start[i + 1]; c++)
				if (index_of[model->column_row[c]] >= 0)
					mine[slot[index_of[model->column_row[c]]]] += model->column_value[c];
		}
		level->choice[k].activity = mine;
	}
	for (int k = 0; k < level->rows; k++)
		slot[level->row[k]] = -1;
}

/* What the levels from d on and the block can still add to each row */
void
qs_tree_row_rests(QsHost *host, QsTree *tree)
{
	size_t		rows = (size_t) tree->rows;
	size_t		last = (size_t) tree->levels * rows;

	tree->rest_least = QS_ARRAY0(host, double, ((size_t) tree->levels + 1) * rows);
	tree->rest_most = QS_ARRAY0(host, double, ((size_t) tree->levels + 1) * rows);
	for (size_t r = 0; r < rows; r++)
		if (tree->row[r].table && tree->block->count > 0)
		{
			double		least = tree->row[r].table[0];
			double		most = least;

			for (int k = 1; k < tree->block->count; k++)
			{
				least = fmin(least, tree->row[r].table[k]);
				most = fmax(most, tree->row[r].table[k]);
			}
			tree->rest_least[last + r] = least;
			tree->rest_most[last + r] = most;
		}
	for (int d = tree->levels - 1; d >= 0; d--)
	{
		const QsTreeLevel *level = &tree->level[d];
		double	   *least = tree->rest_least + (size_t) d * rows;
		double	   *most = tree->rest_most + (size_t) d * rows;

		if (rows > 0)
		{
			memcpy(least, least + rows, rows * sizeof(double));
			memcpy(most, most + rows, rows * sizeof(double));
		}
		for (int k = 0; k < level->rows; k++)
		{
			double		low = INFINITY,
						high = -INFINITY;

			for (int c = 0; c < level->choices; c++)
			{
				low = fmin(low, level->choice[c].activity[k]);
				high = fmax(high, level->choice[c].activity[k]);
			}
			least[level->row[k]] += low;
			most[level->row[k]] += high;
		}
	}
}

/* The least a choice can add by pairs with the levels above d; field is space
 * for n values. */
static double
best_pairs_above(const QsTree *tree, const QsTreeChoice *choice, int d, double *field)
{
	size_t		n = (size_t) tree->units->n;
	double		sum = 0.0;

	memset(field, 0, n * sizeof(double));
	for (int v = 0; v < choice->ones; v++)
		for (size_t i = 0; i < n; i++)
			field[i] += tree->pair[(size_t) choice->one[v] * n + i];
	for (int above = 0; above < d; above++)
	{
		const QsTreeLevel *level = &tree->level[above];
		double		least = INFINITY;

		for (int c = 0; c < level->choices; c++)
		{
			double		pairs = 0.0;

			for (int v = 0; v < level->choice[c].ones; v++)
				pairs += field[level->choice[c].one[v]];
			least = fmin(least, pairs);
		}
		sum += least;
	}
	return sum;
}

/* The least that level d and everything below can add to the energy: each
 * choice by itself with its best pairs above. */
void
qs_tree_energy_rests(QsHost *host, QsTree *tree, bool linear, double *field)
{
	const QsChoices *block = tree->block;

	tree->rest_energy = QS_ARRAY(host, double, (size_t) tree->levels + 1);
	tree->rest_energy[tree->levels] = block->count > 0 ? tree->block_energy[0] : INFINITY;
	if (tree->crossed)
	{
		double	   *gain = QS_ARRAY0(host, double, tree->padded);
		double		least = INFINITY;

		for (int d = 0; d < tree->levels; d++)
			for (int k = 0; k < block->count; k++)
			{
				double		pairs = INFINITY;

				for (int c = 0; c < tree->level[d].choices; c++)
				{
					const double *cross = tree->level[d].choice[c].cross;

					pairs = fmin(pairs, cross ? cross[k] : 0.0);
				}
				gain[k] += pairs;
			}
		for (int k = 0; k < block->count; k++)
			least = fmin(least, tree->block_energy[k] + gain[k]);
		tree->rest_energy[tree->levels] = least;
		qs_free(host, gain);
	}
	for (int d = tree->levels - 1; d >= 0; d--)
	{
		const QsTreeLevel *level = &tree->level[d];
		double		least = INFINITY;

		for (int c = 0; c < level->choices; c++)
			least = fmin(least, level->choice[c].energy +
						 (linear ? 0.0 : best_pairs_above(tree, &level->choice[c], d, field)));
		tree->rest_energy[d] = tree->rest_energy[d + 1] + least;
		qs_check(host);
	}
}
