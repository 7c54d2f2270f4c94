/*
 * dot.h
 *	  Scalar products, summed in order: the same bits everywhere.
 */
#ifndef QS_DOT_H
#define QS_DOT_H

#include <stddef.h>

static inline double
qs_dot(const double *a, const double *b, size_t count)
{
	double		sum = 0.0;

	for (size_t k = 0; k < count; k++)
		sum += a[k] * b[k];
	return sum;
}

#endif
