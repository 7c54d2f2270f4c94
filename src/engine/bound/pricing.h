/*
 * pricing.h
 *	  Multipliers priced at the nodes of a tree: reduced costs and bounds in plain double
 *	  with error margins, as nodes are many.
 */
#ifndef QS_PRICING_H
#define QS_PRICING_H

#include "rows/presolve_propagation.h"

typedef struct QsPricing
{
	const QsModel *model;
	double	   *dual;			/* m: the multipliers */
	double	   *reduced;		/* n: reduced costs, */
	double	   *error;			/* n: and how far they may be off */
	double		base;			/* constant + y.b, rounded down */
} QsPricing;

extern void qs_pricing_create(QsHost *host, const QsModel *model, QsPricing *pricing);
extern void qs_pricing_free(QsHost *host, QsPricing *pricing);

/*
 * Reduced costs and base of pricing->dual, which is clamped to the signs its rows
 * allow, for costs (NULL: zero): n terms of magnitude M lose less than n 2^-52 M.
 * O(nonzeros).
 */
extern void qs_pricing_price(QsPricing *pricing, const QsPropagator *propagator,
							 const double *cost, double constant);

/* Bound of the node where the variables have these values (QS_FREE: none).  O(n). */
extern double qs_pricing_bound(const QsPricing *pricing, const int8_t *value);

#endif
