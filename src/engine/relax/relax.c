/*
 * relax.c
 *	  The linear relaxation of a model.
 *
 * A program with many more rows than columns (a conflict row per edge) starts
 * with none of its inequalities and takes in violated ones round by round: at
 * most n of them can matter at the end.  The relaxation of an assignment kept
 * as matrices is a linear assignment problem and is solved as one.
 */
#include "relax/relax.h"

#include <string.h>

#include "base/sort.h"
#include "numeric/assignment_problem.h"
#include "numeric/lp.h"
#include "relax/relax_cuts.h"
#include "relax/tangent.h"
#include "rows/relax_rows.h"
#include "structure/class.h"

/* More rows than this many times the columns: generate them. */
#define MANY_ROWS			3
#define VIOLATION			1e-7	/* relative to the largest entry of a row */
#define ROWS_PER_COLUMN		2		/* new ones with a given column, per round */
#define WORK_CEILING		2e10	/* estimated nanoseconds of a program that nobody limits */
#define LEAST_ITERATIONS	1000.0

typedef struct Program
{
	QsHost	   *host;
	const QsModel *model;
	double	   *cost;			/* n: linearised objective */
	double		constant;
	double	   *lower;			/* m: effective bounds */
	double	   *upper;
	QsLp	   *lp;
	int32_t    *active;			/* model row of each row of lp */
	int			active_count;
	uint8_t    *inside;			/* m: row is in lp */
	int64_t		ceiling;		/* of iterations, ours; 0: the caller's */
} Program;

static Program *
program_create(QsHost *host, const QsModel *model, const double *around)
{
	Program    *program = QS_NEW(host, Program);

	program->host = host;
	program->model = model;
	program->cost = QS_ARRAY(host, double, model->n);
	program->lower = QS_ARRAY(host, double, model->m);
	program->upper = QS_ARRAY(host, double, model->m);
	qs_rows_effective(model, program->lower, program->upper);
	if (model->linear)
	{
		memcpy(program->cost, model->objective->linear, (size_t) model->n * sizeof(double));
		program->constant = model->constant;
	}
	else
		program->constant = qs_tangent(host, model, around, program->cost);
	return program;
}

static void
program_free(Program *program)
{
	QsHost	   *host = program->host;

	qs_lp_free(program->lp);
	qs_free(host, program->cost);
	qs_free(host, program->lower);
	qs_free(host, program->upper);
	qs_free(host, program->active);
	qs_free(host, program->inside);
	qs_free(host, program);
}

/* Can the row be violated by some x in [0, 1]^n? */
static bool
can_bind(const Program *program, int row)
{
	const QsModel *model = program->model;
	double		least = 0.0,
				most = 0.0;

	for (int64_t k = model->row_start[row]; k < model->row_start[row + 1]; k++)
	{
		least += fmin(model->row_value[k], 0.0);
		most += fmax(model->row_value[k], 0.0);
	}
	return least < program->lower[row] || most > program->upper[row];
}

/* Load the rows marked `inside`, in model order. */
static void
load_program(Program *program)
{
	QsHost	   *host = program->host;
	const QsModel *model = program->model;
	int32_t    *index = QS_ARRAY(host, int32_t, model->m);
	int64_t    *start = QS_ARRAY0(host, int64_t, (size_t) model->n + 1);
	int64_t		capacity = 0;
	int32_t    *row;
	double	   *value;
	double	   *lower = QS_ARRAY(host, double, model->m);
	double	   *upper = QS_ARRAY(host, double, model->m);

	program->active = QS_ARRAY(host, int32_t, model->m);
	for (int r = 0; r < model->m; r++)
		if (program->inside[r])
		{
			index[r] = program->active_count;
			lower[program->active_count] = program->lower[r];
			upper[program->active_count] = program->upper[r];
			program->active[program->active_count++] = r;
			capacity += model->row_start[r + 1] - model->row_start[r];
		}
	row = QS_ARRAY(host, int32_t, capacity);
	value = QS_ARRAY(host, double, capacity);
	for (int j = 0; j < model->n; j++)
	{
		int64_t		filled = start[j];

		for (int64_t k = model->column_start[j]; k < model->column_start[j + 1]; k++)
			if (program->inside[model->column_row[k]])
			{
				row[filled] = index[model->column_row[k]];
				value[filled++] = model->column_value[k];
			}
		start[j + 1] = filled;
	}
	program->lp = qs_lp_create(host, model->n, program->active_count, start, row, value,
							   program->cost, lower, upper);
	qs_free(host, index);
	qs_free(host, start);
	qs_free(host, row);
	qs_free(host, value);
	qs_free(host, lower);
	qs_free(host, upper);
}

