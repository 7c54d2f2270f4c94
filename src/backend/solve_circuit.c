/*
 * solve_circuit.c
 *	  Reads qshrink_run, qshrink_round and qshrink_step back into circuits.
 */
#include "compat.h"

#include <math.h>

#include "catalog/pg_type.h"
#include "executor/spi.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/jsonb.h"

#include "problem_sql.h"
#include "problem_tables.h"
#include "option_table.h"
#include "samplers/samplers.h"
#include "solve_circuit.h"

#define MOST_REASONS	64

typedef struct Reading
{
	QsHost	   *host;
	QshrinkCircuit *circuit;
	bool		found;
	bool		kept;
} Reading;

typedef struct StepReading
{
	QsHost	   *host;
	QsStep	   *step;
	int64_t		count;
	int64_t		capacity;
	char	   *reason[MOST_REASONS];	/* the few texts there are, kept once */
	int			reasons;
} StepReading;

static void
corrupt(const QshrinkCircuit *circuit, const char *column)
{
	ereport(ERROR,
			(errcode(ERRCODE_DATA_EXCEPTION),
			 errmsg("round %d of run " INT64_FORMAT " has a wrong value in column \"%s\"",
					circuit->round, circuit->run_id, column)));
}

/* Elements of a one-dimensional array without nulls, bytes each, in host memory;
 * NULL for NULL. */
static void *
read_array(QsHost *host, const QshrinkCircuit *circuit, const char *column, Datum datum,
		   bool null, Size bytes, int *count)
{
	ArrayType  *array;
	char	   *copy;

	*count = 0;
	if (null)
		return NULL;
	array = DatumGetArrayTypeP(datum);
	if (ARR_NDIM(array) > 1 || ARR_HASNULL(array))
		corrupt(circuit, column);
	*count = ArrayGetNItems(ARR_NDIM(array), ARR_DIMS(array));
	copy = QS_ARRAY(host, char, (size_t) *count * bytes);
	memcpy(copy, ARR_DATA_PTR(array), (Size) *count * bytes);
	return copy;
}

/* Group numbers by qubit as lists of qubits by group */
static void
read_groups(QsHost *host, QshrinkCircuit *circuit, Datum datum, bool null)
{
	QsSamplerInput *input = &circuit->input;
	int			n = input->qubo->n;
	int			count;
	int32_t    *group = read_array(host, circuit, "qubit_group", datum, null, sizeof(int32_t), &count);
	int32_t    *start;
	int32_t    *qubit;

	if (group == NULL)
		return;
	if (count != n)
		corrupt(circuit, "qubit_group");
	for (int q = 0; q < n; q++)
	{
		if (group[q] < -1 || group[q] >= n)
			corrupt(circuit, "qubit_group");
		input->groups = Max(input->groups, group[q] + 1);
	}
	start = QS_ARRAY0(host, int32_t, (size_t) input->groups + 1);
	qubit = QS_ARRAY(host, int32_t, n);
	for (int q = 0; q < n; q++)
		if (group[q] >= 0)
			start[group[q] + 1]++;
	for (int g = 0; g < input->groups; g++)
		start[g + 1] += start[g];
	for (int q = n - 1; q >= 0; q--)
		if (group[q] >= 0)
			qubit[--start[group[q] + 1]] = q;
	/* start[g + 1] went back to where group g begins */
	for (int g = 0; g < input->groups; g++)
		start[g] = start[g + 1];
	count = 0;
	for (int q = 0; q < n; q++)
		count += group[q] >= 0;
	start[input->groups] = count;
	input->group_start = start;
	input->group_qubit = qubit;
}

static void
read_settings(Reading *reading, const Datum *values, const bool *nulls)
{
	QshrinkCircuit *circuit = reading->circuit;
	char	   *word;

	if (nulls[1] || !qs_solver(TextDatumGetCString(values[1]), &circuit->solver))
		circuit->solver = QS_SOLVER_NONE;
	circuit->qasm.solver = circuit->solver;
	circuit->qasm.title = qs_solver_name(circuit->solver);
	circuit->fingerprint = nulls[2] ? NULL :
		qshrink_host_text(reading->host, values[2]);
	circuit->seed = nulls[3] ? 1 : (uint64) DatumGetInt64(values[3]);
	word = nulls[4] ? pstrdup("auto") : TextDatumGetCString(values[4]);
	if (!qs_encoding_kind(word, &circuit->encoding))
		corrupt(circuit, "settings");
	word = nulls[5] ? pstrdup("0") : TextDatumGetCString(values[5]);
	circuit->qasm.layers = atoi(word);
	if (circuit->qasm.layers > qshrink_option_find("layers", QSHRINK_ARGUMENT)->most)
		corrupt(circuit, "settings");
	word = nulls[6] ? pstrdup("x") : TextDatumGetCString(values[6]);
	if (!qs_mixer(word, &circuit->qasm.mixer))
		corrupt(circuit, "settings");
	circuit->qasm.multi_angle = !nulls[7] && strcmp(TextDatumGetCString(values[7]), "true") == 0;
}

