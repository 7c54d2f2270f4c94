/*
 * enumerate_assignment.c
 *	  Branch and bound for quadratic assignment with the Gilmore-Lawler bound.
 *
 * Each node places one facility in every way (or fills one location with every
 * facility): the line whose reduced costs leave the least to search is chosen,
 * and children the reduced costs exclude are never visited (Mautor & Roucairol
 * 1994).
 */
#include "classes/assignment/enumerate_assignment.h"

#include <math.h>
#include <string.h>

#include "bound/enumerate_quadratic.h"
#include "bound/lawler.h"

typedef struct Child
{
	double		bound;
	int			facility;
	int			location;
} Child;

/* One depth of the search: the free lines and what their cells pay already */
typedef struct Level
{
	int			count;
	int		   *facility;
	int		   *location;
	double	   *base;			/* count x count */
	double		placed;			/* cost of what is placed */
	Child	   *child;			/* by bound, descending: the last is next */
	int			children;
} Level;

typedef struct Tree
{
	QsEnumeration *enumeration;
	QsHost	   *host;
	const QsModel *model;
	QsLawler   *lawler;
	Level	   *level;			/* order + 1, allocated as they are reached */
	int			depth;
	int		   *at;				/* location of each placed facility */
	uint8_t    *x;
} Tree;

static Level *
level_at(Tree *tree, int depth)
{
	Level	   *level = &tree->level[depth];
	size_t		count = (size_t) (tree->lawler->order - depth);

	if (level->facility == NULL)
	{
		level->count = (int) count;
		level->facility = QS_ARRAY(tree->host, int, count);
		level->location = QS_ARRAY(tree->host, int, count);
		level->base = QS_ARRAY(tree->host, double, count * count);
		level->child = QS_ARRAY(tree->host, Child, count);
	}
	level->children = 0;
	return level;
}

static void
offer_leaf(Tree *tree)
{
	qs_assignment_to_bits(tree->lawler->order, tree->at, tree->x);
	qs_enumeration_offer(tree->enumeration, tree->x);
}

static double
reduced_cost(const QsLawler *lawler, int count, int i, int k)
{
	return fmax(0.0, lawler->cell[i * count + k] - lawler->work->row_dual[i] -
				lawler->work->column_dual[k]);
}

/* The row (or column, from count on) that leaves the fewest children, then the
 * largest bounds */
static int
choose_line(const Tree *tree, int count, double bound)
{
	const QsLawler *lawler = tree->lawler;
	int			best = 0,
				fewest = count + 1;
	double		largest = -1.0;

	for (int line = 0; line < 2 * count; line++)
	{
		int			children = 0;
		double		sum = 0.0;

		for (int e = 0; e < count; e++)
		{
			double		d = line < count ? reduced_cost(lawler, count, line, e)
				: reduced_cost(lawler, count, e, line - count);

			if (bound + d <= tree->enumeration->threshold)
			{
				children++;
				sum += d;
			}
		}
		if (children < fewest || (children == fewest && sum > largest))
		{
			best = line;
			fewest = children;
			largest = sum;
		}
	}
	return best;
}

/* Bound the node at tree->depth and list its children. */
static void
open_node(Tree *tree)
{
	QsEnumeration *enumeration = tree->enumeration;
	Level	   *level = &tree->level[tree->depth];
	int			count = level->count;
	double		bound = tree->model->constant + level->placed +
		qs_lawler_bound(tree->lawler, count, level->facility, level->location, level->base);
	int			line;

	qs_enumeration_count(enumeration, 1 + (int64_t) count * count * (count + 16) / 1500);
	if (bound > enumeration->threshold)
		return;
	/* the assignment the bound chose is a candidate at no cost */
	for (int i = 0; i < count; i++)
		tree->at[level->facility[i]] = level->location[tree->lawler->chosen[i]];
	offer_leaf(tree);
	if (count <= 1)
		return;
	line = choose_line(tree, count, bound);
	for (int e = 0; e < count; e++)
	{
		int			i = line < count ? line : e;
		int			k = line < count ? e : line - count;
		double		d = bound + reduced_cost(tree->lawler, count, i, k);
		int			slot = level->children;

		if (d > enumeration->threshold)
			continue;
		for (; slot > 0 && level->child[slot - 1].bound < d; slot--)
			level->child[slot] = level->child[slot - 1];
		level->child[slot] = (Child) {d, i, k};
		level->children++;
	}
}

