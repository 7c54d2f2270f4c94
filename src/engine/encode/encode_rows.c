/*
 * encode_rows.c
 *	  Row shapes, seen through literals: after merges a conflict reads
 *	  x_i + (1 - x_j) <= 1, and is still a conflict.
 */
#include "encode/encode_rows.h"

#include <math.h>

/* Rows of one or two variables: every forbidden state is a product of literals. */
static QsRowShape
shape_of_states(const QsModel *model, int row)
{
	int64_t		first = model->row_start[row];
	int			length = (int) (model->row_start[row + 1] - first);
	double		tolerance = qs_model_row_tolerance(model, row);
	QsRowShape	shape = {.shape = QS_SHAPE_STATES};
	int			forbidden = 0;

	for (int state = 0; state < 1 << length; state++)
	{
		double		activity = 0.0;

		for (int k = 0; k < length; k++)
			if (state >> k & 1)
				activity += model->row_value[first + k];
		if (activity < model->row_lower[row] - tolerance ||
			activity > model->row_upper[row] + tolerance)
		{
			shape.forbidden |= (uint8_t) (1 << state);
			forbidden++;
		}
	}
	if (forbidden == 0)
		shape.shape = QS_SHAPE_NONE;
	else if (length == 2 && forbidden == 1)
		shape.shape = QS_SHAPE_PACK;
	for (int k = 0; k < length; k++)
		shape.unit += fabs(model->row_value[first + k]) / length;
	return shape;
}

/* Equal magnitudes: bounds on the number of true literals. */
static bool
shape_by_counting(const QsModel *model, int row, double unit, QsRowShape *shape)
{
	int64_t		first = model->row_start[row];
	int64_t		end = model->row_start[row + 1];
	double		tolerance = qs_model_row_tolerance(model, row);
	double		negative = 0.0;
	double		length = (double) (end - first);
	double		least,
				most;

	for (int64_t k = first; k < end; k++)
		negative += model->row_value[k] < 0.0;
	least = ceil((fmax(model->row_lower[row] + negative * unit, 0.0) - tolerance) / unit);
	most = floor((fmin(model->row_upper[row] + negative * unit, length * unit) + tolerance) / unit);
	shape->unit = unit;
	if (least <= 0.0 && most >= length)
		shape->shape = QS_SHAPE_NONE;
	else if (least == most)
	{
		shape->shape = QS_SHAPE_COUNT;
		shape->count = (int) least;
	}
	else if (least <= 0.0 && most == 1.0)
		shape->shape = QS_SHAPE_PACK;
	else if (least == length - 1.0 && most >= length)
	{
		shape->shape = QS_SHAPE_PACK;
		shape->complemented = true;
	}
	else
		return false;
	return true;
}

QsRowShape
qs_row_shape(const QsModel *model, int row)
{
	int64_t		first = model->row_start[row];
	int64_t		end = model->row_start[row + 1];
	double		lower = model->row_lower[row];
	double		upper = model->row_upper[row];
	double		tolerance = qs_model_row_tolerance(model, row);
	double		unit = end > first ? fabs(model->row_value[first]) : 0.0;
	double		least = 0.0,
				most = 0.0,
				sum = 0.0;
	bool		equal = true;
	QsRowShape	shape = {0};

	if (end == first)
		return shape;
	for (int64_t k = first; k < end; k++)
	{
		equal = equal && fabs(model->row_value[k]) == unit;
		sum += fabs(model->row_value[k]);
		least += fmin(model->row_value[k], 0.0);
		most += fmax(model->row_value[k], 0.0);
	}
	shape.unit = sum / (double) (end - first);
	if (equal && shape_by_counting(model, row, unit, &shape) &&
		(shape.shape != QS_SHAPE_PACK || end - first != 2))
		return shape;
	if (end - first <= 2)
		return shape_of_states(model, row);
	shape.upper_binds = most > upper + tolerance;
	shape.lower_binds = least < lower - tolerance;
	if (lower == upper)
		shape.shape = QS_SHAPE_EQUATION;
	else
		shape.shape = shape.upper_binds || shape.lower_binds ? QS_SHAPE_SIDES : QS_SHAPE_NONE;
	return shape;
}

int
qs_row_literal(const QsModel *model, int row, const QsRowShape *shape, int64_t k)
{
	int64_t		first = model->row_start[row];

	if (shape->shape == QS_SHAPE_PACK && model->row_start[row + 1] - first == 2)
	{
		/* the one forbidden state is the one with both literals true */
		int			state = __builtin_ctz(shape->forbidden);

		return state >> (k - first) & 1 ? 1 : -1;
	}
	return (model->row_value[k] > 0.0) != shape->complemented ? 1 : -1;
}
