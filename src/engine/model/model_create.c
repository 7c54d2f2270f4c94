/*
 * model_create.c
 *	  A model from terms, rows and matrices as the user wrote them: every row and
 *	  the objective in units of the power of ten that makes its numbers integers.
 */
#include "model/model.h"

#include <math.h>
#include <string.h>

#include "base/decimal_scale.h"

/* The rows under construction */
typedef struct Builder
{
	int64_t		filled;
	int32_t    *variable;
	double	   *value;
	double	   *sum;			/* n: zeros between rows */
	uint8_t    *seen;			/* n: likewise */
} Builder;

/* Called for number k of a long stretch: an interrupt point every millisecond */
static inline void
check_at(QsHost *host, int64_t k)
{
	if ((k & 8191) == 8191)
		qs_check(host);
}

static double
coefficient_of(const QsRow *row, int k)
{
	return row->coefficients ? row->coefficients[k] : 1.0;
}

static QsDecimalScale
scale_of_row(QsHost *host, const QsRow *row)
{
	QsDecimalScale scale = {0};

	qs_decimal_scale_add(&scale, row->rhs);
	for (int k = 0; k < row->count; k++)
	{
		qs_decimal_scale_add(&scale, coefficient_of(row, k));
		check_at(host, k);
	}
	return scale;
}

/* Scaled coefficients summed by variable, without those that cancel out */
static void
add_row(QsHost *host, Builder *builder, const QsRow *row, int exponent)
{
	int64_t		first = builder->filled;
	int64_t		end = first;

	for (int k = 0; k < row->count; k++)
	{
		int			variable = row->variables[k];

		builder->sum[variable] += qs_decimal_shift(coefficient_of(row, k), -exponent);
		if (!builder->seen[variable])
		{
			builder->seen[variable] = 1;
			builder->variable[end++] = variable;
		}
		check_at(host, k);
	}
	for (int64_t from = first; from < end; from++)
	{
		int			variable = builder->variable[from];

		if (builder->sum[variable] != 0.0)
		{
			builder->variable[builder->filled] = variable;
			builder->value[builder->filled++] = builder->sum[variable];
		}
		builder->sum[variable] = 0.0;
		builder->seen[variable] = 0;
	}
}

static QsDecimalScale
scale_of_objective(QsHost *host, double constant, const QsTerm *terms, int64_t term_count)
{
	QsDecimalScale scale = {0};

	qs_decimal_scale_add(&scale, constant);
	for (int64_t k = 0; k < term_count; k++)
	{
		qs_decimal_scale_add(&scale, terms[k].coefficient);
		check_at(host, k);
	}
	return scale;
}

/* The objective, minimised, in units of 10^exponent */
static QsQubo *
create_objective(QsHost *host, int n, bool maximise, const QsTerm *terms, int64_t term_count,
				 int exponent)
{
	QsTerm	   *scaled = QS_ARRAY(host, QsTerm, term_count);
	QsQubo	   *objective;

	for (int64_t k = 0; k < term_count; k++)
	{
		scaled[k] = terms[k];
		scaled[k].coefficient = qs_decimal_shift(terms[k].coefficient, -exponent);
		if (maximise)
			scaled[k].coefficient = -scaled[k].coefficient;
		check_at(host, k);
	}
	term_count = qs_terms_canonicalise(host, scaled, term_count);
	objective = qs_qubo_create(host, n, 0.0, scaled, term_count);
	qs_free(host, scaled);
	return objective;
}

/* Rows in their own units, the objective in units of 10^exponent */
static QsModel *
create(QsHost *host, double tolerance, int exponent, int n, bool maximise, double constant,
	   const QsTerm *terms, int64_t term_count, const QsRow *rows, int row_count)
{
	int64_t		capacity = 0;
	int64_t    *row_start = QS_ARRAY0(host, int64_t, (size_t) row_count + 1);
	double	   *lower = QS_ARRAY(host, double, row_count);
	double	   *upper = QS_ARRAY(host, double, row_count);
	double	   *row_tolerance = QS_ARRAY(host, double, row_count);
	int32_t    *origin = QS_ARRAY(host, int32_t, row_count);
	Builder		builder = {
		.sum = QS_ARRAY0(host, double, n),
		.seen = QS_ARRAY0(host, uint8_t, n),
	};
	QsModel    *model;

	for (int r = 0; r < row_count; r++)
		capacity += rows[r].count;
	builder.variable = QS_ARRAY(host, int32_t, capacity);
	builder.value = QS_ARRAY(host, double, capacity);
	for (int r = 0; r < row_count; r++)
	{
		QsDecimalScale scale = scale_of_row(host, &rows[r]);
		int			unit = qs_decimal_scale_exponent(&scale);
		double		rhs = qs_decimal_shift(rows[r].rhs, -unit);

		add_row(host, &builder, &rows[r], unit);
		lower[r] = rows[r].sense == '<' ? -INFINITY : rhs;
		upper[r] = rows[r].sense == '>' ? INFINITY : rhs;
		row_tolerance[r] = scale.inexact ? tolerance * qs_decimal_shift(scale.largest, -unit) : 0.0;
		origin[r] = r;
		row_start[r + 1] = builder.filled;
		if ((r & 255) == 0)
			qs_check(host);
	}
	qs_free(host, builder.sum);
	qs_free(host, builder.seen);
	constant = qs_decimal_shift(constant, -exponent);
	model = qs_model_assemble(host, n, maximise, maximise ? 0.0 - constant : constant,
							  create_objective(host, n, maximise, terms, term_count, exponent),
							  row_count, row_start, builder.variable, builder.value,
							  lower, upper, row_tolerance, origin);
	model->exponent = exponent;
	return model;
}

