/*
 * enumerate_quadratic.c
 *	  Branch and bound for quadratic objectives with any rows: the constant of a
 *	  posiform as the bound, both values of every variable tried one step ahead.
 *
 * The multipliers of the rows, if given, are priced into the linear part first.
 */
#include "bound/enumerate_quadratic.h"

#include <math.h>

#include "relax/posiform.h"
#include "relax/roof_duality.h"
#include "rows/presolve_propagation.h"

/* Pairs looked at per microsecond */
#define PAIRS_PER_NODE	400

/* Pairs looked at between two looks at the clock, well below a millisecond */
#define LOOKS_PER_CHECK		50000

typedef struct Frame
{
	int32_t		variable;
	int8_t		second;			/* value still to try, or -1 */
	int			fixed;			/* trail before the branch */
	int64_t		bound;			/* of the second branch, seen one step ahead */
} Frame;

typedef struct Tree
{
	QsEnumeration *enumeration;
	QsPropagator *propagator;
	QsPosiform *posiform;		/* its constant is the bound of the node */
	int			applied;		/* trail entries the posiform knows */
	uint8_t    *gone;			/* n: they */
	int32_t    *known;			/* n: trail as the posiform saw it */
	Frame	   *stack;
	int			depth;
	uint8_t    *x;
	int64_t		looked;			/* pairs since the last look at the clock */
} Tree;

static int64_t
smaller(int64_t a, int64_t b)
{
	return a < b ? a : b;
}

static int64_t
least_cost(const QsPosiform *posiform, int i)
{
	return smaller(posiform->cost[0][i], posiform->cost[1][i]);
}

/* Bounds above this exclude anything better. */
static int64_t
threshold(const Tree *tree)
{
	double		value = (tree->enumeration->threshold + tree->posiform->slack * 1.01) *
		tree->posiform->scale;

	if (value <= -0x1p60)
		return INT64_MIN / 2;
	return value < 0x1p60 ? (int64_t) floor(nextafter(value, INFINITY)) : INT64_MAX / 2;
}

/* The node's constant includes what every free variable pays at least, so a
 * fixed one adds the difference and passes its pairs on. */
static void
apply(Tree *tree, int i, int value)
{
	QsPosiform *posiform = tree->posiform;

	posiform->constant += posiform->cost[value][i] - least_cost(posiform, i);
	tree->gone[i] = 1;
	for (int64_t k = posiform->start[i]; k < posiform->start[i + 1]; k++)
	{
		int			j = posiform->neighbour[k];

		if (posiform->own[k] != value || tree->gone[j])
			continue;
		posiform->constant -= least_cost(posiform, j);
		posiform->cost[posiform->other[k]][j] += posiform->weight[k];
		posiform->constant += least_cost(posiform, j);
	}
}

static void
unapply(Tree *tree, int i, int value)
{
	QsPosiform *posiform = tree->posiform;

	for (int64_t k = posiform->start[i]; k < posiform->start[i + 1]; k++)
	{
		int			j = posiform->neighbour[k];

		if (posiform->own[k] != value || tree->gone[j])
			continue;
		posiform->constant -= least_cost(posiform, j);
		posiform->cost[posiform->other[k]][j] -= posiform->weight[k];
		posiform->constant += least_cost(posiform, j);
	}
	tree->gone[i] = 0;
	posiform->constant -= posiform->cost[value][i] - least_cost(posiform, i);
}

static void
undo(Tree *tree, int fixed)
{
	while (tree->applied > fixed)
	{
		int			i = tree->known[--tree->applied];

		unapply(tree, i, tree->propagator->value[i]);
	}
	qs_propagator_undo(tree->propagator, fixed);
}

/* Propagate the rows and bring the posiform up to date; false: pruned. */
static bool
settle(Tree *tree)
{
	QsPropagator *propagator = tree->propagator;

	if (!qs_propagate(propagator))
		return false;
	for (; tree->applied < propagator->fixed; tree->applied++)
	{
		int			i = propagator->trail[tree->applied];

		tree->known[tree->applied] = i;
		apply(tree, i, propagator->value[i]);
	}
	return tree->posiform->constant <= threshold(tree);
}

/* Variables of few pairs count for no node, but many of them take long: false when
 * time is up. */
static bool
look_on(Tree *tree, int i)
{
	QsEnumeration *enumeration = tree->enumeration;
	const QsPosiform *posiform = tree->posiform;

	tree->looked += 1 + posiform->start[i + 1] - posiform->start[i];
	if (tree->looked < LOOKS_PER_CHECK)
		return true;
	tree->looked = 0;
	qs_check(enumeration->host);
	if (qs_time_up(enumeration->host))
		enumeration->status = QS_INTERRUPTED;
	return enumeration->status != QS_INTERRUPTED;
}

