/*
 * qasm.h
 *	  OpenQASM 3 of the very circuits the samplers simulate, ready for hardware.
 */
#ifndef QS_QASM_H
#define QS_QASM_H

#include "quantum/coupling.h"
#include "quantum/gate_list.h"
#include "sampling/sampler.h"

typedef struct QsQasm
{
	const char *title;			/* first comment: the name of the solver; NULL: none */
	QsSolver	solver;			/* QAOA or VQE */
	QsMixer		mixer;			/* QAOA */
	bool		multi_angle;
	int			layers;
	const double *angles;		/* as in QsSamplerReport */
	int			angle_count;
	const int32_t *variable_of; /* per qubit, for the comments: the variable it stands for,
								 * -1 for a slack bit; NULL: none */
	bool		keep_rzz;		/* rzz and swap as gates of their own; else as cx, rz and cx */
	const QsCoupling *coupling; /* of the device it is for; NULL: any two qubits interact */
} QsQasm;

/*
 * Write the circuit that samples input->qubo (qubit i carries x_i): preparation,
 * layers, measurement of qubit i into bit i, wherever swaps have brought it.  A measured
 * 1 is x_i = 1.  Gates are x, h, rx, ry, rz, cx, cz and swap of stdgates.inc, and rzz,
 * which is defined; one a line; angles are exact decimals.  *text is host memory,
 * zero-terminated; *cost (may be NULL) what the program costs: two_qubit_gates as they
 * are written, swaps before they became cx.  Statuses are those of qs_program_gates();
 * QS_UNSUPPORTED also for more than QS_ROUTE_QUBITS qubits with a coupling.
 */
extern QsStatus qs_qasm_write(QsHost *host, const QsQasm *qasm, const QsSamplerInput *input,
							  char **text, QsGateCost *cost);

#endif
