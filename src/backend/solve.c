/*
 * solve.c
 *	  qshrink_solve: load, solve, store, return the rows.
 */
#include "compat.h"

#include "executor/spi.h"
#include "funcapi.h"

#include "problem_arguments.h"
#include "problem_sql.h"
#include "problem_tables.h"
#include "solve_call.h"
#include "solve_fixings.h"
#include "solve_options.h"
#include "solve_start.h"
#include "solve_store.h"

PG_FUNCTION_INFO_V1(qshrink_solve);

static const char *const without_record =
	"To compute without a record, solve the model: qshrink_solve_model(qshrink_model(problem_id), seed, settings); qshrink_store_answer(problem_id, answer) makes what it returns a run, where that can be written.";

/*
 * qshrink_solve(problem_id, ...) -> setof qshrink_solution, whatever the type of start
 *
 * All rows of a run are written after the engine is done, in the caller's
 * transaction: an error or a cancel leaves nothing behind.
 */
Datum
qshrink_solve(PG_FUNCTION_ARGS)
{
	QshrinkSolve solve = {
		.problem_id = qshrink_problem_argument(fcinfo, 0),
		.namespace = qshrink_namespace(fcinfo),
		.started_at = GetCurrentTimestamp()
	};
	int64		run_id;

	qshrink_require_writable(fcinfo, without_record);
	InitMaterializedSRF(fcinfo, 0);
	qshrink_require_tables(solve.namespace);
	solve.options = qshrink_solve_options(fcinfo);
	solve.start = qshrink_start_argument(fcinfo);
	solve.fixed = qshrink_fixings_argument(fcinfo);
	SPI_connect();
	qshrink_solve_load(&solve);
	qshrink_solve_run(&solve);
	run_id = qshrink_solve_store(&solve);
	qshrink_return_solutions(fcinfo, solve.namespace, solve.problem_id, run_id);
	qshrink_solve_free(&solve);
	SPI_finish();
	return (Datum) 0;
}
