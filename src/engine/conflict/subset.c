/*
 * subset.c
 *	  Can some of the rows of a model hold together?
 */
#include "conflict/subset.h"

#include <math.h>
#include <string.h>

#include "numeric/lp.h"
#include "rows/presolve_propagation.h"
#include "rows/relax_rows.h"
#include "solve/pipeline.h"

#define ROUNDS	2				/* of a solve: what it does not see soon, its proof has to say */

bool
qs_subset_holds(const QsModel *model, const QsConflictSettings *settings, int row,
				const uint8_t *x)
{
	double		activity = qs_model_activity(model, row, x);
	double		tolerance = qs_model_row_tolerance(model, row);

	return activity >= model->row_lower[row] - tolerance &&
		activity <= model->row_upper[row] + tolerance &&
		(settings->holds == NULL || settings->holds(settings->context, row, x));
}

/* The rows without an objective; row_origin: their numbers in model */
static QsModel *
submodel(QsHost *host, const QsModel *model, const int32_t *row, int count)
{
	int64_t		entries = 0;
	int64_t    *start = QS_ARRAY(host, int64_t, (size_t) count + 1);
	double	   *lower = QS_ARRAY(host, double, count);
	double	   *upper = QS_ARRAY(host, double, count);
	double	   *tolerance = QS_ARRAY(host, double, count);
	int32_t    *origin = QS_ARRAY(host, int32_t, count);
	int32_t    *variable;
	double	   *value;

	for (int k = 0; k < count; k++)
		entries += model->row_start[row[k] + 1] - model->row_start[row[k]];
	variable = QS_ARRAY(host, int32_t, entries);
	value = QS_ARRAY(host, double, entries);
	start[0] = 0;
	for (int k = 0; k < count; k++)
	{
		int64_t		first = model->row_start[row[k]];
		int64_t		length = model->row_start[row[k] + 1] - first;

		qs_copy(host, variable + start[k], model->row_variable + first, (size_t) length * sizeof(int32_t));
		qs_copy(host, value + start[k], model->row_value + first, (size_t) length * sizeof(double));
		start[k + 1] = start[k] + length;
		lower[k] = model->row_lower[row[k]];
		upper[k] = model->row_upper[row[k]];
		tolerance[k] = model->row_tolerance[row[k]];
		origin[k] = row[k];
	}
	return qs_model_assemble(host, model->n, false, 0.0,
							 qs_qubo_from_terms(host, model->n, 0.0, NULL, 0), count, start, variable,
							 value, lower, upper, tolerance, origin);
}

/* ---------------------------------------------------------------------------
 * Propagation
 */

/* The rows that took part: the broken one, and those that forced what it names, and so on */
static void
trace_rows(QsHost *host, const QsPropagator *propagator, uint8_t *support)
{
	const QsModel *model = propagator->model;
	uint8_t    *needed = QS_ARRAY0(host, uint8_t, model->n);
	int			row = propagator->broken_row;

	memset(support, 0, (size_t) model->m);
	for (int k = propagator->fixed; row >= 0; )
	{
		for (int64_t entry = model->row_start[row]; !support[row] && entry < model->row_start[row + 1]; entry++)
			needed[model->row_variable[entry]] = 1;
		support[row] = 1;
		row = -1;
		/* back along the trail: what a row names was fixed before the row forced anything */
		while (row < 0 && --k >= 0)
			if (needed[propagator->trail[k]])
				row = propagator->forced_by[propagator->trail[k]];
	}
	qs_free(host, needed);
}

static bool
broken_by_propagation(QsHost *host, const QsModel *model, uint8_t *support)
{
	QsPropagator *propagator = qs_propagator_create(host, model);
	bool		broken = !qs_propagate(propagator);	/* it was created with all rows to look at */

	if (broken)
		trace_rows(host, propagator, support);
	qs_propagator_free(propagator);
	return broken;
}

/* ---------------------------------------------------------------------------
 * Relaxation
 */

