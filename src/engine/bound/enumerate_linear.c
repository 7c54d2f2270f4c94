/*
 * enumerate_linear.c
 *	  Branch and bound for linear objectives: a linear program at each node,
 *	  warm-started; reduced-cost fixing; row propagation; small rests enumerated
 *	  under the multiplier bound.
 *
 * Land & Doig 1960; pseudo-costs after Benichou et al. 1971, product score after
 * Achterberg 2007.  All pruning rests on bounds recomputed here from CLP's
 * multipliers with an error margin; CLP's own verdicts prune nothing.
 */
#include "bound/enumerate_linear.h"

#include <math.h>
#include <string.h>

#include "bound/pricing.h"
#include "numeric/lp.h"

#define INTEGRALITY		1e-6
#define SMALL			12		/* free variables that are enumerated at once */

typedef struct Frame
{
	int32_t		variable;
	int8_t		second;			/* value still to try, or -1 */
	int			fixed;			/* trail before the branch */
	double		bound;			/* of the node that branched */
	double		value;			/* of the variable in its program */
} Frame;

typedef struct Tree
{
	QsEnumeration *enumeration;
	QsHost	   *host;
	const QsModel *model;
	QsPropagator *propagator;
	QsLp	   *lp;
	double		lp_work;		/* counted so far */
	int			synced;			/* trail entries whose bounds lp knows */
	int32_t    *synced_variable;
	QsPricing	pricing;		/* of the latest program's multipliers */
	double	   *pseudo_cost;	/* 2 n: sum of bound gains per unit, down then up */
	int32_t    *pseudo_count;	/* 2 n */
	Frame	   *stack;			/* n + 1 */
	int			depth;
	int32_t    *order;			/* n: scratch of the small enumeration */
	uint8_t    *x;				/* n: scratch */
} Tree;

static Tree *
tree_create(QsEnumeration *enumeration)
{
	QsHost	   *host = enumeration->host;
	const QsModel *model = enumeration->model;
	Tree	   *tree = QS_NEW(host, Tree);
	size_t		n = (size_t) model->n;

	tree->enumeration = enumeration;
	tree->host = host;
	tree->model = model;
	tree->propagator = qs_propagator_create(host, model);
	tree->synced_variable = QS_ARRAY(host, int32_t, n);
	qs_pricing_create(host, model, &tree->pricing);
	tree->pseudo_cost = QS_ARRAY0(host, double, 2 * n);
	tree->pseudo_count = QS_ARRAY0(host, int32_t, 2 * n);
	tree->stack = QS_ARRAY(host, Frame, n + 1);
	tree->order = QS_ARRAY(host, int32_t, n);
	tree->x = QS_ARRAY0(host, uint8_t, n);
	return tree;
}

static void
tree_free(Tree *tree)
{
	QsHost	   *host = tree->host;

	qs_lp_free(tree->lp);
	qs_propagator_free(tree->propagator);
	qs_free(host, tree->synced_variable);
	qs_pricing_free(host, &tree->pricing);
	qs_free(host, tree->pseudo_cost);
	qs_free(host, tree->pseudo_count);
	qs_free(host, tree->stack);
	qs_free(host, tree->order);
	qs_free(host, tree->x);
	qs_free(host, tree);
}

static void
price_objective(Tree *tree)
{
	qs_pricing_price(&tree->pricing, tree->propagator, tree->model->objective->linear,
					 tree->model->constant);
}

/* Bound of the current node under the latest multipliers */
static double
node_bound(const Tree *tree)
{
	return qs_pricing_bound(&tree->pricing, tree->propagator->value);
}

/* Tell the program which variables the trail fixes. */
static void
synchronise(Tree *tree)
{
	const QsPropagator *propagator = tree->propagator;

	for (; tree->synced < propagator->fixed; tree->synced++)
	{
		int			variable = propagator->trail[tree->synced];
		int			value = propagator->value[variable];

		qs_lp_set_bounds(tree->lp, variable, value, value);
		tree->synced_variable[tree->synced] = variable;
	}
}

