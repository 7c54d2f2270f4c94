/*
 * knapsack_exchange.h
 *	  Pricing of exchanges: what the rows of a packing would be violated by after an
 *	  item has been taken out and another put in.
 *
 * A row's violation costs its price.  Where sixteen bits tell one unit of the aim
 * from the next, violations are counted in such numbers, else in single precision.
 */
#ifndef QS_KNAPSACK_EXCHANGE_H
#define QS_KNAPSACK_EXCHANGE_H

#include "base/host.h"

#define QS_EXCHANGE_LANES	32	/* outside positions priced together */

typedef struct QsKnapsackExchange
{
	int			count;			/* items */
	int			rows;
	const double *entry;		/* count x rows */
	const double *price;		/* rows */
	int			outside_count;	/* positions in use; the first is "nothing" */
	int			stride;			/* positions padded to lanes */
	QsSimd		simd;
	bool		narrow;

	float	   *wide_outside;	/* rows x stride: price times entry */
	float	   *wide_held;		/* stride: 0, or huge where there is nothing to put in */
	float	   *wide_slack;		/* rows: priced free capacities, */
	float	   *wide_base;		/* and those of the exchange looked at */

	double		scale;			/* narrow numbers to a unit of price */
	int			row_stride;		/* rows padded */
	int16_t    *narrow_item;	/* (count + 1) x row_stride, the first one "nothing" */
	int32_t    *narrow_least;	/* rows: least entry, taken from entries outside and slacks */
	int32_t    *narrow_slack;	/* row_stride */
	uint16_t   *narrow_outside; /* row_stride x stride: narrow entry above the least */
	uint16_t   *narrow_held;	/* stride */
	uint32_t   *narrow_base;	/* row_stride: free capacities twice over */

	float		(*partner) (const struct QsKnapsackExchange *, int out, float bound,
							int *position);
} QsKnapsackExchange;

/* For items with these entries (count x rows, kept); stays empty until loaded. */
extern QsKnapsackExchange *qs_knapsack_exchange_create(QsHost *host, int count, int rows,
													   const double *entry);
extern void qs_knapsack_exchange_free(QsHost *host, QsKnapsackExchange *exchange);

/* New prices (rows, kept), and the least difference in the last row that matters.
 * All positions become empty.  O(count rows). */
extern void qs_knapsack_exchange_reset(QsKnapsackExchange *exchange, const double *price,
									   double grain);

/* Item c (-1: nothing) stands at an outside position; the last position is given up. */
extern void qs_knapsack_exchange_put(QsKnapsackExchange *exchange, int position, int c);
extern void qs_knapsack_exchange_shorten(QsKnapsackExchange *exchange);

/* Bar a position, or open it again. */
extern void qs_knapsack_exchange_hold(QsKnapsackExchange *exchange, int position, bool held);

/* The packing now leaves this free (rows; negative: violated).  O(rows). */
extern void qs_knapsack_exchange_slack(QsKnapsackExchange *exchange, const double *slack);

/*
 * Priced violation after taking out item `out` (-1: nothing) and putting in what
 * stands at *position, the best open one; INFINITY when none comes below the bound.
 * Violations compare with each other only.  O(rows stride).
 */
static inline float
qs_knapsack_exchange_partner(const QsKnapsackExchange *exchange, int out, float bound,
							 int *position)
{
	return exchange->partner(exchange, out, bound, position);
}

#endif
