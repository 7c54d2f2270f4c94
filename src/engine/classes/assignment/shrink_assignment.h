/*
 * shrink_assignment.h
 *	  Shrinking an assignment to disjoint sub-permutations.
 */
#ifndef QS_SHRINK_ASSIGNMENT_H
#define QS_SHRINK_ASSIGNMENT_H

#include "shrink/shrink.h"

/* As qs_shrink(): keeps disjoint sub-permutations of the facilities the pool agrees on
 * least, fixes the others where the incumbent has them.  QS_UNSUPPORTED without an
 * incumbent. */
extern QsStatus qs_shrink_assignment(QsHost *host, const QsShrinkInput *input,
									 const QsShrinkSettings *settings, QsRandom *random,
									 QsShrunk *out);

#endif
