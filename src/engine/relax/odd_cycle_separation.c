/*
 * odd_cycle_separation.c
 *	  Dijkstra's algorithm from every vertex to its copy in the doubled graph.
 *
 * The walk from a vertex to its copy changes sides an odd number of times, F.  Its price
 * is sum over F of 1 - y and over the others of y: less than 1 where the inequality is
 * violated.  It may pass a vertex twice: the inequality is valid all the same, for the
 * ends of a walk that returns differ an even number of times.
 */
#include "relax/odd_cycle_separation.h"

#include <math.h>
#include <string.h>

#define VIOLATION	1e-6

void
qs_edge_graph_link(QsHost *host, QsEdgeGraph *graph)
{
	int64_t    *at;

	graph->start = QS_ARRAY0(host, int64_t, graph->n + 1);
	graph->other = QS_ARRAY(host, int32_t, 2 * (int64_t) graph->edges);
	graph->edge = QS_ARRAY(host, int32_t, 2 * (int64_t) graph->edges);
	for (int e = 0; e < graph->edges; e++)
	{
		graph->start[graph->tail[e] + 1]++;
		graph->start[graph->head[e] + 1]++;
	}
	for (int v = 0; v < graph->n; v++)
		graph->start[v + 1] += graph->start[v];
	at = qs_duplicate(host, graph->start, (size_t) graph->n + 1, sizeof(int64_t));
	for (int e = 0; e < graph->edges; e++)
	{
		int			a = graph->tail[e];
		int			b = graph->head[e];

		graph->other[at[a]] = b;
		graph->edge[at[a]++] = e;
		graph->other[at[b]] = a;
		graph->edge[at[b]++] = e;
	}
	qs_free(host, at);
}

void
qs_edge_graph_free(QsHost *host, QsEdgeGraph *graph)
{
	qs_free(host, graph->tail);
	qs_free(host, graph->head);
	qs_free(host, graph->start);
	qs_free(host, graph->other);
	qs_free(host, graph->edge);
}

void
qs_cycle_rows_free(QsHost *host, QsCycleRows *rows)
{
	qs_free(host, rows->start);
	qs_free(host, rows->edge);
	qs_free(host, rows->value);
	qs_free(host, rows->upper);
	qs_free(host, rows->mark);
}

/* ---------------------------------------------------------------------------
 * Shortest paths.  Node 2 v is vertex v, node 2 v + 1 its copy.
 */
typedef struct Paths
{
	const QsEdgeGraph *graph;
	const double *y;
	double		toll;			/* of every edge */
	double	   *distance;		/* 2 n, INFINITY: not reached */
	int32_t    *by;				/* 2 n: place of the arc in graph->other that led here */
	int32_t    *from;			/* 2 n: the node before */
	int32_t    *heap;			/* nodes, nearest first */
	int32_t    *place;			/* 2 n: in the heap, -1: not there */
	int			count;
	int32_t    *touched;
	int			touched_count;
	double		visits;
} Paths;

/* Ties by number, so that the paths are the same everywhere */
static bool
nearer(const Paths *paths, int a, int b)
{
	if (paths->distance[a] != paths->distance[b])
		return paths->distance[a] < paths->distance[b];
	return a < b;
}

static void
put(Paths *paths, int at, int node)
{
	paths->heap[at] = node;
	paths->place[node] = at;
}

static void
rise(Paths *paths, int at)
{
	int			node = paths->heap[at];

	while (at > 0 && nearer(paths, node, paths->heap[(at - 1) / 2]))
	{
		put(paths, at, paths->heap[(at - 1) / 2]);
		at = (at - 1) / 2;
	}
	put(paths, at, node);
}

static int
take_nearest(Paths *paths)
{
	int			nearest = paths->heap[0];
	int			node = paths->heap[--paths->count];
	int			at = 0;

	paths->place[nearest] = -1;
	for (;;)
	{
		int			child = 2 * at + 1;

		if (child >= paths->count)
			break;
		if (child + 1 < paths->count && nearer(paths, paths->heap[child + 1], paths->heap[child]))
			child++;
		if (!nearer(paths, paths->heap[child], node))
			break;
		put(paths, at, paths->heap[child]);
		at = child;
	}
	if (paths->count > 0)
		put(paths, at, node);
	return nearest;
}

static void
reach(Paths *paths, int node, double distance, int from, int by)
{
	if (!(distance < paths->distance[node]) || distance >= 1.0 - VIOLATION)
		return;
	if (isinf(paths->distance[node]))
	{
		paths->touched[paths->touched_count++] = node;
		put(paths, paths->count++, node);
	}
	paths->distance[node] = distance;
	paths->from[node] = from;
	paths->by[node] = by;
	rise(paths, paths->place[node]);
}

