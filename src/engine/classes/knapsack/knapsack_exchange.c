/*
 * knapsack_exchange.c
 *	  Tables of priced entries, and the scans for the best partner.
 */
#include "classes/knapsack/knapsack_exchange.h"

#include <math.h>
#include <string.h>

#include "base/simd.h"

#ifdef QS_SIMD_DISPATCH
#include <immintrin.h>
#endif

#ifdef __clang__
/* results must not depend on the instruction set */
#pragma STDC FP_CONTRACT OFF
#endif

#define HELD			1e30f
#define NARROW_MOST		16380.0 /* widest row: four such fit in sixteen bits, rounded */
#define NARROW_UNITS	4.0		/* numbers that must lie in the least difference */
#define NARROW_SLACK	1e6		/* no free capacity or violation needs to count as more, */
#define NARROW_SUM		1e9		/* and all rows together stay below */
#define ROW_LANES		16

#define EXCHANGE_NAME(x)		x##_portable
#define EXCHANGE_CODE
#define EXCHANGE_BYTES			16
#ifdef QS_SIMD_DISPATCH
#define NARROW_SUBTRACT(a, b)	(Lanes) _mm_subs_epu16((__m128i) (a), (__m128i) (b))
#define NARROW_ADD(a, b)		(Lanes) _mm_adds_epu16((__m128i) (a), (__m128i) (b))
#else
#define NARROW_SUBTRACT(a, b)	(((a) - (b)) & (Lanes) ((a) > (b)))
#define NARROW_ADD(a, b)		(((a) + (b)) | (Lanes) ((Lanes) ((a) + (b)) < (a)))
#endif
#define NARROW_ANY_BELOW(a, b)	any_below_portable((a) < (b))

typedef int16_t Flags __attribute__((vector_size(16)));

QS_ALWAYS_INLINE bool
any_below_portable(Flags flags)
{
	uint64_t	half[2];

	memcpy(half, &flags, sizeof(half));
	return (half[0] | half[1]) != 0;
}

#include "classes/knapsack/knapsack_exchange_template.h"

#ifdef QS_SIMD_DISPATCH
#define EXCHANGE_NAME(x)		x##_avx2
#define EXCHANGE_CODE			QS_SIMD_AVX2_CODE
#define EXCHANGE_BYTES			32
#define NARROW_SUBTRACT(a, b)	(Lanes) _mm256_subs_epu16((__m256i) (a), (__m256i) (b))
#define NARROW_ADD(a, b)		(Lanes) _mm256_adds_epu16((__m256i) (a), (__m256i) (b))
#define NARROW_ANY_BELOW(a, b) \
	(!_mm256_testz_si256(_mm256_subs_epu16((__m256i) (b), (__m256i) (a)), \
						 _mm256_set1_epi16(-1)))

#include "classes/knapsack/knapsack_exchange_template.h"

#define EXCHANGE_NAME(x)		x##_avx512
#define EXCHANGE_CODE			QS_SIMD_AVX512_CODE
#define EXCHANGE_BYTES			64
#define NARROW_SUBTRACT(a, b)	(Lanes) _mm512_subs_epu16((__m512i) (a), (__m512i) (b))
#define NARROW_ADD(a, b)		(Lanes) _mm512_adds_epu16((__m512i) (a), (__m512i) (b))
#define NARROW_ANY_BELOW(a, b)	(_mm512_cmplt_epu16_mask((__m512i) (a), (__m512i) (b)) != 0)

#include "classes/knapsack/knapsack_exchange_template.h"
#endif

/* The scan of this processor, once it is known whether sixteen bits do. */
static void
choose_scan(QsKnapsackExchange *exchange)
{
	exchange->partner = exchange->narrow ? narrow_partner_portable : wide_partner_portable;
#ifdef QS_SIMD_DISPATCH
	if (exchange->simd == QS_SIMD_AVX512)
		exchange->partner = exchange->narrow ? narrow_partner_avx512 : wide_partner_avx512;
	else if (exchange->simd == QS_SIMD_AVX2)
		exchange->partner = exchange->narrow ? narrow_partner_avx2 : wide_partner_avx2;
#endif
}

QsKnapsackExchange *
qs_knapsack_exchange_create(QsHost *host, int count, int rows, const double *entry)
{
	QsKnapsackExchange *exchange = QS_NEW(host, QsKnapsackExchange);
	size_t		stride = ((size_t) count + QS_EXCHANGE_LANES) / QS_EXCHANGE_LANES *
		QS_EXCHANGE_LANES;
	size_t		row_stride = ((size_t) rows + ROW_LANES - 1) / ROW_LANES * ROW_LANES;

	exchange->simd = qs_simd_resolve(host->simd);
	exchange->count = count;
	exchange->rows = rows;
	exchange->entry = entry;
	exchange->stride = (int) stride;
	exchange->row_stride = (int) row_stride;
	exchange->wide_outside = QS_ARRAY0(host, float, (size_t) rows * stride);
	exchange->wide_held = QS_ARRAY0(host, float, stride);
	exchange->wide_slack = QS_ARRAY0(host, float, rows);
	exchange->wide_base = QS_ARRAY0(host, float, rows);
	exchange->narrow_item = QS_ARRAY0(host, int16_t, ((size_t) count + 1) * row_stride);
	exchange->narrow_least = QS_ARRAY0(host, int32_t, rows);
	exchange->narrow_slack = QS_ARRAY0(host, int32_t, row_stride);
	exchange->narrow_outside = QS_ARRAY0(host, uint16_t, row_stride * stride);
	exchange->narrow_held = QS_ARRAY0(host, uint16_t, stride);
	exchange->narrow_base = QS_ARRAY0(host, uint32_t, row_stride);
	return exchange;
}

