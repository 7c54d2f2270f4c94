/*
 * coupling.h
 *	  Which qubits of a processor interact.
 */
#ifndef QS_COUPLING_H
#define QS_COUPLING_H

#include "base/host.h"
#include "sampling/device.h"

#define QS_COUPLING_QUBITS	QS_DEVICE_QUBITS

/* Places for the qubits of a circuit: n qubits of a device that hang together */
typedef struct QsCoupling
{
	int			n;
	int32_t    *site;			/* n: which of the device each is */
	int		   *start;			/* n + 1: neighbours of place p are neighbour[start[p]...] */
	int32_t    *neighbour;
	int16_t    *distance;		/* n x n */
} QsCoupling;

/*
 * n qubits of a line, or of a heavy-hex lattice: rows of 4 m + 3 qubits and one qubit
 * between two rows at every fourth column, beginning at 0 and 2 in turns, as large as
 * need be.  Of the lattice those are taken that a breadth-first walk from one of them
 * meets first, from the one where most pairs of them interact.  NULL: any two interact.
 * n at most QS_COUPLING_QUBITS.  O(sites^2).
 */
extern QsCoupling *qs_coupling_create(QsHost *host, QsLattice lattice, int n);

/* The same of a lattice that ends with so many qubits; NULL: it has no n that hang together. */
extern QsCoupling *qs_coupling_of_lattice(QsHost *host, QsLattice lattice, int qubits, int n);

/* The same of a device with the couples given; NULL: no n of its qubits hang together. */
extern QsCoupling *qs_coupling_of_device(QsHost *host, int qubits, const QsCouple *couple,
										 int couples, int n);
extern void qs_coupling_free(QsHost *host, QsCoupling *coupling);

#endif
