/*
 * task_failed_run.c
 *	  The row that an attempt without an answer leaves in qshrink_run.
 */
#include "compat.h"

#include "catalog/pg_type.h"
#include "executor/spi.h"
#include "utils/builtins.h"

#include "attempt.h"
#include "problem_sql.h"
#include "problem_tables.h"
#include "sampling/sampler.h"
#include "samplers/samplers.h"
#include "solve_storing.h"
#include "task_failed_run.h"
#include "task_submitter.h"

typedef struct FailedRun
{
	Oid			namespace;
	const QshrinkTask *task;
	bool		cancelled;
	int			sqlstate;
	const char *message;
} FailedRun;

/* Settings are what the task was submitted with: how far they were understood is not known. */
static char *
insert_query(const FailedRun *run)
{
	const char *is_array = "pg_catalog.jsonb_typeof(t.settings OPERATOR(pg_catalog.->) 'fixed') OPERATOR(pg_catalog.=) 'array'";
	const char *is_object = "pg_catalog.jsonb_typeof(t.settings OPERATOR(pg_catalog.->) 'fixed') OPERATOR(pg_catalog.=) 'object'";

	return psprintf("INSERT INTO %s (problem_id, owner, settings, fixed, changed_rhs, scenario, seed, version, solver, status,"
					" stop_reason, n_variables, milliseconds, started_at, error, sqlstate, task_id)"
					" SELECT p.problem_id, p.owner, t.settings,"
					" CASE WHEN %s THEN t.settings OPERATOR(pg_catalog.->) 'fixed'"
					" WHEN %s THEN pg_catalog.jsonb_build_array(t.settings OPERATOR(pg_catalog.->) 'fixed') END,"
					" CASE pg_catalog.jsonb_typeof(t.settings OPERATOR(pg_catalog.->) 'rhs')"
					" WHEN 'object' THEN t.settings OPERATOR(pg_catalog.->) 'rhs' END,"
					" t.settings OPERATOR(pg_catalog.->>) 'scenario', t.seed, $3,"
					" COALESCE(t.settings OPERATOR(pg_catalog.->>) 'solver', $4), $5,"
					" CASE $5 WHEN 'failed' THEN 'error' ELSE $5 END, p.n_variables,"
					" CASE WHEN $6 THEN GREATEST(CAST(pg_catalog.date_part('epoch', pg_catalog.clock_timestamp()"
					" OPERATOR(pg_catalog.-) t.claimed_at) AS pg_catalog.float8), 0) OPERATOR(pg_catalog.*) 1000.0::pg_catalog.float8 END,"
					" COALESCE(t.claimed_at, pg_catalog.clock_timestamp()), $7, $8, t.task_id"
					" FROM %s t JOIN %s p ON p.problem_id OPERATOR(pg_catalog.=) t.problem_id"
					" WHERE t.problem_id OPERATOR(pg_catalog.=) $1 AND t.task_id OPERATOR(pg_catalog.=) $2",
					qshrink_table(run->namespace, "qshrink_run"), is_array, is_object,
					qshrink_table(run->namespace, "qshrink_task"), qshrink_table(run->namespace, "qshrink_problem"));
}

static void
insert_run(void *argument)
{
	const FailedRun *run = argument;
	/* an interrupt that was not meant for the task has cancelled the attempt, too */
	bool		cancelled = run->cancelled || ERRCODE_TO_CATEGORY(run->sqlstate) == ERRCODE_OPERATOR_INTERVENTION;
	bool		lost = ERRCODE_TO_CATEGORY(run->sqlstate) == ERRCODE_CONNECTION_EXCEPTION;
	Oid			types[] = {INT8OID, INT8OID, TEXTOID, TEXTOID, TEXTOID, BOOLOID, TEXTOID, TEXTOID};
	Datum		values[] = {
		Int64GetDatum(run->task->problem_id), Int64GetDatum(run->task->task_id),
		CStringGetTextDatum(QSHRINK_VERSION), CStringGetTextDatum(qs_solver_name(QS_SOLVER_QAOA)),
		CStringGetTextDatum(cancelled ? "cancelled" : "failed"),
		BoolGetDatum(!lost), CStringGetTextDatum(run->message),
		CStringGetTextDatum(unpack_sql_state(run->sqlstate))
	};
	QshrinkUser former = qshrink_become_submitter(run->task);

	SPI_execute_with_args(insert_query(run), lengthof(types), types, values, NULL, false, 0);
	qshrink_become_user(former);
}

static void
insert_run_storing(void *argument)
{
	qshrink_while_storing(insert_run, argument);
}

void
qshrink_failed_run_store(Oid namespace, const QshrinkTask *task, bool cancelled, int sqlstate,
						 const char *message)
{
	FailedRun	run = {namespace, task, cancelled, sqlstate, message};
	ErrorData  *error;

	if (!OidIsValid(task->role))
		return;
	error = qshrink_attempt(CurrentMemoryContext, insert_run_storing, &run);
	if (error && ERRCODE_TO_CATEGORY(error->sqlerrcode) == ERRCODE_OPERATOR_INTERVENTION)
		ReThrowError(error);
}
