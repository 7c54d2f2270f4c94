/*
 * colouring_class.h
 *	  Graph colouring and list colouring.
 */
#ifndef QS_COLOURING_CLASS_H
#define QS_COLOURING_CLASS_H

#include "structure/class.h"

extern const QsClassOps qs_colouring_class;

#endif
