/*
 * qubo.c
 *	  Sparse quadratic pseudo-Boolean functions.
 */
#include "model/qubo.h"

#include <math.h>
#include <string.h>

#include "base/decimal_scale.h"

/* Bytes per pass of the radix sort: indices stay below 2^24, so three per index. */
#define RADIX_BITS	12
#define RADIX		(1 << RADIX_BITS)
#define CHECK_EVERY	0x3ffff		/* terms between interrupt points, less one */

static void
order_pairs(QsTerm *terms, int64_t count)
{
	for (int64_t k = 0; k < count; k++)
		if (terms[k].i > terms[k].j)
		{
			int32_t		swap = terms[k].i;

			terms[k].i = terms[k].j;
			terms[k].j = swap;
		}
}

static bool
is_sorted(const QsTerm *terms, int64_t count)
{
	for (int64_t k = 1; k < count; k++)
		if (terms[k - 1].i > terms[k].i ||
			(terms[k - 1].i == terms[k].i && terms[k - 1].j > terms[k].j))
			return false;
	return true;
}

/* One stable counting pass on bits [shift, shift + RADIX_BITS) of i or j */
static void
radix_pass(QsHost *host, const QsTerm *from, QsTerm *to, int64_t count, bool by_i, int shift,
		   int64_t *bucket)
{
	int64_t		sum = 0;

	memset(bucket, 0, RADIX * sizeof(int64_t));
	for (int64_t k = 0; k < count; k++)
	{
		bucket[((by_i ? from[k].i : from[k].j) >> shift) & (RADIX - 1)]++;
		if ((k & CHECK_EVERY) == CHECK_EVERY)
			qs_check(host);
	}
	for (int b = 0; b < RADIX; b++)
	{
		int64_t		here = bucket[b];

		bucket[b] = sum;
		sum += here;
	}
	for (int64_t k = 0; k < count; k++)
	{
		to[bucket[((by_i ? from[k].i : from[k].j) >> shift) & (RADIX - 1)]++] = from[k];
		if ((k & CHECK_EVERY) == CHECK_EVERY)
			qs_check(host);
	}
}

/* Insertion sort: stable, and cheaper than radix passes on short inputs */
static void
insertion_sort(QsTerm *terms, int64_t count)
{
	for (int64_t k = 1; k < count; k++)
	{
		QsTerm		term = terms[k];
		int64_t		at = k;

		while (at > 0 && (terms[at - 1].i > term.i ||
						  (terms[at - 1].i == term.i && terms[at - 1].j > term.j)))
		{
			terms[at] = terms[at - 1];
			at--;
		}
		terms[at] = term;
	}
}

static void
stable_sort(QsHost *host, QsTerm *terms, int64_t count)
{
	QsTerm	   *other;
	int64_t    *bucket;
	int32_t		largest = 0;
	bool		wide;

	if (count <= 64)
	{
		insertion_sort(terms, count);
		return;
	}
	for (int64_t k = 0; k < count; k++)
		largest = terms[k].j > largest ? terms[k].j : largest;
	wide = largest >= RADIX;
	other = QS_ARRAY(host, QsTerm, count);
	bucket = QS_ARRAY(host, int64_t, RADIX);
	radix_pass(host, terms, other, count, false, 0, bucket);
	if (wide)
	{
		radix_pass(host, other, terms, count, false, RADIX_BITS, bucket);
		radix_pass(host, terms, other, count, true, 0, bucket);
		radix_pass(host, other, terms, count, true, RADIX_BITS, bucket);
	}
	else
		radix_pass(host, other, terms, count, true, 0, bucket);
	qs_check(host);
	qs_free(host, bucket);
	qs_free(host, other);
}

/* Sum of the coefficients of some terms */
typedef double (*SumFunction) (const QsTerm *terms, int64_t count);

static double
plain_sum(const QsTerm *terms, int64_t count)
{
	double		sum = terms[0].coefficient;

	for (int64_t k = 1; k < count; k++)
		sum += terms[k].coefficient;
	return sum;
}

/* Of the decimals the coefficients stand for, where those are exact together */
static double
decimal_sum(const QsTerm *terms, int64_t count)
{
	QsDecimalScale scale = {0};
	double		sum = 0.0;
	int			exponent;

	if (count == 1)
		return terms[0].coefficient;
	for (int64_t k = 0; k < count; k++)
		qs_decimal_scale_add(&scale, terms[k].coefficient);
	if (scale.inexact)
		return plain_sum(terms, count);
	exponent = qs_decimal_scale_exponent(&scale);
	for (int64_t k = 0; k < count; k++)
		sum += qs_decimal_shift(terms[k].coefficient, -exponent);
	return qs_decimal_shift(sum, exponent);
}

static int64_t
canonicalise(QsHost *host, QsTerm *terms, int64_t count, SumFunction sum_of)
{
	int64_t		kept = 0;

	order_pairs(terms, count);
	if (!is_sorted(terms, count))
		stable_sort(host, terms, count);
	for (int64_t k = 0, next; k < count; k = next)
	{
		QsTerm		sum = terms[k];

		for (next = k + 1; next < count && terms[next].i == sum.i && terms[next].j == sum.j;)
			next++;
		sum.coefficient = sum_of(terms + k, next - k);
		if (sum.coefficient != 0.0)
			terms[kept++] = sum;
	}
	return kept;
}

int64_t
qs_terms_canonicalise(QsHost *host, QsTerm *terms, int64_t count)
{
	return canonicalise(host, terms, count, plain_sum);
}

int64_t
qs_terms_add_up_decimals(QsHost *host, QsTerm *terms, int64_t count)
{
	return canonicalise(host, terms, count, decimal_sum);
}

#define TERMS_AT_ONCE	65536	/* between two interrupt points */

