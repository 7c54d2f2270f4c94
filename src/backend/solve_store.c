/*
 * solve_store.c
 *	  Writes a finished run into the history tables.
 */
#include "compat.h"

#include <math.h>

#include "access/tupconvert.h"
#include "catalog/pg_type.h"
#include "executor/spi.h"
#include "funcapi.h"
#include "lib/stringinfo.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/lsyscache.h"
#include "utils/timestamp.h"
#include "utils/tuplestore.h"
#include "utils/varbit.h"

#include "base/decimal_scale.h"
#include "problem_lock.h"
#include "problem_sql.h"
#include "problem_tables.h"
#include "qubo_type.h"
#include "role_type.h"
#include "saved_plan.h"
#include "solve_incumbents.h"
#include "solve_rank.h"
#include "solve_records.h"
#include "solve_rounds.h"
#include "solve_shots.h"
#include "solve_steps.h"
#include "solve_store.h"
#include "solve_storing.h"

#define MOST_VALUES		48

/* Values of one INSERT, gathered one by one. */
typedef struct Values
{
	int			count;
	Oid			type[MOST_VALUES];
	Datum		value[MOST_VALUES];
	char		null[MOST_VALUES];
} Values;

static void
add(Values *values, Oid type, Datum value, bool null)
{
	Assert(values->count < MOST_VALUES);
	values->type[values->count] = type;
	values->value[values->count] = value;
	values->null[values->count++] = null ? 'n' : ' ';
}

static void
add_text(Values *values, const char *text)
{
	add(values, TEXTOID, text ? CStringGetTextDatum(text) : (Datum) 0, text == NULL);
}

static void
add_int(Values *values, int value)
{
	add(values, INT4OID, Int32GetDatum(value), false);
}

static void
add_bigint(Values *values, int64 value)
{
	add(values, INT8OID, Int64GetDatum(value), false);
}

static void
add_owner(Values *values, const QshrinkProblem *problem)
{
	add(values, problem->owner_type, qshrink_role_renewed(PointerGetDatum(problem->owner)), false);
}

/* A value that may be missing: NaN and infinities become NULL */
static void
add_real(Values *values, double value)
{
	add(values, FLOAT8OID, Float8GetDatum(value), !isfinite(value));
}

static void
add_reals(Values *values, const double *value, int count)
{
	Datum	   *elements;

	if (value == NULL || count == 0)
	{
		add(values, FLOAT8ARRAYOID, (Datum) 0, true);
		return;
	}
	elements = palloc_array(Datum, count);
	for (int k = 0; k < count; k++)
		elements[k] = Float8GetDatum(value[k]);
	add(values, FLOAT8ARRAYOID,
		PointerGetDatum(construct_array(elements, count, FLOAT8OID, 8, FLOAT8PASSBYVAL, TYPALIGN_DOUBLE)),
		false);
}

double
qshrink_gap(double objective, double reference)
{
	if (!isfinite(objective) || !isfinite(reference))
		return NAN;
	return fabs(objective - reference) / fmax(1.0, fabs(reference));
}

/* INSERT INTO table (columns) VALUES ($1, ...) [RETURNING returning] */
static void
insert(Oid namespace, const char *table, const char *columns, Values *values,
	   const char *returning)
{
	StringInfoData query;
	int			result;

	initStringInfo(&query);
	appendStringInfo(&query, "INSERT INTO %s (%s) VALUES (", qshrink_table(namespace, table), columns);
	for (int k = 0; k < values->count; k++)
		appendStringInfo(&query, "%s$%d", k ? ", " : "", k + 1);
	appendStringInfoChar(&query, ')');
	if (returning)
		appendStringInfo(&query, " RETURNING %s", returning);
	result = qshrink_execute(query.data, values->count, values->type, values->value,
								   values->null, false, 0);
	qshrink_check_written(table, result, 1);
	pfree(query.data);
}

/* Milliseconds by stage, loading and storing (up to `now`) included */
static char *
stage_json(const QshrinkRunRecord *record, double now)
{
	const QsRun *run = record->run;
	StringInfoData out;

	initStringInfo(&out);
	for (int k = 0; k < QS_STAGE_COUNT; k++)
	{
		double		seconds = run->stage_seconds[k];

		if (k == QS_STAGE_LOAD)
			seconds = record->solve_started - record->call_started;
		if (k == QS_STAGE_STORE)
			seconds = now - record->solve_started - run->seconds;
		appendStringInfo(&out, "%s\"%s\": %.3f", k ? ", " : "{", qs_stage_name((QsStage) k),
						 seconds * 1000.0);
	}
	appendStringInfoChar(&out, '}');
	return out.data;
}

