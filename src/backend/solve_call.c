/*
 * solve_call.c
 *	  A solve of a stored problem in three steps: load, run, store.
 */
#include "compat.h"

#include "access/xact.h"
#include "utils/snapmgr.h"

#include "backend_host.h"
#include "problem_lock.h"
#include "problem_progress.h"
#include "problem_scenario.h"
#include "samplers/samplers.h"
#include "solve_angles.h"
#include "solve_call.h"
#include "solve_fixings.h"
#include "solve_options.h"
#include "solve_start.h"
#include "solve_starts.h"
#include "solve_stop.h"
#include "solve_store.h"
#include "starts_shared.h"

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
	publish_progress(context, progress);
	qshrink_notice_progress(context, progress);
}

/* The problem, what its variables are called, and what start and fixed say of them, all
 * by one snapshot */
static void
read_problem(QshrinkSolve *solve)
{
	QsHost	   *host = solve->host;
	QsSettings *settings = &solve->options.settings;
	QshrinkStart start;
	QshrinkFixings fixings;

	/* see rows that this statement wrote: a problem made in the same SELECT */
	CommandCounterIncrement();
	PushActiveSnapshot(GetTransactionSnapshot());
	solve->problem = qshrink_problem_read(host, solve->namespace, solve->problem_id);
	qshrink_problem_complete(host, solve->problem);
	solve->keys = qshrink_key_list_read(host, solve->namespace, solve->problem);
	start = qshrink_start_read(host, solve->namespace, solve->problem, solve->keys, solve->start);
	fixings = qshrink_fixings_read(host, solve->namespace, solve->problem, solve->fixed);
	qshrink_angles_from(host, solve->namespace, &solve->options);
	PopActiveSnapshot();
	settings->start = start.x;
	solve->options.start_run = start.run_id;
	settings->fixed = fixings.fixed;
	solve->fixed_json = fixings.fixed_json;
}

void
qshrink_solve_load(QshrinkSolve *solve)
{
	QshrinkOptions *options = &solve->options;

	solve->host = qshrink_host_create(options->seconds);
	solve->started = qs_clock(solve->host);
	if (options->trace)
		qshrink_host_trace(solve->host);
	solve->host->progress = options->notices ? notice_progress : publish_progress;
	qshrink_stop_heed(solve->host);
	qshrink_progress_begin(solve->namespace, solve->problem_id, solve->task_id, options->seconds);
	qshrink_problem_lock(solve->namespace, solve->problem_id);
	read_problem(solve);
	if (options->rhs)
		qshrink_scenario_apply(solve->host, solve->problem, options->rhs);
	qshrink_require_correlation(solve->host, solve->problem, options->settings.correlation,
								options->settings.correlation_layers);
	options->settings.judge = qshrink_problem_judge;
	options->settings.judge_context = solve->problem;
}

void
qshrink_require_fit(int64 problem_id, QsSolver solver, const QsRun *run)
{
	if (run->unsupported)
		ereport(ERROR,
				(errcode(ERRCODE_FEATURE_NOT_SUPPORTED),
				 errmsg("solver \"%s\" cannot solve problem " INT64_FORMAT " with these settings: %s",
						qs_solver_name(solver), problem_id, run->unsupported),
				 solver == QS_SOLVER_AUTO ?
				 errhint("Use other settings for what is named.") :
				 errhint("Use other settings for what is named, for max_qubits, encoding or mixer, or solver => 'auto', which goes on without a sampler that does not fit.")));
}

void
qshrink_solve_run(QshrinkSolve *solve)
{
	QsSettings *settings = &solve->options.settings;
	double		deadline;

	solve->solve_started = qs_clock(solve->host);
	deadline = qshrink_reserve_storing(solve->host, solve->solve_started - solve->started);
	settings->step_seconds = QSHRINK_STEP_SECONDS;
	solve->run = qshrink_solve_starts(solve);
	solve->host->deadline = deadline;
	qshrink_progress_stage(qs_stage_name(QS_STAGE_STORE));
	qshrink_require_fit(solve->problem_id, settings->solver, solve->run);
}

int64
qshrink_solve_store(QshrinkSolve *solve)
{
	QshrinkOptions *options = &solve->options;
	QshrinkRunRecord record = {
		.problem = solve->problem, .run = solve->run, .settings = &options->settings,
		.solver = qs_solver_name(options->settings.solver),
		.settings_json = qshrink_settings_json(options, solve->problem->n),
		.keys = solve->keys, .fixed_json = solve->fixed_json, .rhs = options->rhs,
		.scenario = options->scenario, .peak_memory = solve->host->memory_peak,
		.started_at = solve->started_at, .call_started = solve->started,
		.solve_started = solve->solve_started
	};

	return qshrink_store_run(solve->host, solve->namespace, &record);
}

void
qshrink_solve_free(QshrinkSolve *solve)
{
	qshrink_progress_end();
	if (solve->host)
		qshrink_host_destroy(solve->host);
	solve->host = NULL;
}
