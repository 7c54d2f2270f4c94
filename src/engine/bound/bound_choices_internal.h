/*
 * bound_choices_internal.h
 *	  The splitting and what certifies it.
 */
#ifndef QS_BOUND_CHOICES_INTERNAL_H
#define QS_BOUND_CHOICES_INTERNAL_H

#include "bound/bound_choices.h"
#include "bound/choice_space.h"
#include "bound/choice_triangles.h"
#include "bound/positive_part.h"

struct QsChoiceProducts
{
	QsHost	   *host;
	QsChoiceSpace *space;
	QsPositivePart *part;
	size_t		n;				/* positions */
	size_t		cells;			/* n x n */
	double	   *objective;		/* n x n: f(x) = y'Ly */
	double	   *product;		/* n x n: Y */
	double	   *multiplier;		/* n x n: Z */
	double	   *lifted;			/* n x n: V R V' */
	double	   *best;			/* n x n: multipliers of the best bound */
	double	   *cost;			/* n: linear function that they prove */
	double	   *inner;			/* d x d */
	double	   *semidefinite;	/* d x d: R */
	QsTriangles *triangles;
	double		penalty;
	double		reached;		/* the best bound, about */
	double		apart;			/* residuals of the latest turn */
	double		moved;
	double		work;
	int			turns;
	double		earlier;		/* bound some turns ago */
	bool		done;			/* nothing more is to be gained */
};

/* The objective without prices */
extern void qs_choice_fill_objective(QsChoiceProducts *split, const QsModel *model);

/* Row i of M = L + Z: what x_i = 1 costs with the cheapest of every other group */
extern double qs_choice_cost(const QsChoiceProducts *split, size_t i, const double *row);

/* The square root of the sum of squares */
extern double qs_choice_norm(const double *matrix, size_t cells);

/* The linear function that the best multipliers and prices prove, under the rows */
extern QsStatus qs_choice_take(QsChoiceProducts *split, const QsModel *model,
							   const QsStructure *structure, QsUnderestimate *out);

#endif
