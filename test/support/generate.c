/*
 * generate.c
 *	  Seeded random instances of the benchmark classes.
 */
#include "generate.h"

#include <math.h>
#include <stdlib.h>

/* Work items between two interrupt points */
#define CHECK_EVERY		65536

/* Cells along a side of the grid that finds neighbours */
#define MOST_CELLS		2048

static int
uniform(QsRandom *random, int low, int high)
{
	return low + (int) qs_random_below(random, (uint32_t) (high - low) + 1);
}

static void
add_edge(QsHost *host, QsGraph *graph, int64_t *capacity, int tail, int head)
{
	if (graph->edges == *capacity)
	{
		size_t		old = (size_t) *capacity;

		*capacity = *capacity * 2 + 64;
		graph->tail = qs_realloc(host, graph->tail, old, (size_t) *capacity, sizeof(int32_t));
		graph->head = qs_realloc(host, graph->head, old, (size_t) *capacity, sizeof(int32_t));
	}
	graph->tail[graph->edges] = tail;
	graph->head[graph->edges++] = head;
	if (graph->edges % CHECK_EVERY == 0)
		qs_check(host);
}

/* Pairs to pass over before the next one drawn with the given probability,
 * geometrically distributed; at most limit. */
static int64_t
draw_gap(QsRandom *random, double probability, int64_t limit)
{
	double		gap;

	if (probability <= 0.0)
		return limit;
	if (probability >= 1.0)
		return 0;
	gap = floor(log(1.0 - qs_random_unit(random)) / log1p(-probability));
	return gap < (double) limit ? (int64_t) gap : limit;
}

QsGraph *
qs_generate_random_graph(QsHost *host, QsRandom *random, int n, double probability)
{
	QsGraph    *graph = QS_NEW(host, QsGraph);
	int64_t		pairs = (int64_t) n * (n - 1) / 2;
	int64_t		capacity = 0;
	int64_t		first = 0;		/* number of the pair (0, head) */
	int			head = 1;

	graph->n = n;
	for (int64_t pair = draw_gap(random, probability, pairs); pair < pairs;
		 pair += 1 + draw_gap(random, probability, pairs))
	{
		while (pair >= first + head)
			first += head++;
		add_edge(host, graph, &capacity, (int) (pair - first), head);
	}
	return graph;
}

/* Points sorted into square cells no smaller than the radius, so that neighbours
 * lie in the same or an adjacent cell */
typedef struct Cells
{
	int			side;			/* cells along each axis */
	int64_t    *start;			/* side^2 + 1 */
	int32_t    *point;			/* ascending within a cell */
} Cells;

static int
cell_along(const Cells *cells, double coordinate)
{
	return (int) (coordinate * cells->side);
}

static void
sort_into_cells(QsHost *host, int n, double radius, const double *x, const double *y, Cells *cells)
{
	double		side = fmin(floor(1.0 / fmax(radius, 1e-9)), ceil(sqrt(n)));
	int64_t    *fill;
	size_t		count;

	cells->side = (int) fmax(1.0, fmin(side, MOST_CELLS));
	count = (size_t) cells->side * (size_t) cells->side;
	cells->start = QS_ARRAY0(host, int64_t, count + 1);
	cells->point = QS_ARRAY(host, int32_t, n);
	fill = QS_ARRAY(host, int64_t, count);
	for (int i = 0; i < n; i++)
		cells->start[cell_along(cells, y[i]) * cells->side + cell_along(cells, x[i]) + 1]++;
	for (size_t c = 0; c < count; c++)
	{
		fill[c] = cells->start[c];
		cells->start[c + 1] += cells->start[c];
	}
	for (int i = 0; i < n; i++)
		cells->point[fill[cell_along(cells, y[i]) * cells->side + cell_along(cells, x[i])]++] = i;
	qs_free(host, fill);
}

static int
compare_points(const void *a, const void *b)
{
	int32_t		p = *(const int32_t *) a;
	int32_t		q = *(const int32_t *) b;

	return (p > q) - (p < q);
}

/* Points before i within radius of it, unsorted */
static int
near_points(const Cells *cells, int i, double radius, const double *x, const double *y,
			int32_t *near)
{
	int			column = cell_along(cells, x[i]);
	int			row = cell_along(cells, y[i]);
	int			count = 0;

	for (int r = row > 0 ? row - 1 : 0; r <= row + 1 && r < cells->side; r++)
		for (int c = column > 0 ? column - 1 : 0; c <= column + 1 && c < cells->side; c++)
			for (int64_t k = cells->start[r * cells->side + c];
				 k < cells->start[r * cells->side + c + 1] && cells->point[k] < i; k++)
			{
				double		dx = x[cells->point[k]] - x[i];
				double		dy = y[cells->point[k]] - y[i];

				if (dx * dx + dy * dy <= radius * radius)
					near[count++] = cells->point[k];
			}
	return count;
}

