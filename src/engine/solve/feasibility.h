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

#endif
