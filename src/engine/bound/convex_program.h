/*
 * convex_program.h
 *	  The least of a convex quadratic function over the linear relaxation of rows, about.
 */
#ifndef QS_CONVEX_PROGRAM_H
#define QS_CONVEX_PROGRAM_H

#include "model/model.h"

/* x'Mx + linear.x */
typedef struct QsConvex
{
	size_t		n;
	const double *matrix;		/* n x n, symmetric, no eigenvalue below 0 */
	const double *linear;		/* n */
} QsConvex;

/*
 * Simplicial decomposition: a linear program finds a vertex that the gradient points
 * to, then the function is minimised over the hull of the vertices so far (von
 * Hohenbalken, "Simplicial decomposition in nonlinear programming algorithms", 1977).
 * x: n, a point of the relaxation; *gap: how far its value is above the least, by the
 * linear program's word; *work: estimated nanoseconds.  Ends by counted work.  QS_INFEASIBLE and QS_LIMIT: no point.
 */
extern QsStatus qs_convex_minimise(QsHost *host, const QsModel *rows, const QsConvex *function,
								   double *x, double *value, double *gap, double *work);

#endif
