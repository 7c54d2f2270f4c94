/*
 * problem_store.h
 *	  Writing problems into the tables, set by set.
 */
#ifndef QSHRINK_PROBLEM_STORE_H
#define QSHRINK_PROBLEM_STORE_H

#include "problem_keys.h"
#include "problem_load.h"

/*
 * Insert a problem with the caller's rights: its row, keys and rows (those with
 * constraint_id 0 are implied and not stored; others are numbered as they say).
 * The current role becomes the owner.  Returns the new problem_id.  Inside SPI.
 */
extern int64 qshrink_problem_store(Oid namespace, const QshrinkProblem *problem,
								   const QshrinkKeys *keys);

/* Insert the rows of problem into the stored problem that problem_id and owner
 * name.  Inside SPI. */
extern void qshrink_constraints_store(Oid namespace, const QshrinkProblem *problem);

#endif
