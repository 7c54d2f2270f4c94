/*
 * knapsack_tabu.c
 *	  Tabu search in the core of a knapsack for a packing worth an aim.
 *
 * Looks for x with profit . x >= aim by making the priced violation
 *
 *		sum_r price_r max(0, weight_r . x - capacity_r) + max(0, aim - profit . x)
 *
 * small: the aim is one more row, so that feasible and infeasible, better and worse
 * packings are compared on one scale (the idea of Vasquez & Hao 2001).  Every step
 * makes the best exchange of an item inside or none against an item outside or none
 * that leads to a packing not visited before; packings are known by their hashes
 * (Carlton & Barnes 1996), so nothing else is forbidden.
 */
#include "classes/knapsack/knapsack_tabu.h"

#include "base/elementary.h"

#include <math.h>
#include <string.h>

#define SEEN_BITS		23		/* at most 8 million marks, one megabyte */
#define RETRIES			3		/* partners of one item tried when packings were visited */
#define PRICE_FLOOR		0.3		/* least price, in those of rows sharing the cost evenly */
#define PRICE_SPREAD	0.8		/* range of a run's prices, in logarithms */
#define NARROW_WORK		0.5		/* of a sixteen-bit scan, in that of one in single precision */
#define WORK_PER_CHECK	50000.0

/* A unit of a resource costs its multiplier, or a share of the mean where that is
 * small: a row without a price must hold as well. */
static void
set_fair_prices(QsKnapsackTabu *tabu)
{
	const QsKnapsack *knapsack = tabu->core->knapsack;
	double		total = 0.0;

	for (int r = 0; r < knapsack->m; r++)
		total += knapsack->multiplier[r] * knapsack->capacity[r];
	total = fmax(total, 1e-9);
	for (int r = 0; r < knapsack->m; r++)
		tabu->fair_price[r] = fmax(knapsack->multiplier[r], PRICE_FLOOR * total /
								   (fmax(knapsack->capacity[r], 1e-9) * knapsack->m));
	tabu->fair_price[tabu->rows - 1] = 1.0;
}

/* Every run weighs the resources somewhat differently, so that what is a dead end
 * for one is not for the next. */
static void
draw_prices(QsKnapsackTabu *tabu, QsRandom *random)
{
	int			aim = tabu->rows - 1;

	for (int r = 0; r < aim; r++)
		tabu->price[r] = tabu->fair_price[r] *
			qs_exp(PRICE_SPREAD * (qs_random_unit(random) - 0.5));
	tabu->price[aim] = tabu->fair_price[aim];
}

QsKnapsackTabu *
qs_knapsack_tabu_create(QsHost *host, const QsKnapsackCore *core, QsRandom *random)
{
	QsKnapsackTabu *tabu = QS_NEW(host, QsKnapsackTabu);
	size_t		count = (size_t) core->count;

	tabu->core = core;
	tabu->rows = core->rows + 1;
	tabu->grain = core->knapsack->model->integral ? 1.0 : 0.0;
	tabu->entry = QS_ARRAY(host, double, count * (size_t) tabu->rows);
	tabu->fair_price = QS_ARRAY(host, double, tabu->rows);
	tabu->price = QS_ARRAY(host, double, tabu->rows);
	tabu->bits = QS_ARRAY0(host, uint8_t, count);
	tabu->slack = QS_ARRAY0(host, double, tabu->rows);
	tabu->place = QS_ARRAY(host, int, count);
	tabu->inside = QS_ARRAY(host, int, count);
	tabu->outside = QS_ARRAY(host, int, count + 1);
	tabu->key = QS_ARRAY(host, uint64_t, count);
	for (size_t c = 0; c < count; c++)
	{
		double	   *entry = tabu->entry + c * (size_t) tabu->rows;

		memcpy(entry, core->column + c * (size_t) core->depth, (size_t) core->rows * sizeof(double));
		entry[core->rows] = 0.0 - core->profit[c];
		tabu->key[c] = qs_random_next(random);
	}
	set_fair_prices(tabu);
	tabu->exchange = qs_knapsack_exchange_create(host, core->count, tabu->rows, tabu->entry);
	return tabu;
}

