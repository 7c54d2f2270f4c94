/*
 * qasm.h
 *	  OpenQASM 3 of the very circuits the samplers simulate, ready for hardware.
 */
#ifndef QS_QASM_H
#define QS_QASM_H

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
} QsQasm;

/*
 * Write the circuit that samples input->qubo (qubit i carries x_i): preparation,
 * layers, measurement of qubit i into bit i.  A measured 1 is x_i = 1.  Gates are x,
 * h, rx, ry, rz, cx and cz of stdgates.inc, one a line; angles are exact decimals.
 * XY mixers read input's groups, warm starts its probabilities.  *text is host
 * memory, zero-terminated.  QS_UNSUPPORTED: a solver or mixer without such a
 * circuit, or without the groups or probabilities it needs; QS_INVALID: a number
 * of angles that does not fit.  O(layers * terms); XY mixers also walk through
 * the states their groups allow, for the scale of the energies.
 */
extern QsStatus qs_qasm_write(QsHost *host, const QsQasm *qasm, const QsSamplerInput *input,
							  char **text);

#endif
