/*
 * mixer.h
 *	  Gates of the XY mixers of a one-hot group.
 *
 * A ring mixer hops along the edges (0,1), (2,3), ... first, then (1,2), (3,4), ...,
 * the closing edge last; a complete mixer along all pairs, in the rounds of a
 * round-robin tournament.  These are products of gates, as hardware would run them.
 */
#ifndef QS_MIXER_H
#define QS_MIXER_H

#include <stdbool.h>
#include <stdint.h>

/* One gate of a group's mixer, positions within the group; gates of a round are
 * disjoint. */
typedef struct QsHop
{
	int32_t		a;
	int32_t		b;
	int32_t		round;
} QsHop;

/* Hops of a group of k qubits; hop has room for k (k - 1) / 2 of them (complete) or k
 * (ring).  Returns how many. */
extern int	qs_mixer_hops(int k, bool complete, QsHop *hop);

#endif
