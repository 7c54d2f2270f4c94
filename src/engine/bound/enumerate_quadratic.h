/*
 * enumerate_quadratic.h
 *	  Branch and bound for quadratic objectives, by bounds on pairs.
 */
#ifndef QS_ENUMERATE_QUADRATIC_H
#define QS_ENUMERATE_QUADRATIC_H

#include "bound/enumeration.h"

extern void qs_enumerate_quadratic(QsEnumeration *enumeration);

#endif
