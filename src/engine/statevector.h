/*
 * statevector.h
 *	  The state of up to 32 simulated qubits under QAOA with the X mixer.
 *
 * Qubit i is bit i of the index.  Energies are those of a QUBO, centred and
 * divided by their standard deviation: without that, angles mean nothing.
 * Memory is accounted by the host before it is taken.
 */
#ifndef QS_STATEVECTOR_H
#define QS_STATEVECTOR_H

#include "qubo.h"
#include "random.h"
#include "statevector_kernels.h"

typedef struct QsStateVector
{
	QsHost	   *host;
	const QsKernels *kernels;
	int			n;
	bool		halved;			/* spin-flip symmetry: the last qubit is not stored */
	int			stored;			/* n, or n - 1 when halved */
	size_t		size;			/* 2^stored amplitudes */
	bool		is_double;
	void	   *re;				/* size floats or doubles, in the gauge i^popcount */
	void	   *im;
	void	   *energy;			/* (E - mean) / deviation */
	double		mean;
	double		deviation;		/* 1 for a constant function */
	void	   *tile;			/* scratch of the high-qubit pass */
	uint32_t   *order;			/* states by ascending energy, once CVaR asked for it */
	bool		stopped;		/* the host asked to stop inside a layer */
} QsStateVector;

/* Bytes qs_statevector_create would allocate for n stored qubits. */
extern double qs_statevector_bytes(int stored_qubits, bool is_double);

/* Does flipping all bits leave every energy unchanged?  (no fields) */
extern bool qs_statevector_symmetric(QsHost *host, const QsQubo *qubo);

/*
 * Allocate, and compute all energies by block doubling (O(2^n), two additions a
 * state).  Halves the state when the QUBO is symmetric.  n <= 32.
 */
extern QsStateVector *qs_statevector_create(QsHost *host, const QsQubo *qubo, bool is_double);
extern void qs_statevector_free(QsStateVector *state);

/*
 * Run p layers exp(-i beta X) exp(-i gamma E) from the uniform superposition.
 * Never throws: stops between blocks when the host asks to, and sets `stopped`.
 * *expectation (may be NULL) is <E> in units of the deviation about the mean.
 */
extern void qs_statevector_run(QsStateVector *state, int layers, const double *gamma,
							   const double *beta, double *expectation);

/* Mean of the lowest `alpha` of the distribution, same units.  alpha in (0, 1).
 * The first call orders the states (allocates 4 bytes each: may throw). */
extern double qs_statevector_cvar(QsStateVector *state, double alpha);

/* Measure: shots bit strings, ascending.  O(2^n + shots log shots). */
extern void qs_statevector_sample(QsStateVector *state, QsRandom *random, int shots,
								  uint64_t *bits);

/* One amplitude in the usual gauge, for tests. */
extern void qs_statevector_amplitude(const QsStateVector *state, size_t index, double *re,
									 double *im);

/* An energy of the QUBO, offset included, as the state holds it. */
extern double qs_statevector_energy(const QsStateVector *state, size_t index);

#endif
