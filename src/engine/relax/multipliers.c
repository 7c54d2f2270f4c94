/*
 * multipliers.c
 *	  Lagrangian ascent by the volume algorithm.
 *
 * Rows are scaled to unit norm first, which is all the preconditioning the
 * models here need.  The direction is the violation of an exponential average
 * of the inner solutions; that average is the primal estimate.
 */
#include "relax/multipliers.h"

#include <math.h>
#include <string.h>

#define DEFAULT_ITERATIONS	400

typedef struct Ascent
{
	const QsModel *model;
	const double *cost;
	double	   *scale;			/* m: 1 / norm of the row */
	double	   *centre;			/* m: best multipliers, of the scaled rows */
	double	   *trial;			/* m */
	double	   *violation;		/* m: of the averaged point, scaled rows */
	double	   *x;				/* n: inner solution at trial */
	double	   *average;		/* n */
} Ascent;

static void
linearise_matrices(const QsAssignment *a, double *cost)
{
	size_t		order = (size_t) a->order;
	double		share = order > 1 ? 1.0 / (double) (order - 1) : 0.0;

	/* the uniform assignment: with f at l, every other g stands at each other k
	 * equally often, so the pair sums factor into row and column sums */
	for (size_t f = 0; f < order; f++)
	{
		double		out = 0.0,
					in = 0.0;

		for (size_t g = 0; g < order; g++)
			if (g != f)
			{
				out += a->flow[f * order + g];
				in += a->flow[g * order + f];
			}
		for (size_t l = 0; l < order; l++)
		{
			double		from = 0.0,
						to = 0.0;

			for (size_t k = 0; k < order; k++)
				if (k != l)
				{
					from += a->distance[l * order + k];
					to += a->distance[k * order + l];
				}
			cost[f * order + l] += a->flow[f * order + f] * a->distance[l * order + l] +
				share * (out * from + in * to) +
				(a->cost ? a->cost[f * order + l] : 0.0);
		}
	}
}

void
qs_linearise(const QsModel *model, const double *around, double *cost)
{
	const QsQubo *objective = model->objective;

	for (int i = 0; i < model->n; i++)
	{
		double		sum = objective->linear[i];

		for (int64_t k = objective->start[i]; k < objective->start[i + 1]; k++)
			sum += objective->weight[k] * (around ? around[objective->neighbour[k]] : 0.5);
		cost[i] = sum;
	}
	if (model->assignment)
		linearise_matrices(model->assignment, cost);
}

/* Inner problem at the trial multipliers: x and L(trial) */
static double
evaluate(Ascent *ascent)
{
	const QsModel *model = ascent->model;
	double		value = 0.0;

	for (int r = 0; r < model->m; r++)
	{
		double		y = ascent->trial[r];

		if (y > 0.0)
			value += y * ascent->scale[r] * model->row_lower[r];
		else if (y < 0.0)
			value += y * ascent->scale[r] * model->row_upper[r];
	}
	for (int j = 0; j < model->n; j++)
	{
		double		reduced = ascent->cost[j];

		for (int64_t k = model->column_start[j]; k < model->column_start[j + 1]; k++)
		{
			int			r = model->column_row[k];

			reduced -= ascent->trial[r] * ascent->scale[r] * model->column_value[k];
		}
		ascent->x[j] = reduced < 0.0 ? 1.0 : 0.0;
		value += fmin(reduced, 0.0);
	}
	return value;
}

/* Ascent direction at the centre, from the averaged point; squared norm */
static double
direction(Ascent *ascent)
{
	const QsModel *model = ascent->model;
	double		norm = 0.0;

	for (int r = 0; r < model->m; r++)
	{
		double		activity = 0.0,
					y = ascent->centre[r],
					v = 0.0;

		for (int64_t k = model->row_start[r]; k < model->row_start[r + 1]; k++)
			activity += model->row_value[k] * ascent->average[model->row_variable[k]];
		if (y > 0.0 || activity < model->row_lower[r])
			v = model->row_lower[r] - activity;
		else if (y < 0.0 || activity > model->row_upper[r])
			v = model->row_upper[r] - activity;
		v *= ascent->scale[r];
		ascent->violation[r] = v;
		norm += v * v;
	}
	return norm;
}

static void
step(Ascent *ascent, double length)
{
	const QsModel *model = ascent->model;

	for (int r = 0; r < model->m; r++)
	{
		double		y = ascent->centre[r] + length * ascent->violation[r];

		if (model->row_lower[r] == -INFINITY)
			y = fmin(y, 0.0);
		if (model->row_upper[r] == INFINITY)
			y = fmax(y, 0.0);
		ascent->trial[r] = y;
	}
}

