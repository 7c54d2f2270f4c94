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
#include "knapsack_tabu.h"

#include <math.h>
#include <string.h>

#include "simd.h"

#ifdef __clang__
/* results must not depend on the instruction set */
#pragma STDC FP_CONTRACT OFF
#endif

#define HALF			(QS_TABU_LANES / 2)
#define HELD			1e30f
#define SEEN_BITS		23		/* at most 8 million marks, one megabyte */
#define RETRIES			3		/* partners of one item tried when packings were visited */
#define PRICE_FLOOR		0.3		/* least price, in those of rows sharing the cost evenly */
#define PRICE_SPREAD	0.8		/* range of a run's prices, in logarithms */
#define WORK_PER_CHECK	50000.0

typedef float Lanes __attribute__((vector_size(HALF * sizeof(float))));
typedef int32_t Marks __attribute__((vector_size(HALF * sizeof(float))));

/*
 * Priced violation after putting in each outside item, when base is free: the
 * least, and its position.  Sums run over the rows in order in every lane, so that
 * every instruction set gives the same.
 */
QS_ALWAYS_INLINE float
best_partner(const QsKnapsackTabu *tabu, int *position)
{
	const size_t stride = (size_t) tabu->stride;
	Lanes		least = {0};
	Marks		where = {0};
	float		best;

	least += 2.0f * HELD;
	for (int first = 0; first < tabu->outside_count; first += QS_TABU_LANES)
	{
		const float *priced = tabu->outside_priced + first;
		Lanes		low = *(const Lanes *) (tabu->held + first);
		Lanes		high = *(const Lanes *) (tabu->held + first + HALF);
		Marks		smaller;

		for (int r = 0; r < tabu->rows; r++, priced += stride)
		{
			Lanes		a = *(const Lanes *) priced - tabu->base[r];
			Lanes		b = *(const Lanes *) (priced + HALF) - tabu->base[r];

			low += (Lanes) ((Marks) a & (a > 0.0f));
			high += (Lanes) ((Marks) b & (b > 0.0f));
		}
		smaller = low < least;
		least = (Lanes) (((Marks) low & smaller) | ((Marks) least & ~smaller));
		where = (smaller & first) | (where & ~smaller);
		smaller = high < least;
		least = (Lanes) (((Marks) high & smaller) | ((Marks) least & ~smaller));
		where = (smaller & (first + HALF)) | (where & ~smaller);
	}
	best = least[0];
	*position = where[0];
	for (int k = 1; k < HALF; k++)
		if (least[k] < best)
		{
			best = least[k];
			*position = where[k] + k;
		}
	return best;
}

static float
best_partner_portable(const QsKnapsackTabu *tabu, int *position)
{
	return best_partner(tabu, position);
}

#ifdef QS_SIMD_DISPATCH
QS_SIMD_AVX2_CODE static float
best_partner_avx2(const QsKnapsackTabu *tabu, int *position)
{
	return best_partner(tabu, position);
}

QS_SIMD_AVX512_CODE static float
best_partner_avx512(const QsKnapsackTabu *tabu, int *position)
{
	return best_partner(tabu, position);
}
#endif

static void
choose_kernel(QsHost *host, QsKnapsackTabu *tabu)
{
	tabu->best_partner = best_partner_portable;
#ifdef QS_SIMD_DISPATCH
	if (qs_simd_resolve(host->simd) == QS_SIMD_AVX512)
		tabu->best_partner = best_partner_avx512;
	else if (qs_simd_resolve(host->simd) == QS_SIMD_AVX2)
		tabu->best_partner = best_partner_avx2;
#endif
	(void) host;
}

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
			exp(PRICE_SPREAD * (qs_random_unit(random) - 0.5));
	tabu->price[aim] = tabu->fair_price[aim];
}

