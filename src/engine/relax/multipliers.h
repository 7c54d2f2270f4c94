/*
 * multipliers.h
 *	  Multipliers of the rows by Lagrangian ascent: near-optimal duals and an
 *	  approximate primal point of the linear relaxation, without an LP library.
 */
#ifndef QS_MULTIPLIERS_H
#define QS_MULTIPLIERS_H

#include "model/model.h"

/*
 * The linear part a relaxation uses: the objective itself when it is linear, else
 * its gradient at `around` (n values in [0,1]; NULL: all 1/2), so that c.x is the
 * linearisation up to a constant.  O(n + terms); O(order^3) for matrices, where
 * `around` must be NULL or is ignored in favour of the uniform assignment.
 */
extern void qs_linearise(const QsModel *model, const double *around, double *cost);

/*
 * Maximise L(y) = y.b + sum_j min(0, c_j - y.A_j) by the volume algorithm.
 * cost: n, see qs_linearise.  dual: m, signs as in relax.h (<= 0 on an upper
 * bound, >= 0 on a lower one).  value: n primal estimates in [0, 1], or NULL.
 * bound: L at dual, without the model's constant; or NULL.
 * QS_INTERRUPTED at the deadline (outputs hold the best so far).
 * O(iterations * nonzeros); iterations 0 means 400.
 *
 * Barahona & Anbil, "The volume algorithm: producing primal solutions with a
 * subgradient method", 2000.
 */
extern QsStatus qs_multipliers(QsHost *host, const QsModel *model, const double *cost,
							   int iterations, double *dual, double *value, double *bound);

#endif
