/*
 * lawler.c
 *	  The Gilmore-Lawler bound.
 */
#include "bound/lawler.h"

#include <math.h>
#include <string.h>

/* Sort `others` by key; insertion of few, stable, so ties stay by index. */
static void
sort_by_key(int32_t *others, int count, const double *key, double sign, int32_t *scratch)
{
	if (count <= 16)
	{
		for (int k = 1; k < count; k++)
		{
			int32_t		moved = others[k];
			int			at = k;

			for (; at > 0 && sign * key[others[at - 1]] > sign * key[moved]; at--)
				others[at] = others[at - 1];
			others[at] = moved;
		}
	}
	else
	{
		int			half = count / 2;
		int			a = 0,
					b = half;

		sort_by_key(others, half, key, sign, scratch);
		sort_by_key(others + half, count - half, key, sign, scratch);
		for (int k = 0; k < count; k++)
			scratch[k] = b >= count ||
				(a < half && sign * key[others[a]] <= sign * key[others[b]])
				? others[a++] : others[b++];
		memcpy(others, scratch, (size_t) count * sizeof(int32_t));
	}
}

/* Row i of the result: all j <> i, by matrix[i][j] */
static int32_t *
sorted_rows(QsHost *host, const double *matrix, int order, double sign)
{
	size_t		o = (size_t) order;
	int32_t    *sorted = QS_ARRAY(host, int32_t, o * o);
	int32_t    *scratch = QS_ARRAY(host, int32_t, o);

	for (size_t i = 0; i < o; i++)
	{
		int			count = 0;

		for (size_t j = 0; j < o; j++)
			if (j != i)
				sorted[i * o + (size_t) count++] = (int32_t) j;
		sort_by_key(sorted + i * o, count, matrix + i * o, sign, scratch);
		qs_check(host);
	}
	qs_free(host, scratch);
	return sorted;
}

/* Sum of magnitudes no partial sum of a bound can pass */
static double
largest_sum(const QsModel *model)
{
	const QsAssignment *a = model->assignment;
	size_t		cells = (size_t) a->order * (size_t) a->order;
	double		flow = 0.0,
				distance = 0.0,
				own = 0.0;

	for (size_t k = 0; k < cells; k++)
	{
		flow += fabs(a->flow[k]);
		distance = fmax(distance, fabs(a->distance[k]));
		own = fmax(own, (a->cost ? fabs(a->cost[k]) : 0.0) + fabs(model->objective->linear[k]));
	}
	return 2.0 * flow * distance + own * a->order + fabs(model->constant);
}

QsLawler *
qs_lawler_create(QsHost *host, const QsModel *model)
{
	QsLawler   *lawler = QS_NEW(host, QsLawler);
	int			order = model->assignment->order;
	size_t		cells = (size_t) order * (size_t) order;
	double		largest = largest_sum(model);

	lawler->host = host;
	lawler->matrices = model->assignment;
	lawler->order = order;
	lawler->flow_order = sorted_rows(host, model->assignment->flow, order, 1.0);
	lawler->distance_order = sorted_rows(host, model->assignment->distance, order, -1.0);
	lawler->flow = QS_ARRAY(host, double, cells);
	lawler->distance = QS_ARRAY(host, double, cells);
	lawler->cell = QS_ARRAY(host, double, cells);
	lawler->chosen = QS_ARRAY(host, int, order);
	lawler->free_facility = QS_ARRAY0(host, uint8_t, order);
	lawler->free_location = QS_ARRAY0(host, uint8_t, order);
	lawler->work = qs_assignment_work_create(host, order);
	lawler->margin = model->integral && largest < 0x1p51 ? 0.0
		: largest * 0x1p-50 * (order + 4.0);
	return lawler;
}

void
qs_lawler_free(QsLawler *lawler)
{
	QsHost	   *host;

	if (lawler == NULL)
		return;
	host = lawler->host;
	qs_free(host, lawler->flow_order);
	qs_free(host, lawler->distance_order);
	qs_free(host, lawler->flow);
	qs_free(host, lawler->distance);
	qs_free(host, lawler->cell);
	qs_free(host, lawler->chosen);
	qs_free(host, lawler->free_facility);
	qs_free(host, lawler->free_location);
	qs_assignment_work_free(host, lawler->work);
	qs_free(host, lawler);
}

double
qs_lawler_own(const QsModel *model, int f, int l)
{
	const QsAssignment *a = model->assignment;
	size_t		o = (size_t) a->order;
	size_t		cell = (size_t) f * o + (size_t) l;

	return a->flow[(size_t) f * (o + 1)] * a->distance[(size_t) l * (o + 1)] +
		(a->cost ? a->cost[cell] : 0.0) + model->objective->linear[cell];
}

/* Rows of the free lines among themselves, in sorted order, compact */
static void
gather(int order, int count, const int *line, const uint8_t *is_free, const int32_t *sorted,
	   const double *matrix, double *gathered)
{
	size_t		o = (size_t) order;

	for (int i = 0; i < count; i++)
	{
		size_t		row = (size_t) line[i] * o;
		double	   *out = gathered + (size_t) i * (size_t) (count - 1);
		int			filled = 0;

		for (int k = 0; filled < count - 1; k++)
			if (is_free[sorted[row + (size_t) k]])
				out[filled++] = matrix[row + (size_t) sorted[row + (size_t) k]];
	}
}

double
qs_lawler_bound(QsLawler *lawler, int count, const int *facility, const int *location,
				const double *base)
{
	int			order = lawler->order;
	double		sum = 0.0;

	if (count == 0)
		return 0.0;
	for (int i = 0; i < count; i++)
	{
		lawler->free_facility[facility[i]] = 1;
		lawler->free_location[location[i]] = 1;
	}
	gather(order, count, facility, lawler->free_facility, lawler->flow_order,
		   lawler->matrices->flow, lawler->flow);
	gather(order, count, location, lawler->free_location, lawler->distance_order,
		   lawler->matrices->distance, lawler->distance);
	for (int i = 0; i < count; i++)
	{
		lawler->free_facility[facility[i]] = 0;
		lawler->free_location[location[i]] = 0;
	}
	for (int i = 0; i < count; i++)
	{
		const double *flow = lawler->flow + (size_t) i * (size_t) (count - 1);

		for (int k = 0; k < count; k++)
		{
			const double *distance = lawler->distance + (size_t) k * (size_t) (count - 1);
			double		product = 0.0;

			for (int e = 0; e < count - 1; e++)
				product += flow[e] * distance[e];
			lawler->cell[i * count + k] = base[i * count + k] + product;
		}
		if (count > 100)
			qs_check(lawler->host);
	}
	qs_assignment_solve(lawler->host, lawler->work, count, lawler->cell, count, lawler->chosen);
	for (int i = 0; i < count; i++)
		sum += lawler->work->row_dual[i] + lawler->work->column_dual[i];
	return sum - lawler->margin;
}