/* The time all this took is known last, and what list of keys there is. */
static void
complete_run(QsHost *host, Oid namespace, const QshrinkRunRecord *record, int64 run_id,
			 int64 key_list_id)
{
	double		now = qs_clock(host);
	Values		values = {0};
	char	   *query = psprintf("UPDATE %s SET stage_milliseconds = $3, milliseconds = $4, key_list_id = $5 "
								 "WHERE problem_id OPERATOR(pg_catalog.=) $1 "
								 "AND run_id OPERATOR(pg_catalog.=) $2",
								 qshrink_table(namespace, "qshrink_run"));

	add_bigint(&values, record->problem->problem_id);
	add_bigint(&values, run_id);
	add(&values, JSONBOID, record->elsewhere ? (Datum) 0 :
		DirectFunctionCall1(jsonb_in, CStringGetDatum(stage_json(record, now))), record->elsewhere);
	add_real(&values, record->elsewhere ? record->milliseconds : (now - record->call_started) * 1000.0);
	add(&values, INT8OID, Int64GetDatum(key_list_id), key_list_id == 0);
	if (qshrink_execute(query, values.count, values.type, values.value, values.null, false,
							  0) < 0)
		elog(ERROR, "could not update qshrink_run");
}

#define STORE_SECONDS			0.02	/* what does not grow with the problem */
#define STORE_OF_LOADING		0.2		/* judging answers reads the problem as loading did */
#define STORE_SHARE				0.3		/* keeps back no more than this */

double
qshrink_reserve_storing(QsHost *host, double loading)
{
	double		deadline = host->deadline;
	double		needed = STORE_SECONDS + STORE_OF_LOADING * loading;

	if (isfinite(deadline))
		host->deadline -= fmin(needed, STORE_SHARE * fmax(0.0, deadline - qs_clock(host)));
	return deadline;
}

/* What each start reached, nulls where it found nothing */
static void
add_start_objectives(Values *values, const QsModel *model, const QsRun *run)
{
	Datum	   *elements = palloc_array(Datum, Max(run->starts, 1));
	bool	   *nulls = palloc_array(bool, Max(run->starts, 1));
	int			count = run->starts;
	int			lower = 1;

	for (int k = 0; k < count; k++)
	{
		nulls[k] = !isfinite(run->start_objective[k]);
		elements[k] = Float8GetDatum(nulls[k] ? 0.0 : qs_model_report(model, run->start_objective[k]));
	}
	add(values, FLOAT8ARRAYOID,
		PointerGetDatum(construct_md_array(elements, nulls, 1, &count, &lower, FLOAT8OID, 8,
										   FLOAT8PASSBYVAL, TYPALIGN_DOUBLE)),
		false);
}

/* Of the best round; nulls where it has no program */
static void
add_program(Values *values, const QsRound *round)
{
	bool		none = round == NULL || round->report.cx_depth == 0;

	add(values, INT8OID, none ? (Datum) 0 : Int64GetDatum(round->report.cx_depth), none);
	add(values, INT8OID, none ? (Datum) 0 : Int64GetDatum(round->report.cx_gates), none);
	add(values, INT8OID, none ? (Datum) 0 : Int64GetDatum(round->report.swaps), none);
}

