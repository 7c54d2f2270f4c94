/*
 * spread.h
 *	  How far apart the numbers of a model may be.
 *
 * Rows and objective are kept in units of their own (model.h), so that only the ratio
 * of two numbers matters: within a row, right-hand side included, and within the
 * objective, no magnitude exceeds another but 0 by a factor of more than 1e100.  Flows
 * and distances, which are multiplied with each other, keep to 1e50 each, and costs to
 * 1e100 times or a 1e-100th of their largest product.  What the engine computes with
 * then lies between 1e-100 and about 1e132, and no sum of 2^24 numbers, no product of
 * two and no square of a sum leaves the range of doubles, 1e-308 to 1e308.
 */
#ifndef QS_SPREAD_H
#define QS_SPREAD_H

#include <math.h>
#include <stdbool.h>

#define QS_SPREAD_MOST		1e100
#define QS_FACTOR_SPREAD	1e50	/* of flows, of distances */

/* Smallest magnitude but 0, and largest; start from zeros. */
typedef struct QsSpread
{
	double		least;
	double		most;
} QsSpread;

static inline void
qs_spread_add(QsSpread *spread, double value)
{
	double		magnitude = fabs(value);

	if (magnitude == 0.0)
		return;
	if (spread->most == 0.0 || magnitude < spread->least)
		spread->least = magnitude;
	spread->most = fmax(spread->most, magnitude);
}

static inline bool
qs_spread_within(const QsSpread *spread, double factor)
{
	return spread->least >= spread->most / factor;
}

#endif
