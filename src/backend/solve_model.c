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
#include "utils/builtins.h"

#include "answer_record.h"
#include "backend_host.h"
#include "option_read.h"
#include "problem_json.h"
#include "problem_sql.h"
#include "pure_settings.h"
#include "qubo_type.h"
#include "samplers/samplers.h"
#include "solve/starts.h"
#include "solve_options.h"
#include "solve_rank.h"
#include "solve_store.h"

PG_FUNCTION_INFO_V1(qshrink_solve_model);
PG_FUNCTION_INFO_V1(qshrink_solve_qubo);
PG_FUNCTION_INFO_V1(qubo_best);

static void
refuse_settings(const QsRun *run, QsSolver solver)
{
	ereport(ERROR,
			(errcode(ERRCODE_FEATURE_NOT_SUPPORTED),
			 errmsg("solver \"%s\" cannot solve the model with these settings: %s",
					qs_solver_name(solver), run->unsupported),
			 solver == QS_SOLVER_AUTO ?
			 errhint("Use other settings for what is named.") :
			 errhint("Use other settings for what is named, for max_qubits, encoding or mixer, or the solver \"auto\", which goes on without a sampler that does not fit.")));
}

static QsRun *
solve_problem(QsHost *host, QshrinkProblem *problem, QsSettings *settings, int starts)
{
	QsRun	   *run;

	settings->judge = qshrink_problem_judge;
	settings->judge_context = problem;
	run = qs_solve_starts(host, problem->model, settings, starts);
	if (run->unsupported)
		refuse_settings(run, settings->solver);
	return run;
}

/* Solve a problem that is in memory only; frees the host */
static Datum
solve(FunctionCallInfo fcinfo, QsHost *host, QshrinkProblem *problem, const QshrinkKeys *keys,
	  QshrinkPureSettings *settings)
{
	QsSettings *engine = &settings->options.settings;
	QshrinkAnswer answer = {.problem = problem, .keys = keys, .options = &settings->options};
	TupleDesc	descriptor;
	Datum		result;

	if (get_call_result_type(fcinfo, NULL, &descriptor) != TYPEFUNC_COMPOSITE)
		elog(ERROR, "return type must be a row type");
	descriptor = BlessTupleDesc(descriptor);
	qshrink_pure_settings_start(host, settings, problem->n);
	qshrink_require_correlation(host, problem, engine->correlation, engine->correlation_layers);
	answer.run = solve_problem(host, problem, engine, settings->options.starts);
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

	problem->tolerance = settings.options.tolerance;
	if (problem->name[0] == '\0')
		problem->name = qshrink_host_string(host, "model");
	qshrink_problem_complete(host, problem);
	PG_RETURN_DATUM(solve(fcinfo, host, problem, &keys, &settings));
}

/* qshrink_solve_qubo(q qubo, seed bigint, settings jsonb) -> qshrink_answer_record */
Datum
qshrink_solve_qubo(PG_FUNCTION_ARGS)
{
	QshrinkPureSettings settings = qshrink_pure_settings_read(PG_GETARG_JSONB_P(2), PG_GETARG_INT64(1));
	QsHost	   *host = qshrink_host_create_timeless((QsSimd) settings.options.simd);
	Qubo	   *q = PG_GETARG_QUBO(0);
	QshrinkProblem *problem = qshrink_problem_of_terms(host, q->n, q->offset, q->terms, q->count);

	PG_RETURN_DATUM(solve(fcinfo, host, problem, NULL, &settings));
}

/* qubo ~> solver: the best assignment of qshrink_solve_qubo(q, 1, {"solver": solver}) */
Datum
qubo_best(PG_FUNCTION_ARGS)
{
	Qubo	   *q = PG_GETARG_QUBO(0);
	QshrinkOptions options = qshrink_option_initial();
	QsSettings *engine = &options.settings;
	QsHost	   *host;
	QshrinkProblem *problem;
	QsRun	   *run;
	Datum		best;

	engine->solver = (QsSolver) qshrink_name_value(&qs_solver_names, text_to_cstring(PG_GETARG_TEXT_PP(1)));
	host = qshrink_host_create_timeless(QS_SIMD_PORTABLE);
	problem = qshrink_problem_of_terms(host, q->n, q->offset, q->terms, q->count);
	run = solve_problem(host, problem, engine, 1);
	if (run->solutions == 0)
		elog(ERROR, "a qubo has no assignment");
	best = qshrink_bit_string(run->solution[qshrink_rank_solutions(host, problem, run)[0]].x, problem->n);
	qshrink_host_destroy(host);
	PG_RETURN_DATUM(best);
}
