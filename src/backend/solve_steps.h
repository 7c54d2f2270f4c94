/*
 * solve_steps.h
 *	  Writes the contractions of a run into qshrink_step.
 */
#ifndef QSHRINK_SOLVE_STEPS_H
#define QSHRINK_SOLVE_STEPS_H

#include "compat.h"

#include "solve/pipeline.h"
#include "problem_load.h"

/* Insert the steps of one round (0: presolve) in batches, with the caller's rights;
 * inside SPI. */
extern void qshrink_steps_store(QsHost *host, Oid namespace, const QshrinkProblem *problem,
								int64 run_id, int round, const QsStep *step, int64 count);

#endif
