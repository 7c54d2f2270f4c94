/*
 * assignment_repair.c
 *	  A permutation from any bits: keep what is decided, complete the rest
 *	  optimally against it.
 */
#include <math.h>
#include <string.h>

#include "classes/assignment/assignment_local.h"
#include "numeric/assignment_problem.h"

/* Cost of facility f at location l beside what is already placed */
static double
marginal(const QsAssignmentMoves *a, const int *location, int f, int l)
{
	size_t		stride = (size_t) a->stride;
	double		cost = a->linear[(size_t) f * stride + (size_t) l];

	for (int g = 0; g < a->order && a->matrices; g++)
	{
		int			k = location[g];

		if (k < 0)
			continue;
		cost += a->flow[(size_t) f * stride + (size_t) g] *
			a->distance[(size_t) l * stride + (size_t) k];
		if (!a->symmetric)
			cost += a->flow_turned[(size_t) f * stride + (size_t) g] *
				a->distance_turned[(size_t) l * stride + (size_t) k];
	}
	if (a->explicit_terms)
	{
		const QsQubo *objective = a->model->objective;
		int			v = a->variable_at[(size_t) f * (size_t) a->order + (size_t) l];

		for (int64_t k = objective->start[v]; k < objective->start[v + 1]; k++)
		{
			int			w = objective->neighbour[k];

			if (location[a->facility_of[w]] == a->location_of[w])
				cost += objective->weight[k];
		}
	}
	return cost;
}

/* Place every facility without a location (-1) on the free locations */
static void
complete(QsHost *host, const QsAssignmentMoves *a, const uint8_t *x, int *location)
{
	int			order = a->order;
	int		   *facility = QS_ARRAY(host, int, order);
	int		   *place = QS_ARRAY(host, int, order);
	int		   *column = QS_ARRAY(host, int, order);
	uint8_t    *taken = QS_ARRAY0(host, uint8_t, order);
	double	   *cost;
	int			open = 0;
	int			size = 0;
	double		spread = 0.0;

	for (int f = 0; f < order; f++)
		if (location[f] < 0)
			facility[size++] = f;
		else
			taken[location[f]] = 1;
	for (int l = 0; l < order; l++)
		if (!taken[l])
			place[open++] = l;
	cost = QS_ARRAY(host, double, (size_t) size * (size_t) size);
	for (int r = 0; r < size; r++)
	{
		for (int c = 0; c < size; c++)
		{
			double		value = marginal(a, location, facility[r], place[c]);

			cost[(size_t) r * (size_t) size + (size_t) c] = value;
			spread = fmax(spread, fabs(value));
		}
		qs_check(host);
	}
	/* among equals, the placements x asked for */
	for (int r = 0; r < size; r++)
		for (int c = 0; c < size; c++)
			if (x[a->variable_at[(size_t) facility[r] * (size_t) order + (size_t) place[c]]])
				cost[(size_t) r * (size_t) size + (size_t) c] -= 1e-9 * spread + 1e-12;
	qs_linear_assignment(host, size, cost, column);
	for (int r = 0; r < size; r++)
		location[facility[r]] = place[column[r]];
	qs_free(host, facility);
	qs_free(host, place);
	qs_free(host, column);
	qs_free(host, taken);
	qs_free(host, cost);
}

static void
write_bits(const QsAssignmentMoves *a, const int *location, uint8_t *x)
{
	memset(x, 0, (size_t) a->model->n);
	for (int f = 0; f < a->order; f++)
		x[a->variable_at[(size_t) f * (size_t) a->order + (size_t) location[f]]] = 1;
}

/*
 * A placement is decided when x gives the facility one location and the
 * location no other facility.
 */
QsStatus
qs_assignment_repair(QsHost *host, const QsAssignmentMoves *a, uint8_t *x)
{
	int			order = a->order;
	int		   *location = QS_ARRAY(host, int, order);
	int		   *facilities = QS_ARRAY0(host, int, order);
	int		   *places = QS_ARRAY0(host, int, order);

	for (int v = 0; v < a->model->n; v++)
		if (x[v])
		{
			places[a->facility_of[v]]++;
			facilities[a->location_of[v]]++;
		}
	for (int f = 0; f < order; f++)
		location[f] = -1;
	for (int v = 0; v < a->model->n; v++)
		if (x[v] && places[a->facility_of[v]] == 1 && facilities[a->location_of[v]] == 1)
			location[a->facility_of[v]] = a->location_of[v];
	complete(host, a, x, location);
	write_bits(a, location, x);
	qs_free(host, location);
	qs_free(host, facilities);
	qs_free(host, places);
	return QS_OK;
}

/*
 * Facilities in random order, each where it costs least beside those placed;
 * with probability noise anywhere.
 */
QsStatus
qs_assignment_construct(QsHost *host, const QsAssignmentMoves *a, QsRandom *random,
						double noise, uint8_t *x)
{
	int			order = a->order;
	int		   *location = QS_ARRAY(host, int, order);
	int		   *sequence = QS_ARRAY(host, int, order);
	int		   *place = QS_ARRAY(host, int, order);

	for (int f = 0; f < order; f++)
	{
		location[f] = -1;
		sequence[f] = place[f] = f;
	}
	if (noise > 0.0)
		qs_random_shuffle(random, sequence, order);
	for (int k = 0; k < order; k++)
	{
		int			f = sequence[k];
		int			open = order - k;
		int			choice = 0;
		double		best = INFINITY;

		if (noise > 0.0 && qs_random_unit(random) < noise)
			choice = (int) qs_random_below(random, (uint32_t) open);
		else
			for (int c = 0; c < open; c++)
			{
				double		cost = marginal(a, location, f, place[c]);

				if (cost < best)
				{
					best = cost;
					choice = c;
				}
			}
		location[f] = place[choice];
		place[choice] = place[open - 1];
		qs_check(host);
	}
	write_bits(a, location, x);
	qs_free(host, location);
	qs_free(host, sequence);
	qs_free(host, place);
	return QS_OK;
}
