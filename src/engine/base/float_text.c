/*
 * float_text.c
 *	  Decimal text of doubles, exact both ways and blind to the locale.
 *
 * Reading: the first 19 digits times a 128-bit power of ten decide all but a
 * vanishing share of inputs (Lemire, "Number parsing at a gigabyte per second",
 * 2021); the rest goes to strtod as digits and exponent without a radix
 * character, which means the same in every locale.
 *
 * Writing: the shortest decimal in the rounding interval by three products
 * rounded to odd (Giulietti, "The Schubfach way to render doubles", 2020).
 */
#include "base/float_text.h"

#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/power_of_ten.h"

#define MANTISSA_BITS		52
#define MANTISSA_MASK		((UINT64_C(1) << MANTISSA_BITS) - 1)
#define EXPONENT_BIAS		1023
#define EXPONENT_MAX		2047

/* A decimal integer of this many digits fits in 64 bits. */
#define WORD_DIGITS			19

/* No double and no midpoint of two doubles has more significant digits than 768:
 * beyond that only "is anything left" matters. */
#define DIGITS_KEPT			780

/* The text of a number, taken apart: digits * 10^exponent */
typedef struct Decimal
{
	bool		negative;
	uint64_t	digits;			/* the first WORD_DIGITS significant ones */
	bool		truncated;		/* a non-zero digit was left out of digits */
	int64_t		exponent;
	const char *first;			/* first significant digit, NULL for zero */
	const char *last;			/* past the mantissa */
} Decimal;

static inline bool
is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool
matches_word(const char *at, const char *end, const char *word)
{
	for (; *word; word++, at++)
		if (at == end || (*at | 0x20) != *word)
			return false;
	return true;
}

/* Length of NaN, Infinity or Inf at this place, 0 if none */
static size_t
special_length(const char *at, const char *end)
{
	if (matches_word(at, end, "nan"))
		return 3;
	if (matches_word(at, end, "infinity"))
		return 8;
	if (matches_word(at, end, "inf"))
		return 3;
	return 0;
}

/* Exponent part at *at, if one is there; saturates far outside any double. */
static int64_t
scan_exponent(const char **at, const char *end)
{
	const char *p = *at;
	bool		negative = false;
	int64_t		exponent = 0;

	if (p == end || (*p | 0x20) != 'e')
		return 0;
	p++;
	if (p < end && (*p == '+' || *p == '-'))
		negative = *p++ == '-';
	if (p == end || !is_digit(*p))
		return 0;
	for (; p < end && is_digit(*p); p++)
		if (exponent < INT64_C(1000000000000000))
			exponent = exponent * 10 + (*p - '0');
	*at = p;
	return negative ? -exponent : exponent;
}

/* Digits and point of the mantissa; false, and *at unmoved, when there is no digit. */
static bool
scan_mantissa(const char **at, const char *end, Decimal *decimal)
{
	const char *p = *at;
	const char *point = NULL;
	bool		any = false;
	int			count = 0;

	for (; p < end; p++)
	{
		int			digit = *p - '0';

		if (*p == '.' && point == NULL)
		{
			point = p;
			continue;
		}
		if (!is_digit(*p))
			break;
		any = true;
		if (count == 0 && digit == 0)
		{
			decimal->exponent -= point != NULL;
			continue;
		}
		if (count == 0)
			decimal->first = p;
		if (count < WORD_DIGITS)
		{
			decimal->digits = decimal->digits * 10 + (uint64_t) digit;
			decimal->exponent -= point != NULL;
			count++;
		}
		else
		{
			decimal->truncated |= digit != 0;
			decimal->exponent += point == NULL;
		}
	}
	if (!any)
		return false;
	decimal->last = p;
	*at = p;
	return true;
}

static double
double_of_bits(uint64_t bits)
{
	double		value;

	memcpy(&value, &bits, sizeof(value));
	return value;
}

/*
 * digits * 10^exponent rounded to a double; false when 128 bits of the power
 * cannot tell which of two doubles is nearer, or when the result is not a
 * normal one.
 */
