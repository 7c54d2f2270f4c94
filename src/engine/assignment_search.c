/*
 * assignment_search.c
 *	  Descent and robust tabu search by 2-exchanges.
 *
 * Taillard 1991: an exchange is tabu when it would put both facilities back
 * where they were not long ago; tenures are random.
 */
#include <math.h>
#include <string.h>

#include "assignment_exchange.h"

static void
read_bits(const QsAssignmentMoves *a, const uint8_t *x, int *location)
{
	for (int v = 0; v < a->model->n; v++)
		if (x[v])
			location[a->facility_of[v]] = a->location_of[v];
}

static void
write_bits(const QsAssignmentMoves *a, const int *location, uint8_t *x)
{
	memset(x, 0, (size_t) a->model->n);
	for (int f = 0; f < a->order; f++)
		x[a->variable_at[(size_t) f * (size_t) a->order + (size_t) location[f]]] = 1;
}

/* What counts as a gain, against rounding in the kept sums */
static double
least_gain(const QsExchange *exchange)
{
	return exchange->assignment->model->integral ? 0.5 : 1e-9 * fabs(exchange->cost) + 1e-12;
}

/* Best exchanges until none gains */
static QsStatus
descend(QsHost *host, QsExchange *exchange, int64_t *moves)
{
	int			order = exchange->order;
	double		least = least_gain(exchange);

	for (;;)
	{
		double		best = -least;
		int			u = -1,
					v = -1;

		for (int i = 0; i < order; i++)
			for (int j = i + 1; j < order; j++)
			{
				double		delta = exchange->delta[(size_t) i * (size_t) exchange->stride +
													(size_t) j];

				if (delta < best)
				{
					best = delta;
					u = i;
					v = j;
				}
			}
		if (u < 0)
			return QS_OK;
		qs_exchange_swap(exchange, u, v);
		(*moves)++;
		qs_check(host);
		if (qs_time_up(host))
			return QS_INTERRUPTED;
	}
}

QsStatus
qs_assignment_polish(QsHost *host, const QsAssignmentMoves *assignment, uint8_t *x,
					 int64_t *moves)
{
	QsExchange *exchange = qs_exchange_create(host, assignment);
	int		   *location = QS_ARRAY(host, int, assignment->order);
	QsStatus	status;

	read_bits(assignment, x, location);
	qs_exchange_load(host, exchange, location);
	status = descend(host, exchange, moves);
	write_bits(assignment, exchange->location, x);
	qs_free(host, location);
	qs_exchange_free(host, exchange);
	return status;
}

QsStatus
qs_assignment_search(QsHost *host, const QsAssignmentMoves *assignment, QsRandom *random,
					 double effort, double target, uint8_t *x, int64_t *moves)
{
	int			order = assignment->order;
	QsExchange *exchange = qs_exchange_create(host, assignment);
	int		   *location = QS_ARRAY(host, int, order);
	int64_t    *tabu = QS_ARRAY0(host, int64_t, (size_t) order * (size_t) order);
	double		pairs = 0.5 * order * (order - 1);
	double		budget = effort * 1e6;
	double		goal = target - assignment->model->constant;
	double		best;
	double		least;
	int64_t		step = 0;
	int64_t		last_gain = 0;
	double		since_check = 0.0;
	QsStatus	status = QS_OK;

	read_bits(assignment, x, location);
	qs_exchange_load(host, exchange, location);
	best = exchange->cost;
	least = least_gain(exchange);
	while (budget > 0.0 && best > goal + least)
	{
		double		choice = INFINITY;
		int			u = -1,
					v = -1;
		int			low = (9 * order) / 10,
					high = (11 * order) / 10 + 4;

		step++;
		for (int i = 0; i < order; i++)
			for (int j = i + 1; j < order; j++)
			{
				double		delta = exchange->delta[(size_t) i * (size_t) exchange->stride +
													(size_t) j];
				bool		is_tabu = tabu[i * order + exchange->location[j]] > step &&
					tabu[j * order + exchange->location[i]] > step;

				if (delta < choice && (!is_tabu || exchange->cost + delta < best - least))
				{
					choice = delta;
					u = i;
					v = j;
				}
			}
		if (u >= 0)
		{
			tabu[u * order + exchange->location[u]] = step + low +
				qs_random_below(random, (uint32_t) (high - low + 1));
			tabu[v * order + exchange->location[v]] = step + low +
				qs_random_below(random, (uint32_t) (high - low + 1));
			qs_exchange_swap(exchange, u, v);
			(*moves)++;
			if (exchange->cost < best - least)
			{
				best = exchange->cost;
				last_gain = step;
				write_bits(assignment, exchange->location, x);
			}
		}
		if (step - last_gain > 2000 + 100 * (int64_t) order)
		{
			/* from the best, half of it shuffled */
			last_gain = step;
			read_bits(assignment, x, location);
			for (int k = 0; k < order / 2; k++)
			{
				int			i = (int) qs_random_below(random, (uint32_t) order);
				int			j = (int) qs_random_below(random, (uint32_t) order);
				int			keep = location[i];

				location[i] = location[j];
				location[j] = keep;
			}
			qs_exchange_load(host, exchange, location);
			budget -= pairs * order;
		}
		budget -= 2.0 * pairs + 10.0;
		since_check += 2.0 * pairs + 10.0;
		if (since_check > 100000.0)
		{
			since_check = 0.0;
			qs_check(host);
			if (qs_time_up(host))
			{
				status = QS_INTERRUPTED;
				break;
			}
		}
	}
	qs_free(host, location);
	qs_free(host, tabu);
	qs_exchange_free(host, exchange);
	return status;
}