void
qs_knapsack_tabu_free(QsHost *host, QsKnapsackTabu *tabu)
{
	if (tabu == NULL)
		return;
	qs_knapsack_exchange_free(host, tabu->exchange);
	qs_free(host, tabu->entry);
	qs_free(host, tabu->fair_price);
	qs_free(host, tabu->price);
	qs_free(host, tabu->bits);
	qs_free(host, tabu->slack);
	qs_free(host, tabu->place);
	qs_free(host, tabu->inside);
	qs_free(host, tabu->outside);
	qs_free(host, tabu->key);
	qs_free(host, tabu->seen);
	qs_free(host, tabu);
}

static void
load(QsKnapsackTabu *tabu, const uint8_t *bits, double aim)
{
	const QsKnapsackCore *core = tabu->core;

	memcpy(tabu->slack, core->capacity, (size_t) core->rows * sizeof(double));
	tabu->slack[core->rows] = core->outside_profit - aim;
	tabu->inside_count = 0;
	tabu->outside_count = 1;
	tabu->outside[0] = -1;
	tabu->hash = 0;
	for (int c = 0; c < core->count; c++)
	{
		const double *entry = tabu->entry + (size_t) c * (size_t) tabu->rows;

		tabu->bits[c] = bits[c];
		if (!bits[c])
		{
			tabu->place[c] = tabu->outside_count;
			tabu->outside[tabu->outside_count++] = c;
			continue;
		}
		tabu->place[c] = tabu->inside_count;
		tabu->inside[tabu->inside_count++] = c;
		tabu->hash ^= tabu->key[c];
		for (int r = 0; r < tabu->rows; r++)
			tabu->slack[r] -= entry[r];
	}
	qs_knapsack_exchange_reset(tabu->exchange, tabu->price, tabu->grain);
	for (int k = 0; k < tabu->outside_count; k++)
		qs_knapsack_exchange_put(tabu->exchange, k, tabu->outside[k]);
}

/* Put item c in or take it out.  O(rows). */
static void
flip(QsKnapsackTabu *tabu, int c)
{
	const double *entry = tabu->entry + (size_t) c * (size_t) tabu->rows;
	double		sign = tabu->bits[c] ? 1.0 : -1.0;
	int			place = tabu->place[c];
	int			last;

	for (int r = 0; r < tabu->rows; r++)
		tabu->slack[r] += sign * entry[r];
	tabu->hash ^= tabu->key[c];
	tabu->bits[c] ^= 1;
	if (tabu->bits[c])
	{
		last = tabu->outside[--tabu->outside_count];
		tabu->outside[place] = last;
		tabu->place[last] = place;
		qs_knapsack_exchange_put(tabu->exchange, place, last);
		qs_knapsack_exchange_shorten(tabu->exchange);
		tabu->place[c] = tabu->inside_count;
		tabu->inside[tabu->inside_count++] = c;
	}
	else
	{
		last = tabu->inside[--tabu->inside_count];
		tabu->inside[place] = last;
		tabu->place[last] = place;
		tabu->place[c] = tabu->outside_count;
		tabu->outside[tabu->outside_count] = c;
		qs_knapsack_exchange_put(tabu->exchange, tabu->outside_count++, c);
	}
}

static bool
seen(const QsKnapsackTabu *tabu, uint64_t hash)
{
	uint64_t	slot = hash >> (64 - tabu->seen_bits);

	return tabu->seen[slot >> 6] >> (slot & 63) & 1;
}

static void
mark_seen(QsKnapsackTabu *tabu)
{
	uint64_t	slot = tabu->hash >> (64 - tabu->seen_bits);

	tabu->seen[slot >> 6] |= UINT64_C(1) << (slot & 63);
}

