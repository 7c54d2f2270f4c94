/*
 * sort.h
 *	  Sorting that can be cancelled.
 */
#ifndef QS_SORT_H
#define QS_SORT_H

#include "base/host.h"

/*
 * Sort count elements of size bytes, like qsort(), with interrupt points between
 * pieces of work.  Where the library's qsort() is stable, so is this.  Long arrays
 * take a second one of their size from the host while they are sorted.
 * O(count log count).
 */
extern void qs_sort(QsHost *host, void *base, size_t count, size_t size,
					int (*compare) (const void *, const void *));

#endif
