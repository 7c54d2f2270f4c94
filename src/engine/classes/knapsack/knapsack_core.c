/*
 * knapsack_core.c
 *	  Choosing the core, and decoding packings of it.
 */
#include "classes/knapsack/knapsack_core.h"

#include <math.h>
#include <string.h>

#include "base/simd.h"

/* Share of the distance to the relaxation's bound within which a reduced profit
 * counts as small.  Most of that distance is capacity that does not fit any item:
 * good packings of 30 rows pay less than a tenth of it for any one item. */
#define CORE_SHARE	0.065

/* Never fewer nor (differences from the relaxation apart) many more items */
#define CORE_LEAST	60
#define CORE_MOST(rows)	(150 + 2 * (rows))

QS_ALWAYS_INLINE bool
holds(const double *slack, int depth)
{
	int			broken = 0;

	for (int r = 0; r < depth; r++)
		broken |= slack[r] < 0.0;
	return !broken;
}

QS_ALWAYS_INLINE bool
fits(const double *column, const double *slack, int depth)
{
	for (int first = 0; first < depth; first += 8)
	{
		int			broken = 0;

		for (int r = first; r < first + 8; r++)
			broken |= column[r] > slack[r];
		if (broken)
			return false;
	}
	return true;
}

QS_ALWAYS_INLINE void
slack_of(const QsKnapsackCore *core, const uint8_t *bits, double *slack)
{
	const int	depth = core->depth;
	const double *column = core->column;

	memcpy(slack, core->capacity, (size_t) depth * sizeof(double));
	for (int c = 0; c < core->count; c++, column += depth)
		if (bits[c])
			for (int r = 0; r < depth; r++)
				slack[r] -= column[r];
}

QS_ALWAYS_INLINE void
decode(const QsKnapsackCore *core, uint8_t *bits, double *slack)
{
	const int	depth = core->depth;
	const double *column = core->column + (size_t) core->count * (size_t) depth;

	slack_of(core, bits, slack);
	for (int c = core->count - 1; c >= 0 && !holds(slack, depth); c--)
	{
		column -= depth;
		if (!bits[c])
			continue;
		bits[c] = 0;
		for (int r = 0; r < depth; r++)
			slack[r] += column[r];
	}
	column = core->column;
	for (int c = 0; c < core->count; c++, column += depth)
		if (!bits[c] && fits(column, slack, depth))
		{
			bits[c] = 1;
			for (int r = 0; r < depth; r++)
				slack[r] -= column[r];
		}
}

static void
decode_portable(const QsKnapsackCore *core, uint8_t *bits, double *slack)
{
	decode(core, bits, slack);
}

#ifdef QS_SIMD_DISPATCH
QS_SIMD_AVX2_CODE static void
decode_avx2(const QsKnapsackCore *core, uint8_t *bits, double *slack)
{
	decode(core, bits, slack);
}

QS_SIMD_AVX512_CODE static void
decode_avx512(const QsKnapsackCore *core, uint8_t *bits, double *slack)
{
	decode(core, bits, slack);
}
#endif

static void
choose_kernel(QsHost *host, QsKnapsackCore *core)
{
	core->decode = decode_portable;
#ifdef QS_SIMD_DISPATCH
	if (qs_simd_resolve(host->simd) == QS_SIMD_AVX512)
		core->decode = decode_avx512;
	else if (qs_simd_resolve(host->simd) == QS_SIMD_AVX2)
		core->decode = decode_avx2;
#endif
	(void) host;
}

/* How far x lies from the bound that the multipliers give */
static double
distance_to_bound(const QsKnapsack *knapsack, const uint8_t *x)
{
	double		sum = 0.0;

	for (int r = 0; r < knapsack->m; r++)
		sum += knapsack->multiplier[r] * knapsack->capacity[r];
	for (int i = 0; i < knapsack->n; i++)
		sum += fmax(0.0, knapsack->margin[i]) - (x[i] ? knapsack->profit[i] : 0.0);
	return sum;
}

