/*
 * problem_store.c
 *	  Writing problems into the tables.
 *
 * Rows go through a tuplestore that the INSERT sees as a relation: one statement
 * for all of them, and past work_mem they wait on disk.
 */
#include "compat.h"

#include "catalog/pg_type.h"
#include "executor/spi.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/datum.h"
#include "utils/tuplestore.h"

#include "problem_rows.h"
#include "problem_sql.h"
#include "problem_store.h"
#include "problem_tables.h"
#include "qubo_type.h"
#include "role_type.h"

/* Ids in use that are passed over in search of a free one */
#define MOST_ATTEMPTS	10000

static Datum
matrix_datum(const double *matrix, int order)
{
	Size		bytes = (Size) order * (Size) order * sizeof(float8);
	Size		size = ARR_OVERHEAD_NONULLS(2) + bytes;
	ArrayType  *array;

	qshrink_check_memory((double) size);
	array = palloc0(size);
	SET_VARSIZE(array, size);
	array->ndim = 2;
	array->elemtype = FLOAT8OID;
	ARR_DIMS(array)[0] = ARR_DIMS(array)[1] = order;
	ARR_LBOUND(array)[0] = ARR_LBOUND(array)[1] = 1;
	memcpy(ARR_DATA_PTR(array), matrix, bytes);
	return PointerGetDatum(array);
}

/* A one-dimensional array of fixed-size elements that hold no references */
static Datum
vector_datum(const void *element, int count, Oid type, Size size)
{
	Size		bytes = (Size) count * size;
	Size		total = count > 0 ? ARR_OVERHEAD_NONULLS(1) + bytes : ARR_OVERHEAD_NONULLS(0);
	ArrayType  *array = palloc0(total);

	SET_VARSIZE(array, total);
	array->elemtype = type;
	array->ndim = count > 0 ? 1 : 0;
	if (count > 0)
	{
		ARR_DIMS(array)[0] = count;
		ARR_LBOUND(array)[0] = 1;
		memcpy(ARR_DATA_PTR(array), element, bytes);
	}
	return PointerGetDatum(array);
}

/* ---------------------------------------------------------------------------
 * Sets of rows
 */
typedef struct RowSet
{
	Tuplestorestate *store;
	TupleDesc	descriptor;
	MemoryContext row;			/* reset after each row */
} RowSet;

static RowSet
begin_set(int columns)
{
	RowSet		set = {
		.store = tuplestore_begin_heap(false, false, work_mem),
		.descriptor = CreateTemplateTupleDesc(columns),
		.row = AllocSetContextCreate(CurrentMemoryContext, "qshrink row",
									 ALLOCSET_DEFAULT_SIZES),
	};

	return set;
}

/* Insert the set by a statement that reads it as "stored" ($1 problem_id, $2 owner) */
static void
insert_set(RowSet *set, const char *table, const char *statement, const QshrinkProblem *problem)
{
	EphemeralNamedRelationData relation = {
		.md = {
			.name = "stored",
			.tupdesc = set->descriptor,
			.enrtype = ENR_NAMED_TUPLESTORE,
			.enrtuples = (double) tuplestore_tuple_count(set->store),
		},
		.reldata = set->store,
	};
	Oid			types[2] = {INT8OID, problem->owner_type};
	Datum		values[2] = {Int64GetDatum(problem->problem_id),
	qshrink_role_renewed(PointerGetDatum(problem->owner))};
	uint64		rows = (uint64) tuplestore_tuple_count(set->store);
	int			result;

	if (SPI_register_relation(&relation) != SPI_OK_REL_REGISTER)
		elog(ERROR, "could not register rows to insert");
	result = SPI_execute_with_args(statement, 2, types, values, NULL, false, 0);
	qshrink_check_inserted(table, result, rows);
	SPI_unregister_relation("stored");
	tuplestore_end(set->store);
	MemoryContextDelete(set->row);
}

static void
store_keys(Oid namespace, const QshrinkProblem *problem, const QshrinkKeys *keys)
{
	RowSet		set = begin_set(2);
	bool		nulls[2] = {false, false};

	TupleDescInitEntry(set.descriptor, 1, "variable", INT4OID, -1, 0);
	TupleDescInitEntry(set.descriptor, 2, "keys", TEXTARRAYOID, -1, 0);
	for (int v = 0; v < problem->n; v++)
	{
		MemoryContext caller;
		Datum		values[2];
		int			count;
		const Datum *part = qshrink_keys_of(keys, v, &count);

		if (count == 0)
			continue;
		caller = MemoryContextSwitchTo(set.row);
		values[0] = Int32GetDatum(v);
		values[1] = PointerGetDatum(construct_array(unconstify(Datum *, part), count, TEXTOID,
													-1, false, TYPALIGN_INT));
		tuplestore_putvalues(set.store, set.descriptor, values, nulls);
		MemoryContextSwitchTo(caller);
		MemoryContextReset(set.row);
		CHECK_FOR_INTERRUPTS();
	}
	insert_set(&set, "qshrink_variable",
			   psprintf("INSERT INTO %s (problem_id, owner, variable, keys)"
						" SELECT $1, $2, variable, keys FROM stored",
						qshrink_table(namespace, "qshrink_variable")), problem);
}

