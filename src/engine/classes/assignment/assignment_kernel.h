/*
 * assignment_kernel.h
 *	  The loops of 2-exchange search over whole rows, per instruction set.
 *
 * Rows are `stride` doubles long, a multiple of QS_LANES, 64-byte aligned.  Entries of
 * a delta matrix on and below the diagonal and in the padding are INFINITY.
 */
#ifndef QS_ASSIGNMENT_KERNEL_H
#define QS_ASSIGNMENT_KERNEL_H

#include "base/host.h"

#define QS_LANES	8

typedef struct QsAssignmentKernel
{
	/* delta[i][j] += (left[i] - left[j]) (right[i] - right[j]) for j > i */
	void		(*update_delta) (int order, int stride, const double *left,
								 const double *right, double *delta);
	/* field[i][l] += factor[i] * change[l] */
	void		(*update_field) (int order, int stride, const double *factor,
								 const double *change, double *field);
	/* Per column j the least delta, and the least with until[i][j] <= now; INFINITY
	 * where there is none.  Both outputs are stride long. */
	void		(*scan) (int order, int stride, const double *delta, const double *until,
						 double now, double *least, double *least_open);
} QsAssignmentKernel;

extern const QsAssignmentKernel *qs_assignment_kernel(const QsHost *host);

#endif
