/*
 * relax_exact.h
 *	  Sums in doubled precision, rounded safely at the end.
 *
 * Products and sums are carried as unevaluated pairs high + low by error-free
 * transformations (Dekker 1971; Shewchuk, "Adaptive precision floating-point
 * arithmetic", 1997).  Each operation errs by less than 2^-100 of the operands;
 * `magnitude` collects the sum of absolute values of everything added, so that
 * 2^-72 of it bounds the error of any sum of up to 2^24 terms with margin to
 * spare, and the two roundings below are on the safe side of the true value.
 */
#ifndef QS_RELAX_EXACT_H
#define QS_RELAX_EXACT_H

#include <math.h>

typedef struct QsExact
{
	double		high;
	double		low;
	double		magnitude;
} QsExact;

static inline void
qs_exact_add(QsExact *sum, double value)
{
	double		high = sum->high + value;
	double		part = high - sum->high;
	double		error = (sum->high - (high - part)) + (value - part);

	error += sum->low;
	sum->high = high + error;
	sum->low = error - (sum->high - high);
	sum->magnitude += fabs(value);
}

/* sum += a * b */
static inline void
qs_exact_add_product(QsExact *sum, double a, double b)
{
	double		product = a * b;
	double		error = fma(a, b, -product);

	qs_exact_add(sum, product);
	qs_exact_add(sum, error);
}

/* sum += other */
static inline void
qs_exact_add_exact(QsExact *sum, QsExact other)
{
	qs_exact_add(sum, other.high);
	qs_exact_add(sum, other.low);
	sum->magnitude += other.magnitude;
}

/* How far the pair may be from the true sum, subnormal products included */
static inline double
qs_exact_error(const QsExact *sum)
{
	return 0x1p-72 * sum->magnitude + 0x1p-1000;
}

/* A double that is not above the true sum */
static inline double
qs_exact_floor(const QsExact *sum)
{
	double		value = sum->high + (sum->low - qs_exact_error(sum));

	return isfinite(value) ? nextafter(value, -INFINITY) : -INFINITY;
}

/* A double that is not below it */
static inline double
qs_exact_ceiling(const QsExact *sum)
{
	double		value = sum->high + (sum->low + qs_exact_error(sum));

	return isfinite(value) ? nextafter(value, INFINITY) : INFINITY;
}

#endif
