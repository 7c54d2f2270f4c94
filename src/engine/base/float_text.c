/*
 * float_text.c
 *	  The shortest decimal text of a double.
 *
 * The shortest decimal in the rounding interval by three products rounded to odd
 * (Giulietti, "The Schubfach way to render doubles", 2020).
 */
#include "base/float_text.h"

#include <math.h>
#include <stdbool.h>
#include <string.h>

#include "base/float_bits.h"
#include "base/power_of_ten.h"

static const char two_digits[] =
"00010203040506070809101112131415161718192021222324"
"25262728293031323334353637383940414243444546474849"
"50515253545556575859606162636465666768697071727374"
"75767778798081828384858687888990919293949596979899";

size_t
qs_integer_write(unsigned long long value, char *buffer)
{
	char		text[20];
	size_t		at = sizeof(text);

	while (value >= 100)
	{
		at -= 2;
		memcpy(text + at, two_digits + 2 * (value % 100), 2);
		value /= 100;
	}
	if (value >= 10)
	{
		at -= 2;
		memcpy(text + at, two_digits + 2 * value, 2);
	}
	else
		text[--at] = (char) ('0' + value);
	memcpy(buffer, text + at, sizeof(text) - at);
	return sizeof(text) - at;
}

/* (g * scaled) / 2^128, rounded to odd: the last bit also says "not exact" */
static uint64_t
round_to_odd(QsWide g, uint64_t scaled)
{
	QsWide		product = qs_wide_product(scaled, g.high);
	QsWide		carry = qs_wide_product(scaled, g.low);

	product.low += carry.high;
	product.high += product.low < carry.high;
	return product.high | (product.low != 0);
}

/* Shortest digits and exponent of a positive double, digits * 10^*exponent;
 * trailing zeros may remain. */
static uint64_t
shortest_digits(uint64_t mantissa, int binary, bool lower_gap_is_half, int *exponent)
{
	/* 10^k is the largest power of ten not above the gap between neighbours */
	int			k = lower_gap_is_half ? (binary * 1262611 - 524031) >> 22 : (binary * 1262611) >> 22;
	int			shift = binary + qs_power_of_ten_log2(-k) + 1;
	QsWide		g = qs_power_of_ten(-k);
	uint64_t	open = mantissa & 1;	/* an odd mantissa does not own its interval's ends */
	uint64_t	value,
				lower,
				upper,
				s,
				tens;
	bool		low_fits,
				high_fits;

	/* from below the power to above it, as the proof of correctness wants */
	g.low++;
	g.high += g.low == 0;

	/* four times value and interval ends, in units of 10^k */
	value = round_to_odd(g, (mantissa << 2) << shift);
	lower = round_to_odd(g, ((mantissa << 2) - (lower_gap_is_half ? 1 : 2)) << shift) + open;
	upper = round_to_odd(g, ((mantissa << 2) + 2) << shift) - open;

	*exponent = k;
	s = value >> 2;
	if (s >= 10)
	{
		tens = s / 10 * 10;
		low_fits = lower <= tens << 2;
		high_fits = (tens + 10) << 2 <= upper;
		if (low_fits != high_fits)
			return low_fits ? tens : tens + 10;
	}
	low_fits = lower <= s << 2;
	high_fits = (s + 1) << 2 <= upper;
	if (low_fits != high_fits)
		return low_fits ? s : s + 1;

	/* both or neither: the closer, the even one of two equally close */
	if (value < (s << 2) + 2 || (value == (s << 2) + 2 && (s & 1) == 0))
		return s;
	return s + 1;
}

/* Lay out count digits standing for 0.d1d2d3... * 10^point. */
static size_t
lay_out(const char *digits, int count, int point, char *buffer)
{
	char	   *at = buffer;

	if (point < -3 || point > 15)
	{
		int			exponent = point - 1;

		*at++ = digits[0];
		if (count > 1)
		{
			*at++ = '.';
			memcpy(at, digits + 1, (size_t) count - 1);
			at += count - 1;
		}
		*at++ = 'e';
		*at++ = exponent < 0 ? '-' : '+';
		exponent = exponent < 0 ? -exponent : exponent;
		if (exponent < 10)
			*at++ = '0';
		at += qs_integer_write((unsigned long long) exponent, at);
	}
	else if (point <= 0)
	{
		*at++ = '0';
		*at++ = '.';
		memset(at, '0', (size_t) -point);
		at += -point;
		memcpy(at, digits, (size_t) count);
		at += count;
	}
	else if (point >= count)
	{
		memcpy(at, digits, (size_t) count);
		memset(at + count, '0', (size_t) (point - count));
		at += point;
	}
	else
	{
		memcpy(at, digits, (size_t) point);
		at[point] = '.';
		memcpy(at + point + 1, digits + point, (size_t) (count - point));
		at += count + 1;
	}
	return (size_t) (at - buffer);
}

/* Shortest digits and exponent of a positive double; trailing zeros may remain. */
static uint64_t
decimal_of(double value, int *exponent)
{
	uint64_t	bits,
				mantissa;
	int			biased;

	memcpy(&bits, &value, sizeof(bits));
	biased = (int) (bits >> QS_MANTISSA_BITS);
	mantissa = bits & QS_MANTISSA_MASK;
	if (biased != 0)
		mantissa |= UINT64_C(1) << QS_MANTISSA_BITS;
	return shortest_digits(mantissa,
						   (biased == 0 ? 1 : biased) - QS_EXPONENT_BIAS - QS_MANTISSA_BITS,
						   biased > 1 && (bits & QS_MANTISSA_MASK) == 0, exponent);
}

size_t
qs_float_write(double value, char *buffer)
{
	uint64_t	mantissa;
	int			exponent,
				count;
	char		digits[20];
	char	   *at = buffer;

	if (value == 0.0)
	{
		*at = '0';
		return 1;
	}
	if (value < 0.0)
	{
		*at++ = '-';
		value = -value;
	}
	if (value < 1e15 && value == (double) (uint64_t) value)
		return (size_t) (at - buffer) + qs_integer_write((uint64_t) value, at);
	mantissa = decimal_of(value, &exponent);
	count = (int) qs_integer_write(mantissa, digits);
	exponent += count;
	while (digits[count - 1] == '0')
		count--;
	return (size_t) (at - buffer) + lay_out(digits, count, exponent, at);
}

void
qs_float_decimal(double value, int64_t *digits, int *exponent)
{
	double		magnitude = fabs(value);
	int64_t		kept;

	*exponent = 0;
	if (magnitude < 1e15 && magnitude == rint(magnitude))
		kept = (int64_t) magnitude;
	else
		kept = (int64_t) decimal_of(magnitude, exponent);
	while (kept != 0 && kept % 10 == 0)
	{
		kept /= 10;
		++*exponent;
	}
	*digits = value < 0.0 ? -kept : kept;
}