/* Place facility i at location k of the level (compact indices). */
static void
descend(Tree *tree, int i, int k)
{
	const Level *from = &tree->level[tree->depth];
	Level	   *to = level_at(tree, tree->depth + 1);
	const QsAssignment *a = tree->model->assignment;
	size_t		o = (size_t) a->order;
	size_t		f = (size_t) from->facility[i];
	size_t		l = (size_t) from->location[k];

	to->placed = from->placed + from->base[i * from->count + k];
	tree->at[f] = (int) l;
	for (int e = 0, filled = 0; e < from->count; e++)
		if (e != i)
			to->facility[filled++] = from->facility[e];
	for (int e = 0, filled = 0; e < from->count; e++)
		if (e != k)
			to->location[filled++] = from->location[e];
	for (int e = 0; e < to->count; e++)
	{
		size_t		g = (size_t) to->facility[e];
		const double *row = from->base + (e < i ? e : e + 1) * from->count;
		double		out = a->flow[f * o + g];
		double		in = a->flow[g * o + f];

		for (int c = 0; c < to->count; c++)
		{
			size_t		h = (size_t) to->location[c];

			to->base[e * to->count + c] = row[c < k ? c : c + 1] +
				out * a->distance[l * o + h] + in * a->distance[h * o + l];
		}
	}
	tree->depth++;
}

static Tree *
tree_create(QsEnumeration *enumeration)
{
	QsHost	   *host = enumeration->host;
	Tree	   *tree = QS_NEW(host, Tree);
	int			order = enumeration->model->assignment->order;
	Level	   *root;

	tree->enumeration = enumeration;
	tree->host = host;
	tree->model = enumeration->model;
	tree->lawler = qs_lawler_create(host, enumeration->model);
	tree->level = QS_ARRAY0(host, Level, order + 1);
	tree->at = QS_ARRAY0(host, int, order);
	tree->x = QS_ARRAY0(host, uint8_t, enumeration->model->n);
	root = level_at(tree, 0);
	for (int i = 0; i < order; i++)
	{
		root->facility[i] = root->location[i] = i;
		for (int k = 0; k < order; k++)
			root->base[i * order + k] = qs_lawler_own(enumeration->model, i, k);
	}
	return tree;
}

static void
tree_free(Tree *tree)
{
	QsHost	   *host = tree->host;

	for (int d = 0; d <= tree->lawler->order; d++)
	{
		qs_free(host, tree->level[d].facility);
		qs_free(host, tree->level[d].location);
		qs_free(host, tree->level[d].base);
		qs_free(host, tree->level[d].child);
	}
	qs_lawler_free(tree->lawler);
	qs_free(host, tree->level);
	qs_free(host, tree->at);
	qs_free(host, tree->x);
	qs_free(host, tree);
}

void
qs_enumerate_assignment(QsEnumeration *enumeration)
{
	Tree	   *tree;

	/* terms written out instead of matrices, or more terms beside them */
	if (enumeration->model->assignment == NULL || qs_qubo_pairs(enumeration->model->objective) > 0)
	{
		qs_enumerate_quadratic(enumeration);
		return;
	}
	tree = tree_create(enumeration);
	open_node(tree);
	while (enumeration->status == QS_OK)
	{
		Level	   *level = &tree->level[tree->depth];
		Child		child;

		if (level->children == 0)
		{
			if (tree->depth == 0)
				break;
			tree->depth--;
			continue;
		}
		child = level->child[--level->children];
		if (child.bound > enumeration->threshold)
			continue;
		descend(tree, child.facility, child.location);
		open_node(tree);
	}
	tree_free(tree);
}
