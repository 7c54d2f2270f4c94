/*
 * float_text.h
 *	  The shortest decimal text of a double, exact and blind to the locale.
 *
 * Shortest that reads back as the same double, and among these the closest to it.
 * Layout of the text is that of PostgreSQL's float8 output: plain digits for
 * 1e-4 <= |x| < 1e15, an exponent of at least two digits elsewhere.
 */
#ifndef QS_FLOAT_TEXT_H
#define QS_FLOAT_TEXT_H

#include <stddef.h>
#include <stdint.h>

/* Longest text of a double: -1.2345678901234567e-308 */
#define QS_FLOAT_LENGTH		24

/* Write a finite double without terminating zero byte; returns the length, at most
 * QS_FLOAT_LENGTH.  Negative zero is written as 0. */
extern size_t qs_float_write(double value, char *buffer);

/* The decimal a finite double was written as: *digits * 10^*exponent with the digits
 * of its shortest text, the last of them no zero; 0 and 0 for zero. */
extern void qs_float_decimal(double value, int64_t *digits, int *exponent);

/* Write a non-negative integer; returns the length, at most 20. */
extern size_t qs_integer_write(unsigned long long value, char *buffer);

#endif
