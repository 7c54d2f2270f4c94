/*
 * proof.h
 *	  From incumbent to certificate; private to solve/.
 */
#ifndef QS_SOLVE_PROOF_H
#define QS_SOLVE_PROOF_H

#include "solve/solve_state.h"

#define QS_PROOF_SHARE	0.25	/* of the time left that one attempt at a proof may take */

/* Certified fixing, bound, enumeration; sets finished when the incumbent is proved. */
extern void qs_solve_prove(QsSolve *solve, int64_t node_limit);

/* The practical choice enumerates a small base before its first long search; the base
 * stays as it is. */
extern void qs_solve_prove_early(QsSolve *solve);

#endif
