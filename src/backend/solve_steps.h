/*
 * solve_steps.h
 *	  Writes the contractions of a run into qshrink_step.
 */
#ifndef QSHRINK_SOLVE_STEPS_H
#define QSHRINK_SOLVE_STEPS_H

#include "compat.h"

#include "solve/pipeline.h"
#include "problem_load.h"

/* Insert the steps of presolve (round 0) and of all rounds that keep theirs, with the
 * caller's rights; inside SPI. */
extern void qshrink_steps_store(QsHost *host, Oid namespace, const QshrinkProblem *problem,
								int64 run_id, const QsRun *run);

#endif
