/*
 * term_sum.h
 *	  A quadratic function added up term by term.  Terms of one pair are merged as
 *	  they come in, so memory follows the sum and not what was added.
 */
#ifndef QS_TERM_SUM_H
#define QS_TERM_SUM_H

#include <math.h>

#include "model/qubo.h"

typedef struct QsTermSum
{
	QsHost	   *host;
	QsTerm	   *term;
	int64_t		count;
	int64_t		capacity;
	int64_t		merged;			/* the first of them are canonical */
	double		offset;
	double		magnitude;		/* of everything added */
	bool		full;			/* more than QS_MAX_TERMS: what came later is missing */
} QsTermSum;

/* Merge what is there, or make room for one more term. */
extern void qs_term_sum_merge(QsTermSum *sum);
extern void qs_term_sum_grow(QsTermSum *sum);

static inline void
qs_term_sum_add_constant(QsTermSum *sum, double value)
{
	sum->magnitude += fabs(value);
	sum->offset += value;
}

/* i and j in any order; i = j is a linear term */
static inline void
qs_term_sum_add(QsTermSum *sum, int i, int j, double coefficient)
{
	if (coefficient == 0.0 || sum->full)
		return;
	sum->magnitude += fabs(coefficient);
	if (sum->count == sum->capacity)
		qs_term_sum_grow(sum);
	sum->term[sum->count++] = i <= j ? (QsTerm) {i, j, coefficient} : (QsTerm) {j, i, coefficient};
}

#endif
