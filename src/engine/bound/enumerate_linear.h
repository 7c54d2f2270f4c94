/*
 * enumerate_linear.h
 *	  Branch and bound for linear objectives, by linear programs at the nodes.
 */
#ifndef QS_ENUMERATE_LINEAR_H
#define QS_ENUMERATE_LINEAR_H

#include "bound/enumeration.h"

extern void qs_enumerate_linear(QsEnumeration *enumeration);

#endif
