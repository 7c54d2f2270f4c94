/*
 * convex_program.c
 *	  Simplicial decomposition over the linear relaxation of rows.
 */
#include "bound/convex_program.h"

#include <math.h>
#include <string.h>

#include "base/dot.h"
#include "numeric/lp.h"
#include "rows/relax_rows.h"

#define MOST_VERTICES	60
#define MOST_PROGRAMS	150
#define WORK			1e8		/* estimated nanoseconds of programs */
#define TOLERANCE		1e-5	/* gap, of the value */
#define EXCHANGES		2000	/* of weight between two vertices, a program */
#define NEGLIGIBLE		1e-12

typedef struct Hull
{
	QsHost	   *host;
	const QsModel *rows;
	const QsConvex *function;
	size_t		n;
	double	   *lower;			/* of rows, effective */
	double	   *upper;
	int			count;
	double	   *vertex;			/* MOST_VERTICES x n */
	double	   *product;		/* M times each */
	double	   *weight;			/* MOST_VERTICES */
	double	   *pair;			/* MOST_VERTICES^2: v_a' M v_b */
	double	   *linear;			/* MOST_VERTICES: linear . v_a */
	double	   *gradient;		/* n */
	double		work;
} Hull;

static Hull *
hull_create(QsHost *host, const QsModel *rows, const QsConvex *function)
{
	Hull	   *hull = QS_NEW(host, Hull);
	size_t		n = function->n;

	hull->host = host;
	hull->rows = rows;
	hull->function = function;
	hull->n = n;
	hull->lower = QS_ARRAY(host, double, rows->m);
	hull->upper = QS_ARRAY(host, double, rows->m);
	qs_rows_effective(rows, hull->lower, hull->upper);
	hull->vertex = QS_ARRAY0(host, double, MOST_VERTICES * n);
	hull->product = QS_ARRAY0(host, double, MOST_VERTICES * n);
	hull->weight = QS_ARRAY0(host, double, MOST_VERTICES);
	hull->pair = QS_ARRAY0(host, double, MOST_VERTICES * MOST_VERTICES);
	hull->linear = QS_ARRAY0(host, double, MOST_VERTICES);
	hull->gradient = QS_ARRAY0(host, double, n);
	return hull;
}

static void
hull_free(Hull *hull)
{
	QsHost	   *host = hull->host;

	qs_free(host, hull->lower);
	qs_free(host, hull->upper);
	qs_free(host, hull->vertex);
	qs_free(host, hull->product);
	qs_free(host, hull->weight);
	qs_free(host, hull->pair);
	qs_free(host, hull->linear);
	qs_free(host, hull->gradient);
	qs_free(host, hull);
}

/* The vertex that the gradient points to, behind the others; false without one */
static QsStatus
find_vertex(Hull *hull)
{
	const QsModel *rows = hull->rows;
	QsLp	   *lp = qs_lp_create(hull->host, rows->n, rows->m, rows->column_start, rows->column_row,
								  rows->column_value, hull->gradient, hull->lower, hull->upper);
	QsLpOutcome outcome = qs_lp_solve(lp, 0);
	double	   *vertex = hull->vertex + (size_t) hull->count * hull->n;

	if (outcome == QS_LP_OPTIMAL)
	{
		const double *value = qs_lp_value(lp);

		for (size_t j = 0; j < hull->n; j++)
			vertex[j] = fmin(1.0, fmax(0.0, value[j]));
	}
	hull->work += qs_lp_work(lp);
	qs_lp_free(lp);
	return outcome == QS_LP_OPTIMAL ? QS_OK
		: outcome == QS_LP_INTERRUPTED ? QS_INTERRUPTED : QS_LIMIT;
}

/* What the function is about the new vertex and the others */
static void
take_vertex(Hull *hull)
{
	size_t		n = hull->n;
	int			own = hull->count;
	const double *vertex = hull->vertex + (size_t) own * n;
	double	   *product = hull->product + (size_t) own * n;

	memset(product, 0, n * sizeof(double));
	for (size_t j = 0; j < n; j++)
		if (vertex[j] != 0.0)
		{
			const double *row = hull->function->matrix + j * n;

			for (size_t k = 0; k < n; k++)
				product[k] += vertex[j] * row[k];
			hull->work += 0.5 * (double) n;
		}
	for (int a = 0; a <= own; a++)
	{
		double		value = qs_dot(hull->vertex + (size_t) a * n, product, n);

		hull->pair[a * MOST_VERTICES + own] = hull->pair[own * MOST_VERTICES + a] = value;
	}
	hull->linear[own] = qs_dot(hull->function->linear, vertex, n);
	hull->weight[own] = own == 0 ? 1.0 : 0.0;
	hull->count++;
	qs_check(hull->host);
}

static double
slope(const Hull *hull, int a)
{
	double		sum = hull->linear[a];

	for (int b = 0; b < hull->count; b++)
		sum += 2.0 * hull->pair[a * MOST_VERTICES + b] * hull->weight[b];
	return sum;
}

