/*
 * mps_line.h
 *	  Lines of the MPS format, by words or by columns.
 */
#ifndef QS_MPS_LINE_H
#define QS_MPS_LINE_H

#include "base/token.h"
#include "importer/importer.h"

#define QS_MPS_FIELDS	6

/* A line of data: the fields of the fixed format, absent ones of length 0
 *	  type  name  name  number  name  number
 * or the words of the free format from the first field on. */
typedef struct QsMpsLine
{
	bool		header;			/* begins in the first column: a section */
	int			fields;
	QsToken		field[QS_MPS_FIELDS];
} QsMpsLine;

/* Go to the next line that is no comment; false at the end of the content or after a
 * complaint.  Comments may state the best value. */
extern bool qs_mps_line(QsScanner *scanner, QsImported *problem, bool by_columns, QsMpsLine *line);

/* A finite number, or with infinite an infinity (magnitudes of 1e20 and more are one) */
extern bool qs_mps_number(QsScanner *scanner, const QsToken *token, const char *expected,
						  bool infinite, double *value);

/* "line N: expected ... but found ..."; returns false */
extern bool qs_mps_unexpected(QsScanner *scanner, const QsToken *token, const char *expected);

#endif
