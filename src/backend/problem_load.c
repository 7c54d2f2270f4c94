/*
 * problem_load.c
 *	  Reading a stored problem: tables -> QshrinkProblem -> the engine's model.
 *
 * CHECK constraints already refuse most nonsense; what needs two tables at once
 * (indices against the number of variables) and what only sums show (overflow)
 * is checked here, and so is everything that memory safety rests on.
 */
#include "compat.h"

#include <math.h>

#include "access/xact.h"
#include "catalog/pg_type.h"
#include "executor/spi.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/snapmgr.h"

#include "problem_keys.h"
#include "problem_load.h"
#include "problem_rows.h"
#include "problem_sql.h"
#include "problem_tables.h"
#include "qubo_type.h"

typedef struct Loading
{
	QsHost	   *host;
	QshrinkProblem *problem;
	QshrinkRows rows;
	text	  **by_facility;	/* keys, while matrices bring their rows */
	text	  **by_location;
	MemoryContext names;
} Loading;

static void
problem_error(const QshrinkProblem *problem, const char *what)
{
	ereport(ERROR,
			(errcode(ERRCODE_DATA_EXCEPTION),
			 errmsg("problem " INT64_FORMAT " is malformed: %s", problem->problem_id, what)));
}

void
qshrink_problem_missing(int64 problem_id)
{
	ereport(ERROR,
			(errcode(ERRCODE_NO_DATA_FOUND),
			 errmsg("problem " INT64_FORMAT " does not exist", problem_id),
			 errhint("A problem is visible to its owner and to roles the owner was granted to.")));
}

/* ---------------------------------------------------------------------------
 * The row of qshrink_problem
 */
static double *
load_matrix(Loading *loading, const char *name, Datum datum)
{
	QshrinkProblem *problem = loading->problem;
	ArrayType  *array = DatumGetArrayTypeP(datum);
	int			cells = ArrayGetNItems(ARR_NDIM(array), ARR_DIMS(array));
	double	   *matrix;

	if (ARR_NDIM(array) != 2 || ARR_DIMS(array)[0] != ARR_DIMS(array)[1] ||
		cells != problem->n || array_contains_nulls(array))
		problem_error(problem, psprintf("%s is no square matrix of %d cells without nulls",
										name, problem->n));
	matrix = QS_ARRAY(loading->host, double, cells);
	qs_copy(loading->host, matrix, ARR_DATA_PTR(array), (size_t) cells * sizeof(double));
	problem->order = ARR_DIMS(array)[0];
	return matrix;
}

static void
load_objective(Loading *loading, Datum datum)
{
	QshrinkProblem *problem = loading->problem;
	Qubo	   *qubo = DatumGetQubo(datum);

	if (qubo->n != problem->n)
		problem_error(problem, psprintf("its objective has %d variables instead of %d",
										qubo->n, problem->n));
	problem->offset = qubo->offset;
	problem->term_count = qubo->count;
	problem->terms = QS_ARRAY(loading->host, QsTerm, qubo->count);
	qs_copy(loading->host, problem->terms, qubo->terms, (size_t) qubo->count * sizeof(QsTerm));
}

static void
load_problem_row(void *argument, const Datum *values, const bool *nulls)
{
	Loading    *loading = argument;
	QsHost	   *host = loading->host;
	QshrinkProblem *problem = QS_NEW(host, QshrinkProblem);
	char	   *sense = TextDatumGetCString(values[3]);

	loading->problem = problem;
	problem->problem_id = DatumGetInt64(values[0]);
	problem->owner = qshrink_host_varlena(host, values[1]);
	problem->name = qshrink_host_text(host, values[2]);
	problem->maximise = strcmp(sense, "max") == 0;
	problem->n = DatumGetInt32(values[4]);
	if (problem->n < 1 || problem->n > QS_MAX_VARIABLES)
		problem_error(problem, psprintf("%d variables", problem->n));
	problem->has_best_known = !nulls[9];
	problem->best_known = nulls[9] ? 0.0 : DatumGetFloat8(values[9]);
	if (!nulls[5])
		load_objective(loading, values[5]);
	else if (nulls[6] || nulls[7])
		problem_error(problem, "it has neither an objective nor flows and distances");
	else
	{
		problem->flow = load_matrix(loading, "flows", values[6]);
		problem->distance = load_matrix(loading, "distances", values[7]);
		if (!nulls[8])
			problem->cost = load_matrix(loading, "costs", values[8]);
	}
}