static int64
insert_run(Oid namespace, const QshrinkRunRecord *record, const int *order)
{
	static const char *const columns =
		"problem_id, owner, settings, fixed, changed_rhs, scenario, counts, seed, fingerprint, version, solver, status, stop_reason, "
		"proved_by, proved_solutions, objective, bound, gap_to_bound, n_variables, qubits, presolve_fixed, merge_fixed, "
		"rounds, best_round, raw_feasible_share, repair_moves, polish_moves, circuit_depth, "
		"two_qubit_gates, peak_memory, spectrum, stage_milliseconds, milliseconds, started_at, "
		"starts, best_start, start_objectives, decomposed_depth, decomposed_two_qubit_gates, swaps";
	const QsRun *run = record->run;
	const QsModel *model = record->problem->model;
	const QsRound *round = run->best_round > 0 ? &run->round[run->best_round - 1] : NULL;
	double		objective = NAN;
	double		bound = qs_model_report(model, run->bound);
	MemoryContext caller = CurrentMemoryContext;
	Values		values = {0};
	bool		null;

	/* as the judge adds it up */
	if (run->status <= QS_RUN_FEASIBLE)
		qshrink_problem_verify(record->problem, run->solution[order[0]].x, &objective, NULL);
	if (run->status == QS_RUN_OPTIMAL)
		bound = objective;
	add_bigint(&values, record->problem->problem_id);
	add_owner(&values, record->problem);
	add(&values, JSONBOID, DirectFunctionCall1(jsonb_in, CStringGetDatum(record->settings_json)), false);
	add(&values, JSONBOID, record->fixed_json ?
		DirectFunctionCall1(jsonb_in, CStringGetDatum(record->fixed_json)) : (Datum) 0,
		record->fixed_json == NULL);
	add(&values, JSONBOID, JsonbPGetDatum(record->rhs), record->rhs == NULL);
	add_text(&values, record->scenario);
	add(&values, JSONBOID, JsonbPGetDatum(record->counts), record->counts == NULL);
	add_bigint(&values, (int64) record->settings->seed);
	add_text(&values, record->problem->fingerprint);
	add_text(&values, QSHRINK_VERSION);
	add_text(&values, record->solver);
	add_text(&values, qs_run_status_name(run->status));
	add_text(&values, qs_stop_reason_name(run->stop_reason));
	add_text(&values, run->proved_by);
	add_int(&values, run->proved_solutions);
	add_real(&values, objective);
	add_real(&values, bound);
	add_real(&values, qshrink_gap(objective, bound));
	add_int(&values, run->n);
	add_int(&values, run->qubits);
	add_int(&values, run->presolve_fixed);
	add_int(&values, run->merge_fixed);
	add_int(&values, run->rounds);
	add_int(&values, run->best_round);
	add_real(&values, run->raw_feasible_share);
	add_bigint(&values, run->repair_moves);
	add_bigint(&values, run->polish_moves);
	add_bigint(&values, round ? round->report.depth : 0);
	add_bigint(&values, round ? round->report.two_qubit_gates : 0);
	add(&values, INT8OID, Int64GetDatum((int64) record->peak_memory), record->elsewhere);
	add_reals(&values, round ? round->spectrum : NULL, round ? round->spectrum_count : 0);
	add(&values, JSONBOID, (Datum) 0, true);	/* see complete_run() */
	add_real(&values, NAN);
	add(&values, TIMESTAMPTZOID, TimestampTzGetDatum(record->started_at), false);
	add_int(&values, run->starts);
	add_int(&values, run->best_start);
	add_start_objectives(&values, model, run);
	add_program(&values, round);
	PG_TRY();
	{
		insert(namespace, "qshrink_run", columns, &values, "run_id");
	}
	PG_CATCH();
	{
		/* without the right to lock it, the problem may have gone meanwhile */
		qshrink_problem_rethrow(record->problem->problem_id, caller);
	}
	PG_END_TRY();
	return DatumGetInt64(SPI_getbinval(SPI_tuptable->vals[0], SPI_tuptable->tupdesc, 1, &null));
}

/* A solution row, certified on the rows as stored: the search is not believed. */
static void
put_solution(QshrinkRecords *records, const QshrinkProblem *problem, int64 run_id, int rank,
			 const QsSolution *solution)
{
	double		objective,
				raw_objective = NAN;
	int			violated,
				raw_violated = 0;
	bool		feasible = qshrink_problem_verify(problem, solution->x, &objective, &violated);
	bool		raw_feasible = false;

	if (solution->raw)
		raw_feasible = qshrink_problem_verify(problem, solution->raw, &raw_objective, &raw_violated);
	qshrink_put_bigint(records, problem->problem_id);
	qshrink_put_owner(records, problem);
	qshrink_put_bigint(records, run_id);
	qshrink_put_int(records, rank);
	qshrink_put_value(records, Float8GetDatum(objective), false);
	qshrink_put_value(records, BoolGetDatum(feasible), false);
	qshrink_put_bits(records, solution->x, problem->n);
	qshrink_put_bits(records, solution->raw, problem->n);
	qshrink_put_real(records, raw_objective);
	qshrink_put_value(records, BoolGetDatum(raw_feasible), solution->raw == NULL);
	qshrink_put_value(records, Int32GetDatum(raw_violated), solution->raw == NULL);
	qshrink_put_real(records, qs_model_report(problem->model, solution->repaired_objective));
	qshrink_put_int(records, violated);
	qshrink_put_bigint(records, solution->repair_moves);
	qshrink_put_bigint(records, solution->polish_moves);
	qshrink_put_bigint(records, solution->occurrences);
	qshrink_put_int(records, solution->round);
	qshrink_put_int(records, solution->start);
	qshrink_put_end(records);
}

