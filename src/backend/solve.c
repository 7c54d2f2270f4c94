/*
 * solve.c
 *	  qshrink_solve: load, solve, store, return the rows.
 */
#include "compat.h"

#include <math.h>

#include "access/xact.h"
#include "catalog/pg_type.h"
#include "executor/spi.h"
#include "funcapi.h"
#include "utils/builtins.h"
#include "utils/snapmgr.h"
#include "utils/timestamp.h"
#include "utils/tuplestore.h"

#include "backend_host.h"
#include "problem_arguments.h"
#include "problem_load.h"
#include "problem_lock.h"
#include "problem_progress.h"
#include "problem_scenario.h"
#include "problem_sql.h"
#include "problem_tables.h"
#include "samplers/samplers.h"
#include "solve_fixings.h"
#include "solve_options.h"
#include "solve_start.h"
#include "solve_stop.h"
#include "solve_store.h"

PG_FUNCTION_INFO_V1(qshrink_solve);

static const char *const without_record =
	"To compute without a record, sample the problem's QUBO: qubo_sample(qshrink_encode(problem_id, 'dual'), ...), and mend what it gives by qshrink_repair(problem_id, assignment).";

/* Every stage shows in qshrink_progress */
static void
publish_progress(void *context, const QsProgress *progress)
{
	(void) context;
	qshrink_progress_report(progress);
}

/* Rounds, and the stages before them, as NOTICEs too, on request */
static void
notice_progress(void *context, const QsProgress *progress)
{
	StringInfoData line;

	publish_progress(context, progress);
	if (!progress->milestone)
		return;
	initStringInfo(&line);
	appendStringInfoString(&line, progress->stage);
	if (progress->round)
		appendStringInfo(&line, " %d", progress->round);
	appendStringInfoString(&line, ": ");
	if (!isnan(progress->best))
		appendStringInfo(&line, "best %.15g, ", progress->best);
	if (!isnan(progress->bound))
		appendStringInfo(&line, "bound %.15g, ", progress->bound);
	appendStringInfo(&line, "%.2f s", qshrink_host_seconds(context));
	ereport(NOTICE, (errmsg_internal("%s", line.data)));
	pfree(line.data);
}

typedef struct Loaded
{
	QshrinkProblem *problem;
	QshrinkKeyList *keys;
	char	   *fixed_json;
} Loaded;

/* The problem, what its variables are called, and what start and fixed say of them, all
 * by one snapshot */
static Loaded
load(FunctionCallInfo fcinfo, QsHost *host, Oid namespace, int64 problem_id,
	 QshrinkOptions *options)
{
	Loaded		loaded;
	QshrinkStart start;
	QshrinkFixings fixings;

	/* see rows that this statement wrote: a problem made in the same SELECT */
	CommandCounterIncrement();
	PushActiveSnapshot(GetTransactionSnapshot());
	loaded.problem = qshrink_problem_read(host, namespace, problem_id);
	qshrink_problem_complete(host, loaded.problem);
	loaded.keys = qshrink_key_list_read(host, namespace, loaded.problem);
	start = qshrink_start_read(fcinfo, host, namespace, loaded.problem, loaded.keys);
	fixings = qshrink_fixings_read(fcinfo, host, namespace, loaded.problem);
	PopActiveSnapshot();
	options->settings.start = start.x;
	options->start_run = start.run_id;
	options->settings.fixed = fixings.fixed;
	loaded.fixed_json = fixings.fixed_json;
	return loaded;
}

/*
 * qshrink_solve(problem_id, ...) -> setof qshrink_solution, whatever the type of start
 *
 * All rows of a run are written after the engine is done, in the caller's
 * transaction: an error or a cancel leaves nothing behind.
 */
Datum
qshrink_solve(PG_FUNCTION_ARGS)
{
	int64		problem_id = qshrink_problem_argument(fcinfo, 0);
	Oid			namespace = qshrink_namespace(fcinfo);
	TimestampTz started_at = GetCurrentTimestamp();
	QshrinkOptions options;
	QsHost	   *host;
	Loaded		loaded;
	QshrinkProblem *problem;
	QsRun	   *run;
	QshrinkRunRecord record;
	double		started;
	double		solve_started;
	double		deadline;
	int64		run_id;

	qshrink_require_writable(fcinfo, without_record);
	InitMaterializedSRF(fcinfo, 0);
	qshrink_require_tables(namespace);
	options = qshrink_solve_options(fcinfo);
	SPI_connect();
	host = qshrink_host_create(options.seconds);
	started = qs_clock(host);
	if (options.trace)
		qshrink_host_trace(host);
	host->progress = options.notices ? notice_progress : publish_progress;
	qshrink_stop_heed(host);
	qshrink_progress_begin(namespace, problem_id, options.seconds);
	qshrink_problem_lock(namespace, problem_id);
	loaded = load(fcinfo, host, namespace, problem_id, &options);
	problem = loaded.problem;
	if (options.rhs)
		qshrink_scenario_apply(host, problem, options.rhs);
	qshrink_require_correlation(problem, options.settings.correlation);
	options.settings.judge = qshrink_problem_judge;
	options.settings.judge_context = problem;
	solve_started = qs_clock(host);
	deadline = qshrink_reserve_storing(host, solve_started - started);
	options.settings.step_seconds = QSHRINK_STEP_SECONDS;
	run = qs_solve(host, problem->model, &options.settings);
	host->deadline = deadline;
	qshrink_progress_stage(qs_stage_name(QS_STAGE_STORE));
	if (run->unsupported)
		ereport(ERROR,
				(errcode(ERRCODE_FEATURE_NOT_SUPPORTED),
				 errmsg("solver \"%s\" cannot solve problem " INT64_FORMAT " with these settings: %s",
						qs_solver_name(options.settings.solver), problem->problem_id,
						run->unsupported),
				 errhint("Use solver => 'auto', or other settings for max_qubits, encoding or mixer.")));
	record = (QshrinkRunRecord)
	{
		.problem = problem, .run = run, .settings = &options.settings,
		.solver = qs_solver_name(options.settings.solver),
		.settings_json = qshrink_settings_json(&options, problem->n),
		.keys = loaded.keys, .fixed_json = loaded.fixed_json, .rhs = options.rhs, .scenario = options.scenario,
		.peak_memory = host->memory_peak, .started_at = started_at,
		.call_started = started, .solve_started = solve_started
	};
	run_id = qshrink_store_run(host, namespace, &record);
	qshrink_return_solutions(fcinfo, namespace, problem->problem_id, run_id);
	qshrink_progress_end();
	qshrink_host_destroy(host);
	SPI_finish();
	return (Datum) 0;
}
