/*
 * solve_stages.c
 *	  The stages of a solve one by one, for people who experiment.
 */
#include "compat.h"

#include <math.h>

#include "executor/spi.h"
#include "funcapi.h"
#include "utils/builtins.h"
#include "utils/tuplestore.h"

#include "backend_host.h"
#include "problem_arguments.h"
#include "bound/bound.h"
#include "classes/classes.h"
#include "correlation_rows.h"
#include "problem_load.h"
#include "problem_scenario.h"
#include "problem_sql.h"
#include "qubo_type.h"
#include "option_read.h"
#include "solve_encode_options.h"
#include "solve_options.h"
#include "solve_pool.h"
#include "solve_store.h"
#include "structure/local.h"

PG_FUNCTION_INFO_V1(qshrink_correlations);
PG_FUNCTION_INFO_V1(qshrink_shrink);
PG_FUNCTION_INFO_V1(qshrink_encode);
PG_FUNCTION_INFO_V1(qshrink_repair);
PG_FUNCTION_INFO_V1(qshrink_bound);

/* What every stage begins with. */
typedef struct Stage
{
	QsHost	   *host;
	QshrinkProblem *problem;
	QsStructure *structure;
} Stage;

static Stage
begin_stage(FunctionCallInfo fcinfo)
{
	int64		problem_id = qshrink_problem_argument(fcinfo, 0);
	Stage		stage;

	SPI_connect();
	stage.host = qshrink_host_create(0);
	stage.problem = qshrink_problem_look_at(stage.host, qshrink_namespace(fcinfo), problem_id);
	stage.structure = qs_structure_create(stage.host, stage.problem->model, qs_classes);
	return stage;
}

static void
end_stage(Stage *stage)
{
	qshrink_host_destroy(stage->host);
	SPI_finish();
}

/* The relaxation if the model has rows and one can be had */
static QsRelaxation *
relax(Stage *stage)
{
	QsRelaxation *relaxation = NULL;

	if (stage->problem->model->m > 0 && !stage->structure->ops->skips_relaxation)
		qs_relax(stage->host, stage->problem->model, stage->structure, NULL, 0, &relaxation);
	return relaxation;
}

/* qshrink_correlations(problem_id, method, seed) -> (i, j, correlation); j null: the reference */
Datum
qshrink_correlations(PG_FUNCTION_ARGS)
{
	ReturnSetInfo *result = (ReturnSetInfo *) fcinfo->resultinfo;
	char	   *name = qshrink_optional_text(fcinfo, 1, "auto");
	uint64_t	seed = PG_ARGISNULL(2) ? 1 : (uint64_t) PG_GETARG_INT64(2);
	QsCorrelationMethod method = (QsCorrelationMethod) qshrink_name_value(&qs_correlation_names, name);
	QsCorrelations *correlations = NULL;
	QsRelaxation *relaxation;
	QsRandom	random;
	Stage		stage;

	InitMaterializedSRF(fcinfo, 0);
	stage = begin_stage(fcinfo);
	qshrink_require_correlation(stage.host, stage.problem, method, 1);
	relaxation = relax(&stage);
	qs_random_seed(&random, seed, 1);
	QsCorrelationInput input = {
		.model = stage.problem->model,
		.structure = stage.structure,
		.relaxation = relaxation,
		.pool = method == QS_CORRELATION_POOL || method == QS_CORRELATION_AUTO ?
			qshrink_solve_pool(stage.host, stage.problem->model, stage.structure, relaxation, seed) : NULL,
	};

	qs_correlate(stage.host, method, &input, &random, &correlations);
	if (correlations == NULL)
		ereport(ERROR,
				(errcode(ERRCODE_FEATURE_NOT_SUPPORTED),
				 errmsg("correlation \"%s\" does not apply to problem " INT64_FORMAT,
						name, stage.problem->problem_id),
				 method == QS_CORRELATION_SHOTS ?
				 errdetail("Shots are those of the round before, and there are no rounds here.") : 0,
				 errhint("Use correlation 'auto'.")));
	qshrink_put_correlations(result, correlations);
	end_stage(&stage);
	return (Datum) 0;
}

