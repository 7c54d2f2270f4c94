/*
 * colouring_clique.c
 *	  A greedy clique and the bound it gives.
 */
#include "classes/colouring/colouring_clique.h"

#include <math.h>
#include <string.h>

#include "base/sort.h"

#define STARTS			100		/* vertices of the highest degrees a clique is grown from */
#define WORK_PER_CHECK	1000000

/* Vertices that exclude each other in every colour both may have */
typedef struct VertexGraph
{
	int64_t    *start;			/* vertices + 1 */
	int32_t    *neighbour;
} VertexGraph;

typedef struct Grower
{
	const VertexGraph *graph;
	int32_t    *adjacent;		/* vertices: members of the clique it is adjacent to */
	int32_t    *clique;
	int			size;
	int64_t		work;
} Grower;

/* Labels that both lists have.  labels: stamp of the vertex that has the label */
static int
common_labels(const QsColouring *colouring, const int32_t *stamp, int u, int v)
{
	int			common = 0;

	for (int a = colouring->value_start[v]; a < colouring->value_start[v + 1]; a++)
		common += colouring->label[a] < 0 || stamp[colouring->label[a]] == u;
	return common;
}

/* Neighbours of vertex u: as many conflicts with it as common labels.  Returns how many;
 * list may be NULL to count. */
static int
find_neighbours(const QsColouring *colouring, int u, int32_t *met, int32_t *stamp, int32_t *seen,
				int32_t *list)
{
	int			seen_count = 0;
	int			count = 0;

	for (int a = colouring->value_start[u]; a < colouring->value_start[u + 1]; a++)
	{
		if (colouring->label[a] < 0)
			return 0;
		stamp[colouring->label[a]] = u;
		for (int64_t k = colouring->conflict_start[a]; k < colouring->conflict_start[a + 1]; k++)
		{
			int			v = colouring->vertex_of[colouring->conflict[k]];

			if (met[v]++ == 0)
				seen[seen_count++] = v;
		}
	}
	for (int k = 0; k < seen_count; k++)
	{
		int			v = seen[k];

		if (met[v] == common_labels(colouring, stamp, u, v))
		{
			if (list)
				list[count] = v;
			count++;
		}
		met[v] = 0;
	}
	return count;
}

static void
build_graph(QsHost *host, const QsColouring *colouring, VertexGraph *graph)
{
	int			vertices = colouring->vertices;
	int32_t    *met = QS_ARRAY0(host, int32_t, vertices);
	int32_t    *seen = QS_ARRAY(host, int32_t, vertices);
	int32_t    *stamp = QS_ARRAY(host, int32_t, colouring->labels);

	graph->start = QS_ARRAY0(host, int64_t, (size_t) vertices + 1);
	for (int pass = 0; pass < 2; pass++)
	{
		for (int c = 0; c < colouring->labels; c++)
			stamp[c] = -1;
		for (int u = 0; u < vertices; u++)
		{
			int32_t    *list = pass == 0 ? NULL : graph->neighbour + graph->start[u];
			int			count = find_neighbours(colouring, u, met, stamp, seen, list);

			if (pass == 0)
				graph->start[u + 1] = graph->start[u] + count;
			if ((u & 15) == 0)
				qs_check(host);
		}
		if (pass == 0)
			graph->neighbour = QS_ARRAY(host, int32_t, graph->start[vertices]);
	}
	qs_free(host, met);
	qs_free(host, seen);
	qs_free(host, stamp);
}

static int64_t
degree_of(const VertexGraph *graph, int v)
{
	return graph->start[v + 1] - graph->start[v];
}

static void
add_member(Grower *grower, int v)
{
	const VertexGraph *graph = grower->graph;

	grower->clique[grower->size++] = v;
	for (int64_t k = graph->start[v]; k < graph->start[v + 1]; k++)
		grower->adjacent[graph->neighbour[k]]++;
	grower->work += degree_of(graph, v) + 1;
}

/* The neighbour of the first member that is adjacent to all and has the most neighbours
 * like itself, or -1 */
static int
next_member(Grower *grower)
{
	const VertexGraph *graph = grower->graph;
	int			first = grower->clique[0];
	int			best = -1;
	int64_t		best_worth = -1;

	for (int64_t k = graph->start[first]; k < graph->start[first + 1]; k++)
	{
		int			v = graph->neighbour[k];
		int64_t		worth = 0;

		if (grower->adjacent[v] != grower->size)
			continue;
		for (int64_t e = graph->start[v]; e < graph->start[v + 1]; e++)
			worth += grower->adjacent[graph->neighbour[e]] == grower->size;
		grower->work += degree_of(graph, v);
		if (worth > best_worth)
		{
			best_worth = worth;
			best = v;
		}
	}
	grower->work += degree_of(graph, first);
	return best;
}

