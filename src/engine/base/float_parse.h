/*
 * float_parse.h
 *	  Doubles from decimal text, rounded correctly (to nearest, ties to even) and blind
 *	  to the locale.
 */
#ifndef QS_FLOAT_PARSE_H
#define QS_FLOAT_PARSE_H

#include <stdint.h>

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

/* The double nearest to digits * 10^exponent; infinite past the largest double. */
extern double qs_float_of_decimal(int64_t digits, int exponent);

#endif
