/*
 * independent_set_state.h
 *	  An independent set under moves: who is in, who could come in.
 *
 * Every vertex knows how many of its neighbours are in (tightness, as in
 * Andrade, Resende & Werneck 2012), their total weight, and the exclusive or of
 * their numbers, which is the neighbour itself when there is just one.  Vertices
 * of the solution, free vertices (tightness 0) and vertices one exchange away
 * (tightness 1) stand in lists.
 */
#ifndef QS_INDEPENDENT_SET_STATE_H
#define QS_INDEPENDENT_SET_STATE_H

#include "classes/independent_set/independent_set_local.h"

typedef struct QsVertexList
{
	int			count;
	int32_t    *vertex;
} QsVertexList;

typedef struct QsIndependentState
{
	const QsIndependentSet *set;
	uint8_t    *in;				/* n */
	int32_t    *tightness;		/* n: neighbours in the solution */
	int32_t    *mate;			/* n: exclusive or of those neighbours */
	double	   *load;			/* n: their weight */
	int32_t    *place;			/* n: index in the one list the vertex stands in */
	QsVertexList solution;
	QsVertexList free;
	QsVertexList near;			/* tightness 1, outside the solution */
	double		value;			/* weight of the solution */
	int64_t		touched;		/* neighbours visited so far: the work done */
} QsIndependentState;

extern QsIndependentState *qs_independent_state_create(QsHost *host,
													   const QsIndependentSet *set);
extern void qs_independent_state_free(QsHost *host, QsIndependentState *state);

/* Start from x (independent).  O(n + degrees of the solution). */
extern void qs_independent_state_load(QsIndependentState *state, const uint8_t *x);

/* Put a vertex of tightness 0 in; take a vertex of the solution out. O(degree) */
extern void qs_independent_state_add(QsIndependentState *state, int v);
extern void qs_independent_state_remove(QsIndependentState *state, int v);

/* Take the neighbours of v out, then put v in.  Returns how many left. */
extern int	qs_independent_state_force(QsIndependentState *state, int v);

#endif
