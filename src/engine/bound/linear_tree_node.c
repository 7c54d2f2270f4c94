/*
 * linear_tree_node.c
 *	  Work on one node: its program, what follows from it, a variable to branch on.
 */
#include <math.h>
#include <string.h>

#include "bound/linear_tree_internal.h"

#define SMALL			12		/* free variables that are enumerated at once */
#define REPEATS			8		/* of a program at one node, as its fixings make it tighter */

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

/*
 * An optimal program's bound and what it fixes; false: the node is done with.  Reduced
 * costs go with the bound of their own multipliers alone: one from above, found with
 * fixings that the way here need not have made again, may be better.
 */
static bool
use_program(QsLinearTree *tree, double *bound, bool first, bool root)
{
	double		own = qs_linear_tree_price(tree);

	*bound = fmax(*bound, own);
	memcpy(tree->point, qs_lp_value(tree->lp), (size_t) tree->model->n * sizeof(double));
	if (first)
		learn(tree, *bound);
	if (root)
		keep_root(tree, own);
	qs_linear_tree_offer_if_integral(tree, tree->point);
	return *bound <= tree->enumeration->threshold && qs_linear_tree_fix_by_reduced_costs(tree, own);
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
		if (outcome == QS_LP_CUTOFF && qs_linear_tree_price(tree) > tree->enumeration->threshold)
			return QS_LINEAR_TREE_DONE;
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
