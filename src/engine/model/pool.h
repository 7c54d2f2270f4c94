/*
 * pool.h
 *	  Good feasible solutions seen so far, kept distinct and diverse.
 */
#ifndef QS_POOL_H
#define QS_POOL_H

#include "base/host.h"

typedef struct QsPool
{
	int			n;
	int			capacity;
	int			count;
	uint8_t    *x;				/* capacity rows of n bytes; row of entry k: x + slot[k] * n */
	int32_t    *slot;
	double	   *objective;		/* of entry k, engine sense, ascending */
	double	   *weight;			/* of entry k: 1, lowered when merges contradict it */
	int32_t    *distance;		/* Hamming distances between slots, (capacity + 1)^2; the
								 * last row and column are the candidate's */
} QsPool;

extern QsPool *qs_pool_create(QsHost *host, int n, int capacity);
extern void qs_pool_free(QsHost *host, QsPool *pool);

/* Offer a feasible solution.  Kept if it is new and better than the worst, or if
 * there is room; among those as good as the worst the one nearest to another
 * leaves (ties: by the sum of distances, then the newest).  Objectives within
 * 1e-9 of each other, relatively, count as equal.  Returns whether it entered.
 * O(capacity * n). */
extern bool qs_pool_add(QsPool *pool, const uint8_t *x, double objective);

static inline const uint8_t *
qs_pool_entry(const QsPool *pool, int k)
{
	return pool->x + (size_t) pool->slot[k] * (size_t) pool->n;
}

#endif