static void
grow(Grower *grower, int vertices, int from)
{
	grower->size = 0;
	memset(grower->adjacent, 0, (size_t) vertices * sizeof(int32_t));
	for (int v = from; v >= 0; v = next_member(grower))
		add_member(grower, v);
}

/* Vertices by descending degree */
typedef struct Start
{
	int64_t		degree;
	int32_t		vertex;
} Start;

static int
by_degree(const void *a, const void *b)
{
	const Start *x = a;
	const Start *y = b;

	if (x->degree != y->degree)
		return x->degree > y->degree ? -1 : 1;
	return (x->vertex > y->vertex) - (x->vertex < y->vertex);
}

int
qs_colouring_clique(QsHost *host, const QsColouring *colouring, int32_t *clique)
{
	int			vertices = colouring->vertices;
	VertexGraph graph = {0};
	Start	   *start = QS_ARRAY(host, Start, vertices);
	Grower		grower = {
		.graph = &graph,
		.adjacent = QS_ARRAY(host, int32_t, vertices),
		.clique = QS_ARRAY(host, int32_t, vertices),
	};
	int64_t		checked = 0;
	int			best = 0;

	build_graph(host, colouring, &graph);
	for (int v = 0; v < vertices; v++)
		start[v] = (Start) {degree_of(&graph, v), v};
	qs_sort(host, start, (size_t) vertices, sizeof(Start), by_degree);
	for (int k = 0; k < vertices && k < STARTS && start[k].degree >= best && !qs_time_up(host); k++)
	{
		grow(&grower, vertices, start[k].vertex);
		if (grower.size > best)
		{
			best = grower.size;
			memcpy(clique, grower.clique, (size_t) best * sizeof(int32_t));
		}
		if (grower.work - checked > WORK_PER_CHECK)
		{
			checked = grower.work;
			qs_check(host);
		}
	}
	qs_free(host, graph.start);
	qs_free(host, graph.neighbour);
	qs_free(host, start);
	qs_free(host, grower.adjacent);
	qs_free(host, grower.clique);
	return best;
}

/* What switches a value needs cost by themselves */
static double
cost_of_needs(const QsColouring *colouring, int value)
{
	double		cost = 0.0;

	for (int k = colouring->need_start[value]; k < colouring->need_start[value + 1]; k++)
		cost += colouring->switch_cost[colouring->need[k]];
	return cost;
}

static int
compare_costs(const void *a, const void *b)
{
	double		x = *(const double *) a;
	double		y = *(const double *) b;

	return (x > y) - (x < y);
}

/* The least that `size` different colours cost; INFINITY: there are not so many.  Colours
 * share no switch. */
static double
cheapest_colours(QsHost *host, const QsColouring *colouring, const int32_t *clique, int size)
{
	double	   *cost = QS_ARRAY(host, double, colouring->labels);
	int			count = 0;
	double		sum = 0.0;

	for (int c = 0; c < colouring->labels; c++)
		cost[c] = INFINITY;
	for (int k = 0; k < size; k++)
		for (int a = colouring->value_start[clique[k]]; a < colouring->value_start[clique[k] + 1]; a++)
			cost[colouring->label[a]] = fmin(cost[colouring->label[a]], cost_of_needs(colouring, a));
	for (int c = 0; c < colouring->labels; c++)
		if (isfinite(cost[c]))
			cost[count++] = cost[c];
	qs_sort(host, cost, (size_t) count, sizeof(double), compare_costs);
	for (int k = 0; k < size; k++)
		sum += k < count ? cost[k] : INFINITY;
	qs_free(host, cost);
	return sum;
}

double
qs_colouring_clique_bound(QsHost *host, const QsColouring *colouring, const int32_t *clique,
						  int size)
{
	double		bound = colouring->base;

	for (int v = 0; v < colouring->vertices; v++)
	{
		double		least = INFINITY;

		for (int a = colouring->value_start[v]; a < colouring->value_start[v + 1]; a++)
			least = fmin(least, colouring->cost[a]);
		bound += least;
	}
	return bound + cheapest_colours(host, colouring, clique, size);
}
