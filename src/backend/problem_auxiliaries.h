/*
 * problem_auxiliaries.h
 *	  Values of auxiliary variables: what the others say.
 */
#ifndef QSHRINK_PROBLEM_AUXILIARIES_H
#define QSHRINK_PROBLEM_AUXILIARIES_H

#include "problem_load.h"

/*
 * Set the auxiliary variables (weight[v] is 0; NULL: there are none) of an assignment of
 * which the others are right: products, and what soft rows are missed by.  O(nonzeros).
 */
extern void qshrink_set_auxiliaries(QsHost *host, const QshrinkProblem *problem, const double *weight,
									uint8_t *x);

#endif
