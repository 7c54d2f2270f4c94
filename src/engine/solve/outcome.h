/*
 * outcome.h
 *	  What a solve says at its end; private to solve/.
 */
#ifndef QS_SOLVE_OUTCOME_H
#define QS_SOLVE_OUTCOME_H

#include "solve/solve_state.h"

/* Hand the answers over to the run, best first, with status, bound and best round. */
extern void qs_run_collect(QsSolve *solve);

#endif
