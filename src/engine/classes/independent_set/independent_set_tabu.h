/*
 * independent_set_tabu.h
 *	  Multi-neighbourhood tabu search for independent sets of any weights.
 *
 * Each step takes the best admissible add, 1-1 swap or drop; vertices that left
 * stay out for a while; a stalled search restarts from a fresh set.
 * After Wu, Hao & Glover, "Multi-neighborhood tabu search for the maximum weight
 * clique problem", 2012.
 */
#ifndef QS_INDEPENDENT_SET_TABU_H
#define QS_INDEPENDENT_SET_TABU_H

#include "classes/independent_set/independent_set_local.h"

/* Search from x (independent) for `effort` million units of work, or until x
 * weighs `goal`.  x receives what is better; *moves is increased by the steps. */
extern QsStatus qs_independent_set_tabu(QsHost *host, const QsIndependentSet *set,
										QsRandom *random, double effort, double goal,
										uint8_t *x, int64_t *moves);

#endif
