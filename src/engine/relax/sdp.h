/*
 * sdp.h
 *	  The max-cut relaxation of an Ising model in low-rank form:
 *		  minimise sum_i h_i v_i.v_0 + sum_{i<j} J_ij v_i.v_j,	 |v_i| = 1,
 *	  v_0 the reference spin, by block-coordinate descent (each v_i in turn jumps
 *	  to -g_i / |g_i|, g_i = h_i v_0 + sum_j J_ij v_j).
 *
 * Wang, Chang & Kolter, "The mixing method: low-rank coordinate descent for
 * semidefinite programming with diagonal constraints", 2017.  The rank,
 * ceil(sqrt(2 (n + 1))) + 1, is past the bound of Barvinok (1995) and Pataki (1998), so
 * that the low-rank problem has the value of the semidefinite one.
 */
#ifndef QS_SDP_H
#define QS_SDP_H

#include "base/random.h"
#include "model/ising.h"

#define QS_SDP_MOST_RANK	192		/* cap on the rank: the bound for n = 18,000 */

typedef struct QsSdp
{
	int			n;
	int			rank;			/* a multiple of 16 */
	float	   *vector;			/* n x rank; v_0 is the first unit vector */
	double	   *norm;			/* n: |g_i| when v_i was last set; -diag of the dual */
	double		objective;		/* offset excluded */
	int			sweeps;
} QsSdp;

/*
 * Descend until a sweep gains less than tolerance * |objective|, at most `sweeps`
 * times (0: 1000).  QS_OK, QS_LIMIT, or QS_INTERRUPTED at the deadline; *out holds
 * the vectors in each case.  Vectors are single precision, so that tolerances
 * below about 1e-7 may never be met.  A sweep is O((n + pairs) * rank).
 */
extern QsStatus qs_sdp_solve(QsHost *host, const QsIsing *ising, double tolerance,
							 int sweeps, QsRandom *random, QsSdp **out);
extern void qs_sdp_free(QsHost *host, QsSdp *sdp);

/* v_i . v_j, and v_i . v_0 */
extern double qs_sdp_pair(const QsSdp *sdp, int i, int j);

static inline double
qs_sdp_reference(const QsSdp *sdp, int i)
{
	return sdp->vector[(size_t) i * (size_t) sdp->rank];
}

#endif