/* Room for the packings a run can visit, a hundred marks each, all clear. */
static void
clear_seen(QsHost *host, QsKnapsackTabu *tabu, double budget)
{
	double		steps = budget / (1.0 + tabu->core->count);
	int			bits = 12;

	while (bits < SEEN_BITS && (double) (1 << bits) < 100.0 * steps)
		bits++;
	if (bits > tabu->seen_bits)
	{
		qs_free(host, tabu->seen);
		tabu->seen = NULL;
		tabu->seen = QS_ARRAY(host, uint64_t, (size_t) 1 << (bits - 6));
		tabu->seen_bits = bits;
	}
	memset(tabu->seen, 0, (size_t) 1 << (tabu->seen_bits - 3));
}

/*
 * The best exchange that takes out c (-1: nothing), better than bound, to a packing
 * not visited: its violation and the position to put in.  INFINITY: there is none
 * among the first few.
 */
static float
best_exchange(QsKnapsackTabu *tabu, int c, float bound, int *position)
{
	uint64_t	hash = tabu->hash ^ (c < 0 ? 0 : tabu->key[c]);
	int			tried[RETRIES];
	int			count = 0;
	float		value;

	/* nothing against nothing is no exchange */
	qs_knapsack_exchange_hold(tabu->exchange, 0, c < 0);
	for (;;)
	{
		int			other;

		value = qs_knapsack_exchange_partner(tabu->exchange, c, bound, position);
		if (!isfinite(value))
			break;
		other = tabu->outside[*position];
		if (!seen(tabu, hash ^ (other < 0 ? 0 : tabu->key[other])))
			break;
		value = INFINITY;
		if (count == RETRIES)
			break;
		tried[count++] = *position;
		qs_knapsack_exchange_hold(tabu->exchange, *position, true);
	}
	while (count > 0)
		qs_knapsack_exchange_hold(tabu->exchange, tried[--count], false);
	return value;
}

/* Make the best exchange; its violation, or INFINITY when every one is barred. */
static float
step(QsKnapsackTabu *tabu)
{
	float		best = INFINITY;
	int			out = -1,
				in = -1;

	qs_knapsack_exchange_slack(tabu->exchange, tabu->slack);
	for (int a = -1; a < tabu->inside_count; a++)
	{
		int			c = a < 0 ? -1 : tabu->inside[a];
		int			position;
		float		value = best_exchange(tabu, c, best, &position);

		if (value < best)
		{
			best = value;
			out = c;
			in = tabu->outside[position];
		}
	}
	if (!isfinite(best))
		return INFINITY;
	if (out >= 0)
		flip(tabu, out);
	if (in >= 0)
		flip(tabu, in);
	mark_seen(tabu);
	return best;
}

static bool
reached(const QsKnapsackTabu *tabu)
{
	for (int r = 0; r < tabu->rows; r++)
		if (tabu->slack[r] < 0.0)
			return false;
	return true;
}

bool
qs_knapsack_tabu_run(QsHost *host, QsKnapsackTabu *tabu, QsRandom *random, double aim,
					 int patience, double *budget, uint8_t *bits, int64_t *moves)
{
	float		lowest = INFINITY;
	double		unchecked = 0.0;

	clear_seen(host, tabu, *budget);
	draw_prices(tabu, random);
	load(tabu, bits, aim);
	mark_seen(tabu);
	for (int idle = 0; idle < patience && *budget > 0.0; idle++)
	{
		double		work = (double) (tabu->inside_count + 1) * tabu->exchange->stride *
			(0.2 + tabu->rows / 40.0) * (tabu->exchange->narrow ? NARROW_WORK : 1.0);
		float		violation = step(tabu);

		if (!isfinite(violation))
			return false;
		(*moves)++;
		if (violation < lowest)
		{
			lowest = violation;
			idle = -1;
		}
		if (reached(tabu))
		{
			memcpy(bits, tabu->bits, (size_t) tabu->core->count);
			return true;
		}
		*budget -= work;
		unchecked += work;
		if (unchecked > WORK_PER_CHECK)
		{
			unchecked = 0.0;
			qs_check(host);
			if (qs_time_up(host))
				break;
		}
	}
	return false;
}
