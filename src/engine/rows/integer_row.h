/*
 * integer_row.h
 *	  A row of a model in integers: lower <= sum of weight * literal <= upper.
 *
 * A literal is x_j or 1 - x_j, so that all weights are positive.  Exact rows (model.h)
 * are integers already.  Any other row whose coefficients are integers of a common
 * unit up to rounding (thirds, for one) is taken in that unit, if its tolerance leaves
 * no doubt about any integer.
 */
#ifndef QS_INTEGER_ROW_H
#define QS_INTEGER_ROW_H

#include "model/model.h"

typedef enum QsIntegerForm
{
	QS_INTEGER_FORM,			/* weights, lower and upper say what the row says */
	QS_INTEGER_FORM_NONE,		/* the row has no integer form */
	QS_INTEGER_FORM_IMPOSSIBLE	/* no assignment meets the row */
} QsIntegerForm;

typedef struct QsIntegerRow
{
	int			length;
	double	   *weight;			/* length: positive integers, without a common divisor */
	int8_t	   *sign;			/* length: 1 for x, -1 for 1 - x */
	double		total;			/* sum of the weights, below 2^53 */
	double		lower;			/* 0: does not bind */
	double		upper;			/* total: does not bind */
	double		scale;			/* sum of weight * literal = scale * a.x + shift; 0: the row says
								 * no more than how many literals may be true, and weights are 1 */
	double		shift;
	int			values;			/* sums that can be reached between lower and upper: 1, 2,
								 * or 3 for more; lower and upper are the outermost */
} QsIntegerRow;

/*
 * The form of a row, with lower and upper moved to sums that can be reached where
 * that takes little work.  O(length * total) bits for totals up to 2^16, else
 * O(length).
 */
extern QsIntegerForm qs_integer_row(QsHost *host, const QsModel *model, int row,
									QsIntegerRow *out);
extern void qs_integer_row_free(QsHost *host, QsIntegerRow *row);

#endif
