/*
 * generic_moves.h
 *	  Moves of a generic model: one flip, or a shift inside a group.
 */
#ifndef QS_GENERIC_MOVES_H
#define QS_GENERIC_MOVES_H

#include "classes/generic/generic_state.h"

/* Flip first; second < 0, or the group's chosen variable goes over to second */
typedef struct QsGenericMove
{
	int32_t		first;
	int32_t		second;
} QsGenericMove;

static inline void
qs_generic_move(QsGenericState *state, QsGenericMove move)
{
	if (move.second < 0)
		qs_generic_state_flip(state, move.first);
	else
		qs_generic_state_shift(state, move.first, move.second);
}

static inline void
qs_generic_move_back(QsGenericState *state, QsGenericMove move)
{
	if (move.second < 0)
		qs_generic_state_flip(state, move.first);
	else
		qs_generic_state_shift(state, move.second, move.first);
}

/* Single flips 0 to 1 of variables outside groups, the best first, as long as one
 * gains and breaks nothing and time is left (generic_fill.c).  The state is feasible. */
extern void qs_generic_fill(QsHost *host, QsGenericState *state);

/* Descent of a feasible state by one and two moves, feasible throughout;
 * stops after work_limit updates. */
extern QsStatus qs_generic_descend(QsHost *host, QsGenericState *state, double work_limit,
								   int64_t *moves);

#endif
