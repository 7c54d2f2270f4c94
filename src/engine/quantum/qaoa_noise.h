/*
 * qaoa_noise.h
 *	  Faulty shots of a QAOA circuit.
 */
#ifndef QS_QAOA_NOISE_H
#define QS_QAOA_NOISE_H

#include "quantum/qaoa_simulator.h"

typedef struct QsFaultyShots
{
	int			count;
	double		share;			/* of what trajectories are affordable: 1 unless shots come in batches */
	const uint8_t *pauli;		/* their errors: count x layers x n */
} QsFaultyShots;

/*
 * Measure shots that suffer errors.
 * Each is its own trajectory while that is affordable; else the first trajectories
 * are shared evenly.  May throw; QS_INTERRUPTED when the time was up: the shots left
 * repeat the last trajectory, or are start states when there is none.
 */
extern QsStatus qs_qaoa_sample_faulty(QsQaoaSimulator *simulator, QsAnsatz *ansatz,
									  const double *theta, QsRandom *random,
									  const QsFaultyShots *shots, uint8_t *rows);

#endif
