/*
 * relax_rows.c
 *	  Effective row bounds and the Lagrangian bound of given multipliers.
 *
 * Safe bounds from approximate multipliers: Neumaier & Shcherbina, "Safe bounds
 * in linear and mixed-integer linear programming", 2004; with all variables in
 * [0, 1] the correction is only a careful summation.
 */
#include "rows/relax_rows.h"

#include "base/integers.h"

/* Greatest common divisor of the coefficients of an exact row; 0 without any */
static double
row_divisor(const QsModel *model, int row)
{
	double		divisor = 0.0;

	for (int64_t k = model->row_start[row]; k < model->row_start[row + 1] && divisor != 1.0; k++)
		divisor = qs_greatest_common_divisor(model->row_value[k], divisor);
	return divisor;
}

/* What the row may be missed by, and what summing its numbers may be off by */
static double
row_looseness(const QsModel *model, int row)
{
	double		total = 0.0;

	for (int64_t k = model->row_start[row]; k < model->row_start[row + 1]; k++)
		total += fabs(model->row_value[k]);
	return 1.001 * qs_model_row_tolerance(model, row) + 0x1p-50 * total *
		(double) (model->row_start[row + 1] - model->row_start[row] + 1);
}

void
qs_row_effective(const QsModel *model, int row, double *lower, double *upper)
{
	*lower = model->row_lower[row];
	*upper = model->row_upper[row];
	if (!qs_model_row_is_exact(model, row))
	{
		double		looseness = row_looseness(model, row);

		*lower -= looseness;
		*upper += looseness;
	}
	else
	{
		double		divisor = row_divisor(model, row);

		if (divisor > 0.0)
		{
			*upper = divisor * floor(*upper / divisor);
			*lower = divisor * ceil(*lower / divisor);
		}
	}
}

void
qs_rows_effective(const QsModel *model, double *lower, double *upper)
{
	for (int r = 0; r < model->m; r++)
		qs_row_effective(model, r, &lower[r], &upper[r]);
}

void
qs_multipliers_clamp(const double *lower, const double *upper, int m, double *dual)
{
	for (int r = 0; r < m; r++)
		if (!isfinite(dual[r]) || (dual[r] > 0.0 && !isfinite(lower[r])) ||
			(dual[r] < 0.0 && !isfinite(upper[r])))
			dual[r] = 0.0;
}

QsExact
qs_reduced_cost(const QsModel *model, const double *cost, const double *dual, int j)
{
	QsExact		sum = {0.0, 0.0, 0.0};

	if (cost)
		qs_exact_add(&sum, cost[j]);
	for (int64_t k = model->column_start[j]; k < model->column_start[j + 1]; k++)
	{
		double		multiplier = dual[model->column_row[k]];

		if (multiplier != 0.0)
			qs_exact_add_product(&sum, -multiplier, model->column_value[k]);
	}
	return sum;
}

QsExact
qs_multiplier_constant(const double *lower, const double *upper, int m, const double *dual)
{
	QsExact		sum = {0.0, 0.0, 0.0};

	for (int r = 0; r < m; r++)
		if (dual[r] != 0.0)
			qs_exact_add_product(&sum, dual[r], dual[r] > 0.0 ? lower[r] : upper[r]);
	return sum;
}

double
qs_multiplier_bound(QsHost *host, const QsModel *model, const double *cost, double constant,
					const double *lower, const double *upper, const double *dual,
					double *reduced_cost)
{
	QsExact		sum = qs_multiplier_constant(lower, upper, model->m, dual);
	int64_t		work = 0;

	qs_exact_add(&sum, constant);
	for (int j = 0; j < model->n; j++)
	{
		QsExact		d = qs_reduced_cost(model, cost, dual, j);
		double		least = qs_exact_floor(&d);

		if (least < 0.0)
			qs_exact_add(&sum, least);
		if (reduced_cost)
			reduced_cost[j] = d.high + d.low;
		work += model->column_start[j + 1] - model->column_start[j] + 1;
		if (work > 100000)
		{
			qs_check(host);
			work = 0;
		}
	}
	return qs_exact_floor(&sum);
}
