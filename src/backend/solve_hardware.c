/*
 * solve_hardware.c
 *	  To hardware and back: circuits as OpenQASM 3, counts as solutions.
 */
#include "compat.h"

#include <math.h>

#include "executor/spi.h"
#include "funcapi.h"
#include "utils/builtins.h"
#include "utils/json.h"
#include "utils/jsonb.h"
#include "utils/numeric.h"
#include "utils/snapmgr.h"
#include "utils/timestamp.h"

#include "backend_host.h"
#include "problem_arguments.h"
#include "samplers/samplers.h"
#include "sampling/counts.h"
#include "problem_load.h"
#include "problem_lock.h"
#include "problem_scenario.h"
#include "problem_sql.h"
#include "option_read.h"
#include "solve_circuit.h"
#include "solve_options.h"
#include "solve_store.h"

PG_FUNCTION_INFO_V1(qshrink_qasm);
PG_FUNCTION_INFO_V1(qshrink_import_counts);

/* qshrink_qasm(problem_id, run_id, round) -> OpenQASM 3 of the circuit of a round */
Datum
qshrink_qasm(PG_FUNCTION_ARGS)
{
	int64		problem_id = qshrink_problem_argument(fcinfo, 0);
	MemoryContext caller = CurrentMemoryContext;
	QshrinkCircuit *circuit;
	QsHost	   *host;
	char	   *qasm = NULL;
	text	   *result;

	qshrink_require_argument(fcinfo, 1, "run_id");
	SPI_connect();
	host = qshrink_host_create(0);
	qshrink_push_statement_snapshot();
	circuit = qshrink_circuit_read(host, qshrink_namespace(fcinfo), problem_id,
								   PG_GETARG_INT64(1), qshrink_round_argument(fcinfo, 2));
	PopActiveSnapshot();
	switch (qs_qasm_write(host, &circuit->qasm, &circuit->input, &qasm, NULL))
	{
		case QS_OK:
			break;
		case QS_INVALID:
			ereport(ERROR,
					(errcode(ERRCODE_DATA_EXCEPTION),
					 errmsg("the angles of round %d of run " INT64_FORMAT " do not fit its circuit",
							circuit->round, circuit->run_id)));
			break;
		default:
			ereport(ERROR,
					(errcode(ERRCODE_FEATURE_NOT_SUPPORTED),
					 errmsg("solver \"%s\" of run " INT64_FORMAT " has no circuit",
							qs_solver_name(circuit->solver), circuit->run_id),
					 errhint("Circuits are written for the solvers \"qaoa\" and \"vqe\".")));
	}
	MemoryContextSwitchTo(caller);
	result = cstring_to_text(qasm);
	qshrink_host_destroy(host);
	SPI_finish();
	PG_RETURN_TEXT_P(result);
}

#define COUNTS_HINT	"Write an object such as {\"0101\": 12, \"0x2\": 3}, bit strings and how often each was measured, or an array of shots."

static void
wrong_counts(const char *entry, const char *why)
{
	ereport(ERROR,
			(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
			 errmsg("invalid counts: \"%s\" %s", entry, why),
			 errhint(COUNTS_HINT)));
}

/* A value of {"0101": 12, ...} */
static double
count_of(const JsonbValue *key, const JsonbValue *value)
{
	double		number = NAN;

	if (value->type == jbvNumeric)
		number = DatumGetFloat8(DirectFunctionCall1(numeric_float8_no_overflow,
													NumericGetDatum(value->val.numeric)));
	if (!isfinite(number))
		wrong_counts(pnstrdup(key->val.string.val, key->val.string.len), "has no number");
	return number;
}

/* A shot of ["0101", "0010", ...]; numbers are decimal keys */
static QsCount
shot_of(const JsonbValue *value, int entry)
{
	QsCount		shot = {.count = 1.0};

	if (value->type == jbvString)
	{
		shot.bits = value->val.string.val;
		shot.length = (size_t) value->val.string.len;
	}
	else if (value->type == jbvNumeric)
	{
		shot.bits = DatumGetCString(DirectFunctionCall1(numeric_out, NumericGetDatum(value->val.numeric)));
		shot.length = strlen(shot.bits);
	}
	else
		wrong_counts(psprintf("element %d", entry), "is neither a string nor a number");
	return shot;
}

