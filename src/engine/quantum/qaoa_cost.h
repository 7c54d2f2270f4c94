/*
 * qaoa_cost.h
 *	  Depth and two-qubit gates of a QAOA circuit on ideal hardware: any two
 *	  qubits may interact, disjoint gates run together.
 */
#ifndef QS_QAOA_COST_H
#define QS_QAOA_COST_H

#include "sampling/sampler.h"

/*
 * A coupling is one RZZ gate and a hop is one XY gate, each counted as one
 * two-qubit gate (both take two CNOTs where only CNOTs exist).  The RZZ gates of a
 * layer are packed into rounds of disjoint pairs by greedy edge colouring.  Depth:
 * the preparation (one layer of single-qubit gates; a group of k qubits takes k - 1
 * two-qubit gates in a chain for its W state), then per layer the RZZ rounds, one
 * round of RZ if there are fields, and the mixer (X: one round; warm: its three
 * rotations RY RZ RY; XY: its rounds of hops).  O(pairs * maximum degree).
 */
extern void qs_qaoa_cost(QsHost *host, const QsSamplerInput *input, QsMixer mixer, int layers,
						 int64_t *depth, int64_t *two_qubit_gates);

#endif
