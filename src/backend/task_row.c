/*
 * task_row.c
 *	  The rows of qshrink_task: who claims them, and what becomes of them.
 */
#include "compat.h"

#include "catalog/pg_type.h"
#include "commands/async.h"
#include "executor/spi.h"
#include "storage/lock.h"
#include "storage/proc.h"
#include "storage/procarray.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/fmgrprotos.h"

#include "problem_sql.h"
#include "problem_tables.h"
#include "role_type.h"
#include "task_failed_run.h"
#include "task_row.h"
#include "task_settings.h"
#include "task_turn.h"

#define LOST_BATCH	100			/* claims that are taken back at a time */

/* ---------------------------------------------------------------------------
 * The lock of a claim
 */

/* An advisory lock of a kind that no SQL function takes: those have 1 or 2 in the last field.
 * The number of the attempt is there. */
static LOCKTAG
lock_of(int64 task_id, int64 token)
{
	LOCKTAG		tag;

	SET_LOCKTAG_ADVISORY(tag, MyDatabaseId, (uint32) (task_id >> 32), (uint32) task_id,
						 (uint16) (3 + token % 65000));
	return tag;
}

static void
take_lock(const QshrinkTask *task)
{
	LOCKTAG		tag = lock_of(task->task_id, task->token);

	LockAcquire(&tag, ExclusiveLock, true, false);
}

void
qshrink_task_release(const QshrinkTask *task)
{
	LOCKTAG		tag = lock_of(task->task_id, task->token);

	LockRelease(&tag, ExclusiveLock, true);
}

bool
qshrink_task_is_held(int64 task_id, int64 token)
{
	LOCKTAG		tag = lock_of(task_id, token);

	if (LockAcquire(&tag, ShareLock, false, true) == LOCKACQUIRE_NOT_AVAIL)
		return true;
	LockRelease(&tag, ShareLock, false);
	return false;
}

int
qshrink_task_holder(int64 task_id, int64 token)
{
	LOCKTAG		tag = lock_of(task_id, token);
	VirtualTransactionId *holder = GetLockConflicts(&tag, ShareLock, NULL);

	for (; VirtualTransactionIdIsValid(*holder); holder++)
	{
		PGPROC	   *process = QSHRINK_PROCESS_OF(*holder);

		if (process && process->pid != 0)
			return process->pid;
	}
	return 0;
}

/* ---------------------------------------------------------------------------
 * Statements
 */
static Datum
field(int row, int column, bool *null)
{
	return SPI_getbinval(SPI_tuptable->vals[row], SPI_tuptable->tupdesc, column, null);
}

static int64
bigint_field(int row, int column)
{
	bool		null;
	Datum		value = field(row, column, &null);

	return null ? 0 : DatumGetInt64(value);
}

/* "WHERE it is this task": $1 and $2 */
#define THIS_TASK	"problem_id OPERATOR(pg_catalog.=) $1 AND task_id OPERATOR(pg_catalog.=) $2"

static void
update_row(Oid namespace, const char *assignments, int count, Oid *types, Datum *values, const char *nulls)
{
	char	   *query = psprintf("UPDATE %s SET %s WHERE " THIS_TASK,
								 qshrink_table(namespace, "qshrink_task"), assignments);

	qshrink_check_written("qshrink_task",
						  SPI_execute_with_args(query, count, types, values, nulls, false, 0), 1);
	pfree(query);
}

void
qshrink_task_announce(int64 task_id, int64 problem_id, const char *state, int64 run_id)
{
	char	   *run = run_id ? psprintf(", \"run_id\": " INT64_FORMAT, run_id) : "";

	Async_Notify(QSHRINK_TASK_CHANNEL,
				 psprintf("{\"task_id\": " INT64_FORMAT ", \"problem_id\": " INT64_FORMAT ", \"state\": \"%s\"%s}",
						  task_id, problem_id, state, run));
}

/* ---------------------------------------------------------------------------
 * Claiming
 */

/* What a lost worker leaves: the row is locked already */
static void
take_back(Oid namespace, const QshrinkTask *task, bool cancelled)
{
	const char *state = qshrink_task_failed(namespace, task,
											cancelled ? QSHRINK_CLAIM_CANCELLED : QSHRINK_CLAIM_GOOD,
											ERRCODE_CONNECTION_FAILURE, "the worker was lost");

	ereport(DEBUG1,
			(errmsg_internal("task " INT64_FORMAT " was lost by its worker and is %s", task->task_id, state)));
}

