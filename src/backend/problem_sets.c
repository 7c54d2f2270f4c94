/*
 * problem_sets.c
 *	  Rows of the tables of problems, written set by set.
 *
 * Rows wait in a tuplestore, past work_mem on disk, and go to the statement as arrays of
 * records, some megabytes at a time.  (A named tuplestore would be one statement, but
 * planners that send it elsewhere do not find it there.)
 */
#include "compat.h"

#include <math.h>

#include "catalog/pg_type.h"
#include "executor/spi.h"
#include "executor/tuptable.h"
#include "funcapi.h"
#include "lib/stringinfo.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/tuplestore.h"

#include "problem_rows.h"
#include "problem_sets.h"
#include "problem_sql.h"
#include "problem_tables.h"
#include "qubo_type.h"
#include "role_type.h"

#define BATCH_BYTES		((Size) 1 << 20)	/* of rows that one statement takes, about */

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

char *
qshrink_set_source(const QshrinkRowSet *set, const char *alias)
{
	StringInfoData out;

	initStringInfo(&out);
	appendStringInfo(&out, "pg_catalog.unnest($3) AS %s (", alias);
	for (int a = 0; a < set->descriptor->natts; a++)
	{
		Form_pg_attribute attribute = TupleDescAttr(set->descriptor, a);

		appendStringInfo(&out, "%s%s %s", a ? ", " : "", NameStr(attribute->attname),
						 format_type_be_qualified(attribute->atttypid));
	}
	appendStringInfoChar(&out, ')');
	return out.data;
}

/* The next rows as an array of records, in the context of the caller; NULL: none is left */
static ArrayType *
next_rows(QshrinkRowSet *set, TupleTableSlot *slot, int *count)
{
	int			capacity = 1024;
	Datum	   *row = palloc_array(Datum, capacity);
	Size		bytes = 0;

	*count = 0;
	while (bytes < BATCH_BYTES && tuplestore_gettupleslot(set->store, true, false, slot))
	{
		if (*count == capacity)
		{
			capacity *= 2;
			row = repalloc_huge(row, (Size) capacity * sizeof(Datum));
		}
		row[*count] = ExecFetchSlotHeapTupleDatum(slot);
		bytes += HeapTupleHeaderGetDatumLength(DatumGetHeapTupleHeader(row[*count]));
		*count += 1;
		CHECK_FOR_INTERRUPTS();
	}
	return *count == 0 ? NULL : construct_array(row, *count, RECORDOID, -1, false, TYPALIGN_DOUBLE);
}

void
qshrink_set_run(QshrinkRowSet *set, const char *table, const char *statement,
				const QshrinkProblem *problem)
{
	Oid			types[3] = {INT8OID, problem->owner_type, RECORDARRAYOID};
	Datum		values[3] = {Int64GetDatum(problem->problem_id),
	qshrink_role_renewed(PointerGetDatum(problem->owner))};
	TupleTableSlot *slot = MakeSingleTupleTableSlot(BlessTupleDesc(set->descriptor), &TTSOpsMinimalTuple);
	MemoryContext caller = MemoryContextSwitchTo(set->row);
	ArrayType  *rows;
	int			count;

	while ((rows = next_rows(set, slot, &count)) != NULL)
	{
		values[2] = PointerGetDatum(rows);
		MemoryContextSwitchTo(caller);
		qshrink_check_written(table, SPI_execute_with_args(statement, lengthof(types), types, values, NULL, false, 0),
							  (uint64) count);
		MemoryContextSwitchTo(set->row);
		ExecClearTuple(slot);	/* its tuple may lie in the context */
		MemoryContextReset(set->row);
	}
	MemoryContextSwitchTo(caller);
	ExecDropSingleTupleTableSlot(slot);
	tuplestore_end(set->store);
	MemoryContextDelete(set->row);
}

QshrinkRowSet
qshrink_key_set(void)
{
	QshrinkRowSet set = qshrink_set_begin(5);

	TupleDescInitEntry(set.descriptor, 1, "variable", INT4OID, -1, 0);
	TupleDescInitEntry(set.descriptor, 2, "keys", TEXTARRAYOID, -1, 0);
	TupleDescInitEntry(set.descriptor, 3, "source_id", INT4OID, -1, 0);
	TupleDescInitEntry(set.descriptor, 4, "weight", FLOAT8OID, -1, 0);
	TupleDescInitEntry(set.descriptor, 5, "lower", FLOAT8OID, -1, 0);
	QSHRINK_FINISH_DESCRIPTOR(set.descriptor);
	return set;
}

