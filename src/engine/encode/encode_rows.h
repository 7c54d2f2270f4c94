/*
 * encode_rows.h
 *	  What a row asks of a quadratic penalty: which rows are exact products of
 *	  literals, which are counts, and which need a guiding parabola.
 */
#ifndef QS_ENCODE_ROWS_H
#define QS_ENCODE_ROWS_H

#include "model/model.h"

/* A literal is x_j or 1 - x_j. */
typedef enum QsShape
{
	QS_SHAPE_NONE,				/* cannot bind: dropped */
	QS_SHAPE_PACK,				/* at most one literal true */
	QS_SHAPE_COUNT,				/* exactly `count` literals true */
	QS_SHAPE_STATES,			/* one or two variables, a set of forbidden states */
	QS_SHAPE_EQUATION,			/* any other equality */
	QS_SHAPE_SIDES				/* inequalities, one or both sides can bind */
} QsShape;

typedef struct QsRowShape
{
	QsShape		shape;
	bool		upper_binds;	/* SIDES */
	bool		lower_binds;
	bool		complemented;	/* PACK: literals of positive entries are 1 - x */
	uint8_t		forbidden;		/* STATES and PACK of two: bit s0 + 2 s1 */
	int			count;			/* COUNT */
	double		unit;			/* COUNT, PACK: |coefficient|; else mean |coefficient| */
} QsRowShape;

extern QsRowShape qs_row_shape(const QsModel *model, int row);

/* Literal of the entry at position k of the row's list: +1 for x, -1 for 1 - x. */
extern int	qs_row_literal(const QsModel *model, int row, const QsRowShape *shape, int64_t k);

#endif