/* The k-th smallest (from 0) of count values; reorders them. */
static double
select_smallest(double *value, int count, int k)
{
	int			low = 0,
				high = count - 1;

	while (low < high)
	{
		double		pivot = value[low + (high - low) / 2];
		int			i = low,
					j = high;

		while (i <= j)
		{
			while (value[i] < pivot)
				i++;
			while (value[j] > pivot)
				j--;
			if (i <= j)
			{
				double		swap = value[i];

				value[i++] = value[j];
				value[j--] = swap;
			}
		}
		if (k <= j)
			high = j;
		else if (k >= i)
			low = i;
		else
			break;
	}
	return value[k];
}

/* Largest |reduced profit| of an item that belongs to the core for it */
static double
core_width(QsHost *host, const QsKnapsack *knapsack, const uint8_t *x)
{
	int			n = knapsack->n;
	int			most = CORE_MOST(knapsack->m);
	double	   *size = QS_ARRAY(host, double, n);
	double		width = CORE_SHARE * distance_to_bound(knapsack, x);

	for (int i = 0; i < n; i++)
		size[i] = fabs(knapsack->margin[i]);
	if (n <= CORE_LEAST)
		width = INFINITY;
	else
	{
		width = fmax(width, select_smallest(size, n, CORE_LEAST - 1));
		if (n > most)
			width = fmin(width, select_smallest(size, n, most - 1));
	}
	qs_free(host, size);
	return width;
}

static void
copy_columns(QsKnapsackCore *core)
{
	const QsKnapsack *knapsack = core->knapsack;

	for (int c = 0; c < core->count; c++)
	{
		double	   *column = core->column + (size_t) c * (size_t) core->depth;
		int			i = core->item[c];

		for (int64_t k = knapsack->start[i]; k < knapsack->start[i + 1]; k++)
			column[knapsack->row[k]] = knapsack->weight[k];
		core->profit[c] = knapsack->profit[i];
	}
}

QsKnapsackCore *
qs_knapsack_core_create(QsHost *host, const QsKnapsack *knapsack, const uint8_t *x)
{
	QsKnapsackCore *core = QS_NEW(host, QsKnapsackCore);
	uint8_t    *outside = QS_ARRAY(host, uint8_t, knapsack->n);
	double		width = core_width(host, knapsack, x);

	core->knapsack = knapsack;
	core->rows = knapsack->m;
	core->depth = (knapsack->m + 7) & ~7;
	core->item = QS_ARRAY(host, int, knapsack->n);
	memcpy(outside, x, (size_t) knapsack->n);
	for (int k = 0; k < knapsack->n; k++)
	{
		int			i = knapsack->order[k];

		if (knapsack->profit[i] > 0.0 &&
			(fabs(knapsack->margin[i]) <= width || x[i] != (knapsack->margin[i] > 0.0)))
		{
			core->item[core->count++] = i;
			outside[i] = 0;
		}
	}
	core->column = QS_ARRAY0(host, double, (size_t) core->count * (size_t) core->depth);
	core->profit = QS_ARRAY(host, double, core->count);
	core->capacity = QS_ARRAY0(host, double, core->depth);
	copy_columns(core);
	qs_knapsack_slack(knapsack, outside, core->capacity);
	for (int i = 0; i < knapsack->n; i++)
		core->outside_profit += outside[i] ? knapsack->profit[i] : 0.0;
	choose_kernel(host, core);
	qs_free(host, outside);
	return core;
}

void
qs_knapsack_core_free(QsHost *host, QsKnapsackCore *core)
{
	if (core == NULL)
		return;
	qs_free(host, core->item);
	qs_free(host, core->column);
	qs_free(host, core->profit);
	qs_free(host, core->capacity);
	qs_free(host, core);
}

void
qs_knapsack_core_take(const QsKnapsackCore *core, const uint8_t *x, uint8_t *bits)
{
	for (int c = 0; c < core->count; c++)
		bits[c] = x[core->item[c]];
}

void
qs_knapsack_core_put(const QsKnapsackCore *core, const uint8_t *bits, uint8_t *x)
{
	for (int c = 0; c < core->count; c++)
		x[core->item[c]] = bits[c];
}

double
qs_knapsack_core_profit(const QsKnapsackCore *core, const uint8_t *bits)
{
	double		sum = core->outside_profit;

	for (int c = 0; c < core->count; c++)
		if (bits[c])
			sum += core->profit[c];
	return sum;
}
