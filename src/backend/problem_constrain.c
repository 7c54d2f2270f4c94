/*
 * problem_constrain.c
 *	  Adding linear constraints to a stored problem from the rows of a query.
 */
#include "compat.h"

#include <math.h>

#include "access/xact.h"
#include "catalog/pg_type.h"
#include "executor/spi.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/snapmgr.h"

#include "backend_host.h"
#include "base/decimal_scale.h"
#include "problem_arguments.h"
#include "problem_build.h"
#include "problem_lock.h"
#include "problem_names.h"
#include "problem_sql.h"
#include "problem_tables.h"

PG_FUNCTION_INFO_V1(qshrink_constrain);

enum
{
	COLUMN_LABEL, COLUMN_VARIABLE, COLUMN_COEFFICIENT, COLUMN_SENSE, COLUMN_RHS
};

static const QshrinkColumn columns[] = {
	{"constraint label", QSHRINK_COLUMN_KEY}, {"variable", QSHRINK_COLUMN_VARIABLE},
	{"coefficient", QSHRINK_COLUMN_NUMBER}, {"sense", QSHRINK_COLUMN_KEY},
	{"rhs", QSHRINK_COLUMN_NUMBER}
};

/* Sense and right-hand side of a constraint, which each of its terms repeats */
typedef struct Side
{
	char		sense;
	double		rhs;
} Side;

typedef struct Constraining
{
	QshrinkBuild build;
	int			last_id;		/* largest constraint_id in use */

	QshrinkNames *names;		/* of the variables */
	QshrinkKeyMap *label;
	Side	   *side;			/* by label */
	int			side_capacity;
	QshrinkTerms terms;			/* i: label, j: variable */
} Constraining;

/* ---------------------------------------------------------------------------
 * The stored problem
 */
static void
remember_last_id(void *argument, const Datum *values, const bool *nulls)
{
	((Constraining *) argument)->last_id = nulls[0] ? 0 : DatumGetInt32(values[0]);
}

/* Lock the problem, so that constraint ids are handed out one session at a time */
static void
lock_problem(QshrinkBuild *build)
{
	QshrinkProblem *problem = &build->problem;
	Oid			type = INT8OID;
	Datum		value = Int64GetDatum(problem->problem_id);
	MemoryContext caller = CurrentMemoryContext;
	char	   *query;
	bool		is_null;

	query = psprintf("SELECT n_variables, owner FROM %s"
					 " WHERE problem_id OPERATOR(pg_catalog.=) $1 FOR NO KEY UPDATE",
					 qshrink_table(build->namespace, "qshrink_problem"));
	PG_TRY();
	{
		SPI_execute_with_args(query, 1, &type, &value, NULL, false, 0);
	}
	PG_CATCH();
	{
		qshrink_problem_rethrow(problem->problem_id, caller);
	}
	PG_END_TRY();
	if (SPI_processed != 1)
		qshrink_problem_missing(problem->problem_id);
	problem->n = DatumGetInt32(SPI_getbinval(SPI_tuptable->vals[0], SPI_tuptable->tupdesc, 1, &is_null));
	problem->owner_type = qshrink_own_type(build->namespace, "qshrink_role");
	problem->owner = qshrink_host_varlena(build->host, SPI_getbinval(SPI_tuptable->vals[0],
																	 SPI_tuptable->tupdesc, 2, &is_null));
}

static void
read_problem(Constraining *constraining)
{
	QshrinkBuild *build = &constraining->build;
	QshrinkProblem *problem = &build->problem;

	lock_problem(build);

	/* what other sessions committed while this one waited for the lock counts */
	CommandCounterIncrement();
	PushActiveSnapshot(GetTransactionSnapshot());
	constraining->names = qshrink_names_read(build->host, build->namespace, problem->problem_id,
											 problem->n);
	qshrink_for_each_row(build->host,
						 psprintf("SELECT pg_catalog.max(constraint_id) FROM %s"
								  " WHERE problem_id OPERATOR(pg_catalog.=) $1",
								  qshrink_table(build->namespace, "qshrink_constraint")),
						 INT8OID, Int64GetDatum(problem->problem_id), remember_last_id, constraining);
	PopActiveSnapshot();
}

/* ---------------------------------------------------------------------------
 * The rows of the query
 */