static void
read_row(void *argument, const Datum *values, const bool *nulls)
{
	Reading    *reading = argument;
	QshrinkCircuit *circuit = reading->circuit;
	QsHost	   *host = reading->host;
	int			count;

	reading->found = true;
	circuit->round = DatumGetInt32(values[0]);
	read_settings(reading, values, nulls);
	circuit->presolve = nulls[15] || strcmp(TextDatumGetCString(values[15]), "false") != 0;
	if (!nulls[14])
		circuit->fixed_json = qshrink_host_string(reading->host,
												  DatumGetCString(DirectFunctionCall1(jsonb_out, values[14])));
	if (!nulls[16])
		circuit->rhs = qshrink_host_varlena(host, values[16]);
	if (!nulls[17])
		circuit->scenario = qshrink_host_text(host, values[17]);
	circuit->base_variables = nulls[8] ? -1 : DatumGetInt32(values[8]);
	if (nulls[9])
		return;
	reading->kept = true;
	circuit->input.qubo = qshrink_qubo_adjacency(host, DatumGetQubo(values[9]));
	circuit->qasm.angles = read_array(host, circuit, "angles", values[10], nulls[10],
									  sizeof(double), &circuit->qasm.angle_count);
	for (int k = 0; k < circuit->qasm.angle_count; k++)
		if (!isfinite(circuit->qasm.angles[k]))
			corrupt(circuit, "angles");
	circuit->qasm.variable_of = read_array(host, circuit, "qubit_variable", values[11], nulls[11],
										   sizeof(int32_t), &count);
	if (circuit->qasm.variable_of && count != circuit->input.qubo->n)
		corrupt(circuit, "qubit_variable");
	read_groups(host, circuit, values[12], nulls[12]);
	circuit->input.warm = read_array(host, circuit, "warm", values[13], nulls[13],
									 sizeof(double), &count);
	if (circuit->input.warm && count != circuit->input.qubo->n)
		corrupt(circuit, "warm");
	for (int k = 0; circuit->input.warm && k < count; k++)
		if (!(circuit->input.warm[k] >= 0.0 && circuit->input.warm[k] <= 1.0))
			corrupt(circuit, "warm");
}

/* Integers as the one array parameter of a query */
static Datum
key_array(int64 problem_id, int64 run_id, int64 round)
{
	Datum		key[] = {Int64GetDatum(problem_id), Int64GetDatum(run_id), Int64GetDatum(round)};

	return PointerGetDatum(construct_array(key, 3, INT8OID, 8, FLOAT8PASSBYVAL, TYPALIGN_DOUBLE));
}

