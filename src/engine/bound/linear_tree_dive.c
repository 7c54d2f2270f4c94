/*
 * linear_tree_dive.c
 *	  A dive for an answer: fixings that the program suggests, propagated.
 */
#include <math.h>
#include <string.h>

#include "bound/linear_tree_internal.h"

#define BACKTRACKS		8
#define SURE			0.9		/* values from here on are fixed together */
#define MOST_PROGRAMS	200

/* Fix to 1 the greatest of the fractional values, with it all that are nearly 1; where
 * nothing is fractional, what the program has.  False when propagation fails. */
static bool
fix_greatest(QsLinearTree *tree, int *variable)
{
	QsPropagator *propagator = tree->propagator;
	int			best = -1;

	for (int j = 0; j < tree->model->n; j++)
		if (propagator->value[j] == QS_FREE && tree->point[j] > QS_LINEAR_TREE_INTEGRALITY &&
			(best < 0 || tree->point[j] > tree->point[best]))
			best = j;
	*variable = best;
	if (best < 0)
	{
		/* all that is left is 0 in the program */
		for (int j = 0; j < tree->model->n; j++)
			if (propagator->value[j] == QS_FREE)
			{
				*variable = j;
				qs_propagator_fix(propagator, j, 0, -1);
				if (!qs_propagate(propagator))
					return false;
			}
		return true;
	}
	qs_propagator_fix(propagator, best, tree->point[best] >= 0.3, -1);
	if (!qs_propagate(propagator))
		return false;
	for (int j = 0; j < tree->model->n; j++)
		if (propagator->value[j] == QS_FREE && tree->point[j] > SURE)
		{
			int			before = propagator->fixed;

			qs_propagator_fix(propagator, j, 1, -1);
			if (!qs_propagate(propagator))
			{
				/* what does not go together with the greatest stays open */
				qs_linear_tree_undo(tree, before);
			}
		}
	return true;
}

/* One step down; false: nothing is to be found below. */
static bool
descend(QsLinearTree *tree)
{
	QsLpOutcome outcome;

	if (tree->propagator->fixed == tree->model->n)
		return false;
	outcome = qs_linear_tree_solve_program(tree, 0);
	if (tree->enumeration->status != QS_OK || outcome != QS_LP_OPTIMAL)
		return false;
	memcpy(tree->point, qs_lp_value(tree->lp), (size_t) tree->model->n * sizeof(double));
	if (qs_linear_tree_offer_if_integral(tree, tree->point))
		return false;
	return !isfinite(tree->enumeration->threshold) ||
		qs_linear_tree_price(tree) <= tree->enumeration->threshold;
}

bool
qs_linear_tree_dive(QsLinearTree *tree)
{
	QsEnumeration *enumeration = tree->enumeration;
	QsPropagator *propagator = tree->propagator;
	double		before = enumeration->incumbent;
	int			backtracks = 0;
	int			fixed;

	if (!tree->started && !qs_linear_tree_start(tree))
		return false;
	if (tree->lp == NULL)
		return false;
	fixed = propagator->fixed;
	if (qs_linear_tree_solve_program(tree, 0) != QS_LP_OPTIMAL)
		return false;
	qs_lp_save_basis(tree->lp, tree->basis);
	for (int k = 0; k < MOST_PROGRAMS && descend(tree); k++)
	{
		int			mark = propagator->fixed;
		int			variable;

		while (!fix_greatest(tree, &variable))
		{
			int			value = propagator->value[variable];

			qs_linear_tree_undo(tree, mark);
			if (++backtracks > BACKTRACKS)
				break;
			qs_propagator_fix(propagator, variable, !value, -1);
			if (!qs_propagate(propagator))
				backtracks = BACKTRACKS + 1;
			break;
		}
		if (backtracks > BACKTRACKS)
			break;
	}
	if (propagator->fixed == tree->model->n)
		qs_linear_tree_offer_fixed(tree);
	qs_linear_tree_undo(tree, fixed);
	qs_lp_restore_basis(tree->lp, tree->basis);
	return enumeration->incumbent < before;
}
