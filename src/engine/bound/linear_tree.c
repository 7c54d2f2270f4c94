/*
 * linear_tree.c
 *	  Which node is worked on next, and the way there.
 */
#include "bound/linear_tree.h"

#include <math.h>
#include <string.h>

#include "bound/linear_tree_internal.h"

#define DIVE_QUOTIENT	0.25	/* of the gap: nodes beside a dive further up wait in the heap */
#define DIVE_LEAST		8		/* nodes of a dive whatever their bounds, */
#define DIVE_BLIND		150		/* and at most while there is no incumbent */

QsLinearTree *
qs_linear_tree_create(QsEnumeration *enumeration)
{
	QsHost	   *host = enumeration->host;
	const QsModel *model = enumeration->model;
	QsLinearTree	   *tree = QS_NEW(host, QsLinearTree);
	size_t		n = (size_t) model->n;

	tree->enumeration = enumeration;
	tree->host = host;
	tree->model = model;
	tree->propagator = qs_propagator_create(host, model);
	tree->synced_variable = QS_ARRAY(host, int32_t, n);
	qs_pricing_create(host, model, &tree->pricing);
	tree->basis = QS_ARRAY(host, unsigned char, n + (size_t) model->m);
	tree->point = QS_ARRAY0(host, double, n);
	tree->pseudo_cost = QS_ARRAY0(host, double, 2 * n);
	tree->pseudo_count = QS_ARRAY0(host, int32_t, 2 * n);
	tree->spare = -1;
	tree->beside = QS_ARRAY(host, int32_t, n + 1);
	tree->path = QS_ARRAY(host, int32_t, n + 2);
	tree->mark = QS_ARRAY0(host, int32_t, n + 2);
	tree->chain = QS_ARRAY(host, int32_t, n + 2);
	tree->order = QS_ARRAY(host, int32_t, n);
	tree->x = QS_ARRAY0(host, uint8_t, n);
	tree->current = -1;
	tree->root_bound = -INFINITY;
	return tree;
}

void
qs_linear_tree_free(QsLinearTree *tree)
{
	QsHost	   *host;

	if (tree == NULL)
		return;
	host = tree->host;
	for (int k = 0; k < tree->node_count; k++)
		qs_linear_tree_basis_drop(tree, &tree->node[k]);
	qs_lp_free(tree->lp);
	qs_propagator_free(tree->propagator);
	qs_free(host, tree->synced_variable);
	qs_pricing_free(host, &tree->pricing);
	qs_free(host, tree->basis);
	qs_free(host, tree->point);
	qs_free(host, tree->root_value);
	qs_free(host, tree->root_reduced);
	qs_free(host, tree->root_error);
	qs_free(host, tree->pseudo_cost);
	qs_free(host, tree->pseudo_count);
	qs_free(host, tree->node);
	qs_free(host, tree->heap);
	qs_free(host, tree->beside);
	qs_free(host, tree->path);
	qs_free(host, tree->mark);
	qs_free(host, tree->chain);
	qs_free(host, tree->order);
	qs_free(host, tree->x);
	qs_free(host, tree);
}

/* With the caller's multipliers: a first bound and first fixings */
bool
qs_linear_tree_start(QsLinearTree *tree)
{
	const QsModel *model = tree->model;
	QsPropagator *propagator = tree->propagator;
	const double *dual = tree->enumeration->dual;
	double		bound;

	tree->started = true;
	for (int r = 0; r < model->m; r++)
		if (propagator->lower[r] > propagator->upper[r])
			return false;
	if (!qs_propagate(propagator))
		return false;
	if (dual && model->m > 0)
		memcpy(tree->pricing.dual, dual, (size_t) model->m * sizeof(double));
	qs_pricing_price(&tree->pricing, propagator, model->objective->linear, model->constant);
	bound = qs_pricing_bound(&tree->pricing, propagator->value);
	if (bound > tree->enumeration->threshold || !qs_linear_tree_fix_by_reduced_costs(tree, bound))
		return false;
	tree->lp = qs_lp_create(tree->host, model->n, model->m, model->column_start,
							model->column_row, model->column_value, model->objective->linear,
							propagator->lower, propagator->upper);
	tree->current = qs_linear_tree_node_create(tree, -1, -1, 0, 0.0, -INFINITY);
	tree->path[0] = tree->current;
	tree->path_count = 1;
	return tree->current >= 0;
}

/* What a better incumbent excludes at the root, for good; the trail stands there.  False:
 * nothing is left. */
static bool
fix_at_root(QsLinearTree *tree)
{
	double		threshold = tree->enumeration->threshold;

	tree->root_threshold = threshold;
	for (int j = 0; j < tree->model->n; j++)
		if (tree->propagator->value[j] == QS_FREE &&
			tree->root_bound + fabs(tree->root_reduced[j]) - 2.0 * tree->root_error[j] > threshold)
			qs_propagator_fix(tree->propagator, j, tree->root_reduced[j] < 0.0, -1);
	return qs_propagate(tree->propagator);
}

/* Fix what the node at this depth of the chain fixes; false: it holds nothing. */
static bool
enter(QsLinearTree *tree, int node, int depth)
{
	QsPropagator *propagator = tree->propagator;
	const QsLinearTreeNode *entered = &tree->node[node];

	tree->mark[depth] = propagator->fixed;
	if (propagator->value[entered->variable] == QS_FREE)
		qs_propagator_fix(propagator, entered->variable, entered->set, -1);
	if (propagator->value[entered->variable] == entered->set && qs_propagate(propagator))
	{
		tree->path[depth] = node;
		tree->path_count = depth + 1;
		return true;
	}
	qs_linear_tree_undo(tree, tree->mark[depth]);
	return false;
}

