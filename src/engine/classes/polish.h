/*
 * polish.h
 *	  Feasible local search: x stays feasible and never gets worse.
 */
#ifndef QS_POLISH_H
#define QS_POLISH_H

#include "classes/repair.h"

/*
 * Quick descent to a local optimum of the structure's neighbourhoods (1-flip,
 * swaps, 2-exchange).  x must be feasible.  *objective is brought up to date,
 * *moves counts accepted moves.
 */
extern QsStatus qs_polish(QsHost *host, QsLocal *local, QsRandom *random,
						  uint8_t *x, double *objective, int64_t *moves);

/*
 * Long search from feasible x (strategic oscillation, plateau search, robust
 * tabu, one-flip tabu with restarts ...) within `effort` units, about one
 * million elementary move evaluations each.  Stops early when the objective
 * reaches `target` (-INFINITY: never).  x and *objective hold the best found.
 */
extern QsStatus qs_search(QsHost *host, QsLocal *local, QsRandom *random,
						  double effort, double target,
						  uint8_t *x, double *objective, int64_t *moves);

#endif
