/*
 * problem_edit.h
 *	  What the functions share that change a stored problem.
 */
#ifndef QSHRINK_PROBLEM_EDIT_H
#define QSHRINK_PROBLEM_EDIT_H

#include "problem_names.h"
#include "problem_numbering.h"
#include "problem_source.h"
#include "problem_store.h"
#include "problem_update.h"

/* A problem held by this session (problem_lock.h) until the transaction ends */
typedef struct QshrinkEdit
{
	QshrinkBuild build;			/* host, schema; problem_id, n and owner of the problem */
	List	   *sources;
	bool		rights;			/* of the owner: only they reach the sources */

	/* by qshrink_edit_read */
	QshrinkProblem *stored;		/* unchecked */
	QshrinkNumbering *variables;
} QshrinkEdit;

/*
 * Begin a function whose argument 0 is a problem_id: SPI, a host, the problem held, and
 * a snapshot that shows what other sessions committed while this one waited.
 */
extern void qshrink_edit_begin(QshrinkEdit *edit, FunctionCallInfo fcinfo);

/* The same for who has the rights of the owner, whatever was granted. */
extern void qshrink_edit_begin_own(QshrinkEdit *edit, FunctionCallInfo fcinfo);
extern void qshrink_edit_end(QshrinkEdit *edit);

/* Read the whole problem */
extern void qshrink_edit_read(QshrinkEdit *edit);

/* The names of its variables */
extern QshrinkNames *qshrink_edit_names(QshrinkEdit *edit);

/* ERROR for a quadratic assignment problem, whose variables and objective are its
 * matrices' */
extern void qshrink_edit_refuse_matrices(const QshrinkEdit *edit, const char *what);

/* ERROR unless the caller has the rights of the owner, of whose sources a constraint is */
extern void qshrink_edit_require_rights(const QshrinkEdit *edit, const char *label);

/* Store what became of the sources */
extern void qshrink_edit_write_sources(QshrinkEdit *edit);

/*
 * Append row r of a problem with its variables renumbered, keeping id, label and source.
 * Of variables that have gone (-1) it loses the terms; returns the first of them, -1
 * where there is none.
 */
extern int	qshrink_row_renumber(QshrinkRows *rows, const QshrinkProblem *problem, int r,
								 const int *number);

/* Name a row for people: its label, else its number */
extern const char *qshrink_row_name(const QshrinkProblem *problem, int r);

/* Labels of rows that are stored, as a map, and the row of each label (host memory) */
extern QshrinkKeyMap *qshrink_row_labels(QsHost *host, const QshrinkProblem *problem,
										 int **row_of_label);

/* A label as a key of that map */
extern text *qshrink_label_key(const char *label);

/* The largest constraint_id of a problem */
extern int32 qshrink_last_constraint(const QshrinkProblem *problem);

#endif
