/*
 * tangent.c
 *	  The tangent of a quadratic objective.
 */
#include "relax/tangent.h"

/* Linear part of facility f at location l without the quadratic cross terms */
static double
cell_cost(const QsAssignment *a, size_t f, size_t l)
{
	size_t		order = (size_t) a->order;

	return a->flow[f * order + f] * a->distance[l * order + l] +
		(a->cost ? a->cost[f * order + l] : 0.0);
}

/* gradient += flow * around * distance' (both matrices transposed if asked), their
 * diagonals counted as zero.  2 order^3. */
static void
add_matrix_gradient(QsHost *host, const QsAssignment *a, const double *around,
					bool transposed, double *gradient)
{
	size_t		order = (size_t) a->order;
	double	   *half = QS_ARRAY0(host, double, order * order);

	/* half = X N', N'[k][l] = distance[l][k], or distance[k][l] transposed */
	for (size_t g = 0; g < order; g++)
	{
		for (size_t k = 0; k < order; k++)
			for (size_t l = 0; l < order; l++)
				if (k != l)
					half[g * order + l] += around[g * order + k] *
						(transposed ? a->distance[k * order + l] : a->distance[l * order + k]);
		qs_check(host);
	}
	for (size_t f = 0; f < order; f++)
	{
		for (size_t g = 0; g < order; g++)
		{
			double		flow = transposed ? a->flow[g * order + f] : a->flow[f * order + g];

			if (f != g && flow != 0.0)
				for (size_t l = 0; l < order; l++)
					gradient[f * order + l] += flow * half[g * order + l];
		}
		qs_check(host);
	}
	qs_free(host, half);
}

double
qs_tangent(QsHost *host, const QsModel *model, const double *around, double *cost)
{
	const QsQubo *objective = model->objective;
	double	   *point = QS_ARRAY(host, double, model->n);
	double		curvature = 0.0;

	for (int i = 0; i < model->n; i++)
		point[i] = around ? around[i] : model->assignment ? 1.0 / model->assignment->order : 0.5;
	for (int i = 0; i < model->n; i++)
	{
		double		slope = 0.0;

		for (int64_t k = objective->start[i]; k < objective->start[i + 1]; k++)
			slope += objective->weight[k] * point[objective->neighbour[k]];
		cost[i] = objective->linear[i] + slope;
		curvature += slope * point[i];
	}
	if (model->assignment)
	{
		double	   *gradient = QS_ARRAY0(host, double, model->n);
		size_t		order = (size_t) model->assignment->order;

		add_matrix_gradient(host, model->assignment, point, false, gradient);
		add_matrix_gradient(host, model->assignment, point, true, gradient);
		for (int i = 0; i < model->n; i++)
		{
			cost[i] += gradient[i] + cell_cost(model->assignment, (size_t) i / order,
											   (size_t) i % order);
			curvature += gradient[i] * point[i];
		}
		qs_free(host, gradient);
	}
	qs_free(host, point);
	return model->constant - curvature / 2.0;
}
