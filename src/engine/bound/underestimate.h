/*
 * underestimate.h
 *	  Linear models that stand below a quadratic one: bounds and certificates of theirs
 *	  are ones of it.
 */
#ifndef QS_UNDERESTIMATE_H
#define QS_UNDERESTIMATE_H

#include "relax/relax.h"

typedef struct QsUnderestimate
{
	QsModel    *model;			/* the rows under a linear objective that no feasible x has more of
								 * than of the model's own */
	QsRelaxation *relaxation;	/* of model, cuts included */
} QsUnderestimate;

/*
 * Take the rows under constant + cost.x and relax them.  QS_OK: out is to be freed;
 * QS_INFEASIBLE: the rows are; QS_LIMIT, QS_INTERRUPTED: nothing came of it.
 */
extern QsStatus qs_underestimate_by(QsHost *host, const QsModel *model,
									const QsStructure *structure, const double *cost,
									double constant, QsUnderestimate *out);
extern void qs_underestimate_free(QsHost *host, QsUnderestimate *underestimate);

#endif
