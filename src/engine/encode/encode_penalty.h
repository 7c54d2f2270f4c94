/*
 * encode_penalty.h
 *	  Rows of a model as quadratic penalties on its own variables (no slack bits).
 *
 * Every row becomes either a parabola  square * (c.x)^2 + slope * c.x + constant
 * over its scaled coefficients c, or a sum of products of two literals with one
 * weight a pair.
 */
#ifndef QS_ENCODE_PENALTY_H
#define QS_ENCODE_PENALTY_H

#include "encode/encode.h"
#include "encode/encode_rows.h"

/* Exact rows weigh this times what breaking them could gain. */
#define QS_ENCODE_MARGIN	1.2

typedef struct QsPenaltyRow
{
	QsRowShape	shape;
	bool		skip;			/* left out (none, or kept by a mixer or a block) */
	bool		guide;			/* parabola that only guides (SIDES, EQUATION) */
	double		scale;			/* c_j = scale * a_j */
	double		square;
	double		slope;
	double		constant;
	double		weight;			/* STATES: of each forbidden state */
	bool		given;			/* weight is the user's, PACK: of each pair */
} QsPenaltyRow;

typedef struct QsPenalties
{
	const QsModel *model;
	QsPenaltyRow *row;			/* m */

	/* PACK rows: what breaking the literal x_i (1 - x_i) can cost at most, and
	 * whether doing so can never make another exact row worse */
	double	   *cost_of_zero;	/* n: cost of x_i := 0 from 1, at least 0 */
	double	   *cost_of_one;
	bool	   *free_to_zero;	/* n */
	bool	   *free_to_one;
	double		least_weight;	/* > 0: weight where no cost asks for any */
} QsPenalties;

/* Typical change of the objective by one flip: mean over variables of the root
 * mean square over random assignments; 1 for a zero objective. */
extern double qs_objective_scale(const QsQubo *objective);

/* The model's objective as an explicit QUBO (matrices written out; pairs in one
 * row or column of the assignment left out, they never stand together).  NULL
 * when it would pass QS_MAX_TERMS. */
extern QsQubo *qs_explicit_objective(QsHost *host, const QsModel *model);

/* base + the penalties of guide rows (or of exact rows).  NULL when the result
 * would pass QS_MAX_TERMS.  O(sum of squared row lengths). */
extern QsQubo *qs_add_penalties(QsHost *host, const QsQubo *base,
								const QsPenalties *penalties, bool guide);

/* Exact weights for PACK, COUNT and STATES rows from flip bounds on `guide` (the
 * objective with the guides added); fills promised. */
extern void qs_weigh_exact_rows(QsHost *host, QsPenalties *penalties, const QsQubo *guide,
								uint8_t *promised);

/* A COUNT row as weight * (true literals - count)^2 */
extern void qs_weigh_count_row(const QsModel *model, int row, double weight,
							   QsPenaltyRow *penalty);

/* Any row as weight * (a.x - b)^2 */
extern void qs_weigh_equation_row(double weight, double b, QsPenaltyRow *penalty);

extern QsPenalties *qs_penalties_create(QsHost *host, const QsModel *model, const bool *skip);
extern void qs_penalties_free(QsHost *host, QsPenalties *penalties);

#endif
