/*
 * answer_prove.h
 *	  A proof that an answer computed elsewhere claims, made anew where that is cheap.
 */
#ifndef QSHRINK_ANSWER_PROVE_H
#define QSHRINK_ANSWER_PROVE_H

#include "compat.h"

#include "problem_load.h"
#include "solve/pipeline.h"

/*
 * The record says that its answer is optimal, or that the problem has none.  If presolve, the
 * relaxation and a short enumeration say so, too, that goes into the run as a proof of our
 * own: status, bound, proved_by.  Otherwise the run stays as it is.  The solutions are in the
 * judge's order, `feasible` is his verdict on the first.  Counted work, and none for problems
 * that are not small.
 */
extern void qshrink_answer_prove(QsHost *host, const QshrinkProblem *problem, QsRun *run,
								 const char *claimed_status, bool feasible);

#endif
