/*
 * noise.h
 *	  Errors of a noisy processor, as random Pauli trajectories and readout flips.
 *
 * After every layer each qubit suffers, with probability p, one of X, Y, Z, each
 * equally likely: the depolarising channel (1 - p) rho + p/3 (X rho X + Y rho Y +
 * Z rho Z) (Nielsen & Chuang 2010, 8.3.4).  A trajectory is one draw of all errors;
 * averaged over trajectories its outcomes follow the density matrix exactly.
 */
#ifndef QS_NOISE_H
#define QS_NOISE_H

#include "base/random.h"
#include "quantum/statevector/statevector.h"

typedef enum QsPauli
{
	QS_PAULI_NONE,
	QS_PAULI_X,
	QS_PAULI_Y,
	QS_PAULI_Z
} QsPauli;

/*
 * A Pauli channel by what it leaves of a qubit: X and Y are multiplied by xy, Z by z.  One
 * after the other, channels multiply.
 */
typedef struct QsPauliChannel
{
	double		xy;
	double		z;
} QsPauliChannel;

/* Depolarising with this probability, as above */
extern QsPauliChannel qs_noise_depolarising(double probability);

/* The same as qs_noise_draw_shots() with a channel for each place, each so many times, 1 or more. */
extern int	qs_noise_draw_channels(QsHost *host, QsRandom *random, const QsPauliChannel *channel,
								   int times, int places, int shots, uint8_t *pauli);

/* The errors of each of `shots` shots, those with any error first in pauli (shots x
 * places); returns how many have one. */
extern int	qs_noise_draw_shots(QsHost *host, QsRandom *random, double probability, int places, int shots,
								uint8_t *pauli);

/*
 * A circuit with the errors built in: the errors are rotations and phases
 * themselves (X turns the qubit's rotation by a quarter more, Z shifts the next
 * layer's field by pi), so that a trajectory costs what the circuit costs.  field
 * and angle (layers x n) are the circuit's own, changed in place; trailing is the
 * part of the next layer's field that comes before an error of this layer (warm
 * starts; NULL: none).  X rotations only.
 */
extern void qs_noise_insert(int n, int layers, const uint8_t *pauli, const double *trailing,
							double *field, double *angle);

/* One error on a state made by single gates. */
extern QsStatus qs_noise_apply(QsStatevector *state, int qubit, QsPauli pauli);

/* Flip each of count measured bits (bytes 0/1) with the given probability. */
extern void qs_noise_readout(QsHost *host, QsRandom *random, double probability, uint8_t *bits, size_t count);

/* Flip the bits of rows of n, bit q with probability flip[q]. */
extern void qs_noise_readout_qubits(QsHost *host, QsRandom *random, int n, const double *flip, uint8_t *rows,
									int shots);

/* How many distinct trajectories are worth simulating for so many faulty shots of a
 * circuit that passes `passes` times over 2^n amplitudes: one each, unless that is
 * more than about 2^31 updates (but at least 16). */
extern int	qs_noise_trajectories(int n, double passes, int shots);

#endif
