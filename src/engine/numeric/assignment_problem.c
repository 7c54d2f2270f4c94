/*
 * assignment_problem.c
 *	  Linear assignment by shortest augmenting paths.
 */
#include "numeric/assignment_problem.h"

#include "base/relax_exact.h"

QsAssignmentWork *
qs_assignment_work_create(QsHost *host, int order)
{
	QsAssignmentWork *work = QS_NEW(host, QsAssignmentWork);

	work->row_dual = QS_ARRAY(host, double, order);
	work->column_dual = QS_ARRAY(host, double, order);
	work->distance = QS_ARRAY(host, double, order);
	work->previous = QS_ARRAY(host, int, order);
	work->row_at = QS_ARRAY(host, int, order);
	work->reached = QS_ARRAY(host, uint8_t, order);
	return work;
}

void
qs_assignment_work_free(QsHost *host, QsAssignmentWork *work)
{
	if (work == NULL)
		return;
	qs_free(host, work->row_dual);
	qs_free(host, work->column_dual);
	qs_free(host, work->distance);
	qs_free(host, work->previous);
	qs_free(host, work->row_at);
	qs_free(host, work->reached);
	qs_free(host, work);
}

/* Column potentials: least entry of each column; row potentials: what is left.
 * Rows whose cheapest column is free are matched at once. */
static void
reduce_lines(QsAssignmentWork *work, int order, const double *cost, int stride, int *location)
{
	for (int j = 0; j < order; j++)
	{
		work->column_dual[j] = INFINITY;
		work->row_at[j] = -1;
	}
	for (int i = 0; i < order; i++)
	{
		const double *row = cost + (size_t) i * (size_t) stride;

		for (int j = 0; j < order; j++)
			if (row[j] < work->column_dual[j])
				work->column_dual[j] = row[j];
	}
	for (int j = 0; j < order; j++)
		if (!isfinite(work->column_dual[j]))
			work->column_dual[j] = 0.0;
	for (int i = 0; i < order; i++)
	{
		const double *row = cost + (size_t) i * (size_t) stride;
		int			best = 0;

		location[i] = -1;
		for (int j = 1; j < order; j++)
			if (row[j] - work->column_dual[j] < row[best] - work->column_dual[best])
				best = j;
		work->row_dual[i] = row[best] - work->column_dual[best];
		if (!isfinite(work->row_dual[i]))
			work->row_dual[i] = 0.0;
		else if (work->row_at[best] < 0)
		{
			work->row_at[best] = i;
			location[i] = best;
		}
	}
}

/* One Dijkstra from a free row to the nearest free column, then augment. */
static bool
augment(QsAssignmentWork *work, int order, const double *cost, int stride, int source,
		int *location)
{
	int			row = source;
	int			end = -1;
	double		length = 0.0;

	for (int j = 0; j < order; j++)
	{
		work->distance[j] = INFINITY;
		work->reached[j] = 0;
	}
	while (end < 0)
	{
		const double *entries = cost + (size_t) row * (size_t) stride;
		double		base = length - work->row_dual[row];
		double		nearest = INFINITY;
		int			next = -1;

		for (int j = 0; j < order; j++)
		{
			double		through;

			if (work->reached[j])
				continue;
			through = base + entries[j] - work->column_dual[j];
			if (through < work->distance[j])
			{
				work->distance[j] = through;
				work->previous[j] = row;
			}
			if (work->distance[j] < nearest)
			{
				nearest = work->distance[j];
				next = j;
			}
		}
		if (next < 0)
			return false;
		length = nearest;
		work->reached[next] = 1;
		if (work->row_at[next] < 0)
			end = next;
		else
			row = work->row_at[next];
	}
	work->row_dual[source] += length;
	for (int j = 0; j < order; j++)
		if (work->reached[j] && j != end)
		{
			work->row_dual[work->row_at[j]] += length - work->distance[j];
			work->column_dual[j] -= length - work->distance[j];
		}
	while (end >= 0)
	{
		int			from = work->previous[end];
		int			displaced = location[from];

		work->row_at[end] = from;
		location[from] = end;
		end = from == source ? -1 : displaced;
	}
	return true;
}

bool
qs_assignment_solve(QsHost *host, QsAssignmentWork *work, int order, const double *cost,
					int stride, int *location)
{
	reduce_lines(work, order, cost, stride, location);
	for (int i = 0; i < order; i++)
	{
		if ((int64_t) order * order > 20000)
			qs_check(host);
		if (location[i] < 0 && !augment(work, order, cost, stride, i, location))
			return false;
	}
	return true;
}

bool
qs_linear_assignment(QsHost *host, int order, const double *cost, int *location)
{
	QsAssignmentWork *work = qs_assignment_work_create(host, order);
	bool		found = qs_assignment_solve(host, work, order, cost, order, location);

	qs_assignment_work_free(host, work);
	return found;
}