QsKnapsackTabu *
qs_knapsack_tabu_create(QsHost *host, const QsKnapsackCore *core, QsRandom *random)
{
	QsKnapsackTabu *tabu = QS_NEW(host, QsKnapsackTabu);
	size_t		count = (size_t) core->count;

	tabu->core = core;
	tabu->rows = core->rows + 1;
	tabu->stride = (core->count + 1 + QS_TABU_LANES - 1) / QS_TABU_LANES * QS_TABU_LANES;
	tabu->entry = QS_ARRAY(host, double, count * (size_t) tabu->rows);
	tabu->fair_price = QS_ARRAY(host, double, tabu->rows);
	tabu->price = QS_ARRAY(host, double, tabu->rows);
	tabu->bits = QS_ARRAY0(host, uint8_t, count);
	tabu->slack = QS_ARRAY0(host, double, tabu->rows);
	tabu->place = QS_ARRAY(host, int, count);
	tabu->inside = QS_ARRAY(host, int, count);
	tabu->outside = QS_ARRAY(host, int, count + 1);
	tabu->outside_priced = QS_ARRAY0(host, float, (size_t) tabu->rows * (size_t) tabu->stride);
	tabu->held = QS_ARRAY(host, float, tabu->stride);
	tabu->base = QS_ARRAY0(host, float, tabu->rows);
	tabu->key = QS_ARRAY(host, uint64_t, count);
	for (size_t c = 0; c < count; c++)
	{
		double	   *entry = tabu->entry + c * (size_t) tabu->rows;

		memcpy(entry, core->column + c * (size_t) core->depth, (size_t) core->rows * sizeof(double));
		entry[core->rows] = 0.0 - core->profit[c];
		tabu->key[c] = qs_random_next(random);
	}
	set_fair_prices(tabu);
	choose_kernel(host, tabu);
	return tabu;
}

void
qs_knapsack_tabu_free(QsHost *host, QsKnapsackTabu *tabu)
{
	if (tabu == NULL)
		return;
	qs_free(host, tabu->entry);
	qs_free(host, tabu->fair_price);
	qs_free(host, tabu->price);
	qs_free(host, tabu->bits);
	qs_free(host, tabu->slack);
	qs_free(host, tabu->place);
	qs_free(host, tabu->inside);
	qs_free(host, tabu->outside);
	qs_free(host, tabu->outside_priced);
	qs_free(host, tabu->held);
	qs_free(host, tabu->base);
	qs_free(host, tabu->key);
	qs_free(host, tabu->seen);
	qs_free(host, tabu);
}

/* Write the priced entries of what stands at an outside position. */
static void
copy_outside(QsKnapsackTabu *tabu, int position)
{
	int			c = tabu->outside[position];
	float	   *priced = tabu->outside_priced + position;

	for (int r = 0; r < tabu->rows; r++, priced += tabu->stride)
		*priced = c < 0 ? 0.0f :
			(float) (tabu->price[r] * tabu->entry[(size_t) c * (size_t) tabu->rows + (size_t) r]);
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
	for (int k = 0; k < tabu->stride; k++)
		tabu->held[k] = k < tabu->outside_count ? 0.0f : HELD;
	for (int k = 0; k < tabu->outside_count; k++)
		copy_outside(tabu, k);
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
		copy_outside(tabu, place);
		tabu->held[tabu->outside_count] = HELD;
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
		tabu->held[tabu->outside_count] = 0.0f;
		copy_outside(tabu, tabu->outside_count++);
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
	const double *entry = c < 0 ? NULL : tabu->entry + (size_t) c * (size_t) tabu->rows;
	uint64_t	hash = tabu->hash ^ (c < 0 ? 0 : tabu->key[c]);
	int			tried[RETRIES];
	int			count = 0;
	float		value;

	for (int r = 0; r < tabu->rows; r++)
		tabu->base[r] = (float) (tabu->price[r] * (tabu->slack[r] + (entry ? entry[r] : 0.0)));
	/* nothing against nothing is no exchange */
	tabu->held[0] = c < 0 ? HELD : 0.0f;
	for (;;)
	{
		int			other;

		value = tabu->best_partner(tabu, position);
		if (value >= bound)
		{
			value = INFINITY;
			break;
		}
		other = tabu->outside[*position];
		if (!seen(tabu, hash ^ (other < 0 ? 0 : tabu->key[other])))
			break;
		value = INFINITY;
		if (count == RETRIES)
			break;
		tried[count++] = *position;
		tabu->held[*position] = HELD;
	}
	while (count > 0)
		tabu->held[tried[--count]] = 0.0f;
	return value;
}

/* Make the best exchange; its violation, or INFINITY when every one is barred. */
static float
step(QsKnapsackTabu *tabu)
{
	float		best = HELD;
	int			out = -1,
				in = -1;

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
	if (best >= HELD)
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
		double		work = (double) (tabu->inside_count + 1) * tabu->stride *
			(0.2 + tabu->rows / 40.0);
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
