/*
 * qubo_exact_sum.h
 *	  Sums of terms that depend on the set of terms only, not on their order.
 *
 * Duplicates of a pair are added without rounding error and the sum is rounded
 * once, so qubo_agg gives the same bits whatever the plan: any row order, any
 * number of parallel workers, any nesting of partial aggregates.  Between
 * sums a pair's exact value is kept as several terms (an expansion).
 *
 * Shewchuk, "Adaptive precision floating-point arithmetic and fast robust
 * geometric predicates", 1997 (growing an expansion).
 */
#ifndef QSHRINK_QUBO_EXACT_SUM_H
#define QSHRINK_QUBO_EXACT_SUM_H

#include "model/qubo.h"

/* Replace the terms of every pair by few terms of exactly the same sum; sorts.
 * Returns the new count and sets *pairs to the number of pairs left. */
extern int64 qshrink_terms_compact(QsTerm *terms, int64 count, int64 *pairs);

/* Canonical terms from sorted ones: every pair's sum correctly rounded, zeros
 * dropped, written to out (which may be terms).  A sum may overflow to infinity:
 * the caller checks.  Returns the new count.  O(t). */
extern int64 qshrink_terms_round(const QsTerm *terms, int64 count, QsTerm *out);

#endif
