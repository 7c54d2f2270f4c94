/*
 * task_remote.c
 *	  Tasks that are computed elsewhere: claiming them, prolonging the claim, and
 *	  handing back what came out.
 */
#include "compat.h"

#include "access/htup_details.h"
#include "catalog/pg_type.h"
#include "executor/spi.h"
#include "funcapi.h"
#include "utils/builtins.h"
#include "utils/guc.h"
#include "utils/tuplestore.h"

#include "attempt.h"
#include "problem_arguments.h"
#include "problem_sql.h"
#include "problem_tables.h"
#include "role_type.h"
#include "task_row.h"
#include "task_submitter.h"

PG_FUNCTION_INFO_V1(qshrink_claim);
PG_FUNCTION_INFO_V1(qshrink_renew);
PG_FUNCTION_INFO_V1(qshrink_finish);
PG_FUNCTION_INFO_V1(qshrink_fail);

static const Interval *
lease_argument(FunctionCallInfo fcinfo, int k)
{
	static const Interval zero = {0};
	Interval   *lease;

	qshrink_require_argument(fcinfo, k, "lease");
	lease = PG_GETARG_INTERVAL_P(k);
	if (DatumGetInt32(DirectFunctionCall2(interval_cmp, PointerGetDatum(lease), PointerGetDatum(&zero))) <= 0)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("lease must be positive")));
	return lease;
}

/* The task in argument 0 as argument 1, the token, says */
static QshrinkTask
claim_argument(FunctionCallInfo fcinfo)
{
	Oid			type = INT8OID;
	Datum		value;
	QshrinkTask task = {0};
	bool		null;

	qshrink_require_argument(fcinfo, 0, "task_id");
	qshrink_require_argument(fcinfo, 1, "token");
	task.task_id = PG_GETARG_INT64(0);
	/* attempts are integers: what is none, is nobody's token */
	task.token = PG_GETARG_INT64(1) == (int32) PG_GETARG_INT64(1) ? PG_GETARG_INT64(1) : -1;
	value = PG_GETARG_DATUM(0);
	SPI_execute_with_args(psprintf("SELECT problem_id, owner FROM %s WHERE task_id OPERATOR(pg_catalog.=) $1",
								   qshrink_table(qshrink_namespace(fcinfo), "qshrink_task")),
						  1, &type, &value, NULL, true, 0);
	if (SPI_processed > 0)
	{
		task.problem_id = DatumGetInt64(SPI_getbinval(SPI_tuptable->vals[0], SPI_tuptable->tupdesc, 1, &null));
		task.role = qshrink_role_of(SPI_getbinval(SPI_tuptable->vals[0], SPI_tuptable->tupdesc, 2, &null));
	}
	return task;
}

typedef struct ModelWanted
{
	Oid			namespace;
	const QshrinkTask *task;
	Datum		model;
} ModelWanted;

/* qshrink_model of the problem, with the rights of who submitted; ERROR where it cannot be
 * had */
static void
read_model(void *argument)
{
	ModelWanted *wanted = argument;
	Oid			type = INT8OID;
	Datum		value = Int64GetDatum(wanted->task->problem_id);
	QshrinkUser former = qshrink_become_submitter(wanted->task);
	bool		null;

	SPI_execute_with_args(psprintf("SELECT %s($1)", qshrink_function(wanted->namespace, "qshrink_model")),
						  1, &type, &value, NULL, false, 0);
	qshrink_become_user(former);
	wanted->model = SPI_getbinval(SPI_tuptable->vals[0], SPI_tuptable->tupdesc, 1, &null);
}

/* Errors that say nothing of the task: interrupts, locks, conflicts, a server without room */
static bool
error_passes(int sqlstate)
{
	int			category = ERRCODE_TO_CATEGORY(sqlstate);

	return category == ERRCODE_OPERATOR_INTERVENTION || category == ERRCODE_TRANSACTION_ROLLBACK ||
		category == ERRCODE_OBJECT_NOT_IN_PREREQUISITE_STATE || category == ERRCODE_INSUFFICIENT_RESOURCES;
}

/*
 * The model, or NULL where the task has none to be had: it fails, and the next one is
 * claimed, as a task must not stand in the way of those behind it.
 */
static Datum
model_or_failure(Oid namespace, const QshrinkTask *task)
{
	ModelWanted wanted = {namespace, task, 0};
	ErrorData  *error = qshrink_attempt(CurrentMemoryContext, read_model, &wanted);

	if (error == NULL)
		return wanted.model;
	if (error_passes(error->sqlerrcode))
		ReThrowError(error);
	qshrink_task_failed(namespace, task, QSHRINK_CLAIM_HOPELESS, error->sqlerrcode, error->message);
	return 0;
}

