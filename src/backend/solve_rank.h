/*
 * solve_rank.h
 *	  The order in which a run's solutions are stored.
 */
#ifndef QSHRINK_SOLVE_RANK_H
#define QSHRINK_SOLVE_RANK_H

#include "solve/pipeline.h"
#include "problem_load.h"

/*
 * Indexes of the solutions of a run, whoever made it, best first as the judge says:
 * feasible ones by objective, then the others as they stood; from the host.  *feasible:
 * whether there is one that is.
 */
extern int *qshrink_judge_order(QsHost *host, const QshrinkProblem *problem, const QsRun *run,
								bool *feasible);

/*
 * The same for a run of the engine's, from the host.  The engine's order is kept where its sums are exact, and among equals.
 */
extern int *qshrink_rank_solutions(QsHost *host, const QshrinkProblem *problem, const QsRun *run);

#endif
