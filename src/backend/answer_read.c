/*
 * answer_read.c
 *	  From a qshrink_answer_record, whoever made it, to what it claims.
 */
#include "compat.h"

#include <math.h>

#include "catalog/pg_type.h"
#include "utils/builtins.h"
#include "utils/varbit.h"

#include "answer_record.h"
#include "base/decimal_scale.h"
#include "problem_sql.h"
#include "problem_tables.h"
#include "qubo_type.h"
#include "record_fields.h"
#include "sampling/history.h"
#include "solve_options.h"

#define MOST_SOLUTIONS	10000
#define MOST_ROUNDS		1000000

typedef struct Reading
{
	QsHost	   *host;
	const QshrinkProblem *problem;
	Oid			qubo_type;
} Reading;

static void
refuse(const char *what, const char *why)
{
	ereport(ERROR,
			(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
			 errmsg("the answer cannot be stored: %s %s", what, why),
			 errhint("Give the record as qshrink_solve_model or qshrink_solve_qubo returned it.")));
}

static void
require_model(const QshrinkProblem *problem, const char *fingerprint)
{
	if (fingerprint && strcmp(fingerprint, problem->fingerprint) == 0)
		return;
	ereport(ERROR,
			(errcode(ERRCODE_OBJECT_NOT_IN_PREREQUISITE_STATE),
			 errmsg("the answer is not one of problem " INT64_FORMAT " as it is now", problem->problem_id),
			 fingerprint ? errdetail("It is of a model with the fingerprint %s, the problem has %s.",
									 fingerprint, problem->fingerprint) :
			 errdetail("It has no fingerprint."),
			 errhint("Solve qshrink_model(problem_id) again: an answer belongs to the model it was found for.")));
}

/* The bits of an attribute, NULL where it is null */
static uint8_t *
read_bits(const Reading *reading, const QshrinkRecord *record, const char *name)
{
	bool		null;
	Datum		bits = qshrink_record_get(record, name, VARBITOID, &null);

	return null ? NULL : qshrink_bits(reading->host, bits, reading->problem->n, name);
}

static QsSolution
read_solution(const Reading *reading, const QshrinkRecord *record, int rounds)
{
	QsSolution	solution = {
		.x = read_bits(reading, record, "assignment"),
		.raw = read_bits(reading, record, "raw_assignment"),
		.repaired_objective = qs_model_accept(reading->problem->model,
											  qshrink_record_real(record, "repaired_objective")),
		.repair_moves = qshrink_record_bigint(record, "repair_moves"),
		.polish_moves = qshrink_record_bigint(record, "polish_moves"),
		.occurrences = qshrink_record_bigint(record, "occurrences"),
		.round = qshrink_record_int(record, "round"),
		.start = qshrink_record_int(record, "start"),
	};

	if (solution.x == NULL)
		refuse("a solution", "has no assignment");
	if (solution.round < 0 || solution.round > rounds)
		refuse("a solution", "is of a round that is not there");
	return solution;
}

/* Bits of QsRound.sources from "lp+sdp" */
static unsigned
read_sources(const char *names)
{
	unsigned	sources = 0;
	char	   *copy = names ? pstrdup(names) : NULL;
	char	   *rest = NULL;

	for (char *name = copy ? strtok_r(copy, "+", &rest) : NULL; name; name = strtok_r(NULL, "+", &rest))
	{
		const QsName *entry = qs_name_find(&qs_correlation_names, name);

		if (entry == NULL)
			refuse("a round", "has an unknown source of correlations");
		sources |= 1U << entry->value;
	}
	return sources;
}

static double *
read_reals(const Reading *reading, const QshrinkRecord *record, const char *name, int *count)
{
	double	   *value;
	double	   *copy;

	*count = qshrink_record_reals(record, name, &value);
	if (*count < 0)
	{
		*count = 0;
		return NULL;
	}
	copy = qs_duplicate(reading->host, value, (size_t) *count, sizeof(double));
	pfree(value);
	return copy;
}

static int32_t *
read_ints(const Reading *reading, const QshrinkRecord *record, const char *name, int expected)
{
	int32_t    *value;
	int32_t    *copy;
	int			count = qshrink_record_ints(record, name, &value);

	if (count < 0)
		return NULL;
	if (count != expected)
		refuse("a round", "has lists that do not fit its qubo");
	copy = qs_duplicate(reading->host, value, (size_t) count, sizeof(int32_t));
	pfree(value);
	return copy;
}

