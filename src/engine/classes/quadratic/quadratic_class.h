/*
 * quadratic_class.h
 *	  No row that binds: QUBO, max-cut.
 */
#ifndef QS_QUADRATIC_CLASS_H
#define QS_QUADRATIC_CLASS_H

#include "structure/class.h"

extern const QsClassOps qs_quadratic_class;

#endif
