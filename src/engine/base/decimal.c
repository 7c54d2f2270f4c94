/*
 * decimal.c
 *	  Arithmetic of the decimals that doubles were written as.
 */
#include "base/decimal.h"

#include <math.h>

#include "base/float_parse.h"
#include "base/float_text.h"

/* Integers below are exact in doubles. */
#define EXACT	0x1p53

static inline bool
is_small_integer(double value)
{
	return fabs(value) < EXACT && value == rint(value);
}

QsDecimal
qs_decimal(double value)
{
	QsDecimal	decimal = {0};

	if (is_small_integer(value))
		decimal.digits = (int64_t) value;
	else
		qs_float_decimal(value, &decimal.digits, &decimal.exponent);
	return decimal;
}

double
qs_decimal_value(QsDecimal a)
{
	if (a.rounded)
		return a.value;
	if (a.exponent == 0 && a.digits > -(INT64_C(1) << 53) && a.digits < (INT64_C(1) << 53))
		return (double) a.digits;
	return qs_float_of_decimal(a.digits, a.exponent);
}

static QsDecimal
rounded(double value)
{
	return (QsDecimal) {.rounded = true, .value = value};
}

/* Write a with a smaller exponent; false if its digits do not fit. */
static bool
lower_exponent(QsDecimal *a, int exponent)
{
	for (; a->exponent > exponent; a->exponent--)
		if (__builtin_mul_overflow(a->digits, INT64_C(10), &a->digits))
			return false;
	return true;
}

QsDecimal
qs_decimal_add(QsDecimal a, QsDecimal b)
{
	QsDecimal	left = a,
				right = b;

	if (!a.rounded && a.digits == 0)
		return b;
	if (!b.rounded && b.digits == 0)
		return a;
	if (a.rounded || b.rounded ||
		!lower_exponent(&left, b.exponent) || !lower_exponent(&right, a.exponent) ||
		__builtin_add_overflow(left.digits, right.digits, &left.digits))
		return rounded(qs_decimal_value(a) + qs_decimal_value(b));
	if (left.digits == 0)
		left.exponent = 0;
	return left;
}

/* Without zeros at the end */
static QsDecimal
strip(QsDecimal a)
{
	if (a.digits == 0)
		a.exponent = 0;
	for (; a.digits != 0 && a.digits % 10 == 0; a.digits /= 10)
		a.exponent++;
	return a;
}

QsDecimal
qs_decimal_multiply(QsDecimal a, QsDecimal b)
{
	QsDecimal	product = {.exponent = a.exponent + b.exponent};

	if (!a.rounded && !b.rounded && !__builtin_mul_overflow(a.digits, b.digits, &product.digits))
		return product.exponent == 0 ? product : strip(product);
	if (!a.rounded && !b.rounded)
	{
		a = strip(a);
		b = strip(b);
		product.exponent = a.exponent + b.exponent;
		if (!__builtin_mul_overflow(a.digits, b.digits, &product.digits))
			return product;
	}
	return rounded(qs_decimal_value(a) * qs_decimal_value(b));
}

QsDecimal
qs_decimal_negate(QsDecimal a)
{
	a.value = -a.value;
	if (a.digits == INT64_MIN)
		return rounded(-qs_float_of_decimal(a.digits, a.exponent));
	a.digits = -a.digits;
	return a;
}

static int64_t
common_divisor(int64_t a, int64_t b)
{
	while (b != 0)
	{
		int64_t		rest = a % b;

		a = b;
		b = rest;
	}
	return a < 0 ? -a : a;
}

/* Divide *digits by a factor as often as it goes and multiply *other by what
 * completes it to ten each time. */
static bool
move_factor(int64_t *digits, int64_t factor, int64_t *other, int *exponent)
{
	for (; *digits % factor == 0; --*exponent)
	{
		*digits /= factor;
		if (__builtin_mul_overflow(*other, 10 / factor, other))
			return false;
	}
	return true;
}

bool
qs_decimal_divide(QsDecimal a, QsDecimal b, QsDecimal *quotient)
{
	int64_t		divisor;

	if (b.digits == 0 || a.rounded || b.rounded || a.digits == INT64_MIN || b.digits == INT64_MIN)
		return false;
	if (a.digits == 0)
	{
		*quotient = (QsDecimal) {0};
		return true;
	}
	divisor = common_divisor(a.digits, b.digits);
	a.digits /= divisor;
	b.digits /= divisor;
	a.exponent -= b.exponent;
	if (!move_factor(&b.digits, 10, &a.digits, &a.exponent) ||
		!move_factor(&b.digits, 2, &a.digits, &a.exponent) ||
		!move_factor(&b.digits, 5, &a.digits, &a.exponent))
		return false;
	if (b.digits != 1 && b.digits != -1)
		return false;
	a.digits *= b.digits;
	*quotient = strip(a);
	return true;
}

double
qs_decimal_product(double a, double b)
{
	double		product = a * b;

	if (is_small_integer(a) && is_small_integer(b) && fabs(product) < EXACT)
		return product;
	return qs_decimal_value(qs_decimal_multiply(qs_decimal(a), qs_decimal(b)));
}

double
qs_decimal_sum(double a, double b)
{
	double		sum = a + b;

	if (is_small_integer(a) && is_small_integer(b) && fabs(sum) < EXACT)
		return sum;
	return qs_decimal_value(qs_decimal_add(qs_decimal(a), qs_decimal(b)));
}
