/*
 * independent_set_local.c
 *	  Independent sets: repair and construction.
 */
#include "classes/independent_set/independent_set_local.h"

#include "base/elementary.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Binary heap of vertices by key, smallest on top, ties by number */
typedef struct Heap
{
	int			count;
	int32_t    *vertex;
	double	   *key;			/* by vertex */
} Heap;

static bool
precedes(const Heap *heap, int a, int b)
{
	return heap->key[a] < heap->key[b] || (heap->key[a] == heap->key[b] && a < b);
}

static void
sift_down(Heap *heap, int at)
{
	int			v = heap->vertex[at];

	for (int child; (child = 2 * at + 1) < heap->count; at = child)
	{
		if (child + 1 < heap->count &&
			precedes(heap, heap->vertex[child + 1], heap->vertex[child]))
			child++;
		if (precedes(heap, v, heap->vertex[child]))
			break;
		heap->vertex[at] = heap->vertex[child];
	}
	heap->vertex[at] = v;
}

static void
heapify(Heap *heap)
{
	for (int k = heap->count / 2 - 1; k >= 0; k--)
		sift_down(heap, k);
}

/* Vertices of x adjacent to v */
static int
conflicts_of(const QsIndependentSet *set, const uint8_t *x, int v)
{
	int			count = 0;

	for (int64_t k = set->start[v]; k < set->start[v + 1]; k++)
		count += x[set->neighbour[k]];
	return count;
}

/*
 * Drop vertices by weight per conflict they take part in until none is left.
 * Conflicts only shrink, so keys only grow: a stale top is put back.
 * O((n + edges) log n).
 */
static void
drop_conflicts(QsHost *host, const QsIndependentSet *set, uint8_t *x)
{
	int			n = set->n;
	int32_t    *conflicts = QS_ARRAY0(host, int32_t, n);
	double	   *now = QS_ARRAY(host, double, n);
	Heap		heap = {0, QS_ARRAY(host, int32_t, n), QS_ARRAY(host, double, n)};
	int64_t		steps = 0;

	for (int v = 0; v < n; v++)
		if (x[v] && (conflicts[v] = conflicts_of(set, x, v)) > 0)
		{
			heap.key[v] = now[v] = fmax(set->weight[v], 0.0) / conflicts[v];
			heap.vertex[heap.count++] = v;
		}
	heapify(&heap);
	while (heap.count > 0)
	{
		int			v = heap.vertex[0];

		if ((++steps & 1023) == 0)
			qs_check(host);
		if (conflicts[v] > 0 && heap.key[v] < now[v])
		{
			heap.key[v] = now[v];
			sift_down(&heap, 0);
			continue;
		}
		heap.vertex[0] = heap.vertex[--heap.count];
		if (heap.count > 0)
			sift_down(&heap, 0);
		if (conflicts[v] == 0)
			continue;
		x[v] = 0;
		for (int64_t k = set->start[v]; k < set->start[v + 1]; k++)
		{
			int			u = set->neighbour[k];

			if (x[u] && --conflicts[u] > 0)
				now[u] = fmax(set->weight[u], 0.0) / conflicts[u];
		}
	}
	qs_free(host, conflicts);
	qs_free(host, now);
	qs_free(host, heap.vertex);
	qs_free(host, heap.key);
}

/*
 * Greedy fill: the free vertex of the smallest key (free neighbours per weight)
 * first.  Free neighbours only become fewer, so keys are renewed lazily:
 * whoever is taken from the top with a stale key goes back with the new one.
 * With noise, keys are blurred by a factor fixed per vertex.
 */
static void
fill(QsHost *host, const QsIndependentSet *set, QsRandom *random, double noise, uint8_t *x)
{
	int			n = set->n;
	uint8_t    *open = QS_ARRAY(host, uint8_t, n);
	int32_t    *degree = QS_ARRAY0(host, int32_t, n);
	double	   *factor = QS_ARRAY(host, double, n);
	Heap		heap = {0, QS_ARRAY(host, int32_t, n), QS_ARRAY(host, double, n)};
	int64_t		steps = 0;

	for (int v = 0; v < n; v++)
		open[v] = !x[v] && set->weight[v] > 0.0 && conflicts_of(set, x, v) == 0;
	for (int v = 0; v < n; v++)
	{
		if (!open[v])
			continue;
		degree[v] = conflicts_of(set, open, v);
		factor[v] = noise > 0.0 ? qs_exp(4.0 * noise * (qs_random_unit(random) - 0.5)) : 1.0;
		heap.key[v] = factor[v] * (degree[v] + 1) / set->weight[v];
		heap.vertex[heap.count++] = v;
	}
	heapify(&heap);
	while (heap.count > 0)
	{
		int			v = heap.vertex[0];

		if ((++steps & 1023) == 0)
			qs_check(host);
		heap.vertex[0] = heap.vertex[--heap.count];
		if (heap.count > 0)
			sift_down(&heap, 0);
		if (!open[v])
			continue;
		x[v] = 1;
		open[v] = 0;
		for (int64_t k = set->start[v]; k < set->start[v + 1]; k++)
		{
			int			u = set->neighbour[k];

			open[u] = 0;
		}
	}
	qs_free(host, open);
	qs_free(host, degree);
	qs_free(host, factor);
	qs_free(host, heap.vertex);
	qs_free(host, heap.key);
}

QsStatus
qs_independent_set_repair(QsHost *host, const QsIndependentSet *set, uint8_t *x)
{
	drop_conflicts(host, set, x);
	fill(host, set, NULL, 0.0, x);
	return QS_OK;
}

QsStatus
qs_independent_set_construct(QsHost *host, const QsIndependentSet *set, QsRandom *random,
							 double noise, uint8_t *x)
{
	if (set->n > 0)
		memset(x, 0, (size_t) set->n);
	fill(host, set, random, noise, x);
	return QS_OK;
}
