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
#include "utils/fmgrprotos.h"
#include "utils/tuplestore.h"
#include "utils/uuid.h"

#include "problem_rows.h"
#include "problem_source.h"
#include "problem_sql.h"
#include "problem_store.h"
#include "problem_tables.h"
#include "problem_update.h"
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
QshrinkRowSet
qshrink_set_begin(int columns)
{
	QshrinkRowSet set = {
		.store = tuplestore_begin_heap(false, false, work_mem),
		.descriptor = CreateTemplateTupleDesc(columns),
		.row = AllocSetContextCreate(CurrentMemoryContext, "qshrink row",
									 ALLOCSET_DEFAULT_SIZES),
	};

	return set;
}

int64
qshrink_set_count(const QshrinkRowSet *set)
{
	return tuplestore_tuple_count(set->store);
}

void
qshrink_set_run(QshrinkRowSet *set, const char *table, const char *statement,
				const QshrinkProblem *problem)
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
	qshrink_check_written(table, result, rows);
	SPI_unregister_relation("stored");
	tuplestore_end(set->store);
	MemoryContextDelete(set->row);
}

QshrinkRowSet
qshrink_key_set(void)
{
	QshrinkRowSet set = qshrink_set_begin(3);

	TupleDescInitEntry(set.descriptor, 1, "variable", INT4OID, -1, 0);
	TupleDescInitEntry(set.descriptor, 2, "keys", TEXTARRAYOID, -1, 0);
	TupleDescInitEntry(set.descriptor, 3, "source_id", INT4OID, -1, 0);
	return set;
}

void
qshrink_key_put(QshrinkRowSet *set, int variable, const Datum *part, int count, int32 source)
{
	MemoryContext caller = MemoryContextSwitchTo(set->row);
	bool		nulls[3] = {false, false, source == 0};
	Datum		values[3];

	values[0] = Int32GetDatum(variable);
	values[1] = PointerGetDatum(construct_array(unconstify(Datum *, part), count, TEXTOID,
												-1, false, TYPALIGN_INT));
	values[2] = Int32GetDatum(source);
	tuplestore_putvalues(set->store, set->descriptor, values, nulls);
	MemoryContextSwitchTo(caller);
	MemoryContextReset(set->row);
	CHECK_FOR_INTERRUPTS();
}

void
qshrink_key_insert(QshrinkRowSet *set, Oid namespace, const QshrinkProblem *problem)
{
	qshrink_set_run(set, "qshrink_variable",
					psprintf("INSERT INTO %s (problem_id, owner, variable, keys, source_id)"
							 " SELECT $1, $2, variable, keys, source_id FROM stored",
							 qshrink_table(namespace, "qshrink_variable")), problem);
}

static void
store_keys(Oid namespace, const QshrinkProblem *problem, const QshrinkKeys *keys, int32 source)
{
	QshrinkRowSet set = qshrink_key_set();

	for (int v = 0; v < problem->n; v++)
	{
		int			count;
		const Datum *part = qshrink_keys_of(keys, v, &count);

		if (count > 0)
			qshrink_key_put(&set, v, part, count, source);
	}
	qshrink_key_insert(&set, namespace, problem);
}

QshrinkRowSet
qshrink_constraint_set(void)
{
	QshrinkRowSet set = qshrink_set_begin(7);

	TupleDescInitEntry(set.descriptor, 1, "constraint_id", INT4OID, -1, 0);
	TupleDescInitEntry(set.descriptor, 2, "label", TEXTOID, -1, 0);
	TupleDescInitEntry(set.descriptor, 3, "variables", INT4ARRAYOID, -1, 0);
	TupleDescInitEntry(set.descriptor, 4, "coefficients", FLOAT8ARRAYOID, -1, 0);
	TupleDescInitEntry(set.descriptor, 5, "sense", TEXTOID, -1, 0);
	TupleDescInitEntry(set.descriptor, 6, "rhs", FLOAT8OID, -1, 0);
	TupleDescInitEntry(set.descriptor, 7, "source_id", INT4OID, -1, 0);
	return set;
}

void
qshrink_constraint_put(QshrinkRowSet *set, const QshrinkProblem *problem, int r)
{
	const QsRow *row = &problem->row[r];
	MemoryContext caller = MemoryContextSwitchTo(set->row);
	Datum		values[7];
	bool		nulls[7] = {false};

	values[0] = Int32GetDatum(problem->constraint_id[r]);
	nulls[1] = problem->row_label[r] == NULL;
	values[1] = nulls[1] ? (Datum) 0 : CStringGetTextDatum(problem->row_label[r]);
	values[2] = vector_datum(row->variables, row->count, INT4OID, sizeof(int32));
	nulls[3] = row->coefficients == NULL;
	values[3] = nulls[3] ? (Datum) 0 :
		vector_datum(row->coefficients, row->count, FLOAT8OID, sizeof(float8));
	values[4] = CStringGetTextDatum(qshrink_sense_text(row->sense));
	values[5] = Float8GetDatum(row->rhs);
	nulls[6] = problem->row_source[r] == 0;
	values[6] = Int32GetDatum(problem->row_source[r]);
	tuplestore_putvalues(set->store, set->descriptor, values, nulls);
	MemoryContextSwitchTo(caller);
	MemoryContextReset(set->row);
	CHECK_FOR_INTERRUPTS();
}

