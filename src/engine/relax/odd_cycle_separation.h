/*
 * odd_cycle_separation.h
 *	  Violated odd-cycle inequalities of a point, by shortest paths; private to the
 *	  odd-cycle relaxation.
 */
#ifndef QS_ODD_CYCLE_SEPARATION_H
#define QS_ODD_CYCLE_SEPARATION_H

#include "base/host.h"

/* A graph by its edges; vertices from 0 */
typedef struct QsEdgeGraph
{
	int			n;
	int			edges;
	int32_t    *tail;			/* edges */
	int32_t    *head;
	int64_t    *start;			/* n + 1 */
	int32_t    *other;			/* 2 edges: neighbour, ... */
	int32_t    *edge;			/* ... and the edge to it */
} QsEdgeGraph;

/* Neighbours from tail and head, which are filled. */
extern void qs_edge_graph_link(QsHost *host, QsEdgeGraph *graph);
extern void qs_edge_graph_free(QsHost *host, QsEdgeGraph *graph);

/* Inequalities sum value * y <= upper, by rows */
typedef struct QsCycleRows
{
	int			count;
	int			capacity;
	int64_t    *start;			/* capacity + 1 */
	int64_t		entries;
	int64_t		entry_capacity;
	int32_t    *edge;
	double	   *value;
	double	   *upper;
	uint64_t   *mark;			/* equal for equal rows */
	double		visits;			/* of arcs, in all separations */
	double		most_visits;	/* a separation ends there */
	bool		cut_short;		/* the last one did, or the time was up: it proves nothing */
} QsCycleRows;

extern void qs_cycle_rows_free(QsHost *host, QsCycleRows *rows);

/*
 * Add the most violated inequality through each vertex, less a toll for each edge, which
 * prefers short cycles and with 0 misses none, to rows, each once, `most` of them
 * at most.  Returns how many were added; 0: none is violated, unless it was cut short.
 * O(vertices edges log).
 */
extern int	qs_separate_odd_cycles(QsHost *host, const QsEdgeGraph *graph, const double *y,
								   double toll, int most, QsCycleRows *rows);

#endif