/* {"0101": 12, ...} or ["0101", ...] */
static QsCount *
read_counts(QsHost *host, Jsonb *json, QsCountsReading *reading, int *count)
{
	JsonbIterator *iterator;
	JsonbIteratorToken token;
	JsonbValue	key,
				value;
	QsCount    *counts;

	if (JB_ROOT_IS_SCALAR(json))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("counts must be a JSON object or an array"),
				 errhint(COUNTS_HINT)));
	counts = QS_ARRAY(host, QsCount, JB_ROOT_COUNT(json));
	*count = 0;
	iterator = JsonbIteratorInit(&json->root);
	while ((token = JsonbIteratorNext(&iterator, &key, true)) != WJB_DONE)
	{
		if (token == WJB_ELEM)
		{
			if (key.type == jbvNumeric && reading->keys == QS_COUNT_KEYS_AUTO)
				reading->keys = QS_COUNT_KEYS_DECIMAL;
			counts[*count] = shot_of(&key, *count + 1);
			(*count)++;
		}
		else if (token == WJB_KEY)
		{
			JsonbIteratorNext(&iterator, &value, true);
			counts[(*count)++] = (QsCount) {
				key.val.string.val, (size_t) key.val.string.len, count_of(&key, &value)
			};
		}
		CHECK_FOR_INTERRUPTS();
	}
	return counts;
}

static QsSamples *
samples_of(QsHost *host, const QshrinkCircuit *circuit, Jsonb *json, QsCountsReading *reading)
{
	QsSamples  *samples = NULL;
	QsError		error = {0};
	int			count;
	QsCount    *counts = read_counts(host, json, reading, &count);

	if (qs_counts_to_samples(host, circuit->input.qubo, counts, count, reading, &samples,
							 NULL, NULL, &error) != QS_OK)
	{
		if (error.line >= 1 && error.line <= count)
		{
			const QsCount *entry = &counts[error.line - 1];

			ereport(ERROR,
					(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
					 errmsg("invalid counts: \"%s\": %s",
							pnstrdup(entry->bits, Min(entry->length, 200)), error.message),
					 error.hint[0] ? errhint("%s", error.hint) :
					 errhint("The circuit has %d qubits.", circuit->input.qubo->n)));
		}
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("invalid counts: %s", error.message)));
	}
	return samples;
}

/* What the run's settings column says */
static char *
import_json(const QshrinkCircuit *circuit, const QsReplay *replay, const char *bit_order,
			const QshrinkOptions *options)
{
	const QsSettings *settings = &options->settings;
	StringInfoData out;
	int64		shots = 0;

	for (int k = 0; k < replay->samples->count; k++)
		shots += replay->samples->occurrences[k];
	initStringInfo(&out);
	appendStringInfo(&out, "{\"solver\": \"hardware\", \"run_id\": " INT64_FORMAT ", \"round\": %d, "
					 "\"bit_order\": \"%s\", \"shots\": " INT64_FORMAT ", ",
					 circuit->run_id, circuit->round, bit_order, shots);
	qshrink_append_parameters(&out);
	appendStringInfo(&out, ", \"options\": {\"repair\": %s, \"polish\": %s, \"count_keys\": \"%s\", "
					 "\"count_register\": %d, \"count_shots\": %d}}",
					 settings->repair ? "true" : "false", settings->polish ? "true" : "false",
					 qs_name_of(&qs_count_keys_names, options->count_keys)->name,
					 options->count_register, options->count_shots);
	return out.data;
}

static QsRun *
walk_again(QsHost *host, const QshrinkProblem *problem, const QshrinkCircuit *circuit,
		   const QsSettings *settings)
{
	QsRun	   *run;

	if (circuit->fingerprint == NULL || strcmp(circuit->fingerprint, problem->fingerprint) != 0)
		ereport(ERROR,
				(errcode(ERRCODE_OBJECT_NOT_IN_PREREQUISITE_STATE),
				 errmsg("problem " INT64_FORMAT " has changed since run " INT64_FORMAT,
						problem->problem_id, circuit->run_id),
				 errhint("Solve it again and measure the new circuit.")));
	run = qs_solve(host, problem->model, settings);
	if (run->unsupported)
		ereport(ERROR,
				(errcode(ERRCODE_OBJECT_NOT_IN_PREREQUISITE_STATE),
				 errmsg("the steps recorded for round %d of run " INT64_FORMAT " do not lead to its circuit",
						circuit->round, circuit->run_id),
				 errhint("Was the run cut by its time limit, or made by another version of qshrink?")));
	return run;
}

