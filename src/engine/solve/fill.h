/*
 * fill.h
 *	  Feasible assignments around those that are known, by few flips; private to best.c.
 */
#ifndef QS_FILL_H
#define QS_FILL_H

#include "model/best_set.h"
#include "model/model.h"

/*
 * Fill a set of feasible assignments with others: always the best not yet looked
 * around is next, and all that a flip and its repairs by further flips, `flips` in
 * all (at most QS_FILL_FLIPS), lead to is offered.  Where fixed[i] >= 0 (may be NULL)
 * x_i stays.  Ends when everything in the set was looked around (its marks say so),
 * after `work` coefficients, or at the deadline.
 */
#define QS_FILL_FLIPS	4

extern void qs_fill_around(QsHost *host, const QsModel *model, const int8_t *fixed, int flips,
						   double work, QsBestSet *set);

#endif
