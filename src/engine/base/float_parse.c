/*
 * float_parse.c
 *	  Reading doubles from decimal text, correctly rounded and blind to the locale.
 *
 * The first 19 digits times a 128-bit power of ten decide all but a vanishing share of
 * inputs (Lemire, "Number parsing at a gigabyte per second", 2021); the rest goes to
 * strtod as digits and exponent without a radix character, which means the same in
 * every locale.
 */
#include "base/float_parse.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/float_bits.h"
#include "base/float_text.h"
#include "base/power_of_ten.h"

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
	biased = spare + 1 + qs_power_of_ten_log2(exponent) - zeros + QS_MANTISSA_BITS +
		QS_EXPONENT_BIAS;
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
	if (mantissa >> (QS_MANTISSA_BITS + 1))
	{
		mantissa >>= 1;
		biased++;
	}
	if (biased >= QS_EXPONENT_MAX)
		return false;
	*value = double_of_bits((uint64_t) biased << QS_MANTISSA_BITS | (mantissa & QS_MANTISSA_MASK));
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
		decimal->digits <= UINT64_C(1) << (QS_MANTISSA_BITS + 1))
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
