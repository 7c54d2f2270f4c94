/*
 * relax_rows.h
 *	  What the rows really demand of a binary x, and what multipliers of the
 *	  rows prove, both safe against rounding.
 */
#ifndef QS_RELAX_ROWS_H
#define QS_RELAX_ROWS_H

#include "base/relax_exact.h"
#include "model/model.h"

/*
 * Bounds that every x accepted by qs_model_feasible() or by the judge (verify.h)
 * keeps.  An exact row gets bounds rounded inwards to multiples of the greatest
 * common divisor; any other row gets its tolerance and its rounding added.  lower, upper: m.
 * O(nonzeros).
 */
extern void qs_rows_effective(const QsModel *model, double *lower, double *upper);

/* The same for one row */
extern void qs_row_effective(const QsModel *model, int row, double *lower, double *upper);

/*
 * Multipliers that may be used: zero where the sign asks for a bound the row
 * does not have (y > 0 needs a lower, y < 0 an upper bound), or not finite.
 */
extern void qs_multipliers_clamp(const double *lower, const double *upper, int m, double *dual);

/* d_j = cost_j - y.A_j in doubled precision; cost NULL: zero.  O(column). */
extern QsExact qs_reduced_cost(const QsModel *model, const double *cost,
							   const double *dual, int j);

/* sum_r y_r * (lower_r if y_r > 0, upper_r if y_r < 0), for clamped multipliers */
extern QsExact qs_multiplier_constant(const double *lower, const double *upper,
									  int m, const double *dual);

/*
 * Lagrangian bound of clamped multipliers:
 *		constant + y.b + sum_j min(0, d_j)  <=  constant + cost.x
 * for every binary x within the row bounds; rounded down.  With cost NULL a
 * result > 0 is a Farkas certificate that no x meets the rows.
 * reduced_cost (n, may be NULL) gets the d_j.  O(nonzeros), interruptible.
 */
extern double qs_multiplier_bound(QsHost *host, const QsModel *model, const double *cost,
								  double constant, const double *lower, const double *upper,
								  const double *dual, double *reduced_cost);

#endif