/* Move weight from the vertex of the largest slope to that of the least, again and again. */
static void
minimise_over_hull(Hull *hull)
{
	double		slopes[MOST_VERTICES];

	for (int a = 0; a < hull->count; a++)
		slopes[a] = slope(hull, a);
	for (int exchange = 0; exchange < EXCHANGES; exchange++)
	{
		int			to = 0,
					from = -1;
		double		curvature,
					moved;

		for (int a = 0; a < hull->count; a++)
		{
			if (slopes[a] < slopes[to])
				to = a;
			if (hull->weight[a] > 0.0 && (from < 0 || slopes[a] > slopes[from]))
				from = a;
		}
		if (from == to || !(slopes[from] - slopes[to] > NEGLIGIBLE * (1.0 + fabs(slopes[to]))))
			return;
		curvature = hull->pair[from * MOST_VERTICES + from] + hull->pair[to * MOST_VERTICES + to] -
			2.0 * hull->pair[from * MOST_VERTICES + to];
		moved = (slopes[from] - slopes[to]) / (2.0 * fmax(curvature, 1e-300));
		if (moved >= hull->weight[from])
		{
			moved = hull->weight[from];
			hull->weight[from] = 0.0;
		}
		else
			hull->weight[from] -= moved;
		hull->weight[to] += moved;
		for (int a = 0; a < hull->count; a++)
			slopes[a] += 2.0 * moved * (hull->pair[a * MOST_VERTICES + to] -
										hull->pair[a * MOST_VERTICES + from]);
	}
}

/* Vertices without weight make room. */
static void
drop_vertices(Hull *hull)
{
	size_t		n = hull->n;
	int			kept = 0;

	for (int a = 0; a < hull->count; a++)
	{
		if (hull->weight[a] <= 0.0)
			continue;
		if (kept < a)
		{
			memcpy(hull->vertex + (size_t) kept * n, hull->vertex + (size_t) a * n, n * sizeof(double));
			memcpy(hull->product + (size_t) kept * n, hull->product + (size_t) a * n, n * sizeof(double));
			hull->weight[kept] = hull->weight[a];
			hull->linear[kept] = hull->linear[a];
			for (int b = 0; b < hull->count; b++)
				hull->pair[kept * MOST_VERTICES + b] = hull->pair[a * MOST_VERTICES + b];
			for (int b = 0; b < hull->count; b++)
				hull->pair[b * MOST_VERTICES + kept] = hull->pair[b * MOST_VERTICES + a];
		}
		kept++;
	}
	hull->count = kept;
}

/* x, its value and the gradient there */
static double
evaluate(Hull *hull, double *x)
{
	size_t		n = hull->n;
	double		value = 0.0;

	memset(x, 0, n * sizeof(double));
	memcpy(hull->gradient, hull->function->linear, n * sizeof(double));
	for (int a = 0; a < hull->count; a++)
		for (size_t j = 0; j < n && hull->weight[a] > 0.0; j++)
		{
			x[j] += hull->weight[a] * hull->vertex[(size_t) a * n + j];
			hull->gradient[j] += 2.0 * hull->weight[a] * hull->product[(size_t) a * n + j];
		}
	for (size_t j = 0; j < n; j++)
	{
		x[j] = fmin(1.0, x[j]);
		value += 0.5 * (hull->gradient[j] + hull->function->linear[j]) * x[j];
	}
	return value;
}

QsStatus
qs_convex_minimise(QsHost *host, const QsModel *rows, const QsConvex *function, double *x,
				   double *value, double *gap, double *work)
{
	Hull	   *hull = hull_create(host, rows, function);
	QsStatus	status;

	/* a first vertex by the gradient in the middle */
	for (size_t j = 0; j < hull->n; j++)
	{
		hull->gradient[j] = function->linear[j];
		for (size_t k = 0; k < hull->n; k++)
			hull->gradient[j] += function->matrix[j * hull->n + k];
	}
	status = find_vertex(hull);
	*gap = INFINITY;
	for (int program = 0; status == QS_OK && program < MOST_PROGRAMS; program++)
	{
		const double *vertex;

		take_vertex(hull);
		minimise_over_hull(hull);
		hull->work += 2.0 * (double) (hull->n * (size_t) hull->count) + 2e4;
		drop_vertices(hull);
		*value = evaluate(hull, x);
		if (hull->count == MOST_VERTICES || hull->work > WORK)
			break;
		status = find_vertex(hull);
		if (status != QS_OK)
			break;
		vertex = hull->vertex + (size_t) hull->count * hull->n;
		*gap = qs_dot(hull->gradient, x, (size_t) hull->n) - qs_dot(hull->gradient, vertex, (size_t) hull->n);
		if (*gap <= TOLERANCE * (1.0 + fabs(*value)))
			break;
	}
	/* what there is of a point is good */
	if (hull->count > 0)
		status = QS_OK;
	*work = hull->work;
	hull_free(hull);
	return status;
}
