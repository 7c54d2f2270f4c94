/*
 * answer_record.c
 *	  From a run of the pure form to its record.
 */
#include "compat.h"

#include <math.h>

#include "catalog/pg_type.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/jsonb.h"

#include "answer_record.h"
#include "base/decimal_scale.h"
#include "json_build.h"
#include "pure_settings.h"
#include "qubo_type.h"
#include "record_fields.h"
#include "samplers/samplers.h"
#include "solve_rank.h"
#include "solve_rounds.h"
#include "solve_store.h"

#define MOST_CHOSEN		1000000 /* variables: a jsonb value has a largest size */

/* ---------------------------------------------------------------------------
 * What an assignment chooses
 */
static void
push_key(JsonbParseState **state, const char *name)
{
	qshrink_json_push_string(state, WJB_KEY, name);
}

/* {"variable": 3, "keys": ["a"], "value": 1} */
static void
push_chosen(JsonbParseState **state, const QshrinkKeys *keys, int v, double value)
{
	const Datum *part = NULL;
	int			count = 0;

	if (keys && keys->part)
		part = qshrink_keys_of(keys, v, &count);
	pushJsonbValue(state, WJB_BEGIN_OBJECT, NULL);
	push_key(state, "variable");
	qshrink_json_push_integer(state, WJB_VALUE, v);
	if (count > 0)
	{
		push_key(state, "keys");
		pushJsonbValue(state, WJB_BEGIN_ARRAY, NULL);
		for (int k = 0; k < count; k++)
			qshrink_json_push_string(state, WJB_ELEM, TextDatumGetCString(part[k]));
		pushJsonbValue(state, WJB_END_ARRAY, NULL);
	}
	push_key(state, "value");
	qshrink_json_push_number(state, WJB_VALUE, value);
	pushJsonbValue(state, WJB_END_OBJECT, NULL);
}

/* n values: of an integer at the first of its bits, 0 at its others */
static double *
decode(const QshrinkKeys *keys, const uint8_t *x, int n)
{
	double	   *value = MemoryContextAllocHuge(CurrentMemoryContext, (Size) n * sizeof(double));
	int		   *first = NULL;
	QshrinkKeyMap *map = NULL;

	if (keys && keys->role)
	{
		map = qshrink_keymap_create();
		first = MemoryContextAllocHuge(CurrentMemoryContext, (Size) n * sizeof(int));
	}
	for (int v = 0; v < n; v++)
	{
		QshrinkBitRole role = map ? qshrink_keys_role(keys, v) : (QshrinkBitRole) {-1.0, 0.0, 0};
		bool		added;
		int			count;
		int			k;

		if ((v & 4095) == 0)
			CHECK_FOR_INTERRUPTS();
		value[v] = role.weight == 0.0 ? 0.0 : x[v];
		if (!(role.weight > 0.0))
			continue;
		{
			const Datum *part = qshrink_keys_of(keys, v, &count);

			k = qshrink_keymap_add(map, qshrink_joined_key(part, count), &added);
		}
		value[v] = 0.0;
		if (added)
		{
			first[k] = v;
			value[v] = role.lower;
		}
		value[first[k]] += role.weight * x[v];
	}
	return value;
}

Jsonb *
qshrink_answer_chosen(const QshrinkKeys *keys, const uint8_t *x, int n)
{
	double	   *value = decode(keys, x, n);
	JsonbParseState *state = NULL;
	int			chosen = 0;

	for (int v = 0; v < n; v++)
		chosen += value[v] != 0.0;
	if (chosen > MOST_CHOSEN)
		return NULL;
	qshrink_json_check_memory(6.0 * chosen);
	pushJsonbValue(&state, WJB_BEGIN_ARRAY, NULL);
	for (int v = 0; v < n; v++)
	{
		if (value[v] != 0.0)
			push_chosen(&state, keys, v, value[v]);
		if ((v & 4095) == 0)
			CHECK_FOR_INTERRUPTS();
	}
	pfree(value);
	return JsonbValueToJsonb(pushJsonbValue(&state, WJB_END_ARRAY, NULL));
}

/* ---------------------------------------------------------------------------
 * Solutions and rounds
 */