/* Bring the trail from where it stands to the node.  False: the node holds nothing. */
static bool
walk(QsLinearTree *tree, int node)
{
	int			depth = tree->node[node].depth;
	int			common = 0;
	bool		root_changed = tree->root_value && tree->enumeration->threshold < tree->root_threshold;

	for (int at = node, d = depth; d >= 0; d--, at = tree->node[at].parent)
		tree->chain[d] = at;
	while (!root_changed && common < depth && common + 1 < tree->path_count &&
		   tree->path[common + 1] == tree->chain[common + 1])
		common++;
	/* what stands below the common node, or what is left of a node that was closed */
	if (tree->propagator->fixed > tree->mark[common + 1])
		qs_linear_tree_undo(tree, tree->mark[common + 1]);
	tree->path[0] = tree->chain[0];
	tree->path_count = common + 1;
	if (root_changed)
	{
		if (!fix_at_root(tree))
			return false;
		tree->mark[1] = tree->propagator->fixed;
	}
	for (int d = common + 1; d <= depth; d++)
		if (!enter(tree, tree->chain[d], d))
			return false;
	return true;
}

double
qs_linear_tree_bound(const QsLinearTree *tree)
{
	double		least = INFINITY;

	if (!tree->started)
		return -INFINITY;
	if (tree->heap_count > 0)
		least = tree->node[tree->heap[0]].bound;
	for (int k = 0; k < tree->beside_count; k++)
		least = fmin(least, tree->node[tree->beside[k]].bound);
	if (tree->current >= 0)
		least = fmin(least, tree->node[tree->current].bound);
	return least;
}

int64_t
qs_linear_tree_branchings(const QsLinearTree *tree)
{
	return tree->branchings;
}

/* Is the node beside the dive good enough to go on with it? */
static bool
stays_near(const QsLinearTree *tree, int node)
{
	double		threshold = tree->enumeration->threshold;
	double		least;

	if (!isfinite(threshold))
		return tree->steps < DIVE_BLIND;
	if (tree->steps < DIVE_LEAST)
		return true;
	least = qs_linear_tree_bound(tree);
	return tree->node[node].bound <= least + DIVE_QUOTIENT * (threshold - least);
}

/* The node to go on with: beside the dive, or the open one of the least bound; -1: none */
static int
next(QsLinearTree *tree)
{
	for (;;)
	{
		int			node;

		if (tree->beside_count > 0 && stays_near(tree, tree->beside[tree->beside_count - 1]))
			node = tree->beside[--tree->beside_count];
		else
		{
			while (tree->beside_count > 0)
				qs_linear_tree_open_push(tree, tree->beside[--tree->beside_count]);
			tree->steps = 0;
			node = qs_linear_tree_open_pop(tree);
		}
		if (node < 0)
			return -1;
		if (tree->node[node].bound <= tree->enumeration->threshold && walk(tree, node))
		{
			qs_linear_tree_basis_take(tree, node);
			return node;
		}
		qs_linear_tree_node_close(tree, node);
		if (qs_enumeration_count(tree->enumeration, 1))
			return -1;
	}
}

/* Two nodes below the current one, the likelier of which is next.  False: no memory. */
static bool
branch_on(QsLinearTree *tree, const QsLinearTreeBranch *branch, double bound)
{
	int			up = branch->value > 0.5;
	int			parent = tree->current;
	int			first = qs_linear_tree_node_create(tree, parent, branch->variable, up, branch->value, bound);
	int			second = first < 0 ? -1 :
		qs_linear_tree_node_create(tree, parent, branch->variable, !up, branch->value, bound);

	if (second < 0)
	{
		if (first >= 0)
			qs_linear_tree_node_close(tree, first);
		return false;
	}
	tree->branchings++;
	qs_linear_tree_basis_keep(tree, second);
	tree->beside[tree->beside_count++] = second;
	tree->current = -1;
	if (enter(tree, first, tree->node[first].depth))
		tree->current = first;
	else
		qs_linear_tree_node_close(tree, first);
	return true;
}

bool
qs_linear_tree_run(QsLinearTree *tree)
{
	QsEnumeration *enumeration = tree->enumeration;

	if (!tree->started && !qs_linear_tree_start(tree))
	{
		tree->current = -1;
		return true;
	}
	while (enumeration->status == QS_OK)
	{
		QsLinearTreeBranch branch;
		double		bound;
		QsLinearTreeOutcome outcome;

		if (tree->current < 0 && (tree->current = next(tree)) < 0)
			return enumeration->status == QS_OK;
		bound = tree->node[tree->current].bound;
		outcome = qs_linear_tree_expand(tree, &bound, &branch);
		tree->node[tree->current].bound = bound;
		if (outcome == QS_LINEAR_TREE_UNFINISHED)
			break;
		tree->again = false;
		tree->steps++;
		if (outcome == QS_LINEAR_TREE_BRANCH && !branch_on(tree, &branch, bound))
		{
			enumeration->status = QS_LIMIT;
			break;
		}
		if (outcome == QS_LINEAR_TREE_DONE)
		{
			qs_linear_tree_node_close(tree, tree->current);
			tree->current = -1;
		}
		qs_enumeration_count(enumeration, 1);
	}
	return false;
}
