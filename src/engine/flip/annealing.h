/*
 * annealing.h
 *	  Simulated annealing on QUBOs (Kirkpatrick, Gelatt & Vecchi 1983).
 *
 * Sweeps of Metropolis tests over all variables while the temperature falls
 * geometrically, then a greedy descent.  The tests of 64 variables are made at
 * once; after an accepted flip the rest of the block is tested again on the new
 * deltas, so that the result is that of one variable after the other.
 */
#ifndef QS_ANNEALING_H
#define QS_ANNEALING_H

#include "base/random.h"
#include "flip/flip_state.h"

/*
 * Temperatures worth annealing between, in the state's scaled units, found by
 * looking: hot is a third of the root mean square of flip deltas at random assignments;
 * cold is where one in ten thousand variables of a local minimum would climb in a sweep.
 * Both positive, hot >= cold.  Leaves the state at a local minimum.
 */
extern void qs_annealing_range(QsFlipState *state, QsRandom *random, double *hot,
							   double *cold);

/* Exponential variates in random order for qs_flip_accept(): the quantiles of the
 * distribution, so that any table is as good as another. */
#define QS_EXPONENTIALS	4096
extern float *qs_exponentials_create(QsHost *host, QsRandom *random);

/* Flip downhill until no single flip gains. */
extern void qs_flip_descend(QsFlipState *state, QsRandom *random);

/* Annealing of one state, with the temperatures found for its QUBO */
typedef struct QsAnnealer
{
	QsFlipState *state;
	float	   *exponentials;
	double		hot,
				cold;
} QsAnnealer;

/* Metropolis tests that take as long as one move evaluation */
#define QS_TESTS_PER_EVALUATION	4

/* Looks for the temperatures (qs_annealing_range). */
extern QsAnnealer qs_annealer_create(QsFlipState *state, QsRandom *random);
extern void qs_annealer_free(QsAnnealer *annealer);

/*
 * One run of that many sweeps from random bits; x receives the assignment it ends at,
 * a local minimum.  *tests is increased by the Metropolis tests made.  QS_OK, or
 * QS_INTERRUPTED at the deadline.  O(sweeps * n), plus the flips.
 */
extern QsStatus qs_anneal(const QsAnnealer *annealer, QsRandom *random, int sweeps, uint8_t *x,
						  int64_t *tests);

/*
 * The same from where the state is and from that share of the hot temperature on (at least the
 * cold one).  Held variables stay as they are.  The state ends at a local minimum.
 */
extern QsStatus qs_cool(const QsAnnealer *annealer, QsRandom *random, double share, int sweeps,
						int64_t *tests);

#endif