QshrinkCircuit *
qshrink_circuit_read(QsHost *host, Oid namespace, int64 problem_id, int64 run_id, int round)
{
	Reading		reading = {.host = host, .circuit = QS_NEW(host, QshrinkCircuit)};
	char	   *query =
		psprintf("SELECT r.round, n.solver, n.fingerprint, n.seed, "
				 "n.settings OPERATOR(pg_catalog.->>) 'encoding', "
				 "n.settings OPERATOR(pg_catalog.->>) 'layers', "
				 "n.settings OPERATOR(pg_catalog.#>>) '{options,mixer}', "
				 "n.settings OPERATOR(pg_catalog.#>>) '{options,multi_angle}', "
				 "r.n_variables_before, r.qubo, r.angles, r.qubit_variable, r.qubit_group, r.warm, "
				 "n.fixed, n.settings OPERATOR(pg_catalog.#>>) '{options,presolve}', n.changed_rhs, n.scenario "
				 "FROM %s n JOIN %s r "
				 "ON r.problem_id OPERATOR(pg_catalog.=) n.problem_id "
				 "AND r.run_id OPERATOR(pg_catalog.=) n.run_id "
				 "WHERE n.problem_id OPERATOR(pg_catalog.=) ($1)[1] "
				 "AND n.run_id OPERATOR(pg_catalog.=) ($1)[2] "
				 "AND r.round OPERATOR(pg_catalog.=) "
				 "CASE WHEN ($1)[3] OPERATOR(pg_catalog.=) 0 THEN n.best_round ELSE ($1)[3] END",
				 qshrink_table(namespace, "qshrink_run"), qshrink_table(namespace, "qshrink_round"));

	reading.circuit->problem_id = problem_id;
	reading.circuit->run_id = run_id;
	qshrink_for_each_row(host, query, INT8ARRAYOID, key_array(problem_id, run_id, round),
						 read_row, &reading);
	if (!reading.found)
		ereport(ERROR,
				(errcode(ERRCODE_NO_DATA_FOUND),
				 round == 0 ?
				 errmsg("run " INT64_FORMAT " of problem " INT64_FORMAT " does not exist or has no round",
						run_id, problem_id) :
				 errmsg("round %d of run " INT64_FORMAT " of problem " INT64_FORMAT " does not exist",
						round, run_id, problem_id),
				 errhint("Runs are listed in qshrink_run, their rounds in qshrink_round.")));
	if (!reading.kept)
		ereport(ERROR,
				(errcode(ERRCODE_OBJECT_NOT_IN_PREREQUISITE_STATE),
				 errmsg("no circuit was kept of round %d of run " INT64_FORMAT,
						reading.circuit->round, run_id),
				 errhint("The best round that sampled a QUBO is kept, all of them with the option {\"log\": \"all\"}.")));
	return reading.circuit;
}

int
qshrink_round_argument(FunctionCallInfo fcinfo, int k)
{
	int			round;

	if (PG_ARGISNULL(k))
		return 0;
	round = PG_GETARG_INT32(k);
	if (round < 1)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("round is %d", round),
				 errhint("Rounds are numbered from 1; null stands for the best one.")));
	return round;
}

static char *
keep_reason(StepReading *reading, Datum value)
{
	char	   *reason = TextDatumGetCString(value);

	for (int k = 0; k < reading->reasons; k++)
		if (strcmp(reading->reason[k], reason) == 0)
			return reading->reason[k];
	if (reading->reasons == MOST_REASONS)
		return "";
	return reading->reason[reading->reasons++] = qshrink_host_text(reading->host, value);
}

static void
read_step(void *argument, const Datum *values, const bool *nulls)
{
	StepReading *reading = argument;
	char	   *action = TextDatumGetCString(values[0]);

	if (reading->count == reading->capacity)
	{
		int64_t		capacity = 2 * reading->capacity + 64;

		reading->step = qs_realloc(reading->host, reading->step, (size_t) reading->capacity,
								   (size_t) capacity, sizeof(QsStep));
		reading->capacity = capacity;
	}
	reading->step[reading->count++] = (QsStep)
	{
		.action = strcmp(action, "merge") == 0 ? QS_ACTION_MERGE :
			strcmp(action, "fix") == 0 ? QS_ACTION_FIX : QS_ACTION_ELIMINATE,
		.variable = DatumGetInt32(values[1]),
		.onto = nulls[2] ? QS_REFERENCE : Max(DatumGetInt32(values[2]), QS_REFERENCE),
		.equal = !nulls[3] && strcmp(TextDatumGetCString(values[3]), "=") == 0,
		.correlation = nulls[4] ? NAN : DatumGetFloat8(values[4]),
		.reason = nulls[5] ? "" : keep_reason(reading, values[5]),
		.row = -1
	};
}

QsStep *
qshrink_circuit_steps(QsHost *host, Oid namespace, const QshrinkCircuit *circuit, int round,
					  int64_t *count)
{
	StepReading reading = {.host = host};
	char	   *query =
		psprintf("SELECT action, variable, onto, relation, correlation, reason FROM %s "
				 "WHERE problem_id OPERATOR(pg_catalog.=) ($1)[1] "
				 "AND run_id OPERATOR(pg_catalog.=) ($1)[2] "
				 "AND round OPERATOR(pg_catalog.=) ($1)[3] "
				 "AND action OPERATOR(pg_catalog.=) ANY ('{merge,fix,eliminate}') ORDER BY step",
				 qshrink_table(namespace, "qshrink_step"));

	qshrink_for_each_row(host, query, INT8ARRAYOID,
						 key_array(circuit->problem_id, circuit->run_id, round), read_step, &reading);
	*count = reading.count;
	return reading.step;
}
