/*
 * round_internal.h
 *	  What the steps of one round share; private to round.c, round_sample.c,
 *	  round_warm.c, round_measure.c, round_improve.c.
 */
#ifndef QS_ROUND_INTERNAL_H
#define QS_ROUND_INTERNAL_H

#include "solve/solve_state.h"

#define QS_FEASIBLE_CANDIDATES		3	/* best feasible shots taken on */
#define QS_INFEASIBLE_CANDIDATES	3	/* lowest-energy infeasible shots repaired */

/* A shot taken on: bits over the shrunk model and what they are worth there. */
typedef struct QsCandidate
{
	uint8_t    *x;				/* shrunk model's variables */
	double		objective;
	bool		feasible;
	bool		shot;			/* false: no sampler was run */
	int64_t		occurrences;
} QsCandidate;

typedef struct QsRoundState
{
	QsSolve    *solve;
	QsHost	   *host;
	QsRound    *record;
	QsRandom	random;
	QsRandom	search_random;	/* of a paired search, whatever the sampler drew */
	QsSolver	solver;			/* resolved */
	QsShrunk	shrunk;
	QsStructure *structure;		/* of the shrunk model */
	bool		exhausted;		/* all the base was enumerated: nothing is better than the best shot */
	QsEncoding *encoding;		/* NULL for exact and none */
	double	   *warm;			/* probabilities of a warm start, or NULL */
	QsCandidate candidate[QS_FEASIBLE_CANDIDATES + QS_INFEASIBLE_CANDIDATES];
	int			candidates;
	uint8_t    *best_x;			/* best feasible of the round, base variables */
	double		best_objective;
	uint8_t    *shot_x;			/* of a paired solve: the same among the shots alone */
	double		shot_objective;
} QsRoundState;

/* Encode the shrunk model, run the sampler or take the shots of a replay, judge every
 * shot on the real rows, and keep the best as candidates (round_sample.c).
 * QS_UNSUPPORTED: solver, encoding and model do not fit together. */
extern QsStatus qs_round_sample(QsRoundState *round);

/* Expand, repair and polish the candidates, search on, and offer what comes of it
 * (round_improve.c). */
extern void qs_round_improve(QsRoundState *round);

/* Probabilities of x = 1 for a warm start of the encoded model, or NULL: it has none, or
 * nothing is known (round_warm.c) */
extern double *qs_round_warm(QsRoundState *round);

/* Keep what the samples say for the correlations of the next round, if they are to come
 * from there; and what the rounds before have said of the base, or NULL: to be freed
 * (round_measure.c). */
extern void qs_round_measure(QsRoundState *round, const QsSamples *samples);
extern QsMeasurement *qs_round_measured(const QsRoundState *round);

#endif
