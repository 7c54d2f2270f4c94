/*
 * qaoa_problem.h
 *	  A QUBO the way quantum circuits see it: spin terms and energies divided by
 *	  their standard deviation, without which angles mean nothing.
 */
#ifndef QS_QAOA_PROBLEM_H
#define QS_QAOA_PROBLEM_H

#include "model/qubo.h"
#include "quantum/statevector/statevector.h"

typedef struct QsQaoaProblem
{
	int			n;
	double		mean;			/* E = mean + deviation * scaled energy */
	double		deviation;		/* 1 for a constant function */
	bool		symmetric;		/* no fields: flipping all spins changes nothing */

	/* non-zero terms of the spin form, divided by the deviation: fields by qubit,
	 * couplings by (first < second), as the QUBO lists them */
	int			fields;
	int32_t    *field_qubit;
	double	   *field;
	int64_t		pairs;
	int32_t    *first;
	int32_t    *second;
	double	   *coupling;

	QsQuadratic energy;			/* scaled energies as a function of bits; owns its arrays */
	double	   *linear;
	double	   *pair_weight;
} QsQaoaProblem;

/* The deviation is sqrt(sum h^2 + sum J^2), that of uniformly random spins. O(n + t). */
extern QsQaoaProblem *qs_qaoa_problem_create(QsHost *host, const QsQubo *qubo);
extern void qs_qaoa_problem_free(QsHost *host, QsQaoaProblem *problem);

/*
 * The field that a spin sees at random, in scaled energies: the root of the mean of h_i^2 + sum_j J_ij^2
 * over spins that have terms; 0: none has.  Good gammas are alike times this, whatever the size
 * or the degree: one over it is sqrt(n / 2) without fields.  (Cubic graphs and dense spin glasses of
 * any size have the same gammas then, as Brandao et al. 2018 and Farhi et al. 2022 show.)
 */
extern double qs_qaoa_problem_field(QsHost *host, const QsQaoaProblem *problem);

/* Shift and divide the scaled energies once more, so that they have mean 0 and
 * deviation 1 over other states than all. */
extern void qs_qaoa_problem_rescale(QsQaoaProblem *problem, double mean, double deviation);

#endif
