/*
 * solve_activity.c
 *	  qshrink_activity: the rows of an answer, and what they cost.
 */
#include "compat.h"

#include <math.h>

#include "access/xact.h"
#include "executor/spi.h"
#include "funcapi.h"
#include "utils/builtins.h"
#include "utils/snapmgr.h"
#include "utils/tuplestore.h"

#include "backend_host.h"
#include "base/decimal_scale.h"
#include "model/verify.h"
#include "problem_arguments.h"
#include "problem_load.h"
#include "problem_rows.h"
#include "problem_scenario.h"
#include "problem_sql.h"
#include "relax/relax.h"
#include "settings.h"
#include "solve_options.h"
#include "solve_selection.h"

PG_FUNCTION_INFO_V1(qshrink_activity);

/* A row of the model is a stored one times a power of ten: that of its first term */
static double
scale_of_row(const QsModel *model, int row, const QsRow *stored)
{
	int64		first = model->row_start[row];
	double		coefficient = 0.0;

	if (first == model->row_start[row + 1])
		return NAN;
	for (int k = 0; k < stored->count; k++)
		if (stored->variables[k] == model->row_variable[first])
			coefficient += stored->coefficients ? stored->coefficients[k] : 1.0;
	return model->row_value[first] / coefficient;
}

/* Work for prices, about: iterations of the simplex method times the size of the model.
 * Counted, so that equal calls give equal rows. */
#define PRICE_WORK	2e9

static int64_t
most_iterations(const QsModel *model)
{
	return (int64_t) (PRICE_WORK / ((double) model->n + model->m + (double) model->row_start[model->m])) + 1;
}

/*
 * By row of the problem, the change of the relaxation's optimum for one unit of its
 * right-hand side, in the user's sense; NAN where there is none.  A linear relaxation
 * says what a linear objective pays.
 */
static double *
prices(QsHost *host, const QshrinkProblem *problem)
{
	const QsModel *model = problem->model;
	double	   *price = QS_ARRAY(host, double, problem->rows);
	QsRelaxation *relaxation = NULL;
	QsStatus	status;

	for (int r = 0; r < problem->rows; r++)
		price[r] = NAN;
	if (model->m == 0 || !model->linear || model->assignment)
		return price;
	status = qs_relax(host, model, NULL, NULL, most_iterations(model), &relaxation);
	if (status == QS_LIMIT)
		ereport(NOTICE,
				(errmsg("the linear relaxation of problem " INT64_FORMAT " takes too long: prices are null",
						problem->problem_id)));
	if (status != QS_OK)
		return price;
	/* what a model leaves out of the rows, or joins, binds nowhere else */
	for (int r = 0; r < problem->rows; r++)
		price[r] = 0.0;
	for (int k = 0; k < model->m; k++)
	{
		int			r = model->row_origin[k];
		double		scale = scale_of_row(model, k, &problem->row[r]);
		double		dual = relaxation->dual[k] * scale;

		if (isfinite(dual))
			price[r] += qs_decimal_shift(model->maximise ? 0.0 - dual : dual, model->exponent);
	}
	qs_relaxation_free(host, relaxation);
	return price;
}

static void
put_row(ReturnSetInfo *result, const QshrinkProblem *problem, int r, const uint8_t *x, double price)
{
	const QsRow *row = &problem->row[r];
	const char *label = problem->row_label[r];
	QshrinkRowState state = qshrink_row_state(problem, r, x);
	double		slack = row->sense == '>' ? state.above : -state.above;
	Datum		values[9];
	bool		nulls[9] = {false};

	if (row->sense == '=')
		slack = -fabs(slack);
	if (state.violation == 0.0 && slack < 0.0)
		slack = 0.0;			/* within the tolerance */
	nulls[0] = problem->constraint_id[r] == 0;
	values[0] = Int32GetDatum(problem->constraint_id[r]);
	nulls[1] = label == NULL;
	values[1] = label ? CStringGetTextDatum(label) : (Datum) 0;
	values[2] = Float8GetDatum(state.activity);
	values[3] = CStringGetTextDatum(qshrink_sense_text(row->sense));
	values[4] = Float8GetDatum(state.rhs);
	values[5] = Float8GetDatum(slack + 0.0);
	nulls[6] = isnan(price);
	values[6] = Float8GetDatum(price + 0.0);
	values[7] = Float8GetDatum(state.violation);
	nulls[8] = isnan(problem->row_stated[r].price);
	values[8] = Float8GetDatum(problem->row_stated[r].price);
	tuplestore_putvalues(result->setResult, result->setDesc, values, nulls);
}

/*
 * qshrink_activity(problem_id, run_id, rank)
 *		-> setof (constraint_id, label, activity, sense, rhs, slack, price, violation,
 *			violation_price)
 */
Datum
qshrink_activity(PG_FUNCTION_ARGS)
{
	ReturnSetInfo *result = (ReturnSetInfo *) fcinfo->resultinfo;
	int64		problem_id = qshrink_problem_argument(fcinfo, 0);
	int64		run_id = PG_ARGISNULL(1) ? 0 : PG_GETARG_INT64(1);
	int			rank = qshrink_rank_argument(fcinfo, 2);
	Oid			namespace = qshrink_namespace(fcinfo);
	QsHost	   *host;
	QshrinkProblem *problem;
	QshrinkAnswer answer;
	double	   *price;
	const uint8_t *x;

	InitMaterializedSRF(fcinfo, 0);
	SPI_connect();
	qshrink_push_statement_snapshot();
	host = qshrink_host_create(0);
	answer = qshrink_answer_find(namespace, problem_id, PG_ARGISNULL(1) ? NULL : &run_id, rank);
	problem = qshrink_problem_load(host, namespace, problem_id);
	qshrink_scenario_recall(host, namespace, problem, answer.run_id);
	x = qshrink_stated_bits(host, namespace, problem,
							qshrink_bits(host, VarBitPGetDatum(answer.assignment), problem->n,
										 "the assignment of the run"));
	price = prices(host, problem);
	for (int r = 0; r < problem->rows; r++)
	{
		put_row(result, problem, r, x, price[r]);
		CHECK_FOR_INTERRUPTS();
	}
	qshrink_host_destroy(host);
	PopActiveSnapshot();
	SPI_finish();
	return (Datum) 0;
}
