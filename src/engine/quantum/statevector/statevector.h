/*
 * statevector.h
 *	  The simulated quantum processor: a state vector, layered circuits on it,
 *	  expectations and measurements.
 *
 * A layered circuit alternates a diagonal phase, quadratic in the bits, with a
 * rotation of every qubit:
 *		exp(-i phi(x)),  phi(x) = sum_i field_i x_i + sum_ij coupling_ij x_i x_j,
 *		then exp(-i angle_q X_q) (or exp(-i angle_q Y_q)) on every qubit q.
 * QAOA with any angles, warm starts, multi-angle QAOA, Pauli errors, and RY/CZ
 * ansatz circuits all have this form.  Bit i of a basis state is qubit i.
 *
 * How it is made fast (DESIGN 5):
 *	- amplitudes carry a factor i^popcount(x), which makes exp(-i b X) a real
 *	  rotation, so that real and imaginary parts never meet in a mixer;
 *	- rotations are written with the tangent (a - t b, b + t a), their cosines are
 *	  folded into the phases; a rotation by more than 45 degrees is a bit flip
 *	  times a smaller one, and flips only change the *frame*: stored amplitude y
 *	  belongs to basis state y ^ frame;
 *	- phases are products of small tables (a quadratic form over two sets of bits
 *	  is a form over each plus, for each value of one, a linear form over the
 *	  other), so no energy of 2^n states is stored and no sine is taken per state;
 *	- passes over memory alternate between contiguous tiles (low qubits) and
 *	  columns (high qubits); the rotation of one layer, the phase and the rotation
 *	  of the next share a pass, so p layers take p + 1 passes.
 *
 * Nothing here throws once the state exists: long functions poll the host and
 * return QS_INTERRUPTED, so they may be called from inside a library's callback.
 */
#ifndef QS_STATEVECTOR_H
#define QS_STATEVECTOR_H

#include "base/host.h"
#include "base/random.h"

#define QS_STATEVECTOR_QUBITS	32

typedef struct QsStatevector QsStatevector;

/* constant + sum linear_i x_i + sum coefficient_k x_first[k] x_second[k] */
typedef struct QsQuadratic
{
	int			n;
	double		constant;
	const double *linear;		/* n */
	int64_t		pairs;
	const int32_t *first;
	const int32_t *second;
	const double *coefficient;
} QsQuadratic;

typedef struct QsCircuit
{
	int			n;
	int			layers;			/* >= 1 */
	const double *start;		/* n angles a: product of cos(a/2)|0> + sin(a/2)|1>;
								 * NULL: the uniform superposition */
	bool		y_rotations;	/* rotate by Y instead of X */
	int64_t		pairs;			/* the same pairs in every layer, none twice */
	const int32_t *first;
	const int32_t *second;
	const double *field;		/* layers x n */
	const double *coupling;		/* layers x pairs */
	const double *angle;		/* layers x n */
} QsCircuit;

/* Bytes a state of n qubits takes in all, scratch included. */
extern double qs_statevector_bytes(int n, bool double_precision);
extern double qs_statevector_half_bytes(int n, bool double_precision);

/* An n-qubit state, 1 <= n <= QS_STATEVECTOR_QUBITS, with meaningless contents until
 * it is run or set to a basis state.  Instruction set by host->simd. */
extern QsStatevector *qs_statevector_create(QsHost *host, int n, bool double_precision);

/*
 * The same for circuits that are symmetric under flipping all qubits: X rotations,
 * the uniform start, no fields in the spin form.  Stores half the amplitudes (all
 * of them when n <= 12); only qs_statevector_run may change such a state.
 */
extern QsStatevector *qs_statevector_create_half(QsHost *host, int n, bool double_precision);
extern void qs_statevector_free(QsStatevector *state);

extern int	qs_statevector_qubits(const QsStatevector *state);
extern QsHost *qs_statevector_host(const QsStatevector *state);

/* Become the state the circuit prepares.  QS_INTERRUPTED: the host asked to stop
 * and the state is meaningless.  O(layers n 2^n). */
