/*
 * lawler.h
 *	  The Gilmore-Lawler bound of a quadratic assignment problem, whole or with
 *	  some facilities placed.
 *
 * Gilmore 1962; Lawler 1963.  Each cell (facility, location) gets a lower bound
 * on what it pays by itself: its own cost and the smallest scalar product of
 * the facility's outgoing flows with the distances from the location; a linear
 * assignment problem then bounds the sum.  Any matrices, asymmetric ones and
 * diagonals included.
 */
#ifndef QS_LAWLER_H
#define QS_LAWLER_H

#include "model/model.h"
#include "numeric/assignment_problem.h"

typedef struct QsLawler
{
	QsHost	   *host;
	const QsAssignment *matrices;
	int			order;
	int32_t    *flow_order;		/* order x order: others of each facility, flows ascending */
	int32_t    *distance_order; /* others of each location, distances descending */
	double	   *flow;			/* scratch: gathered rows */
	double	   *distance;
	double	   *cell;			/* order x order: bounds of the free cells, compact */
	int		   *chosen;			/* order: their optimal assignment */
	uint8_t    *free_facility;	/* marks */
	uint8_t    *free_location;
	QsAssignmentWork *work;
	double		margin;			/* rounding errors of a bound stay below this; 0 when
								 * the data are moderate integers */
} QsLawler;

extern QsLawler *qs_lawler_create(QsHost *host, const QsModel *model);
extern void qs_lawler_free(QsLawler *lawler);

/* Own cost of facility f at location l: diagonals, cost, linear objective */
extern double qs_lawler_own(const QsModel *model, int f, int l);

/*
 * Lower bound on what the `count` free facilities add when put onto as many free
 * locations.  base (count x count): what each cell pays towards itself and what
 * is placed already.  lawler->cell, chosen and work hold the final assignment
 * problem.  O(count^3).
 */
extern double qs_lawler_bound(QsLawler *lawler, int count, const int *facility,
							  const int *location, const double *base);

#endif
