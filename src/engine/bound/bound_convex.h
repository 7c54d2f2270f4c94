/*
 * bound_convex.h
 *	  A bound for quadratic objectives with rows by convexification.
 *
 * On binary x, x_i^2 = x_i and (a.x - b)^2 = 0 for an equality row, so that the objective
 * is a convex function with a larger diagonal and with such squares; its least over the
 * linear relaxation is a bound (Billionnet & Elloumi 2007).  The diagonal that loses
 * least where that minimum lies is the dual of a semidefinite relaxation; both are found in turn.
 * Products x_i x_j are never negative, and 0 for conflicts: priced by multipliers, as far as
 * the semidefinite solution breaks that.
 */
#ifndef QS_BOUND_CONVEX_H
#define QS_BOUND_CONVEX_H

#include "bound/underestimate.h"

/* Largest number of variables: dense matrices, factorised */
#define QS_BOUND_CONVEX_MOST	1200

/*
 * Nothing rests on the convex programs being solved: the matrix is proved to have no
 * negative eigenvalue, and the bound is that of a tangent under the rows.
 * QS_UNSUPPORTED: matrices, no pairs, no rows, or too many variables.
 */
extern QsStatus qs_bound_convex(QsHost *host, const QsModel *model, const QsStructure *structure,
								uint64_t seed, QsUnderestimate *out);

#endif
