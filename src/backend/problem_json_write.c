/*
 * problem_json_write.c
 *	  From a problem to model-json.
 *
 * Numbers keep their shortest exact decimal, so that they come back bit by bit.
 */
#include "compat.h"

#include <math.h>

#include "catalog/pg_type.h"
#include "executor/spi.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/snapmgr.h"

#include "backend_host.h"
#include "json_build.h"
#include "problem_arguments.h"
#include "problem_json.h"
#include "problem_rows.h"
#include "problem_sql.h"
#include "problem_tables.h"

PG_FUNCTION_INFO_V1(qshrink_model);

/* Numbers between two interrupt checks */
#define BLOCK	1024

static void
open_member(JsonbParseState **state, const char *name)
{
	qshrink_json_push_string(state, WJB_KEY, name);
	pushJsonbValue(state, WJB_BEGIN_ARRAY, NULL);
}

static void
push_number_member(JsonbParseState **state, const char *name, double number)
{
	qshrink_json_push_string(state, WJB_KEY, name);
	qshrink_json_push_number(state, WJB_VALUE, number);
}

static void
push_string_member(JsonbParseState **state, const char *name, const char *string)
{
	qshrink_json_push_string(state, WJB_KEY, name);
	qshrink_json_push_string(state, WJB_VALUE, string);
}

/* Linear terms as [i, c] or quadratic ones as [i, j, c] */
static void
push_terms(JsonbParseState **state, const QshrinkProblem *problem, bool linear)
{
	open_member(state, linear ? "linear" : "quadratic");
	for (int64 k = 0; k < problem->term_count; k++)
	{
		const QsTerm *term = &problem->terms[k];

		if (k % BLOCK == 0)
			CHECK_FOR_INTERRUPTS();
		if ((term->i == term->j) != linear)
			continue;
		pushJsonbValue(state, WJB_BEGIN_ARRAY, NULL);
		qshrink_json_push_integer(state, WJB_ELEM, term->i);
		if (!linear)
			qshrink_json_push_integer(state, WJB_ELEM, term->j);
		qshrink_json_push_number(state, WJB_ELEM, term->coefficient);
		pushJsonbValue(state, WJB_END_ARRAY, NULL);
	}
	pushJsonbValue(state, WJB_END_ARRAY, NULL);
}

static void
push_numbers(JsonbParseState **state, const double *number, int count)
{
	for (int k = 0; k < count; k++)
	{
		if (k % BLOCK == 0)
			CHECK_FOR_INTERRUPTS();
		qshrink_json_push_number(state, WJB_ELEM, number[k]);
	}
}

static void
push_matrix(JsonbParseState **state, const char *name, const double *matrix, int order)
{
	if (matrix == NULL)
		return;
	open_member(state, name);
	for (int i = 0; i < order; i++)
	{
		pushJsonbValue(state, WJB_BEGIN_ARRAY, NULL);
		push_numbers(state, matrix + (size_t) i * (size_t) order, order);
		pushJsonbValue(state, WJB_END_ARRAY, NULL);
	}
	pushJsonbValue(state, WJB_END_ARRAY, NULL);
}

static void
push_row(JsonbParseState **state, const QsRow *row, const char *label, QshrinkStated stated)
{
	pushJsonbValue(state, WJB_BEGIN_OBJECT, NULL);
	if (label)
		push_string_member(state, "label", label);
	push_string_member(state, "sense", qshrink_sense_text(row->sense));
	push_number_member(state, "rhs", row->rhs);
	if (!isnan(stated.price))
		push_number_member(state, "price", stated.price);
	if (stated.shift != 0.0)
		push_number_member(state, "shift", stated.shift);
	open_member(state, "variables");
	for (int k = 0; k < row->count; k++)
	{
		if (k % BLOCK == 0)
			CHECK_FOR_INTERRUPTS();
		qshrink_json_push_integer(state, WJB_ELEM, row->variables[k]);
	}
	pushJsonbValue(state, WJB_END_ARRAY, NULL);
	if (row->coefficients)
	{
		open_member(state, "coefficients");
		push_numbers(state, row->coefficients, row->count);
		pushJsonbValue(state, WJB_END_ARRAY, NULL);
	}
	pushJsonbValue(state, WJB_END_OBJECT, NULL);
}

