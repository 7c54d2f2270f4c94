/*
 * kernel_rules.h
 *	  The rules of independent-set kernelisation, one vertex at a time.
 */
#ifndef QS_KERNEL_RULES_H
#define QS_KERNEL_RULES_H

#include "classes/independent_set/kernel_graph.h"

/* Local rules: true when v is done with */
extern bool qs_kernel_reduce_vertex(QsKernel *kernel, int v);

/* x_v = 0 because a neighbour whose closed neighbourhood lies inside v's weighs
 * at least as much; looks at all neighbours of v and drops those v dominates. */
extern bool qs_kernel_dominate(QsKernel *kernel, int v);

/* Unconfined vertex (Xiao & Nagamochi 2013), unit weights */
extern bool qs_kernel_unconfined(QsKernel *kernel, int v);

#endif
