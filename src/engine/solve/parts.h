/*
 * parts.h
 *	  Connected components of a base; private to solve/.
 */
#ifndef QS_SOLVE_PARTS_H
#define QS_SOLVE_PARTS_H

#include "solve/solve_state.h"

/* The components of the base, after every rebuild.  True when part_x is then a better
 * mixture than all that the pool holds. */
extern bool qs_solve_parts_find(QsSolve *solve);
extern void qs_solve_parts_free(QsSolve *solve);

/* Keep the parts of a feasible assignment that are the best of their component.  True
 * when part_x is then a better mixture than x. */
extern bool qs_solve_parts_note(QsSolve *solve, const uint8_t *x);

/* Flags of the variables outside the component whose turn it is, or NULL when a round
 * may look at the whole base */
extern uint8_t *qs_solve_parts_held(QsSolve *solve, int round);

#endif