static void
put_steps(ReturnSetInfo *result, const QshrinkProblem *problem, int round, const QsStep *step,
		  int64_t count)
{
	for (int64_t k = 0; k < count; k++)
	{
		const char *label = step[k].row >= 0 ? problem->row_label[step[k].row] : NULL;
		Datum		values[] = {
			Int32GetDatum(round),
			Int32GetDatum((int) k + 1),
			CStringGetTextDatum(qs_action_name(step[k].action)),
			Int32GetDatum(step[k].variable),
			Int32GetDatum(step[k].onto),
			CStringGetTextDatum(step[k].equal ? "=" : "<>"),
			Float8GetDatum(step[k].correlation),
			CStringGetTextDatum(step[k].reason ? step[k].reason : ""),
			label ? CStringGetTextDatum(label) : (Datum) 0
		};
		bool		nulls[] = {
			false, false, false, false, step[k].onto == QS_REFERENCE, false,
			!isfinite(step[k].correlation), false, label == NULL
		};

		CHECK_FOR_INTERRUPTS();
		tuplestore_putvalues(result->setResult, result->setDesc, values, nulls);
	}
}

/* qshrink_shrink(problem_id, max_qubits, correlation, encoding, seed, options): the
 * steps of presolve (round 0) and of one round of shrinking, nothing stored */
Datum
qshrink_shrink(PG_FUNCTION_ARGS)
{
	ReturnSetInfo *result = (ReturnSetInfo *) fcinfo->resultinfo;
	QshrinkOptions options = qshrink_option_defaults();
	QsSettings *settings = &options.settings;
	QsRun	   *run;
	Stage		stage;

	qshrink_read_arguments(fcinfo, &options);
	if (!PG_ARGISNULL(5))
		qshrink_read_options(&options, PG_GETARG_JSONB_P(5), QSHRINK_OF_SOLVE, NULL, NULL);
	settings->solver = QS_SOLVER_NONE;
	settings->rounds = 1;
	settings->proof = settings->enumerate = false;
	settings->solutions = settings->diversity = 1;
	settings->effort = 0.0;
	settings->log = QS_LOG_ALL;

	InitMaterializedSRF(fcinfo, 0);
	stage = begin_stage(fcinfo);
	if (options.trace)
		qshrink_host_trace(stage.host);
	if (options.rhs)
		qshrink_scenario_apply(stage.host, stage.problem, options.rhs);
	qshrink_require_correlation(stage.host, stage.problem, settings->correlation,
								settings->correlation_layers);
	run = qs_solve(stage.host, stage.problem->model, settings);
	if (run->unsupported)
		ereport(ERROR,
				(errcode(ERRCODE_FEATURE_NOT_SUPPORTED),
				 errmsg("problem " INT64_FORMAT " cannot be shrunk with these settings: %s",
						PG_GETARG_INT64(0), run->unsupported),
				 errhint("Use other settings for what is named.")));
	put_steps(result, stage.problem, 0, run->presolve_step, run->presolve_step_count);
	for (int k = 0; k < run->rounds; k++)
		put_steps(result, stage.problem, run->round[k].round, run->round[k].step,
				  run->round[k].step_count);
	end_stage(&stage);
	return (Datum) 0;
}

/* ERROR for a model that cannot be encoded so, naming the row that is to blame */
static void
refuse_encoding(const Stage *stage, const QsEncodeRequest *request, QsStatus status)
{
	const QsModel *model = stage->problem->model;
	const char *name = qs_encoding_kind_name(request->kind);
	const char *label = NULL;

	if (request->failed_row >= 0)
	{
		int			row = model->row_origin[request->failed_row];

		label = stage->problem->row_label[row];
		label = label ? psprintf("\"%s\"", label) : psprintf("%d", stage->problem->constraint_id[row]);
	}
	ereport(ERROR,
			(errcode(status != QS_LIMIT ? ERRCODE_FEATURE_NOT_SUPPORTED : request->reason ?
					 ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE : ERRCODE_PROGRAM_LIMIT_EXCEEDED),
			 errmsg("encoding \"%s\" does not apply to problem " INT64_FORMAT, name,
					stage->problem->problem_id),
			 label && request->reason ? errdetail("Constraint %s: %s.", label, request->reason) :
			 request->reason ? errdetail("The QUBO: %s.", request->reason) :
			 status == QS_LIMIT ? errdetail("The QUBO would have more variables or terms than are supported.") : 0,
			 errhint("Use encoding 'auto' or 'dual'.")));
}

