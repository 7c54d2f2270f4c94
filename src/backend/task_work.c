/*
 * task_work.c
 *	  CALL qshrink_work: claim a task, load, solve, store, and again.
 *
 * Claiming, loading, and solving with storing are transactions of their own.  While it is
 * solved the transaction has neither a snapshot nor a row lock nor a number, and so holds
 * back nothing.  Each step is a subtransaction, so that its error ends the task and not
 * the worker.
 */
#include "compat.h"

#include "access/xact.h"
#include "executor/spi.h"
#include "nodes/parsenodes.h"
#include "pgstat.h"
#include "storage/ipc.h"
#include "storage/latch.h"
#include "storage/pmsignal.h"
#include "utils/builtins.h"
#include "utils/guc.h"
#include "utils/snapmgr.h"
#include "utils/timestamp.h"

#include "attempt.h"
#include "option_read.h"
#include "problem_arguments.h"
#include "problem_sql.h"
#include "problem_tables.h"
#include "solve_call.h"
#include "task_row.h"
#include "task_settings.h"
#include "task_submitter.h"

PG_FUNCTION_INFO_V1(qshrink_work);

#define POLL_MILLISECONDS	500 /* between looks at an empty queue */

typedef struct Worker
{
	Oid			namespace;
	QshrinkClaimant claimant;
	MemoryContext memory;		/* outlives transactions */
	MemoryContext task_memory;	/* a child, emptied after each task */

	/* the task it works on */
	bool		claimed;		/* and holds the lock of */
	QshrinkTask task;
	QshrinkTaskSettings settings;
	QshrinkSolve solve;
} Worker;

/* ---------------------------------------------------------------------------
 * Transactions
 */

/* A claim is found by what others have committed meanwhile, whatever the default of the
 * session is. */
static void
begin_statements(void)
{
	XactIsoLevel = XACT_READ_COMMITTED;
}

static void
commit(Worker *worker)
{
	MemoryContextSwitchTo(worker->memory);
	SPI_commit();
	begin_statements();
}

static void
rollback(Worker *worker)
{
	MemoryContextSwitchTo(worker->memory);
	SPI_rollback();
	begin_statements();
}

/* ---------------------------------------------------------------------------
 * The steps
 */
static void
load(void *argument)
{
	Worker	   *worker = argument;
	QshrinkSolve *solve = &worker->solve;
	QshrinkUser former = qshrink_become_submitter(&worker->task);

	solve->options = worker->settings.options;
	solve->options.settings.seed = (uint64) worker->task.seed;
	solve->options.has_seed = true;
	solve->start = worker->settings.start;
	solve->fixed = worker->settings.fixed;
	qshrink_require_tables(worker->namespace);
	/* what is read has to outlive the transaction, and so SPI */
	qshrink_solve_load(solve);
	qshrink_become_user(former);
}

static void
solve(void *argument)
{
	Worker	   *worker = argument;

	qshrink_solve_run(&worker->solve);
}

static void
store(void *argument)
{
	Worker	   *worker = argument;
	QshrinkUser former = qshrink_become_submitter(&worker->task);
	QshrinkClaimState claim = qshrink_task_hold(worker->namespace, &worker->task);

	if (claim == QSHRINK_CLAIM_GOOD)
		qshrink_task_done(worker->namespace, &worker->task, qshrink_solve_store(&worker->solve));
	else if (claim == QSHRINK_CLAIM_CANCELLED)
		qshrink_task_failed(worker->namespace, &worker->task, claim, QSHRINK_CANCELLED_STATE,
							QSHRINK_CANCELLED_MESSAGE);
	qshrink_become_user(former);
	if (claim == QSHRINK_CLAIM_OVER)
		ereport(WARNING,
				(errmsg("the answer of task " INT64_FORMAT " comes too late: it is not this worker's any more",
						worker->task.task_id)));
}

static void
read_settings(void *argument)
{
	Worker	   *worker = argument;

	worker->settings = qshrink_task_settings_read(worker->task.settings);
}

static void
settle_settings(void *argument)
{
	Worker	   *worker = argument;

	qshrink_task_settings_settle(&worker->settings);
}

