/*
 * assignment_exchange.c
 *	  A permutation with the cost change of every 2-exchange kept up to date.
 */
#include "classes/assignment/assignment_exchange.h"

#include <math.h>
#include <string.h>

QsExchange *
qs_exchange_create(QsHost *host, const QsAssignmentMoves *assignment)
{
	QsExchange *exchange = QS_NEW(host, QsExchange);
	size_t		cells = (size_t) assignment->order * (size_t) assignment->stride;
	size_t		stride = (size_t) assignment->stride;

	exchange->assignment = assignment;
	exchange->kernel = qs_assignment_kernel(host);
	exchange->order = assignment->order;
	exchange->stride = assignment->stride;
	exchange->location = QS_ARRAY(host, int, stride);
	exchange->field = QS_ARRAY0(host, double, cells);
	exchange->delta = QS_ARRAY(host, double, cells);
	for (size_t k = 0; k < cells; k++)
		exchange->delta[k] = INFINITY;
	exchange->left = QS_ARRAY0(host, double, stride);
	exchange->right = QS_ARRAY0(host, double, stride);
	if (assignment->matrices)
	{
		exchange->near = QS_ARRAY0(host, double, cells);
		if (!assignment->symmetric)
		{
			exchange->near_turned = QS_ARRAY0(host, double, cells);
			exchange->left_turned = QS_ARRAY0(host, double, stride);
			exchange->right_turned = QS_ARRAY0(host, double, stride);
		}
	}
	if (assignment->explicit_terms)
		exchange->together = QS_ARRAY0(host, double, cells);
	return exchange;
}

void
qs_exchange_free(QsHost *host, QsExchange *exchange)
{
	if (exchange == NULL)
		return;
	qs_free(host, exchange->location);
	qs_free(host, exchange->field);
	qs_free(host, exchange->delta);
	qs_free(host, exchange->near);
	qs_free(host, exchange->near_turned);
	qs_free(host, exchange->left);
	qs_free(host, exchange->right);
	qs_free(host, exchange->left_turned);
	qs_free(host, exchange->right_turned);
	qs_free(host, exchange->together);
	qs_free(host, exchange);
}

static inline size_t
cell(const QsExchange *exchange, int row, int column)
{
	return (size_t) row * (size_t) exchange->stride + (size_t) column;
}

/* row[l] += factor * by[l] */
static void
add_multiple(double *restrict row, const double *restrict by, double factor, int count)
{
	for (int l = 0; l < count; l++)
		row[l] += factor * by[l];
}

/* Add (sign 1) or take away what the facility at its location means to the
 * fields of all others, explicit terms only. */
static void
spread_terms(QsExchange *exchange, int facility, int location, double sign)
{
	const QsAssignmentMoves *a = exchange->assignment;
	const QsQubo *objective = a->model->objective;
	int			v = a->variable_at[(size_t) facility * (size_t) a->order + (size_t) location];

	for (int64_t k = objective->start[v]; k < objective->start[v + 1]; k++)
	{
		int			w = objective->neighbour[k];

		if (a->facility_of[w] != facility && a->location_of[w] != location)
			exchange->field[cell(exchange, a->facility_of[w], a->location_of[w])] +=
				sign * objective->weight[k];
	}
}

/* Cost of i and j as they stand plus as they would stand exchanged */
static double
pair_together(const QsExchange *exchange, int i, int j)
{
	const int  *p = exchange->location;

	return qs_assignment_pair(exchange->assignment, i, p[i], j, p[j]) +
		qs_assignment_pair(exchange->assignment, i, p[j], j, p[i]);
}

/* Change of cost when i and j trade places, from the fields.  The fields of
 * both count their pair as it stands, so it is given back once, and once more
 * for the pair as it will stand. */
static double
delta_of(const QsExchange *exchange, int i, int j)
{
	const QsAssignmentMoves *a = exchange->assignment;
	const int  *p = exchange->location;
	double		delta = exchange->field[cell(exchange, i, p[j])] +
		exchange->field[cell(exchange, j, p[i])] -
		exchange->field[cell(exchange, i, p[i])] -
		exchange->field[cell(exchange, j, p[j])];

	if (exchange->together)
		delta += exchange->together[cell(exchange, i, j)];
	else if (a->symmetric)
		delta += 2.0 * a->flow[cell(exchange, i, j)] * exchange->near[cell(exchange, i, j)];
	else if (a->matrices)
		delta += (a->flow[cell(exchange, i, j)] + a->flow[cell(exchange, j, i)]) *
			(exchange->near[cell(exchange, i, j)] + exchange->near[cell(exchange, j, i)]);
	return delta;
}

static void
refresh_row(QsExchange *exchange, int u)
{
	for (int j = 0; j < u; j++)
		exchange->delta[cell(exchange, j, u)] = delta_of(exchange, j, u);
	for (int j = u + 1; j < exchange->order; j++)
		exchange->delta[cell(exchange, u, j)] = delta_of(exchange, u, j);
}

static void
refresh_together(QsExchange *exchange, int u)
{
	for (int j = 0; j < exchange->order; j++)
		if (j != u)
			exchange->together[cell(exchange, u, j)] =
				exchange->together[cell(exchange, j, u)] = pair_together(exchange, u, j);
}