void
qshrink_constraint_insert(QshrinkRowSet *set, Oid namespace, const QshrinkProblem *problem)
{
	MemoryContext caller = CurrentMemoryContext;
	char	   *statement = psprintf("INSERT INTO %s (problem_id, owner, constraint_id, label,"
									 " variables, coefficients, sense, rhs, source_id)"
									 " SELECT $1, $2, constraint_id, label, variables,"
									 " coefficients, sense, rhs, source_id FROM stored",
									 qshrink_table(namespace, "qshrink_constraint"));

	PG_TRY();
	{
		qshrink_set_run(set, "qshrink_constraint", statement, problem);
	}
	PG_CATCH();
	{
		qshrink_constraint_rethrow(problem->problem_id, caller);
	}
	PG_END_TRY();
}

void
qshrink_constraints_store(Oid namespace, const QshrinkProblem *problem)
{
	QshrinkRowSet set = qshrink_constraint_set();

	for (int r = 0; r < problem->rows; r++)
		if (problem->constraint_id[r] > 0)
			qshrink_constraint_put(&set, problem, r);
	qshrink_constraint_insert(&set, namespace, problem);
}

/* ---------------------------------------------------------------------------
 * The problem itself
 */
/* The name may have been taken by another session meanwhile */
static void
rethrow_name(const QshrinkProblem *problem, MemoryContext caller)
{
	ErrorData  *error;

	MemoryContextSwitchTo(caller);
	error = CopyErrorData();
	if (error->sqlerrcode != ERRCODE_UNIQUE_VIOLATION || error->constraint_name == NULL ||
		strcmp(error->constraint_name, "qshrink_problem_name") != 0)
		PG_RE_THROW();
	FlushErrorState();
	qshrink_refuse_name(problem->name, 0);
}

/*
 * Ids come from the sequence; those that the owner of the tables put in by hand
 * ahead of it are passed over.
 */