static void
push_rows(JsonbParseState **state, const QshrinkProblem *problem)
{
	open_member(state, "rows");
	for (int r = 0; r < problem->rows; r++)
	{
		CHECK_FOR_INTERRUPTS();
		if (problem->constraint_id[r] > 0)
			push_row(state, &problem->row[r], problem->row_label[r], problem->row_stated[r]);
	}
	pushJsonbValue(state, WJB_END_ARRAY, NULL);
}

static void
push_keys(JsonbParseState **state, const QshrinkKeys *keys, int n)
{
	open_member(state, "keys");
	for (int v = 0; v < n; v++)
	{
		int			count;
		const Datum *part = qshrink_keys_of(keys, v, &count);

		CHECK_FOR_INTERRUPTS();
		if (count == 0)
		{
			qshrink_json_push_null(state, WJB_ELEM);
			continue;
		}
		pushJsonbValue(state, WJB_BEGIN_ARRAY, NULL);
		for (int k = 0; k < count; k++)
			qshrink_json_push_string(state, WJB_ELEM, TextDatumGetCString(part[k]));
		pushJsonbValue(state, WJB_END_ARRAY, NULL);
	}
	pushJsonbValue(state, WJB_END_ARRAY, NULL);
}

/* What variables are to integers, and auxiliary ones: [variable, weight, lower] */
static void
push_bits(JsonbParseState **state, const QshrinkKeys *keys, int n)
{
	open_member(state, "bits");
	for (int v = 0; v < n; v++)
	{
		CHECK_FOR_INTERRUPTS();
		if (keys->role[v].weight < 0.0)
			continue;
		pushJsonbValue(state, WJB_BEGIN_ARRAY, NULL);
		qshrink_json_push_integer(state, WJB_ELEM, v);
		qshrink_json_push_number(state, WJB_ELEM, keys->role[v].weight);
		qshrink_json_push_number(state, WJB_ELEM, keys->role[v].lower);
		pushJsonbValue(state, WJB_END_ARRAY, NULL);
	}
	pushJsonbValue(state, WJB_END_ARRAY, NULL);
}

/* Numbers and keys of the value, and its brackets of rows, roughly */
static double
count_numbers(const QshrinkProblem *problem, const QshrinkKeys *keys)
{
	double		count = problem->order > 0 ? 3.0 * problem->n : 3.0 * (double) problem->term_count;

	for (int r = 0; r < problem->rows; r++)
		if (problem->constraint_id[r] > 0)
			count += 10.0 + (problem->row[r].coefficients ? 2.0 : 1.0) * problem->row[r].count;
	if (keys && keys->part)
		count += 2.0 * problem->n;
	if (keys && keys->role)
		count += 4.0 * problem->n;
	return count;
}

Jsonb *
qshrink_problem_to_json(const QshrinkProblem *problem, const QshrinkKeys *keys)
{
	JsonbParseState *state = NULL;

	qshrink_json_check_memory(count_numbers(problem, keys));
	pushJsonbValue(&state, WJB_BEGIN_OBJECT, NULL);
	push_string_member(&state, "name", problem->name);
	push_string_member(&state, "sense", problem->maximise ? "max" : "min");
	push_number_member(&state, "n", problem->n);
	if (problem->order > 0)
	{
		push_matrix(&state, "flows", problem->flow, problem->order);
		push_matrix(&state, "distances", problem->distance, problem->order);
		push_matrix(&state, "costs", problem->cost, problem->order);
	}
	else
	{
		push_number_member(&state, "constant", problem->offset);
		push_terms(&state, problem, true);
		push_terms(&state, problem, false);
	}
	push_rows(&state, problem);
	if (keys && keys->part)
		push_keys(&state, keys, problem->n);
	if (keys && keys->role)
		push_bits(&state, keys, problem->n);
	if (problem->has_best_known)
		push_number_member(&state, "best_known", problem->best_known);
	return JsonbValueToJsonb(pushJsonbValue(&state, WJB_END_OBJECT, NULL));
}

