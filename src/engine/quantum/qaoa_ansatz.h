/*
 * qaoa_ansatz.h
 *	  From the parameters of a QAOA variant to a layered circuit, and back with
 *	  gradients.
 *
 * Layer l applies exp(-i gamma E / deviation), then exp(-i beta B), where B is the sum
 * of X (X mixer), of (XX + YY) / 2 over hops (XY), or of the warm start's own
 * operators.  The circuit starts from the ground state of -B: minimisation wants
 * gamma and beta of opposite signs, here gamma > 0 and beta < 0.
 *
 * Parameters: all gammas, then all betas, layer by layer.  Tied: one gamma and one
 * beta a layer.  Multi-angle (Herrman et al. 2022): a gamma for every non-zero
 * field (by qubit), then every coupling (by first, second); a beta for every mixer
 * unit (a qubit; with XY mixers the free qubits, then the groups).
 */
#ifndef QS_QAOA_ANSATZ_H
#define QS_QAOA_ANSATZ_H

#include "quantum/qaoa_problem.h"

#define QS_WARM_LEAST	0.25	/* warm-start probabilities stay this far from 0 and 1
								 * (the regularisation of Egger, Marecek & Woerner 2021) */

typedef struct QsAnsatz
{
	QsHost	   *host;
	const QsQaoaProblem *problem;
	int			layers;
	bool		multi_angle;
	int			units;			/* of the mixer */
	int			parameters;
	double	   *warm;			/* n: polar angle of each qubit's start, or NULL */

	/* the circuit of the last parameters; angles are those of units */
	QsCircuit	circuit;
	double	   *field;			/* layers x n */
	double	   *coupling;		/* layers x pairs */
	double	   *angle;			/* layers x units */
	double	   *trailing;		/* layers x n: phase a warm mixer leaves behind (field of
								 * the next layer); NULL without warm start */

	/* derivatives by the same */
	double	   *by_field;
	double	   *by_coupling;
	double	   *by_angle;
} QsAnsatz;

/* units: n for X mixers.  warm: n probabilities of 1, or NULL. */
extern QsAnsatz *qs_ansatz_create(QsHost *host, const QsQaoaProblem *problem, int layers,
								  int units, bool multi_angle, const double *warm);
extern void qs_ansatz_free(QsAnsatz *ansatz);

/* Parameters from one gamma and one beta a layer. */
extern void qs_ansatz_spread(const QsAnsatz *ansatz, const double *gamma, const double *beta,
							 double *theta);

/* Fill circuit for the parameters.  Never throws. */
extern void qs_ansatz_build(QsAnsatz *ansatz, const double *theta);

/* Gradient by the parameters from by_field, by_coupling and by_angle at theta. */
extern void qs_ansatz_pull_back(const QsAnsatz *ansatz, const double *theta, double *gradient);

#endif