/* The assignments of a solution, judged by the model's own rows, and how it came about */
static void
solution_fields(QshrinkFields *fields, const QshrinkProblem *problem, const QsSolution *solution)
{
	double		objective;
	double		raw_objective = NAN;
	int			violated;
	bool		feasible = qshrink_problem_verify(problem, solution->x, &objective, &violated);
	bool		raw_feasible = false;

	if (solution->raw)
		raw_feasible = qshrink_problem_verify(problem, solution->raw, &raw_objective, NULL);
	qshrink_field_real(fields, "objective", objective);
	qshrink_field(fields, "feasible", BOOLOID, BoolGetDatum(feasible), false);
	qshrink_field_int(fields, "violations", violated);
	qshrink_field(fields, "assignment", VARBITOID, qshrink_bit_string(solution->x, problem->n), false);
	qshrink_field(fields, "raw_assignment", VARBITOID,
				  solution->raw ? qshrink_bit_string(solution->raw, problem->n) : (Datum) 0,
				  solution->raw == NULL);
	qshrink_field_real(fields, "raw_objective", raw_objective);
	qshrink_field(fields, "raw_feasible", BOOLOID, BoolGetDatum(raw_feasible), solution->raw == NULL);
	qshrink_field_real(fields, "repaired_objective",
					   qs_model_report(problem->model, solution->repaired_objective));
	qshrink_field_bigint(fields, "repair_moves", solution->repair_moves);
	qshrink_field_bigint(fields, "polish_moves", solution->polish_moves);
	qshrink_field_bigint(fields, "occurrences", solution->occurrences);
	qshrink_field_int(fields, "round", solution->round);
	qshrink_field_int(fields, "start", solution->start);
}

static void
optimisation_fields(QshrinkFields *fields, const QsModel *model, const QsRound *round)
{
	QshrinkRoundHistory history = qshrink_round_history(model, &round->report);
	int64		shots = round->report.optimization_shots;

	qshrink_field_real(fields, "cvar", qs_decimal_shift(round->report.objective, model->exponent));
	qshrink_field(fields, "optimization_shots", INT8OID, Int64GetDatum(shots), shots < 0);
	qshrink_field_ints(fields, "history_evaluations", history.evaluation, history.count);
	qshrink_field_reals(fields, "history_values", history.value, history.count);
}

static void
program_fields(QshrinkFields *fields, const QsModel *model, const QsSamplerReport *report)
{
	qshrink_field_real(fields, "noisy_expectation", qs_decimal_shift(report->noisy_expectation, model->exponent));
	qshrink_field_real(fields, "mitigated_expectation",
					   qs_decimal_shift(report->mitigated_expectation, model->exponent));
	if (report->cx_depth == 0)
		return;
	qshrink_field_bigint(fields, "decomposed_depth", report->cx_depth);
	qshrink_field_bigint(fields, "decomposed_two_qubit_gates", report->cx_gates);
	qshrink_field_bigint(fields, "swaps", report->swaps);
}

static void
round_fields(QshrinkFields *fields, QsHost *host, Oid qubo_type, const QsModel *model,
			 const QsRound *round)
{
	const QsQubo *qubo = round->qubo;

	qshrink_field_int(fields, "round", round->round);
	qshrink_field_text(fields, "source", qshrink_source_names(round->sources));
	qshrink_field_real(fields, "perturbation", round->perturbation);
	qshrink_field_int(fields, "qubits", round->qubits);
	qshrink_field_int(fields, "n_variables", round->variables);
	qshrink_field_int(fields, "merges", round->merges);
	qshrink_field_int(fields, "rejected", round->rejected);
	qshrink_field_int(fields, "undone", round->undone);
	qshrink_field_text(fields, "stop_reason", round->stop);
	qshrink_field_int(fields, "distinct_shots", round->distinct_shots);
	qshrink_field_real(fields, "raw_feasible_share", round->raw_feasible_share);
	qshrink_field_real(fields, "optimum_share", round->optimum_share);
	qshrink_field_real(fields, "raw_objective", qs_model_report(model, round->raw_objective));
	qshrink_field_real(fields, "lowest_energy_objective", qs_model_report(model, round->raw_energy_objective));
	qshrink_field_real(fields, "repaired_objective", qs_model_report(model, round->repaired_objective));
	qshrink_field_real(fields, "polished_objective", qs_model_report(model, round->polished_objective));
	qshrink_field_real(fields, "best_so_far", qs_model_report(model, round->best_so_far));
	qshrink_field_bigint(fields, "repair_moves", round->repair_moves);
	qshrink_field_bigint(fields, "polish_moves", round->polish_moves);
	qshrink_field_real(fields, "expectation", qs_decimal_shift(round->report.expectation, model->exponent));
	qshrink_field_int(fields, "evaluations", round->report.evaluations);
	qshrink_field_reals(fields, "angles", round->report.angles, round->report.angle_count);
	qshrink_field_bigint(fields, "circuit_depth", round->report.depth);
	qshrink_field_bigint(fields, "two_qubit_gates", round->report.two_qubit_gates);
	qshrink_field(fields, "qubo", qubo_type,
				  qubo ? PointerGetDatum(qshrink_qubo_of_engine(host, qubo, CurrentMemoryContext)) : (Datum) 0,
				  qubo == NULL);
	qshrink_field_ints(fields, "qubit_variable", round->qubit_variable, qubo ? qubo->n : 0);
	qshrink_field_ints(fields, "qubit_group", round->qubit_group, qubo ? qubo->n : 0);
	qshrink_field_reals(fields, "warm", round->warm, qubo ? qubo->n : 0);
	qshrink_field_int(fields, "n_variables_before", round->base_variables);
	qshrink_field_reals(fields, "spectrum", round->spectrum, round->spectrum_count);
	optimisation_fields(fields, model, round);
	program_fields(fields, model, &round->report);
	if (!qshrink_round_has_shots(round))
		return;
	qshrink_field_bigint(fields, "shots", round->shots);
	qshrink_field_bigint(fields, "best_shots", round->best_shots);
	qshrink_field_real(fields, "shot_objective", qs_model_report(model, round->shot_objective));
}