static void
load_problem(Loading *loading, Oid namespace, int64 problem_id)
{
	qshrink_for_each_row(loading->host,
						 psprintf("SELECT problem_id, owner, name, sense, n_variables, objective,"
								  " flows, distances, costs, best_known"
								  " FROM %s WHERE problem_id OPERATOR(pg_catalog.=) $1",
								  qshrink_table(namespace, "qshrink_problem")),
						 INT8OID, Int64GetDatum(problem_id), load_problem_row, loading);
	if (loading->problem == NULL)
		qshrink_problem_missing(problem_id);
	loading->problem->owner_type = qshrink_own_type(namespace, "qshrink_role");
}

/* ---------------------------------------------------------------------------
 * Rows that matrices imply, named by the keys of the variables
 */
static void
load_key(void *argument, const Datum *values, const bool *nulls)
{
	Loading    *loading = argument;
	int			order = loading->problem->order;
	int			variable = DatumGetInt32(values[0]);

	text	   *key;

	if (variable < 0 || variable >= loading->problem->n || nulls[1])
		return;
	key = qshrink_array_key(DatumGetArrayTypeP(values[1]), loading->names);
	if (variable % order == 0)
		loading->by_facility[variable / order] = key;
	if (variable < order)
		loading->by_location[variable] = key;
}

static void
load_assignment_rows(Loading *loading, Oid namespace)
{
	QsHost	   *host = loading->host;
	int			order = loading->problem->order;
	char	  **facility,
			  **location;
	Datum		parameter[] = {Int64GetDatum(loading->problem->problem_id), Int64GetDatum(order)};
	MemoryContext caller;

	loading->names = AllocSetContextCreate(CurrentMemoryContext, "qshrink names",
										   ALLOCSET_DEFAULT_SIZES);
	caller = MemoryContextSwitchTo(loading->names);
	loading->by_facility = palloc0((Size) order * sizeof(text *));
	loading->by_location = palloc0((Size) order * sizeof(text *));
	facility = palloc((Size) order * sizeof(char *));
	location = palloc((Size) order * sizeof(char *));
	MemoryContextSwitchTo(caller);
	qshrink_for_each_row(host,
						 psprintf("SELECT variable, keys"
								  " FROM %s WHERE problem_id OPERATOR(pg_catalog.=) ($1)[1]"
								  " AND (variable OPERATOR(pg_catalog.<) ($1)[2]"
								  " OR variable OPERATOR(pg_catalog.%%) ($1)[2] OPERATOR(pg_catalog.=) 0)",
								  qshrink_table(namespace, "qshrink_variable")),
						 INT8ARRAYOID,
						 PointerGetDatum(construct_array(parameter, lengthof(parameter), INT8OID,
														 sizeof(int64), FLOAT8PASSBYVAL, TYPALIGN_DOUBLE)),
						 load_key, loading);
	MemoryContextSwitchTo(loading->names);
	qshrink_pair_names(order, loading->by_facility, loading->by_location, facility, location);
	qshrink_rows_append_assignment(&loading->rows, order, facility, location);
	MemoryContextSwitchTo(caller);
	MemoryContextDelete(loading->names);
}

/* ---------------------------------------------------------------------------
 * Rows of qshrink_constraint
 */
static void
constraint_error(const QshrinkProblem *problem, int32 constraint_id, const char *label,
				 const char *detail)
{
	ereport(ERROR,
			(errcode(ERRCODE_DATA_EXCEPTION),
			 label ?
			 errmsg("constraint %d (\"%s\") of problem " INT64_FORMAT " is malformed",
					constraint_id, label, problem->problem_id) :
			 errmsg("constraint %d of problem " INT64_FORMAT " is malformed",
					constraint_id, problem->problem_id),
			 errdetail("%s", detail)));
}

static void
load_constraint(void *argument, const Datum *values, const bool *nulls)
{
	Loading    *loading = argument;
	int32		constraint_id = DatumGetInt32(values[0]);
	ArrayType  *variables = DatumGetArrayTypeP(values[2]);
	ArrayType  *coefficients = nulls[3] ? NULL : DatumGetArrayTypeP(values[3]);
	text	   *sense = DatumGetTextPP(values[4]);
	text	   *label = nulls[1] ? NULL : DatumGetTextPP(values[1]);
	int			count = ArrayGetNItems(ARR_NDIM(variables), ARR_DIMS(variables));
	char		operator = qshrink_sense_of_text(VARDATA_ANY(sense), VARSIZE_ANY_EXHDR(sense));
	double	   *value = NULL;
	int32	   *index;

	if (operator == 0 || array_contains_nulls(variables) ||
		(coefficients && (array_contains_nulls(coefficients) ||
						  ArrayGetNItems(ARR_NDIM(coefficients), ARR_DIMS(coefficients)) != count)))
		constraint_error(loading->problem, constraint_id, label ? text_to_cstring(label) : NULL,
						 "Its sense or its arrays are invalid.");
	loading->rows.source = nulls[6] ? 0 : DatumGetInt32(values[6]);
	loading->rows.stated.price = nulls[7] ? NAN : DatumGetFloat8(values[7]);
	loading->rows.stated.shift = DatumGetFloat8(values[8]);
	index = qshrink_rows_append(&loading->rows, operator, DatumGetFloat8(values[5]), constraint_id,
								label ? VARDATA_ANY(label) : NULL,
								label ? VARSIZE_ANY_EXHDR(label) : 0,
								count, coefficients ? &value : NULL);
	memcpy(index, ARR_DATA_PTR(variables), (size_t) count * sizeof(int32));
	if (coefficients)
		memcpy(value, ARR_DATA_PTR(coefficients), (size_t) count * sizeof(double));
}

