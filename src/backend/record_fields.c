/*
 * record_fields.c
 *	  Composite values by the names of their attributes.
 */
#include "compat.h"

#include <math.h>

#include "catalog/pg_type.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/lsyscache.h"
#include "utils/typcache.h"

#include "record_fields.h"

/* ---------------------------------------------------------------------------
 * Forming
 */
void
qshrink_field(QshrinkFields *fields, const char *name, Oid type, Datum value, bool null)
{
	if (fields->count == QSHRINK_MOST_FIELDS)
		elog(ERROR, "too many attributes");
	fields->name[fields->count] = name;
	fields->type[fields->count] = type;
	fields->value[fields->count] = value;
	fields->null[fields->count++] = null;
}

void
qshrink_field_text(QshrinkFields *fields, const char *name, const char *value)
{
	qshrink_field(fields, name, TEXTOID, value ? CStringGetTextDatum(value) : (Datum) 0, value == NULL);
}

void
qshrink_field_int(QshrinkFields *fields, const char *name, int value)
{
	qshrink_field(fields, name, INT4OID, Int32GetDatum(value), false);
}

void
qshrink_field_bigint(QshrinkFields *fields, const char *name, int64 value)
{
	qshrink_field(fields, name, INT8OID, Int64GetDatum(value), false);
}

void
qshrink_field_real(QshrinkFields *fields, const char *name, double value)
{
	qshrink_field(fields, name, FLOAT8OID, Float8GetDatum(value), !isfinite(value));
}

void
qshrink_field_reals(QshrinkFields *fields, const char *name, const double *value, int count)
{
	Datum	   *element = palloc_array(Datum, count);
	bool	   *null = palloc_array(bool, count);
	int			lower = 1;

	for (int k = 0; k < count && value; k++)
	{
		element[k] = Float8GetDatum(value[k]);
		null[k] = !isfinite(value[k]);
	}
	qshrink_field(fields, name, FLOAT8ARRAYOID, value && count > 0 ?
				  PointerGetDatum(construct_md_array(element, null, 1, &count, &lower, FLOAT8OID, 8,
													 FLOAT8PASSBYVAL, TYPALIGN_DOUBLE)) :
				  (Datum) 0, value == NULL || count == 0);
}

void
qshrink_field_ints(QshrinkFields *fields, const char *name, const int32_t *value, int count)
{
	Datum	   *element = palloc_array(Datum, count);

	for (int k = 0; k < count && value; k++)
		element[k] = Int32GetDatum(value[k]);
	qshrink_field(fields, name, INT4ARRAYOID, value && count > 0 ?
				  PointerGetDatum(construct_array(element, count, INT4OID, 4, true, TYPALIGN_INT)) :
				  (Datum) 0, value == NULL || count == 0);
}

HeapTuple
qshrink_fields_form(const QshrinkFields *fields, TupleDesc descriptor)
{
	Datum	   *value = palloc0_array(Datum, descriptor->natts);
	bool	   *null = palloc_array(bool, descriptor->natts);

	for (int a = 0; a < descriptor->natts; a++)
	{
		Form_pg_attribute attribute = TupleDescAttr(descriptor, a);

		null[a] = true;
		for (int k = 0; k < fields->count && !attribute->attisdropped; k++)
			if (strcmp(fields->name[k], NameStr(attribute->attname)) == 0 &&
				fields->type[k] == attribute->atttypid)
			{
				value[a] = fields->value[k];
				null[a] = fields->null[k];
			}
	}
	return heap_form_tuple(descriptor, value, null);
}

static int
find(TupleDesc descriptor, const char *name)
{
	for (int a = 0; a < descriptor->natts; a++)
		if (!TupleDescAttr(descriptor, a)->attisdropped &&
			strcmp(name, NameStr(TupleDescAttr(descriptor, a)->attname)) == 0)
			return a;
	return -1;
}

TupleDesc
qshrink_fields_element(TupleDesc descriptor, const char *name, Oid *element)
{
	int			a = find(descriptor, name);

	*element = a < 0 ? InvalidOid : get_element_type(TupleDescAttr(descriptor, a)->atttypid);
	if (!OidIsValid(*element) || !type_is_rowtype(*element))
		ereport(ERROR,
				(errcode(ERRCODE_DATATYPE_MISMATCH),
				 errmsg("attribute \"%s\" is no array of a composite type", name),
				 errhint("The types of the extension must keep the attributes they were created with.")));
	return lookup_rowtype_tupdesc_copy(*element, -1);
}

/* ---------------------------------------------------------------------------
 * Taking apart
 */