/* The first error of these five; loading has a transaction, and solving with storing. */
static ErrorData *
solve_task(Worker *worker)
{
	ErrorData  *error;

	error = qshrink_attempt(worker->task_memory, read_settings, worker);
	if (error == NULL && (error = qshrink_attempt(worker->task_memory, settle_settings, worker)) != NULL &&
		error->sqlerrcode == ERRCODE_INVALID_PARAMETER_VALUE)
		/* what does not go together will not another time: a misfit */
		error->sqlerrcode = ERRCODE_FEATURE_NOT_SUPPORTED;
	if (error == NULL)
		error = qshrink_attempt(worker->task_memory, load, worker);
	commit(worker);
	if (error == NULL)
		error = qshrink_attempt(worker->task_memory, solve, worker);
	if (error == NULL)
		error = qshrink_attempt(worker->task_memory, store, worker);
	if (error)
		rollback(worker);
	else
		commit(worker);
	return error;
}

/*
 * Note the error of a task, with the rights it was claimed with: that the submitter lost
 * theirs may be the error.  An interrupt that was not meant for the task ends the worker.
 */
static void
note_error(Worker *worker, ErrorData *error)
{
	QshrinkClaimState claim = qshrink_task_hold(worker->namespace, &worker->task);
	const char *message = error->detail ? psprintf("%s: %s", error->message, error->detail) : error->message;

	if (claim == QSHRINK_CLAIM_CANCELLED)
		message = QSHRINK_CANCELLED_MESSAGE;
	if (claim != QSHRINK_CLAIM_OVER)
		qshrink_task_failed(worker->namespace, &worker->task, claim,
							claim == QSHRINK_CLAIM_CANCELLED ? QSHRINK_CANCELLED_STATE : error->sqlerrcode,
							message);
	commit(worker);
	if (ERRCODE_TO_CATEGORY(error->sqlerrcode) == ERRCODE_OPERATOR_INTERVENTION &&
		claim != QSHRINK_CLAIM_CANCELLED)
		ReThrowError(error);
}

static void
release(Worker *worker)
{
	if (worker->claimed)
		qshrink_task_release(&worker->task);
	worker->claimed = false;
}

/* One task, if there is any to claim */
static bool
work_once(Worker *worker)
{
	ErrorData  *error = NULL;

	SPI_connect_ext(SPI_OPT_NONATOMIC);
	MemoryContextSwitchTo(worker->task_memory);
	worker->claimed = qshrink_task_claim(worker->namespace, &worker->claimant, &worker->task);
	commit(worker);
	if (!worker->claimed)
	{
		SPI_finish();
		MemoryContextReset(worker->task_memory);
		return false;
	}
	worker->solve = (QshrinkSolve)
	{
		.namespace = worker->namespace, .problem_id = worker->task.problem_id,
		.task_id = worker->task.task_id, .started_at = GetCurrentTimestamp()
	};
	error = solve_task(worker);
	qshrink_solve_free(&worker->solve);
	if (error)
		note_error(worker, error);
	release(worker);
	SPI_finish();
	MemoryContextSwitchTo(worker->memory);
	MemoryContextReset(worker->task_memory);
	return true;
}

/* ---------------------------------------------------------------------------
 * The loop
 */

/* Wait a little, until `until` at most */
static void
wait_for_tasks(TimestampTz until)
{
	long		left = until == DT_NOEND ? POLL_MILLISECONDS :
		TimestampDifferenceMilliseconds(GetCurrentTimestamp(), until);

	(void) WaitLatch(MyLatch, WL_LATCH_SET | WL_TIMEOUT | WL_EXIT_ON_PM_DEATH,
					 Min(left, POLL_MILLISECONDS), PG_WAIT_EXTENSION);
	ResetLatch(MyLatch);
	CHECK_FOR_INTERRUPTS();
}

/* When a task that failed a moment ago may be tried again, which is worth waiting for */
static TimestampTz
pause_end(Worker *worker)
{
	TimestampTz end;

	SPI_connect_ext(SPI_OPT_NONATOMIC);
	end = qshrink_task_pause_end(worker->namespace, &worker->claimant);
	commit(worker);
	SPI_finish();
	return end;
}

