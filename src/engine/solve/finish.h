/*
 * finish.h
 *	  How a solve ends whatever moment its time is up: with an answer where one is
 *	  easy, completed; private to pipeline.c and round.c.
 */
#ifndef QS_FINISH_H
#define QS_FINISH_H

#include "solve/solve_state.h"

/* Against a clock: have a first answer at hand where one is trivial, and keep back
 * the time that finishing will take.  Otherwise nothing. */
extern void qs_finish_begin(QsSolve *solve);

/* Let the deadline leave time to store the steps of presolve, those of the rounds that
 * are kept, and so many more.  Returns false when more would take too long. */
extern bool qs_finish_keep_back(QsSolve *solve, int64_t more);

/* Is there an answer to finish with at once? */
extern bool qs_finish_can(QsSolve *solve);

/* The caller's start, with what the caller fixed, is an answer if it is feasible: exact
 * reductions may cut it off, but a run never returns less. */
extern void qs_finish_offer_start(QsSolve *solve);

/* Offer the caller's start and the first answer.  Returns whether there is one now. */
extern bool qs_finish_first(QsSolve *solve);

/* Complete every answer that may be returned, unless repair or polishing is off. */
extern void qs_finish_answers(QsSolve *solve);

#endif
