/*
 * generic_class.h
 *	  Models of no other class.
 */
#ifndef QS_GENERIC_CLASS_H
#define QS_GENERIC_CLASS_H

#include "structure/class.h"

extern const QsClassOps qs_generic_class;

#endif
