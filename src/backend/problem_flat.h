/*
 * problem_flat.h
 *	  A problem as bytes in shared memory, for parallel workers to solve and to judge by.
 *
 * Names, keys and labels stay behind: a search has no use for them.
 */
#ifndef QSHRINK_PROBLEM_FLAT_H
#define QSHRINK_PROBLEM_FLAT_H

#include "problem_load.h"

/* Bytes of the flat form: no more than the problem takes in memory */
extern size_t qshrink_problem_flat_bytes(const QshrinkProblem *problem);

/* Write it there, 8-byte aligned. */
extern void qshrink_problem_flatten(QsHost *host, const QshrinkProblem *problem, void *to);

/* The problem, with a model of its own; numbers stay where they are, which must outlive
 * it.  Equal to the one that was flattened in all that search and judge look at. */
extern QshrinkProblem *qshrink_problem_of_flat(QsHost *host, const void *flat);

#endif
