/*
 * bound_sdp.h
 *	  A bound from the semidefinite relaxation of the max-cut form.
 *
 * With z in {-1, 1}^N and E(z) = offset + z'Cz, any y gives
 *		E(z) >= offset + sum y + N * least eigenvalue of (C - Diag(y)).
 * The low-rank solution supplies a y near the best one (Wang, Chang & Kolter
 * 2017); the eigenvalue is bounded by a Cholesky factorisation that runs to its
 * end (Rump, "Verification of positive definiteness", 2006), so nothing rests on
 * the solution being accurate.
 */
#ifndef QS_BOUND_SDP_H
#define QS_BOUND_SDP_H

#include "structure/structure.h"

/* Largest number of spins whose matrix is factorised: 50 MB, 3 * 10^9 operations */
#define QS_BOUND_SDP_SPINS	2500

/*
 * Terms that vanish on every feasible x are added first: products of conflicting
 * variables, squares of equality rows over integers.  QS_UNSUPPORTED: matrices,
 * no pair term at all, or too many variables.  QS_INTERRUPTED at the deadline.
 */
extern QsStatus qs_bound_sdp(QsHost *host, const QsModel *model, const QsStructure *structure,
							 uint64_t seed, double *bound);

#endif