/* From a vertex to its copy, if that is nearer than 1 */
static bool
find_path(Paths *paths, int vertex)
{
	const QsEdgeGraph *graph = paths->graph;

	for (int k = 0; k < paths->touched_count; k++)
	{
		paths->distance[paths->touched[k]] = INFINITY;
		paths->place[paths->touched[k]] = -1;
	}
	paths->touched_count = paths->count = 0;
	reach(paths, 2 * vertex, 0.0, -1, -1);
	while (paths->count > 0)
	{
		int			node = take_nearest(paths);
		int			v = node / 2;
		int			side = node % 2;

		if (node == 2 * vertex + 1)
			return true;
		paths->visits += (double) (graph->start[v + 1] - graph->start[v]);
		for (int64_t k = graph->start[v]; k < graph->start[v + 1]; k++)
		{
			double		y = paths->y[graph->edge[k]];
			double		here = paths->distance[node] + paths->toll;
			int			w = graph->other[k];

			reach(paths, 2 * w + side, here + y, node, (int) k);
			reach(paths, 2 * w + !side, here + (1.0 - y), node, (int) k);
		}
	}
	return false;
}

/* ---------------------------------------------------------------------------
 * Rows
 */
static void
make_room(QsHost *host, QsCycleRows *rows, int64_t entries)
{
	if (rows->count == rows->capacity)
	{
		size_t		grown = 2 * (size_t) rows->capacity + 64;
		size_t		count = (size_t) rows->count;

		rows->start = qs_realloc(host, rows->start, count ? count + 1 : 0, grown + 1, sizeof(int64_t));
		rows->upper = qs_realloc(host, rows->upper, count, grown, sizeof(double));
		rows->mark = qs_realloc(host, rows->mark, count, grown, sizeof(uint64_t));
		rows->start[0] = 0;
		rows->capacity = (int) grown;
	}
	if (rows->entries + entries > rows->entry_capacity)
	{
		size_t		grown = 2 * (size_t) rows->entry_capacity + (size_t) entries + 256;

		rows->edge = qs_realloc(host, rows->edge, (size_t) rows->entries, grown, sizeof(int32_t));
		rows->value = qs_realloc(host, rows->value, (size_t) rows->entries, grown, sizeof(double));
		rows->entry_capacity = (int64_t) grown;
	}
}

/* Add up what a walk says of an edge it passes again. */
static void
put_entry(QsCycleRows *rows, int64_t first, int edge, double value)
{
	for (int64_t k = first; k < rows->entries; k++)
		if (rows->edge[k] == edge)
		{
			rows->value[k] += value;
			return;
		}
	rows->edge[rows->entries] = edge;
	rows->value[rows->entries++] = value;
}

static uint64_t
mix(uint64_t x)
{
	x ^= x >> 31;
	x *= UINT64_C(0x9e3779b97f4a7c15);
	return x ^ x >> 29;
}

/* The walk that ends at the copy of a vertex as a row; false: it is there already. */
static bool
add_row(QsHost *host, const Paths *paths, int vertex, QsCycleRows *rows, int first_new)
{
	int64_t		first = rows->entries;
	int			flips = 0;
	int64_t		length = 0;
	uint64_t	mark = 0;

	for (int node = 2 * vertex + 1; paths->from[node] >= 0; node = paths->from[node])
		length++;
	make_room(host, rows, length);
	for (int node = 2 * vertex + 1; paths->from[node] >= 0; node = paths->from[node])
	{
		int			edge = paths->graph->edge[paths->by[node]];
		bool		flip = (node ^ paths->from[node]) & 1;

		put_entry(rows, first, edge, flip ? 1.0 : -1.0);
		flips += flip;
		mark += mix(2 * (uint64_t) edge + flip + 1);
	}
	for (int r = first_new; r < rows->count; r++)
		if (rows->mark[r] == mark)
		{
			rows->entries = first;
			return false;
		}
	rows->mark[rows->count] = mark;
	rows->upper[rows->count++] = flips - 1.0;
	rows->start[rows->count] = rows->entries;
	return true;
}

static Paths
create_paths(QsHost *host, const QsEdgeGraph *graph, const double *y, double toll)
{
	Paths		paths = {.graph = graph, .y = y, .toll = toll};
	size_t		nodes = 2 * (size_t) graph->n;

	paths.distance = QS_ARRAY(host, double, nodes);
	paths.by = QS_ARRAY(host, int32_t, nodes);
	paths.from = QS_ARRAY(host, int32_t, nodes);
	paths.heap = QS_ARRAY(host, int32_t, nodes);
	paths.place = QS_ARRAY(host, int32_t, nodes);
	paths.touched = QS_ARRAY(host, int32_t, nodes);
	for (size_t k = 0; k < nodes; k++)
	{
		paths.distance[k] = INFINITY;
		paths.place[k] = -1;
	}
	return paths;
}

int
qs_separate_odd_cycles(QsHost *host, const QsEdgeGraph *graph, const double *y, double toll,
					   int most, QsCycleRows *rows)
{
	Paths		paths = create_paths(host, graph, y, toll);
	int			first_new = rows->count;

	rows->cut_short = false;
	for (int v = 0; v < graph->n && rows->count - first_new < most && !rows->cut_short; v++)
	{
		if (find_path(&paths, v))
			add_row(host, &paths, v, rows, first_new);
		rows->cut_short = rows->visits + paths.visits > rows->most_visits || qs_time_up(host);
		qs_check(host);
	}
	rows->visits += paths.visits;
	qs_free(host, paths.distance);
	qs_free(host, paths.by);
	qs_free(host, paths.from);
	qs_free(host, paths.heap);
	qs_free(host, paths.place);
	qs_free(host, paths.touched);
	return rows->count - first_new;
}