static void
undo(Tree *tree, int fixed)
{
	while (tree->synced > fixed)
		qs_lp_set_bounds(tree->lp, tree->synced_variable[--tree->synced], 0.0, 1.0);
	qs_propagator_undo(tree->propagator, fixed);
}

static void
offer_fixed(Tree *tree)
{
	for (int j = 0; j < tree->model->n; j++)
		tree->x[j] = tree->propagator->value[j] == 1;
	qs_enumeration_offer(tree->enumeration, tree->x);
}

/* Every completion of the current node under the multiplier bound; the free
 * variables are order[at ..] by |reduced cost|, largest first. */
static void
enumerate_rest(Tree *tree, int at, int count, double bound)
{
	QsPropagator *propagator = tree->propagator;
	int			fixed = propagator->fixed;

	if (qs_enumeration_count(tree->enumeration, 1))
		return;
	while (at < count && propagator->value[tree->order[at]] != QS_FREE)
		at++;
	if (at == count)
	{
		offer_fixed(tree);
		return;
	}
	for (int step = 0; step < 2; step++)
	{
		int			j = tree->order[at];
		int			value = (tree->pricing.reduced[j] < 0.0) ^ step;
		double		rest = bound;

		qs_propagator_fix(propagator, j, value, -1);
		if (qs_propagate(propagator))
		{
			for (int k = fixed; k < propagator->fixed; k++)
			{
				int			i = propagator->trail[k];
				double		against = propagator->value[i] ? tree->pricing.reduced[i] : -tree->pricing.reduced[i];

				rest += fmax(0.0, against - tree->pricing.error[i]);
			}
			if (rest <= tree->enumeration->threshold)
				enumerate_rest(tree, at + 1, count, rest);
		}
		qs_propagator_undo(propagator, fixed);
	}
}

static void
enumerate_small(Tree *tree)
{
	int			count = 0;

	for (int j = 0; j < tree->model->n; j++)
		if (tree->propagator->value[j] == QS_FREE)
		{
			int			at = count++;

			for (; at > 0 && fabs(tree->pricing.reduced[tree->order[at - 1]]) < fabs(tree->pricing.reduced[j]); at--)
				tree->order[at] = tree->order[at - 1];
			tree->order[at] = j;
		}
	enumerate_rest(tree, 0, count, node_bound(tree));
}

/* Fix what the reduced costs exclude; false when propagation then fails. */
static bool
fix_by_reduced_costs(Tree *tree, double bound)
{
	for (int j = 0; j < tree->model->n; j++)
		if (tree->propagator->value[j] == QS_FREE &&
			bound + fabs(tree->pricing.reduced[j]) - 2.0 * tree->pricing.error[j] > tree->enumeration->threshold)
			qs_propagator_fix(tree->propagator, j, tree->pricing.reduced[j] < 0.0, -1);
	return qs_propagate(tree->propagator);
}

/* Is the current node proved empty by CLP's ray (of either sign), priced by us?
 * The latest multipliers of the objective stay in place. */
static bool
ray_proves_empty(Tree *tree)
{
	size_t		m = (size_t) tree->model->m;
	double	   *kept = QS_ARRAY(tree->host, double, m);
	bool		proved = false;

	memcpy(kept, tree->pricing.dual, m * sizeof(double));
	for (int sign = 1; sign >= -1 && !proved; sign -= 2)
		if (qs_lp_ray(tree->lp, tree->pricing.dual))
		{
			for (size_t r = 0; r < m; r++)
				tree->pricing.dual[r] *= sign;
			qs_pricing_price(&tree->pricing, tree->propagator, NULL, 0.0);
			proved = node_bound(tree) > 0.0;
		}
	memcpy(tree->pricing.dual, kept, m * sizeof(double));
	price_objective(tree);
	qs_free(tree->host, kept);
	return proved;
}