/* The circuit of a round: lists by qubit are as long as the qubo, or there are none */
static void
read_circuit(const Reading *reading, const QshrinkRecord *record, QsRound *round)
{
	bool		null;
	Datum		qubo = qshrink_record_get(record, "qubo", reading->qubo_type, &null);
	int			count;

	round->report.angles = read_reals(reading, record, "angles", &round->report.angle_count);
	if (null)
		return;
	round->qubo = qshrink_qubo_adjacency(reading->host, DatumGetQubo(qubo));
	round->qubit_variable = read_ints(reading, record, "qubit_variable", round->qubo->n);
	round->qubit_group = read_ints(reading, record, "qubit_group", round->qubo->n);
	round->warm = read_reals(reading, record, "warm", &count);
	if (round->warm && count != round->qubo->n)
		refuse("a round", "has lists that do not fit its qubo");
	for (int k = 0; round->qubit_variable && k < round->qubo->n; k++)
		if (round->qubit_variable[k] < -1 || round->qubit_variable[k] >= reading->problem->n)
			refuse("a round", "has a qubit for a variable that is not there");
}

/* How the angles were found */
static void
read_optimisation(const Reading *reading, const QshrinkRecord *record, QsSamplerReport *report)
{
	int			exponent = -reading->problem->model->exponent;
	bool		null;
	Datum		shots = qshrink_record_get(record, "optimization_shots", INT8OID, &null);
	int32_t    *number;
	double	   *value;
	int			numbers = qshrink_record_ints(record, "history_evaluations", &number);
	int			values = qshrink_record_reals(record, "history_values", &value);

	report->objective = qs_decimal_shift(qshrink_record_real(record, "cvar"), exponent);
	report->cx_depth = qshrink_record_bigint(record, "decomposed_depth");
	report->cx_gates = qshrink_record_bigint(record, "decomposed_two_qubit_gates");
	report->swaps = qshrink_record_bigint(record, "swaps");
	report->noisy_expectation = qs_decimal_shift(qshrink_record_real(record, "noisy_expectation"), exponent);
	report->mitigated_expectation = qs_decimal_shift(qshrink_record_real(record, "mitigated_expectation"), exponent);
	report->optimization_shots = null ? -1 : DatumGetInt64(shots);
	if (numbers != values || numbers > QS_HISTORY_MOST)
		refuse("a round", "has a history of numbers and values that do not fit together");
	if (numbers <= 0)
		return;
	report->history_count = numbers;
	report->history = QS_ARRAY(reading->host, QsEvaluation, numbers);
	for (int k = 0; k < numbers; k++)
		report->history[k] = (QsEvaluation) {number[k], qs_decimal_shift(value[k], exponent)};
}

static void
read_round(const Reading *reading, const QshrinkRecord *record, int number, QsRound *round)
{
	const QsModel *model = reading->problem->model;
	double	   *spectrum;
	int			count;
	char	   *stop = qshrink_record_text(record, "stop_reason");

#define OBJECTIVE(name)	qs_model_accept(model, qshrink_record_real(record, name))
	*round = (QsRound)
	{
		.round = number,
		.sources = read_sources(qshrink_record_text(record, "source")),
		.stop = stop ? qshrink_host_string(reading->host, stop) : NULL,
		.base_variables = qshrink_record_int(record, "n_variables_before"),
		.variables = qshrink_record_int(record, "n_variables"),
		.qubits = qshrink_record_int(record, "qubits"),
		.merges = qshrink_record_int(record, "merges"),
		.rejected = qshrink_record_int(record, "rejected"),
		.undone = qshrink_record_int(record, "undone"),
		.perturbation = qshrink_record_real(record, "perturbation"),
		.distinct_shots = qshrink_record_int(record, "distinct_shots"),
		.raw_feasible_share = qshrink_record_real(record, "raw_feasible_share"),
		.raw_objective = OBJECTIVE("raw_objective"),
		.raw_energy_objective = OBJECTIVE("lowest_energy_objective"),
		.repaired_objective = OBJECTIVE("repaired_objective"),
		.polished_objective = OBJECTIVE("polished_objective"),
		.best_so_far = OBJECTIVE("best_so_far"),
		.shots = qshrink_record_bigint(record, "shots"),
		.best_shots = qshrink_record_bigint(record, "best_shots"),
		.shot_objective = OBJECTIVE("shot_objective"),
		.repair_moves = qshrink_record_bigint(record, "repair_moves"),
		.polish_moves = qshrink_record_bigint(record, "polish_moves"),
		.optimum_share = qshrink_record_real(record, "optimum_share"),
		.report.expectation = qs_decimal_shift(qshrink_record_real(record, "expectation"), -model->exponent),
		.report.evaluations = qshrink_record_int(record, "evaluations"),
		.report.depth = qshrink_record_bigint(record, "circuit_depth"),
		.report.two_qubit_gates = qshrink_record_bigint(record, "two_qubit_gates"),
		.seconds = NAN,
	};
#undef OBJECTIVE
	read_circuit(reading, record, round);
	read_optimisation(reading, record, &round->report);
	spectrum = read_reals(reading, record, "spectrum", &count);
	if (count > QS_SPECTRUM_VALUES)
		refuse("a round", "has too long a spectrum");
	round->spectrum_count = count;
	for (int k = 0; k < count; k++)
		round->spectrum[k] = spectrum[k];
}

