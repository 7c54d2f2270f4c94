/*
 * problem_names.h
 *	  Finding the variables of a stored problem by what users call them.
 *
 * A variable is named by its key, part by part where it has several, or by its
 * number, an integer, where no variable has an integer as its only key.
 */
#ifndef QSHRINK_PROBLEM_NAMES_H
#define QSHRINK_PROBLEM_NAMES_H

#include "compat.h"

#include "nodes/pg_list.h"

#include "base/host.h"
#include "problem_keys.h"

#define QSHRINK_NAME_UNKNOWN	(-1)
#define QSHRINK_NAME_AMBIGUOUS	(-2)	/* several variables have that key */
#define QSHRINK_NAME_REMOVED	(-3)	/* taken away by hand: its terms go, too */

typedef struct QshrinkNames QshrinkNames;

/* Read the keys of the variables of a problem by the active snapshot, in
 * CurrentMemoryContext and host memory.  Inside SPI.  O(n). */
extern QshrinkNames *qshrink_names_read(QsHost *host, Oid namespace, int64 problem_id, int n);

/* The same from keys in memory; removed: keys taken away by hand, text * */
extern QshrinkNames *qshrink_names_of_keys(QsHost *host, const QshrinkKeys *keys, int n,
											const List *removed);

/* The variable with a key, joined (qshrink_joined_key); of an integer, the first */
extern int	qshrink_names_find(const QshrinkNames *names, const text *key);

/* The variable a single text names: by its key, else by its number */
extern int	qshrink_names_find_text(const QshrinkNames *names, const char *text, int length);

/*
 * What a variable is: weight -1 for a binary one, and for the first variable of an integer,
 * which its key names, and those behind it, weight > 0 and the integer's least value.
 * Auxiliary variables, of weight 0, have no name.
 */
extern QshrinkBitRole qshrink_names_role(const QshrinkNames *names, int variable);
extern bool qshrink_names_is_violation(const QshrinkNames *names, int variable);
extern int	qshrink_names_next(const QshrinkNames *names, int variable);	/* -1: the last */

extern int	qshrink_names_variables(const QshrinkNames *names);

/* Has any variable a key; how many parts has the first; may numbers name variables? */
extern bool qshrink_names_any(const QshrinkNames *names);
extern int	qshrink_names_parts(const QshrinkNames *names);
extern bool qshrink_names_by_number(const QshrinkNames *names);

/* The parts of the key of a variable as copies; returns their number, 0: no key */
extern int	qshrink_names_keys(const QshrinkNames *names, int variable, Datum **part);

#endif