static QsLpOutcome
solve_program(Tree *tree)
{
	QsEnumeration *enumeration = tree->enumeration;
	double		left = (double) (enumeration->limit - enumeration->nodes) * 1000.0;
	int64_t		iterations = 1 + (int64_t) fmax(0.0, left / qs_lp_iteration_work(tree->lp));
	QsLpOutcome outcome;
	double		work;

	synchronise(tree);
	outcome = qs_lp_solve(tree->lp, iterations);
	work = qs_lp_work(tree->lp);
	qs_enumeration_count(enumeration, 1 + (int64_t) ((work - tree->lp_work) / 1000.0));
	tree->lp_work = work;
	if (outcome == QS_LP_INTERRUPTED)
		enumeration->status = QS_INTERRUPTED;
	else if (outcome == QS_LP_LIMIT)
		enumeration->status = QS_LIMIT;
	return outcome;
}

static double
pseudo_gain(const Tree *tree, int slot, double average)
{
	return tree->pseudo_count[slot] > 0
		? tree->pseudo_cost[slot] / tree->pseudo_count[slot] : average;
}

/* Fractional variable with the best product of expected bound gains; -1: none */
static int
choose_branch(const Tree *tree, const double *value)
{
	double		sum = 0.0,
				best = -1.0,
				average;
	int			count = 0,
				chosen = -1;

	for (int s = 0; s < 2 * tree->model->n; s++)
		if (tree->pseudo_count[s] > 0)
		{
			sum += tree->pseudo_cost[s] / tree->pseudo_count[s];
			count++;
		}
	average = count > 0 ? sum / count : 1.0;
	for (int j = 0; j < tree->model->n; j++)
	{
		double		down,
					up;

		if (tree->propagator->value[j] != QS_FREE ||
			value[j] < INTEGRALITY || value[j] > 1.0 - INTEGRALITY)
			continue;
		down = value[j] * pseudo_gain(tree, 2 * j, average);
		up = (1.0 - value[j]) * pseudo_gain(tree, 2 * j + 1, average);
		if (fmax(down, 1e-9) * fmax(up, 1e-9) > best)
		{
			best = fmax(down, 1e-9) * fmax(up, 1e-9);
			chosen = j;
		}
	}
	return chosen;
}

static int
first_free(const Tree *tree)
{
	for (int j = 0; j < tree->model->n; j++)
		if (tree->propagator->value[j] == QS_FREE)
			return j;
	return -1;
}

static bool
offer_if_integral(Tree *tree, const double *value)
{
	for (int j = 0; j < tree->model->n; j++)
	{
		if (value[j] > INTEGRALITY && value[j] < 1.0 - INTEGRALITY)
			return false;
		tree->x[j] = value[j] > 0.5;
	}
	return qs_enumeration_offer(tree->enumeration, tree->x);
}

/* What the branch into this node gained per unit, for the next choices */
static void
learn(Tree *tree, double bound)
{
	const Frame *frame;
	int			up;
	double		distance;

	if (tree->depth == 0)
		return;
	frame = &tree->stack[tree->depth - 1];
	up = tree->propagator->value[frame->variable];
	distance = up ? 1.0 - frame->value : frame->value;
	if (distance < INTEGRALITY || !isfinite(frame->bound))
		return;
	tree->pseudo_cost[2 * frame->variable + up] += fmax(0.0, bound - frame->bound) / distance;
	tree->pseudo_count[2 * frame->variable + up]++;
}

/*
 * Work on the current node.  False: it is done with (pruned, solved or
 * enumerated).  True: branch on *variable, whose program value is *value.
 */
