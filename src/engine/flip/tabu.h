/*
 * tabu.h
 *	  One-flip tabu search on QUBOs.
 *
 * Every move flips the variable with the smallest delta that is not tabu (or
 * that would beat the best seen), then forbids flipping it back for a while.
 * Glover, Kochenberger & Alidaee 1998; tenure after Lü, Glover & Hao 2010.
 */
#ifndef QS_TABU_H
#define QS_TABU_H

#include "base/random.h"
#include "flip/flip_state.h"

typedef struct QsTabu
{
	QsHost	   *host;
	const QsQubo *qubo;
	QsIntegerQubo *integer;
	QsFlipState *state;
	uint8_t    *best;			/* n */

	/* tabu variables: all of them, and in lists by the move that frees them */
	int			active_count;
	int32_t    *active;			/* n */
	int32_t    *slot;			/* n: place in active */
	int			lists;			/* a power of two: the list of move t is t % lists */
	int32_t    *first;			/* of each list, or -1 */
	int32_t    *next;			/* n */
	int64_t    *until;			/* n */
} QsTabu;

typedef struct QsTabuLimits
{
	int64_t		moves;			/* flips at most */
	int64_t		stall;			/* flips without a new best at most; 0: no limit */
	int64_t		evaluations;	/* move evaluations at most (roughly); 0: no limit */
	int			tenure;			/* flips a variable stays tabu, plus up to ten at
								 * random; 0: n / 100 + 10.  At most n / 4. */
	double		target;			/* stop at this energy (offset included); -INFINITY: never */
} QsTabuLimits;

/* Prepare once per QUBO (which must outlive it).  O(n + t), O(n^2) when dense. */
extern QsTabu *qs_tabu_create(QsHost *host, const QsQubo *qubo);
extern void qs_tabu_free(QsTabu *tabu);

/*
 * Search from x.  x and *energy (offset included, recomputed in double) hold the
 * best found, never worse than the start; *evaluations is increased by the
 * number of move evaluations (keys brought up to date).  QS_OK: moves, stall or
 * target reached; QS_INTERRUPTED: deadline.
 */
extern QsStatus qs_tabu_run(QsTabu *tabu, QsRandom *random, const QsTabuLimits *limits,
							uint8_t *x, double *energy, int64_t *evaluations);

#endif