/* The inner solution's own violation along the direction: does the step point
 * uphill at the new point too? */
static double
agreement(const Ascent *ascent)
{
	const QsModel *model = ascent->model;
	double		product = 0.0;

	for (int r = 0; r < model->m; r++)
	{
		double		activity = 0.0,
					y = ascent->trial[r],
					v = 0.0;

		if (ascent->violation[r] == 0.0)
			continue;
		for (int64_t k = model->row_start[r]; k < model->row_start[r + 1]; k++)
			activity += model->row_value[k] * ascent->x[model->row_variable[k]];
		if (y > 0.0 || activity < model->row_lower[r])
			v = model->row_lower[r] - activity;
		else if (y < 0.0 || activity > model->row_upper[r])
			v = model->row_upper[r] - activity;
		product += v * ascent->scale[r] * ascent->violation[r];
	}
	return product;
}

static QsStatus
ascend(QsHost *host, Ascent *ascent, int iterations, double *bound)
{
	const QsModel *model = ascent->model;
	double		best;
	double		target;
	double		factor = 1.0;
	double		alpha = 0.1;
	double		span = 0.0;
	int			stalls = 0;

	for (int j = 0; j < model->n; j++)
		span += fabs(ascent->cost[j]);
	best = evaluate(ascent);
	memcpy(ascent->average, ascent->x, (size_t) model->n * sizeof(double));
	target = best + 0.05 * fmax(fabs(best), 0.1 * span);
	for (int iteration = 0; iteration < iterations; iteration++)
	{
		double		norm = direction(ascent);
		double		value;

		*bound = best;
		if (norm <= 1e-18 || span == 0.0)
			return QS_OK;
		if (target < best + 1e-6 * span)
			target = best + 0.02 * fmax(fabs(best), 0.1 * span);
		step(ascent, factor * (target - best) / norm);
		value = evaluate(ascent);
		if (value > best)
		{
			if (agreement(ascent) > 0.0)
				factor = fmin(factor * 1.1, 2.0);
			best = value;
			memcpy(ascent->centre, ascent->trial, (size_t) model->m * sizeof(double));
			stalls = 0;
			if (best > target - 0.05 * fabs(target - best))
				target = best + 0.02 * fmax(fabs(best), 0.1 * span);
		}
		else if (++stalls >= 8)
		{
			factor = fmax(factor * 0.66, 1e-4);
			stalls = 0;
		}
		if ((iteration + 1) % 100 == 0)
			alpha = fmax(alpha * 0.5, 0.01);
		for (int j = 0; j < model->n; j++)
			ascent->average[j] += alpha * (ascent->x[j] - ascent->average[j]);
		qs_check(host);
		if ((iteration & 15) == 15 && qs_time_up(host))
		{
			*bound = best;
			return QS_INTERRUPTED;
		}
	}
	*bound = best;
	return QS_OK;
}

QsStatus
qs_multipliers(QsHost *host, const QsModel *model, const double *cost,
			   int iterations, double *dual, double *value, double *bound)
{
	Ascent		ascent = {.model = model, .cost = cost};
	double		reached = 0.0;
	QsStatus	status;

	ascent.scale = QS_ARRAY0(host, double, model->m);
	ascent.centre = QS_ARRAY0(host, double, model->m);
	ascent.trial = QS_ARRAY0(host, double, model->m);
	ascent.violation = QS_ARRAY0(host, double, model->m);
	ascent.x = QS_ARRAY0(host, double, model->n);
	ascent.average = QS_ARRAY0(host, double, model->n);
	for (int r = 0; r < model->m; r++)
	{
		double		norm = 0.0;

		for (int64_t k = model->row_start[r]; k < model->row_start[r + 1]; k++)
			norm += model->row_value[k] * model->row_value[k];
		ascent.scale[r] = norm > 0.0 ? 1.0 / sqrt(norm) : 1.0;
	}
	status = ascend(host, &ascent, iterations > 0 ? iterations : DEFAULT_ITERATIONS, &reached);
	for (int r = 0; r < model->m; r++)
		dual[r] = ascent.centre[r] * ascent.scale[r];
	if (value && model->n > 0)
		memcpy(value, ascent.average, (size_t) model->n * sizeof(double));
	if (bound)
		*bound = reached;
	qs_free(host, ascent.scale);
	qs_free(host, ascent.centre);
	qs_free(host, ascent.trial);
	qs_free(host, ascent.violation);
	qs_free(host, ascent.x);
	qs_free(host, ascent.average);
	return status;
}
