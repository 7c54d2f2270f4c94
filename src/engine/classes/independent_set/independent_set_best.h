/*
 * independent_set_best.h
 *	  The best independent set of equal weights that several searches share.
 */
#ifndef QS_INDEPENDENT_SET_BEST_H
#define QS_INDEPENDENT_SET_BEST_H

#include "classes/independent_set/independent_set_local.h"

typedef struct QsLargestSet
{
	uint8_t    *x;				/* n */
	int			size;
	bool		stale;			/* another set as large is welcome, once */
} QsLargestSet;

/* Is a set of this size the new best, or another of the best's size that is
 * welcome?  Then the caller writes it to x. */
static inline bool
qs_largest_set_takes(QsLargestSet *best, int size)
{
	if (size < best->size || (size == best->size && !best->stale))
		return false;
	best->size = size;
	best->stale = false;
	return true;
}

#endif