static Datum
composite_array(Datum *element, int count, Oid type)
{
	return PointerGetDatum(construct_array(element, count, type, -1, false, TYPALIGN_DOUBLE));
}

static Oid
attribute_type(TupleDesc descriptor, const char *name)
{
	for (int a = 0; a < descriptor->natts; a++)
		if (strcmp(NameStr(TupleDescAttr(descriptor, a)->attname), name) == 0)
			return TupleDescAttr(descriptor, a)->atttypid;
	return InvalidOid;
}

static void
add_solutions(QshrinkFields *fields, QsHost *host, TupleDesc descriptor, const QshrinkAnswer *answer,
			  const int *order)
{
	Oid			type;
	TupleDesc	element = qshrink_fields_element(descriptor, "solution_list", &type);
	int			count = answer->run->solutions;
	Datum	   *list = palloc_array(Datum, count);

	for (int k = 0; k < count; k++)
	{
		QshrinkFields solution = {0};

		qs_check(host);
		solution_fields(&solution, answer->problem, &answer->run->solution[order[k]]);
		list[k] = HeapTupleGetDatum(qshrink_fields_form(&solution, element));
	}
	qshrink_field(fields, "solution_list", attribute_type(descriptor, "solution_list"),
				  composite_array(list, count, type), false);
}

static void
add_rounds(QshrinkFields *fields, QsHost *host, TupleDesc descriptor, const QshrinkAnswer *answer)
{
	Oid			type;
	TupleDesc	element = qshrink_fields_element(descriptor, "round_list", &type);
	Oid			qubo_type = attribute_type(element, "qubo");
	int			count = answer->run->rounds;
	Datum	   *list = palloc_array(Datum, count);

	for (int k = 0; k < count; k++)
	{
		QshrinkFields round = {0};

		qs_check(host);
		round_fields(&round, host, qubo_type, answer->problem->model, &answer->run->round[k]);
		list[k] = HeapTupleGetDatum(qshrink_fields_form(&round, element));
	}
	qshrink_field(fields, "round_list", attribute_type(descriptor, "round_list"),
				  composite_array(list, count, type), false);
}

/* ---------------------------------------------------------------------------
 * The whole
 */

/* What each start reached, NAN where it found nothing */
static void
add_starts(QshrinkFields *fields, const QsModel *model, const QsRun *run)
{
	double	   *objective = palloc_array(double, run->starts);

	for (int k = 0; k < run->starts; k++)
		objective[k] = qs_model_report(model, run->start_objective[k]);
	qshrink_field_int(fields, "starts", run->starts);
	qshrink_field_int(fields, "best_start", run->best_start);
	qshrink_field_reals(fields, "start_objectives", objective, run->starts);
}

