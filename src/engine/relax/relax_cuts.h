/*
 * relax_cuts.h
 *	  Cuts on top of a linear relaxation.
 */
#ifndef QS_RELAX_CUTS_H
#define QS_RELAX_CUTS_H

#include "numeric/lp.h"
#include "relax/relax.h"

/*
 * Strengthen the relaxation of a linear model by cuts, if that raises its bound.  lp
 * has been solved for it and holds the rows active[0 .. active_count - 1] of model; it
 * gets the cuts behind them.  A counted amount of work, in proportion to what lp took.
 */
extern void qs_relax_add_cuts(QsHost *host, const QsModel *model, QsLp *lp, int active_count,
							  const int32_t *active, QsRelaxation *relaxation);

#endif
