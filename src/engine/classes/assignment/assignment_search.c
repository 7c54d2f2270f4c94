/*
 * assignment_search.c
 *	  Descent and robust tabu search by 2-exchanges.
 *
 * Taillard 1991: an exchange is tabu when it would put both facilities back
 * where they were not long ago; tenures are random.  Runs that find nothing
 * better end, see assignment_restart.h.
 */
#include <math.h>
#include <string.h>

#include "classes/assignment/assignment_exchange.h"
#include "classes/assignment/assignment_restart.h"

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

typedef struct Search
{
	QsExchange *exchange;
	QsRandom   *random;
	double	   *tabu;			/* order x stride: step until which facility f is not to
								 * return to location l */
	double	   *until;			/* order x stride, column > row: step until which the exchange
								 * would bring both where they may not be */
	double	   *least;			/* per column: of all, and of those not tabu */
	double	   *least_open;
	double		step;
	double		best;			/* of the run */
	double		gain;			/* least gain that counts */
	int		   *best_location;
	int		   *location;		/* a permutation to start from */
	int			u;				/* the exchange chosen */
	int			v;
} Search;

static double
later(double a, double b)
{
	return a < b ? a : b;
}

/* Facility u has moved: what its exchanges are barred until. */
static void
refresh_bars(Search *search, int u)
{
	const QsExchange *exchange = search->exchange;
	const int  *p = exchange->location;
	size_t		stride = (size_t) exchange->stride;
	const double *own = search->tabu + (size_t) u * stride;

	for (int j = 0; j < exchange->order; j++)
	{
		double		bar = later(own[p[j]], search->tabu[(size_t) j * stride + (size_t) p[u]]);

		if (j < u)
			search->until[(size_t) j * stride + (size_t) u] = bar;
		else
			search->until[(size_t) u * stride + (size_t) j] = bar;
	}
}

/* The row of column j where the value stands; open: among those not tabu */
static int
find_row(const Search *search, int j, double value, bool open)
{
	size_t		stride = (size_t) search->exchange->stride;
	size_t		at = (size_t) j;

	while (search->exchange->delta[at] != value || (open && search->until[at] > search->step))
		at += stride;
	return (int) (at / stride);
}

/* The best exchange that is not tabu, or any that gives a new best.  False when
 * every one is tabu. */
static bool
choose(Search *search)
{
	const QsExchange *exchange = search->exchange;
	int			order = exchange->order;
	int			all = 0;
	int			open = 0;
	bool		bold;

	exchange->kernel->scan(order, exchange->stride, exchange->delta, search->until, search->step,
						   search->least, search->least_open);
	for (int i = 1; i < order; i++)
	{
		all = search->least[i] < search->least[all] ? i : all;
		open = search->least_open[i] < search->least_open[open] ? i : open;
	}
	bold = exchange->cost + search->least[all] < search->best - search->gain;
	if (!bold && !isfinite(search->least_open[open]))
		return false;
	search->v = bold ? all : open;
	search->u = find_row(search, search->v,
						 bold ? search->least[all] : search->least_open[open], !bold);
	return true;
}

/* Exchange what was chosen; both stay away from where they were for a while. */
static void
exchange_chosen(Search *search)
{
	QsExchange *exchange = search->exchange;
	int			order = exchange->order;
	size_t		stride = (size_t) exchange->stride;
	int			low = (9 * order) / 10;
	uint32_t	spread = (uint32_t) ((11 * order) / 10 + 5 - low);
	int			u = search->u;
	int			v = search->v;

	search->tabu[(size_t) u * stride + (size_t) exchange->location[u]] =
		search->step + low + qs_random_below(search->random, spread);
	search->tabu[(size_t) v * stride + (size_t) exchange->location[v]] =
		search->step + low + qs_random_below(search->random, spread);
	qs_exchange_swap(exchange, u, v);
	refresh_bars(search, u);
	refresh_bars(search, v);
}

/* Go to search->location, nothing tabu. */
static void
start_over(QsHost *host, Search *search)
{
	size_t		cells = (size_t) search->exchange->order * (size_t) search->exchange->stride;

	for (size_t k = 0; k < cells; k++)
		search->tabu[k] = search->until[k] = 0.0;
	qs_exchange_load(host, search->exchange, search->location);
}

/* Remember the present assignment as the run's best, and in x when it is better
 * than any before. */
static void
note_best(Search *search, double *overall, uint8_t *x)
{
	const QsExchange *exchange = search->exchange;

	search->best = exchange->cost;
	memcpy(search->best_location, exchange->location, (size_t) exchange->order * sizeof(int));
	if (search->best < *overall - search->gain)
	{
		*overall = search->best;
		write_bits(exchange->assignment, exchange->location, x);
	}
}

static void
create_search(QsHost *host, const QsAssignmentMoves *assignment, QsRandom *random, Search *search)
{
	size_t		cells = (size_t) assignment->order * (size_t) assignment->stride;

	*search = (Search)
	{
		.exchange = qs_exchange_create(host, assignment),
		.random = random,
		.tabu = QS_ARRAY(host, double, cells),
		.until = QS_ARRAY(host, double, cells),
		.least = QS_ARRAY(host, double, assignment->stride),
		.least_open = QS_ARRAY(host, double, assignment->stride),
		.best_location = QS_ARRAY(host, int, assignment->order),
		.location = QS_ARRAY(host, int, assignment->order),
	};
}

static void
free_search(QsHost *host, Search *search)
{
	qs_free(host, search->tabu);
	qs_free(host, search->until);
	qs_free(host, search->least);
	qs_free(host, search->least_open);
	qs_free(host, search->best_location);
	qs_free(host, search->location);
	qs_exchange_free(host, search->exchange);
}

QsStatus
qs_assignment_search(QsHost *host, const QsAssignmentMoves *assignment, QsRandom *random,
					 double effort, double target, uint8_t *x, int64_t *moves)
{
	int			order = assignment->order;
	Search		search;
	QsRestart  *restart;
	double		work = (double) order * (order - 1) + 10.0;	/* of a step */
	double		budget = effort * 1e6;
	double		goal = target - assignment->model->constant;
	double		since_check = 0.0;
	double		began = 0.0,
				last_gain = 0.0;
	double		overall;
	QsStatus	status = QS_OK;

	create_search(host, assignment, random, &search);
	read_bits(assignment, x, search.location);
	start_over(host, &search);
	overall = search.exchange->cost;
	search.gain = least_gain(search.exchange);
	note_best(&search, &overall, x);
	restart = qs_restart_create(host, order, search.gain);
	while (order > 1 && budget > 0.0 && overall > goal + search.gain && status == QS_OK)
	{
		search.step++;
		if (choose(&search))
		{
			exchange_chosen(&search);
			(*moves)++;
			if (search.exchange->cost < search.best - search.gain)
			{
				last_gain = search.step;
				note_best(&search, &overall, x);
			}
		}
		if (search.step - last_gain > qs_restart_patience(restart))
		{
			qs_restart_next(restart, random, search.best_location, search.best,
							search.step - began, search.location);
			began = last_gain = search.step;
			start_over(host, &search);
			note_best(&search, &overall, x);
			budget -= work * order;
		}
		budget -= work;
		since_check += work;
		if (since_check > 100000.0)
		{
			since_check = 0.0;
			qs_check(host);
			if (qs_time_up(host))
				status = QS_INTERRUPTED;
		}
	}
	qs_restart_free(host, restart);
	free_search(host, &search);
	return status;
}
