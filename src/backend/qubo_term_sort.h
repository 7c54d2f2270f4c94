/*
 * qubo_term_sort.h
 *	  Sorting terms into canonical order.
 */
#ifndef QSHRINK_QUBO_TERM_SORT_H
#define QSHRINK_QUBO_TERM_SORT_H

#include "model/qubo.h"

/* The place of a term (0 <= i <= j < 2^24) in canonical order: ascending by i,
 * then by j */
static inline uint64
qshrink_term_key(const QsTerm *term)
{
	return ((uint64) term->i << 24) | (uint64) term->j;
}

/* Sort by key, in place; the order of equal keys is not defined.  Interruptible.
 * O(t) on sorted input, else about O(t) passes per byte of the key that matters. */
extern void qshrink_terms_sort(QsTerm *terms, int64 count);

#endif
