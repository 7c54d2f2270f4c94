/*
 * certify.h
 *	  Certified fixing; private to solve/.
 */
#ifndef QS_SOLVE_CERTIFY_H
#define QS_SOLVE_CERTIFY_H

#include "solve/solve_state.h"

/* Certified fixing against the incumbent, linear objectives only: base then holds only
 * what may be strictly better.  Sets finished when nothing is. */
extern void qs_solve_certify(QsSolve *solve);

/* Starts rounded from the relaxation under forced values */
extern void qs_solve_guided_starts(QsSolve *solve);

/* Presolve what certificates, fixings of base's variables, leave, and make it the base.
 * Returns variables fixed. */
extern int	qs_solve_take_over(QsSolve *solve, QsContraction *contraction);

#endif