static void
put_row(RowSet *set, const QshrinkProblem *problem, int r)
{
	const QsRow *row = &problem->row[r];
	MemoryContext caller = MemoryContextSwitchTo(set->row);
	Datum		values[6];
	bool		nulls[6] = {false};

	values[0] = Int32GetDatum(problem->constraint_id[r]);
	nulls[1] = problem->row_label[r] == NULL;
	values[1] = nulls[1] ? (Datum) 0 : CStringGetTextDatum(problem->row_label[r]);
	values[2] = vector_datum(row->variables, row->count, INT4OID, sizeof(int32));
	nulls[3] = row->coefficients == NULL;
	values[3] = nulls[3] ? (Datum) 0 :
		vector_datum(row->coefficients, row->count, FLOAT8OID, sizeof(float8));
	values[4] = CStringGetTextDatum(qshrink_sense_text(row->sense));
	values[5] = Float8GetDatum(row->rhs);
	tuplestore_putvalues(set->store, set->descriptor, values, nulls);
	MemoryContextSwitchTo(caller);
	MemoryContextReset(set->row);
}

void
qshrink_constraints_store(Oid namespace, const QshrinkProblem *problem)
{
	RowSet		set = begin_set(6);

	TupleDescInitEntry(set.descriptor, 1, "constraint_id", INT4OID, -1, 0);
	TupleDescInitEntry(set.descriptor, 2, "label", TEXTOID, -1, 0);
	TupleDescInitEntry(set.descriptor, 3, "variables", INT4ARRAYOID, -1, 0);
	TupleDescInitEntry(set.descriptor, 4, "coefficients", FLOAT8ARRAYOID, -1, 0);
	TupleDescInitEntry(set.descriptor, 5, "sense", TEXTOID, -1, 0);
	TupleDescInitEntry(set.descriptor, 6, "rhs", FLOAT8OID, -1, 0);
	for (int r = 0; r < problem->rows; r++)
	{
		if (problem->constraint_id[r] > 0)
			put_row(&set, problem, r);
		CHECK_FOR_INTERRUPTS();
	}
	insert_set(&set, "qshrink_constraint",
			   psprintf("INSERT INTO %s"
						" (problem_id, owner, constraint_id, label, variables, coefficients, sense, rhs)"
						" SELECT $1, $2, constraint_id, label, variables, coefficients, sense, rhs"
						" FROM stored", qshrink_table(namespace, "qshrink_constraint")), problem);
}

/* ---------------------------------------------------------------------------
 * The problem itself
 */
/*
 * Ids come from the sequence; those that the owner of the tables put in by hand
 * ahead of it are passed over.
 */
static void
insert_problem(QshrinkProblem *problem, Oid namespace, Oid *types, Datum *values, const char *nulls)
{
	const char *statement = psprintf("INSERT INTO %s (name, sense, n_variables,"
									 " objective, flows, distances, costs, best_known)"
									 " VALUES ($1, $2, $3, $4, $5, $6, $7, $8)"
									 " ON CONFLICT (problem_id) DO NOTHING"
									 " RETURNING problem_id, owner",
									 qshrink_table(namespace, "qshrink_problem"));
	bool		is_null;
	int			attempts = 0;

	do
	{
		int			result = SPI_execute_with_args(statement, 8, types, values, nulls, false, 0);

		if (result != SPI_OK_INSERT_RETURNING)
			qshrink_check_inserted("qshrink_problem", result, 1);
		if (attempts++ == MOST_ATTEMPTS)
			ereport(ERROR,
					(errcode(ERRCODE_UNIQUE_VIOLATION),
					 errmsg("no problem_id is free among the next %d", MOST_ATTEMPTS),
					 errhint("The owner of the tables can set the sequence of qshrink_problem.problem_id past those in use.")));
		CHECK_FOR_INTERRUPTS();
	} while (SPI_processed == 0);
	problem->problem_id = DatumGetInt64(SPI_getbinval(SPI_tuptable->vals[0], SPI_tuptable->tupdesc,
													  1, &is_null));
	problem->owner_type = qshrink_own_type(namespace, "qshrink_role");
	problem->owner = DatumGetPointer(datumCopy(SPI_getbinval(SPI_tuptable->vals[0], SPI_tuptable->tupdesc,
															 2, &is_null), false, -1));
}

static void
store_problem_row(QshrinkProblem *problem, Oid namespace)
{
	bool		matrices = problem->order > 0;
	Oid			types[8] = {TEXTOID, TEXTOID, INT4OID, InvalidOid, FLOAT8ARRAYOID,
	FLOAT8ARRAYOID, FLOAT8ARRAYOID, FLOAT8OID};
	Datum		values[8] = {0};
	char		nulls[8];

	types[3] = qshrink_own_type(namespace, "qubo");
	memset(nulls, ' ', sizeof(nulls));
	values[0] = CStringGetTextDatum(problem->name);
	values[1] = CStringGetTextDatum(problem->maximise ? "max" : "min");
	values[2] = Int32GetDatum(problem->n);
	if (matrices)
	{
		values[4] = matrix_datum(problem->flow, problem->order);
		values[5] = matrix_datum(problem->distance, problem->order);
		if (problem->cost)
			values[6] = matrix_datum(problem->cost, problem->order);
	}
	else
		values[3] = PointerGetDatum(qshrink_qubo_create(problem->n, problem->offset,
														problem->terms, problem->term_count));
	values[7] = Float8GetDatum(problem->best_known);
	nulls[3] = matrices ? 'n' : ' ';
	nulls[4] = nulls[5] = matrices ? ' ' : 'n';
	nulls[6] = matrices && problem->cost ? ' ' : 'n';
	nulls[7] = problem->has_best_known ? ' ' : 'n';
	insert_problem(problem, namespace, types, values, nulls);
}

int64
qshrink_problem_store(Oid namespace, const QshrinkProblem *problem, const QshrinkKeys *keys)
{
	QshrinkProblem stored = *problem;

	store_problem_row(&stored, namespace);
	if (keys->part)
		store_keys(namespace, &stored, keys);
	if (stored.rows > 0)
		qshrink_constraints_store(namespace, &stored);
	return stored.problem_id;
}