static bool
expand_node(Tree *tree, double *bound, int *variable, double *value)
{
	bool		first = true;

	if (!qs_propagate(tree->propagator))
		return false;
	for (;;)
	{
		const double *solution;
		QsLpOutcome outcome;

		*variable = first_free(tree);
		*value = 0.5;
		if (*variable < 0)
		{
			offer_fixed(tree);
			return false;
		}
		if (tree->model->n - tree->propagator->fixed <= SMALL && (!first || tree->depth > 0))
		{
			enumerate_small(tree);
			return false;
		}
		outcome = solve_program(tree);
		if (tree->enumeration->status != QS_OK)
			return false;
		if (outcome == QS_LP_INFEASIBLE && ray_proves_empty(tree))
			return false;
		if (outcome != QS_LP_OPTIMAL)
			return true;
		memcpy(tree->pricing.dual, qs_lp_dual(tree->lp), (size_t) tree->model->m * sizeof(double));
		price_objective(tree);
		*bound = fmax(*bound, node_bound(tree));
		if (first)
			learn(tree, *bound);
		first = false;
		solution = qs_lp_value(tree->lp);
		offer_if_integral(tree, solution);
		if (*bound > tree->enumeration->threshold || !fix_by_reduced_costs(tree, *bound))
			return false;
		*variable = choose_branch(tree, solution);
		if (*variable >= 0)
		{
			*value = solution[*variable];
			return true;
		}
		/* nothing fractional is free any more: fixings moved the optimum, or the
		 * program's optimum is integral but not accepted */
		if (tree->synced == tree->propagator->fixed)
		{
			*variable = first_free(tree);
			*value = 0.5;
			return *variable >= 0;
		}
	}
}

static void
load_program(Tree *tree)
{
	const QsModel *model = tree->model;

	tree->lp = qs_lp_create(tree->host, model->n, model->m, model->column_start,
							model->column_row, model->column_value, model->objective->linear,
							tree->propagator->lower, tree->propagator->upper);
}

/* To the next open branch; false when there is none. */
static bool
backtrack(Tree *tree)
{
	while (tree->depth > 0)
	{
		Frame	   *frame = &tree->stack[tree->depth - 1];

		undo(tree, frame->fixed);
		if (frame->second >= 0 && frame->bound <= tree->enumeration->threshold)
		{
			qs_propagator_fix(tree->propagator, frame->variable, frame->second, -1);
			frame->second = -1;
			return true;
		}
		tree->depth--;
	}
	return false;
}

/* With the caller's multipliers: a first bound and first fixings. */
static bool
start(Tree *tree)
{
	double		bound;

	for (int r = 0; r < tree->model->m; r++)
		if (tree->propagator->lower[r] > tree->propagator->upper[r])
			return false;
	if (!qs_propagate(tree->propagator))
		return false;
	if (tree->enumeration->dual && tree->model->m > 0)
		memcpy(tree->pricing.dual, tree->enumeration->dual, (size_t) tree->model->m * sizeof(double));
	price_objective(tree);
	bound = node_bound(tree);
	return bound <= tree->enumeration->threshold && fix_by_reduced_costs(tree, bound);
}

void
qs_enumerate_linear(QsEnumeration *enumeration)
{
	Tree	   *tree = tree_create(enumeration);
	double		bound = -INFINITY;
	bool		open = start(tree);

	if (open)
		load_program(tree);
	while (open && enumeration->status == QS_OK)
	{
		int			variable;
		double		value;

		if (expand_node(tree, &bound, &variable, &value))
		{
			int			up = value > 0.5;

			tree->stack[tree->depth++] = (Frame)
			{
				.variable = variable, .second = (int8_t) !up,
				.fixed = tree->propagator->fixed, .bound = bound, .value = value
			};
			qs_propagator_fix(tree->propagator, variable, up, -1);
		}
		else
			open = backtrack(tree);
		if (tree->depth > 0)
			bound = tree->stack[tree->depth - 1].bound;
		if (qs_enumeration_count(enumeration, 1))
			break;
	}
	tree_free(tree);
}
