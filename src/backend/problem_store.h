/*
 * problem_store.h
 *	  Where problems go: a new one, or in place of another.
 */
#ifndef QSHRINK_PROBLEM_STORE_H
#define QSHRINK_PROBLEM_STORE_H

#include "nodes/pg_list.h"

#include "problem_keys.h"
#include "problem_load.h"

#define QSHRINK_NAME_LENGTH	1000	/* bytes */

/* Where a problem of some name goes */
typedef struct QshrinkPlace
{
	int64		problem_id;		/* that it replaces; 0: none, it is new */
} QshrinkPlace;

/*
 * Find the current role's problem of that name.  ERROR (duplicate_object) when it is there and replace is false,
 * and for a name that is too long.  name NULL: a new problem that gets a name by its
 * number.  Inside SPI.
 */
extern QshrinkPlace qshrink_place_find(Oid namespace, const char *name, bool replace);

/* What a problem without a name is called */
extern char *qshrink_name_of_number(int64 problem_id);

/* The ERROR for a name that is taken, by problem_id or (0) by another session */
extern void qshrink_refuse_name(const char *name, int64 problem_id) pg_attribute_noreturn();

/*
 * Store a problem with the caller's rights at a place: its row, keys, rows (those with
 * constraint_id 0 are implied and not stored; others are numbered as they say) and
 * sources (QshrinkSource *, NIL: none).  A new one belongs to the current role.  What
 * is replaced keeps its problem_id and its history, and what does not change in it is
 * not written.  Returns the problem_id.  Inside SPI.
 */
extern int64 qshrink_problem_store(QsHost *host, Oid namespace, const QshrinkProblem *problem,
								   const QshrinkKeys *keys, const QshrinkPlace *place,
								   List *sources);

/* Insert the rows of problem into the stored problem that problem_id and owner
 * name.  Inside SPI. */
extern void qshrink_constraints_store(Oid namespace, const QshrinkProblem *problem);

#endif
