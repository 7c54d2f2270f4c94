/*
 * independent_set_phased.h
 *	  Phased local search for independent sets of equal weights.
 *
 * Free vertices come in while there are any; then vertices one exchange away
 * change places with their neighbour, until something is free again, nothing is
 * left that was not in before, or none of the set at the beginning of the
 * plateau remains.  Then the set is perturbed.  Three ways of choosing among
 * candidates take turns: at random, by least degree, and by least penalty, where
 * a vertex is penalised for every local optimum it was part of and penalties
 * fade at a pace that keeps three quarters of the vertices penalised.
 * After Pullan & Hoos, "Dynamic local search for the maximum clique problem", 2006,
 * and Pullan, "Phased local search for the maximum clique problem", 2006.
 */
#ifndef QS_INDEPENDENT_SET_PHASED_H
#define QS_INDEPENDENT_SET_PHASED_H

#include "classes/independent_set/independent_set_best.h"
#include "classes/independent_set/independent_set_dense.h"

typedef struct QsPhasedSearch QsPhasedSearch;

/* Start from the best, which receives what is better.  The set must be one that
 * qs_dense_set_suits. */
extern QsPhasedSearch *qs_phased_search_create(QsHost *host, const QsIndependentSet *set,
											   QsLargestSet *best);
extern void qs_phased_search_free(QsHost *host, QsPhasedSearch *search);

/* Go on for `effort` million units of work, or until the best has `goal` vertices.
 * *moves is increased by the vertices that came and went. */
extern QsStatus qs_phased_search_run(QsHost *host, QsPhasedSearch *search, QsRandom *random,
									 double effort, int goal, int64_t *moves);

#endif
