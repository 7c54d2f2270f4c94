/*
 * real_layer.h
 *	  Layers of RY rotations and CZ gates on real state vectors.
 *
 * RY(t) = [[cos t/2, -sin t/2], [sin t/2, cos t/2]] and CZ are real matrices: from
 * |0...0> they never leave the real numbers, and on a complex state they act on
 * real and imaginary parts alike.  A layer first multiplies by the signs of its
 * CZ gates and then rotates every qubit, in one pass over cache-sized blocks for
 * the low twelve qubits and one more for every eight above.
 *
 * The same pass carries a second vector along (the adjoint state) and takes the
 * derivatives: d RY / dt = 1/2 J RY with J = [[0, -1], [1, 0]], which commutes with
 * every rotation of the layer.
 */
#ifndef QS_REAL_LAYER_H
#define QS_REAL_LAYER_H

#include "base/host.h"

/* States hold 2^qs_real_qubits(n) values: at least 16. */
#define QS_REAL_LEAST_QUBITS	4

static inline int
qs_real_qubits(int n)
{
	return n < QS_REAL_LEAST_QUBITS ? QS_REAL_LEAST_QUBITS : n;
}

typedef struct QsRealLayer
{
	int			n;				/* qubits, 1 to 32; qubit i is bit i of the index */
	uint64_t	pairs;			/* bit i: CZ on qubits i and i + 1, before the rotations */
	const double *angle;		/* n */
	void	   *state;			/* floats or doubles */
	void	   *dual;			/* transformed alike, or NULL */
	double	   *gradient;		/* n, with dual: increased by dual . J_i state; or NULL */
} QsRealLayer;

/* Transform.  Never throws; false when the host asked to stop in between (then the
 * state is garbage).  O(n 2^n). */
typedef bool (*QsRealLayerFunction) (QsHost *host, const QsRealLayer *layer);
extern QsRealLayerFunction qs_real_layer_function(QsSimd simd, bool is_double);

#endif