/* Until when to wait for tasks: as long as idle says (NULL: for ever), or a pause lasts */
static TimestampTz
wait_end(Worker *worker, TimestampTz idle_since, const Interval *idle)
{
	TimestampTz end;

	if (idle == NULL)
		return DT_NOEND;
	end = DatumGetTimestampTz(DirectFunctionCall2(timestamptz_pl_interval,
												  TimestampTzGetDatum(idle_since), PointerGetDatum(idle)));
	return GetCurrentTimestamp() < end ? end : Max(end, pause_end(worker));
}

/* most: tasks, at most; idle: NULL: for ever */
static void
work(Worker *worker, int64 most, const Interval *idle)
{
	TimestampTz idle_since = GetCurrentTimestamp();

	for (int64 done = 0; done < most;)
	{
		TimestampTz until;

		CHECK_FOR_INTERRUPTS();
		/* the server that comes next waits for this session to go */
		if (!PostmasterIsAlive())
			proc_exit(1);
		if (work_once(worker))
		{
			done++;
			idle_since = GetCurrentTimestamp();
			continue;
		}
		until = wait_end(worker, idle_since, idle);
		if (GetCurrentTimestamp() >= until)
			break;
		wait_for_tasks(until);
	}
}

/* The transaction of the CALL ends, and its snapshot with it */
static void
begin_work(FunctionCallInfo fcinfo, Worker *worker)
{
	bool		atomic = fcinfo->context == NULL || !IsA(fcinfo->context, CallContext) ||
		castNode(CallContext, fcinfo->context)->atomic;

	if (atomic)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_TRANSACTION_TERMINATION),
				 errmsg("qshrink_work() cannot be called in a transaction block"),
				 errdetail("It commits what it claims and what it stores.")));
	qshrink_require_writable(fcinfo, NULL);
	worker->memory = AllocSetContextCreate(CurrentMemoryContext, "qshrink worker", ALLOCSET_DEFAULT_SIZES);
	worker->task_memory = AllocSetContextCreate(worker->memory, "qshrink task", ALLOCSET_DEFAULT_SIZES);
	worker->namespace = qshrink_namespace(fcinfo);
	qshrink_require_tables(worker->namespace);
}

/* An interval of a claim or a wait, which is not negative */
static Interval *
interval_argument(FunctionCallInfo fcinfo, int k, const char *name)
{
	static const Interval zero = {0};
	Interval   *interval = PG_GETARG_INTERVAL_P(k);

	if (DatumGetInt32(DirectFunctionCall2(interval_cmp, PointerGetDatum(interval), PointerGetDatum(&zero))) < 0)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("%s must not be negative", name)));
	return interval;
}

/* Whatever ends the loop, the lock of a claim goes back */
static void
work_safely(Worker *worker, int64 most, const Interval *idle)
{
	PG_TRY();
	{
		SPI_connect_ext(SPI_OPT_NONATOMIC);
		commit(worker);
		SPI_finish();
		work(worker, most, idle);
	}
	PG_CATCH();
	{
		release(worker);
		PG_RE_THROW();
	}
	PG_END_TRY();
}

/* qshrink_work(max_tasks, idle, lease, experiment_id) */
Datum
qshrink_work(PG_FUNCTION_ARGS)
{
	Worker		worker = {.claimant = {.worker = application_name, .pid = MyProcPid}};
	int64		most = PG_ARGISNULL(0) ? PG_INT64_MAX : PG_GETARG_INT64(0);
	int64		experiment = PG_ARGISNULL(3) ? 0 : PG_GETARG_INT64(3);
	Interval   *idle = PG_ARGISNULL(1) ? NULL : interval_argument(fcinfo, 1, "idle");

	qshrink_require_argument(fcinfo, 2, "lease");
	worker.claimant.lease = interval_argument(fcinfo, 2, "lease");
	if (!PG_ARGISNULL(3))
		worker.claimant.experiment = &experiment;
	begin_work(fcinfo, &worker);
	work_safely(&worker, most, idle);
	MemoryContextDelete(worker.memory);
	PG_RETURN_VOID();
}
