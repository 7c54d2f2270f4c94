/*
 * relax_flips.h
 *	  What the linear relaxation says when a variable is forced to the value it
 *	  does not take: strong branching at the root, over every variable.
 *
 * The dual simplex goes on from the optimal basis, so a flip costs a few
 * iterations.  The loss bounds what any solution with that value loses, at least
 * as tightly as the reduced cost (Applegate, Bixby, Chvatal & Cook 1995).
 */
#ifndef QS_RELAX_FLIPS_H
#define QS_RELAX_FLIPS_H

#include "relax/relax.h"

/* One forced value and the relaxation under it. */
typedef struct QsFlip
{
	int			variable;
	int			value;			/* 0 or 1, forced */
	bool		infeasible;		/* says the LP library; not to be trusted in a proof */
	double		loss;			/* rise of the relaxation's objective, >= 0; INFINITY: infeasible */
	const double *point;		/* n primal values, or NULL when infeasible */
	const double *dual;			/* multipliers of the rows of qs_relaxation_model(), or NULL
								 * when infeasible */
} QsFlip;

typedef void (*QsFlipVisitor) (void *context, const QsFlip *flip);

/* Both take the rows that the relaxation is of, cuts included. */

/* Is the model of the kind whose flips say something: a linear objective over
 * rows that the relaxation takes as they are? */
extern bool qs_relax_flips_apply(const QsModel *model, const QsRelaxation *relaxation);

/*
 * Force every variable to the value(s) it does not have in the relaxation,
 * smallest |reduced cost| first, and show each outcome to the visitor (which may
 * throw, but not end the sweep).  Ends after about `work` nanoseconds of simplex,
 * by an estimate that repeats: QS_LIMIT.  QS_UNSUPPORTED where they do not apply
 * or the relaxation cannot be solved again.
 */
extern QsStatus qs_relax_flips(QsHost *host, const QsModel *model,
							   const QsRelaxation *relaxation, double work,
							   QsFlipVisitor visit, void *context);

#endif