static inline void
check_at(QsHost *host, int64_t k)
{
	if ((k & (TERMS_AT_ONCE - 1)) == TERMS_AT_ONCE - 1)
		qs_check(host);
}

QsQubo *
qs_qubo_create(QsHost *host, int n, double offset, const QsTerm *terms, int64_t count)
{
	QsQubo	   *qubo = QS_NEW(host, QsQubo);
	int64_t    *fill;
	int64_t		pairs = 0;

	qubo->n = n;
	qubo->offset = offset;
	qubo->linear = QS_ARRAY0(host, double, n);
	qubo->start = QS_ARRAY0(host, int64_t, (size_t) n + 1);
	for (int64_t k = 0; k < count; k++)
	{
		check_at(host, k);
		if (terms[k].i == terms[k].j)
			qubo->linear[terms[k].i] += terms[k].coefficient;
		else
		{
			qubo->start[terms[k].i + 1]++;
			qubo->start[terms[k].j + 1]++;
			pairs++;
		}
	}
	for (int i = 0; i < n; i++)
		qubo->start[i + 1] += qubo->start[i];
	qubo->neighbour = QS_ARRAY(host, int32_t, 2 * pairs);
	qubo->weight = QS_ARRAY(host, double, 2 * pairs);
	fill = QS_ARRAY(host, int64_t, n);
	memcpy(fill, qubo->start, (size_t) n * sizeof(int64_t));

	/* canonical order fills every list ascending: first the smaller
	 * neighbours (as j), then the larger (as i) */
	for (int64_t k = 0; k < count; k++)
	{
		check_at(host, k);
		if (terms[k].i != terms[k].j)
		{
			int64_t		at = fill[terms[k].j]++;

			qubo->neighbour[at] = terms[k].i;
			qubo->weight[at] = terms[k].coefficient;
		}
	}
	for (int64_t k = 0; k < count; k++)
	{
		check_at(host, k);
		if (terms[k].i != terms[k].j)
		{
			int64_t		at = fill[terms[k].i]++;

			qubo->neighbour[at] = terms[k].j;
			qubo->weight[at] = terms[k].coefficient;
		}
	}
	qs_free(host, fill);
	return qubo;
}

QsQubo *
qs_qubo_from_terms(QsHost *host, int n, double offset, const QsTerm *terms, int64_t count)
{
	QsTerm	   *copy = QS_ARRAY(host, QsTerm, count);
	QsQubo	   *qubo;

	if (count > 0)
		memcpy(copy, terms, (size_t) count * sizeof(QsTerm));
	count = qs_terms_canonicalise(host, copy, count);
	qubo = qs_qubo_create(host, n, offset, copy, count);
	qs_free(host, copy);
	return qubo;
}

#define SHIFTED_AT_ONCE		8192	/* weights between two interrupt points, a millisecond */

void
qs_qubo_shift(QsHost *host, QsQubo *qubo, int exponent)
{
	if (exponent == 0)
		return;
	qubo->offset = qs_decimal_shift(qubo->offset, exponent);
	for (int i = 0; i < qubo->n; i++)
		qubo->linear[i] = qs_decimal_shift(qubo->linear[i], exponent);
	for (int64_t k = 0; k < qubo->start[qubo->n]; k++)
	{
		if (k % SHIFTED_AT_ONCE == 0)
			qs_check(host);
		qubo->weight[k] = qs_decimal_shift(qubo->weight[k], exponent);
	}
}

QsQubo *
qs_qubo_copy(QsHost *host, const QsQubo *qubo)
{
	QsQubo	   *copy = QS_NEW(host, QsQubo);
	size_t		n = (size_t) qubo->n;
	size_t		entries = (size_t) qubo->start[n];

	*copy = *qubo;
	copy->linear = qs_duplicate(host, qubo->linear, n, sizeof(double));
	copy->start = qs_duplicate(host, qubo->start, n + 1, sizeof(int64_t));
	copy->neighbour = qs_duplicate(host, qubo->neighbour, entries, sizeof(int32_t));
	copy->weight = qs_duplicate(host, qubo->weight, entries, sizeof(double));
	return copy;
}

void
qs_qubo_free(QsHost *host, QsQubo *qubo)
{
	if (qubo == NULL)
		return;
	qs_free(host, qubo->linear);
	qs_free(host, qubo->start);
	qs_free(host, qubo->neighbour);
	qs_free(host, qubo->weight);
	qs_free(host, qubo);
}

bool
qs_qubo_is_finite(const QsQubo *qubo)
{
	bool		finite = isfinite(qubo->offset);

	for (int i = 0; i < qubo->n; i++)
		finite &= isfinite(qubo->linear[i]) != 0;
	for (int64_t k = 0; k < qubo->start[qubo->n]; k++)
		finite &= isfinite(qubo->weight[k]) != 0;
	return finite;
}

double
qs_qubo_energy(const QsQubo *qubo, const uint8_t *x)
{
	double		energy = qubo->offset;

	for (int i = 0; i < qubo->n; i++)
	{
		if (!x[i])
			continue;
		energy += qubo->linear[i];
		for (int64_t k = qubo->start[i]; k < qubo->start[i + 1] && qubo->neighbour[k] < i; k++)
			if (x[qubo->neighbour[k]])
				energy += qubo->weight[k];
	}
	return energy;
}

void
qs_qubo_flip_deltas(const QsQubo *qubo, const uint8_t *x, double *delta)
{
	for (int i = 0; i < qubo->n; i++)
	{
		double		gradient = qubo->linear[i];

		for (int64_t k = qubo->start[i]; k < qubo->start[i + 1]; k++)
			if (x[qubo->neighbour[k]])
				gradient += qubo->weight[k];
		delta[i] = x[i] ? -gradient : gradient;
	}
}