static void
store_solutions(QsHost *host, Oid namespace, const QshrinkProblem *problem, int64 run_id,
				const QsRun *run, const int *order)
{
	static const char *const column[] = {
		"problem_id", "owner", "run_id", "rank", "objective", "feasible", "assignment",
		"raw_assignment", "raw_objective", "raw_feasible", "raw_violations", "repaired_objective",
		"violations", "repair_moves", "polish_moves", "occurrences", "round", "start"
	};
	QshrinkRecords *records;

	if (run->solutions == 0)
		return;
	records = qshrink_records_open(host, namespace, "qshrink_solution", column, lengthof(column));
	for (int k = 0; k < run->solutions; k++)
	{
		qs_check(host);
		put_solution(records, problem, run_id, k + 1, &run->solution[order[k]]);
	}
	qshrink_records_close(records);
}

typedef struct Storing
{
	QsHost	   *host;
	Oid			namespace;
	const QshrinkRunRecord *record;
	int64		run_id;			/* out */
} Storing;

static void
store_run(void *argument)
{
	Storing    *storing = argument;
	QsHost	   *host = storing->host;
	Oid			namespace = storing->namespace;
	const QshrinkRunRecord *record = storing->record;
	const QshrinkProblem *problem = record->problem;
	const QsRun *run = record->run;
	int		   *order = qshrink_rank_solutions(host, problem, run);
	int64		run_id = insert_run(namespace, record, order);
	MemoryContext memory = AllocSetContextCreate(CurrentMemoryContext, "qshrink rows",
												 ALLOCSET_DEFAULT_SIZES);
	MemoryContext caller = MemoryContextSwitchTo(memory);

	if (record->settings->log != QS_LOG_NONE)
	{
		qshrink_incumbents_store(host, namespace, problem, run_id, run,
								 record->solve_started - record->call_started);
		qshrink_steps_store(host, namespace, problem, run_id, run);
		qshrink_rounds_store(host, namespace, problem, run_id, run);
	}
	qshrink_shots_store(host, namespace, problem, run_id, run);
	store_solutions(host, namespace, problem, run_id, run, order);
	complete_run(host, namespace, record, run_id,
				 qshrink_key_list_store(host, namespace, problem, record->keys, run_id));
	MemoryContextSwitchTo(caller);
	MemoryContextDelete(memory);
	storing->run_id = run_id;
}

int64
qshrink_store_run(QsHost *host, Oid namespace, const QshrinkRunRecord *record)
{
	Storing		storing = {.host = host, .namespace = namespace, .record = record};

	qshrink_while_storing(store_run, &storing);
	return storing.run_id;
}

void
qshrink_return_solutions(FunctionCallInfo fcinfo, Oid namespace, int64 problem_id, int64 run_id)
{
	ReturnSetInfo *result = (ReturnSetInfo *) fcinfo->resultinfo;
	char	   *query = psprintf("SELECT * FROM %s WHERE problem_id OPERATOR(pg_catalog.=) $1 "
								 "AND run_id OPERATOR(pg_catalog.=) $2 ORDER BY rank",
								 qshrink_table(namespace, "qshrink_solution"));
	Oid			types[] = {INT8OID, INT8OID};
	Datum		values[] = {Int64GetDatum(problem_id), Int64GetDatum(run_id)};

	TupleConversionMap *map;

	qshrink_execute(query, 2, types, values, NULL, false, 0);

	/* SELECT * leaves dropped columns out, the row type of the table does not */
	map = convert_tuples_by_name(SPI_tuptable->tupdesc, result->setDesc);
	for (uint64 k = 0; k < SPI_processed; k++)
		tuplestore_puttuple(result->setResult,
							map ? execute_attr_map_tuple(SPI_tuptable->vals[k], map) :
							SPI_tuptable->vals[k]);
}
