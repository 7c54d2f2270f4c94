/*
 * float_text.h
 *	  Decimal text of doubles, exact both ways and blind to the locale.
 *
 * Reading rounds correctly (to nearest, ties to even); writing gives the
 * shortest decimal that reads back as the same double, and among these the
 * closest to it.  Layout of the text is that of PostgreSQL's float8 output:
 * plain digits for 1e-4 <= |x| < 1e15, an exponent of at least two digits
 * elsewhere.
 */
#ifndef QS_FLOAT_TEXT_H
#define QS_FLOAT_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Longest text of a double: -1.2345678901234567e-308 */
#define QS_FLOAT_LENGTH		24

typedef enum QsFloatStatus
{
	QS_FLOAT_OK,
	QS_FLOAT_NONE,				/* no number starts here */
	QS_FLOAT_NOT_FINITE			/* NaN, infinity, or too large for a double */
} QsFloatStatus;

/*
 * Read the number at *at, optional sign, digits with at most one point, optional
 * exponent ("-1", ".5", "5.", "2e-3"; no hexadecimal, no leading blank), and
 * move *at past it.  What lies too close to zero for a double becomes zero.
 * NaN, Infinity and Inf in any case are recognised as numbers that are not
 * finite.  On QS_FLOAT_NONE neither *at nor *value changes.
 */
extern QsFloatStatus qs_float_parse(const char **at, const char *end, double *value);

/* Write a finite double without terminating zero byte; returns the length, at most
 * QS_FLOAT_LENGTH.  Negative zero is written as 0. */
extern size_t qs_float_write(double value, char *buffer);

/* The decimal a finite double was written as: *digits * 10^*exponent with the digits
 * of its shortest text, the last of them no zero; 0 and 0 for zero. */
extern void qs_float_decimal(double value, int64_t *digits, int *exponent);

/* The double nearest to digits * 10^exponent; infinite past the largest double. */
extern double qs_float_of_decimal(int64_t digits, int exponent);

/* Write a non-negative integer; returns the length, at most 20. */
extern size_t qs_integer_write(unsigned long long value, char *buffer);

#endif
