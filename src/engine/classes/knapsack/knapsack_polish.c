/*
 * knapsack_polish.c
 *	  Descent by adds and 1-1, 2-1, 1-2 and 2-2 swaps, pruned by multipliers.
 *
 * With reduced profits d = p - yA and slack s, a feasible exchange of items O
 * for items I gains at most  d(I) - d(O) + y.s.  Items outside ascending in d,
 * items inside descending, every loop over a neighbourhood stops at the first
 * pair this bound rules out; with good multipliers few pairs remain.
 */
#include "classes/knapsack/knapsack_local.h"

#include <math.h>

#include "base/sort.h"

#define TRIES_PER_ITEM	2000	/* keeps a descent quick when the bound is weak, */
#define MOST_TRIES		4000000	/* at any size */

typedef struct Descent
{
	QsHost	   *host;
	const QsKnapsack *knapsack;
	uint8_t    *x;
	double	   *slack;
	int		   *inside;			/* items of x, ascending by margin */
	int		   *outside;		/* profitable items not in x, descending by margin */
	int			inside_count;
	int			outside_count;
	double		priced_slack;	/* y . slack */
	double		least_gain;		/* what counts as an improvement */
	int64_t		tries;			/* looks at a column that remain */
} Descent;

static void
sort_by_margin(const QsKnapsack *knapsack, const uint8_t *x, const int *by_margin,
			   Descent *descent)
{
	descent->inside_count = descent->outside_count = 0;
	for (int k = 0; k < knapsack->n; k++)
	{
		int			i = by_margin[k];

		if (x[i])
			descent->inside[descent->inside_count++] = i;
	}
	for (int k = knapsack->n - 1; k >= 0; k--)
	{
		int			i = by_margin[k];

		if (!x[i] && knapsack->profit[i] > 0.0)
			descent->outside[descent->outside_count++] = i;
	}
}

static double
priced(const QsKnapsack *knapsack, const double *slack)
{
	double		sum = 0.0;

	for (int r = 0; r < knapsack->m; r++)
		sum += knapsack->multiplier[r] * fmax(slack[r], 0.0);
	return sum;
}

static void
put(Descent *descent, int item, bool in)
{
	descent->x[item] = in;
	qs_knapsack_load(descent->knapsack, descent->slack, item, in ? 1.0 : -1.0);
}

/* Best single item for the gap left by those already out: profit above
 * `floor`, d(item) > bound.  -1 when there is none. */
static int
best_single(Descent *descent, double floor, double bound)
{
	const QsKnapsack *knapsack = descent->knapsack;
	int			best = -1;

	qs_check(descent->host);
	for (int b = 0; b < descent->outside_count; b++)
	{
		int			j = descent->outside[b];

		if (knapsack->margin[j] <= bound)
			break;
		if (knapsack->profit[j] > floor && --descent->tries >= 0 &&
			qs_knapsack_fits(knapsack, descent->slack, j))
		{
			best = j;
			floor = knapsack->profit[j];
		}
	}
	return best;
}

/* First pair for the gap: profits above floor, margins above bound */
static bool
find_pair(Descent *descent, double floor, double bound, int *first, int *second)
{
	const QsKnapsack *knapsack = descent->knapsack;

	for (int a = 0; a + 1 < descent->outside_count && descent->tries > 0; a++)
	{
		int			i = descent->outside[a];

		if (knapsack->margin[i] + knapsack->margin[descent->outside[a + 1]] <= bound)
			break;
		descent->tries--;
		if (!qs_knapsack_fits(knapsack, descent->slack, i))
			continue;
		qs_check(descent->host);
		qs_knapsack_load(knapsack, descent->slack, i, 1.0);
		for (int b = a + 1; b < descent->outside_count && descent->tries > 0; b++)
		{
			int			j = descent->outside[b];

			if (knapsack->margin[i] + knapsack->margin[j] <= bound)
				break;
			descent->tries--;
			if (knapsack->profit[i] + knapsack->profit[j] > floor &&
				qs_knapsack_fits(knapsack, descent->slack, j))
			{
				qs_knapsack_load(knapsack, descent->slack, i, -1.0);
				*first = i;
				*second = j;
				return true;
			}
		}
		qs_knapsack_load(knapsack, descent->slack, i, -1.0);
	}
	return false;
}

/* With items already out (their profit and margin summed), put one or two in */
static bool
refill(Descent *descent, double profit, double margin, bool pairs)
{
	double		floor = profit + descent->least_gain;
	double		bound = margin - descent->priced_slack;
	int			i = best_single(descent, floor, bound);
	int			j;

	if (i >= 0)
	{
		put(descent, i, true);
		return true;
	}
	if (!pairs || !find_pair(descent, floor, bound, &i, &j))
		return false;
	put(descent, i, true);
	put(descent, j, true);
	return true;
}