QshrinkRecord
qshrink_record_open(HeapTupleHeader header)
{
	QshrinkRecord record;
	HeapTupleData tuple = {.t_len = HeapTupleHeaderGetDatumLength(header), .t_data = header};

	record.descriptor = lookup_rowtype_tupdesc_copy(HeapTupleHeaderGetTypeId(header),
													HeapTupleHeaderGetTypMod(header));
	record.value = palloc_array(Datum, record.descriptor->natts);
	record.null = palloc_array(bool, record.descriptor->natts);
	ItemPointerSetInvalid(&tuple.t_self);
	heap_deform_tuple(&tuple, record.descriptor, record.value, record.null);
	return record;
}

Datum
qshrink_record_get(const QshrinkRecord *record, const char *name, Oid type, bool *null)
{
	int			a = find(record->descriptor, name);

	*null = a < 0 || record->null[a] || TupleDescAttr(record->descriptor, a)->atttypid != type;
	return *null ? (Datum) 0 : record->value[a];
}

int64
qshrink_record_bigint(const QshrinkRecord *record, const char *name)
{
	bool		null;
	Datum		value = qshrink_record_get(record, name, INT8OID, &null);

	return null ? 0 : DatumGetInt64(value);
}

int
qshrink_record_int(const QshrinkRecord *record, const char *name)
{
	bool		null;
	Datum		value = qshrink_record_get(record, name, INT4OID, &null);

	return null ? 0 : DatumGetInt32(value);
}

double
qshrink_record_real(const QshrinkRecord *record, const char *name)
{
	bool		null;
	Datum		value = qshrink_record_get(record, name, FLOAT8OID, &null);

	return null ? NAN : DatumGetFloat8(value);
}

char *
qshrink_record_text(const QshrinkRecord *record, const char *name)
{
	bool		null;
	Datum		value = qshrink_record_get(record, name, TEXTOID, &null);

	return null ? NULL : TextDatumGetCString(value);
}

/* Elements of the array of one dimension that an attribute is; -1: it is null */
static int
elements_of(const QshrinkRecord *record, const char *name, Oid type, Oid element, Datum **value,
			bool **null)
{
	bool		is_null;
	Datum		datum = qshrink_record_get(record, name, type, &is_null);
	ArrayType  *array = is_null ? NULL : DatumGetArrayTypeP(datum);
	int			count;

	if (array == NULL)
		return -1;
	if (ARR_NDIM(array) > 1)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("attribute \"%s\" of the answer has several dimensions", name)));
	deconstruct_array(array, element, element == INT4OID ? 4 : 8, element == INT4OID || FLOAT8PASSBYVAL,
					  element == INT4OID ? TYPALIGN_INT : TYPALIGN_DOUBLE, value, null, &count);
	return count;
}

int
qshrink_record_reals(const QshrinkRecord *record, const char *name, double **value)
{
	Datum	   *element;
	bool	   *null;
	int			count = elements_of(record, name, FLOAT8ARRAYOID, FLOAT8OID, &element, &null);

	*value = count < 0 ? NULL : palloc_array(double, count);
	for (int k = 0; k < count; k++)
		(*value)[k] = null[k] ? NAN : DatumGetFloat8(element[k]);
	return count;
}

int
qshrink_record_ints(const QshrinkRecord *record, const char *name, int32_t **value)
{
	Datum	   *element;
	bool	   *null;
	int			count = elements_of(record, name, INT4ARRAYOID, INT4OID, &element, &null);

	*value = count < 0 ? NULL : palloc_array(int32_t, count);
	for (int k = 0; k < count; k++)
	{
		if (null[k])
			ereport(ERROR,
					(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
					 errmsg("attribute \"%s\" of the answer has a null", name)));
		(*value)[k] = DatumGetInt32(element[k]);
	}
	return count;
}

int
qshrink_record_list(const QshrinkRecord *record, const char *name, QshrinkRecord **element)
{
	int			a = find(record->descriptor, name);
	Oid			type = a < 0 ? InvalidOid : get_element_type(TupleDescAttr(record->descriptor, a)->atttypid);
	Datum	   *value;
	bool	   *null;
	int			count;
	int			kept = 0;

	*element = NULL;
	if (!OidIsValid(type) || !type_is_rowtype(type) || record->null[a])
		return 0;
	deconstruct_array(DatumGetArrayTypeP(record->value[a]), type, -1, false, TYPALIGN_DOUBLE,
					  &value, &null, &count);
	*element = palloc_array(QshrinkRecord, count);
	for (int k = 0; k < count; k++)
	{
		CHECK_FOR_INTERRUPTS();
		if (!null[k])
			(*element)[kept++] = qshrink_record_open(DatumGetHeapTupleHeader(value[k]));
	}
	return kept;
}
