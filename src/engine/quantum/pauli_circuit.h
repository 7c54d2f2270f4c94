/*
 * pauli_circuit.h
 *	  The brickwork circuit of a Pauli correlation encoding and the correlations it
 *	  makes; see pauli_correlation.h.
 */
#ifndef QS_PAULI_CIRCUIT_H
#define QS_PAULI_CIRCUIT_H

#include "model/ising.h"
#include "quantum/real_layer.h"

#define QS_PAULI_MAX_QUBITS		16
#define QS_PAULI_MAX_VARIABLES	38610	/* three axes, 8 letters on 16 qubits */

#define QS_PAULI_AXES			3

typedef struct QsPauliShape
{
	int			order;			/* letters per string */
	int			qubits;
	int			layers;
	int			parameters;		/* 2 qubits layers: per layer all RY, then all RZ angles */
} QsPauliShape;

/*
 * Shape of the circuit for n variables.  `order` letters at least, more when the
 * circuit would pass QS_PAULI_MAX_QUBITS; `layers` at least, more so that there is
 * a parameter for every variable.  False when n does not fit.
 */
extern bool qs_pauli_shape(int n, int order, int layers, QsPauliShape *shape);

typedef struct QsPauliCircuit
{
	QsHost	   *host;
	QsRealLayerFunction layer;
	QsPauliShape shape;
	int			n;				/* variables */
	size_t		states;			/* 2^qubits */
	size_t		size;			/* of the vectors: at least 16 */
	QsIsing    *ising;
	double		deviation;
	double		squash;
	double	   *re;
	double	   *im;
	double	   *dual_re;
	double	   *dual_im;
	double	   *basis_re;		/* scratch: the state in an axis' basis */
	double	   *basis_im;
	double	   *work;			/* scratch: a function on the basis states */
	double	   *phase;			/* scratch: its partner */
	uint32_t   *set;			/* n: qubits of each string, whose axis is the variable
								 * modulo QS_PAULI_AXES (X, Y, Z) */
	double	   *correlation;	/* n */
	double	   *slope;			/* n: d loss / d correlation */
	double	   *negated;		/* qubits */
} QsPauliCircuit;

extern QsPauliCircuit *qs_pauli_create(QsHost *host, const QsQubo *qubo,
									   const QsPauliShape *shape);
extern void qs_pauli_free(QsPauliCircuit *circuit);

/* CZ gates between layer l - 1 and layer l, a bit for each pair of neighbours */
extern uint64_t qs_pauli_bricks(const QsPauliCircuit *circuit, int layer);

/* Run at angles (parameters); false when the host asked to stop.  Never throws. */
extern bool qs_pauli_prepare(QsPauliCircuit *circuit, const double *angles);

/* work = probabilities in the axis' basis */
extern void qs_pauli_probabilities(QsPauliCircuit *circuit, int axis);

/* Fill correlation. */
extern void qs_pauli_measure(QsPauliCircuit *circuit);

/* dual = sum_i slope_i P_i state */
extern void qs_pauli_fill_dual(QsPauliCircuit *circuit);

/* Back through the circuit with the dual; false when the host asked to stop. */
extern bool qs_pauli_gradient(QsPauliCircuit *circuit, const double *angles, double *gradient);

#endif
