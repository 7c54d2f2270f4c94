/*
 * solve_records.c
 *	  Rows of the history tables, gathered and written by one INSERT a table.
 */
#include "compat.h"

#include <math.h>

#include "access/htup_details.h"
#include "catalog/pg_type.h"
#include "executor/spi.h"
#include "funcapi.h"
#include "lib/stringinfo.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/lsyscache.h"
#include "utils/typcache.h"

#include "problem_sql.h"
#include "problem_tables.h"
#include "qubo_type.h"
#include "role_type.h"
#include "saved_plan.h"
#include "solve_records.h"
#include "solve_store.h"

#define MOST_ROWS		10000	/* of a statement */
#define MOST_BYTES		(1024 * 1024)

struct QshrinkRecords
{
	QsHost	   *host;
	const char *table;
	char	   *statement;
	TupleDesc	descriptor;
	int			columns;		/* that are written */
	int		   *attribute;		/* each one's, from 0 */
	int			next;			/* the column whose value comes next */
	Datum	   *value;			/* by attribute */
	bool	   *null;
	Datum	   *row;
	int			rows;
	int			room;
	Size		bytes;
	MemoryContext own;			/* the other two are below */
	MemoryContext gathered;		/* rows */
	MemoryContext values;		/* of the next row */
};

static int
attribute_of(TupleDesc descriptor, const char *column)
{
	for (int k = 0; k < descriptor->natts; k++)
	{
		Form_pg_attribute attribute = TupleDescAttr(descriptor, k);

		if (!attribute->attisdropped && strcmp(NameStr(attribute->attname), column) == 0)
			return k;
	}
	elog(ERROR, "unknown column \"%s\"", column);
}

static char *
statement_of(const char *table, const char *const *column, int columns)
{
	StringInfoData statement;

	initStringInfo(&statement);
	appendStringInfo(&statement, "INSERT INTO %s (", table);
	for (int k = 0; k < columns; k++)
		appendStringInfo(&statement, "%s%s", k ? ", " : "", column[k]);
	appendStringInfoString(&statement, ") SELECT ");
	for (int k = 0; k < columns; k++)
		appendStringInfo(&statement, "%su.%s", k ? ", " : "", column[k]);
	appendStringInfoString(&statement, " FROM pg_catalog.unnest($1) AS u");
	return statement.data;
}

QshrinkRecords *
qshrink_records_open(QsHost *host, Oid namespace, const char *table, const char *const *column,
					 int columns)
{
	MemoryContext own = AllocSetContextCreate(CurrentMemoryContext, "qshrink records",
											  ALLOCSET_SMALL_SIZES);
	MemoryContext caller = MemoryContextSwitchTo(own);
	const char *name = qshrink_table(namespace, table);
	QshrinkRecords *records = palloc0_object(QshrinkRecords);
	Oid			type = get_rel_type_id(get_relname_relid(table, namespace));

	records->host = host;
	records->table = table;
	records->own = own;
	records->statement = statement_of(name, column, columns);
	records->descriptor = lookup_rowtype_tupdesc_copy(type, -1);
	records->columns = columns;
	records->attribute = palloc_array(int, columns);
	for (int k = 0; k < columns; k++)
		records->attribute[k] = attribute_of(records->descriptor, column[k]);
	records->value = palloc_array(Datum, records->descriptor->natts);
	records->null = palloc_array(bool, records->descriptor->natts);
	memset(records->null, true, (Size) records->descriptor->natts * sizeof(bool));
	records->gathered = AllocSetContextCreate(own, "qshrink rows", ALLOCSET_DEFAULT_SIZES);
	records->values = AllocSetContextCreate(own, "qshrink values", ALLOCSET_DEFAULT_SIZES);
	MemoryContextSwitchTo(caller);
	return records;
}

/* ---------------------------------------------------------------------------
 * Values
 */
void
qshrink_put_value(QshrinkRecords *records, Datum value, bool null)
{
	int			attribute = records->attribute[records->next++];

	records->value[attribute] = value;
	records->null[attribute] = null;
}

void
qshrink_put_text(QshrinkRecords *records, const char *text)
{
	MemoryContext caller = MemoryContextSwitchTo(records->values);

	qshrink_put_value(records, text ? CStringGetTextDatum(text) : (Datum) 0, text == NULL);
	MemoryContextSwitchTo(caller);
}