/*
 * qshrink_import_counts(problem_id, run_id, round, counts, bit_order, options)
 *		-> setof qshrink_solution
 *
 * The counts take the place of the round's shots: expanded, verified, repaired,
 * polished, and stored as a run of their own.
 */
Datum
qshrink_import_counts(PG_FUNCTION_ARGS)
{
	int64		problem_id = qshrink_problem_argument(fcinfo, 0);
	Oid			namespace = qshrink_namespace(fcinfo);
	TimestampTz started_at = GetCurrentTimestamp();
	QshrinkOptions options = qshrink_option_initial();
	QsSettings *settings = &options.settings;
	QsReplay	replay = {0};
	QshrinkRunRecord record;
	QshrinkCircuit *circuit;
	QshrinkProblem *problem;
	QshrinkKeyList *keys;
	const char *bit_order;
	QsCountsReading reading = {0};
	QsHost	   *host;
	double		started;
	double		solve_started;
	int64		run_id;

	qshrink_require_argument(fcinfo, 1, "run_id");
	qshrink_require_argument(fcinfo, 3, "counts");
	qshrink_require_writable(fcinfo, NULL);
	reading.order = PG_ARGISNULL(4) ? QS_BIT_ORDER_FIRST_RIGHT :
		(QsBitOrder) qshrink_name_value(&qs_bit_order_names, text_to_cstring(PG_GETARG_TEXT_PP(4)));
	bit_order = qs_name_of(&qs_bit_order_names, (int) reading.order)->name;
	if (!PG_ARGISNULL(5))
		qshrink_read_options(&options, PG_GETARG_JSONB_P(5), QSHRINK_OF_SOLVE | QSHRINK_OF_COUNTS, NULL, NULL);
	InitMaterializedSRF(fcinfo, 0);
	SPI_connect();
	host = qshrink_host_create(0);
	started = qs_clock(host);
	if (options.trace)
		qshrink_host_trace(host);
	qshrink_problem_lock(namespace, problem_id);
	problem = qshrink_problem_load(host, namespace, problem_id);
	/* runs made in the same statement count too */
	PushActiveSnapshot(GetTransactionSnapshot());
	keys = qshrink_key_list_read(host, namespace, problem);
	circuit = qshrink_circuit_read(host, namespace, problem->problem_id, PG_GETARG_INT64(1),
								   qshrink_round_argument(fcinfo, 2));
	replay.presolve_step = qshrink_circuit_steps(host, namespace, circuit, 0, &replay.presolve_steps);
	replay.step = qshrink_circuit_steps(host, namespace, circuit, circuit->round, &replay.steps);
	PopActiveSnapshot();
	if (circuit->rhs)
		qshrink_scenario_apply(host, problem, circuit->rhs);
	replay.base_variables = circuit->base_variables;
	replay.qubo = circuit->input.qubo;
	reading.keys = (QsCountKeys) options.count_keys;
	reading.chosen = options.count_register;
	reading.shots = options.count_shots;
	replay.samples = samples_of(host, circuit, PG_GETARG_JSONB_P(3), &reading);

	settings->replay = &replay;
	settings->judge = qshrink_problem_judge;
	settings->judge_context = problem;
	settings->encoding = circuit->encoding;
	settings->presolve = circuit->presolve;
	settings->seed = circuit->seed;
	settings->proof = settings->enumerate = false;
	settings->effort = 0.0;
	solve_started = qs_clock(host);
	record = (QshrinkRunRecord)
	{
		.problem = problem, .run = walk_again(host, problem, circuit, settings),
		.settings = settings, .solver = "hardware",
		.settings_json = import_json(circuit, &replay, bit_order, &options),
		.keys = keys, .fixed_json = circuit->fixed_json, .rhs = circuit->rhs, .scenario = circuit->scenario,
		.counts = PG_GETARG_JSONB_P(3),
		.peak_memory = host->memory_peak, .started_at = started_at,
		.call_started = started, .solve_started = solve_started
	};
	run_id = qshrink_store_run(host, namespace, &record);
	qshrink_return_solutions(fcinfo, namespace, problem->problem_id, run_id);
	qshrink_host_destroy(host);
	SPI_finish();
	return (Datum) 0;
}
