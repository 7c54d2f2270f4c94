/*
 * program.h
 *	  The gates of the circuits that the samplers simulate.
 */
#ifndef QS_PROGRAM_H
#define QS_PROGRAM_H

#include "quantum/gate_list.h"
#include "quantum/qaoa_problem.h"
#include "sampling/sampler.h"

/* What a circuit is made of */
typedef struct QsProgram
{
	QsSolver	solver;			/* QAOA or VQE */
	QsMixer		mixer;			/* QAOA */
	bool		multi_angle;
	int			layers;
	const double *angles;		/* as in QsSamplerReport */
	int			angle_count;
} QsProgram;

/*
 * The circuit that samples input->qubo (qubit i carries x_i), without measurement.  Gates
 * are h, x, rx, ry, rz, cx, cz and rzz; the rzz of a layer stand in rounds of disjoint
 * pairs.  XY mixers read input's groups, warm starts its probabilities.  QS_UNSUPPORTED:
 * a solver or mixer without such a circuit, or without the groups or probabilities it
 * needs; QS_INVALID: a number of angles that does not fit.  O(layers * terms); XY mixers
 * also walk through the states their groups allow, for the scale of the energies.
 */
extern QsStatus qs_program_gates(QsHost *host, const QsProgram *program,
								 const QsSamplerInput *input, QsGateList **gates);

/* A QAOA circuit of which the simulation knows more: the scaled problem, the polar angle
 * of each qubit's warm start (or NULL) and the units of the mixer.  Angles must fit. */
extern QsGateList *qs_program_qaoa_gates(QsHost *host, const QsProgram *program,
										 const QsSamplerInput *input, const QsQaoaProblem *problem,
										 const double *polar, int units);

#endif
