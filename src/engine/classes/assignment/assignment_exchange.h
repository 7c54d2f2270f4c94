/*
 * assignment_exchange.h
 *	  A permutation with the cost change of every 2-exchange kept up to date.
 *
 * Taillard, "Robust taboo search for the quadratic assignment problem", 1991.
 * For a permutation p we keep
 *	  field[i][l]	what facility i would cost at location l, the others fixed
 *	  delta[i][j]	the change of cost when i and j trade places (i < j)
 * An exchange of u and v changes field by a product of two vectors, and delta
 * of pairs apart from u and v by a product of differences of the same vectors;
 * the pairs of u and v come from field.  One exchange is O(order^2) in loops
 * over contiguous rows.
 */
#ifndef QS_ASSIGNMENT_EXCHANGE_H
#define QS_ASSIGNMENT_EXCHANGE_H

#include "classes/assignment/assignment_kernel.h"
#include "classes/assignment/assignment_local.h"

typedef struct QsExchange
{
	const QsAssignmentMoves *assignment;
	const QsAssignmentKernel *kernel;
	int			order;
	int			stride;
	int		   *location;		/* of each facility */
	double		cost;			/* without the model's constant */
	double	   *field;			/* order x stride, by location */
	double	   *delta;			/* order x stride; INFINITY unless column > row */
	double	   *near;			/* order x stride: distance[p_i][p_j] */
	double	   *near_turned;	/* distance[p_j][p_i]; NULL when symmetric */
	double	   *left;			/* four vectors of an update */
	double	   *right;
	double	   *left_turned;
	double	   *right_turned;
	double	   *together;		/* explicit terms: order x stride, cost of the pair as it
								 * stands plus as it would stand exchanged */
} QsExchange;

extern QsExchange *qs_exchange_create(QsHost *host, const QsAssignmentMoves *assignment);
extern void qs_exchange_free(QsHost *host, QsExchange *exchange);

/* Start from a permutation.  O(order^3), or O(terms) for explicit ones. */
extern void qs_exchange_load(QsHost *host, QsExchange *exchange, const int *location);

/* Facilities u and v trade places.  O(order^2). */
extern void qs_exchange_swap(QsExchange *exchange, int u, int v);

static inline double
qs_exchange_delta(const QsExchange *exchange, int i, int j)
{
	return i < j ? exchange->delta[(size_t) i * (size_t) exchange->stride + (size_t) j]
		: exchange->delta[(size_t) j * (size_t) exchange->stride + (size_t) i];
}

#endif
