/*
 * decimal.h
 *	  Arithmetic of the decimals that doubles were written as.
 *
 * digits * 10^exponent, exact as long as the digits fit in 64 bits; beyond that a
 * number is *rounded* and goes on in double precision.
 */
#ifndef QS_DECIMAL_H
#define QS_DECIMAL_H

#include <stdbool.h>
#include <stdint.h>

typedef struct QsDecimal
{
	int64_t		digits;
	int			exponent;
	bool		rounded;
	double		value;			/* of a rounded one */
} QsDecimal;

/* The decimal a finite double was written as; 0 is all zeros. */
extern QsDecimal qs_decimal(double value);

/* The nearest double; infinite past the largest */
extern double qs_decimal_value(QsDecimal a);
extern QsDecimal qs_decimal_add(QsDecimal a, QsDecimal b);
extern QsDecimal qs_decimal_multiply(QsDecimal a, QsDecimal b);
extern QsDecimal qs_decimal_negate(QsDecimal a);

/* a / b if it is a decimal of at most 18 digits and neither is rounded; b is not 0 */
extern bool qs_decimal_divide(QsDecimal a, QsDecimal b, QsDecimal *quotient);

/* Product and sum of the decimals two doubles stand for, as the nearest double */
extern double qs_decimal_product(double a, double b);
extern double qs_decimal_sum(double a, double b);

#endif
