/*
 * flip_state.h
 *	  An assignment with the value of every one-bit flip, kept up to date, and the
 *	  best flip found by vector minimum.
 *
 * Variables can be held: a held variable is never selected (tabu, or not on the
 * path being walked).  Its key is its flip delta plus a mark larger than any
 * delta, so that selection is a plain minimum over keys.  Keys are grouped in
 * blocks of 64 whose minima are kept, so that on sparse problems only the blocks
 * a flip touched are looked at again.
 */
#ifndef QS_FLIP_STATE_H
#define QS_FLIP_STATE_H

#include "flip/integer_qubo.h"

#define QS_FLIP_BLOCK	QS_INTEGER_PADDING
#define QS_HELD_NARROW	((int32_t) 1 << 29)
#define QS_HELD_WIDE	((int64_t) 1 << 61)

typedef struct QsFlipState QsFlipState;

struct QsFlipState
{
	QsHost	   *host;
	const QsIntegerQubo *integer;
	int			n;
	int			blocks;
	bool		loaded;
	uint8_t    *x;				/* n */
	uint8_t    *held;			/* n */
	int64_t		energy;			/* of x: scaled integers, without the offset */
	int64_t		scanned;		/* keys brought up to date so far: move evaluations */
	int64_t		flips;			/* by qs_flip: moves */
	void	   *key;			/* blocks * 64 values, 32 or 64 bits */
	void	   *sign;			/* with a matrix: cells, -1 where x is one, else 0 */
	void	   *least;			/* smallest key of each block */
	uint8_t    *dirty;			/* 1: the block's least is out of date; padded to
								 * whole words of eight */
	void		(*update) (QsFlipState *state, int variable);
	int			(*select) (QsFlipState *state, uint64_t random, int64_t *delta);
	uint64_t	(*accept) (const QsFlipState *state, int block, const float *exponential,
						   const float *bias, double temperature);
};

extern QsFlipState *qs_flip_state_create(QsHost *host, const QsIntegerQubo *integer);
extern void qs_flip_state_free(QsHost *host, QsFlipState *state);

/* Go to x and hold nothing.  O(n + t), less when x is near where the state is. */
extern void qs_flip_state_load(QsFlipState *state, const uint8_t *x);

/* The flip with the smallest delta among variables not held, ties broken by
 * `random`; -1 when all are held. */
static inline int
qs_flip_select(QsFlipState *state, uint64_t random, int64_t *delta)
{
	return state->select(state, random, delta);
}

static inline int64_t
qs_flip_delta(const QsFlipState *state, int variable)
{
	if (state->integer->wide)
		return ((const int64_t *) state->key)[variable] -
			(state->held[variable] ? QS_HELD_WIDE : 0);
	return ((const int32_t *) state->key)[variable] -
		(state->held[variable] ? QS_HELD_NARROW : 0);
}

/* Flip: O(degree), or one pass over the keys with a matrix. */
static inline void
qs_flip(QsFlipState *state, int variable)
{
	state->flips++;
	state->update(state, variable);
}

/*
 * Metropolis test of the 64 variables of a block at once, as if each were alone:
 * bit k tells whether flip delta + bias[k] < temperature * exponential[k], with
 * 64 exponential variates (-log of uniform ones); bias NULL: none.  Everything in
 * scaled units.  Bits past n are garbage.
 */
static inline uint64_t
qs_flip_accept(const QsFlipState *state, int block, const float *exponential,
			   const float *bias, double temperature)
{
	return state->accept(state, block, exponential, bias, temperature);
}

/* Hold or release; holding twice is one hold. */
static inline void
qs_flip_hold(QsFlipState *state, int variable, bool hold)
{
	if (state->held[variable] == hold)
		return;
	state->held[variable] = hold;
	if (state->integer->wide)
		((int64_t *) state->key)[variable] += hold ? QS_HELD_WIDE : -QS_HELD_WIDE;
	else
		((int32_t *) state->key)[variable] += hold ? QS_HELD_NARROW : -QS_HELD_NARROW;
	state->dirty[variable / QS_FLIP_BLOCK] = 1;
}

#endif