void
qs_knapsack_exchange_free(QsHost *host, QsKnapsackExchange *exchange)
{
	if (exchange == NULL)
		return;
	qs_free(host, exchange->wide_outside);
	qs_free(host, exchange->wide_held);
	qs_free(host, exchange->wide_slack);
	qs_free(host, exchange->wide_base);
	qs_free(host, exchange->narrow_item);
	qs_free(host, exchange->narrow_least);
	qs_free(host, exchange->narrow_slack);
	qs_free(host, exchange->narrow_outside);
	qs_free(host, exchange->narrow_held);
	qs_free(host, exchange->narrow_base);
	qs_free(host, exchange);
}

static double
priced(const QsKnapsackExchange *exchange, int c, int r)
{
	return exchange->price[r] * exchange->entry[(size_t) c * (size_t) exchange->rows + (size_t) r];
}

/* Narrow numbers of all items, if they can be told well enough in them */
static void
set_narrow(QsKnapsackExchange *exchange, double grain)
{
	const int	rows = exchange->rows;
	double		widest = 0.0;

	for (int r = 0; r < rows; r++)
	{
		double		least = 0.0,
					most = 0.0;

		for (int c = 0; c < exchange->count; c++)
		{
			least = fmin(least, priced(exchange, c, r));
			most = fmax(most, priced(exchange, c, r));
		}
		widest = fmax(widest, most - least);
	}
	exchange->scale = NARROW_MOST / fmax(widest, 1e-300);
	exchange->narrow = exchange->scale * exchange->price[rows - 1] * grain >= NARROW_UNITS;
	if (!exchange->narrow)
		return;
	for (int r = 0; r < rows; r++)
	{
		exchange->narrow_least[r] = 0;
		for (int c = 0; c < exchange->count; c++)
		{
			int32_t		value = (int32_t) floor(exchange->scale * priced(exchange, c, r) + 0.5);

			exchange->narrow_item[(size_t) (c + 1) * (size_t) exchange->row_stride + (size_t) r] =
				(int16_t) value;
			if (value < exchange->narrow_least[r])
				exchange->narrow_least[r] = value;
		}
	}
}

void
qs_knapsack_exchange_reset(QsKnapsackExchange *exchange, const double *price, double grain)
{
	exchange->price = price;
	set_narrow(exchange, grain);
	choose_scan(exchange);
	exchange->outside_count = 0;
	for (int k = 0; k < exchange->stride; k++)
		qs_knapsack_exchange_hold(exchange, k, true);
}

void
qs_knapsack_exchange_put(QsKnapsackExchange *exchange, int position, int c)
{
	const size_t stride = (size_t) exchange->stride;

	if (exchange->narrow)
	{
		const int16_t *item = exchange->narrow_item + (size_t) (c + 1) * (size_t) exchange->row_stride;

		for (int r = 0; r < exchange->rows; r++)
			exchange->narrow_outside[(size_t) r * stride + (size_t) position] =
				(uint16_t) (item[r] - exchange->narrow_least[r]);
	}
	else
		for (int r = 0; r < exchange->rows; r++)
			exchange->wide_outside[(size_t) r * stride + (size_t) position] =
				c < 0 ? 0.0f : (float) priced(exchange, c, r);
	if (position >= exchange->outside_count)
		exchange->outside_count = position + 1;
	qs_knapsack_exchange_hold(exchange, position, false);
}

void
qs_knapsack_exchange_shorten(QsKnapsackExchange *exchange)
{
	qs_knapsack_exchange_hold(exchange, --exchange->outside_count, true);
}

void
qs_knapsack_exchange_hold(QsKnapsackExchange *exchange, int position, bool held)
{
	exchange->narrow_held[position] = held ? UINT16_MAX : 0;
	exchange->wide_held[position] = held ? HELD : 0.0f;
}

void
qs_knapsack_exchange_slack(QsKnapsackExchange *exchange, const double *slack)
{
	double		most;

	if (!exchange->narrow)
	{
		for (int r = 0; r < exchange->rows; r++)
			exchange->wide_slack[r] = (float) (exchange->price[r] * slack[r]);
		return;
	}
	most = fmin(NARROW_SLACK, NARROW_SUM / exchange->rows);
	for (int r = 0; r < exchange->rows; r++)
	{
		double		free = floor(exchange->scale * exchange->price[r] * slack[r]);

		free = fmin(fmax(free, -most), most);
		exchange->narrow_slack[r] = (int32_t) free - exchange->narrow_least[r];
	}
}
