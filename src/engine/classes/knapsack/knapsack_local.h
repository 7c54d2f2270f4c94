/*
 * knapsack_local.h
 *	  Multi-dimensional knapsacks: data, multipliers and the load of a packing.
 *
 *		  maximise  profit . x   subject to  weight x <= capacity,  weight >= 0
 *
 * Only rows that can bind are kept, turned so that every weight is positive.
 * Columns are stored dense (padded, contiguous) when the matrix is dense and as
 * lists otherwise.
 */
#ifndef QS_KNAPSACK_LOCAL_H
#define QS_KNAPSACK_LOCAL_H

#include "base/random.h"
#include "model/model.h"
#include "structure/structure.h"

typedef struct QsKnapsack
{
	const QsModel *model;
	int			n;
	int			m;				/* rows that can bind */
	double	   *profit;			/* n: minus the linear coefficient */
	double	   *capacity;		/* m: with the row's tolerance added */
	double	   *multiplier;		/* m, >= 0: price of a unit of each resource */
	double	   *cost;			/* n: multiplier . weights of the item */
	double	   *margin;			/* n: profit - cost, the reduced profit */
	double	   *density;		/* n: profit / cost */
	int		   *order;			/* n: items by falling density */

	bool		dense;
	int			stride;			/* dense: doubles per column, m rounded up */
	double	   *column;			/* dense: n x stride */
	int64_t    *start;			/* n + 1, lists in any case */
	int32_t    *row;
	double	   *weight;
	double		work;			/* mean cost of looking at one column, in evaluations */
} QsKnapsack;

/* multipliers: dual (per model row, any sign) when given, else by subgradient
 * steps on the Lagrangian dual. */
extern QsKnapsack *qs_knapsack_create(QsHost *host, const QsModel *model,
									  const QsStructure *structure, const double *dual);
extern void qs_knapsack_free(QsHost *host, QsKnapsack *knapsack);

/* Free capacity of each row under x: capacity - weight x; stride or m long */
extern void qs_knapsack_slack(const QsKnapsack *knapsack, const uint8_t *x, double *slack);

/* Does the item fit into slack? */
static inline bool
qs_knapsack_fits(const QsKnapsack *knapsack, const double *slack, int item)
{
	if (knapsack->dense)
	{
		const double *column = knapsack->column + (size_t) item * (size_t) knapsack->stride;

		for (int r = 0; r < knapsack->m; r++)
			if (column[r] > slack[r])
				return false;
		return true;
	}
	for (int64_t k = knapsack->start[item]; k < knapsack->start[item + 1]; k++)
		if (knapsack->weight[k] > slack[knapsack->row[k]])
			return false;
	return true;
}

/* Put the item in (sign = 1) or take it out (-1) */
static inline void
qs_knapsack_load(const QsKnapsack *knapsack, double *slack, int item, double sign)
{
	for (int64_t k = knapsack->start[item]; k < knapsack->start[item + 1]; k++)
		slack[knapsack->row[k]] -= sign * knapsack->weight[k];
}

extern QsStatus qs_knapsack_repair(QsHost *host, const QsKnapsack *knapsack, uint8_t *x);
extern QsStatus qs_knapsack_construct(QsHost *host, const QsKnapsack *knapsack,
									  QsRandom *random, double noise, uint8_t *x);

/* Add, in falling density, every profitable item that fits.  Returns how many. */
extern int	qs_knapsack_fill(const QsKnapsack *knapsack, uint8_t *x, double *slack);

/* Descent by adds, 1-1, 2-1 and 1-2 swaps; returns the accepted moves. */
extern QsStatus qs_knapsack_polish(QsHost *host, const QsKnapsack *knapsack, uint8_t *x,
								   int64_t *moves);
extern QsStatus qs_knapsack_search(QsHost *host, const QsKnapsack *knapsack,
								   QsRandom *random, double effort, double target,
								   uint8_t *x, int64_t *moves);

#endif
