/*
 * feasibility.h
 *	  Looking for a first answer while there is none; private to solve/.
 */
#ifndef QS_SOLVE_FEASIBILITY_H
#define QS_SOLVE_FEASIBILITY_H

#include "solve/solve_state.h"

/*
 * One attempt, the kinds in turn: a dive towards the relaxation's values, blurred more each
 * time; the least violated assignment so far; each mended by the class's repair, which
 * keeps its weights of rows from one attempt to the next.  Nothing to do with a pool that
 * is not empty.
 */
extern void qs_solve_seek(QsSolve *solve);

/*
 * An answer x (n of the stored model) before anything is built on the model: a dive by
 * the signs of the costs and the rows that ask for one of theirs, with the caller's fixings, then mended by the class's
 * repair.  Near linear; false when it finds none in the time there is.
 */
extern bool qs_solve_dive_at_once(QsSolve *solve, uint8_t *x);

#endif
