/*
 * solve_incumbents.h
 *	  How the best answer of a run came about: qshrink_incumbent.
 */
#ifndef QSHRINK_SOLVE_INCUMBENTS_H
#define QSHRINK_SOLVE_INCUMBENTS_H

#include "compat.h"

#include "solve/pipeline.h"
#include "problem_load.h"

/* Write the incumbents of a run.  loading: seconds of the call before the solve began. */
extern void qshrink_incumbents_store(QsHost *host, Oid namespace, const QshrinkProblem *problem, int64 run_id,
									 const QsRun *run, double loading);

#endif
