/*
 * exact_tree.c
 *	  Builds the tables enumeration walks.
 */
#include "exact/exact_tree.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "exact/exact_rests.h"
#include "exact/exact_scan.h"
#include "rows/relax_rows.h"

/* The whole pair matrix and linear part, whichever way the model keeps them */
static double *
build_pairs(QsHost *host, const QsModel *model)
{
	size_t		n = (size_t) model->n;
	const QsQubo *objective = model->objective;
	double	   *pair = QS_ARRAY0(host, double, n * n);

	for (int i = 0; i < model->n; i++)
	{
		pair[(size_t) i * n + (size_t) i] = objective->linear[i];
		for (int64_t k = objective->start[i]; k < objective->start[i + 1]; k++)
			pair[(size_t) i * n + (size_t) objective->neighbour[k]] = objective->weight[k];
	}
	if (model->assignment)
	{
		const QsAssignment *a = model->assignment;
		int			order = a->order;

		for (int i = 0; i < model->n; i++)
		{
			int			f = i / order;
			int			l = i % order;

			for (int j = 0; j < i; j++)
				pair[(size_t) i * n + (size_t) j] = pair[(size_t) j * n + (size_t) i] =
					qs_model_pair(model, i, j);
			pair[(size_t) i * n + (size_t) i] +=
				a->flow[f * order + f] * a->distance[l * order + l] + (a->cost ? a->cost[i] : 0.0);
		}
	}
	return pair;
}

/* Energy of a subset by itself */
static double
subset_energy(const QsTree *tree, const int32_t *one, int ones)
{
	size_t		n = (size_t) tree->units->n;
	double		sum = 0.0;

	for (int a = 0; a < ones; a++)
		for (int b = 0; b <= a; b++)
			sum += tree->pair[(size_t) one[a] * n + (size_t) one[b]];
	return sum;
}

/*
 * How much a unit matters: its share of the rows, of the objective and of the
 * conflicts.  What matters is decided early, so that failures show early; the
 * rest fills the block.
 */
static double
unit_weight(const QsModel *model, const QsTree *tree, const double *row_range, int u)
{
	const QsUnits *units = tree->units;
	const QsChoices *unit = units->unit[u];
	size_t		n = (size_t) units->n;
	double		weight = 0.0;

	for (int v = 0; v < unit->start[unit->count]; v++)
	{
		int			i = unit->one[v];
		const uint64_t *conflict = units->conflict + (size_t) i * (size_t) units->words;
		double		share = 0.0;

		for (int64_t k = model->column_start[i]; k < model->column_start[i + 1]; k++)
			if (!units->row_settled[model->column_row[k]])
				share = fmax(share, fabs(model->column_value[k]) / row_range[model->column_row[k]]);
		for (int w = 0; w < units->words; w++)
			share += (double) __builtin_popcountll(conflict[w]) / (double) n;
		if (tree->magnitude > 0.0)
			for (size_t j = 0; j < n; j++)
				share += fabs(tree->pair[(size_t) i * n + j]) / tree->magnitude;
		weight = fmax(weight, share);
	}
	return weight;
}

typedef struct Ranked
{
	double		key;
	int32_t		index;
} Ranked;

static int
by_key(const void *a, const void *b)
{
	const Ranked *p = a;
	const Ranked *q = b;

	if (p->key != q->key)
		return p->key < q->key ? -1 : 1;
	return (p->index > q->index) - (p->index < q->index);
}

/* Units from the one to decide first to the one to decide last */
static Ranked *
rank_units(QsHost *host, const QsModel *model, const QsTree *tree)
{
	const QsUnits *units = tree->units;
	Ranked	   *ranked = QS_ARRAY(host, Ranked, units->count);
	double	   *row_range = QS_ARRAY(host, double, model->m);

	for (int r = 0; r < model->m; r++)
	{
		row_range[r] = 1e-300;
		for (int64_t k = model->row_start[r]; k < model->row_start[r + 1]; k++)
			row_range[r] += fabs(model->row_value[k]);
	}
	for (int u = 0; u < units->count; u++)
		ranked[u] = (Ranked) {-unit_weight(model, tree, row_range, u), u};
	if (units->count > 1)
		qsort(ranked, (size_t) units->count, sizeof(Ranked), by_key);
	qs_free(host, row_range);
	return ranked;
}

/* Variables of a unit that conflict with another unit */
static int
outward_conflicts(const QsUnits *units, int u)
{
	int			count = 0;

	for (int i = 0; i < units->n; i++)
	{
		const uint64_t *conflict = units->conflict + (size_t) i * (size_t) units->words;
		bool		outward = false;

		if (units->unit_of[i] != u)
			continue;
		for (int j = 0; j < units->n && !outward; j++)
			outward = (conflict[j >> 6] >> (j & 63) & 1) && units->unit_of[j] != u;
		count += outward;
	}
	return count;
}

