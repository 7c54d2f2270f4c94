/*
 * best.h
 *	  The answers beyond the first: as many as were asked for, the best there are if
 *	  that was asked for, as different as was asked for; private to pipeline.c.
 */
#ifndef QS_BEST_H
#define QS_BEST_H

#include "solve/solve_state.h"

/* How many answers a run has to keep while it looks for those it returns */
extern int	qs_best_capacity(const QsSettings *settings);

/* A feasible shot of the shrunk model, expanded only if it may be returned; x_base is
 * of the base. */
extern bool qs_best_wants(const QsSolve *solve, double objective);
extern void qs_best_note(QsSolve *solve, const uint8_t *x_base, double objective,
						 int64_t occurrences, int round);

/*
 * What the run returns, from what it found: shots that were passed over, what lies
 * around the answers (unless repair or polishing is off), what a short enumeration
 * finds; with settings->enumerate the best there are, proved where the limits allow;
 * settings->diversity apart.  Time: the host's deadline.
 */
extern void qs_best_finish(QsSolve *solve);

#endif
