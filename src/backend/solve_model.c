/*
 * solve_model.c
 *	  The pure form: an answer from arguments alone.
 *
 * No table is read and no parameter but qshrink.memory_limit, and the clock stands
 * still: so the functions are IMMUTABLE, run in parallel workers, on standbys and on
 * shards, and give the same everywhere.  A solve without a deadline ends by counted
 * work (rounds, nodes, iterations).
 */
#include "compat.h"

#include "funcapi.h"

#include "answer_record.h"
#include "backend_host.h"
#include "problem_json.h"
#include "problem_sql.h"
#include "pure_settings.h"
#include "qubo_type.h"
#include "samplers/samplers.h"
#include "solve/starts.h"
#include "solve_options.h"

PG_FUNCTION_INFO_V1(qshrink_solve_model);
PG_FUNCTION_INFO_V1(qshrink_solve_qubo);

static void
refuse_settings(const QsRun *run, QsSolver solver)
{
	ereport(ERROR,
			(errcode(ERRCODE_FEATURE_NOT_SUPPORTED),
			 errmsg("solver \"%s\" cannot solve the model with these settings: %s",
					qs_solver_name(solver), run->unsupported),
			 errhint("Use the solver \"auto\", or other settings for max_qubits, encoding or mixer.")));
}

/* Solve a problem that is in memory only; frees the host */
static Datum
solve(FunctionCallInfo fcinfo, QsHost *host, QshrinkProblem *problem, const QshrinkKeys *keys,
	  QshrinkPureSettings *settings)
{
	QsSettings *engine = &settings->options.settings;
	QshrinkAnswer answer = {.problem = problem, .keys = keys, .options = &settings->options};
	TupleDesc	descriptor;
	QsRun	   *run;
	Datum		result;

	if (get_call_result_type(fcinfo, NULL, &descriptor) != TYPEFUNC_COMPOSITE)
		elog(ERROR, "return type must be a row type");
	descriptor = BlessTupleDesc(descriptor);
	problem->tolerance = settings->options.tolerance;
	if (problem->name == NULL || problem->name[0] == '\0')
		problem->name = qshrink_host_string(host, "model");
	qshrink_problem_complete(host, problem);
	qshrink_pure_settings_start(host, settings, problem->n);
	qshrink_require_correlation(problem, engine->correlation);
	engine->judge = qshrink_problem_judge;
	engine->judge_context = problem;
	run = qs_solve_starts(host, problem->model, engine, settings->options.starts);
	if (run->unsupported)
		refuse_settings(run, engine->solver);
	answer.run = run;
	result = qshrink_answer_form(host, descriptor, &answer);
	qshrink_host_destroy(host);
	return result;
}

/* qshrink_solve_model(model jsonb, seed bigint, settings jsonb) -> qshrink_answer_record */
Datum
qshrink_solve_model(PG_FUNCTION_ARGS)
{
	QshrinkPureSettings settings = qshrink_pure_settings_read(PG_GETARG_JSONB_P(2), PG_GETARG_INT64(1));
	QsHost	   *host = qshrink_host_create_timeless((QsSimd) settings.options.simd);
	QshrinkKeys keys;
	QshrinkProblem *problem = qshrink_problem_from_json(host, PG_GETARG_JSONB_P(0), &keys);

	PG_RETURN_DATUM(solve(fcinfo, host, problem, &keys, &settings));
}

/* qshrink_solve_qubo(q qubo, seed bigint, settings jsonb) -> qshrink_answer_record */
Datum
qshrink_solve_qubo(PG_FUNCTION_ARGS)
{
	QshrinkPureSettings settings = qshrink_pure_settings_read(PG_GETARG_JSONB_P(2), PG_GETARG_INT64(1));
	QsHost	   *host = qshrink_host_create_timeless((QsSimd) settings.options.simd);
	Qubo	   *q = PG_GETARG_QUBO(0);
	QshrinkProblem *problem = QS_NEW(host, QshrinkProblem);

	if (q->n == 0)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("the qubo has no variables")));
	problem->n = q->n;
	problem->offset = q->offset;
	problem->terms = qs_duplicate(host, q->terms, (size_t) q->count, sizeof(QsTerm));
	problem->term_count = q->count;
	PG_RETURN_DATUM(solve(fcinfo, host, problem, NULL, &settings));
}