static void
sort_block(QsHost *host, QsTree *tree)
{
	QsChoices  *block = tree->block;
	Ranked	   *ranked = QS_ARRAY(host, Ranked, block->count);
	QsChoices	sorted = {block->count, NULL, NULL};

	sorted.start = QS_ARRAY0(host, int32_t, (size_t) block->count + 1);
	sorted.one = QS_ARRAY(host, int32_t, block->start[block->count]);
	for (int k = 0; k < block->count; k++)
		ranked[k] = (Ranked)
		{
			subset_energy(tree, block->one + block->start[k], block->start[k + 1] - block->start[k]), k
		};
	if (block->count > 1)
		qsort(ranked, (size_t) block->count, sizeof(Ranked), by_key);
	tree->padded = (block->count + QS_SCAN_CHUNK - 1) / QS_SCAN_CHUNK * QS_SCAN_CHUNK;
	tree->block_energy = QS_ARRAY(host, double, tree->padded);
	for (int k = 0; k < tree->padded; k++)
		tree->block_energy[k] = k < block->count ? ranked[k].key : INFINITY;
	for (int k = 0; k < block->count; k++)
	{
		int			from = ranked[k].index;
		int			ones = block->start[from + 1] - block->start[from];

		for (int v = 0; v < ones; v++)
			sorted.one[sorted.start[k] + v] = block->one[block->start[from] + v];
		sorted.start[k + 1] = sorted.start[k] + ones;
	}
	qs_free(host, ranked);
	qs_free(host, block->start);
	qs_free(host, block->one);
	*block = sorted;
}

/* Multiply the last units together as far as they fit; returns how many units
 * stay above.  in_block marks the variables taken. */
static int
build_block(QsHost *host, const QsModel *model, QsTree *tree, const Ranked *ranked,
			uint8_t *in_block)
{
	QsUnits    *units = tree->units;
	QsChoices  *block = QS_NEW(host, QsChoices);
	int			above = units->count;
	int			member_bits = 0;

	/* the empty product: one entry without a one */
	block->count = 1;
	block->start = QS_ARRAY0(host, int32_t, 2);
	block->one = QS_ARRAY(host, int32_t, 0);
	while (above > 0)
	{
		int			u = ranked[above - 1].index;
		int			bits = outward_conflicts(units, u);
		QsChoices  *product;

		if (member_bits + bits > 64)
			break;
		product = qs_choices_product(host, units, block, units->unit[u], QS_TREE_BLOCK);
		if (product == NULL)
			break;
		member_bits += bits;
		qs_choices_free(host, block);
		block = product;
		above--;
		for (int i = 0; i < units->n; i++)
			if (units->unit_of[i] == u)
				in_block[i] = 1;
		qs_check(host);
	}
	qs_choices_filter(host, units, model, in_block, block);
	tree->block = block;
	tree->infeasible = tree->infeasible || block->count == 0;
	sort_block(host, tree);
	return above;
}

/* Give each block variable with conflicts above the block a bit; bit[i] = -1
 * for the others. */
static void
build_members(QsHost *host, QsTree *tree, const uint8_t *in_block, int8_t *bit)
{
	const QsUnits *units = tree->units;
	const QsChoices *block = tree->block;
	int			bits = 0;

	for (int i = 0; i < units->n; i++)
	{
		const uint64_t *conflict = units->conflict + (size_t) i * (size_t) units->words;
		bool		outward = false;

		bit[i] = -1;
		for (int j = 0; j < units->n && in_block[i] && !outward; j++)
			outward = (conflict[j >> 6] >> (j & 63) & 1) && !in_block[j];
		if (outward)
			bit[i] = (int8_t) bits++;
	}
	tree->block_members = QS_ARRAY0(host, uint64_t, tree->padded);
	for (int k = 0; k < block->count; k++)
		for (int v = block->start[k]; v < block->start[k + 1]; v++)
			if (bit[block->one[v]] >= 0)
				tree->block_members[k] |= UINT64_C(1) << bit[block->one[v]];
}

/* Pair energies of a choice with every block entry, or NULL when all vanish */
static double *
cross_table(QsHost *host, const QsTree *tree, const int32_t *one, int ones,
			const uint8_t *in_block, double *field)
{
	size_t		n = (size_t) tree->units->n;
	const QsChoices *block = tree->block;
	bool		any = false;
	double	   *table;

	for (size_t i = 0; i < n; i++)
	{
		field[i] = 0.0;
		for (int v = 0; v < ones && in_block[i]; v++)
			field[i] += tree->pair[(size_t) one[v] * n + i];
		any = any || field[i] != 0.0;
	}
	if (!any)
		return NULL;
	table = QS_ARRAY0(host, double, tree->padded);
	for (int k = 0; k < block->count; k++)
		for (int v = block->start[k]; v < block->start[k + 1]; v++)
			table[k] += field[block->one[v]];
	return table;
}

