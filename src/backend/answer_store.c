/*
 * answer_store.c
 *	  qshrink_store_answer: an answer computed elsewhere as a run of a stored problem.
 *
 * The record is a claim, whoever hands it over.  Its assignments are judged on the
 * stored rows, and status, objective and feasibility are what the judge says: feasible
 * or not_found.  A proof cannot be judged: status, bound and proved_by of the record are
 * kept as what was claimed (settings -> 'claimed') and nowhere else.  Where the problem is
 * small, the proof is made anew, and then is ours.
 */
#include "compat.h"

#include <math.h>

#include "executor/spi.h"
#include "utils/builtins.h"
#include "utils/fmgrprotos.h"
#include "utils/jsonb.h"
#include "utils/snapmgr.h"
#include "utils/timestamp.h"

#include "answer_prove.h"
#include "answer_record.h"
#include "backend_host.h"
#include "base/simd.h"
#include "json_build.h"
#include "problem_arguments.h"
#include "problem_lock.h"
#include "problem_sql.h"
#include "pure_settings.h"
#include "samplers/samplers.h"
#include "solve_options.h"
#include "solve_rank.h"
#include "solve_store.h"

PG_FUNCTION_INFO_V1(qshrink_store_answer);

/* Put the solutions into the judge's order; is the first one feasible? */
static bool
judge(QsHost *host, const QshrinkProblem *problem, QsRun *run)
{
	bool		feasible;
	int		   *order = qshrink_judge_order(host, problem, run, &feasible);
	QsSolution *solution = QS_ARRAY(host, QsSolution, run->solutions);

	for (int k = 0; k < run->solutions; k++)
		solution[k] = run->solution[order[k]];
	for (int k = 0; k < run->solutions; k++)
		run->solution[k] = solution[k];
	qs_free(host, solution);
	qs_free(host, order);
	return feasible;
}

static void
push_text(JsonbParseState **state, const char *name, const char *value)
{
	qshrink_json_push_string(state, WJB_KEY, name);
	if (value)
		qshrink_json_push_string(state, WJB_VALUE, value);
	else
		qshrink_json_push_null(state, WJB_VALUE);
}

static void
push_real(JsonbParseState **state, const char *name, double value)
{
	qshrink_json_push_string(state, WJB_KEY, name);
	if (isfinite(value))
		qshrink_json_push_number(state, WJB_VALUE, value);
	else
		qshrink_json_push_null(state, WJB_VALUE);
}

/* {"claimed": {...}, "simd": ..., "tolerance": ...}: what replaces the parameters of
 * this session, which solved nothing */
static Jsonb *
claimed_json(const QshrinkClaim *claim, const QshrinkOptions *options)
{
	JsonbParseState *state = NULL;

	pushJsonbValue(&state, WJB_BEGIN_OBJECT, NULL);
	push_text(&state, "simd", qs_name_of(&qs_simd_names, options->simd)->name);
	push_real(&state, "tolerance", options->tolerance);
	push_text(&state, "instruction_set", NULL);
	push_text(&state, "memory_limit", NULL);
	qshrink_json_push_string(&state, WJB_KEY, "claimed");
	pushJsonbValue(&state, WJB_BEGIN_OBJECT, NULL);
	push_text(&state, "status", claim->status);
	push_text(&state, "proved_by", claim->proved_by);
	push_real(&state, "objective", claim->objective);
	push_real(&state, "bound", claim->bound);
	push_text(&state, "version", claim->version);
	pushJsonbValue(&state, WJB_END_OBJECT, NULL);
	return JsonbValueToJsonb(pushJsonbValue(&state, WJB_END_OBJECT, NULL));
}

static char *
settings_json(const QshrinkClaim *claim, const QshrinkOptions *options, int n)
{
	Datum		settings = DirectFunctionCall1(jsonb_in,
											   CStringGetDatum(qshrink_settings_json(options, n)));
	Datum		joined = DirectFunctionCall2(jsonb_concat, settings,
											 JsonbPGetDatum(claimed_json(claim, options)));
	Datum		stripped = DirectFunctionCall1(jsonb_strip_nulls, joined);
	Jsonb	   *whole = DatumGetJsonbP(stripped);

	return JsonbToCString(NULL, &whole->root, VARSIZE(whole));
}

/* The settings of the record, as strictly as when it was computed */
static QshrinkOptions
read_settings(QsHost *host, const QshrinkClaim *claim, int n)
{
	Jsonb	   *json = claim->settings ? claim->settings :
		DatumGetJsonbP(DirectFunctionCall1(jsonb_in, CStringGetDatum("{}")));
	QshrinkPureSettings settings = qshrink_pure_settings_read(json, claim->seed);

	qshrink_pure_settings_start(host, &settings, n);
	return settings.options;
}

static double
milliseconds_argument(FunctionCallInfo fcinfo, int k)
{
	double		milliseconds = PG_ARGISNULL(k) ? NAN : PG_GETARG_FLOAT8(k);

	if (!PG_ARGISNULL(k) && !(milliseconds == 0.0 || (milliseconds >= 1e-9 && milliseconds <= 1e15)))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("milliseconds is %g", milliseconds),
				 errhint("It must be 0, or lie between 1e-09 and 1e+15.")));
	return milliseconds;
}

/* qshrink_store_answer(problem_id, answer, milliseconds) -> run_id */
Datum
qshrink_store_answer(PG_FUNCTION_ARGS)
{
	int64		problem_id = qshrink_problem_argument(fcinfo, 0);
	Oid			namespace = qshrink_namespace(fcinfo);
	double		milliseconds = milliseconds_argument(fcinfo, 2);
	QshrinkRunRecord record = {.elsewhere = true, .milliseconds = milliseconds, .started_at = GetCurrentTimestamp()};
	QshrinkProblem *problem;
	QshrinkClaim claim;
	QshrinkOptions options;
	QsHost	   *host;
	int64		run_id;
	bool		feasible;

	qshrink_require_argument(fcinfo, 1, "answer");
	qshrink_require_writable(fcinfo, NULL);
	SPI_connect();
	host = qshrink_host_create(0);
	record.call_started = record.solve_started = qs_clock(host);
	qshrink_problem_lock(namespace, problem_id);
	problem = qshrink_problem_load(host, namespace, problem_id);
	PushActiveSnapshot(GetTransactionSnapshot());
	record.keys = qshrink_key_list_read(host, namespace, problem);
	PopActiveSnapshot();
	claim = qshrink_answer_read(host, problem, namespace, PG_GETARG_HEAPTUPLEHEADER(1));
	options = read_settings(host, &claim, problem->n);
	feasible = judge(host, problem, claim.run);
	claim.run->status = feasible ? QS_RUN_FEASIBLE : QS_RUN_NOT_FOUND;
	qshrink_answer_prove(host, problem, claim.run, claim.status ? claim.status : "", feasible);
	record.problem = problem;
	record.run = claim.run;
	record.settings = &options.settings;
	record.solver = qs_solver_name(options.settings.solver);
	record.settings_json = settings_json(&claim, &options, problem->n);
	run_id = qshrink_store_run(host, namespace, &record);
	qshrink_host_destroy(host);
	SPI_finish();
	PG_RETURN_INT64(run_id);
}