/* How much the bound grows at once if variable i took the value */
static int64_t
gain(const Tree *tree, int i, int value)
{
	const QsPosiform *posiform = tree->posiform;
	int64_t		sum = posiform->cost[value][i] - least_cost(posiform, i);

	for (int64_t k = posiform->start[i]; k < posiform->start[i + 1]; k++)
	{
		int			j = posiform->neighbour[k];
		int			other = posiform->other[k];

		if (posiform->own[k] == value && !tree->gone[j])
			sum += smaller(posiform->cost[other][j] + posiform->weight[k],
						   posiform->cost[1 - other][j]) - least_cost(posiform, j);
	}
	return sum;
}

/*
 * Try both values of every free variable one step ahead: fix what only one
 * value survives, else choose where both cost most.  False: pruned.
 */
static bool
look_ahead(Tree *tree, int *variable, int *value, int64_t *second_bound)
{
	const QsPosiform *posiform = tree->posiform;
	double		best;
	bool		again;

	do
	{
		again = false;
		best = -1.0;
		*variable = -1;
		for (int i = 0; i < posiform->n; i++)
		{
			int64_t		down,
						up,
						limit = threshold(tree) - posiform->constant;

			if (!look_on(tree, i))
				return false;
			if (tree->propagator->value[i] != QS_FREE)
				continue;
			down = gain(tree, i, 0);
			up = gain(tree, i, 1);
			qs_enumeration_count(tree->enumeration,
								 (posiform->start[i + 1] - posiform->start[i]) / PAIRS_PER_NODE);
			if (down > limit && up > limit)
				return false;
			if (down > limit || up > limit)
			{
				qs_propagator_fix(tree->propagator, i, down > limit, -1);
				if (!settle(tree))
					return false;
				again = true;
			}
			else
			{
				double		score = ((double) down + 1.0) * ((double) up + 1.0);

				if (score > best)
				{
					best = score;
					*variable = i;
					*value = up < down;
					*second_bound = posiform->constant + (up < down ? down : up);
				}
			}
		}
	} while (again);
	return true;
}

static void
offer_fixed(Tree *tree)
{
	for (int i = 0; i < tree->posiform->n; i++)
		tree->x[i] = tree->propagator->value[i] == 1;
	qs_enumeration_offer(tree->enumeration, tree->x);
}

static bool
backtrack(Tree *tree)
{
	while (tree->depth > 0)
	{
		Frame	   *frame = &tree->stack[tree->depth - 1];

		undo(tree, frame->fixed);
		if (frame->second >= 0 && frame->bound <= threshold(tree))
		{
			qs_propagator_fix(tree->propagator, frame->variable, frame->second, -1);
			frame->second = -1;
			return true;
		}
		tree->depth--;
	}
	return false;
}

static Tree *
tree_create(QsEnumeration *enumeration)
{
	QsHost	   *host = enumeration->host;
	size_t		n = (size_t) enumeration->model->n;
	Tree	   *tree = QS_NEW(host, Tree);

	tree->enumeration = enumeration;
	tree->propagator = qs_propagator_create(host, enumeration->model);
	tree->posiform = qs_posiform_of_model(host, enumeration->model, enumeration->dual);
	tree->gone = QS_ARRAY0(host, uint8_t, n);
	tree->known = QS_ARRAY(host, int32_t, n);
	tree->stack = QS_ARRAY(host, Frame, n + 1);
	tree->x = QS_ARRAY0(host, uint8_t, n);
	return tree;
}

static void
tree_free(Tree *tree)
{
	QsHost	   *host = tree->enumeration->host;

	qs_propagator_free(tree->propagator);
	qs_posiform_free(host, tree->posiform);
	qs_free(host, tree->gone);
	qs_free(host, tree->known);
	qs_free(host, tree->stack);
	qs_free(host, tree->x);
	qs_free(host, tree);
}

static bool
expand_node(Tree *tree)
{
	int			variable,
				value = 0;
	int64_t		second_bound = 0;

	if (!settle(tree) || !look_ahead(tree, &variable, &value, &second_bound))
		return false;
	if (variable < 0)
	{
		offer_fixed(tree);
		return false;
	}
	tree->stack[tree->depth++] = (Frame)
	{
		.variable = variable, .second = (int8_t) (1 - value),
		.fixed = tree->propagator->fixed, .bound = second_bound
	};
	qs_propagator_fix(tree->propagator, variable, value, -1);
	return true;
}

void
qs_enumerate_quadratic(QsEnumeration *enumeration)
{
	Tree	   *tree = tree_create(enumeration);
	bool		open = true;

	qs_posiform_tighten(enumeration->host, tree->posiform);
	while (open && !qs_enumeration_count(enumeration, 1))
		open = expand_node(tree) || backtrack(tree);
	tree_free(tree);
}