static void
check_row(const QshrinkProblem *problem, int r)
{
	const QsRow *row = &problem->row[r];
	double		sum = fabs(row->rhs);
	const char *detail = NULL;

	for (int k = 0; k < row->count; k++)
	{
		if (row->variables[k] < 0 || row->variables[k] >= problem->n)
		{
			detail = psprintf("It names variable %d, but the problem has variables 0 to %d.",
							  row->variables[k], problem->n - 1);
			break;
		}
		sum += row->coefficients ? fabs(row->coefficients[k]) : 1.0;
	}
	if (detail == NULL && !isfinite(sum))
		detail = "The sum of its numbers is out of range.";
	if (detail)
		constraint_error(problem, problem->constraint_id[r], problem->row_label[r], detail);
}

static void
load_constraints(Loading *loading, Oid namespace)
{
	qshrink_for_each_row(loading->host,
						 psprintf("SELECT constraint_id, label, variables, coefficients, sense, rhs, source_id, price, shift"
								  " FROM %s WHERE problem_id OPERATOR(pg_catalog.=) $1"
								  " ORDER BY constraint_id",
								  qshrink_table(namespace, "qshrink_constraint")),
						 INT8OID, Int64GetDatum(loading->problem->problem_id),
						 load_constraint, loading);
}

QshrinkProblem *
qshrink_problem_read_unchecked(QsHost *host, Oid namespace, int64 problem_id)
{
	Loading		loading = {.host = host};

	if (SPI_connect() != SPI_OK_CONNECT)
		elog(ERROR, "SPI_connect failed");
	qshrink_rows_begin(&loading.rows, host);
	load_problem(&loading, namespace, problem_id);
	if (loading.problem->order > 0)
		load_assignment_rows(&loading, namespace);
	load_constraints(&loading, namespace);
	qshrink_rows_finish(&loading.rows, loading.problem);
	SPI_finish();
	return loading.problem;
}

QshrinkProblem *
qshrink_problem_read(QsHost *host, Oid namespace, int64 problem_id)
{
	QshrinkProblem *problem = qshrink_problem_read_unchecked(host, namespace, problem_id);

	for (int r = 0; r < problem->rows; r++)
	{
		check_row(problem, r);
		if ((r & 1023) == 0)
			qs_check(host);
	}
	return problem;
}

QshrinkProblem *
qshrink_problem_load(QsHost *host, Oid namespace, int64 problem_id)
{
	QshrinkProblem *problem;

	/* see rows that this statement wrote: a problem made in the same SELECT */
	CommandCounterIncrement();
	PushActiveSnapshot(GetTransactionSnapshot());
	problem = qshrink_problem_read(host, namespace, problem_id);
	PopActiveSnapshot();
	qshrink_problem_complete(host, problem);
	return problem;
}

QshrinkProblem *
qshrink_problem_look_at(QsHost *host, Oid namespace, int64 problem_id)
{
	QshrinkProblem *problem;

	qshrink_push_statement_snapshot();
	problem = qshrink_problem_read(host, namespace, problem_id);
	PopActiveSnapshot();
	qshrink_problem_complete(host, problem);
	return problem;
}

void
qshrink_problem_free(QsHost *host, QshrinkProblem *problem)
{
	if (problem == NULL)
		return;
	qs_model_free(host, problem->model);
	qs_free(host, problem->owner);
	qs_free(host, problem->name);
	qs_free(host, problem->terms);
	qs_free(host, problem->flow);
	qs_free(host, problem->distance);
	qs_free(host, problem->cost);
	qs_free(host, problem->row);
	qs_free(host, problem->constraint_id);
	qs_free(host, problem->row_source);
	qs_free(host, problem->row_label);
	qs_free(host, problem->row_stated);
	qs_free(host, problem->variable_pool);
	qs_free(host, problem->coefficient_pool);
	qs_free(host, problem->label_pool);
	qs_free(host, problem);
}
