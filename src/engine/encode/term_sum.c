/*
 * term_sum.c
 *	  A quadratic function added up term by term.
 */
#include "encode/term_sum.h"

/* Terms that must have come in before merging them pays */
#define MERGE_TERMS		(1 << 20)

void
qs_term_sum_merge(QsTermSum *sum)
{
	sum->count = qs_terms_canonicalise(sum->host, sum->term, sum->count);
	sum->merged = sum->count;
	sum->full = sum->count > QS_MAX_TERMS;
}

void
qs_term_sum_grow(QsTermSum *sum)
{
	int64_t		capacity = 2 * sum->capacity + 1024;

	if (sum->count - sum->merged > MERGE_TERMS)
		qs_term_sum_merge(sum);
	if (sum->count < sum->capacity / 2)
		return;
	sum->term = qs_realloc(sum->host, sum->term, (size_t) sum->count, (size_t) capacity,
						   sizeof(QsTerm));
	sum->capacity = capacity;
}