void
qshrink_put_int(QshrinkRecords *records, int value)
{
	qshrink_put_value(records, Int32GetDatum(value), false);
}

void
qshrink_put_bigint(QshrinkRecords *records, int64 value)
{
	qshrink_put_value(records, Int64GetDatum(value), false);
}

void
qshrink_put_real(QshrinkRecords *records, double value)
{
	qshrink_put_value(records, Float8GetDatum(value), !isfinite(value));
}

/* An array without nulls, its elements as they are in memory; NULL or none: null */
static void
put_array(QshrinkRecords *records, const void *value, int count, Size size, Oid type)
{
	Size		bytes = ARR_OVERHEAD_NONULLS(1) + (Size) count * size;
	ArrayType  *array;

	if (value == NULL || count == 0)
	{
		qshrink_put_value(records, (Datum) 0, true);
		return;
	}
	array = MemoryContextAllocZero(records->values, bytes);
	SET_VARSIZE(array, bytes);
	array->ndim = 1;
	array->elemtype = type;
	ARR_DIMS(array)[0] = count;
	ARR_LBOUND(array)[0] = 1;
	memcpy(ARR_DATA_PTR(array), value, (Size) count * size);
	qshrink_put_value(records, PointerGetDatum(array), false);
}

void
qshrink_put_reals(QshrinkRecords *records, const double *value, int count)
{
	put_array(records, value, count, sizeof(double), FLOAT8OID);
}

void
qshrink_put_ints(QshrinkRecords *records, const int32 *value, int count)
{
	put_array(records, value, count, sizeof(int32), INT4OID);
}

void
qshrink_put_bits(QshrinkRecords *records, const uint8_t *x, int n)
{
	MemoryContext caller = MemoryContextSwitchTo(records->values);

	qshrink_put_value(records, x ? qshrink_bit_string(x, n) : (Datum) 0, x == NULL);
	MemoryContextSwitchTo(caller);
}

void
qshrink_put_owner(QshrinkRecords *records, const QshrinkProblem *problem)
{
	MemoryContext caller = MemoryContextSwitchTo(records->values);

	qshrink_put_value(records, qshrink_role_renewed(PointerGetDatum(problem->owner)), false);
	MemoryContextSwitchTo(caller);
}

/* ---------------------------------------------------------------------------
 * Rows
 */
static void
flush(QshrinkRecords *records)
{
	Oid			element = records->descriptor->tdtypeid;
	Oid			type = get_array_type(element);
	MemoryContext caller;
	Datum		array;

	if (records->rows == 0)
		return;
	qs_check(records->host);
	caller = MemoryContextSwitchTo(records->gathered);
	array = PointerGetDatum(construct_array(records->row, records->rows, element, -1, false,
											TYPALIGN_DOUBLE));
	MemoryContextSwitchTo(caller);
	qshrink_check_written(records->table,
						  qshrink_execute(records->statement, 1, &type, &array, NULL, false, 0),
						  (uint64) records->rows);
	records->rows = records->room = 0;
	records->bytes = 0;
	records->row = NULL;
	MemoryContextReset(records->gathered);
}

/* In the context of what is gathered */
static void
append(QshrinkRecords *records, Datum row)
{
	if (records->rows == records->room)
	{
		records->room = Max(16, 2 * records->room);
		records->row = records->row ? repalloc_array(records->row, Datum, records->room) :
			palloc_array(Datum, records->room);
	}
	records->row[records->rows++] = row;
}

void
qshrink_put_end(QshrinkRecords *records)
{
	MemoryContext caller = MemoryContextSwitchTo(records->gathered);
	HeapTuple	tuple = heap_form_tuple(records->descriptor, records->value, records->null);

	Assert(records->next == records->columns);
	append(records, HeapTupleGetDatum(tuple));
	records->bytes += tuple->t_len;
	records->next = 0;
	MemoryContextSwitchTo(caller);
	MemoryContextReset(records->values);
	if (records->rows == MOST_ROWS || records->bytes >= MOST_BYTES)
		flush(records);
}

void
qshrink_records_close(QshrinkRecords *records)
{
	flush(records);
	MemoryContextDelete(records->own);
}