/* qshrink_claim(lease, worker, experiment_id) -> (task_id, problem_id, token, settings, seed, model) */
Datum
qshrink_claim(PG_FUNCTION_ARGS)
{
	ReturnSetInfo *result = (ReturnSetInfo *) fcinfo->resultinfo;
	Oid			namespace = qshrink_namespace(fcinfo);
	QshrinkClaimant claimant = {
		.lease = lease_argument(fcinfo, 0), .worker = qshrink_optional_text(fcinfo, 1, application_name)
	};
	int64		experiment = PG_ARGISNULL(2) ? 0 : PG_GETARG_INT64(2);
	QshrinkTask task;

	if (!PG_ARGISNULL(2))
		claimant.experiment = &experiment;
	qshrink_require_writable(fcinfo, NULL);
	InitMaterializedSRF(fcinfo, 0);
	SPI_connect();
	while (qshrink_task_claim(namespace, &claimant, &task))
	{
		Datum		values[] = {
			Int64GetDatum(task.task_id), Int64GetDatum(task.problem_id), Int64GetDatum(task.token),
			JsonbPGetDatum(task.settings), Int64GetDatum(task.seed), model_or_failure(namespace, &task)
		};
		bool		nulls[lengthof(values)] = {false};

		CHECK_FOR_INTERRUPTS();
		if (values[5] == 0)
			continue;
		tuplestore_putvalues(result->setResult, result->setDesc, values, nulls);
		break;
	}
	SPI_finish();
	return (Datum) 0;
}

/* qshrink_renew(task_id, token, lease) -> boolean */
Datum
qshrink_renew(PG_FUNCTION_ARGS)
{
	Oid			namespace = qshrink_namespace(fcinfo);
	const Interval *lease = lease_argument(fcinfo, 2);
	QshrinkTask task;
	bool		good;

	qshrink_require_writable(fcinfo, NULL);
	SPI_connect();
	task = claim_argument(fcinfo);
	good = qshrink_task_hold(namespace, &task) == QSHRINK_CLAIM_GOOD;
	if (good)
		qshrink_task_renew(namespace, &task, lease);
	SPI_finish();
	PG_RETURN_BOOL(good);
}

/* qshrink_store_answer with the rights of who submitted the task */
static int64
store_answer(FunctionCallInfo fcinfo, const QshrinkTask *task)
{
	Oid			namespace = qshrink_namespace(fcinfo);
	Oid			types[] = {INT8OID, qshrink_own_type(namespace, "qshrink_answer_record"), FLOAT8OID};
	Datum		values[] = {Int64GetDatum(task->problem_id), PG_GETARG_DATUM(2), PG_ARGISNULL(3) ? (Datum) 0 : PG_GETARG_DATUM(3)};
	QshrinkUser former = qshrink_become_submitter(task);
	bool		null;

	SPI_execute_with_args(psprintf("SELECT %s($1, $2, $3)", qshrink_function(namespace, "qshrink_store_answer")),
						  lengthof(types), types, values, PG_ARGISNULL(3) ? "  n" : NULL, false, 0);
	qshrink_become_user(former);
	return DatumGetInt64(SPI_getbinval(SPI_tuptable->vals[0], SPI_tuptable->tupdesc, 1, &null));
}

/* qshrink_finish(task_id, token, answer, milliseconds) -> bigint */
Datum
qshrink_finish(PG_FUNCTION_ARGS)
{
	Oid			namespace = qshrink_namespace(fcinfo);
	QshrinkTask task;
	QshrinkClaimState claim;
	int64		run_id = 0;

	qshrink_require_argument(fcinfo, 2, "answer");
	qshrink_require_writable(fcinfo, NULL);
	SPI_connect();
	task = claim_argument(fcinfo);
	claim = qshrink_task_hold(namespace, &task);
	if (claim == QSHRINK_CLAIM_GOOD)
	{
		run_id = store_answer(fcinfo, &task);
		qshrink_task_done(namespace, &task, run_id);
	}
	else if (claim == QSHRINK_CLAIM_CANCELLED)
		qshrink_task_failed(namespace, &task, claim, QSHRINK_CANCELLED_STATE, QSHRINK_CANCELLED_MESSAGE);
	SPI_finish();
	if (claim != QSHRINK_CLAIM_GOOD)
		PG_RETURN_NULL();
	PG_RETURN_INT64(run_id);
}

static int
sqlstate_argument(FunctionCallInfo fcinfo, int k)
{
	char	   *text = qshrink_optional_text(fcinfo, k, "XX000");

	if (strlen(text) != 5 || strspn(text, "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ") != 5)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("sqlstate is \"%s\"", text),
				 errhint("It is five digits and capital letters.")));
	return MAKE_SQLSTATE(text[0], text[1], text[2], text[3], text[4]);
}

/* qshrink_fail(task_id, token, sqlstate, message) -> text */
Datum
qshrink_fail(PG_FUNCTION_ARGS)
{
	Oid			namespace = qshrink_namespace(fcinfo);
	int			sqlstate = sqlstate_argument(fcinfo, 2);
	char	   *message = qshrink_optional_text(fcinfo, 3, "unknown error");
	MemoryContext caller = CurrentMemoryContext;
	QshrinkTask task;
	QshrinkClaimState claim;
	char	   *state = NULL;

	qshrink_require_writable(fcinfo, NULL);
	SPI_connect();
	task = claim_argument(fcinfo);
	claim = qshrink_task_hold(namespace, &task);
	if (claim != QSHRINK_CLAIM_OVER)
		state = MemoryContextStrdup(caller, qshrink_task_failed(namespace, &task, claim, sqlstate, message));
	SPI_finish();
	if (state == NULL)
		PG_RETURN_NULL();
	PG_RETURN_TEXT_P(cstring_to_text(state));
}