/* The run as insert_run of solve_store.c has it, and how much of it is proved */
static void
add_outcome(QshrinkFields *fields, const QshrinkAnswer *answer, double objective)
{
	const QsRun *run = answer->run;
	const QsRound *round = run->best_round > 0 ? &run->round[run->best_round - 1] : NULL;
	double		bound = run->status == QS_RUN_OPTIMAL ? objective :
		qs_model_report(answer->problem->model, run->bound);

	qshrink_field_text(fields, "status", qs_run_status_name(run->status));
	qshrink_field_text(fields, "stop_reason", qs_stop_reason_name(run->stop_reason));
	qshrink_field_text(fields, "proved_by", run->proved_by);
	qshrink_field_int(fields, "proved_solutions", run->proved_solutions);
	qshrink_field_real(fields, "bound", bound);
	qshrink_field_real(fields, "gap_to_bound", qshrink_gap(objective, bound));
	qshrink_field_int(fields, "n_variables", run->n);
	qshrink_field_int(fields, "qubits", run->qubits);
	qshrink_field_int(fields, "presolve_fixed", run->presolve_fixed);
	qshrink_field_int(fields, "merge_fixed", run->merge_fixed);
	qshrink_field_int(fields, "rounds", run->rounds);
	qshrink_field_int(fields, "best_round", run->best_round);
	qshrink_field_real(fields, "raw_feasible_share", run->raw_feasible_share);
	qshrink_field_bigint(fields, "circuit_depth", round ? round->report.depth : 0);
	qshrink_field_bigint(fields, "two_qubit_gates", round ? round->report.two_qubit_gates : 0);
}

/* The best solution; moves are those of the whole run */
static void
add_best(QshrinkFields *fields, const QshrinkAnswer *answer, const QsSolution *solution,
		 double objective, bool feasible, int violated)
{
	const QshrinkProblem *problem = answer->problem;
	Jsonb	   *chosen = NULL;
	double		raw_objective = NAN;
	bool		raw_feasible = false;

	if (solution)
		chosen = qshrink_answer_chosen(answer->keys, solution->x, problem->n);
	if (solution && solution->raw)
		raw_feasible = qshrink_problem_verify(problem, solution->raw, &raw_objective, NULL);
	qshrink_field(fields, "objective", FLOAT8OID, Float8GetDatum(objective), !feasible || !isfinite(objective));
	qshrink_field(fields, "feasible", BOOLOID, BoolGetDatum(feasible), false);
	qshrink_field(fields, "violations", INT4OID, Int32GetDatum(violated), solution == NULL);
	qshrink_field(fields, "assignment", VARBITOID,
				  solution ? qshrink_bit_string(solution->x, problem->n) : (Datum) 0, solution == NULL);
	qshrink_field(fields, "chosen", JSONBOID, JsonbPGetDatum(chosen), chosen == NULL);
	qshrink_field_real(fields, "raw_objective", raw_objective);
	qshrink_field(fields, "raw_feasible", BOOLOID, BoolGetDatum(raw_feasible),
				  solution == NULL || solution->raw == NULL);
	qshrink_field_real(fields, "repaired_objective", solution ?
					   qs_model_report(problem->model, solution->repaired_objective) : NAN);
	qshrink_field_bigint(fields, "repair_moves", answer->run->repair_moves);
	qshrink_field_bigint(fields, "polish_moves", answer->run->polish_moves);
}

Datum
qshrink_answer_form(QsHost *host, TupleDesc descriptor, const QshrinkAnswer *answer)
{
	const QsRun *run = answer->run;
	const QshrinkProblem *problem = answer->problem;
	int		   *order = qshrink_rank_solutions(host, problem, run);
	const QsSolution *best = run->solutions > 0 ? &run->solution[order[0]] : NULL;
	QshrinkFields fields = {0};
	double		objective = NAN;
	bool		feasible = false;
	int			violated = 0;

	if (best)
		feasible = qshrink_problem_verify(problem, best->x, &objective, &violated);
	add_best(&fields, answer, best, objective, feasible, violated);
	add_outcome(&fields, answer, feasible ? objective : NAN);
	add_starts(&fields, problem->model, run);
	qshrink_field_text(&fields, "solver", qs_solver_name(answer->options->settings.solver));
	qshrink_field_bigint(&fields, "seed", (int64) answer->options->settings.seed);
	qshrink_field(&fields, "settings", JSONBOID,
				  DirectFunctionCall1(jsonb_in, CStringGetDatum(qshrink_pure_settings_json(answer->options, problem->n))),
				  false);
	qshrink_field_text(&fields, "fingerprint", problem->fingerprint);
	qshrink_field_text(&fields, "version", QSHRINK_VERSION);
	add_solutions(&fields, host, descriptor, answer, order);
	add_rounds(&fields, host, descriptor, answer);
	return HeapTupleGetDatum(qshrink_fields_form(&fields, descriptor));
}
