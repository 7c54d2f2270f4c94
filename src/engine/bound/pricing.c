/*
 * pricing.c
 *	  Multipliers priced at the nodes of a tree.
 */
#include "bound/pricing.h"

#include <math.h>

#include "rows/relax_rows.h"

void
qs_pricing_create(QsHost *host, const QsModel *model, QsPricing *pricing)
{
	pricing->model = model;
	pricing->dual = QS_ARRAY0(host, double, model->m);
	pricing->reduced = QS_ARRAY0(host, double, model->n);
	pricing->error = QS_ARRAY0(host, double, model->n);
	pricing->base = 0.0;
}

void
qs_pricing_free(QsHost *host, QsPricing *pricing)
{
	qs_free(host, pricing->dual);
	qs_free(host, pricing->reduced);
	qs_free(host, pricing->error);
}

void
qs_pricing_price(QsPricing *pricing, const QsPropagator *propagator, const double *cost,
				 double constant)
{
	const QsModel *model = pricing->model;
	double		sum = constant;
	double		magnitude = fabs(constant);

	qs_multipliers_clamp(propagator->lower, propagator->upper, model->m, pricing->dual);
	for (int r = 0; r < model->m; r++)
		if (pricing->dual[r] != 0.0)
		{
			double		term = pricing->dual[r] *
				(pricing->dual[r] > 0.0 ? propagator->lower[r] : propagator->upper[r]);

			sum += term;
			magnitude += fabs(term);
		}
	pricing->base = sum - 0x1p-51 * (model->m + 4.0) * magnitude;
	for (int j = 0; j < model->n; j++)
	{
		double		d = cost ? cost[j] : 0.0;
		double		size = fabs(d);

		for (int64_t k = model->column_start[j]; k < model->column_start[j + 1]; k++)
		{
			double		term = pricing->dual[model->column_row[k]] * model->column_value[k];

			d -= term;
			size += fabs(term);
		}
		pricing->reduced[j] = d;
		pricing->error[j] = 0x1p-51 * size *
			((double) (model->column_start[j + 1] - model->column_start[j]) + 4.0);
	}
}

double
qs_pricing_bound(const QsPricing *pricing, const int8_t *value)
{
	double		sum = pricing->base;
	double		magnitude = fabs(sum);

	for (int j = 0; j < pricing->model->n; j++)
	{
		double		least = pricing->reduced[j] - pricing->error[j];

		if (value[j] == 1 || (value[j] == QS_FREE && least < 0.0))
		{
			sum += least;
			magnitude += fabs(least);
		}
	}
	return sum - 0x1p-51 * (pricing->model->n + 4.0) * magnitude;
}
