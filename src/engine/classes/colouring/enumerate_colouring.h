/*
 * enumerate_colouring.h
 *	  Exact branch and bound over colours, vertex by vertex.
 */
#ifndef QS_ENUMERATE_COLOURING_H
#define QS_ENUMERATE_COLOURING_H

#include "bound/enumeration.h"

/* Where values cost something, and where more than one best is wanted, linear programs
 * at the nodes do it instead. */
extern void qs_enumerate_colouring(QsEnumeration *enumeration, const QsStructure *structure);

#endif
