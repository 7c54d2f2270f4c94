/*
 * clusters.h
 *	  Mixing two assignments of a sparse QUBO cluster by cluster.
 *
 * Where two assignments differ, connected variables form clusters that do not touch: each
 * can be taken from the one or the other by itself, and the best choice of all is found by
 * looking at each once (partition crossover: Tinos, Whitley & Chicano 2015; the clusters of
 * Houdayer 2001).
 */
#ifndef QS_CLUSTERS_H
#define QS_CLUSTERS_H

#include "base/random.h"
#include "flip/flip_state.h"

typedef struct QsClusters
{
	QsFlipState *state;
	uint8_t    *open;			/* n: in the set, and in no cluster yet */
	int32_t    *member;			/* n: the clusters, one after the other */
} QsClusters;

extern QsClusters qs_clusters_create(QsFlipState *state);
extern void qs_clusters_free(QsClusters *clusters);

/*
 * Flip in x the clusters of the variables in which x and other differ (those in which they
 * agree, if they are fewer: up to a flip of everything nothing else differs) that lower the
 * energy, and at random half of those that leave it as it is.  Never worse than x; the state
 * holds the result.  O(n + t).
 */
extern void qs_clusters_mix(QsClusters *clusters, QsRandom *random, uint8_t *x, const uint8_t *other);

#endif