/* What is said of the run as a whole, but for its status */
static void
read_run(const QshrinkRecord *record, QsRun *run)
{
	char	   *stop = qshrink_record_text(record, "stop_reason");

	run->stop_reason = QS_STOP_ROUNDS;
	for (int k = 0; stop && k <= QS_STOP_STOPPED; k++)
		if (strcmp(stop, qs_stop_reason_name((QsStopReason) k)) == 0)
			run->stop_reason = (QsStopReason) k;
	run->bound = -INFINITY;
	run->qubits = qshrink_record_int(record, "qubits");
	run->presolve_fixed = qshrink_record_int(record, "presolve_fixed");
	run->merge_fixed = qshrink_record_int(record, "merge_fixed");
	run->repair_moves = qshrink_record_bigint(record, "repair_moves");
	run->polish_moves = qshrink_record_bigint(record, "polish_moves");
	run->raw_feasible_share = qshrink_record_real(record, "raw_feasible_share");
	run->best_round = qshrink_record_int(record, "best_round");
	if (run->best_round < 0 || run->best_round > run->rounds)
		refuse("its best round", "is not there");
}

static void
read_starts(const Reading *reading, const QshrinkRecord *record, QsRun *run)
{
	run->start_objective = read_reals(reading, record, "start_objectives", &run->starts);
	for (int k = 0; k < run->starts; k++)
		run->start_objective[k] = qs_model_accept(reading->problem->model, run->start_objective[k]);
	run->best_start = qshrink_record_int(record, "best_start");
	if (run->best_start < 0 || run->best_start > run->starts)
		refuse("its best start", "is not there");
}

static QsRun *
read_lists(const Reading *reading, const QshrinkRecord *record)
{
	QsRun	   *run = QS_NEW(reading->host, QsRun);
	QshrinkRecord *element;

	run->n = reading->problem->n;
	run->rounds = qshrink_record_list(record, "round_list", &element);
	if (run->rounds > MOST_ROUNDS)
		refuse("it", "has too many rounds");
	run->round = QS_ARRAY(reading->host, QsRound, run->rounds);
	for (int k = 0; k < run->rounds; k++)
	{
		read_round(reading, &element[k], k + 1, &run->round[k]);
		qs_check(reading->host);
	}
	run->solutions = qshrink_record_list(record, "solution_list", &element);
	if (run->solutions > MOST_SOLUTIONS)
		refuse("it", "has too many solutions");
	run->solution = QS_ARRAY(reading->host, QsSolution, run->solutions);
	for (int k = 0; k < run->solutions; k++)
	{
		run->solution[k] = read_solution(reading, &element[k], run->rounds);
		qs_check(reading->host);
	}
	return run;
}

QshrinkClaim
qshrink_answer_read(QsHost *host, const QshrinkProblem *problem, Oid namespace, HeapTupleHeader header)
{
	Reading		reading = {host, problem, qshrink_own_type(namespace, "qubo")};
	QshrinkRecord record = qshrink_record_open(header);
	QshrinkClaim claim = {.fingerprint = qshrink_record_text(&record, "fingerprint")};
	bool		null;
	Datum		settings = qshrink_record_get(&record, "settings", JSONBOID, &null);

	require_model(problem, claim.fingerprint);
	claim.run = read_lists(&reading, &record);
	read_run(&record, claim.run);
	read_starts(&reading, &record, claim.run);
	claim.settings = null ? NULL : DatumGetJsonbP(settings);
	claim.seed = qshrink_record_bigint(&record, "seed");
	claim.status = qshrink_record_text(&record, "status");
	claim.proved_by = qshrink_record_text(&record, "proved_by");
	claim.version = qshrink_record_text(&record, "version");
	claim.objective = qshrink_record_real(&record, "objective");
	claim.bound = qshrink_record_real(&record, "bound");
	return claim;
}
