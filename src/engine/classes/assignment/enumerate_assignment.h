/*
 * enumerate_assignment.h
 *	  Branch and bound for assignments, by Gilmore-Lawler bounds.
 */
#ifndef QS_ENUMERATE_ASSIGNMENT_H
#define QS_ENUMERATE_ASSIGNMENT_H

#include "bound/enumeration.h"

/* Terms written out, without matrices or beside them, are left to pairwise bounds. */
extern void qs_enumerate_assignment(QsEnumeration *enumeration);

#endif