static int
variable_of_number(const Constraining *constraining, const QshrinkQuery *query, int64 number)
{
	if (number < 0 || number >= constraining->build.problem.n)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("%s names variable " INT64_FORMAT, qshrink_query_place(query), number),
				 errdetail("The problem has variables 0 to %d.",
						   constraining->build.problem.n - 1)));
	return (int) number;
}

/*
 * An array is the key of a variable, part by part, and so is any other value as
 * its only part, but for integers where no key is an integer: they are numbers
 * of variables.
 */
static int
read_variable(const Constraining *constraining, QshrinkQuery *query)
{
	const QshrinkNames *names = constraining->names;
	int64		problem_id = constraining->build.problem.problem_id;
	text	   *key;
	Datum	   *part;
	int			found;

	if (qshrink_query_is_integer(query, COLUMN_VARIABLE) && qshrink_names_by_number(names))
		return variable_of_number(constraining, query,
								  qshrink_query_integer(query, COLUMN_VARIABLE));
	key = qshrink_query_key(query, COLUMN_VARIABLE);
	found = qshrink_names_find(names, key);
	if (found == QSHRINK_NAME_AMBIGUOUS)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("%s names variable \"%s\", which is the key of several variables of problem " INT64_FORMAT,
						qshrink_query_place(query), qshrink_key_string(key), problem_id)));
	if (found < 0)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("%s names variable \"%s\", but no variable of problem " INT64_FORMAT " has that key",
						qshrink_query_place(query), qshrink_key_string(key), problem_id),
				 !qshrink_names_any(names) ?
				 errhint("The problem has no keys: name variables by their number, an integer.") :
				 qshrink_names_parts(names) > 1 &&
				 qshrink_key_parts(key, &part) != qshrink_names_parts(names) ?
				 errhint("Keys of this problem have several parts: name variables by arrays, such as ARRAY['a', 'b'].") :
				 errhint("Keys of variables are listed in qshrink_variable.")));
	return found;
}

static char
read_sense(QshrinkQuery *query)
{
	text	   *sense = qshrink_query_text(query, COLUMN_SENSE);
	char		result = qshrink_sense_of_text(VARDATA_ANY(sense), VARSIZE_ANY_EXHDR(sense));

	if (result == 0)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("%s has the sense \"%s\"", qshrink_query_place(query),
						text_to_cstring(sense)),
				 errhint("A sense is <=, = or >=.")));
	return result;
}

/* The number of a label; all its terms must agree on sense and rhs */
static int
read_label(Constraining *constraining, QshrinkQuery *query)
{
	Side		side = {read_sense(query), qshrink_query_number(query, COLUMN_RHS)};
	bool		added;
	int			label = qshrink_keymap_add(constraining->label,
										   qshrink_query_text(query, COLUMN_LABEL), &added);

	if (label == constraining->side_capacity)
	{
		int			capacity = Max(256, 2 * label);

		constraining->side = qs_realloc(constraining->build.host, constraining->side,
										(size_t) label, (size_t) capacity, sizeof(Side));
		constraining->side_capacity = capacity;
	}
	if (added)
		constraining->side[label] = side;
	else if (constraining->side[label].sense != side.sense ||
			 constraining->side[label].rhs != side.rhs)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("%s gives constraint \"%s\" another sense or rhs than a row before",
						qshrink_query_place(query), qshrink_query_string(query, COLUMN_LABEL))));
	return label;
}

static void
read_rows(Constraining *constraining, const char *sql)
{
	QshrinkQuery query;

	constraining->label = qshrink_keymap_create();
	qshrink_query_open(&query, constraining->build.host, "rows", sql, columns,
					   lengthof(columns), lengthof(columns));
	while (qshrink_query_next(&query))
	{
		int			label = read_label(constraining, &query);

		qshrink_terms_add(constraining->build.host, &constraining->terms, label,
						  read_variable(constraining, &query),
						  qshrink_query_number(&query, COLUMN_COEFFICIENT));
	}
}

/* ---------------------------------------------------------------------------
 * Constraints from terms: duplicates summed as decimals, zeros dropped
 */
typedef struct Row
{
	double	   *sum;			/* by variable; 0 outside the row */
	uint8_t    *seen;
	int		   *variable;
} Row;

