/*
 * linear_tree_program.c
 *	  The program of a tree: kept to the trail, solved, priced; what it offers.
 */
#include <math.h>
#include <string.h>

#include "bound/linear_tree_internal.h"

#define CUTOFF_MARGIN	1e-6

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

/* A little more than the threshold, so that our own bound of the multipliers passes that. */
static double
cutoff(const QsLinearTree *tree)
{
	double		threshold = tree->enumeration->threshold;

	return threshold + CUTOFF_MARGIN * fmax(1.0, fabs(threshold)) - tree->model->constant;
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
	qs_lp_set_cutoff(tree->lp, cutoff(tree));
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
