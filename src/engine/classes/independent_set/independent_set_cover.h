/*
 * independent_set_cover.h
 *	  Search for an independent set of a given size among sets with conflicts.
 *
 * The complement of an independent set is a vertex cover, and an edge inside the
 * set, a conflict, is one the cover misses.  The search holds a set one vertex
 * larger than the best independent set it knows.  Each step exchanges: the vertex
 * outside whose edges into the set weigh least comes in, then one end of a conflict
 * chosen at random leaves, provided that a neighbour of it changed since it came
 * (configuration checking).  Edges still in conflict gain weight, which drives the
 * search out of local optima; heavy weights fade.  Without conflicts the set is the
 * new best, and one more vertex comes in.
 * After Cai, Su, Luo & Sattar, "NuMVC: an efficient local search algorithm for
 * minimum vertex cover", 2013; candidates of large sparse graphs are sampled as in
 * Cai, "Balance between complexity and quality: local search for minimum vertex
 * cover in massive graphs", 2015.
 */
#ifndef QS_INDEPENDENT_SET_COVER_H
#define QS_INDEPENDENT_SET_COVER_H

#include "classes/independent_set/independent_set_best.h"

/* An edge with both ends in the set */
typedef struct QsConflict
{
	int64_t		arc;			/* position in the adjacency of end[0] */
	int32_t		end[2];
} QsConflict;

/* Keys of vertices in the set stand this much higher. */
#define QS_COVER_INSIDE	(1 << 30)

typedef struct QsCoverSearch QsCoverSearch;

struct QsCoverSearch
{
	const QsIndependentSet *set;
	QsRandom   *random;
	int			n;
	int			padded;			/* n, up to a multiple of 64 */
	int32_t    *key;			/* padded: weight of the edges into the set, plus
								 * QS_COVER_INSIDE for its vertices */
	int32_t    *weight;			/* of every edge, in both its arcs */
	int32_t    *twin;			/* the same edge in the other end's adjacency */
	int64_t    *stamp;			/* n: step at which the vertex came or went */
	uint8_t    *touched;		/* n: a neighbour changed since the vertex came in */
	int32_t    *block;			/* padded / 64: least key */
	int32_t    *outside;		/* n: vertices not in the set, and where each stands ... */
	int32_t    *place;			/* n: ... sampled graphs only, else NULL */
	int			outsiders;
	QsConflict *conflict;
	int64_t		conflicts;
	int64_t		conflict_capacity;
	int			size;			/* vertices of the set */
	int			barred;			/* vertex that left last, or -1 */
	int64_t		step;
	int64_t		gained;			/* weight all edges gained since weights last faded */
	int64_t		fading;			/* gain at which they fade */
	QsLargestSet  *best;
	int			largest;		/* independent set met so far */
	int64_t		work;			/* adjacent vertices visited, candidates in eighths */
	int			(*least) (QsCoverSearch *search);
};

/* Is there memory for the edge weights? */
extern bool qs_cover_search_suits(QsHost *host, const QsIndependentSet *set);

/* Start from the best, which receives what is better.  O(n + m). */
extern QsCoverSearch *qs_cover_search_create(QsHost *host, const QsIndependentSet *set,
											 QsLargestSet *best);
extern void qs_cover_search_free(QsHost *host, QsCoverSearch *search);

/* Go on for `effort` million units of work, or until the best has `goal` vertices.
 * *moves is increased by the vertices that came and went. */
extern QsStatus qs_cover_search_run(QsHost *host, QsCoverSearch *search, QsRandom *random,
									double effort, int goal, int64_t *moves);

/* The moves themselves: one vertex comes in, conflicts or not; one leaves. O(degree) */
extern void qs_cover_enter(QsHost *host, QsCoverSearch *search, int v);
extern void qs_cover_leave(QsCoverSearch *search, int v);

/* Conflicts gain weight; all weights fade to three tenths, O(n + m). */
extern void qs_cover_weigh(QsCoverSearch *search);
extern void qs_cover_fade(QsCoverSearch *search);

#endif