/* ---------------------------------------------------------------------------
 * qshrink_model(problem_id bigint) -> jsonb
 */
typedef struct KeyLists
{
	int			n;
	int			next;			/* variable the next start belongs to */
	int		   *start;
	Datum	   *part;
	int			count;
	int			capacity;
	QshrinkBitRole *role;		/* NULL: all are binary variables so far */
	MemoryContext memory;
} KeyLists;

static void
collect_role(KeyLists *lists, int variable, double weight, double lower)
{
	if (lists->role == NULL)
	{
		lists->role = MemoryContextAllocHuge(lists->memory, (Size) lists->n * sizeof(QshrinkBitRole));
		for (int v = 0; v < lists->n; v++)
			lists->role[v] = (QshrinkBitRole) {-1.0, 0.0, 0};
	}
	lists->role[variable] = (QshrinkBitRole) {weight, lower, 0};
}

static void
collect_key(void *argument, const Datum *values, const bool *nulls)
{
	KeyLists   *lists = argument;
	int			variable = DatumGetInt32(values[0]);
	MemoryContext caller = MemoryContextSwitchTo(lists->memory);
	Datum	   *part;
	int			count;

	deconstruct_array(DatumGetArrayTypePCopy(values[1]), TEXTOID, -1, false, TYPALIGN_INT,
					  &part, NULL, &count);
	if (variable >= lists->next && variable < lists->n)
	{
		if (lists->count + count > lists->capacity)
		{
			lists->capacity = Max(lists->count + count, Max(64, 2 * lists->capacity));
			lists->part = lists->part ?
				repalloc_huge(lists->part, (Size) lists->capacity * sizeof(Datum)) :
				MemoryContextAllocHuge(lists->memory, (Size) lists->capacity * sizeof(Datum));
		}
		while (lists->next <= variable)
			lists->start[lists->next++] = lists->count;
		memcpy(lists->part + lists->count, part, (Size) count * sizeof(Datum));
		lists->count += count;
		if (!nulls[2])
			collect_role(lists, variable, DatumGetFloat8(values[2]), nulls[3] ? 0.0 : DatumGetFloat8(values[3]));
	}
	MemoryContextSwitchTo(caller);
}

QshrinkKeys
qshrink_problem_keys(QsHost *host, Oid namespace, const QshrinkProblem *problem)
{
	KeyLists	lists = {.n = problem->n, .memory = CurrentMemoryContext};

	lists.start = MemoryContextAllocHuge(CurrentMemoryContext,
										 ((Size) problem->n + 1) * sizeof(int));
	if (SPI_connect() != SPI_OK_CONNECT)
		elog(ERROR, "SPI_connect failed");
	qshrink_for_each_row(host,
						 psprintf("SELECT variable, keys, weight, lower FROM %s"
								  " WHERE problem_id OPERATOR(pg_catalog.=) $1 ORDER BY variable",
								  qshrink_table(namespace, "qshrink_variable")),
						 INT8OID, Int64GetDatum(problem->problem_id), collect_key, &lists);
	SPI_finish();
	while (lists.next <= problem->n)
		lists.start[lists.next++] = lists.count;
	return (QshrinkKeys) {.start = lists.start, .part = lists.part, .role = lists.role};
}

Jsonb *
qshrink_problem_model(QsHost *host, Oid namespace, int64 problem_id)
{
	QshrinkProblem *problem;
	QshrinkKeys keys;

	qshrink_push_statement_snapshot();
	problem = qshrink_problem_read(host, namespace, problem_id);
	keys = qshrink_problem_keys(host, namespace, problem);
	PopActiveSnapshot();
	return qshrink_problem_to_json(problem, &keys);
}

Datum
qshrink_model(PG_FUNCTION_ARGS)
{
	int64		problem_id = qshrink_problem_argument(fcinfo, 0);
	QsHost	   *host = qshrink_host_create(0);
	Jsonb	   *json = qshrink_problem_model(host, qshrink_namespace(fcinfo), problem_id);

	qshrink_host_destroy(host);
	PG_RETURN_JSONB_P(json);
}
