/*
 * qubo.h
 *	  Sparse quadratic pseudo-Boolean function
 *		  f(x) = offset + sum_i linear_i x_i + sum_{i<j} c_ij x_i x_j
 *	  as symmetric adjacency lists (each c_ij stands in both lists).
 *
 * Boros & Hammer, "Pseudo-Boolean optimization", 2002.
 */
#ifndef QS_QUBO_H
#define QS_QUBO_H

#include "base/host.h"

/* One coefficient; i = j is a linear term.  Layout is that of the SQL type. */
typedef struct QsTerm
{
	int32_t		i;
	int32_t		j;
	double		coefficient;
} QsTerm;

typedef struct QsQubo
{
	int			n;
	double		offset;
	double	   *linear;			/* n */
	int64_t    *start;			/* n + 1: neighbours of i are start[i] .. start[i+1]-1 */
	int32_t    *neighbour;		/* ascending within a list */
	double	   *weight;
} QsQubo;

/* Sort by (i, j) after ordering each pair i <= j, sum duplicates in input
 * order within a pair, drop zeros; returns the new count.  In place.
 * Sums may overflow to infinity: the caller checks.  O(t log t). */
extern int64_t qs_terms_canonicalise(QsHost *host, QsTerm *terms, int64_t count);

/* The same for numbers as people write them: duplicates of a pair are summed as the
 * decimals they stand for, so that 0.1 and 0.2 make 0.3. */
extern int64_t qs_terms_add_up_decimals(QsHost *host, QsTerm *terms, int64_t count);

/* From canonical terms (0 <= i <= j < n). O(n + t). */
extern QsQubo *qs_qubo_create(QsHost *host, int n, double offset,
							  const QsTerm *terms, int64_t count);

/* From any terms: copies, canonicalises, builds. */
extern QsQubo *qs_qubo_from_terms(QsHost *host, int n, double offset,
								  const QsTerm *terms, int64_t count);

/* Multiply by 10^exponent, coefficient by coefficient (decimal_scale.h). */
extern void qs_qubo_shift(QsHost *host, QsQubo *qubo, int exponent);
extern QsQubo *qs_qubo_copy(QsHost *host, const QsQubo *qubo);
extern void qs_qubo_free(QsHost *host, QsQubo *qubo);

/* Number of quadratic terms */
static inline int64_t
qs_qubo_pairs(const QsQubo *qubo)
{
	return qubo->start[qubo->n] / 2;
}

/* No coefficient is infinite or NaN.  O(n + t). */
extern bool qs_qubo_is_finite(const QsQubo *qubo);

/* f(x), x of n bytes 0/1.  O(n + t). */
extern double qs_qubo_energy(const QsQubo *qubo, const uint8_t *x);

/* delta[i] = f(x with bit i flipped) - f(x), for all i.  O(n + t). */
extern void qs_qubo_flip_deltas(const QsQubo *qubo, const uint8_t *x, double *delta);

/* Flip bit i of x and bring delta up to date.  O(degree of i). */
static inline void
qs_qubo_flip(const QsQubo *qubo, uint8_t *x, double *delta, int i)
{
	double		sign = x[i] ? -1.0 : 1.0;	/* change of x_i */

	x[i] ^= 1;
	delta[i] = -delta[i];
	for (int64_t k = qubo->start[i]; k < qubo->start[i + 1]; k++)
	{
		int			j = qubo->neighbour[k];

		delta[j] += x[j] ? -sign * qubo->weight[k] : sign * qubo->weight[k];
	}
}

#endif