/* Claims that are over: nobody renewed them, and no session works on them. */
static void
take_back_lost(Oid namespace)
{
	char	   *query = psprintf("SELECT problem_id, task_id, attempts, owner, cancelling FROM %s"
								 " WHERE state OPERATOR(pg_catalog.=) 'running'"
								 " AND lease_until OPERATOR(pg_catalog.<=) pg_catalog.clock_timestamp()"
								 " AND %s(owner) AND NOT %s(task_id, attempts)"
								 " ORDER BY lease_until LIMIT %d FOR UPDATE SKIP LOCKED",
								 qshrink_table(namespace, "qshrink_task"), qshrink_function(namespace, "qshrink_may"),
								 qshrink_function(namespace, "qshrink_task_is_held"), LOST_BATCH);
	uint64		rows;
	QshrinkTask *lost;
	bool	   *cancelled;

	SPI_execute(query, false, 0);
	rows = SPI_processed;
	lost = palloc0_array(QshrinkTask, rows + 1);
	cancelled = palloc0_array(bool, rows + 1);
	for (uint64 k = 0; k < rows; k++)
	{
		bool		null;

		lost[k].problem_id = bigint_field((int) k, 1);
		lost[k].task_id = bigint_field((int) k, 2);
		lost[k].token = DatumGetInt32(field((int) k, 3, &null));
		lost[k].role = qshrink_role_of(field((int) k, 4, &null));
		cancelled[k] = DatumGetBool(field((int) k, 5, &null));
	}
	SPI_freetuptable(SPI_tuptable);
	for (uint64 k = 0; k < rows; k++)
		take_back(namespace, &lost[k], cancelled[k]);
}

/* A condition where tasks of one experiment only are claimed, whose number is that parameter */
static const char *
of_experiment(const QshrinkClaimant *claimant, int parameter)
{
	return claimant->experiment ? psprintf(" AND experiment_id OPERATOR(pg_catalog.=) $%d", parameter) : "";
}

/* Lock the row of this role that is next, of those whose attempts can be counted on; elsewhere: of those that the pure form solves */
static bool
find_next_of(Oid namespace, const QshrinkClaimant *claimant, const NameData *role, QshrinkTask *task)
{
	bool		elsewhere = claimant->pid == 0;
	char	   *query = psprintf("SELECT problem_id, task_id, attempts, owner, settings, seed FROM %s"
								 " WHERE state OPERATOR(pg_catalog.=) 'queued'"
								 " AND run_at OPERATOR(pg_catalog.<=) pg_catalog.clock_timestamp()"
								 " AND attempts OPERATOR(pg_catalog.<) %d"
								 " AND owner OPERATOR(%s.=) %s($2)"
								 " AND NOT settings OPERATOR(pg_catalog.?|) $1%s"
								 " ORDER BY priority DESC, task_id LIMIT 1 FOR UPDATE SKIP LOCKED",
								 qshrink_table(namespace, "qshrink_task"), PG_INT32_MAX,
								 qshrink_schema(namespace), qshrink_function(namespace, "qshrink_role"), of_experiment(claimant, 3));
	Oid			types[] = {TEXTARRAYOID, NAMEOID, INT8OID};
	Datum		values[] = {
		elsewhere ? PointerGetDatum(qshrink_task_settings_not_pure()) :
		PointerGetDatum(construct_empty_array(TEXTOID)),
		NameGetDatum(role),
		Int64GetDatum(claimant->experiment ? *claimant->experiment : 0)
	};
	bool		null;

	SPI_execute_with_args(query, lengthof(types), types, values, NULL, false, 1);
	if (SPI_processed == 0)
		return false;
	task->problem_id = bigint_field(0, 1);
	task->task_id = bigint_field(0, 2);
	task->token = DatumGetInt32(field(0, 3, &null)) + 1;
	task->role = qshrink_role_of(field(0, 4, &null));
	task->settings = DatumGetJsonbPCopy(field(0, 5, &null));
	task->seed = bigint_field(0, 6);
	SPI_freetuptable(SPI_tuptable);
	return true;
}

/* The same of the first role, in their turn, that has one */
static bool
find_next(Oid namespace, const QshrinkClaimant *claimant, QshrinkTask *task)
{
	int			roles;
	NameData   *turn = qshrink_task_turns(namespace, claimant->experiment, &roles);
	bool		found = false;

	for (int k = 0; k < roles && !found; k++)
		found = find_next_of(namespace, claimant, &turn[k], task);
	pfree(turn);
	return found;
}