/* qshrink_encode(problem_id, encoding, options) -> qubo of the whole model, not shrunk */
Datum
qshrink_encode(PG_FUNCTION_ARGS)
{
	MemoryContext caller = CurrentMemoryContext;
	QsEncodeRequest request = {.kind = QS_ENCODING_AUTO, .factor = 1.0, .tighten = true};
	QsEncoding *encoding = NULL;
	QsRelaxation *relaxation;
	QsStatus	status;
	Qubo	   *value;
	Stage		stage;

	if (!PG_ARGISNULL(1))
		request.kind = (QsEncodingKind) qshrink_name_value(&qs_encoding_names,
														   text_to_cstring(PG_GETARG_TEXT_PP(1)));
	stage = begin_stage(fcinfo);
	if (!PG_ARGISNULL(2))
		qshrink_encode_options(stage.host, stage.problem, PG_GETARG_JSONB_P(2), &request);
	relaxation = request.kind == QS_ENCODING_EXACT ? NULL : relax(&stage);
	request.dual = relaxation ? relaxation->dual : NULL;
	status = qs_encode_request(stage.host, stage.problem->model, stage.structure, &request, &encoding);
	if (status != QS_OK)
		refuse_encoding(&stage, &request, status);
	qs_qubo_shift(stage.host, encoding->qubo, stage.problem->model->exponent);
	value = qshrink_qubo_of_engine(stage.host, encoding->qubo, caller);
	end_stage(&stage);
	PG_RETURN_QUBO(value);
}

/* qshrink_repair(problem_id, assignment, seed) -> (assignment, objective, feasible, repair_moves) */
Datum
qshrink_repair(PG_FUNCTION_ARGS)
{
	MemoryContext caller = CurrentMemoryContext;
	MemoryContext inside;
	TupleDesc	descriptor;
	QsRelaxation *relaxation;
	QsLocal    *local;
	QsRandom	random;
	uint8_t    *x;
	int64_t		moves = 0;
	double		objective;
	bool		feasible;
	Datum		values[4];
	bool		nulls[4] = {false};
	Datum		result;
	Stage		stage;

	if (get_call_result_type(fcinfo, NULL, &descriptor) != TYPEFUNC_COMPOSITE)
		elog(ERROR, "return type must be a row type");
	descriptor = BlessTupleDesc(descriptor);
	qshrink_problem_argument(fcinfo, 0);
	qshrink_require_argument(fcinfo, 1, "assignment");
	stage = begin_stage(fcinfo);
	x = qshrink_bits(stage.host, PG_GETARG_DATUM(1), stage.problem->n, "assignment");
	relaxation = relax(&stage);
	local = qs_local_create(stage.host, stage.problem->model, stage.structure,
							relaxation ? relaxation->dual : NULL);
	qs_random_seed(&random, PG_ARGISNULL(2) ? 1 : (uint64_t) PG_GETARG_INT64(2), 0);
	qs_repair(stage.host, local, &random, x, &moves);
	feasible = qshrink_problem_verify(stage.problem, x, &objective, NULL);

	inside = MemoryContextSwitchTo(caller);
	values[0] = qshrink_bit_string(x, stage.problem->n);
	values[1] = Float8GetDatum(objective);
	values[2] = BoolGetDatum(feasible);
	values[3] = Int64GetDatum(moves);
	result = HeapTupleGetDatum(heap_form_tuple(descriptor, values, nulls));
	MemoryContextSwitchTo(inside);
	end_stage(&stage);
	PG_RETURN_DATUM(result);
}

/* qshrink_bound(problem_id, method) -> a valid bound on the optimum, user's sense,
 * rounded to the next integer when all data are integers */
Datum
qshrink_bound(PG_FUNCTION_ARGS)
{
	char	   *name = qshrink_optional_text(fcinfo, 1, "auto");
	QsBoundMethod method = (QsBoundMethod) qshrink_name_value(&qs_bound_names, name);
	QsBoundMethod used;
	QsStatus	status;
	double		bound = -INFINITY;
	Stage		stage;

	stage = begin_stage(fcinfo);
	status = qs_bound(stage.host, stage.problem->model, stage.structure, method, 1, &bound, &used);
	if (status == QS_UNSUPPORTED)
		ereport(ERROR,
				(errcode(ERRCODE_FEATURE_NOT_SUPPORTED),
				 errmsg("bound \"%s\" does not apply to problem " INT64_FORMAT,
						name, stage.problem->problem_id),
				 errhint("Use bound 'auto'.")));
	if (status == QS_INFEASIBLE)
		bound = INFINITY;
	bound = qs_model_report(stage.problem->model, qs_bound_round(stage.problem->model, bound));
	end_stage(&stage);
	PG_RETURN_FLOAT8(bound);
}
