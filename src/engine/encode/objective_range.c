/*
 * objective_range.c
 *	  How far a written out objective reaches.
 */
#include "encode/objective_range.h"

#include <math.h>

bool
qs_objective_integral(const QsQubo *objective)
{
	double		sum = 0.0;

	for (int i = 0; i < objective->n; i++)
	{
		if (objective->linear[i] != rint(objective->linear[i]))
			return false;
		sum += fabs(objective->linear[i]);
		for (int64_t k = objective->start[i]; k < objective->start[i + 1]; k++)
		{
			if (objective->weight[k] != rint(objective->weight[k]))
				return false;
			if (objective->neighbour[k] > i)
				sum += fabs(objective->weight[k]);
		}
	}
	return sum < 0x1p53;
}

/* Cost of a permutation of a written out assignment, whichever: it is feasible if no
 * other rows stand beside those of the assignment */
static double
identity_cost(const QsModel *model, const QsQubo *objective)
{
	int			order = model->assignment->order;
	double		cost = 0.0;

	for (int f = 0; f < order; f++)
	{
		int			i = f * order + f;

		cost += objective->linear[i];
		for (int64_t k = objective->start[i]; k < objective->start[i + 1]; k++)
			if (objective->neighbour[k] > i &&
				objective->neighbour[k] / order == objective->neighbour[k] % order)
				cost += objective->weight[k];
	}
	return cost;
}

double
qs_objective_range(const QsModel *model, const QsQubo *objective)
{
	double		low = 0.0,
				high = 0.0;

	for (int i = 0; i < model->n; i++)
	{
		double		least = objective->linear[i],
					greatest = objective->linear[i];

		for (int64_t k = objective->start[i]; k < objective->start[i + 1]; k++)
		{
			least += 0.5 * fmin(objective->weight[k], 0.0);
			greatest += 0.5 * fmax(objective->weight[k], 0.0);
		}
		low += fmin(least, 0.0);
		high += fmax(greatest, 0.0);
	}
	if (model->assignment && model->m == 2 * model->assignment->order)
		high = fmin(high, identity_cost(model, objective));
	return high - low;
}
