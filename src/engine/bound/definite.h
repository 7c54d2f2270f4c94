/*
 * definite.h
 *	  A safe lower bound of the least eigenvalue of a symmetric matrix, by a Cholesky
 *	  factorisation that runs to its end (Rump, "Verification of positive definiteness",
 *	  2006).
 */
#ifndef QS_DEFINITE_H
#define QS_DEFINITE_H

#include "base/host.h"

typedef struct QsSymmetric
{
	QsHost	   *host;
	size_t		size;
	double	   *entry;			/* lower triangle, row-major */
	double	   *factor;			/* scratch of the same shape */
	double		row_sum;		/* largest sum of magnitudes in a row */
} QsSymmetric;

/* Row i of a lower triangle */
static inline double *
qs_triangle_row(double *triangle, size_t i)
{
	return triangle + i * (i + 1) / 2;
}

/* *least is not above the least eigenvalue, estimated to be `estimate`; false at the
 * deadline, when it is a weak one.  O(size^3). */
extern bool qs_least_eigenvalue(const QsSymmetric *matrix, double estimate, double *least);

/* Least Ritz value after a few Lanczos steps with full orthogonalisation: an estimate
 * from above, to try the first factorisation with. */
extern double qs_estimate_least(QsHost *host, size_t size,
								void (*multiply) (const void *context, const double *x, double *product),
								const void *context, uint64_t seed);

#endif