bool
qshrink_task_claim(Oid namespace, const QshrinkClaimant *claimant, QshrinkTask *task)
{
	Oid			types[] = {INT8OID, INT8OID, INT4OID, TEXTOID, INT4OID, INTERVALOID};
	Datum		values[lengthof(types)];
	char		nulls[] = "      ";

	take_back_lost(namespace);
	if (!find_next(namespace, claimant, task))
		return false;
	values[0] = Int64GetDatum(task->problem_id);
	values[1] = Int64GetDatum(task->task_id);
	values[2] = Int32GetDatum((int32) task->token);
	values[3] = CStringGetTextDatum(claimant->worker);
	values[4] = Int32GetDatum(claimant->pid);
	values[5] = IntervalPGetDatum(claimant->lease);
	if (claimant->pid == 0)
		nulls[4] = 'n';
	update_row(namespace, "state = 'running', attempts = $3, worker = $4, worker_pid = $5,"
			   " lease_until = pg_catalog.clock_timestamp() OPERATOR(pg_catalog.+) $6,"
			   " cancelling = false, claimed_at = pg_catalog.clock_timestamp(), finished_at = NULL, run_id = NULL",
			   lengthof(types), types, values, nulls);
	if (claimant->pid != 0)
		take_lock(task);
	return true;
}

TimestampTz
qshrink_task_pause_end(Oid namespace, const QshrinkClaimant *claimant)
{
	char	   *query = psprintf("SELECT pg_catalog.min(run_at) FROM %s WHERE state OPERATOR(pg_catalog.=) 'queued'"
								 " AND pause OPERATOR(pg_catalog.<=) interval '" QSHRINK_SHORT_PAUSE "' AND %s(owner)%s",
								 qshrink_table(namespace, "qshrink_task"), qshrink_function(namespace, "qshrink_may"),
								 of_experiment(claimant, 1));
	Oid			type = INT8OID;
	Datum		value = Int64GetDatum(claimant->experiment ? *claimant->experiment : 0);
	bool		null;
	Datum		end;

	SPI_execute_with_args(query, 1, &type, &value, NULL, true, 1);
	end = field(0, 1, &null);
	SPI_freetuptable(SPI_tuptable);
	return null ? DT_NOBEGIN : DatumGetTimestampTz(end);
}

/* ---------------------------------------------------------------------------
 * Ending a claim
 */
QshrinkClaimState
qshrink_task_hold(Oid namespace, const QshrinkTask *task)
{
	Oid			types[] = {INT8OID, INT8OID, INT4OID};
	Datum		values[] = {
		Int64GetDatum(task->problem_id), Int64GetDatum(task->task_id), Int32GetDatum((int32) task->token)
	};
	bool		null;
	bool		cancelling;

	SPI_execute_with_args(psprintf("SELECT cancelling FROM %s WHERE " THIS_TASK
								   " AND state OPERATOR(pg_catalog.=) 'running'"
								   " AND attempts OPERATOR(pg_catalog.=) $3 FOR UPDATE",
								   qshrink_table(namespace, "qshrink_task")),
						  lengthof(types), types, values, NULL, false, 0);
	if (SPI_processed == 0)
		return QSHRINK_CLAIM_OVER;
	cancelling = DatumGetBool(field(0, 1, &null));
	SPI_freetuptable(SPI_tuptable);
	return cancelling ? QSHRINK_CLAIM_CANCELLED : QSHRINK_CLAIM_GOOD;
}

void
qshrink_task_renew(Oid namespace, const QshrinkTask *task, const Interval *lease)
{
	Oid			types[] = {INT8OID, INT8OID, INTERVALOID};
	Datum		values[] = {
		Int64GetDatum(task->problem_id), Int64GetDatum(task->task_id), IntervalPGetDatum(lease)
	};

	update_row(namespace, "lease_until = pg_catalog.clock_timestamp() OPERATOR(pg_catalog.+) $3",
			   lengthof(types), types, values, NULL);
}

#define CLAIM_ENDS	"lease_until = NULL, worker_pid = NULL, cancelling = false"

void
qshrink_task_done(Oid namespace, const QshrinkTask *task, int64 run_id)
{
	Oid			types[] = {INT8OID, INT8OID, INT8OID};
	Datum		values[] = {
		Int64GetDatum(task->problem_id), Int64GetDatum(task->task_id), Int64GetDatum(run_id)
	};

	update_row(namespace, "state = 'done', run_id = $3, error = NULL, sqlstate = NULL, " CLAIM_ENDS
			   ", finished_at = pg_catalog.clock_timestamp()", lengthof(types), types, values, NULL);
	qshrink_task_announce(task->task_id, task->problem_id, "done", run_id);
}

