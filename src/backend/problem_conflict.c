/*
 * problem_conflict.c
 *	  qshrink_conflict: why a problem has no solution.
 */
#include "compat.h"

#include "executor/spi.h"
#include "funcapi.h"
#include "utils/builtins.h"
#include "utils/tuplestore.h"

#include "backend_host.h"
#include "conflict/conflict.h"
#include "model/verify.h"
#include "option_read.h"
#include "problem_arguments.h"
#include "problem_load.h"
#include "problem_sql.h"

PG_FUNCTION_INFO_V1(qshrink_conflict);

/* The independent verdict on a row of the model */
static bool
row_holds(void *context, int row, const uint8_t *x)
{
	const QshrinkProblem *problem = context;
	const QsRow *stored = &problem->row[problem->model->row_origin[row]];
	double		activity;

	return qs_verify_row(NULL, stored->count, stored->variables, stored->coefficients, stored->sense,
						 stored->rhs, qshrink_problem_tolerance(problem), x, &activity);
}

static void
return_rows(const QshrinkProblem *problem, const QsConflict *conflict, ReturnSetInfo *result)
{
	for (int k = 0; k < conflict->count; k++)
	{
		int			stored = problem->model->row_origin[conflict->row[k]];
		const char *label = problem->row_label[stored];
		Datum		values[3];
		bool		nulls[3] = {problem->constraint_id[stored] == 0, label == NULL, false};

		values[0] = Int32GetDatum(problem->constraint_id[stored]);
		values[1] = label ? CStringGetTextDatum(label) : (Datum) 0;
		values[2] = BoolGetDatum(conflict->irreducible);
		tuplestore_putvalues(result->setResult, result->setDesc, values, nulls);
	}
}

/* qshrink_conflict(problem_id, time_limit) -> setof (constraint_id, label, irreducible) */
Datum
qshrink_conflict(PG_FUNCTION_ARGS)
{
	int64		problem_id = qshrink_problem_argument(fcinfo, 0);
	QshrinkOptions options = qshrink_option_initial();
	QsConflictSettings settings = {.seed = 1, .node_limit = options.settings.node_limit,
	.holds = row_holds};
	QsConflict *conflict;
	QsHost	   *host;
	QshrinkProblem *problem;

	qshrink_read_arguments(fcinfo, &options);
	InitMaterializedSRF(fcinfo, 0);
	SPI_connect();
	host = qshrink_host_create(options.seconds);
	problem = qshrink_problem_look_at(host, qshrink_namespace(fcinfo), problem_id);
	settings.context = problem;
	conflict = qs_conflict(host, problem->model, &settings);
	if (conflict->outcome == QS_CONFLICT_UNDECIDED)
		ereport(ERROR,
				(errcode(ERRCODE_NO_DATA),
				 errmsg("neither a solution of problem " INT64_FORMAT " was found nor a proof that it has none",
						problem_id),
				 errhint("Raise time_limit, or solve it: qshrink_solve(" INT64_FORMAT ", 'auto', time_limit => '1 min').",
						 problem_id)));
	if (conflict->outcome == QS_CONFLICT_FEASIBLE)
		ereport(NOTICE,
				(errmsg("problem " INT64_FORMAT " has a solution: none of its constraints conflict",
						problem_id)));
	else
		return_rows(problem, conflict, (ReturnSetInfo *) fcinfo->resultinfo);
	qshrink_host_destroy(host);
	SPI_finish();
	return (Datum) 0;
}
