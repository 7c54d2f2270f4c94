/*
 * kernel_graph.h
 *	  The shrinking conflict graph of independent-set kernelisation.
 */
#ifndef QS_KERNEL_GRAPH_H
#define QS_KERNEL_GRAPH_H

#include "presolve/presolve_record.h"

/* Vertices are the model's variables.  Lists may hold dead vertices; degree
 * counts the living. */
typedef struct QsKernel
{
	QsPresolve *presolve;
	QsHost	   *host;
	int			n;
	bool		strict;
	bool		unit;			/* all living weights are equal */
	double	   *weight;			/* n: gain of taking the vertex */
	uint8_t    *alive;
	int32_t    *degree;
	int32_t   **list;			/* n: neighbours */
	int32_t    *length;
	uint8_t    *own_list;		/* list was allocated by a folding */
	int32_t    *pool;			/* where the first lists are */
	int32_t    *queue;			/* ring of n: vertices to look at */
	uint8_t    *queued;
	int			head;
	int			waiting;
	int32_t    *mark;			/* n: == stamp for marked vertices */
	int32_t		stamp;
	int64_t		work;			/* list entries visited */
	int64_t		unchecked;		/* since the last interrupt point */
	bool		stopped;		/* deadline or work limit */
} QsKernel;

/* The graph is the model's; every vertex is to be looked at. */
extern void qs_kernel_create(QsKernel *kernel, QsPresolve *presolve,
							 const QsStructure *structure);
extern void qs_kernel_free(QsKernel *kernel);

extern void qs_kernel_wake(QsKernel *kernel, int v);
extern void qs_kernel_count(QsKernel *kernel, int64_t work);

/* Drop the dead from v's list; its degree is then its length. */
extern void qs_kernel_compact(QsKernel *kernel, int v);

/* The vertex leaves the graph; neighbours are looked at again. */
extern void qs_kernel_delete(QsKernel *kernel, int v);

/* x_v = 0, or x_v = 1 and so 0 for its neighbours */
extern void qs_kernel_exclude(QsKernel *kernel, int v, const char *reason);
extern void qs_kernel_take(QsKernel *kernel, int v, const char *reason);

#endif