static int
sum_terms(Row *row, const QsTerm *term, int64 count)
{
	QsDecimalScale scale = {0};
	int			exponent;
	int			distinct = 0,
				kept = 0;

	for (int64 k = 0; k < count; k++)
		qs_decimal_scale_add(&scale, term[k].coefficient);
	exponent = scale.inexact ? 0 : qs_decimal_scale_exponent(&scale);
	for (int64 k = 0; k < count; k++)
	{
		if (!row->seen[term[k].j])
			row->variable[distinct++] = term[k].j;
		row->seen[term[k].j] = 1;
		row->sum[term[k].j] += qs_decimal_shift(term[k].coefficient, -exponent);
	}
	for (int k = 0; k < distinct; k++)
	{
		int			variable = row->variable[k];

		row->seen[variable] = 0;
		row->sum[variable] = qs_decimal_shift(row->sum[variable], exponent);
		if (row->sum[variable] != 0.0)
			row->variable[kept++] = variable;
	}
	return kept;
}

static void
append_row(Constraining *constraining, Row *row, int label, int length)
{
	const Side *side = &constraining->side[label];
	text	   *name = qshrink_keymap_key(constraining->label, label);
	bool		ones = true;
	double		magnitude = 0.0;
	double	   *value = NULL;
	int32	   *variable;

	for (int k = 0; k < length; k++)
	{
		ones = ones && row->sum[row->variable[k]] == 1.0;
		magnitude += fabs(row->sum[row->variable[k]]);
	}
	if (!isfinite(magnitude))
		ereport(ERROR,
				(errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
				 errmsg("the sum of the coefficients of constraint \"%s\" is out of range",
						text_to_cstring(name))));
	variable = qshrink_rows_append(&constraining->build.rows, side->sense, side->rhs,
								   constraining->last_id + 1 + label, VARDATA(name),
								   VARSIZE(name) - VARHDRSZ, length, ones ? NULL : &value);
	for (int k = 0; k < length; k++)
	{
		variable[k] = row->variable[k];
		if (!ones)
			value[k] = row->sum[row->variable[k]];
		row->sum[row->variable[k]] = 0.0;
	}
}

static void
append_rows(Constraining *constraining)
{
	QsHost	   *host = constraining->build.host;
	int			n = constraining->build.problem.n;
	int			labels = qshrink_keymap_count(constraining->label);
	int64	   *start = QS_ARRAY(host, int64, (size_t) labels + 1);
	QsTerm	   *sorted = qshrink_terms_by_row(host, &constraining->terms, labels, start);
	Row			row = {QS_ARRAY0(host, double, n), QS_ARRAY0(host, uint8_t, n),
	QS_ARRAY(host, int, n)};

	if (constraining->last_id > PG_INT32_MAX - labels)
		ereport(ERROR,
				(errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
				 errmsg("problem " INT64_FORMAT " has no room for %d more constraint ids",
						constraining->build.problem.problem_id, labels)));
	for (int label = 0; label < labels; label++)
	{
		append_row(constraining, &row, label,
				   sum_terms(&row, sorted + start[label], start[label + 1] - start[label]));
		qs_check(host);
	}
}

/* qshrink_constrain(problem_id bigint, rows text) -> integer */
Datum
qshrink_constrain(PG_FUNCTION_ARGS)
{
	Constraining constraining = {0};
	QshrinkBuild *build = &constraining.build;
	int			added;

	build->problem.problem_id = qshrink_problem_argument(fcinfo, 0);
	qshrink_require_argument(fcinfo, 1, "rows");
	qshrink_require_writable(fcinfo, NULL);
	build->host = qshrink_host_create(0);
	build->namespace = qshrink_namespace(fcinfo);
	if (SPI_connect() != SPI_OK_CONNECT)
		elog(ERROR, "SPI_connect failed");
	qshrink_rows_begin(&build->rows, build->host);
	read_problem(&constraining);
	read_rows(&constraining, text_to_cstring(PG_GETARG_TEXT_PP(1)));
	append_rows(&constraining);
	qshrink_rows_finish(&build->rows, &build->problem);
	added = build->problem.rows;
	if (added > 0)
		qshrink_constraints_store(build->namespace, &build->problem);
	SPI_finish();
	qshrink_host_destroy(build->host);
	PG_RETURN_INT32(added);
}
