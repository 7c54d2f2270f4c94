/*
 * problem_verify.c
 *	  Judging an assignment against the rows as stored.
 */
#include "compat.h"

#include <math.h>

#include "funcapi.h"
#include "utils/builtins.h"
#include "utils/snapmgr.h"
#include "utils/tuplestore.h"

#include "backend_host.h"
#include "problem_arguments.h"
#include "problem_load.h"
#include "problem_rows.h"
#include "problem_sql.h"
#include "settings.h"
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
								 row->sense, row->rhs, qshrink_tolerance, x, &activity);
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

/*
 * qshrink_verify(problem_id bigint, assignment bit varying)
 *		-> (constraint_id, label, activity, sense, rhs, excess)
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
	uint8_t    *x;

	qshrink_require_argument(fcinfo, 1, "assignment");
	InitMaterializedSRF(fcinfo, 0);
	host = qshrink_host_create(0);
	qshrink_push_statement_snapshot();
	problem = qshrink_problem_read(host, qshrink_namespace(fcinfo), problem_id);
	PopActiveSnapshot();
	x = qshrink_bits(host, PG_GETARG_DATUM(1), problem->n, "assignment");
	for (int r = 0; r < problem->rows; r++)
	{
		const QsRow *row = &problem->row[r];
		const char *label = problem->row_label[r];
		double		activity;
		Datum		values[6];
		bool		nulls[6] = {false};

		if (qs_verify_row(&qshrink_judge_pause, row->count, row->variables, row->coefficients, row->sense,
						  row->rhs, qshrink_tolerance, x, &activity))
			continue;
		nulls[0] = problem->constraint_id[r] == 0;
		values[0] = Int32GetDatum(problem->constraint_id[r]);
		nulls[1] = label == NULL;
		values[1] = label ? CStringGetTextDatum(label) : (Datum) 0;
		values[2] = Float8GetDatum(activity);
		values[3] = CStringGetTextDatum(qshrink_sense_text(row->sense));
		values[4] = Float8GetDatum(row->rhs);
		values[5] = Float8GetDatum(fabs(activity - row->rhs));
		tuplestore_putvalues(result->setResult, result->setDesc, values, nulls);
	}
	qshrink_host_destroy(host);
	return (Datum) 0;
}