static void
insert_problem(QshrinkProblem *problem, Oid namespace, QshrinkProblemValues *row)
{
	MemoryContext caller = CurrentMemoryContext;
	const char *statement = psprintf("INSERT INTO %s (sense, n_variables, objective,"
									 " flows, distances, costs, best_known, name)"
									 " VALUES ($1, $2, $3, $4, $5, $6, $7, $8)"
									 " ON CONFLICT (problem_id) DO NOTHING"
									 " RETURNING problem_id, owner",
									 qshrink_table(namespace, "qshrink_problem"));
	bool		is_null;
	int			attempts = 0;

	do
	{
		volatile int result = 0;

		PG_TRY();
		{
			result = SPI_execute_with_args(statement, lengthof(row->type), row->type, row->value,
										   row->null, false, 0);
		}
		PG_CATCH();
		{
			rethrow_name(problem, caller);
		}
		PG_END_TRY();
		if (result != SPI_OK_INSERT_RETURNING)
			qshrink_check_written("qshrink_problem", result, 1);
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

void
qshrink_problem_values(QshrinkProblemValues *row, Oid namespace, const QshrinkProblem *problem)
{
	bool		matrices = problem->order > 0;

	*row = (QshrinkProblemValues) {
		.type = {TEXTOID, INT4OID, qshrink_own_type(namespace, "qubo"), FLOAT8ARRAYOID,
		FLOAT8ARRAYOID, FLOAT8ARRAYOID, FLOAT8OID, TEXTOID},
		.value = {CStringGetTextDatum(problem->maximise ? "max" : "min"),
		Int32GetDatum(problem->n)},
	};
	memset(row->null, ' ', sizeof(row->null));
	if (matrices)
	{
		row->value[3] = matrix_datum(problem->flow, problem->order);
		row->value[4] = matrix_datum(problem->distance, problem->order);
		if (problem->cost)
			row->value[5] = matrix_datum(problem->cost, problem->order);
	}
	else
		row->value[2] = PointerGetDatum(qshrink_qubo_create(problem->n, problem->offset,
															problem->terms, problem->term_count));
	row->null[2] = matrices ? 'n' : ' ';
	row->null[3] = row->null[4] = matrices ? ' ' : 'n';
	row->null[5] = matrices && problem->cost ? ' ' : 'n';
	row->value[QSHRINK_VALUE_BEST_KNOWN] = Float8GetDatum(problem->best_known);
	row->null[QSHRINK_VALUE_BEST_KNOWN] = problem->has_best_known ? ' ' : 'n';
	row->null[QSHRINK_VALUE_NAME] = problem->name ? ' ' : 'n';
	if (problem->name)
		row->value[QSHRINK_VALUE_NAME] = CStringGetTextDatum(problem->name);
}

/* A problem without a name is called by its number, which it has only now */
static void
name_by_number(QshrinkProblem *problem, Oid namespace)
{
	Oid			types[] = {INT8OID, TEXTOID};
	Datum		values[] = {Int64GetDatum(problem->problem_id), 0};
	MemoryContext caller = CurrentMemoryContext;
	char	   *statement = psprintf("UPDATE %s SET name = $2 WHERE problem_id OPERATOR(pg_catalog.=) $1",
									 qshrink_table(namespace, "qshrink_problem"));

	problem->name = psprintf("problem " INT64_FORMAT, problem->problem_id);
	values[1] = CStringGetTextDatum(problem->name);
	PG_TRY();
	{
		qshrink_check_written("qshrink_problem",
							  SPI_execute_with_args(statement, 2, types, values, NULL, false, 0), 1);
	}
	PG_CATCH();
	{
		rethrow_name(problem, caller);
	}
	PG_END_TRY();
}

static void
store_new(Oid namespace, QshrinkProblem *problem, const QshrinkKeys *keys, int32 source)
{
	QshrinkProblemValues row;
	bool		named = problem->name != NULL;
	pg_uuid_t  *uuid;

	if (!named)
	{
		uuid = DatumGetUUIDP(DirectFunctionCall1(gen_random_uuid, (Datum) 0));
		problem->name = DatumGetCString(DirectFunctionCall1(uuid_out, UUIDPGetDatum(uuid)));
	}
	qshrink_problem_values(&row, namespace, problem);
	insert_problem(problem, namespace, &row);
	if (!named)
		name_by_number(problem, namespace);
	if (keys->part)
		store_keys(namespace, problem, keys, source);
	if (problem->rows > 0)
		qshrink_constraints_store(namespace, problem);
}

int64
qshrink_problem_store(QsHost *host, Oid namespace, const QshrinkProblem *problem,
					  const QshrinkKeys *keys, const QshrinkPlace *place, List *sources)
{
	QshrinkProblem stored = *problem;
	const QshrinkSource *builder = qshrink_source_builder(sources);
	int32		source = builder ? builder->number : 0;

	if (place->problem_id != 0)
		qshrink_problem_replace(host, namespace, place->problem_id, &stored, keys, source);
	else
		store_new(namespace, &stored, keys, source);
	if (place->problem_id != 0 || sources != NIL)
		qshrink_sources_write(namespace, stored.problem_id, sources);
	return stored.problem_id;
}

/* ---------------------------------------------------------------------------
 * Places
 */
void
qshrink_refuse_name(const char *name, int64 problem_id)
{
	ereport(ERROR,
			(errcode(ERRCODE_DUPLICATE_OBJECT),
			 errmsg("problem \"%s\" already exists", name),
			 problem_id != 0 ? errdetail("It has the problem_id " INT64_FORMAT ".", problem_id) :
			 errdetail("Another session has just made it."),
			 errhint("replace => true builds it anew in place and keeps its history; qshrink_drop removes it.")));
}

QshrinkPlace
qshrink_place_find(Oid namespace, const char *name, bool replace)
{
	const char *schema = qshrink_schema(namespace);
	const char *role = format_type_be_qualified(qshrink_own_type(namespace, "qshrink_role"));
	QshrinkPlace place = {0};
	Oid			type = TEXTOID;
	Datum		value;
	bool		is_null;

	if (name == NULL)
		return place;
	if (strlen(name) > QSHRINK_NAME_LENGTH)
		ereport(ERROR,
				(errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
				 errmsg("the name of a problem has %zu bytes, more than %d", strlen(name),
						QSHRINK_NAME_LENGTH)));
	value = CStringGetTextDatum(name);
	SPI_execute_with_args(psprintf("SELECT problem_id FROM %s"
								   " WHERE owner OPERATOR(%s.=) CAST(CURRENT_USER AS %s)"
								   " AND name COLLATE pg_catalog.\"C\" OPERATOR(pg_catalog.=) $1",
								   qshrink_table(namespace, "qshrink_problem"), schema, role),
						  1, &type, &value, NULL, false, 1);
	if (SPI_processed == 0)
		return place;
	place.problem_id = DatumGetInt64(SPI_getbinval(SPI_tuptable->vals[0], SPI_tuptable->tupdesc,
												   1, &is_null));
	if (!replace)
		qshrink_refuse_name(name, place.problem_id);
	return place;
}
