/*
 * device.h
 *	  What is known about a quantum processor: which of its qubits interact and what its
 *	  gates and its readout get wrong.
 */
#ifndef QS_DEVICE_H
#define QS_DEVICE_H

#include "base/names.h"

#include <stdbool.h>
#include <stdint.h>

#define QS_DEVICE_QUBITS	1024

typedef enum QsLattice
{
	QS_LATTICE_ALL,				/* any two qubits interact */
	QS_LATTICE_LINE,
	QS_LATTICE_HEAVY_HEX,		/* hexagons with a qubit on every edge */
	QS_LATTICE_GIVEN			/* couples say which; no name */
} QsLattice;

extern const QsNames qs_lattice_names;

/* Two-qubit gates of programs: cx (false) or rzz (true) */
extern const QsNames qs_program_gate_names;

/* Two qubits that interact */
typedef struct QsCouple
{
	int32_t		a;
	int32_t		b;
} QsCouple;

typedef struct QsDevice
{
	int			qubits;			/* 1 to QS_DEVICE_QUBITS */
	QsLattice	lattice;
	int			couples;		/* of QS_LATTICE_GIVEN, none twice */
	const QsCouple *couple;
	bool		has_rzz;		/* its two-qubit gate is rzz; else cx, of which rzz takes two */
	double		error_one;		/* of a gate on one qubit: probability of X, Y or Z, 0 to 3/4 */
	double		error_two;		/* of a gate on two, on each of them */
	double		time_one;		/* of a gate, in any one unit of time */
	double		time_two;
	const double *t1;			/* qubits, in the same unit, INFINITY: none */
	const double *t2;			/* at most 2 t1 */
	const double *readout;		/* qubits: probability that a measured bit is flipped */
} QsDevice;

/* Do gates err?  Readout apart. */
extern bool qs_device_has_noisy_gates(const QsDevice *device);

#endif
