/*
 * decimal_scale.c
 *	  The power of ten under which decimal numbers become integers.
 */
#include "base/decimal_scale.h"

#include <math.h>

#include "base/float_parse.h"
#include "base/float_text.h"

/* digits * 10^power; QS_EXACT_SUM or more when that is not exact */
static uint64_t
scaled_up(uint64_t digits, int power)
{
	for (; power > 0 && digits < QS_EXACT_SUM; power--)
		digits *= 10;
	return digits;
}

void
qs_decimal_scale_add(QsDecimalScale *scale, double value)
{
	double		magnitude = fabs(value);
	int64_t		digits;
	int			exponent;

	if (magnitude == 0.0)
		return;
	scale->largest = fmax(scale->largest, magnitude);
	if (scale->inexact)
		return;
	/* most numbers are integers among integers */
	if (scale->any && scale->least == 0 && magnitude < 0x1p53 && magnitude == rint(magnitude))
	{
		scale->sum += (uint64_t) magnitude;
		scale->inexact = scale->sum >= QS_EXACT_SUM;
		return;
	}
	qs_float_decimal(magnitude, &digits, &exponent);
	if (!scale->any || exponent < scale->least)
	{
		scale->sum = scale->any ? scaled_up(scale->sum, scale->least - exponent) : 0;
		scale->least = exponent;
		scale->any = true;
	}
	scale->sum += scaled_up((uint64_t) digits, exponent - scale->least);
	scale->inexact = scale->sum >= QS_EXACT_SUM;
}

int
qs_decimal_scale_exponent(const QsDecimalScale *scale)
{
	int64_t		digits;
	int			exponent;

	if (!scale->any)
		return 0;
	if (!scale->inexact)
		return scale->least;
	qs_float_decimal(scale->largest, &digits, &exponent);
	for (; digits >= 10; digits /= 10)
		exponent++;
	return exponent;
}

double
qs_decimal_shift(double value, int exponent)
{
	int64_t		digits;
	int			own;

	if (exponent == 0 || value == 0.0 || !isfinite(value))
		return value;
	qs_float_decimal(value, &digits, &own);
	return qs_float_of_decimal(digits, own + exponent);
}