void
qs_exchange_load(QsHost *host, QsExchange *exchange, const int *location)
{
	const QsAssignmentMoves *a = exchange->assignment;
	int			order = exchange->order;
	double		cost = 0.0;

	memcpy(exchange->location, location, (size_t) order * sizeof(int));
	memcpy(exchange->field, a->linear, (size_t) order * (size_t) exchange->stride * sizeof(double));
	for (int i = 0; i < order; i++)
	{
		for (int j = 0; j < order && a->matrices; j++)
		{
			exchange->near[cell(exchange, i, j)] =
				a->distance[cell(exchange, location[i], location[j])];
			if (!a->symmetric)
				exchange->near_turned[cell(exchange, i, j)] =
					a->distance_turned[cell(exchange, location[i], location[j])];
			/* facility j at its location adds to the field of i everywhere */
			add_multiple(exchange->field + cell(exchange, i, 0),
						 a->symmetric ? a->distance + cell(exchange, location[j], 0)
						 : a->distance_turned + cell(exchange, location[j], 0),
						 a->flow[cell(exchange, i, j)], order);
			if (!a->symmetric)
				add_multiple(exchange->field + cell(exchange, i, 0),
							 a->distance + cell(exchange, location[j], 0),
							 a->flow_turned[cell(exchange, i, j)], order);
		}
		qs_check(host);
	}
	if (a->explicit_terms)
		for (int i = 0; i < order; i++)
		{
			spread_terms(exchange, i, location[i], 1.0);
			refresh_together(exchange, i);
			qs_check(host);
		}
	/* a field counts every pair in full at both its ends */
	for (int i = 0; i < order; i++)
		cost += 0.5 * (exchange->field[cell(exchange, i, location[i])] +
					   a->linear[cell(exchange, i, location[i])]);
	exchange->cost = cost;
	for (int i = 0; i < order; i++)
		for (int j = i + 1; j < order; j++)
			exchange->delta[cell(exchange, i, j)] = delta_of(exchange, i, j);
}

static void
swap_rows_and_columns(QsExchange *exchange, double *matrix, int u, int v)
{
	for (int j = 0; j < exchange->stride; j++)
	{
		double		keep = matrix[cell(exchange, u, j)];

		matrix[cell(exchange, u, j)] = matrix[cell(exchange, v, j)];
		matrix[cell(exchange, v, j)] = keep;
	}
	for (int i = 0; i < exchange->order; i++)
	{
		double		keep = matrix[cell(exchange, i, u)];

		matrix[cell(exchange, i, u)] = matrix[cell(exchange, i, v)];
		matrix[cell(exchange, i, v)] = keep;
	}
}

static void
difference(double *restrict out, const double *restrict a, const double *restrict b, int count)
{
	for (int k = 0; k < count; k++)
		out[k] = a[k] - b[k];
}

static void
update_delta(QsExchange *exchange, const double *left, const double *right)
{
	exchange->kernel->update_delta(exchange->order, exchange->stride, left, right,
								   exchange->delta);
}

/* field[i][l] += factor_i * (distance to the new place of u - to that of v) */
static void
update_field(QsExchange *exchange, const double *factor, const double *distance, int u, int v)
{
	double	   *change = exchange->right;

	difference(change, distance + cell(exchange, exchange->location[u], 0),
			   distance + cell(exchange, exchange->location[v], 0), exchange->stride);
	exchange->kernel->update_field(exchange->order, exchange->stride, factor, change,
								   exchange->field);
}

static void
swap_matrices(QsExchange *exchange, int u, int v)
{
	const QsAssignmentMoves *a = exchange->assignment;
	int			stride = exchange->stride;

	swap_rows_and_columns(exchange, exchange->near, u, v);
	difference(exchange->left, a->flow + cell(exchange, u, 0), a->flow + cell(exchange, v, 0),
			   stride);
	if (a->symmetric)
	{
		difference(exchange->right, exchange->near + cell(exchange, v, 0),
				   exchange->near + cell(exchange, u, 0), stride);
		update_delta(exchange, exchange->left, exchange->right);
		update_field(exchange, exchange->left, a->distance, u, v);
		return;
	}
	swap_rows_and_columns(exchange, exchange->near_turned, u, v);
	difference(exchange->left_turned, a->flow_turned + cell(exchange, u, 0),
			   a->flow_turned + cell(exchange, v, 0), stride);
	difference(exchange->right, exchange->near + cell(exchange, v, 0),
			   exchange->near + cell(exchange, u, 0), stride);
	difference(exchange->right_turned, exchange->near_turned + cell(exchange, v, 0),
			   exchange->near_turned + cell(exchange, u, 0), stride);
	update_delta(exchange, exchange->left, exchange->right);
	update_delta(exchange, exchange->left_turned, exchange->right_turned);
	/* i's field at l: sum_k flow[i][k] distance[l][p_k] + flow[k][i] distance[p_k][l] */
	update_field(exchange, exchange->left_turned, a->distance_turned, u, v);
	update_field(exchange, exchange->left, a->distance, u, v);
}

void
qs_exchange_swap(QsExchange *exchange, int u, int v)
{
	const QsAssignmentMoves *a = exchange->assignment;
	int		   *p = exchange->location;
	int			keep = p[u];

	exchange->cost += qs_exchange_delta(exchange, u, v);
	if (a->explicit_terms)
	{
		spread_terms(exchange, u, p[u], -1.0);
		spread_terms(exchange, v, p[v], -1.0);
		spread_terms(exchange, u, p[v], 1.0);
		spread_terms(exchange, v, p[u], 1.0);
	}
	p[u] = p[v];
	p[v] = keep;
	if (a->matrices)
		swap_matrices(exchange, u, v);
	if (a->explicit_terms)
	{
		refresh_together(exchange, u);
		refresh_together(exchange, v);
		for (int i = 0; i < exchange->order; i++)
			for (int j = i + 1; j < exchange->order; j++)
				exchange->delta[cell(exchange, i, j)] = delta_of(exchange, i, j);
		return;
	}
	refresh_row(exchange, u);
	refresh_row(exchange, v);
}