/* Flag the rows with a multiplier, if the multipliers prove it */
static bool
certified(QsHost *host, const QsModel *model, const double *lower, const double *upper,
		  const double *ray, double sign, uint8_t *support)
{
	double	   *dual = QS_ARRAY(host, double, model->m);
	bool		proved;

	for (int r = 0; r < model->m; r++)
		dual[r] = sign * ray[r];
	qs_multipliers_clamp(lower, upper, model->m, dual);
	proved = qs_multiplier_bound(host, model, NULL, 0.0, lower, upper, dual, NULL) > 0.0;
	if (proved)
		for (int r = 0; r < model->m; r++)
			support[r] = dual[r] != 0.0;
	qs_free(host, dual);
	return proved;
}

static bool
broken_by_relaxation(QsHost *host, const QsModel *model, uint8_t *support)
{
	double	   *lower = QS_ARRAY(host, double, model->m);
	double	   *upper = QS_ARRAY(host, double, model->m);
	double	   *cost = QS_ARRAY0(host, double, model->n);
	double	   *ray = QS_ARRAY(host, double, model->m);
	bool		broken = false;
	QsLp	   *lp;

	qs_rows_effective(model, lower, upper);
	lp = qs_lp_create(host, model->n, model->m, model->column_start, model->column_row,
					  model->column_value, cost, lower, upper);
	if (qs_lp_solve(lp, 0) == QS_LP_INFEASIBLE && qs_lp_ray(lp, ray))
		broken = certified(host, model, lower, upper, ray, 1.0, support) ||
			certified(host, model, lower, upper, ray, -1.0, support);
	qs_lp_free(lp);
	qs_free(host, ray);
	qs_free(host, cost);
	qs_free(host, upper);
	qs_free(host, lower);
	return broken;
}

/* ---------------------------------------------------------------------------
 * Solving
 */
typedef struct Judging
{
	const QsModel *model;
	const QsConflictSettings *settings;
	const int32_t *row;
	int			count;
} Judging;

static bool
accept(void *context, const uint8_t *x)
{
	const Judging *judging = context;

	for (int k = 0; k < judging->count; k++)
		if (!qs_subset_holds(judging->model, judging->settings, judging->row[k], x))
			return false;
	return true;
}

static QsSubsetVerdict
solve(QsHost *host, const QsModel *rows, Judging *judging, uint8_t *x)
{
	QsSettings	settings = qs_settings_defaults;
	QsSubsetVerdict verdict = QS_SUBSET_UNKNOWN;
	QsRun	   *run;

	settings.solver = QS_SOLVER_AUTO;
	settings.sampler = qs_sampler_defaults;
	settings.rounds = ROUNDS;
	settings.solutions = 1;
	settings.has_target = true;	/* every feasible assignment is as good */
	settings.seed = judging->settings->seed;
	settings.node_limit = judging->settings->node_limit;
	settings.judge = accept;
	settings.judge_context = judging;
	run = qs_solve(host, rows, &settings);
	if (run->status == QS_RUN_INFEASIBLE)
		verdict = QS_SUBSET_CONTRADICTORY;
	else if (run->status != QS_RUN_NOT_FOUND && accept(judging, run->solution[0].x))
	{
		verdict = QS_SUBSET_MET;
		qs_copy(host, x, run->solution[0].x, (size_t) rows->n);
	}
	qs_run_free(host, run);
	return verdict;
}

QsSubsetVerdict
qs_subset_judge(QsHost *host, const QsModel *model, const QsConflictSettings *settings,
				const int32_t *row, int count, uint8_t *support, uint8_t *x)
{
	Judging		judging = {model, settings, row, count};
	QsSubsetVerdict verdict = QS_SUBSET_CONTRADICTORY;
	QsModel    *rows;

	memset(support, 1, (size_t) count);
	if (count == 0)
	{
		memset(x, 0, (size_t) model->n);
		return QS_SUBSET_MET;
	}
	rows = submodel(host, model, row, count);
	if (!broken_by_propagation(host, rows, support) && !broken_by_relaxation(host, rows, support))
	{
		memset(support, 1, (size_t) count);
		verdict = solve(host, rows, &judging, x);
	}
	qs_model_free(host, rows);
	return verdict;
}
