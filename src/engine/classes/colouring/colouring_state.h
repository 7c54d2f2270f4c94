/*
 * colouring_state.h
 *	  A value for every vertex, with how often each value of every list clashes: a move
 *	  is judged by two look-ups and made in the degrees of two values.
 */
#ifndef QS_COLOURING_STATE_H
#define QS_COLOURING_STATE_H

#include "classes/colouring/colouring.h"

typedef struct QsColouringState
{
	const QsColouring *colouring;
	int32_t    *at;				/* vertices: value taken */
	int32_t    *clash;			/* values: vertices that take a value it excludes */
	uint8_t    *closed;			/* values: not to be taken by a move */
	int			hits;
	int32_t    *hit;			/* vertices whose value clashes */
	int32_t    *hit_place;		/* vertices: index there, or -1 */
	int64_t		conflicts;		/* pairs of values taken that exclude each other */
	int32_t    *uses;			/* switches: vertices whose value needs it */
	double		cost;			/* of values and of the switches they need, without base and
								 * without what switches imply */
	double		work;			/* elementary look-ups and updates so far */
} QsColouringState;

extern QsColouringState *qs_colouring_state_create(QsHost *host, const QsColouring *colouring);
extern void qs_colouring_state_free(QsHost *host, QsColouringState *state);

/* Take these values (vertices; all >= 0).  O(vertices + values + degrees) */
extern void qs_colouring_state_load(QsHost *host, QsColouringState *state, const int32_t *at);

/* Let a vertex take another value of its list.  O(degrees of both) */
extern void qs_colouring_state_move(QsColouringState *state, int vertex, int value);

/* Change of cost by that move, switches included */
extern double qs_colouring_state_cost_of(const QsColouringState *state, int vertex, int value);

/* The open value of the list that clashes least, then costs least; ties at random
 * (NULL: the first).  -1: none is open. */
extern int32_t qs_colouring_state_best_value(QsColouringState *state, QsRandom *random, int vertex);

#endif