static QsGraph *
join_near_points(QsHost *host, int n, double radius, const double *x, const double *y)
{
	QsGraph    *graph = QS_NEW(host, QsGraph);
	int64_t		capacity = 0;
	Cells		cells;
	int32_t    *near = QS_ARRAY(host, int32_t, n);

	graph->n = n;
	sort_into_cells(host, n, radius, x, y, &cells);
	for (int i = 0; i < n; i++)
	{
		int			count = near_points(&cells, i, radius, x, y, near);

		if (count > 1)
			qsort(near, (size_t) count, sizeof(int32_t), compare_points);
		for (int k = 0; k < count; k++)
			add_edge(host, graph, &capacity, near[k], i);
		if (i % 256 == 0)
			qs_check(host);
	}
	qs_free(host, near);
	qs_free(host, cells.start);
	qs_free(host, cells.point);
	return graph;
}

QsGraph *
qs_generate_geometric_graph(QsHost *host, QsRandom *random, int n, double radius,
							double *x, double *y)
{
	double	   *own_x = x ? NULL : QS_ARRAY(host, double, n);
	double	   *own_y = y ? NULL : QS_ARRAY(host, double, n);
	QsGraph    *graph;

	x = x ? x : own_x;
	y = y ? y : own_y;
	for (int i = 0; i < n; i++)
	{
		x[i] = qs_random_unit(random);
		y[i] = qs_random_unit(random);
	}
	graph = join_near_points(host, n, radius, x, y);
	qs_free(host, own_x);
	qs_free(host, own_y);
	return graph;
}

void
qs_graph_free(QsHost *host, QsGraph *graph)
{
	if (graph == NULL)
		return;
	qs_free(host, graph->tail);
	qs_free(host, graph->head);
	qs_free(host, graph);
}

QsModel *
qs_generate_independent_set(QsHost *host, QsRandom *random, const QsGraph *graph,
							int largest_weight)
{
	QsTerm	   *terms = QS_ARRAY(host, QsTerm, graph->n);
	QsRow	   *rows = QS_ARRAY(host, QsRow, graph->edges);
	int32_t    *ends = QS_ARRAY(host, int32_t, 2 * (size_t) graph->edges);
	QsModel    *model;

	for (int v = 0; v < graph->n; v++)
		terms[v] = (QsTerm) {v, v, largest_weight > 1 ? uniform(random, 1, largest_weight) : 1.0};
	for (int64_t k = 0; k < graph->edges; k++)
	{
		ends[2 * k] = graph->tail[k];
		ends[2 * k + 1] = graph->head[k];
		rows[k] = (QsRow) {2, &ends[2 * k], NULL, '<', 1.0};
	}
	model = qs_model_create(host, graph->n, true, 0.0, terms, graph->n, rows, (int) graph->edges);
	qs_free(host, terms);
	qs_free(host, rows);
	qs_free(host, ends);
	return model;
}

/* Uniform on the non-zero integers from low to high */
static int
draw_weight(QsRandom *random, int low, int high)
{
	int			weight;

	if (low <= 0 && high >= 0)
	{
		weight = uniform(random, low, high - 1);
		return weight >= 0 ? weight + 1 : weight;
	}
	return uniform(random, low, high);
}

QsModel *
qs_generate_max_cut(QsHost *host, QsRandom *random, const QsGraph *graph, int smallest,
					int largest)
{
	QsTerm	   *terms = QS_ARRAY(host, QsTerm, 3 * (size_t) graph->edges);
	QsModel    *model;

	/* x_i + x_j - 2 x_i x_j is 1 exactly when the edge is cut */
	for (int64_t k = 0; k < graph->edges; k++)
	{
		int			i = graph->tail[k];
		int			j = graph->head[k];
		double		weight = draw_weight(random, smallest, largest);

		terms[3 * k] = (QsTerm) {i, i, weight};
		terms[3 * k + 1] = (QsTerm) {j, j, weight};
		terms[3 * k + 2] = (QsTerm) {i, j, -2.0 * weight};
	}
	model = qs_model_create(host, graph->n, true, 0.0, terms, 3 * graph->edges, NULL, 0);
	qs_free(host, terms);
	return model;
}

