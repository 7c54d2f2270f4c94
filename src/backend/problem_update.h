/*
 * problem_update.h
 *	  Changing a stored problem into another one: only what differs is written.
 */
#ifndef QSHRINK_PROBLEM_UPDATE_H
#define QSHRINK_PROBLEM_UPDATE_H

#include "problem_numbering.h"

/* What a problem is to become */
typedef struct QshrinkTarget
{
	/* Rows are matched with those there by constraint_id; those with none (<= 0) are not
	 * stored.  Name and best_known count only where replaced. */
	const QshrinkProblem *problem;
	const QshrinkKeys *keys;
	int32		source;			/* that gave the variables, 0: none */
	const bool *by_hand;		/* variables it did not give; NULL: none */
	bool		replaced;
} QshrinkTarget;

typedef struct QshrinkDifference
{
	bool		problem;		/* the row of qshrink_problem was written */
	int64		variables;		/* rows of qshrink_variable written */
	int64		constraints;	/* rows of qshrink_constraint written */
} QshrinkDifference;

/*
 * Write what differs between a stored problem (read unchecked, with its variables; NULL:
 * they stay) and the target.  The caller holds it (problem_lock.h).  Terms of a row count in any
 * order.  Inside SPI.  O(size log size).
 */
extern QshrinkDifference qshrink_problem_update(QsHost *host, Oid namespace,
												const QshrinkProblem *stored,
												const QshrinkNumbering *variables,
												const QshrinkTarget *target);

/* The same for a whole problem that takes the place of another, which it holds */
extern void qshrink_problem_replace(QsHost *host, Oid namespace, int64 problem_id,
									QshrinkProblem *problem, const QshrinkKeys *keys,
									int32 source);

#endif
