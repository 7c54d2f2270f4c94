/*
 * presolve_rows.c
 *	  What the rows alone decide: propagation to a fixpoint, parallel rows taken
 *	  together, rows of two variables that tie them.
 */
#include "presolve/presolve_internal.h"

#include <math.h>
#include <string.h>

#include "base/sort.h"
#include "rows/presolve_propagation.h"
#include "rows/row_key.h"

/* Equal for rows over the same variables; coefficients are compared later. */
static uint64_t
key_of_row(const QsModel *model, int row)
{
	uint64_t	key = QS_ROW_KEY_START;

	for (int64_t k = model->row_start[row]; k < model->row_start[row + 1]; k++)
		key = qs_row_key_mix(key, (uint64_t) model->row_variable[k]);
	return key;
}

/* Is row b a multiple of row a?  The factor is a power of two or the quotient of
 * integers, and every product below is exact, or the rows do not count. */
static bool
is_parallel(const QsModel *model, int a, int b, double *factor)
{
	int64_t		from_a = model->row_start[a];
	int64_t		from_b = model->row_start[b];
	int64_t		count = model->row_start[a + 1] - from_a;

	if (count != model->row_start[b + 1] - from_b)
		return false;
	*factor = model->row_value[from_b] / model->row_value[from_a];
	for (int64_t k = 0; k < count; k++)
		if (model->row_variable[from_a + k] != model->row_variable[from_b + k] ||
			fma(model->row_value[from_a + k], *factor, -model->row_value[from_b + k]) != 0.0)
			return false;
	return true;
}

/* Tighten a row's bounds by a value that is within error of the true one. */
static void
tighten(QsPresolve *presolve, int row, double lower, double lower_error,
		double upper, double upper_error)
{
	if (isfinite(lower))
		presolve->lower[row] = fmax(presolve->lower[row], lower - lower_error);
	if (isfinite(upper))
		presolve->upper[row] = fmin(presolve->upper[row], upper + upper_error);
}

/* Rounding of a scaled bound; none when the product was exact */
static double
scaling_error(double bound, double factor, double product)
{
	return fma(bound, factor, -product) == 0.0 ? 0.0 : 0x1p-50 * fabs(product);
}

/* Give both rows what either demands: b = factor * a. */
static void
intersect(QsPresolve *presolve, int a, int b, double factor)
{
	bool		same = factor > 0.0;
	double		lower = same ? presolve->lower[b] : presolve->upper[b];
	double		upper = same ? presolve->upper[b] : presolve->lower[b];

	tighten(presolve, a, lower / factor, scaling_error(lower / factor, factor, lower) / fabs(factor),
			upper / factor, scaling_error(upper / factor, factor, upper) / fabs(factor));
	lower = factor * (same ? presolve->lower[a] : presolve->upper[a]);
	upper = factor * (same ? presolve->upper[a] : presolve->lower[a]);
	tighten(presolve, b, lower, scaling_error(lower / factor, factor, lower),
			upper, scaling_error(upper / factor, factor, upper));
}

static void
intersect_parallel(QsPresolve *presolve)
{
	QsHost	   *host = presolve->host;
	const QsModel *model = presolve->model;
	QsRowKey	   *rows = QS_ARRAY(host, QsRowKey, model->m);

	for (int r = 0; r < model->m; r++)
	{
		rows[r] = (QsRowKey) {key_of_row(model, r), r};
		if ((r & 1023) == 0)
			qs_check(host);
	}
	if (model->m > 1)
		qs_sort(host, rows, (size_t) model->m, sizeof(QsRowKey), qs_row_key_compare);
	for (int k = 1; k < model->m; k++)
	{
		double		factor;

		if (rows[k].key == rows[k - 1].key &&
			is_parallel(model, rows[k - 1].row, rows[k].row, &factor))
			intersect(presolve, rows[k - 1].row, rows[k].row, factor);
	}
	for (int r = 0; r < model->m; r++)
		presolve->infeasible = presolve->infeasible || presolve->lower[r] > presolve->upper[r];
	qs_free(host, rows);
}

/* x_i and x_j of a two-variable row: which of the four pairs of values meet it?
 * Two opposite ones tie the variables. */
static void
tie_pair(QsPresolve *presolve, int row, double slop)
{
	const QsModel *model = presolve->model;
	int64_t		k = model->row_start[row];
	unsigned	allowed = 0;

	for (int pair = 0; pair < 4; pair++)
	{
		double		activity = (pair & 1 ? model->row_value[k] : 0.0) +
			(pair & 2 ? model->row_value[k + 1] : 0.0);

		if (activity <= presolve->upper[row] + slop && activity >= presolve->lower[row] - slop)
			allowed |= 1u << pair;
	}
	if (allowed == 0x6)			/* 01 and 10 */
		qs_presolve_merge(presolve, model->row_variable[k], model->row_variable[k + 1], false,
						  "a row lets exactly one of the two be 1", row);
	if (allowed == 0x9)			/* 00 and 11 */
		qs_presolve_merge(presolve, model->row_variable[k], model->row_variable[k + 1], true,
						  "a row makes the two equal", row);
}

void
qs_presolve_rows(QsPresolve *presolve)
{
	QsHost	   *host = presolve->host;
	const QsModel *model = presolve->model;
	QsPropagator *propagator = qs_propagator_create(host, model);

	memcpy(presolve->lower, propagator->lower, (size_t) model->m * sizeof(double));
	memcpy(presolve->upper, propagator->upper, (size_t) model->m * sizeof(double));
	for (int r = 0; r < model->m; r++)
	{
		presolve->least[r] = propagator->least[r] - propagator->slop[r];
		presolve->most[r] = propagator->most[r] + propagator->slop[r];
	}
	if (presolve->settings->propagation)
	{
		intersect_parallel(presolve);
		memcpy(propagator->lower, presolve->lower, (size_t) model->m * sizeof(double));
		memcpy(propagator->upper, presolve->upper, (size_t) model->m * sizeof(double));
		presolve->infeasible = presolve->infeasible || !qs_propagate(propagator);
		for (int k = 0; k < propagator->fixed && !presolve->infeasible; k++)
		{
			int			i = propagator->trail[k];

			qs_presolve_fix(presolve, i, propagator->value[i], "a row forces it",
							propagator->forced_by[i]);
		}
		if (propagator->fixed == 0)
			for (int r = 0; r < model->m && !presolve->infeasible; r++)
				if (model->row_start[r + 1] - model->row_start[r] == 2)
					tie_pair(presolve, r, propagator->slop[r]);
	}
	qs_propagator_free(propagator);
}
