/*
 * enumerate_colouring.c
 *	  Branch and bound in the order of saturation (Brelaz 1979; Brown, "Chromatic
 *	  scheduling and the chromatic number problem", 1972).
 *
 * A large clique comes first.  Of colours that can be exchanged and are all unused only
 * the first is tried: any solution becomes such a one by exchanging them.
 */
#include "classes/colouring/enumerate_colouring.h"

#include <math.h>
#include <string.h>

#include "bound/enumerate_linear.h"
#include "classes/colouring/colouring_clique.h"

#define WORK_PER_NODE	1000	/* look-ups in a microsecond of typical work */

typedef struct Tree
{
	QsEnumeration *enumeration;
	QsHost	   *host;
	const QsColouring *colouring;
	int32_t    *at;				/* vertices: -1 until coloured */
	int32_t    *clash;			/* values */
	int32_t    *free;			/* vertices: values that clash with nothing */
	int32_t    *label_uses;		/* labels */
	int32_t    *clique;			/* vertices: coloured first */
	int			clique_size;
	int			depth;
	int32_t    *path;			/* depth: vertex coloured there */
	int32_t    *tried;			/* depth: value tried last, or -1 */
	uint8_t    *on;				/* switches: work space */
	int64_t		work;
	double		slack;			/* a bound that passes the threshold by less may not prune */
} Tree;

static void
colour(Tree *tree, int v, int value, int by)
{
	const QsColouring *colouring = tree->colouring;

	for (int64_t k = colouring->conflict_start[value]; k < colouring->conflict_start[value + 1]; k++)
	{
		int			other = colouring->conflict[k];

		if (by > 0)
			tree->free[colouring->vertex_of[other]] -= tree->clash[other]++ == 0;
		else
			tree->free[colouring->vertex_of[other]] += --tree->clash[other] == 0;
	}
	tree->work += colouring->conflict_start[value + 1] - colouring->conflict_start[value];
	tree->at[v] = by > 0 ? value : -1;
	if (colouring->label[value] >= 0)
		tree->label_uses[colouring->label[value]] += by;
}

/* Nothing better below: what is on already costs too much */
static bool
is_cut_off(Tree *tree)
{
	const QsColouring *colouring = tree->colouring;
	double		bound = colouring->base +
		qs_colouring_switch_on(colouring, tree->at, tree->on);

	for (int v = 0; v < colouring->vertices; v++)
		bound += colouring->cost[colouring->value_start[v]];
	tree->work += 2 * colouring->vertices + colouring->switches;
	return bound - tree->slack > tree->enumeration->threshold;
}

/* The first members of the clique, then the fewest free values, then the most
 * neighbours; -1: all are coloured */
static int
next_vertex(Tree *tree)
{
	const QsColouring *colouring = tree->colouring;
	int			best = -1;
	int64_t		best_degree = 0;

	for (int k = 0; k < tree->clique_size; k++)
		if (tree->at[tree->clique[k]] < 0)
			return tree->clique[k];
	for (int v = 0; v < colouring->vertices; v++)
	{
		int64_t		degree;

		if (tree->at[v] >= 0 || (best >= 0 && tree->free[v] > tree->free[best]))
			continue;
		degree = colouring->conflict_start[colouring->value_start[v + 1]] -
			colouring->conflict_start[colouring->value_start[v]];
		if (best >= 0 && tree->free[v] == tree->free[best] && degree <= best_degree)
			continue;
		best = v;
		best_degree = degree;
	}
	tree->work += colouring->vertices;
	return best;
}

/* Is there an unused colour that could be exchanged for this unused one, and comes first? */
static bool
has_earlier_twin(const Tree *tree, int value)
{
	const QsColouring *colouring = tree->colouring;
	int			label = colouring->label[value];
	int			v = colouring->vertex_of[value];

	if (label < 0 || tree->label_uses[label] > 0)
		return false;
	for (int a = colouring->value_start[v]; a < colouring->value_start[v + 1]; a++)
	{
		int			other = colouring->label[a];

		if (other >= 0 && tree->label_uses[other] == 0 &&
			colouring->label_group[other] == colouring->label_group[label] &&
			colouring->label_rank[other] < colouring->label_rank[label])
			return true;
	}
	return false;
}

/* The value to try after `last`; -1: none is left */
static int
next_value(Tree *tree, int v, int last)
{
	const QsColouring *colouring = tree->colouring;
	int			a = last < 0 ? colouring->value_start[v] : last + 1;

	for (; a < colouring->value_start[v + 1]; a++)
	{
		tree->work += 2;
		if (tree->clash[a] == 0 && !has_earlier_twin(tree, a))
			return a;
	}
	return -1;
}

