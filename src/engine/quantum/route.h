/*
 * route.h
 *	  A circuit put on a processor where not all qubits interact.
 *
 * Greedy, and so far from the fewest swaps: qubits are placed one after the other, the
 * one with most gates to those placed already where these are nearest; gates that wait
 * for neighbours bring the nearest pair together, one swap at a time, by the swap that
 * the other waiting gates gain most from.  Diagonal gates of a layer commute and are
 * done in whatever order suits.
 */
#ifndef QS_ROUTE_H
#define QS_ROUTE_H

#include "quantum/coupling.h"
#include "quantum/gate_list.h"

#define QS_ROUTE_QUBITS	128		/* of a circuit */

typedef struct QsRouted
{
	QsGateList *gates;			/* on places, swaps among them */
	int32_t    *place;			/* of each qubit of the circuit when it ends */
} QsRouted;

/* gates->n = coupling->n <= QS_ROUTE_QUBITS.  O(gates * qubits + swaps * gates of a layer). */
extern QsRouted *qs_route(QsHost *host, const QsGateList *gates, const QsCoupling *coupling);
extern void qs_routed_free(QsHost *host, QsRouted *routed);

#endif