static uint64_t
conflict_bits(const QsUnits *units, const int32_t *one, int ones, const int8_t *bit)
{
	uint64_t	set = 0;

	for (int v = 0; v < ones; v++)
	{
		const uint64_t *conflict = units->conflict + (size_t) one[v] * (size_t) units->words;

		for (int j = 0; j < units->n; j++)
			if (bit[j] >= 0 && (conflict[j >> 6] >> (j & 63) & 1))
				set |= UINT64_C(1) << bit[j];
	}
	return set;
}

static void
build_level(QsHost *host, QsTree *tree, const QsChoices *unit, const uint8_t *in_block,
			const int8_t *bit, double *field, QsTreeLevel *level)
{
	Ranked	   *ranked = QS_ARRAY(host, Ranked, unit->count);

	for (int k = 0; k < unit->count; k++)
		ranked[k] = (Ranked)
		{
			subset_energy(tree, unit->one + unit->start[k], unit->start[k + 1] - unit->start[k]), k
		};
	if (unit->count > 1)
		qsort(ranked, (size_t) unit->count, sizeof(Ranked), by_key);
	level->choices = unit->count;
	level->choice = QS_ARRAY0(host, QsTreeChoice, unit->count);
	for (int k = 0; k < unit->count; k++)
	{
		QsTreeChoice *choice = &level->choice[k];
		int			from = ranked[k].index;

		choice->one = unit->one + unit->start[from];
		choice->ones = unit->start[from + 1] - unit->start[from];
		choice->energy = ranked[k].key;
		choice->block_conflict = conflict_bits(tree->units, choice->one, choice->ones, bit);
		choice->cross = cross_table(host, tree, choice->one, choice->ones, in_block, field);
		tree->crossed = tree->crossed || choice->cross != NULL;
		qs_check(host);
	}
	qs_free(host, ranked);
}

static void
build_levels(QsHost *host, const QsModel *model, QsTree *tree)
{
	Ranked	   *ranked = rank_units(host, model, tree);
	uint8_t    *in_block = QS_ARRAY0(host, uint8_t, model->n);
	int8_t	   *bit = QS_ARRAY(host, int8_t, model->n);
	double	   *field = QS_ARRAY(host, double, model->n);
	int32_t    *index_of = QS_ARRAY(host, int32_t, model->m);
	int32_t    *slot = QS_ARRAY(host, int32_t, model->m);

	tree->levels = build_block(host, model, tree, ranked, in_block);
	build_members(host, tree, in_block, bit);
	qs_tree_watch_rows(host, model, tree, index_of);
	for (int r = 0; r < model->m; r++)
		slot[r] = -1;
	tree->level = QS_ARRAY0(host, QsTreeLevel, tree->levels);
	tree->states = tree->block->count;
	for (int d = 0; d < tree->levels; d++)
	{
		build_level(host, tree, tree->units->unit[ranked[d].index], in_block, bit, field,
					&tree->level[d]);
		qs_tree_level_rows(host, model, tree, index_of, slot, &tree->level[d]);
		tree->states *= tree->level[d].choices;
	}
	qs_tree_row_rests(host, tree);
	qs_tree_energy_rests(host, tree, model->linear, field);
	qs_free(host, slot);
	qs_free(host, index_of);
	qs_free(host, field);
	qs_free(host, bit);
	qs_free(host, in_block);
	qs_free(host, ranked);
}

QsTree *
qs_tree_create(QsHost *host, const QsModel *model, const QsStructure *structure)
{
	QsTree	   *tree = QS_NEW(host, QsTree);
	size_t		cells = (size_t) model->n * (size_t) model->n;

	tree->units = qs_units_create(host, model, structure);
	tree->infeasible = tree->units->infeasible;
	if (tree->infeasible)
		return tree;
	tree->pair = build_pairs(host, model);
	for (size_t k = 0; k < cells; k++)
		tree->magnitude += fabs(tree->pair[k]);
	build_levels(host, model, tree);
	return tree;
}

void
qs_tree_free(QsHost *host, QsTree *tree)
{
	if (tree == NULL)
		return;
	for (int d = 0; d < tree->levels; d++)
	{
		QsTreeLevel *level = &tree->level[d];

		for (int c = 0; c < level->choices; c++)
			qs_free(host, level->choice[c].cross);
		if (level->choices > 0)
			qs_free(host, (void *) level->choice[0].activity);
		qs_free(host, level->choice);
		qs_free(host, level->row);
	}
	for (int r = 0; r < tree->rows; r++)
		qs_free(host, tree->row[r].table);
	qs_free(host, tree->level);
	qs_free(host, tree->row);
	qs_free(host, tree->rest_energy);
	qs_free(host, tree->rest_least);
	qs_free(host, tree->rest_most);
	qs_choices_free(host, tree->block);
	qs_free(host, tree->block_energy);
	qs_free(host, tree->block_members);
	qs_free(host, tree->pair);
	qs_units_free(host, tree->units);
	qs_free(host, tree);
}
