/*
 * problem_json_write.c
 *	  From a problem to model-json.
 *
 * Written as text and then parsed by PostgreSQL: numbers by their shortest exact
 * decimal, which numeric keeps, so that they come back bit by bit.
 */
#include "compat.h"

#include "catalog/pg_type.h"
#include "common/shortest_dec.h"
#include "executor/spi.h"
#include "lib/stringinfo.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/json.h"

#include "backend_host.h"
#include "problem_arguments.h"
#include "problem_json.h"
#include "problem_rows.h"
#include "problem_sql.h"
#include "problem_tables.h"

PG_FUNCTION_INFO_V1(qshrink_model);

static void
write_number(StringInfo out, double number)
{
	char		digits[DOUBLE_SHORTEST_DECIMAL_LEN];

	appendBinaryStringInfo(out, digits,
						   double_to_shortest_decimal_bufn(number + 0.0, digits));
}

static void
write_member(StringInfo out, const char *name)
{
	if (out->data[out->len - 1] != '{')
		appendStringInfoChar(out, ',');
	appendStringInfo(out, "\"%s\":", name);
}

/* Linear terms as [i, c] or quadratic ones as [i, j, c] */
static void
write_terms(StringInfo out, const QshrinkProblem *problem, bool linear)
{
	bool		first = true;

	write_member(out, linear ? "linear" : "quadratic");
	appendStringInfoChar(out, '[');
	for (int64 k = 0; k < problem->term_count; k++)
	{
		const QsTerm *term = &problem->terms[k];

		if ((term->i == term->j) != linear)
			continue;
		appendStringInfo(out, linear ? "%s[%d," : "%s[%d,%d,", first ? "" : ",", term->i, term->j);
		write_number(out, term->coefficient);
		appendStringInfoChar(out, ']');
		first = false;
		CHECK_FOR_INTERRUPTS();
	}
	appendStringInfoChar(out, ']');
}

static void
write_matrix(StringInfo out, const char *name, const double *matrix, int order)
{
	if (matrix == NULL)
		return;
	write_member(out, name);
	for (int i = 0; i < order; i++)
	{
		appendStringInfoString(out, i == 0 ? "[[" : ",[");
		for (int j = 0; j < order; j++)
		{
			if (j > 0)
				appendStringInfoChar(out, ',');
			write_number(out, matrix[(size_t) i * (size_t) order + (size_t) j]);
		}
		appendStringInfoChar(out, ']');
		CHECK_FOR_INTERRUPTS();
	}
	appendStringInfoChar(out, ']');
}

static void
write_row(StringInfo out, const QsRow *row, const char *label)
{
	appendStringInfoChar(out, '{');
	if (label)
	{
		write_member(out, "label");
		escape_json(out, label);
	}
	write_member(out, "sense");
	appendStringInfo(out, "\"%s\"", qshrink_sense_text(row->sense));
	write_member(out, "rhs");
	write_number(out, row->rhs);
	write_member(out, "variables");
	appendStringInfoChar(out, '[');
	for (int k = 0; k < row->count; k++)
		appendStringInfo(out, "%s%d", k > 0 ? "," : "", row->variables[k]);
	appendStringInfoChar(out, ']');
	if (row->coefficients)
	{
		write_member(out, "coefficients");
		appendStringInfoChar(out, '[');
		for (int k = 0; k < row->count; k++)
		{
			if (k > 0)
				appendStringInfoChar(out, ',');
			write_number(out, row->coefficients[k]);
		}
		appendStringInfoChar(out, ']');
	}
	appendStringInfoChar(out, '}');
}

static void
write_rows(StringInfo out, const QshrinkProblem *problem)
{
	bool		first = true;

	write_member(out, "rows");
	appendStringInfoChar(out, '[');
	for (int r = 0; r < problem->rows; r++)
	{
		if (problem->constraint_id[r] == 0)
			continue;
		if (!first)
			appendStringInfoChar(out, ',');
		first = false;
		write_row(out, &problem->row[r], problem->row_label[r]);
		CHECK_FOR_INTERRUPTS();
	}
	appendStringInfoChar(out, ']');
}

