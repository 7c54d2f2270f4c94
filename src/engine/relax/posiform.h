/*
 * posiform.h
 *	  A quadratic pseudo-Boolean function with non-negative coefficients only,
 *	  over the literals x and 1 - x, in exact integers:
 *
 *		  f(x) ~ (constant + sum_i cost[x_i][i] + sum of weights of satisfied pairs) / scale
 *
 *	  so that constant / scale is a lower bound.  Boros & Hammer 2002.
 */
#ifndef QS_POSIFORM_H
#define QS_POSIFORM_H

#include "model/model.h"

typedef struct QsPosiform
{
	int			n;
	double		scale;			/* a power of two; integers here are this many times the
								 * function's values */
	double		slack;			/* the function may lie this much below what is said, by
								 * rounding its coefficients; 0 when they were exact */
	int64_t		constant;
	int64_t    *cost[2];		/* n each: paid when the variable is 0 / is 1; after
								 * qs_posiform_balance() one of them is 0 */
	int64_t    *start;			/* n + 1: pairs of each variable, in both lists */
	int32_t    *neighbour;
	uint8_t    *own;			/* value of the variable that satisfies the pair */
	uint8_t    *other;			/* and the neighbour's value */
	int64_t    *twin;			/* where the pair stands in the neighbour's list */
	int64_t    *weight;			/* >= 0; the same in both lists */
} QsPosiform;

/*
 * constant + linear.x + the pairs of qubo (whose own linear part is ignored).  A
 * negative pair is split evenly over its two forms.  O(n + t).
 */
extern QsPosiform *qs_posiform_create(QsHost *host, const QsQubo *qubo, const double *linear,
									  double constant);

/*
 * The objective of a model less dual.(A x - b): a lower estimate on every x that
 * meets the rows, for any multipliers (those of the wrong sign are not used; NULL:
 * none).  The model must not carry matrices.
 */
extern QsPosiform *qs_posiform_of_model(QsHost *host, const QsModel *model, const double *dual);
extern void qs_posiform_free(QsHost *host, QsPosiform *posiform);

/* Move what both values of a variable pay into the constant. */
extern void qs_posiform_balance(QsPosiform *posiform);

/* Safe lower bound of the function: constant / scale - slack */
extern double qs_posiform_bound(const QsPosiform *posiform);

#endif
