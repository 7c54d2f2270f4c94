/*
 * start.h
 *	  From the stored model to the first answers; private to solve/.
 */
#ifndef QS_SOLVE_START_H
#define QS_SOLVE_START_H

#include "solve/solve_state.h"

/* What the caller fixed, then exact presolve, then the base.  When that took all the
 * time there is, and there is an answer, nothing is built on it (late). */
extern void qs_solve_presolve(QsSolve *solve);

/* Feasible starts by randomised greedy and descent fill the pool. */
extern void qs_solve_construct(QsSolve *solve);

#endif
