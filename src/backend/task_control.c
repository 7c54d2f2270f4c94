/*
 * task_control.c
 *	  Steering tasks: qshrink_stop, qshrink_cancel, qshrink_retry.
 *
 * Each locks the row of the task, which its worker needs to end with it: a signal that is
 * sent meanwhile reaches that task and no other.
 */
#include "compat.h"

#include <signal.h>

#include "catalog/pg_type.h"
#include "executor/spi.h"
#include "utils/builtins.h"

#include "option_read.h"
#include "problem_arguments.h"
#include "problem_sql.h"
#include "problem_tables.h"
#include "solve_stop.h"
#include "task_row.h"

PG_FUNCTION_INFO_V1(qshrink_stop_task);
PG_FUNCTION_INFO_V1(qshrink_cancel);
PG_FUNCTION_INFO_V1(qshrink_retry);
PG_FUNCTION_INFO_V1(qshrink_task_is_held_by);

/* The task in argument 0, its row locked; inside SPI from here on */
static QshrinkTaskState
begin(FunctionCallInfo fcinfo)
{
	qshrink_require_argument(fcinfo, 0, "task_id");
	qshrink_require_writable(fcinfo, NULL);
	SPI_connect();
	return qshrink_task_lock(qshrink_namespace(fcinfo), PG_GETARG_INT64(0));
}

static bool
is_in(const QshrinkTaskState *found, const char *state)
{
	return strcmp(found->state, state) == 0;
}

/* qshrink_stop(task_id bigint) -> boolean */
Datum
qshrink_stop_task(PG_FUNCTION_ARGS)
{
	QshrinkTaskState found = begin(fcinfo);
	bool		told = false;

	if (is_in(&found, "running"))
		told = qshrink_stop_process(qshrink_task_holder(found.task.task_id, found.task.token));
	SPI_finish();
	PG_RETURN_BOOL(told);
}

/* Ask the worker of a running task to give up */
static void
cancel_running(Oid namespace, const QshrinkTask *task)
{
	Oid			type = INT8OID;
	Datum		value = Int64GetDatum(task->task_id);
	int			pid = qshrink_task_holder(task->task_id, task->token);

	qshrink_check_written("qshrink_task",
						  SPI_execute_with_args(psprintf("UPDATE %s SET cancelling = true"
														 " WHERE task_id OPERATOR(pg_catalog.=) $1",
														 qshrink_table(namespace, "qshrink_task")),
												1, &type, &value, NULL, false, 0), 1);
	if (pid != 0 && kill(pid, SIGINT) != 0)
		ereport(WARNING, (errmsg("could not send signal to process %d: %m", pid)));
}

/* qshrink_cancel(task_id) -> boolean */
Datum
qshrink_cancel(PG_FUNCTION_ARGS)
{
	QshrinkTaskState found = begin(fcinfo);
	Oid			namespace = qshrink_namespace(fcinfo);
	bool		is_open = true;

	if (is_in(&found, "queued"))
		(void) qshrink_task_failed(namespace, &found.task, QSHRINK_CLAIM_CANCELLED,
								   QSHRINK_CANCELLED_STATE, QSHRINK_CANCELLED_MESSAGE);
	else if (is_in(&found, "running"))
		cancel_running(namespace, &found.task);
	else
		is_open = false;
	SPI_finish();
	PG_RETURN_BOOL(is_open);
}

/* qshrink_retry(task_id, max_attempts) -> boolean */
Datum
qshrink_retry(PG_FUNCTION_ARGS)
{
	QshrinkTaskState found = begin(fcinfo);
	bool		ended = is_in(&found, "failed") || is_in(&found, "cancelled") || is_in(&found, "misfit");
	Oid			types[] = {INT8OID, INT4OID};
	Datum		values[2] = {Int64GetDatum(found.task.task_id)};

	qshrink_require_argument(fcinfo, 1, "max_attempts");
	qshrink_check_range("max_attempts", PG_GETARG_INT32(1), 1, 1000000);
	values[1] = PG_GETARG_DATUM(1);
	if (ended)
		qshrink_check_written("qshrink_task",
							  SPI_execute_with_args(psprintf("UPDATE %s SET state = 'queued', finished_at = NULL, pause = NULL,"
															 " run_at = pg_catalog.clock_timestamp(),"
															 " max_attempts = attempts OPERATOR(pg_catalog.+) $2"
															 " WHERE task_id OPERATOR(pg_catalog.=) $1",
															 qshrink_table(qshrink_namespace(fcinfo), "qshrink_task")),
													lengthof(types), types, values, NULL, false, 0), 1);
	SPI_finish();
	PG_RETURN_BOOL(ended);
}

/* qshrink_task_is_held(task_id, token) -> boolean */
Datum
qshrink_task_is_held_by(PG_FUNCTION_ARGS)
{
	PG_RETURN_BOOL(qshrink_task_is_held(PG_GETARG_INT64(0), PG_GETARG_INT32(1)));
}
