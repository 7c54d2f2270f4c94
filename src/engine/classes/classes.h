/*
 * classes.h
 *	  The list of problem classes.
 */
#ifndef QS_CLASSES_H
#define QS_CLASSES_H

#include "structure/class.h"

/* In the order they are asked whether a model is theirs; NULL at the end. */
extern const QsClassOps *const qs_classes[];

#endif
