/*
 * tangent.h
 *	  The tangent of a quadratic objective.
 */
#ifndef QS_TANGENT_H
#define QS_TANGENT_H

#include "model/model.h"

/*
 * Tangent of the objective at `around` (n values in [0, 1]; NULL: all 1/2, of an
 * assignment kept as matrices 1 / order): cost c_i + sum_j c_ij around_j; returns the
 * constant that makes it touch.  O(terms), order^3 for matrices.
 */
extern double qs_tangent(QsHost *host, const QsModel *model, const double *around,
						 double *cost);

#endif
