/*
 * power_of_ten.h
 *	  Powers of ten to 128 significant bits, the table both directions of
 *	  float_parse.h and float_text.h stand on.
 */
#ifndef QS_POWER_OF_TEN_H
#define QS_POWER_OF_TEN_H

#include <stdint.h>

#define QS_POWER_OF_TEN_MIN		(-350)
#define QS_POWER_OF_TEN_MAX		350

/* Largest exponent whose power has no more than 128 significant bits */
#define QS_POWER_OF_TEN_EXACT	55

/* A 128-bit unsigned integer */
typedef struct QsWide
{
	uint64_t	high;
	uint64_t	low;
} QsWide;

static inline QsWide
qs_wide_product(uint64_t a, uint64_t b)
{
#ifdef __SIZEOF_INT128__
	unsigned __int128 product = (unsigned __int128) a * b;

	return (QsWide) {(uint64_t) (product >> 64), (uint64_t) product};
#else
	uint64_t	a_low = a & UINT32_MAX;
	uint64_t	a_high = a >> 32;
	uint64_t	b_low = b & UINT32_MAX;
	uint64_t	b_high = b >> 32;
	uint64_t	low = a_low * b_low;
	uint64_t	middle = a_high * b_low + (low >> 32);
	uint64_t	other = a_low * b_high + (middle & UINT32_MAX);

	return (QsWide) {a_high * b_high + (middle >> 32) + (other >> 32), a * b};
#endif
}

/* floor(log2(10^exponent)), in the range of the table and beyond */
static inline int
qs_power_of_ten_log2(int exponent)
{
	return (exponent * 217706) >> 16;
}

/* The leading 128 bits of 10^exponent, rounded down:
 *	  10^exponent = (g + epsilon) * 2^(qs_power_of_ten_log2(exponent) - 127)
 * with 2^127 <= g < 2^128 and 0 <= epsilon < 1. */
extern QsWide qs_power_of_ten(int exponent);

#endif