extern QsStatus qs_statevector_run(QsStatevector *state, const QsCircuit *circuit);

/* The circuit's layers on top of what the state holds (circuit->start is ignored).
 * A state from single gates or qs_statevector_basis takes Y rotations or angles 0
 * only: it does not carry the factor X rotations want.  Not for half states. */
extern QsStatus qs_statevector_apply(QsStatevector *state, const QsCircuit *circuit);

/* ---- single gates; plain loops, for small circuits of another shape.
 * QS_INTERRUPTED as above. ---- */

extern QsStatus qs_statevector_basis(QsStatevector *state, uint64_t bits);

/* Put one amplitude into a state made by gates or qs_statevector_basis. */
extern void qs_statevector_set(QsStatevector *state, uint64_t x, double real, double imaginary);

/* Any 2 x 2 matrix, row-major: {re 00, im 00, re 01, im 01, re 10, ...}. */
extern QsStatus qs_statevector_gate(QsStatevector *state, int qubit,
									const double matrix[8]);

/* exp(-i angle (XX + YY) / 2): a hop between 01 and 10. */
extern QsStatus qs_statevector_hop(QsStatevector *state, int a, int b,
								   double angle);

/* ---- reading ---- */

/* Amplitude of basis state x (global phase included). */
extern void qs_statevector_amplitude(const QsStatevector *state, uint64_t x,
									 double *real, double *imaginary);
extern double qs_statevector_probability(const QsStatevector *state, uint64_t x);

/* Mean of a quadratic function, accumulated in double. */
extern QsStatus qs_statevector_expectation(QsStatevector *state, const QsQuadratic *function,
										   double *mean);

/* Measure `shots` times; x of each shot.  Without a second array of 2^n.  May throw
 * (allocates a number a shot). */
extern QsStatus qs_statevector_sample(QsStatevector *state, QsRandom *random, int shots,
									  uint64_t *bits);

/*
 * Tails: the mean of the best fraction of the energy distribution (conditional
 * value at risk, CVaR; Barkoutsos et al. 2020), exact up to rounding.  The states
 * of lowest energy are listed once, in order; a tail that reaches beyond the list is found by
 * histograms over all states, refined where it ends.  The function must outlive
 * the tail, and the state be of the same kind.  May throw; O(2^n).
 */
typedef struct QsTail QsTail;

extern QsTail *qs_tail_create(const QsStatevector *state, const QsQuadratic *function);
extern void qs_tail_free(QsTail *tail);

/* Bytes a tail of n qubits takes at most, while it is made. */
extern double qs_tail_bytes(int n);

/* *mean over the fraction (0 < fraction <= 1) and the energy it ends at (may be NULL) */
extern QsStatus qs_statevector_tail_mean(QsStatevector *state, QsTail *tail, double fraction,
										 double *mean, double *threshold);

/*
 * Gradients by the adjoint method (Jones & Gacon 2020): a second state is carried back through
 * the circuit.  The first is carried back beside it, or, where memory allows, kept as it was
 * after each layer's phase.  May throw.
 */
typedef struct QsGradient QsGradient;

/* Bytes it takes where states of layers are not kept */
extern double qs_gradient_bytes(int n, int layers, bool double_precision);

/* spare: bytes that are to be left for what is allocated after it, if states are kept */
extern QsGradient *qs_gradient_create(const QsStatevector *state, int most_layers, double spare);
extern void qs_gradient_free(QsGradient *gradient);

/*
 * Run the circuit, and differentiate the mean of the function (fraction 1) or of
 * its tail (fraction < 1; tail is needed then, see above) by every field, coupling
 * and angle of the circuit.  Never throws.  About four times the cost of the
 * circuit with the states of layers kept, five otherwise; not for half states.
 */
extern QsStatus qs_statevector_gradient(QsStatevector *state, QsGradient *gradient,
										const QsCircuit *circuit, const QsQuadratic *function,
										QsTail *tail, double fraction, double *value,
										double *by_field, double *by_coupling, double *by_angle);

#endif
