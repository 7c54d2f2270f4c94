/*
 * problem_verify.c
 *	  Judging an assignment against the rows as stored.
 */
#include "compat.h"

#include <math.h>

#include "executor/spi.h"
#include "funcapi.h"
#include "utils/builtins.h"
#include "utils/snapmgr.h"
#include "utils/tuplestore.h"

#include "backend_host.h"
#include "problem_arguments.h"
#include "base/decimal.h"
#include "problem_load.h"
#include "problem_names.h"
#include "problem_rows.h"
#include "problem_sql.h"
#include "solve_options.h"
#include "model/verify.h"

PG_FUNCTION_INFO_V1(qshrink_verify);

static void
check_interrupts(void *context)
{
	(void) context;
	CHECK_FOR_INTERRUPTS();
}

const QsPause qshrink_judge_pause = {check_interrupts, NULL};

bool
qshrink_problem_verify(const QshrinkProblem *problem, const uint8_t *x,
					   double *objective, int *violated)
{
	int			broken = 0;

	for (int r = 0; r < problem->rows; r++)
	{
		const QsRow *row = &problem->row[r];
		double		activity;

		broken += !qs_verify_row(&qshrink_judge_pause, row->count, row->variables, row->coefficients,
								 row->sense, row->rhs, qshrink_problem_tolerance(problem), x, &activity);
	}
	if (violated)
		*violated = broken;
	if (objective && problem->order > 0)
		*objective = qs_verify_assignment(&qshrink_judge_pause, problem->order, problem->flow,
										  problem->distance, problem->cost, x);
	else if (objective)
		*objective = qs_verify_terms(&qshrink_judge_pause, problem->offset, problem->terms,
									 problem->term_count, x);
	return broken == 0;
}

bool
qshrink_problem_judge(void *context, const uint8_t *x)
{
	return qshrink_problem_verify(context, x, NULL, NULL);
}

const uint8_t *
qshrink_stated_bits(QsHost *host, Oid namespace, const QshrinkProblem *problem, const uint8_t *x)
{
	QshrinkNames *names;
	uint8_t    *stated;
	bool		soft = false;

	for (int r = 0; r < problem->rows && !soft; r++)
		soft = !isnan(problem->row_stated[r].price);
	if (!soft)
		return x;
	if (SPI_connect() != SPI_OK_CONNECT)
		elog(ERROR, "SPI_connect failed");
	names = qshrink_names_read(host, namespace, problem->problem_id, problem->n);
	stated = QS_ARRAY(host, uint8_t, problem->n);
	for (int v = 0; v < problem->n; v++)
		stated[v] = x[v] && !qshrink_names_is_violation(names, v);
	SPI_finish();
	return stated;
}

QshrinkRowState
qshrink_row_state(const QshrinkProblem *problem, int r, const uint8_t *x)
{
	const QsRow *row = &problem->row[r];
	double		shift = problem->row_stated[r].shift;
	double		activity;
	bool		met = qs_verify_row(&qshrink_judge_pause, row->count, row->variables, row->coefficients,
									row->sense, row->rhs, qshrink_problem_tolerance(problem), x, &activity);
	double		above = isfinite(activity) ? qs_decimal_sum(activity, -row->rhs) : activity;
	QshrinkRowState state = {activity, row->rhs, met ? 0.0 : fabs(above), above};

	if (shift != 0.0)
	{
		state.activity = qs_decimal_sum(activity, shift);
		state.rhs = qs_decimal_sum(row->rhs, shift);
	}
	return state;
}

/*
 * qshrink_verify(problem_id bigint, assignment bit varying)
 *		-> (constraint_id, label, activity, sense, rhs, excess, price)
 *
 * One row for each violated constraint.  Rows that matrices imply have no id.
 */
Datum
qshrink_verify(PG_FUNCTION_ARGS)
{
	ReturnSetInfo *result = (ReturnSetInfo *) fcinfo->resultinfo;
	QsHost	   *host;
	QshrinkProblem *problem;
	int64		problem_id = qshrink_problem_argument(fcinfo, 0);
	const uint8_t *x;

	qshrink_require_argument(fcinfo, 1, "assignment");
	InitMaterializedSRF(fcinfo, 0);
	host = qshrink_host_create(0);
	qshrink_push_statement_snapshot();
	problem = qshrink_problem_read(host, qshrink_namespace(fcinfo), problem_id);
	x = qshrink_stated_bits(host, qshrink_namespace(fcinfo), problem,
							qshrink_bits(host, PG_GETARG_DATUM(1), problem->n, "assignment"));
	PopActiveSnapshot();
	for (int r = 0; r < problem->rows; r++)
	{
		const QsRow *row = &problem->row[r];
		const char *label = problem->row_label[r];
		QshrinkRowState state = qshrink_row_state(problem, r, x);
		Datum		values[7];
		bool		nulls[7] = {false};

		if (state.violation == 0.0)
			continue;
		nulls[0] = problem->constraint_id[r] == 0;
		values[0] = Int32GetDatum(problem->constraint_id[r]);
		nulls[1] = label == NULL;
		values[1] = label ? CStringGetTextDatum(label) : (Datum) 0;
		values[2] = Float8GetDatum(state.activity);
		values[3] = CStringGetTextDatum(qshrink_sense_text(row->sense));
		values[4] = Float8GetDatum(state.rhs);
		values[5] = Float8GetDatum(state.violation);
		nulls[6] = isnan(problem->row_stated[r].price);
		values[6] = Float8GetDatum(problem->row_stated[r].price);
		tuplestore_putvalues(result->setResult, result->setDesc, values, nulls);
	}
	qshrink_host_destroy(host);
	return (Datum) 0;
}
