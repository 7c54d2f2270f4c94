/*
 * linear_tree_rest.c
 *	  Every completion of a node with few free variables, under the multiplier bound.
 */
#include <math.h>

#include "bound/linear_tree_internal.h"

/* The free variables are order[at ..] by |reduced cost|, largest first. */
static void
enumerate(QsLinearTree *tree, int at, int count, double bound)
{
	QsPropagator *propagator = tree->propagator;
	const QsPricing *pricing = &tree->pricing;
	int			fixed = propagator->fixed;

	if (qs_enumeration_count(tree->enumeration, 1))
		return;
	while (at < count && propagator->value[tree->order[at]] != QS_FREE)
		at++;
	if (at == count)
	{
		qs_linear_tree_offer_fixed(tree);
		return;
	}
	for (int step = 0; step < 2; step++)
	{
		int			j = tree->order[at];
		int			value = (pricing->reduced[j] < 0.0) ^ step;
		double		rest = bound;

		qs_propagator_fix(propagator, j, value, -1);
		if (qs_propagate(propagator))
		{
			for (int k = fixed; k < propagator->fixed; k++)
			{
				int			i = propagator->trail[k];
				double		against = propagator->value[i] ? pricing->reduced[i] : -pricing->reduced[i];

				rest += fmax(0.0, against - pricing->error[i]);
			}
			if (rest <= tree->enumeration->threshold)
				enumerate(tree, at + 1, count, rest);
		}
		qs_propagator_undo(propagator, fixed);
	}
}

void
qs_linear_tree_enumerate_rest(QsLinearTree *tree)
{
	const double *reduced = tree->pricing.reduced;
	int			count = 0;

	for (int j = 0; j < tree->model->n; j++)
		if (tree->propagator->value[j] == QS_FREE)
		{
			int			at = count++;

			for (; at > 0 && fabs(reduced[tree->order[at - 1]]) < fabs(reduced[j]); at--)
				tree->order[at] = tree->order[at - 1];
			tree->order[at] = j;
		}
	enumerate(tree, 0, count, qs_pricing_bound(&tree->pricing, tree->propagator->value));
}
