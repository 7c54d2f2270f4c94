/*
 * enumerate_independent_set.h
 *	  Branch and bound for independent sets, by colour bounds.
 */
#ifndef QS_ENUMERATE_INDEPENDENT_SET_H
#define QS_ENUMERATE_INDEPENDENT_SET_H

#include "bound/enumeration.h"

extern void qs_enumerate_independent_set(QsEnumeration *enumeration,
										 const QsStructure *structure);

#endif
