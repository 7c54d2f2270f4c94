/*
 * relax.h
 *	  The linear relaxation 0 <= x <= 1 of a model, solved by CLP so that a cancel
 *	  acts within 100 ms.
 */
#ifndef QS_RELAX_H
#define QS_RELAX_H

#include "structure/structure.h"

typedef struct QsRelaxation
{
	double		objective;		/* engine sense, constant included */
	double	   *value;			/* n: primal values in [0, 1] */
	double	   *reduced_cost;	/* n: c_j - y.A_j, recomputed by us from dual */
	double	   *dual;			/* m: y, d objective / d row bound (engine sense: <= 0 on a
								 * binding upper bound, >= 0 on a binding lower bound) */
	double		bound;			/* valid lower bound on the binary optimum from dual
								 * (safe against rounding); for a quadratic objective
								 * -INFINITY unless one could be derived */
	int64_t		iterations;

	/* where cuts made it stronger: the model with them as further rows, which has the
	 * same feasible x, and multipliers of its rows, from which bound and reduced_cost
	 * are; NULL: dual has it all */
	QsModel    *strong;
	double	   *strong_dual;	/* strong->m */
} QsRelaxation;

/*
 * Solve the relaxation.  A quadratic objective is replaced by its linearisation
 * at `around` (n values in [0,1]; NULL: all 1/2).  QS_INFEASIBLE when the LP is
 * (checked by a Farkas certificate recomputed by us); QS_INTERRUPTED at the
 * deadline; QS_LIMIT at `max_iterations` (0: none).  On any status but OK no
 * relaxation is returned (*out = NULL).  Where neither limits it, a counted amount of work
 * does (some 20 s): value is then what the program had reached, dual and bound are valid.
 * Charges an estimate of CLP's memory.
 *
 * An assignment kept as matrices is a linear assignment problem (around NULL:
 * 1 / order).  A class may have a relaxation of its own (structure: of the model, or
 * NULL): value, reduced_cost and bound are then stronger than the rows alone give,
 * and dual may reproduce the reduced costs only about.
 */
extern QsStatus qs_relax(QsHost *host, const QsModel *model, const QsStructure *structure,
						 const double *around, int64_t max_iterations, QsRelaxation **out);
extern void qs_relaxation_free(QsHost *host, QsRelaxation *relaxation);

/* The rows that the bound of a relaxation of model is from, and their multipliers
 * (relaxation NULL: the model, and none) */
static inline const QsModel *
qs_relaxation_model(const QsRelaxation *relaxation, const QsModel *model)
{
	return relaxation && relaxation->strong ? relaxation->strong : model;
}

static inline const double *
qs_relaxation_dual(const QsRelaxation *relaxation)
{
	return relaxation == NULL ? NULL
		: relaxation->strong ? relaxation->strong_dual : relaxation->dual;
}

#endif
