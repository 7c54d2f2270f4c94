/*
 * neighbourhood.h
 *	  Large neighbourhoods of good answers to a linear model, solved by branch and bound;
 *	  private to solve/.
 */
#ifndef QS_SOLVE_NEIGHBOURHOOD_H
#define QS_SOLVE_NEIGHBOURHOOD_H

#include "solve/solve_state.h"

/* Is there an answer to a linear model with rows to look around? */
extern bool qs_neighbourhoods_apply(const QsSolve *solve);

/*
 * One neighbourhood, of at most so many nodes (bound/enumeration.h) and within the host's
 * deadline; the kinds take turns: where the best answer differs from the relaxation
 * (Danna, Rothberg & Le Pape 2005), where two members of the pool differ (Rothberg 2007),
 * around a row.  Its size follows what became of the ones before.
 */
extern void qs_neighbourhood_search(QsSolve *solve, int64_t nodes);

/* Are there many more columns than rows, and reduced costs to tell which of them matter? */
extern bool qs_neighbourhood_has_core(const QsSolve *solve);

/*
 * The part of the least reduced costs (Angelelli, Mansini & Speranza 2010), larger each
 * time it was solved to its end without a better answer.  QS_OK: it was solved.
 */
extern QsStatus qs_neighbourhood_core(QsSolve *solve, int64_t nodes, bool *improved);

#endif