void
qshrink_key_put(QshrinkRowSet *set, int variable, const QshrinkKeys *keys, int32 source)
{
	MemoryContext caller = MemoryContextSwitchTo(set->row);
	QshrinkBitRole role = qshrink_keys_role(keys, variable);
	bool		nulls[5] = {false, false, source == 0, role.weight < 0.0, role.weight <= 0.0};
	Datum		values[5];
	int			count;
	const Datum *part = qshrink_keys_of(keys, variable, &count);

	values[0] = Int32GetDatum(variable);
	values[1] = PointerGetDatum(construct_array(unconstify(Datum *, part), count, TEXTOID,
												-1, false, TYPALIGN_INT));
	values[2] = Int32GetDatum(source);
	values[3] = Float8GetDatum(role.weight);
	values[4] = Float8GetDatum(role.lower);
	tuplestore_putvalues(set->store, set->descriptor, values, nulls);
	MemoryContextSwitchTo(caller);
	MemoryContextReset(set->row);
	CHECK_FOR_INTERRUPTS();
}

void
qshrink_key_insert(QshrinkRowSet *set, Oid namespace, const QshrinkProblem *problem)
{
	qshrink_set_run(set, "qshrink_variable",
					psprintf("INSERT INTO %s (problem_id, owner, variable, keys, weight, lower, source_id)"
							 " SELECT $1, $2, variable, keys, weight, lower, source_id FROM %s",
							 qshrink_table(namespace, "qshrink_variable"), qshrink_set_source(set, "stored")), problem);
}

QshrinkRowSet
qshrink_constraint_set(void)
{
	QshrinkRowSet set = qshrink_set_begin(9);

	TupleDescInitEntry(set.descriptor, 1, "constraint_id", INT4OID, -1, 0);
	TupleDescInitEntry(set.descriptor, 2, "label", TEXTOID, -1, 0);
	TupleDescInitEntry(set.descriptor, 3, "variables", INT4ARRAYOID, -1, 0);
	TupleDescInitEntry(set.descriptor, 4, "coefficients", FLOAT8ARRAYOID, -1, 0);
	TupleDescInitEntry(set.descriptor, 5, "sense", TEXTOID, -1, 0);
	TupleDescInitEntry(set.descriptor, 6, "rhs", FLOAT8OID, -1, 0);
	TupleDescInitEntry(set.descriptor, 7, "source_id", INT4OID, -1, 0);
	TupleDescInitEntry(set.descriptor, 8, "price", FLOAT8OID, -1, 0);
	TupleDescInitEntry(set.descriptor, 9, "shift", FLOAT8OID, -1, 0);
	QSHRINK_FINISH_DESCRIPTOR(set.descriptor);
	return set;
}

void
qshrink_constraint_put(QshrinkRowSet *set, const QshrinkProblem *problem, int r)
{
	const QsRow *row = &problem->row[r];
	MemoryContext caller = MemoryContextSwitchTo(set->row);
	Datum		values[9];
	bool		nulls[9] = {false};

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
	nulls[7] = isnan(problem->row_stated[r].price);
	values[7] = Float8GetDatum(problem->row_stated[r].price);
	values[8] = Float8GetDatum(problem->row_stated[r].shift);
	tuplestore_putvalues(set->store, set->descriptor, values, nulls);
	MemoryContextSwitchTo(caller);
	MemoryContextReset(set->row);
	CHECK_FOR_INTERRUPTS();
}

void
qshrink_constraint_rethrow(int64 problem_id, MemoryContext caller)
{
	ErrorData  *error;

	MemoryContextSwitchTo(caller);
	error = CopyErrorData();
	if (error->sqlerrcode != ERRCODE_UNIQUE_VIOLATION || error->constraint_name == NULL ||
		strcmp(error->constraint_name, "qshrink_constraint_label") != 0)
		PG_RE_THROW();
	FlushErrorState();
	ereport(ERROR,
			(errcode(ERRCODE_DUPLICATE_OBJECT),
			 errmsg("two constraints of problem " INT64_FORMAT " would have the same label",
					problem_id),
			 error->detail ? errdetail_internal("%s", error->detail) : 0,
			 errhint("A label names one constraint; qshrink_constrain replaces those of the same label with replace => true.")));
}

void
qshrink_constraint_insert(QshrinkRowSet *set, Oid namespace, const QshrinkProblem *problem)
{
	MemoryContext caller = CurrentMemoryContext;
	char	   *statement = psprintf("INSERT INTO %s (problem_id, owner, constraint_id, label,"
									 " variables, coefficients, sense, rhs, price, shift, source_id)"
									 " SELECT $1, $2, constraint_id, label, variables,"
									 " coefficients, sense, rhs, price, shift, source_id FROM %s",
									 qshrink_table(namespace, "qshrink_constraint"), qshrink_set_source(set, "stored"));

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
