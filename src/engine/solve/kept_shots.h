/*
 * kept_shots.h
 *	  Shots of a round that are kept for the record: the most frequent ones, over the
 *	  variables of the caller.
 */
#ifndef QS_KEPT_SHOTS_H
#define QS_KEPT_SHOTS_H

#include "sampling/sampler.h"

/* All shots that a run keeps, in bytes: later rounds keep fewer once they are taken, or
 * none.  A shot counts its bits and what a row takes beside them. */
#define QS_KEPT_SHOTS_BYTES		(UINT64_C(64) << 20)
#define QS_KEPT_SHOT_ROW		256


/* Bits are packed, the first one highest; a row of bits begins a byte. */
typedef struct QsKeptShots
{
	int			count;
	int			n;				/* bits of an assignment: variables of the caller's model */
	int			qubits;			/* bits of what was measured */
	uint8_t    *assignment;		/* count rows */
	uint8_t    *measured;		/* count rows */
	double	   *energy;			/* of the sampled QUBO, in the encoding's unit */
	int64_t    *occurrences;
} QsKeptShots;

/* Bytes of a row of so many bits */
static inline size_t
qs_packed_bytes(int bits)
{
	return ((size_t) bits + 7) / 8;
}

/* What a shot counts */
static inline uint64_t
qs_kept_shot_bytes(int n, int qubits)
{
	return QS_KEPT_SHOT_ROW + qs_packed_bytes(n) + qs_packed_bytes(qubits);
}

/* The bits of a row as bytes of 0 and 1 */
extern void qs_unpack_bits(const uint8_t *packed, int bits, uint8_t *x);
extern void qs_pack_bits(const uint8_t *x, int bits, uint8_t *packed);

/*
 * The most frequent samples, of equally frequent ones those of lower energy: `most` of
 * them, or as many as fit into so many bytes.  Rows of n variables are filled in
 * by the caller.  NULL: none is kept.  O(distinct * log distinct).
 */
extern QsKeptShots *qs_kept_shots_choose(QsHost *host, const QsSamples *samples, int n, int most,
										 uint64_t bytes, int32_t **chosen);
extern void qs_kept_shots_free(QsHost *host, QsKeptShots *kept);

#endif
