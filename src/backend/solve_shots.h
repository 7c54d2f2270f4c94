/*
 * solve_shots.h
 *	  The shots that a run keeps: qshrink_shot.
 */
#ifndef QSHRINK_SOLVE_SHOTS_H
#define QSHRINK_SOLVE_SHOTS_H

#include "compat.h"

#include "solve/pipeline.h"
#include "problem_load.h"

/* Judge the kept shots of a run on the rows as stored, and write them. */
extern void qshrink_shots_store(QsHost *host, Oid namespace, const QshrinkProblem *problem, int64 run_id,
								const QsRun *run);

#endif
