/*
 * problem_query.h
 *	  Reading the rows of a query the user hands over as text.
 *
 * The query runs as a read-only cursor plan with the caller's rights and search
 * path, as in a read-only transaction: functions it calls cannot write either.
 * It must be one SELECT (or VALUES, TABLE, WITH ... SELECT) that locks no rows.
 * Errors name the argument the text came from, and the row.
 */
#ifndef QSHRINK_PROBLEM_QUERY_H
#define QSHRINK_PROBLEM_QUERY_H

#include "compat.h"

#include "utils/portal.h"

#include "base/host.h"
#include "problem_keys.h"

#define QSHRINK_QUERY_COLUMNS	12

typedef enum QshrinkColumnKind
{
	QSHRINK_COLUMN_KEY,			/* any type, cast to text; an array has a part an element */
	QSHRINK_COLUMN_NUMBER,		/* any numeric type, finite */
	QSHRINK_COLUMN_VARIABLE,	/* an integer, or a key */
	QSHRINK_COLUMN_NUMBER_OR_NULL,	/* see qshrink_query_is_null */
	QSHRINK_COLUMN_VARIABLE_OR_NULL
} QshrinkColumnKind;

/* How values of a type become texts: as they are, by the type's cast to text, or
 * by its output */
typedef struct QshrinkTextCast
{
	bool		is_text;
	bool		by_function;
	FmgrInfo	function;
	Oid			collation;		/* of the type */
} QshrinkTextCast;

typedef struct QshrinkColumn
{
	const char *name;
	QshrinkColumnKind kind;
} QshrinkColumn;

typedef struct QshrinkQuery
{
	QsHost	   *host;
	const char *argument;		/* "weights" */
	const QshrinkColumn *column;
	int			columns;		/* of the result */
	Oid			type[QSHRINK_QUERY_COLUMNS];	/* base types */
	QshrinkTextCast to_text[QSHRINK_QUERY_COLUMNS];
	QshrinkTextCast element_to_text[QSHRINK_QUERY_COLUMNS]; /* of array types */

	int64		row;			/* number of the current row, from 1 */
	Datum		value[QSHRINK_QUERY_COLUMNS];
	bool		null[QSHRINK_QUERY_COLUMNS];

	Portal		portal;
	MemoryContext memory;		/* of one batch */
	struct SPITupleTable *batch;
	uint64		fetched;
	uint64		next;			/* within the batch */
} QshrinkQuery;

/* Open; the result must have required columns, up to allowed. Inside SPI. */
extern void qshrink_query_open(QshrinkQuery *query, QsHost *host, const char *argument,
							   const char *sql, const QshrinkColumn *column,
							   int required, int allowed);

/* Read the columns as others from now on: where their meaning depends on how many
 * there are. */
extern void qshrink_query_recast(QshrinkQuery *query, const QshrinkColumn *column);

/* Is a column of the current row null, as its kind allows? */
static inline bool
qshrink_query_is_null(const QshrinkQuery *query, int column)
{
	return query->null[column];
}

/* Step to the next row; only columns that may be are null.  False after the last; then the
 * query is closed. */
extern bool qshrink_query_next(QshrinkQuery *query);

/* Columns of the current row.  The text lives as long as the row. */
extern text *qshrink_query_text(QshrinkQuery *query, int column);
extern char *qshrink_query_string(QshrinkQuery *query, int column);
extern double qshrink_query_number(QshrinkQuery *query, int column);

/* Is a column of an integer type, and its value */
extern bool qshrink_query_is_integer(const QshrinkQuery *query, int column);
extern int64 qshrink_query_integer(const QshrinkQuery *query, int column);

/* A column as a key: its text, or the texts of an array's elements, as a joined key
 * that lives as long as the row.  ERROR unless an array has one dimension, at least
 * one element and no null. */
extern text *qshrink_query_key(QshrinkQuery *query, int column);

/* "row 3 of weights", for messages */
extern char *qshrink_query_place(const QshrinkQuery *query);

#endif
