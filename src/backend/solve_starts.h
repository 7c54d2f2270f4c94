/*
 * solve_starts.h
 *	  The starts of a solve, by this session and by parallel workers.
 */
#ifndef QSHRINK_SOLVE_STARTS_H
#define QSHRINK_SOLVE_STARTS_H

#include "solve_call.h"

/*
 * Compute all starts that options ask for.  With workers, where there are any to be had,
 * else by this session alone: the run is the same.  Reads and writes no table, and holds a
 * snapshot only until workers have begun.  Inside a transaction.
 */
extern QsRun *qshrink_solve_starts(QshrinkSolve *solve);

#endif
