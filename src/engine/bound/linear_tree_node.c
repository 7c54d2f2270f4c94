/*
 * linear_tree_node.c
 *	  The program of a node: solved, priced, and what follows from it.
 */
#include <math.h>
#include <string.h>

#include "bound/linear_tree_internal.h"

#define SMALL			12		/* free variables that are enumerated at once */
#define REPEATS			8		/* of a program at one node, as its fixings make it tighter */

/* Tell the program which variables the trail fixes. */
static void
synchronise(QsLinearTree *tree)
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

void
qs_linear_tree_undo(QsLinearTree *tree, int fixed)
{
	while (tree->synced > fixed)
		qs_lp_set_bounds(tree->lp, tree->synced_variable[--tree->synced], 0.0, 1.0);
	qs_propagator_undo(tree->propagator, fixed);
}

void
qs_linear_tree_offer_fixed(QsLinearTree *tree)
{
	for (int j = 0; j < tree->model->n; j++)
		tree->x[j] = tree->propagator->value[j] == 1;
	qs_enumeration_offer(tree->enumeration, tree->x);
}

bool
qs_linear_tree_offer_if_integral(QsLinearTree *tree, const double *value)
{
	for (int j = 0; j < tree->model->n; j++)
	{
		if (value[j] > QS_LINEAR_TREE_INTEGRALITY && value[j] < 1.0 - QS_LINEAR_TREE_INTEGRALITY)
			return false;
		tree->x[j] = value[j] > 0.5;
	}
	return qs_enumeration_offer(tree->enumeration, tree->x);
}

bool
qs_linear_tree_fix_by_reduced_costs(QsLinearTree *tree, double bound)
{
	const QsPricing *pricing = &tree->pricing;

	for (int j = 0; j < tree->model->n; j++)
		if (tree->propagator->value[j] == QS_FREE &&
			bound + fabs(pricing->reduced[j]) - 2.0 * pricing->error[j] > tree->enumeration->threshold)
			qs_propagator_fix(tree->propagator, j, pricing->reduced[j] < 0.0, -1);
	return qs_propagate(tree->propagator);
}

/* Is the current node proved empty by CLP's ray (of either sign), priced by us?
 * The latest multipliers of the objective stay in place. */
bool
qs_linear_tree_ray_proves_empty(QsLinearTree *tree)
{
	QsPricing  *pricing = &tree->pricing;
	size_t		m = (size_t) tree->model->m;
	double	   *kept = QS_ARRAY(tree->host, double, m);
	bool		proved = false;

	memcpy(kept, pricing->dual, m * sizeof(double));
	for (int sign = 1; sign >= -1 && !proved; sign -= 2)
		if (qs_lp_ray(tree->lp, pricing->dual))
		{
			for (size_t r = 0; r < m; r++)
				pricing->dual[r] *= sign;
			qs_pricing_price(pricing, tree->propagator, NULL, 0.0);
			proved = qs_pricing_bound(pricing, tree->propagator->value) > 0.0;
		}
	memcpy(pricing->dual, kept, m * sizeof(double));
	qs_pricing_price(pricing, tree->propagator, tree->model->objective->linear,
					 tree->model->constant);
	qs_free(tree->host, kept);
	return proved;
}

QsLpOutcome
qs_linear_tree_solve_program(QsLinearTree *tree, int64_t most_iterations)
{
	QsEnumeration *enumeration = tree->enumeration;
	double		left = (double) (enumeration->limit - enumeration->nodes) * 1000.0;
	int64_t		iterations = 1 + (int64_t) fmax(0.0, left / qs_lp_iteration_work(tree->lp));
	bool		cut = most_iterations > 0 && most_iterations < iterations;
	QsLpOutcome outcome;
	double		work;

	synchronise(tree);
	outcome = qs_lp_solve(tree->lp, cut ? most_iterations : iterations);
	work = qs_lp_work(tree->lp);
	qs_enumeration_count(enumeration, 1 + (int64_t) ((work - tree->lp_work) / 1000.0));
	tree->lp_work = work;
	if (outcome == QS_LP_INTERRUPTED)
		enumeration->status = QS_INTERRUPTED;
	else if (outcome == QS_LP_LIMIT && !cut)
		enumeration->status = QS_LIMIT;
	return outcome;
}

double
qs_linear_tree_price(QsLinearTree *tree)
{
	memcpy(tree->pricing.dual, qs_lp_dual(tree->lp), (size_t) tree->model->m * sizeof(double));
	qs_pricing_price(&tree->pricing, tree->propagator, tree->model->objective->linear,
					 tree->model->constant);
	return qs_pricing_bound(&tree->pricing, tree->propagator->value);
}

static int
first_free(const QsLinearTree *tree)
{
	for (int j = 0; j < tree->model->n; j++)
		if (tree->propagator->value[j] == QS_FREE)
			return j;
	return -1;
}

