/*
 * knapsack_class.h
 *	  Multi-dimensional knapsacks, conflicts among the items allowed.
 */
#ifndef QS_KNAPSACK_CLASS_H
#define QS_KNAPSACK_CLASS_H

#include "structure/class.h"

extern const QsClassOps qs_knapsack_class;

#endif