typedef struct Violated
{
	double		amount;
	int32_t		row;
} Violated;

static int
compare_violated(const void *a, const void *b)
{
	const Violated *x = a;
	const Violated *y = b;

	if (x->amount != y->amount)
		return x->amount > y->amount ? -1 : 1;
	return (x->row > y->row) - (x->row < y->row);
}

/* How far x violates a row, relative to the row's largest entry */
static double
relative_violation(const Program *program, int row, const double *x)
{
	const QsModel *model = program->model;
	double		activity = 0.0;
	double		largest = 0.0;

	for (int64_t k = model->row_start[row]; k < model->row_start[row + 1]; k++)
	{
		activity += model->row_value[k] * x[model->row_variable[k]];
		largest = fmax(largest, fabs(model->row_value[k]));
	}
	return fmax(activity - program->upper[row], program->lower[row] - activity) /
		fmax(largest, 1e-300);
}

static void
append_rows(Program *program, const Violated *chosen, int count)
{
	QsHost	   *host = program->host;
	const QsModel *model = program->model;
	int64_t    *start = QS_ARRAY0(host, int64_t, (size_t) count + 1);
	double	   *lower = QS_ARRAY(host, double, count);
	double	   *upper = QS_ARRAY(host, double, count);
	int32_t    *variable;
	double	   *value;

	for (int k = 0; k < count; k++)
	{
		int			r = chosen[k].row;

		start[k + 1] = start[k] + model->row_start[r + 1] - model->row_start[r];
		lower[k] = program->lower[r];
		upper[k] = program->upper[r];
		program->inside[r] = 1;
		program->active[program->active_count++] = r;
	}
	variable = QS_ARRAY(host, int32_t, start[count]);
	value = QS_ARRAY(host, double, start[count]);
	for (int k = 0; k < count; k++)
	{
		int64_t		from = model->row_start[chosen[k].row];
		size_t		length = (size_t) (start[k + 1] - start[k]);

		memcpy(variable + start[k], model->row_variable + from, length * sizeof(int32_t));
		memcpy(value + start[k], model->row_value + from, length * sizeof(double));
	}
	qs_lp_add_rows(program->lp, count, start, variable, value, lower, upper);
	qs_free(host, start);
	qs_free(host, lower);
	qs_free(host, upper);
	qs_free(host, variable);
	qs_free(host, value);
}

/* Take in violated rows, worst first, few per column; how many. */
static int
add_violated(Program *program)
{
	QsHost	   *host = program->host;
	const QsModel *model = program->model;
	const double *x = qs_lp_value(program->lp);
	Violated   *violated = QS_ARRAY(host, Violated, model->m);
	uint8_t    *taken = QS_ARRAY0(host, uint8_t, model->n);
	int			count = 0,
				chosen = 0;

	for (int r = 0; r < model->m; r++)
	{
		if (!program->inside[r])
		{
			double		amount = relative_violation(program, r, x);

			if (amount > VIOLATION)
				violated[count++] = (Violated) {amount, r};
		}
		if ((r & 4095) == 0)
			qs_check(host);
	}
	if (count > 1)
		qs_sort(host, violated, (size_t) count, sizeof(Violated), compare_violated);
	for (int k = 0; k < count; k++)
	{
		int			r = violated[k].row;
		bool		fresh = false;

		for (int64_t e = model->row_start[r]; e < model->row_start[r + 1]; e++)
			fresh = fresh || taken[model->row_variable[e]] < ROWS_PER_COLUMN;
		if (!fresh)
			continue;
		for (int64_t e = model->row_start[r]; e < model->row_start[r + 1]; e++)
			if (taken[model->row_variable[e]] < ROWS_PER_COLUMN)
				taken[model->row_variable[e]]++;
		violated[chosen++] = violated[k];
	}
	if (chosen > 0)
		append_rows(program, violated, chosen);
	qs_free(host, violated);
	qs_free(host, taken);
	return chosen;
}

