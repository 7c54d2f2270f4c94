/*
 * integer_qubo.h
 *	  A QUBO with integer coefficients, for local search.
 *
 * Local searches add millions of small changes to running flip deltas.  On
 * integers nothing drifts, any instruction set gives the same answer, and twice
 * or four times as many values fit a vector.  Coefficients that are integers (or
 * become so times a small power of two or ten) and fit are kept exactly in 32
 * bits; all others are rounded to 64-bit fixed point with as many bits as leave
 * room for whole energies.  Answers are evaluated on the original doubles.
 */
#ifndef QS_INTEGER_QUBO_H
#define QS_INTEGER_QUBO_H

#include "model/qubo.h"

typedef struct QsIntegerQubo
{
	const QsQubo *qubo;			/* borrowed: adjacency, and the energies that count */
	int			n;
	double		scale;			/* integer = coefficient * scale */
	int64_t		reach;			/* no flip changes the energy by more */
	bool		wide;			/* 64-bit values, else 32-bit */
	void	   *linear;			/* n values */
	void	   *weight;			/* beside qubo->neighbour */

	/* the whole symmetric matrix when that pays: rows of `stride` cells of
	 * cell_bytes (2, 4 or 8), zero diagonal and padding; else NULL */
	void	   *matrix;
	int			stride;			/* a multiple of QS_INTEGER_PADDING, at least n */
	int			cell_bytes;
} QsIntegerQubo;

#define QS_INTEGER_PADDING	64

/* O(n + t), or O(n^2) with the matrix.  The QUBO must outlive it. */
extern QsIntegerQubo *qs_integer_qubo_create(QsHost *host, const QsQubo *qubo);
extern void qs_integer_qubo_free(QsHost *host, QsIntegerQubo *integer);

static inline int64_t
qs_integer_linear(const QsIntegerQubo *integer, int i)
{
	return integer->wide ? ((const int64_t *) integer->linear)[i]
		: ((const int32_t *) integer->linear)[i];
}

static inline int64_t
qs_integer_weight(const QsIntegerQubo *integer, int64_t k)
{
	return integer->wide ? ((const int64_t *) integer->weight)[k]
		: ((const int32_t *) integer->weight)[k];
}

#endif
