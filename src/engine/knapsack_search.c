/*
 * knapsack_search.c
 *	  Long search for knapsacks: descents from perturbed elites.
 */
#include "knapsack_local.h"

#include <math.h>
#include <string.h>

static double
worth(const QsKnapsack *knapsack, const uint8_t *x)
{
	double		sum = 0.0;

	for (int i = 0; i < knapsack->n; i++)
		if (x[i])
			sum += knapsack->profit[i];
	return sum;
}

QsStatus
qs_knapsack_search(QsHost *host, const QsKnapsack *knapsack, QsRandom *random,
				   double effort, double target, uint8_t *x, int64_t *moves)
{
	size_t		n = (size_t) knapsack->n;
	uint8_t    *y = QS_ARRAY(host, uint8_t, n);
	double		best = worth(knapsack, x);
	double		budget = effort * 1e6;
	QsStatus	status = QS_OK;

	while (budget > 0.0 && n > 0 && knapsack->model->constant - best > target)
	{
		double		value;
		int			kicks = 2 + (int) qs_random_below(random, 6);

		memcpy(y, x, n);
		for (int k = 0; k < kicks; k++)
			y[qs_random_below(random, (uint32_t) n)] ^= 1;
		qs_knapsack_repair(host, knapsack, y);
		status = qs_knapsack_polish(host, knapsack, y, moves);
		value = worth(knapsack, y);
		if (value >= best && qs_model_feasible(knapsack->model, y))
		{
			best = value;
			memcpy(x, y, n);
		}
		budget -= 50.0 * (double) n * knapsack->work;
		if (status != QS_OK || qs_time_up(host))
		{
			status = QS_INTERRUPTED;
			break;
		}
	}
	qs_free(host, y);
	return status;
}
