/*
 * problem_rows.h
 *	  Collecting the rows of a problem one by one, compactly.
 */
#ifndef QSHRINK_PROBLEM_ROWS_H
#define QSHRINK_PROBLEM_ROWS_H

#include "problem_load.h"

typedef struct QshrinkRowEntry
{
	char		sense;			/* '<', '=' or '>' */
	int			length;
	int32		constraint_id;
	int32		source;
	int64		variables;		/* offsets into the pools; -1: none */
	int64		coefficients;
	int64		label;
	double		rhs;
	QshrinkStated stated;
} QshrinkRowEntry;

typedef struct QshrinkRows
{
	QsHost	   *host;
	int32		source;			/* of the rows appended from now on, 0: none */
	QshrinkStated stated;		/* of the rows appended from now on */
	int64		count;
	int64		capacity;
	QshrinkRowEntry *entry;
	int64		variables;
	int64		variable_capacity;
	int32	   *variable;
	int64		coefficients;
	int64		coefficient_capacity;
	double	   *coefficient;
	int64		labels;			/* bytes */
	int64		label_capacity;
	char	   *label;
} QshrinkRows;

/* Labels longer than this are refused, as the index on them has a limit. */
#define QSHRINK_LABEL_LENGTH	2000

extern void qshrink_rows_begin(QshrinkRows *rows, QsHost *host);

/*
 * Append a row of length terms.  Returns where to write its variables; *value
 * is where to write its coefficients, unless value is NULL: then all are one.
 * Both are valid until the next append.  label may be NULL (label_length then
 * means nothing).
 */
extern int32 *qshrink_rows_append(QshrinkRows *rows, char sense, double rhs, int32 constraint_id,
								  const char *label, size_t label_length, int length,
								  double **value);

/* Append the 2 * order exactly-one rows of an assignment, facilities first, with
 * constraint_id 0.  facility[] and location[] name them in labels. */
extern void qshrink_rows_append_assignment(QshrinkRows *rows, int order,
										   char *const *facility, char *const *location);

/* Hand everything over to problem (row, constraint_id, row_label and pools). */
extern void qshrink_rows_finish(QshrinkRows *rows, QshrinkProblem *problem);

/* '<=', '=' or '>=' and the character of QsRow; 0 for anything else */
extern char qshrink_sense_of_text(const char *text, size_t length);
extern const char *qshrink_sense_text(char sense);

#endif
