/*
 * sdp_certificate.h
 *	  A valid bound from the vectors of a semidefinite relaxation.
 */
#ifndef QS_SDP_CERTIFICATE_H
#define QS_SDP_CERTIFICATE_H

#include "model/ising.h"
#include "relax/sdp.h"

/*
 * A safe lower bound of ising's energy from the relaxation's vectors, good or bad:
 * the dual they suggest, made feasible by a shift that a Cholesky factorisation with
 * its error counted confirms.  magnitude: sum of |coefficients| of what ising was made
 * from.  QS_INTERRUPTED: out of time, *bound is valid but weak.  O(n^3), n^2 doubles.
 */
extern QsStatus qs_sdp_certify(QsHost *host, const QsIsing *ising, const QsSdp *sdp,
							   double magnitude, uint64_t seed, double *bound);

#endif
