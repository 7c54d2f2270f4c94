/*
 * base.h
 *	  The presolved problem that a solve works on; private to solve/.
 */
#ifndef QS_SOLVE_BASE_H
#define QS_SOLVE_BASE_H

#include "solve/solve_state.h"

/* (Re)build base, structure, relaxation, local search and pool from presolved. */
extern void qs_solve_rebuild(QsSolve *solve);

/* Make the merges of a contraction over base's model part of the presolved problem,
 * and rebuild the base. */
extern void qs_solve_absorb(QsSolve *solve, const QsContraction *contraction);

/* Is there time to build the base anew? */
static inline bool
qs_time_to_rebuild(const QsSolve *solve)
{
	return qs_clock(solve->host) + 1.5 * solve->rebuild_seconds < solve->host->deadline &&
		!qs_end_requested(solve->host);
}

#endif
