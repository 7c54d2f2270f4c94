/*
 * qubo_exact_sum.c
 *	  Order-independent sums of terms by exact floating-point expansions.
 */
#include "compat.h"

#include <math.h>

#include "qubo_exact_sum.h"
#include "qubo_term_sort.h"

/*
 * Numbers at least HUGE_FROM are kept apart and scaled by 2^-SCALE, so that
 * no partial sum of 2^60 numbers overflows; whether the total does is decided
 * when it is scaled back.
 */
#define HUGE_FROM	0x1p960
#define SCALE		128
#define TINY		0x1p-832	/* scaling a smaller number would lose bits */

/* Components do not overlap, and doubles have bits in 2098 places only. */
#define COMPONENTS	2098

/* Terms between two interrupt checks */
#define BLOCK		16384

/* A number as the exact sum of non-overlapping doubles of ascending magnitude */
typedef struct Expansion
{
	int			count;
	double		component[COMPONENTS];
} Expansion;

/* sum += x, exactly; the components stay non-overlapping (volatile: no fused or
 * extended arithmetic may touch the error terms) */
static void
expansion_add(Expansion *sum, double x)
{
	int			kept = 0;

	for (int k = 0; k < sum->count; k++)
	{
		double		y = sum->component[k];
		volatile double high = x + y;
		volatile double part;
		double		low;

		if (fabs(x) < fabs(y))
		{
			part = high - y;
			low = x - part;
		}
		else
		{
			part = high - x;
			low = y - part;
		}
		if (low != 0.0)
			sum->component[kept++] = low;
		x = high;
	}
	if (x != 0.0)
		sum->component[kept++] = x;
	sum->count = kept;
}

/* The nearest double, ties to even as if the sum were rounded once */
static double
expansion_round(const Expansion *sum)
{
	int			k = sum->count - 1;
	volatile double high;
	volatile double low = 0.0;

	if (k < 0)
		return 0.0;
	high = sum->component[k];
	while (k > 0)
	{
		double		x = high;
		double		y = sum->component[--k];
		volatile double part;

		high = x + y;
		part = high - x;
		low = y - part;
		if (low != 0.0)
			break;
	}

	/* low is half an ulp of high and what follows points the same way: the tie
	 * was none */
	if (k > 0 && ((low < 0.0 && sum->component[k - 1] < 0.0) ||
				  (low > 0.0 && sum->component[k - 1] > 0.0)))
	{
		double		twice = 2.0 * low;
		volatile double up = high + twice;
		volatile double moved = up - high;

		if (moved == twice)
			high = up;
	}
	return high;
}

/* Sum of terms some of which are huge */
static double
sum_huge(const QsTerm *terms, int64 count)
{
	Expansion	huge;
	Expansion	rest;

	huge.count = rest.count = 0;
	for (int64 k = 0; k < count; k++)
	{
		if (k % BLOCK == 0)
			CHECK_FOR_INTERRUPTS();
		if (fabs(terms[k].coefficient) >= HUGE_FROM)
			expansion_add(&huge, ldexp(terms[k].coefficient, -SCALE));
		else
			expansion_add(&rest, terms[k].coefficient);
	}
	if (huge.count == 0)
		return expansion_round(&rest);

	/* what is too small to be scaled matters by its sign only, in a tie */
	for (int k = rest.count - 1; k >= 0; k--)
		if (fabs(rest.component[k]) >= TINY)
			expansion_add(&huge, ldexp(rest.component[k], -SCALE));
		else
		{
			expansion_add(&huge, copysign(0x1p-1074, rest.component[k]));
			break;
		}
	return ldexp(expansion_round(&huge), SCALE);
}

static bool
any_huge(const QsTerm *terms, int64 count)
{
	for (int64 k = 0; k < count; k++)
		if (fabs(terms[k].coefficient) >= HUGE_FROM)
			return true;
	return false;
}

static void
expand(Expansion *sum, const QsTerm *terms, int64 count)
{
	sum->count = 0;
	for (int64 k = 0; k < count; k++)
	{
		if (k % BLOCK == 0)
			CHECK_FOR_INTERRUPTS();
		expansion_add(sum, terms[k].coefficient);
	}
}

/* Rounded sum of one pair's terms */
static double
sum_pair(const QsTerm *terms, int64 count)
{
	Expansion	sum;

	if (count == 1)
		return terms[0].coefficient;
	if (any_huge(terms, count))
		return sum_huge(terms, count);
	if (count == 2)
		return terms[0].coefficient + terms[1].coefficient;
	expand(&sum, terms, count);
	return expansion_round(&sum);
}

/* End of the run of one pair that starts at `from` */
static inline int64
pair_end(const QsTerm *terms, int64 count, int64 from)
{
	uint64		key = qshrink_term_key(&terms[from]);
	int64		end = from + 1;

	while (end < count && qshrink_term_key(&terms[end]) == key)
		end++;
	return end;
}

int64
qshrink_terms_round(const QsTerm *terms, int64 count, QsTerm *out)
{
	int64		kept = 0;
	int64		steps = 0;

	for (int64 from = 0; from < count;)
	{
		int64		end = pair_end(terms, count, from);
		QsTerm		term = terms[from];

		term.coefficient = sum_pair(&terms[from], end - from);
		if (term.coefficient != 0.0)
			out[kept++] = term;
		from = end;
		if (++steps % BLOCK == 0)
			CHECK_FOR_INTERRUPTS();
	}
	return kept;
}

int64
qshrink_terms_compact(QsTerm *terms, int64 count, int64 *pairs)
{
	int64		kept = 0;

	*pairs = 0;
	qshrink_terms_sort(terms, count);
	for (int64 from = 0; from < count; (*pairs)++)
	{
		int64		end = pair_end(terms, count, from);
		QsTerm		term = terms[from];
		Expansion	sum;

		if (end - from == 1 || any_huge(&terms[from], end - from))
		{
			/* nothing to gain, or only qshrink_terms_sum's scaling is safe */
			memmove(&terms[kept], &terms[from], (end - from) * sizeof(QsTerm));
			kept += end - from;
		}
		else
		{
			expand(&sum, &terms[from], end - from);
			for (int k = 0; k < sum.count; k++)
			{
				term.coefficient = sum.component[k];
				terms[kept++] = term;
			}
		}
		from = end;
		if (*pairs % BLOCK == 0)
			CHECK_FOR_INTERRUPTS();
	}
	return kept;
}
