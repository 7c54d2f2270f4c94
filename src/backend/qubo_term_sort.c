/*
 * qubo_term_sort.c
 *	  Sorting terms into canonical order.
 *
 * Radix sort in place from the most significant byte ("American flag sort"),
 * comparison sort for what is short.
 *
 * McIlroy, Bostic & McIlroy, "Engineering radix sort", 1993.
 */
#include "compat.h"

#include "qubo_term_sort.h"

#define DIGITS			256
#define DIGIT_BITS		8

/* Below this many terms comparisons are cheaper than counting. */
#define SHORT			128

/* Terms moved between two interrupt checks */
#define BLOCK			65536

static inline int
compare_keys(const QsTerm *a, const QsTerm *b)
{
	uint64		left = qshrink_term_key(a);
	uint64		right = qshrink_term_key(b);

	return left < right ? -1 : left > right;
}

#define ST_SORT sort_short
#define ST_ELEMENT_TYPE QsTerm
#define ST_COMPARE(a, b) compare_keys(a, b)
#define ST_SCOPE static
#define ST_DEFINE
#include "lib/sort_template.h"

static inline int
digit(const QsTerm *term, int shift)
{
	return (int) (qshrink_term_key(term) >> shift) & (DIGITS - 1);
}

/* Bring terms into the buckets of one digit; start[d] becomes the end of d. */
static void
distribute(QsTerm *terms, int shift, int64 *start, const int64 *end)
{
	int64		moved = 0;

	for (int d = 0; d < DIGITS; d++)
		while (start[d] < end[d])
		{
			QsTerm		term = terms[start[d]];
			int			to;

			while ((to = digit(&term, shift)) != d)
			{
				QsTerm		other = terms[start[to]];

				terms[start[to]++] = term;
				term = other;
				if (++moved % BLOCK == 0)
				{
					/* an error here leaves a term out, as it leaves the sort */
					CHECK_FOR_INTERRUPTS();
				}
			}
			terms[start[d]++] = term;
		}
}

static void
radix_sort(QsTerm *terms, int64 count, int shift)
{
	int64		start[DIGITS];
	int64		end[DIGITS];
	int64		sum = 0;

	if (count < SHORT)
	{
		sort_short(terms, (size_t) count);
		return;
	}
	memset(end, 0, sizeof(end));
	for (int64 k = 0; k < count; k++)
	{
		end[digit(&terms[k], shift)]++;
		if (k % BLOCK == 0)
			CHECK_FOR_INTERRUPTS();
	}
	for (int d = 0; d < DIGITS; d++)
	{
		start[d] = sum;
		end[d] = sum += end[d];
	}
	CHECK_FOR_INTERRUPTS();
	distribute(terms, shift, start, end);
	for (int d = 0; d < DIGITS && shift > 0; d++)
	{
		int64		from = d > 0 ? end[d - 1] : 0;

		if (end[d] - from > 1)
			radix_sort(terms + from, end[d] - from, shift - DIGIT_BITS);
	}
}

void
qshrink_terms_sort(QsTerm *terms, int64 count)
{
	uint64		largest = 0;
	uint64		last = 0;
	bool		sorted = true;
	int			shift = 0;

	for (int64 k = 0; k < count; k++)
	{
		uint64		key = qshrink_term_key(&terms[k]);

		sorted &= key >= last;
		last = key;
		largest |= key;
		if (k % BLOCK == 0)
			CHECK_FOR_INTERRUPTS();
	}
	if (sorted)
		return;
	while (largest >> shift >= DIGITS)
		shift += DIGIT_BITS;
	radix_sort(terms, count, shift);
}
