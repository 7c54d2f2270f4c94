/*
 * magnitude.h
 *	  Which numbers a model may hold.
 *
 * A coefficient, right-hand side or constant is 0 or has a magnitude from 1e-100 to
 * 1e100; flows and distances, which are multiplied with each other, keep to 1e-50 to
 * 1e50.  Then no sum of 2^24 terms, product of two numbers of a model, square of a sum,
 * or rounding error of a product leaves the range of doubles, which reaches from 1e-308
 * to 1e308, and nothing in the engine can become infinite or lose its last bits to
 * underflow.
 */
#ifndef QS_MAGNITUDE_H
#define QS_MAGNITUDE_H

#include <math.h>
#include <stdbool.h>

#define QS_MAGNITUDE_LEAST	1e-100
#define QS_MAGNITUDE_MOST	1e100
#define QS_FACTOR_LEAST		1e-50	/* of flows and distances */
#define QS_FACTOR_MOST		1e50

/* NaN is not within anything. */
static inline bool
qs_magnitude_within(double value, double least, double most)
{
	return value == 0.0 || (fabs(value) >= least && fabs(value) <= most);
}

#endif
