/*
 * solve_compare.c
 *	  qshrink_compare: what two runs of a problem chose, side by side.
 *
 * Runs are compared by the keys their variables had when they were solved, so that
 * they may lie on both sides of a change of the problem.
 */
#include "compat.h"

#include "catalog/pg_type.h"
#include "executor/spi.h"
#include "funcapi.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/lsyscache.h"
#include "utils/snapmgr.h"
#include "utils/tuplestore.h"
#include "utils/varbit.h"

#include "backend_host.h"
#include "problem_arguments.h"
#include "problem_key_list.h"
#include "problem_sql.h"
#include "problem_tables.h"
#include "solve_options.h"

PG_FUNCTION_INFO_V1(qshrink_compare);

typedef struct Side
{
	int64		run_id;
	int64		problem_id;
	bool		has_objective;
	double		objective;
	int64		key_list_id;	/* 0: its variables had no keys */
	int			n;
	uint8_t    *x;				/* best feasible solution; NULL: none */
	double	   *value;			/* what it gives each variable, an integer at its first one */
	QshrinkKeyList *keys;		/* NULL: none */
} Side;

/* ---------------------------------------------------------------------------
 * Reading a run
 */
static Datum
column(int number, bool *null)
{
	return SPI_getbinval(SPI_tuptable->vals[0], SPI_tuptable->tupdesc, number, null);
}

static void
read_run(QsHost *host, Oid namespace, Side *side)
{
	Oid			types[] = {INT8OID};
	Datum		values[] = {Int64GetDatum(side->run_id)};
	Datum		datum;
	bool		null;

	SPI_execute_with_args(psprintf("SELECT r.problem_id, r.objective, r.key_list_id, r.n_variables,"
								   " (SELECT s.assignment FROM %s s"
								   " WHERE s.problem_id OPERATOR(pg_catalog.=) r.problem_id"
								   " AND s.run_id OPERATOR(pg_catalog.=) r.run_id AND s.feasible"
								   " ORDER BY s.rank LIMIT 1)"
								   " FROM %s r WHERE r.run_id OPERATOR(pg_catalog.=) $1",
								   qshrink_table(namespace, "qshrink_solution"),
								   qshrink_table(namespace, "qshrink_run")),
						  lengthof(types), types, values, NULL, true, 2);
	if (SPI_processed == 0)
		ereport(ERROR,
				(errcode(ERRCODE_NO_DATA_FOUND),
				 errmsg("run " INT64_FORMAT " does not exist", side->run_id),
				 errhint("Runs are listed in qshrink_run; those of others are not visible.")));
	if (SPI_processed > 1)
		ereport(ERROR,
				(errcode(ERRCODE_CARDINALITY_VIOLATION),
				 errmsg("several problems have a run " INT64_FORMAT, side->run_id)));
	side->problem_id = DatumGetInt64(column(1, &null));
	datum = column(2, &null);
	side->has_objective = !null;
	side->objective = null ? 0.0 : DatumGetFloat8(datum);
	datum = column(3, &null);
	side->key_list_id = null ? 0 : DatumGetInt64(datum);
	side->n = DatumGetInt32(column(4, &null));
	datum = column(5, &null);
	if (null)
		return;
	side->n = VARBITLEN(DatumGetVarBitP(datum));
	side->x = qshrink_bits(host, datum, side->n, "solution");
}

static void
read_keys(QsHost *host, Oid namespace, Side *side)
{
	if (side->key_list_id != 0)
		side->keys = qshrink_key_list_load(host, namespace, side->problem_id, side->key_list_id,
										   side->n);
}

static void
refuse_unlike(const Side *a, const Side *b)
{
	if (a->problem_id != b->problem_id)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("run " INT64_FORMAT " is of problem " INT64_FORMAT " and run " INT64_FORMAT " of problem " INT64_FORMAT,
						a->run_id, a->problem_id, b->run_id, b->problem_id),
				 errhint("Compare runs of one problem.")));
	if (a->n != b->n && (a->key_list_id == 0 || b->key_list_id == 0))
		ereport(ERROR,
				(errcode(ERRCODE_OBJECT_NOT_IN_PREREQUISITE_STATE),
				 errmsg("run " INT64_FORMAT " has %d variables and run " INT64_FORMAT " has %d, and they had no keys",
						a->run_id, a->n, b->run_id, b->n),
				 errhint("Only keys tell which variables they are.")));
}

/* ---------------------------------------------------------------------------
 * Rows
 */
