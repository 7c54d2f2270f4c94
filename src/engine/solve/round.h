/*
 * round.h
 *	  One round of a solve; private to solve/.
 */
#ifndef QS_SOLVE_ROUND_H
#define QS_SOLVE_ROUND_H

#include "solve/solve_state.h"

/* Shrink, encode, sample, repair, polish; writes the round's record. */
extern void qs_solve_round(QsSolve *solve, int round);

#endif
