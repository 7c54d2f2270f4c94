/*
 * quadratic_proof.h
 *	  Bounds and certified fixing of quadratic models with rows, from linear models below
 *	  them; private to solve/.
 */
#ifndef QS_SOLVE_QUADRATIC_PROOF_H
#define QS_SOLVE_QUADRATIC_PROOF_H

#include "solve/solve_state.h"

/*
 * Raise the bound of the run, fix what cannot change in anything better than the incumbent,
 * and again as long as that makes the base much smaller.  Does nothing for other models,
 * nor where nothing has changed since the last call.
 */
extern void qs_solve_prove_quadratic(QsSolve *solve);

#endif
