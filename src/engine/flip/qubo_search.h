/*
 * qubo_search.h
 *	  Long search on QUBOs: tabu search joined by path relinking.
 *
 * A small pool of elite solutions; again and again two of them are connected by a
 * greedy path, the best solution well inside the path is improved by tabu search
 * and offered to the pool.  A pool that has gone stale keeps its best and is
 * filled anew.  After Wang, Lü, Glover & Hao, "Path relinking for unconstrained
 * binary quadratic programming", 2012.
 */
#ifndef QS_QUBO_SEARCH_H
#define QS_QUBO_SEARCH_H

#include "flip/tabu.h"

/*
 * Search from x for `effort` million move evaluations (a fraction of a
 * millisecond each) or until the energy reaches target (-INFINITY: never).  x and
 * *energy (offset included) hold the best found, never worse than the start;
 * *moves is increased by the flips made.  QS_OK, or QS_INTERRUPTED at the deadline.
 */
extern QsStatus qs_qubo_search(QsHost *host, const QsQubo *qubo, QsRandom *random,
							   double effort, double target, uint8_t *x, double *energy,
							   int64_t *moves);

/* The same with a QUBO that is prepared already */
extern QsStatus qs_qubo_search_with(QsTabu *tabu, QsRandom *random, double effort, double target,
									uint8_t *x, double *energy, int64_t *moves);

#endif