QsModel *
qs_generate_knapsack(QsHost *host, QsRandom *random, int n, int m, double tightness)
{
	size_t		cells = (size_t) n * (size_t) m;
	double	   *weight = QS_ARRAY(host, double, cells);
	double	   *total = QS_ARRAY0(host, double, n);
	int32_t    *variable = QS_ARRAY(host, int32_t, n);
	QsRow	   *rows = QS_ARRAY(host, QsRow, m);
	QsTerm	   *terms = QS_ARRAY(host, QsTerm, n);
	QsModel    *model;

	for (int r = 0; r < m; r++)
	{
		double	   *row = weight + (size_t) r * (size_t) n;
		double		sum = 0.0;

		for (int i = 0; i < n; i++)
		{
			row[i] = uniform(random, 1, 1000);
			sum += row[i];
			total[i] += row[i];
		}
		rows[r] = (QsRow) {n, variable, row, '<', floor(tightness * sum)};
		qs_check(host);
	}
	for (int i = 0; i < n; i++)
	{
		variable[i] = i;
		terms[i] = (QsTerm) {i, i, floor(total[i] / m + 500.0 * qs_random_unit(random))};
	}
	model = qs_model_create(host, n, true, 0.0, terms, n, rows, m);
	qs_free(host, weight);
	qs_free(host, total);
	qs_free(host, variable);
	qs_free(host, rows);
	qs_free(host, terms);
	return model;
}

static void
fill_uniform(QsHost *host, QsRandom *random, int order, bool symmetric, int largest,
			 double *matrix)
{
	size_t		n = (size_t) order;

	for (size_t i = 0; i < n; i++)
	{
		matrix[i * n + i] = 0.0;
		for (size_t j = 0; j < i; j++)
		{
			matrix[i * n + j] = uniform(random, 0, largest);
			matrix[j * n + i] = symmetric ? matrix[i * n + j] : uniform(random, 0, largest);
		}
		qs_check(host);
	}
}

QsModel *
qs_generate_assignment(QsHost *host, QsRandom *random, int order, bool symmetric, int largest)
{
	size_t		cells = (size_t) order * (size_t) order;
	double	   *flow = QS_ARRAY(host, double, cells);
	double	   *distance = QS_ARRAY(host, double, cells);
	QsModel    *model;

	fill_uniform(host, random, order, symmetric, largest, flow);
	fill_uniform(host, random, order, symmetric, largest, distance);
	model = qs_model_create_assignment(host, order, flow, distance, NULL);
	qs_free(host, flow);
	qs_free(host, distance);
	return model;
}

/* Three in ten pairs exchange nothing; the others 1 to 10, small values more often. */
static double
draw_flow(QsRandom *random)
{
	if (qs_random_below(random, 10) < 3)
		return 0.0;
	return 1 + uniform(random, 0, uniform(random, 0, 9));
}

QsModel *
qs_generate_grid_assignment(QsHost *host, QsRandom *random, int rows, int columns)
{
	int			order = rows * columns;
	size_t		n = (size_t) order;
	double	   *flow = QS_ARRAY0(host, double, n * n);
	double	   *distance = QS_ARRAY(host, double, n * n);
	QsModel    *model;

	for (int i = 0; i < order; i++)
	{
		for (int j = 0; j < order; j++)
		{
			distance[(size_t) i * n + (size_t) j] =
				abs(i / columns - j / columns) + abs(i % columns - j % columns);
			if (j < i)
				flow[(size_t) i * n + (size_t) j] = flow[(size_t) j * n + (size_t) i] =
					draw_flow(random);
		}
		qs_check(host);
	}
	model = qs_model_create_assignment(host, order, flow, distance, NULL);
	qs_free(host, flow);
	qs_free(host, distance);
	return model;
}

QsModel *
qs_generate_quadratic(QsHost *host, QsRandom *random, int n, double density)
{
	QsGraph    *graph = qs_generate_random_graph(host, random, n, density);
	QsTerm	   *terms = QS_ARRAY(host, QsTerm, graph->edges + n);
	int64_t		count = 0;
	QsModel    *model;

	for (int i = 0; i < n; i++)
		if (qs_random_unit(random) < density)
			terms[count++] = (QsTerm) {i, i, uniform(random, -100, 100)};
	for (int64_t k = 0; k < graph->edges; k++)
		terms[count++] = (QsTerm)
		{
			graph->tail[k], graph->head[k], 2.0 * uniform(random, -100, 100)
		};
	model = qs_model_create(host, n, true, 0.0, terms, count, NULL, 0);
	qs_free(host, terms);
	qs_graph_free(host, graph);
	return model;
}