/* What the branch into this node gained, for the next choices */
static void
learn(QsLinearTree *tree, double bound)
{
	const QsLinearTreeNode *node;
	double		before;

	if (tree->current < 0 || tree->node[tree->current].parent < 0)
		return;
	node = &tree->node[tree->current];
	before = tree->node[node->parent].bound;
	if (isfinite(before))
		qs_linear_tree_learn(tree, node->variable, node->set,
					  node->set ? 1.0 - node->value : node->value, bound - before);
}

static void
keep_root(QsLinearTree *tree, double bound)
{
	size_t		n = (size_t) tree->model->n;

	if (tree->root_value == NULL)
	{
		tree->root_value = QS_ARRAY(tree->host, double, n);
		tree->root_reduced = QS_ARRAY(tree->host, double, n);
		tree->root_error = QS_ARRAY(tree->host, double, n);
	}
	memcpy(tree->root_value, tree->point, n * sizeof(double));
	memcpy(tree->root_reduced, tree->pricing.reduced, n * sizeof(double));
	memcpy(tree->root_error, tree->pricing.error, n * sizeof(double));
	tree->root_bound = bound;
	tree->root_threshold = tree->enumeration->threshold;
}

/* The program of the current node, counted for the average */
static QsLpOutcome
solve_node(QsLinearTree *tree)
{
	int64_t		before = qs_lp_iterations(tree->lp);
	QsLpOutcome outcome = qs_linear_tree_solve_program(tree, 0);

	tree->iterations += qs_lp_iterations(tree->lp) - before;
	tree->programs++;
	return outcome;
}

/* An optimal program's bound and what it fixes; false: the node is done with. */
static bool
use_program(QsLinearTree *tree, double *bound, bool first, bool root)
{
	*bound = fmax(*bound, qs_linear_tree_price(tree));
	memcpy(tree->point, qs_lp_value(tree->lp), (size_t) tree->model->n * sizeof(double));
	if (first)
		learn(tree, *bound);
	if (root)
		keep_root(tree, *bound);
	qs_linear_tree_offer_if_integral(tree, tree->point);
	return *bound <= tree->enumeration->threshold && qs_linear_tree_fix_by_reduced_costs(tree, *bound);
}

QsLinearTreeOutcome
qs_linear_tree_expand(QsLinearTree *tree, double *bound, QsLinearTreeBranch *branch)
{
	bool		root = tree->path_count <= 1;
	bool		again = tree->again;

	tree->again = true;
	if (!qs_propagate(tree->propagator))
		return QS_LINEAR_TREE_DONE;
	for (int repeat = 0;; repeat++)
	{
		QsLpOutcome outcome;
		bool		fixed = false;

		*branch = (QsLinearTreeBranch) {first_free(tree), 0.5};
		if (branch->variable < 0)
		{
			qs_linear_tree_offer_fixed(tree);
			return QS_LINEAR_TREE_DONE;
		}
		if (!again && tree->model->n - tree->propagator->fixed <= SMALL && (repeat > 0 || !root))
		{
			qs_linear_tree_enumerate_rest(tree);
			return tree->enumeration->status == QS_OK ? QS_LINEAR_TREE_DONE : QS_LINEAR_TREE_UNFINISHED;
		}
		outcome = solve_node(tree);
		if (outcome == QS_LP_INTERRUPTED || outcome == QS_LP_LIMIT)
			return QS_LINEAR_TREE_UNFINISHED;
		if (outcome == QS_LP_INFEASIBLE && qs_linear_tree_ray_proves_empty(tree))
			return QS_LINEAR_TREE_DONE;
		if (outcome != QS_LP_OPTIMAL)
			return QS_LINEAR_TREE_BRANCH;
		if (!use_program(tree, bound, repeat == 0, root))
			return QS_LINEAR_TREE_DONE;
		branch->variable = qs_linear_tree_choose(tree, *bound, !again, &fixed);
		if (fixed)
		{
			if (!qs_propagate(tree->propagator))
				return QS_LINEAR_TREE_DONE;
			if (repeat < REPEATS)
				continue;
		}
		if (branch->variable >= 0 && tree->propagator->value[branch->variable] == QS_FREE)
		{
			branch->value = tree->point[branch->variable];
			return QS_LINEAR_TREE_BRANCH;
		}
		/* nothing fractional is free any more: fixings moved the optimum, or the
		 * program's optimum is integral but not accepted */
		if (tree->synced == tree->propagator->fixed || repeat >= REPEATS)
		{
			*branch = (QsLinearTreeBranch) {first_free(tree), 0.5};
			return branch->variable < 0 ? QS_LINEAR_TREE_DONE : QS_LINEAR_TREE_BRANCH;
		}
	}
}