/*
 * Iterations of a program that nobody has limited, neither by a number nor by a deadline:
 * a counted amount of work, so that rows repeat.  0: no limit of ours.
 */
static int64_t
iteration_ceiling(const Program *program, int64_t max_iterations)
{
	if (max_iterations > 0 || isfinite(program->host->deadline))
		return 0;
	return (int64_t) fmax(LEAST_ITERATIONS, WORK_CEILING / qs_lp_iteration_work(program->lp));
}

static QsLpOutcome
solve_program(Program *program, int64_t max_iterations)
{
	const QsModel *model = program->model;
	bool		generate = model->m > MANY_ROWS * (int64_t) model->n + 1000;

	program->inside = QS_ARRAY0(program->host, uint8_t, model->m);
	for (int r = 0; r < model->m; r++)
	{
		program->inside[r] = can_bind(program, r) &&
			(!generate || program->lower[r] == program->upper[r]);
		if ((r & 1023) == 0)
			qs_check(program->host);
	}
	load_program(program);
	program->ceiling = iteration_ceiling(program, max_iterations);
	if (program->ceiling > 0)
		max_iterations = program->ceiling;
	for (;;)
	{
		int64_t		left = max_iterations > 0
			? max_iterations - qs_lp_iterations(program->lp) : 0;
		QsLpOutcome outcome;

		if (left < 0 || (max_iterations > 0 && left == 0))
			return QS_LP_LIMIT;
		outcome = qs_lp_solve(program->lp, left);
		if (outcome != QS_LP_OPTIMAL || !generate || add_violated(program) == 0)
			return outcome;
	}
}

/* Multipliers of lp's rows as multipliers of the model's */
static void
spread_duals(const Program *program, const double *of_active, double scale, double *dual)
{
	memset(dual, 0, (size_t) program->model->m * sizeof(double));
	for (int k = 0; k < program->active_count; k++)
		dual[program->active[k]] = scale * of_active[k];
}

/* Does either sign of CLP's ray prove that no x meets the rows? */
static bool
certify_infeasible(Program *program)
{
	QsHost	   *host = program->host;
	const QsModel *model = program->model;
	double	   *ray = QS_ARRAY(host, double, program->active_count);
	double	   *dual = QS_ARRAY(host, double, model->m);
	bool		proved = false;

	if (qs_lp_ray(program->lp, ray))
		for (int sign = 1; sign >= -1 && !proved; sign -= 2)
		{
			spread_duals(program, ray, sign, dual);
			qs_multipliers_clamp(program->lower, program->upper, model->m, dual);
			proved = qs_multiplier_bound(host, model, NULL, 0.0, program->lower,
										 program->upper, dual, NULL) > 0.0;
		}
	qs_free(host, ray);
	qs_free(host, dual);
	return proved;
}

static QsRelaxation *
relaxation_create(Program *program, const double *value, const double *dual)
{
	QsHost	   *host = program->host;
	const QsModel *model = program->model;
	QsRelaxation *relaxation = QS_NEW(host, QsRelaxation);
	double		bound;

	relaxation->value = QS_ARRAY(host, double, model->n);
	relaxation->reduced_cost = QS_ARRAY(host, double, model->n);
	relaxation->dual = QS_ARRAY(host, double, model->m);
	relaxation->objective = program->constant;
	for (int j = 0; j < model->n; j++)
	{
		relaxation->value[j] = fmin(1.0, fmax(0.0, value[j]));
		relaxation->objective += program->cost[j] * relaxation->value[j];
	}
	if (model->m > 0)
		memcpy(relaxation->dual, dual, (size_t) model->m * sizeof(double));
	qs_multipliers_clamp(program->lower, program->upper, model->m, relaxation->dual);
	bound = qs_multiplier_bound(host, model, program->cost, program->constant, program->lower,
								program->upper, relaxation->dual, relaxation->reduced_cost);
	relaxation->bound = model->linear ? bound : -INFINITY;
	return relaxation;
}