static void
write_keys(StringInfo out, const QshrinkKeys *keys, int n)
{
	if (keys->part == NULL)
		return;
	write_member(out, "keys");
	appendStringInfoChar(out, '[');
	for (int v = 0; v < n; v++)
	{
		int			count;
		const Datum *part = qshrink_keys_of(keys, v, &count);

		if (v > 0)
			appendStringInfoChar(out, ',');
		if (count == 0)
			appendStringInfoString(out, "null");
		for (int k = 0; k < count; k++)
		{
			char	   *string = TextDatumGetCString(part[k]);

			appendStringInfoChar(out, k == 0 ? '[' : ',');
			escape_json(out, string);
			pfree(string);
		}
		if (count > 0)
			appendStringInfoChar(out, ']');
		CHECK_FOR_INTERRUPTS();
	}
	appendStringInfoChar(out, ']');
}

Jsonb *
qshrink_problem_to_json(const QshrinkProblem *problem, const QshrinkKeys *keys)
{
	StringInfoData out;

	initStringInfo(&out);
	appendStringInfoChar(&out, '{');
	write_member(&out, "name");
	escape_json(&out, problem->name);
	write_member(&out, "sense");
	appendStringInfoString(&out, problem->maximise ? "\"max\"" : "\"min\"");
	write_member(&out, "n");
	appendStringInfo(&out, "%d", problem->n);
	if (problem->order > 0)
	{
		write_matrix(&out, "flows", problem->flow, problem->order);
		write_matrix(&out, "distances", problem->distance, problem->order);
		write_matrix(&out, "costs", problem->cost, problem->order);
	}
	else
	{
		write_member(&out, "constant");
		write_number(&out, problem->offset);
		write_terms(&out, problem, true);
		write_terms(&out, problem, false);
	}
	write_rows(&out, problem);
	if (keys)
		write_keys(&out, keys, problem->n);
	if (problem->has_best_known)
	{
		write_member(&out, "best_known");
		write_number(&out, problem->best_known);
	}
	appendStringInfoChar(&out, '}');
	return DatumGetJsonbP(DirectFunctionCall1(jsonb_in, CStringGetDatum(out.data)));
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
	MemoryContext memory;
} KeyLists;

static void
collect_key(void *argument, const Datum *values, const bool *nulls)
{
	KeyLists   *lists = argument;
	int			variable = DatumGetInt32(values[0]);
	MemoryContext caller = MemoryContextSwitchTo(lists->memory);
	Datum	   *part;
	int			count;

	(void) nulls;
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
	}
	MemoryContextSwitchTo(caller);
}

static QshrinkKeys
load_keys(QsHost *host, Oid namespace, const QshrinkProblem *problem)
{
	KeyLists	lists = {.n = problem->n, .memory = CurrentMemoryContext};

	lists.start = MemoryContextAllocHuge(CurrentMemoryContext,
										 ((Size) problem->n + 1) * sizeof(int));
	if (SPI_connect() != SPI_OK_CONNECT)
		elog(ERROR, "SPI_connect failed");
	qshrink_for_each_row(host,
						 psprintf("SELECT variable, keys FROM %s"
								  " WHERE problem_id OPERATOR(pg_catalog.=) $1 ORDER BY variable",
								  qshrink_table(namespace, "qshrink_variable")),
						 INT8OID, Int64GetDatum(problem->problem_id), collect_key, &lists);
	SPI_finish();
	while (lists.next <= problem->n)
		lists.start[lists.next++] = lists.count;
	return (QshrinkKeys) {.start = lists.start, .part = lists.part};
}

Datum
qshrink_model(PG_FUNCTION_ARGS)
{
	int64		problem_id = qshrink_problem_argument(fcinfo, 0);
	QsHost	   *host = qshrink_host_create(0);
	Oid			namespace = qshrink_namespace(fcinfo);
	QshrinkProblem *problem = qshrink_problem_read(host, namespace, problem_id);
	QshrinkKeys keys = load_keys(host, namespace, problem);
	Jsonb	   *json = qshrink_problem_to_json(problem, &keys);

	qshrink_host_destroy(host);
	PG_RETURN_JSONB_P(json);
}