QsModel *
qs_model_create_within(QsHost *host, double tolerance, int n, bool maximise, double constant,
					   const QsTerm *terms, int64_t term_count,
					   const QsRow *rows, int row_count)
{
	QsDecimalScale scale = scale_of_objective(host, constant, terms, term_count);
	QsModel    *model = create(host, tolerance, qs_decimal_scale_exponent(&scale), n, maximise,
							   constant, terms, term_count, rows, row_count);

	model->tolerance = scale.inexact ? tolerance : 0.0;
	return model;
}

QsModel *
qs_model_create(QsHost *host, int n, bool maximise, double constant,
				const QsTerm *terms, int64_t term_count,
				const QsRow *rows, int row_count)
{
	return qs_model_create_within(host, QS_TOLERANCE, n, maximise, constant, terms, term_count,
								  rows, row_count);
}

QsModel *
qs_model_create_unscaled(QsHost *host, int n, bool maximise, double constant,
						 const QsTerm *terms, int64_t term_count,
						 const QsRow *rows, int row_count)
{
	QsModel    *model = create(host, QS_TOLERANCE, 0, n, maximise, constant, terms, term_count,
							   rows, row_count);

	model->tolerance = model->integral ? 0.0 : QS_TOLERANCE;
	return model;
}

static QsDecimalScale
scale_of_matrix(QsHost *host, const double *matrix, size_t cells)
{
	QsDecimalScale scale = {0};

	for (size_t k = 0; matrix && k < cells; k++)
	{
		qs_decimal_scale_add(&scale, matrix[k]);
		check_at(host, (int64_t) k);
	}
	return scale;
}

QsAssignmentScale
qs_assignment_scale(QsHost *host, int order, const double *flow, const double *distance,
					const double *cost)
{
	size_t		cells = (size_t) order * (size_t) order;
	QsDecimalScale of_flow = scale_of_matrix(host, flow, cells);
	QsDecimalScale of_distance = scale_of_matrix(host, distance, cells);
	QsDecimalScale of_cost = scale_of_matrix(host, cost, cells);
	QsAssignmentScale scale = {
		.flow = qs_decimal_scale_exponent(&of_flow),
		.distance = qs_decimal_scale_exponent(&of_distance),
	};

	scale.cost = scale.flow + scale.distance;
	/* costs may ask for a smaller unit than the products */
	if (of_cost.any && !of_cost.inexact && !of_flow.inexact && !of_distance.inexact &&
		of_cost.least < scale.cost && scale.cost - of_cost.least < 16)
	{
		scale.flow -= scale.cost - of_cost.least;
		scale.cost = of_cost.least;
	}
	return scale;
}

static double *
scaled_matrix(QsHost *host, const double *matrix, size_t cells, int exponent)
{
	double	   *copy = QS_ARRAY(host, double, cells);

	for (size_t k = 0; k < cells; k++)
	{
		copy[k] = qs_decimal_shift(matrix[k], -exponent);
		check_at(host, (int64_t) k);
	}
	return copy;
}

static QsModel *
create_assignment(QsHost *host, int order, const double *flow, const double *distance,
				  const double *cost, QsAssignmentScale scale)
{
	size_t		cells = (size_t) order * (size_t) order;
	int			n = (int) cells;
	int			m = 2 * order;
	int64_t    *row_start = QS_ARRAY0(host, int64_t, (size_t) m + 1);
	int32_t    *row_variable = QS_ARRAY(host, int32_t, 2 * cells);
	double	   *row_value = QS_ARRAY(host, double, 2 * cells);
	double	   *lower = QS_ARRAY(host, double, m);
	double	   *upper = QS_ARRAY(host, double, m);
	int32_t    *origin = QS_ARRAY(host, int32_t, m);
	QsModel    *model;
	QsAssignment *assignment = QS_NEW(host, QsAssignment);

	for (int r = 0; r < m; r++)
	{
		for (int k = 0; k < order; k++)
		{
			row_variable[(size_t) r * (size_t) order + (size_t) k] =
				r < order ? r * order + k : k * order + (r - order);
			row_value[(size_t) r * (size_t) order + (size_t) k] = 1.0;
		}
		lower[r] = upper[r] = 1.0;
		origin[r] = r;
		row_start[r + 1] = (int64_t) (r + 1) * order;
	}
	assignment->order = order;
	assignment->flow = scaled_matrix(host, flow, cells, scale.flow);
	assignment->distance = scaled_matrix(host, distance, cells, scale.distance);
	assignment->cost = cost ? scaled_matrix(host, cost, cells, scale.cost) : NULL;
	model = qs_model_assemble(host, n, false, 0.0, qs_qubo_create(host, n, 0.0, NULL, 0),
							  m, row_start, row_variable, row_value, lower, upper,
							  QS_ARRAY0(host, double, m), origin);
	model->assignment = assignment;
	model->exponent = scale.cost;
	qs_model_classify_objective(model);
	model->tolerance = model->integral ? 0.0 : QS_TOLERANCE;
	return model;
}

QsModel *
qs_model_create_assignment_unscaled(QsHost *host, int order, const double *flow,
									const double *distance, const double *cost)
{
	return create_assignment(host, order, flow, distance, cost, (QsAssignmentScale) {0, 0, 0});
}

QsModel *
qs_model_create_assignment(QsHost *host, int order, const double *flow,
						   const double *distance, const double *cost)
{
	return create_assignment(host, order, flow, distance, cost,
							 qs_assignment_scale(host, order, flow, distance, cost));
}
