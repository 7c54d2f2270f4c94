/*
 * circuit.h
 *	  Depth and two-qubit gates of the QAOA circuit with the X mixer.
 */
#ifndef QS_CIRCUIT_H
#define QS_CIRCUIT_H

#include "model/qubo.h"

/*
 * Each coupling is one RZZ gate (two CNOTs on most machines); the RZZ gates of a
 * layer are packed into rounds of disjoint pairs by greedy edge colouring.
 * depth: one layer of H, then per QAOA layer the rounds, one RZ (if there are
 * fields) and one RX.  O(pairs * maximum degree).
 */
extern void qs_circuit_cost(QsHost *host, const QsQubo *qubo, int layers, int64_t *depth,
							int64_t *two_qubit_gates);

/*
 * Rounds of disjoint pairs by greedy edge colouring, in the order of the pairs (first <
 * second, none twice): the round of each, from 0, into round.  Returns how many.
 */
extern int	qs_circuit_rounds(QsHost *host, int n, int64_t pairs, const int32_t *first,
							  const int32_t *second, int32_t *round);

#endif
