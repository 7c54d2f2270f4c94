/*
 * colouring_tabu.h
 *	  Tabu search over moves of one vertex: to no conflicts at all, or to low cost.
 */
#ifndef QS_COLOURING_TABU_H
#define QS_COLOURING_TABU_H

#include "classes/colouring/colouring_state.h"

/*
 * Drive the state to no conflicts within work_limit; vertices that clash move to open
 * values.  QS_OK: none left.  QS_LIMIT, QS_INTERRUPTED: at holds the least conflicting
 * values seen, and so does the state.  at: vertices, written.
 */
extern QsStatus qs_colouring_tabu(QsHost *host, QsColouringState *state, QsRandom *random,
								  double work_limit, int32_t *at, int64_t *moves);

/*
 * From a state without conflicts to cheaper ones, through conflicts at a price that
 * rises and falls.  at holds the values of *cost (as state->cost) and gets the cheapest
 * found without conflicts.  Stops at work_limit, or at goal.
 */
extern QsStatus qs_colouring_tabu_cost(QsHost *host, QsColouringState *state, QsRandom *random,
									   double work_limit, double goal, int32_t *at, double *cost,
									   int64_t *moves);

#endif
