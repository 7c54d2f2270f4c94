/*
 * assignment_problem.h
 *	  The linear assignment problem, exact: successive shortest augmenting paths
 *	  with potentials (Kuhn 1955; Jonker & Volgenant 1987).
 */
#ifndef QS_ASSIGNMENT_PROBLEM_H
#define QS_ASSIGNMENT_PROBLEM_H

#include "base/host.h"

/*
 * Permutation `location` (order entries) minimising sum_i cost[i * order +
 * location[i]].  INFINITY forbids a cell; false when every permutation holds a
 * forbidden cell (location is then undefined).  Deterministic; O(order^3),
 * interruptible.
 */
extern bool qs_linear_assignment(QsHost *host, int order, const double *cost, int *location);

/* Work space for many problems of up to `order` rows. */
typedef struct QsAssignmentWork
{
	double	   *row_dual;		/* potentials of the last problem: */
	double	   *column_dual;	/* cost - row_dual - column_dual >= 0 up to rounding */
	double	   *distance;
	int		   *previous;
	int		   *row_at;
	uint8_t    *reached;
} QsAssignmentWork;

extern QsAssignmentWork *qs_assignment_work_create(QsHost *host, int order);
extern void qs_assignment_work_free(QsHost *host, QsAssignmentWork *work);

/* The same with given work space, whose potentials the caller may read; the
 * host is only asked to check.  cost has `stride` entries a row. */
extern bool qs_assignment_solve(QsHost *host, QsAssignmentWork *work, int order,
								const double *cost, int stride, int *location);

#endif