/* What an error makes of a task; NULL: that depends on how many attempts are left */
static const char *
state_after(QshrinkClaimState claim, int sqlstate)
{
	if (claim == QSHRINK_CLAIM_CANCELLED)
		return "cancelled";
	if (claim == QSHRINK_CLAIM_HOPELESS)
		return "failed";
	if (sqlstate == ERRCODE_FEATURE_NOT_SUPPORTED)
		return "misfit";
	/* who interrupts a worker says nothing of its task */
	if (ERRCODE_TO_CATEGORY(sqlstate) == ERRCODE_OPERATOR_INTERVENTION)
		return "queued";
	return NULL;
}

/* How long a task waits before it is tried again: FIRST_PAUSE, doubled up to LONGEST_PAUSE */
#define FIRST_PAUSE		"interval '100 ms'"
#define LONGEST_PAUSE	"interval '10 min'"
#define NEXT_PAUSE		"LEAST(COALESCE(pause OPERATOR(pg_catalog.*) 2.0::pg_catalog.float8, " FIRST_PAUSE "), " LONGEST_PAUSE ")"
/* What has no state of its own ($3) is an error, after which the next attempt waits */
#define WAITS			"$3 IS NULL AND attempts OPERATOR(pg_catalog.<) max_attempts"
#define STATE_AFTER		"COALESCE($3, CASE WHEN attempts OPERATOR(pg_catalog.<) max_attempts THEN 'queued' ELSE 'failed' END)"

const char *
qshrink_task_failed(Oid namespace, const QshrinkTask *task, QshrinkClaimState claim, int sqlstate,
					const char *message)
{
	Oid			types[] = {INT8OID, INT8OID, TEXTOID, TEXTOID, TEXTOID};
	const char *state = state_after(claim, sqlstate);
	Datum		values[] = {
		Int64GetDatum(task->problem_id), Int64GetDatum(task->task_id),
		state ? CStringGetTextDatum(state) : (Datum) 0,
		CStringGetTextDatum(message), CStringGetTextDatum(unpack_sql_state(sqlstate))
	};
	bool		null;

	if (state == NULL || strcmp(state, "misfit") != 0)
		qshrink_failed_run_store(namespace, task, claim == QSHRINK_CLAIM_CANCELLED, sqlstate, message);
	qshrink_check_written("qshrink_task",
						  SPI_execute_with_args(psprintf("UPDATE %s SET state = " STATE_AFTER ","
														 " finished_at = CASE WHEN " STATE_AFTER " OPERATOR(pg_catalog.<>) 'queued'"
														 " THEN pg_catalog.clock_timestamp() END,"
														 " pause = CASE WHEN " WAITS " THEN " NEXT_PAUSE " ELSE pause END,"
														 " run_at = CASE WHEN " WAITS " THEN pg_catalog.clock_timestamp()"
														 " OPERATOR(pg_catalog.+) " NEXT_PAUSE " ELSE run_at END,"
														 " error = $4, sqlstate = $5, " CLAIM_ENDS
														 " WHERE " THIS_TASK " RETURNING state",
														 qshrink_table(namespace, "qshrink_task")),
												lengthof(types), types, values, state ? NULL : "  n  ", false, 0), 1);
	state = TextDatumGetCString(field(0, 1, &null));
	SPI_freetuptable(SPI_tuptable);
	if (strcmp(state, "queued") != 0)
		qshrink_task_announce(task->task_id, task->problem_id, state, 0);
	return state;
}

/* ---------------------------------------------------------------------------
 * By number
 */
QshrinkTaskState
qshrink_task_lock(Oid namespace, int64 task_id)
{
	Oid			type = INT8OID;
	Datum		value = Int64GetDatum(task_id);
	QshrinkTaskState found = {.task = {.task_id = task_id}};
	bool		null;

	SPI_execute_with_args(psprintf("SELECT problem_id, attempts, state FROM %s"
								   " WHERE task_id OPERATOR(pg_catalog.=) $1 FOR UPDATE",
								   qshrink_table(namespace, "qshrink_task")),
						  1, &type, &value, NULL, false, 0);
	if (SPI_processed == 0)
		ereport(ERROR,
				(errcode(ERRCODE_NO_DATA_FOUND),
				 errmsg("task " INT64_FORMAT " does not exist", task_id),
				 errhint("A task is visible to who submitted it and to roles this role was granted to.")));
	found.task.problem_id = bigint_field(0, 1);
	found.task.token = DatumGetInt32(field(0, 2, &null));
	found.state = TextDatumGetCString(field(0, 3, &null));
	SPI_freetuptable(SPI_tuptable);
	return found;
}
