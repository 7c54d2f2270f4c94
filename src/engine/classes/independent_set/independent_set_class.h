/*
 * independent_set_class.h
 *	  Independent sets, weighted or not.
 */
#ifndef QS_INDEPENDENT_SET_CLASS_H
#define QS_INDEPENDENT_SET_CLASS_H

#include "structure/class.h"

extern const QsClassOps qs_independent_set_class;

#endif