typedef struct Output
{
	ReturnSetInfo *result;
	FmgrInfo	array_in;
	Oid			element;
} Output;

static void
put(Output *output, const char *change, int variable, const char *keys, bool has_a, double a,
	bool has_b, double b)
{
	Datum		values[] = {
		CStringGetTextDatum(change), Int32GetDatum(variable), (Datum) 0, Float8GetDatum(a),
		Float8GetDatum(b)
	};
	bool		nulls[] = {false, variable < 0, keys == NULL, !has_a, !has_b};

	if (keys)
		values[2] = InputFunctionCall(&output->array_in, unconstify(char *, keys), output->element, -1);
	tuplestore_putvalues(output->result->setResult, output->result->setDesc, values, nulls);
	pfree(DatumGetPointer(values[0]));
	if (keys)
		pfree(DatumGetPointer(values[2]));
}

/* Chosen by one side only: those of `side` that the other has not, or has as 0 */
static void
put_chosen(QsHost *host, Output *output, const char *change, const Side *side, const Side *other,
		   const int *match, bool side_is_a)
{
	for (int v = 0; v < side->n; v++)
	{
		int			w = match[v];
		bool		has = w >= 0;

		if ((v & 1023) == 0)
			qs_check(host);
		if (side->value[v] == 0.0 || (has && other->value[w] != 0.0))
			continue;
		put(output, change, v, side->keys ? side->keys->text[v] : NULL, side_is_a || has,
			side_is_a ? side->value[v] : 0.0, !side_is_a || has, side_is_a ? 0.0 : side->value[v]);
	}
}

/* Integers that both have, with other values */
static void
put_changed(QsHost *host, Output *output, const Side *a, const Side *b, const int *to_b)
{
	for (int v = 0; v < b->n; v++)
	{
		int			w = to_b[v];

		if ((v & 1023) == 0)
			qs_check(host);
		if (w >= 0 && a->value[w] != 0.0 && b->value[v] != 0.0 && a->value[w] != b->value[v])
			put(output, "changed", v, b->keys ? b->keys->text[v] : NULL, true, a->value[w], true, b->value[v]);
	}
}

static void
put_changes(QsHost *host, Output *output, const Side *a, const Side *b)
{
	int		   *to_b = qshrink_key_list_match(host, a->keys, a->n, b->keys, b->n);
	int		   *to_a = qshrink_key_list_match(host, b->keys, b->n, a->keys, a->n);

	put_chosen(host, output, "in", b, a, to_b, false);
	put_chosen(host, output, "out", a, b, to_a, true);
	put_changed(host, output, a, b, to_b);
	qs_free(host, to_a);
	qs_free(host, to_b);
}

/* qshrink_compare(run_a, run_b) -> setof (change, variable, keys, value_a, value_b) */
Datum
qshrink_compare(PG_FUNCTION_ARGS)
{
	Oid			namespace = qshrink_namespace(fcinfo);
	Output		output = {.result = (ReturnSetInfo *) fcinfo->resultinfo};
	Side		a = {0};
	Side		b = {0};
	QsHost	   *host;
	Oid			input;

	qshrink_require_argument(fcinfo, 0, "run_a");
	qshrink_require_argument(fcinfo, 1, "run_b");
	InitMaterializedSRF(fcinfo, 0);
	getTypeInputInfo(TEXTARRAYOID, &input, &output.element);
	fmgr_info(input, &output.array_in);
	a.run_id = PG_GETARG_INT64(0);
	b.run_id = PG_GETARG_INT64(1);
	SPI_connect();
	host = qshrink_host_create(0);
	qshrink_push_statement_snapshot();
	read_run(host, namespace, &a);
	read_run(host, namespace, &b);
	refuse_unlike(&a, &b);
	put(&output, "objective", -1, NULL, a.has_objective, a.objective, b.has_objective, b.objective);
	if (a.x && b.x)
	{
		/* numbers, where one of them knows no keys */
		if (a.key_list_id != 0 && b.key_list_id != 0)
		{
			read_keys(host, namespace, &a);
			read_keys(host, namespace, &b);
		}
		a.value = qshrink_key_list_values(host, a.keys, a.n, a.x);
		b.value = qshrink_key_list_values(host, b.keys, b.n, b.x);
		put_changes(host, &output, &a, &b);
	}
	PopActiveSnapshot();
	qshrink_host_destroy(host);
	SPI_finish();
	return (Datum) 0;
}
