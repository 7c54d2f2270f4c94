/*
 * integers.h
 *	  Integers kept in doubles.
 */
#ifndef QS_INTEGERS_H
#define QS_INTEGERS_H

#include <math.h>

/* Of the magnitudes of two integers; with 0 the other one.  O(log) divisions. */
static inline double
qs_greatest_common_divisor(double a, double b)
{
	a = fabs(a);
	b = fabs(b);
	while (b > 0.0)
	{
		double		rest = fmod(a, b);

		a = b;
		b = rest;
	}
	return a;
}

#endif
