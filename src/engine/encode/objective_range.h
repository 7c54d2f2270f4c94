/*
 * objective_range.h
 *	  How far a written out objective reaches.
 */
#ifndef QS_OBJECTIVE_RANGE_H
#define QS_OBJECTIVE_RANGE_H

#include "model/model.h"

/* Are all coefficients integers whose sums are exact?  The constant does not count. */
extern bool qs_objective_integral(const QsQubo *objective);

/* From below the objective of all assignments to above that of the best feasible one,
 * if the model has any.  O(n + t). */
extern double qs_objective_range(const QsModel *model, const QsQubo *objective);

#endif
