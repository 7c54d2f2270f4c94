/*
 * solve_prune.c
 *	  qshrink_prune: takes old runs, or only their steps, out of the history.
 *
 * Problem by problem and in batches, with a commit after each where the caller allows one,
 * so that no long transaction holds back VACUUM and what is done stays done.  Row-level
 * security decides whose runs these are.
 */
#include "compat.h"

#include "access/htup_details.h"
#include "access/xact.h"
#include "catalog/pg_type.h"
#include "executor/spi.h"
#include "funcapi.h"
#include "nodes/parsenodes.h"
#include "tcop/pquery.h"
#include "utils/builtins.h"
#include "utils/timestamp.h"

#include "problem_arguments.h"
#include "problem_load.h"
#include "problem_scenario.h"
#include "problem_sql.h"
#include "problem_tables.h"
#include "saved_plan.h"

PG_FUNCTION_INFO_V1(qshrink_prune);

#define BATCH	1000			/* runs deleted at a time */

typedef struct Pruning
{
	Oid			namespace;
	TimestampTz before;
	bool		keep_best;
	bool		steps_only;
	bool		commits;
	int64		problem_id;		/* the one at hand, and before the first */
	int64		kept;			/* its run that stays; 0: none */
	int64		removed;
	int64		pending;		/* of them, not committed yet */
} Pruning;

/* A query of the first so many of $1 problem_id, $2 before, $3 a run */
static int
execute(const Pruning *pruning, const char *query, int count, int64 run_id)
{
	Oid			types[] = {INT8OID, TIMESTAMPTZOID, INT8OID};
	Datum		values[] = {
		Int64GetDatum(pruning->problem_id), TimestampTzGetDatum(pruning->before), Int64GetDatum(run_id)
	};

	return qshrink_execute(query, count, types, values, NULL, false, 0);
}

/* The number in the first row, which goes away; 0 if there is none */
static int64
take_number(void)
{
	bool		null = true;
	Datum		value = 0;
	int64		number;

	if (SPI_processed > 0)
		value = SPI_getbinval(SPI_tuptable->vals[0], SPI_tuptable->tupdesc, 1, &null);
	number = null ? 0 : DatumGetInt64(value);
	SPI_freetuptable(SPI_tuptable);
	return number;
}

/* Commit what was removed; the plans and the look at the tables are made for one transaction. */
static void
commit(Pruning *pruning)
{
	CHECK_FOR_INTERRUPTS();
	if (!pruning->commits || pruning->pending == 0)
		return;
	SPI_commit();
	EnsurePortalSnapshotExists();
	pruning->pending = 0;
}

/* Go on to the next problem with runs that are old enough; false: there is none. */
static bool
next_problem(Pruning *pruning)
{
	bool		found;

	execute(pruning, psprintf("SELECT r.problem_id FROM %s r"
							  " WHERE r.problem_id OPERATOR(pg_catalog.>) $1"
							  " AND r.started_at OPERATOR(pg_catalog.<) $2"
							  " ORDER BY r.problem_id LIMIT 1",
							  qshrink_table(pruning->namespace, "qshrink_run")), 2, 0);
	found = SPI_processed > 0;
	pruning->problem_id = take_number();
	return found;
}

/*
 * The run that qshrink_selection answers by: the first with the best solution of the model as
 * it is, no scenario.  Where nothing feasible was found, the first proof that there is nothing.
 */
static int64
best_run(const Pruning *pruning)
{
	Oid			types[] = {INT8OID, TEXTOID};
	Datum		values[] = {
		Int64GetDatum(pruning->problem_id),
		CStringGetTextDatum(qshrink_fingerprint_now(pruning->namespace, pruning->problem_id))
	};
	const char *run = qshrink_table(pruning->namespace, "qshrink_run");

	qshrink_execute(psprintf("SELECT s.run_id FROM %s s"
							 " JOIN %s r ON r.problem_id OPERATOR(pg_catalog.=) s.problem_id"
							 " AND r.run_id OPERATOR(pg_catalog.=) s.run_id"
							 " JOIN %s p ON p.problem_id OPERATOR(pg_catalog.=) s.problem_id"
							 " WHERE s.problem_id OPERATOR(pg_catalog.=) $1 AND s.feasible"
							 " AND " QSHRINK_IS_NO_SCENARIO " AND r.fingerprint OPERATOR(pg_catalog.=) $2"
							 " ORDER BY CASE WHEN p.sense OPERATOR(pg_catalog.=) 'max'"
							 " THEN OPERATOR(pg_catalog.-) s.objective ELSE s.objective END, s.run_id LIMIT 1",
							 qshrink_table(pruning->namespace, "qshrink_solution"), run,
							 qshrink_table(pruning->namespace, "qshrink_problem")),
					lengthof(types), types, values, NULL, false, 1);
	if (SPI_processed > 0)
		return take_number();
	qshrink_execute(psprintf("SELECT pg_catalog.min(r.run_id) FROM %s r"
							 " WHERE r.problem_id OPERATOR(pg_catalog.=) $1"
							 " AND r.status OPERATOR(pg_catalog.=) 'infeasible'"
							 " AND " QSHRINK_IS_NO_SCENARIO " AND r.fingerprint OPERATOR(pg_catalog.=) $2", run),
					lengthof(types), types, values, NULL, false, 1);
	return take_number();
}

#define IS_ORPHAN	" k.problem_id OPERATOR(pg_catalog.=) $1 AND NOT EXISTS (SELECT FROM %s r" \
	" WHERE r.problem_id OPERATOR(pg_catalog.=) $1 AND r.key_list_id OPERATOR(pg_catalog.=) k.key_list_id)"

