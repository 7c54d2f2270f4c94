/*
 * assignment_class.h
 *	  Assignments: permutations at a quadratic cost.
 */
#ifndef QS_ASSIGNMENT_CLASS_H
#define QS_ASSIGNMENT_CLASS_H

#include "structure/class.h"

extern const QsClassOps qs_assignment_class;

#endif