static bool
contradictory_bounds(const Program *program)
{
	for (int r = 0; r < program->model->m; r++)
		if (program->lower[r] > program->upper[r])
			return true;
	return false;
}

/* A permutation is an optimal vertex and the potentials are the multipliers. */
static QsRelaxation *
relax_assignment(Program *program)
{
	QsHost	   *host = program->host;
	const QsModel *model = program->model;
	int			order = model->assignment->order;
	QsAssignmentWork *work = qs_assignment_work_create(host, order);
	int		   *location = QS_ARRAY(host, int, order);
	double	   *value = QS_ARRAY0(host, double, model->n);
	double	   *dual = QS_ARRAY(host, double, model->m);
	QsRelaxation *relaxation;

	qs_assignment_solve(host, work, order, program->cost, order, location);
	for (int f = 0; f < order; f++)
	{
		value[(size_t) f * (size_t) order + (size_t) location[f]] = 1.0;
		dual[f] = work->row_dual[f];
		dual[order + f] = work->column_dual[f];
	}
	relaxation = relaxation_create(program, value, dual);
	qs_assignment_work_free(host, work);
	qs_free(host, location);
	qs_free(host, value);
	qs_free(host, dual);
	return relaxation;
}

static QsStatus
relax_by_program(Program *program, int64_t max_iterations, bool cuts, QsRelaxation **out)
{
	QsHost	   *host = program->host;
	QsLpOutcome outcome = solve_program(program, max_iterations);

	/* multipliers of an unfinished program are good all the same: dual simplex keeps them
	 * feasible, and any bound is computed from them anew */
	if (outcome == QS_LP_OPTIMAL || (outcome == QS_LP_LIMIT && program->ceiling > 0))
	{
		double	   *dual = QS_ARRAY(host, double, program->model->m);

		spread_duals(program, qs_lp_dual(program->lp), 1.0, dual);
		*out = relaxation_create(program, qs_lp_value(program->lp), dual);
		qs_free(host, dual);
		if (cuts && outcome == QS_LP_OPTIMAL)
			qs_relax_add_cuts(program->host, program->model, program->lp, program->active_count,
							  program->active, *out);
		(*out)->iterations = qs_lp_iterations(program->lp);
		return QS_OK;
	}
	if (outcome == QS_LP_INFEASIBLE && certify_infeasible(program))
		return QS_INFEASIBLE;
	return outcome == QS_LP_INTERRUPTED ? QS_INTERRUPTED : QS_LIMIT;
}

QsStatus
qs_relax(QsHost *host, const QsModel *model, const QsStructure *structure,
		 const double *around, int64_t max_iterations, QsRelaxation **out)
{
	Program    *program;
	QsStatus	status = QS_OK;

	*out = NULL;
	if (qs_time_up(host))
		return QS_INTERRUPTED;
	if (structure && structure->ops->relax && model->m > 0)
		return structure->ops->relax(host, model, structure, max_iterations, out);
	program = program_create(host, model, around);
	if (contradictory_bounds(program))
		status = QS_INFEASIBLE;
	else if (model->assignment)
		*out = relax_assignment(program);
	else
		status = relax_by_program(program, max_iterations, model->linear && max_iterations == 0 &&
								  structure && structure->ops->takes_cuts, out);
	program_free(program);
	return status;
}

void
qs_relaxation_free(QsHost *host, QsRelaxation *relaxation)
{
	if (relaxation == NULL)
		return;
	qs_free(host, relaxation->value);
	qs_free(host, relaxation->reduced_cost);
	qs_free(host, relaxation->dual);
	qs_free(host, relaxation->strong_dual);
	qs_model_free(host, relaxation->strong);
	qs_free(host, relaxation);
}
