/*
 * decimal_scale.h
 *	  The power of ten under which decimal numbers become integers.
 *
 * A double stands for the decimal it was written as (float_text.h).  Numbers that
 * become integers under one power of ten, with a sum of magnitudes below 2^53,
 * are *exact*: scaled, they add up in doubles without any rounding.
 */
#ifndef QS_DECIMAL_SCALE_H
#define QS_DECIMAL_SCALE_H

#include <stdbool.h>
#include <stdint.h>

/* Magnitudes of exact numbers add up to less */
#define QS_EXACT_SUM	(UINT64_C(1) << 53)

/* What a set of numbers needs; start from zeros. */
typedef struct QsDecimalScale
{
	bool		any;			/* a number other than zero was added */
	bool		inexact;
	int			least;			/* smallest exponent of a last digit */
	uint64_t	sum;			/* of magnitudes, in units of 10^least */
	double		largest;		/* magnitude */
} QsDecimalScale;

/* Look at one more number (finite).  O(1). */
extern void qs_decimal_scale_add(QsDecimalScale *scale, double value);

/* The power of ten to divide by: that of the last digit for exact numbers; else the
 * one that leaves one digit before the point of the largest. */
extern int	qs_decimal_scale_exponent(const QsDecimalScale *scale);

/* value * 10^exponent, rounded once from the decimal it stands for */
extern double qs_decimal_shift(double value, int exponent);

#endif