static void
offer(Tree *tree)
{
	const QsColouring *colouring = tree->colouring;
	int32_t    *at = QS_ARRAY(tree->host, int32_t, colouring->vertices);
	uint8_t    *x = QS_ARRAY(tree->host, uint8_t, colouring->model->n);

	memcpy(at, tree->at, (size_t) colouring->vertices * sizeof(int32_t));
	qs_colouring_settle(tree->host, colouring, at);
	qs_colouring_to_bits(tree->host, colouring, at, x);
	/* what exchanging colours cannot make a solution of proves nothing */
	if (!qs_model_feasible(colouring->model, x))
		tree->enumeration->status = QS_LIMIT;
	else
		qs_enumeration_offer(tree->enumeration, x);
	qs_free(tree->host, at);
	qs_free(tree->host, x);
}

/* Colour one more vertex, or offer what is complete.  False: this branch has ended. */
static bool
descend(Tree *tree)
{
	int			v;

	if (is_cut_off(tree))
		return false;
	v = next_vertex(tree);
	if (v < 0)
	{
		offer(tree);
		return false;
	}
	if (tree->free[v] == 0)
		return false;
	tree->path[tree->depth] = v;
	tree->tried[tree->depth++] = -1;
	return true;
}

static void
search(Tree *tree)
{
	int64_t		counted = 0;

	descend(tree);
	while (tree->depth > 0)
	{
		int			v = tree->path[tree->depth - 1];
		int			last = tree->tried[tree->depth - 1];
		int			value = next_value(tree, v, last);

		if (qs_enumeration_count(tree->enumeration, (tree->work - counted) / WORK_PER_NODE))
			return;
		counted += (tree->work - counted) / WORK_PER_NODE * WORK_PER_NODE;
		if (last >= 0)
			colour(tree, v, last, -1);
		if (value < 0)
		{
			tree->depth--;
			continue;
		}
		tree->tried[tree->depth - 1] = value;
		colour(tree, v, value, 1);
		descend(tree);
	}
}

/* Rounding of sums of costs that are no integers; those of integers are exact. */
static double
slack_of(const QsColouring *colouring)
{
	double		sum = fabs(colouring->base);

	if (colouring->model->integral)
		return 0.0;
	for (int a = 0; a < colouring->values; a++)
		sum += fabs(colouring->cost[a]);
	for (int s = 0; s < colouring->switches; s++)
		sum += fabs(colouring->switch_cost[s]);
	return sum * 0x1p-50 * (colouring->values + colouring->switches + 2.0);
}

static void
run(QsEnumeration *enumeration, const QsColouring *colouring)
{
	QsHost	   *host = enumeration->host;
	Tree		tree = {
		.enumeration = enumeration, .host = host, .colouring = colouring,
		.at = QS_ARRAY(host, int32_t, colouring->vertices),
		.clash = QS_ARRAY0(host, int32_t, colouring->values),
		.free = QS_ARRAY(host, int32_t, colouring->vertices),
		.label_uses = QS_ARRAY0(host, int32_t, colouring->labels),
		.clique = QS_ARRAY(host, int32_t, colouring->vertices),
		.path = QS_ARRAY(host, int32_t, colouring->vertices),
		.tried = QS_ARRAY(host, int32_t, colouring->vertices),
		.on = QS_ARRAY0(host, uint8_t, colouring->switches),
		.slack = slack_of(colouring),
	};
	double		bound;

	for (int v = 0; v < colouring->vertices; v++)
	{
		tree.at[v] = -1;
		tree.free[v] = colouring->value_start[v + 1] - colouring->value_start[v];
	}
	tree.clique_size = qs_colouring_clique(host, colouring, tree.clique);
	bound = qs_colouring_clique_bound(host, colouring, tree.clique, tree.clique_size);
	if (isfinite(bound) && !(bound - tree.slack > enumeration->threshold))
		search(&tree);
	qs_free(host, tree.at);
	qs_free(host, tree.clash);
	qs_free(host, tree.free);
	qs_free(host, tree.label_uses);
	qs_free(host, tree.clique);
	qs_free(host, tree.path);
	qs_free(host, tree.tried);
	qs_free(host, tree.on);
}

void
qs_enumerate_colouring(QsEnumeration *enumeration, const QsStructure *structure)
{
	const QsColouring *colouring = structure->found;

	if (enumeration->best || colouring->priced)
		qs_enumerate_linear(enumeration);
	else
		run(enumeration, colouring);
}
