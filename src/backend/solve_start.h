/*
 * solve_start.h
 *	  The argument start of a solve: bits, or an answer of an earlier run.
 */
#ifndef QSHRINK_SOLVE_START_H
#define QSHRINK_SOLVE_START_H

#include "compat.h"

#include "problem_key_list.h"
#include "problem_load.h"

typedef struct QshrinkStart
{
	uint8_t    *x;				/* n, or NULL: none given */
	int64		run_id;			/* the run it comes from; 0: bits were given */
} QshrinkStart;

/* The argument called start, a qshrink_start (start_type.c), as text, palloc'd.  A null is
 * "none", NULL, unless it was computed: that is an ERROR. */
extern const char *qshrink_start_argument(FunctionCallInfo fcinfo);

/*
 * What a start says: "last" (the latest run that is no scenario and has a feasible
 * solution), "run 42" or just its number, "bits 0110" or just the bits (leftmost is
 * variable 0); NULL: none.  The best solution of a run is mapped by the keys that
 * variables had when it was made to those they have now, in `keys`; what is new is 0.
 * ERROR for a length that is wrong, a run that is not there or has no solution, nothing
 * solved yet, and variables without keys whose number has changed.  Inside SPI, by the
 * active snapshot.  O(n).
 */
extern QshrinkStart qshrink_start_read(QsHost *host, Oid namespace, const QshrinkProblem *problem,
									   const QshrinkKeyList *keys, const char *start);

#endif