static bool
round_product(uint64_t digits, int exponent, double *value)
{
	QsWide		power = qs_power_of_ten(exponent);
	bool		exact = exponent >= 0 && exponent <= QS_POWER_OF_TEN_EXACT;
	int			zeros = __builtin_clzll(digits);
	uint64_t	scaled = digits << zeros;
	QsWide		product = qs_wide_product(scaled, power.high);
	QsWide		carry = qs_wide_product(scaled, power.low);
	int			spare;
	uint64_t	rest,
				half,
				mantissa;
	int			biased;

	product.low += carry.high;
	product.high += product.low < carry.high;

	/* mantissa of 53 bits, and rest : product.low below it */
	spare = product.high >> 63 ? 11 : 10;
	mantissa = product.high >> spare;
	rest = product.high & ((UINT64_C(1) << spare) - 1);
	half = UINT64_C(1) << (spare - 1);
	biased = spare + 1 + qs_power_of_ten_log2(exponent) - zeros + MANTISSA_BITS + EXPONENT_BIAS;
	if (biased < 1)
		return false;

	/* the true product lies in [product, product + 2) */
	if (!exact && ((rest == half && product.low == 0) ||
				   (rest == half - 1 && product.low == UINT64_MAX)))
		return false;
	if (rest == half && product.low == 0 && carry.low == 0)
		mantissa += mantissa & 1;
	else
		mantissa += rest >= half;
	if (mantissa >> (MANTISSA_BITS + 1))
	{
		mantissa >>= 1;
		biased++;
	}
	if (biased >= EXPONENT_MAX)
		return false;
	*value = double_of_bits((uint64_t) biased << MANTISSA_BITS | (mantissa & MANTISSA_MASK));
	return true;
}

/* The undecided rest: the C library, on text without a radix character. */
static double
round_by_library(const Decimal *decimal)
{
	char		text[DIGITS_KEPT + 32];
	size_t		length = 0;
	bool		more = false;
	int64_t		exponent;

	exponent = decimal->exponent;
	for (const char *p = decimal->first; p < decimal->last; p++)
	{
		if (*p == '.')
			continue;
		if (length < DIGITS_KEPT)
			text[length++] = *p;
		else
			more |= *p != '0';
	}

	/* decimal->exponent counts from the digits kept there */
	if (length > WORD_DIGITS)
		exponent -= (int64_t) length - WORD_DIGITS;
	if (more)
	{
		text[length++] = '1';
		exponent--;
	}
	text[length++] = 'e';
	if (exponent < 0)
		text[length++] = '-';
	length += qs_integer_write((unsigned long long) (exponent < 0 ? -exponent : exponent), text + length);
	text[length] = '\0';
	return strtod(text, NULL);
}

static double
round_decimal(const Decimal *decimal)
{
	double		value,
				above;

	if (decimal->digits == 0)
		return 0.0;
	if (!decimal->truncated && decimal->exponent == 0 &&
		decimal->digits <= UINT64_C(1) << (MANTISSA_BITS + 1))
		return (double) decimal->digits;

	/* digits < 10^19: outside this the result is certain */
	if (decimal->exponent > 309)
		return INFINITY;
	if (decimal->exponent < -350)
		return 0.0;
	if (round_product(decimal->digits, (int) decimal->exponent, &value) &&
		(!decimal->truncated ||
		 (round_product(decimal->digits + 1, (int) decimal->exponent, &above) && above == value)))
		return value;
	return round_by_library(decimal);
}

QsFloatStatus
qs_float_parse(const char **at, const char *end, double *value)
{
	const char *p = *at;
	Decimal		decimal = {0};
	double		magnitude;

	if (p < end && (*p == '+' || *p == '-'))
		decimal.negative = *p++ == '-';
	if (!scan_mantissa(&p, end, &decimal))
	{
		size_t		special = special_length(p, end);

		if (special == 0)
			return QS_FLOAT_NONE;
		*at = p + special;
		return QS_FLOAT_NOT_FINITE;
	}
	decimal.exponent += scan_exponent(&p, end);
	*at = p;
	magnitude = round_decimal(&decimal);
	if (isinf(magnitude))
		return QS_FLOAT_NOT_FINITE;
	*value = decimal.negative ? -magnitude : magnitude;
	return QS_FLOAT_OK;
}

/* ------------------------------------------------------------------------ */

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
	biased = (int) (bits >> MANTISSA_BITS);
	mantissa = bits & MANTISSA_MASK;
	if (biased != 0)
		mantissa |= UINT64_C(1) << MANTISSA_BITS;
	return shortest_digits(mantissa, (biased == 0 ? 1 : biased) - EXPONENT_BIAS - MANTISSA_BITS,
						   biased > 1 && (bits & MANTISSA_MASK) == 0, exponent);
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

double
qs_float_of_decimal(int64_t digits, int exponent)
{
	char		text[20];
	Decimal		decimal = {
		.digits = digits < 0 ? 0 - (uint64_t) digits : (uint64_t) digits,
		.exponent = exponent,
		.first = text,
	};
	double		magnitude;

	decimal.last = text + qs_integer_write(decimal.digits, text);
	magnitude = round_decimal(&decimal);
	return digits < 0 ? -magnitude : magnitude;
}