/*
 * Lists of names that no run refers to any more.  A solve that has read one and has not
 * stored its run yet holds the problem: then they stay until next time.  Solves that begin
 * meanwhile wait for as long as the lists take, no longer.
 */
static void
remove_key_lists(Pruning *pruning)
{
	execute(pruning, psprintf("SELECT k.problem_id FROM %s k WHERE" IS_ORPHAN " LIMIT 1",
							  qshrink_table(pruning->namespace, "qshrink_key_list"),
							  qshrink_table(pruning->namespace, "qshrink_run")), 1, 0);
	if (take_number() == 0)
		return;
	commit(pruning);
	execute(pruning, psprintf("SELECT p.problem_id FROM %s p WHERE p.problem_id OPERATOR(pg_catalog.=) $1"
							  " FOR UPDATE SKIP LOCKED",
							  qshrink_table(pruning->namespace, "qshrink_problem")), 1, 0);
	if (take_number() == 0)
		return;
	execute(pruning, psprintf("DELETE FROM %s k WHERE" IS_ORPHAN,
							  qshrink_table(pruning->namespace, "qshrink_key_list"),
							  qshrink_table(pruning->namespace, "qshrink_run")), 1, 0);
	pruning->pending++;
	commit(pruning);
}

/* Remove a batch of the problem's runs, or the steps of a batch; false: none are left.
 * Steps are counted run by run, from `after` on. */
static bool
remove_batch(Pruning *pruning, int64 *after)
{
	const char *run = qshrink_table(pruning->namespace, "qshrink_run");
	const char *old = psprintf("SELECT r.run_id FROM %s r WHERE r.problem_id OPERATOR(pg_catalog.=) $1"
							   " AND r.started_at OPERATOR(pg_catalog.<) $2"
							   " AND r.run_id OPERATOR(pg_catalog.>) $3"
							   " ORDER BY r.run_id LIMIT %d", run, BATCH);
	Oid			types[] = {INT8OID, INT8ARRAYOID, INT8OID};
	Datum		values[] = {Int64GetDatum(pruning->problem_id), 0, Int64GetDatum(pruning->kept)};
	SPITupleTable *batch;
	bool		null;
	int64		last;

	execute(pruning, psprintf("SELECT pg_catalog.max(o.run_id), pg_catalog.array_agg(o.run_id) FROM (%s) o", old),
			3, *after);
	batch = SPI_tuptable;
	last = DatumGetInt64(SPI_getbinval(batch->vals[0], batch->tupdesc, 1, &null));
	values[1] = SPI_getbinval(batch->vals[0], batch->tupdesc, 2, &null);
	if (null)
		return false;
	if (qshrink_execute(psprintf("DELETE FROM %s d WHERE d.problem_id OPERATOR(pg_catalog.=) $1"
								 " AND d.run_id OPERATOR(pg_catalog.=) ANY ($2)"
								 " AND d.run_id OPERATOR(pg_catalog.<>) $3",
								 qshrink_table(pruning->namespace, pruning->steps_only ? "qshrink_step" : "qshrink_run")),
						lengthof(types), types, values, NULL, false, 0) != SPI_OK_DELETE)
		elog(ERROR, "could not delete runs");
	pruning->removed += (int64) SPI_processed;
	pruning->pending += (int64) SPI_processed;
	SPI_freetuptable(batch);
	*after = last;
	return true;
}

static void
prune_problem(Pruning *pruning)
{
	int64		removed = pruning->removed;
	int64		after = 0;

	pruning->kept = pruning->keep_best ? best_run(pruning) : 0;
	while (remove_batch(pruning, &after))
		if (pruning->pending >= BATCH / 2)
			commit(pruning);
	if (pruning->removed > removed && !pruning->steps_only)
		remove_key_lists(pruning);
	if (pruning->pending >= BATCH / 2)
		commit(pruning);
}

/* CALL qshrink_prune(older_than, keep_best, steps_only, INOUT removed) */
Datum
qshrink_prune(PG_FUNCTION_ARGS)
{
	Pruning		pruning = {.namespace = qshrink_namespace(fcinfo), .problem_id = PG_INT64_MIN};
	CallContext *call = (CallContext *) fcinfo->context;
	MemoryContext problem;
	MemoryContext caller;
	TupleDesc	descriptor;
	Datum		value;
	bool		null = false;

	qshrink_require_argument(fcinfo, 0, "older_than");
	qshrink_require_writable(fcinfo, NULL);
	if (get_call_result_type(fcinfo, NULL, &descriptor) != TYPEFUNC_COMPOSITE)
		elog(ERROR, "return type must be a row type");
	descriptor = BlessTupleDesc(descriptor);
	pruning.before = DatumGetTimestampTz(DirectFunctionCall2(timestamptz_mi_interval,
															 TimestampTzGetDatum(GetCurrentTransactionStartTimestamp()),
															 PG_GETARG_DATUM(0)));
	pruning.keep_best = PG_ARGISNULL(1) || PG_GETARG_BOOL(1);
	pruning.steps_only = qshrink_flag_argument(fcinfo, 2);
	pruning.commits = call && IsA(call, CallContext) && !call->atomic && !IsSubTransaction();
	SPI_connect_ext(pruning.commits ? SPI_OPT_NONATOMIC : 0);
	problem = AllocSetContextCreate(CurrentMemoryContext, "qshrink pruning", ALLOCSET_DEFAULT_SIZES);
	caller = MemoryContextSwitchTo(problem);
	while (next_problem(&pruning))
	{
		prune_problem(&pruning);
		MemoryContextReset(problem);
	}
	MemoryContextSwitchTo(caller);
	SPI_finish();
	value = Int64GetDatum(pruning.removed);
	PG_RETURN_DATUM(HeapTupleGetDatum(heap_form_tuple(descriptor, &value, &null)));
}