/* One item out, one or two in */
static bool
exchange_one(Descent *descent, bool pairs)
{
	const QsKnapsack *knapsack = descent->knapsack;
	double		best = descent->outside_count > 0 ? knapsack->margin[descent->outside[0]] : 0.0;

	if (pairs && descent->outside_count > 1)
		best = fmax(best, best + knapsack->margin[descent->outside[1]]);
	for (int a = 0; a < descent->inside_count && descent->tries > 0; a++)
	{
		int			i = descent->inside[a];

		if (best - knapsack->margin[i] + descent->priced_slack <= 0.0)
			break;
		put(descent, i, false);
		if (refill(descent, knapsack->profit[i], knapsack->margin[i], pairs))
			return true;
		put(descent, i, true);
	}
	return false;
}

/* Two items out, one or two in */
static bool
exchange_two(Descent *descent)
{
	const QsKnapsack *knapsack = descent->knapsack;
	double		best = descent->outside_count > 0 ? knapsack->margin[descent->outside[0]] : 0.0;

	if (descent->outside_count > 1)
		best = fmax(best, best + knapsack->margin[descent->outside[1]]);
	best += descent->priced_slack;
	for (int a = 0; a + 1 < descent->inside_count && descent->tries > 0; a++)
	{
		int			i = descent->inside[a];

		if (best <= knapsack->margin[i] + knapsack->margin[descent->inside[a + 1]])
			break;
		put(descent, i, false);
		for (int b = a + 1; b < descent->inside_count && descent->tries > 0; b++)
		{
			int			j = descent->inside[b];

			if (best <= knapsack->margin[i] + knapsack->margin[j])
				break;
			descent->tries--;
			put(descent, j, false);
			if (refill(descent, knapsack->profit[i] + knapsack->profit[j],
					   knapsack->margin[i] + knapsack->margin[j], true))
				return true;
			put(descent, j, true);
		}
		put(descent, i, true);
	}
	return false;
}

static int
compare_margin(const void *a, const void *b)
{
	const double *x = *(const double *const *) a;
	const double *y = *(const double *const *) b;

	if (*x != *y)
		return *x < *y ? -1 : 1;
	return (x > y) - (x < y);
}

/* Items ascending by margin */
static int *
order_by_margin(QsHost *host, const QsKnapsack *knapsack)
{
	int			n = knapsack->n;
	const double **pointer = QS_ARRAY(host, const double *, n);
	int		   *order = QS_ARRAY(host, int, n);

	for (int i = 0; i < n; i++)
		pointer[i] = &knapsack->margin[i];
	qs_sort(host, pointer, (size_t) n, sizeof(*pointer), compare_margin);
	for (int k = 0; k < n; k++)
		order[k] = (int) (pointer[k] - knapsack->margin);
	qs_free(host, pointer);
	return order;
}

QsStatus
qs_knapsack_polish(QsHost *host, const QsKnapsack *knapsack, uint8_t *x, int64_t *moves)
{
	int			n = knapsack->n;
	int		   *by_margin = order_by_margin(host, knapsack);
	double		largest = 0.0;
	QsStatus	status = QS_OK;
	Descent		descent = {
		.host = host,
		.knapsack = knapsack,
		.x = x,
		.slack = QS_ARRAY(host, double, knapsack->m),
		.inside = QS_ARRAY(host, int, n),
		.outside = QS_ARRAY(host, int, n),
		.tries = n < MOST_TRIES / TRIES_PER_ITEM ? (int64_t) TRIES_PER_ITEM * n : MOST_TRIES,
	};

	for (int i = 0; i < n; i++)
		largest = fmax(largest, fabs(knapsack->profit[i]));
	descent.least_gain = 1e-12 * largest;
	for (int i = 0; i < n; i++)
		if (x[i] && knapsack->profit[i] < 0.0)
		{
			x[i] = 0;
			(*moves)++;
		}
	for (;;)
	{
		/* sums afresh every time: a descent has few steps */
		qs_knapsack_slack(knapsack, x, descent.slack);
		qs_check(host);
		*moves += qs_knapsack_fill(knapsack, x, descent.slack);
		qs_check(host);
		sort_by_margin(knapsack, x, by_margin, &descent);
		descent.priced_slack = priced(knapsack, descent.slack);
		qs_check(host);
		if (!exchange_one(&descent, false) && !exchange_one(&descent, true) &&
			!exchange_two(&descent))
			break;
		(*moves)++;
		qs_check(host);
		if (qs_time_up(host))
		{
			status = QS_INTERRUPTED;
			break;
		}
	}
	qs_free(host, by_margin);
	qs_free(host, descent.slack);
	qs_free(host, descent.inside);
	qs_free(host, descent.outside);
	return status;
}
