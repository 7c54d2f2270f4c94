/*
 * qubo_text.h
 *	  The text form of the SQL type qubo.
 *
 *		  {(0,0):-1,(0,1):2.5}/3+0.5
 *
 * terms (i,j):coefficient in any order, the number of variables after the
 * slash, and the offset with its sign if it is not zero.  Variables count from
 * zero, (2,1) and (1,2) are the same pair, terms given twice are summed, blanks
 * may stand between tokens.  Independent of the locale.
 */
#ifndef QS_QUBO_TEXT_H
#define QS_QUBO_TEXT_H

#include "model/qubo.h"

/* Why a text or a message is no qubo */
typedef enum QsParseFailure
{
	QS_PARSE_SYNTAX,			/* not of the form */
	QS_PARSE_RANGE,				/* a variable outside 0 .. n - 1, or n outside 0 .. QS_MAX_VARIABLES */
	QS_PARSE_NOT_FINITE,		/* NaN, infinity, too large a number or sum */
	QS_PARSE_TOO_MANY			/* more than QS_MAX_TERMS terms */
} QsParseFailure;

/*
 * Parse text (length bytes, no terminating zero needed) into canonical terms
 * (0 <= i <= j < n, sorted, no duplicates, no zeros, all finite), which the
 * caller frees; *offset is finite and never negative zero.  The limit on terms
 * holds before duplicates are summed.  QS_OK, or QS_INVALID with *failure and
 * *error set and nothing allocated.  O(length).
 */
extern QsStatus qs_qubo_parse(QsHost *host, const char *text, size_t length, int *n,
							  double *offset, QsTerm **terms, int64_t *count,
							  QsParseFailure *failure, QsError *error);

/* Bytes qs_qubo_write may need at most, in O(count) and without writing. */
extern size_t qs_qubo_write_bound(QsHost *host, int n, double offset, const QsTerm *terms,
								  int64_t count);

/* Write the text form, every number by its shortest exact decimal, without a
 * terminating zero; returns the length.  Values must be finite.
 * Parsing it again gives the same bits. */
extern size_t qs_qubo_write(QsHost *host, int n, double offset, const QsTerm *terms,
							int64_t count, char *buffer);

#endif
