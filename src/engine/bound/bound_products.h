/*
 * bound_products.h
 *	  A bound for quadratic objectives with rows: rows times variables, the first level
 *	  of reformulation-linearisation (Adams & Sherali 1986), by multipliers.
 *
 * With x_i = 1 the rows say something about the others: at least Z_i is then paid for
 * the share of its pairs that x_i is charged with.  Any division of each pair's
 * coefficient among its two variables gives the bound of a linear model with costs
 * c_i + Z_i under the same rows; ascent looks for a good one (Caprara, Pisinger & Toth,
 * "Exact solution of the quadratic knapsack problem", 1999).
 */
#ifndef QS_BOUND_PRODUCTS_H
#define QS_BOUND_PRODUCTS_H

#include "bound/underestimate.h"

/* Largest number of variables: three dense matrices are kept */
#define QS_BOUND_PRODUCTS_MOST	1200

/*
 * QS_UNSUPPORTED: matrices, no pairs or no rows, or too many variables; QS_INFEASIBLE
 * when the rows are.  Ends by counted work, at any time with what it has.
 */
extern QsStatus qs_bound_products(QsHost *host, const QsModel *model,
								  const QsStructure *structure, QsUnderestimate *out);

#endif
