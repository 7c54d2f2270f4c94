/*
 * problem_source_read.c
 *	  The sources of a stored problem, and the list of functions that have any.
 */
#include "compat.h"

#include "executor/spi.h"
#include "utils/builtins.h"
#include "utils/jsonb.h"
#include "utils/numeric.h"

#include "problem_source.h"
#include "problem_tables.h"
#include "saved_plan.h"

static const QshrinkSourceKind *const kinds[] = {
	&qshrink_source_mdkp, &qshrink_source_mis, &qshrink_source_maxcut, &qshrink_source_qap,
	&qshrink_source_define,	&qshrink_source_constrain, &qshrink_source_objective
};

/* ---------------------------------------------------------------------------
 * From JSON.  The owner of the table may have written anything.
 */
static void
refuse(int64 problem_id, const char *what)
{
	ereport(ERROR,
			(errcode(ERRCODE_DATA_EXCEPTION),
			 errmsg("the sources of problem " INT64_FORMAT " are malformed: %s", problem_id, what)));
}

static JsonbValue *
member(JsonbContainer *object, const char *name)
{
	return getKeyJsonValueFromContainer(object, name, (int) strlen(name), NULL);
}

/* A string, NULL: there is none */
static char *
string_member(JsonbContainer *object, const char *name)
{
	JsonbValue *value = member(object, name);

	return value && value->type == jbvString ?
		pnstrdup(value->val.string.val, value->val.string.len) : NULL;
}

/* An array's elements that are strings, as texts */
static int
string_elements(JsonbContainer *array, Datum **element)
{
	int			count = (int) JsonContainerSize(array);
	int			strings = 0;

	*element = palloc_array(Datum, Max(1, count));
	for (int k = 0; k < count; k++)
	{
		JsonbValue *value = getIthJsonbValueFromContainer(array, k);

		if (value && value->type == jbvString)
			(*element)[strings++] = PointerGetDatum(cstring_to_text_with_len(value->val.string.val,
																			 value->val.string.len));
	}
	return strings;
}

static JsonbContainer *
array_of(JsonbValue *value)
{
	return value && value->type == jbvBinary && JsonContainerIsArray(value->val.binary.data) ?
		value->val.binary.data : NULL;
}

static void
read_exceptions(QshrinkSource *source, JsonbContainer *object)
{
	JsonbContainer *without = array_of(member(object, "without"));
	JsonbContainer *removed = array_of(member(object, "removed"));
	Datum	   *part;

	for (int k = 0, count = without ? string_elements(without, &part) : 0; k < count; k++)
		source->without = lappend(source->without, TextDatumGetCString(part[k]));
	for (int k = 0; removed && k < (int) JsonContainerSize(removed); k++)
	{
		JsonbContainer *key = array_of(getIthJsonbValueFromContainer(removed, k));
		int			parts = key ? string_elements(key, &part) : 0;

		if (parts > 0)
			source->removed = lappend(source->removed, qshrink_joined_key(part, parts));
	}
}

static QshrinkSource *
read_source(int64 problem_id, JsonbContainer *object)
{
	QshrinkSource *source = palloc0_object(QshrinkSource);
	JsonbValue *number = member(object, "source_id");
	JsonbValue *replace = member(object, "replace");
	char	   *function = string_member(object, "function");

	for (int k = 0; function && k < (int) lengthof(kinds); k++)
		if (strcmp(kinds[k]->function, function) == 0)
			source->kind = kinds[k];
	if (source->kind == NULL)
		refuse(problem_id, function ? psprintf("the function \"%s\" is unknown", function) :
			   "one names no function");
	if (number == NULL || number->type != jbvNumeric)
		refuse(problem_id, "one has no number");
	source->number = DatumGetInt32(DirectFunctionCall1(numeric_int4,
													   NumericGetDatum(number->val.numeric)));
	for (int k = 0; k < QSHRINK_SOURCE_ARGUMENTS && source->kind->argument[k]; k++)
	{
		source->argument[k] = string_member(object, source->kind->argument[k]);
		if (source->argument[k] == NULL && k < source->kind->required)
			refuse(problem_id, psprintf("argument \"%s\" of source %d is missing",
										source->kind->argument[k], source->number));
	}
	source->search_path = string_member(object, "search_path");
	source->replace = replace && replace->type == jbvBool && replace->val.boolean;
	read_exceptions(source, object);
	return source;
}

static List *
read_sources(int64 problem_id, Jsonb *json)
{
	List	   *sources = NIL;

	if (!JB_ROOT_IS_ARRAY(json))
		refuse(problem_id, "they are no array");
	for (int k = 0; k < (int) JB_ROOT_COUNT(json); k++)
	{
		JsonbValue *value = getIthJsonbValueFromContainer(&json->root, k);
		QshrinkSource *source;

		if (value == NULL || value->type != jbvBinary || !JsonContainerIsObject(value->val.binary.data))
			refuse(problem_id, "one is no object");
		source = read_source(problem_id, value->val.binary.data);
		if (qshrink_source_find(sources, source->number))
			refuse(problem_id, psprintf("two have the number %d", source->number));
		if (source->kind->build && qshrink_source_builder(sources))
			refuse(problem_id, "two make the problem");
		sources = lappend(sources, source);
	}
	return sources;
}

List *
qshrink_sources_read(Oid namespace, int64 problem_id)
{
	Oid			type = INT8OID;
	Datum		value = Int64GetDatum(problem_id);
	Datum		json;
	bool		is_null;

	qshrink_execute(psprintf("SELECT source FROM %s WHERE problem_id OPERATOR(pg_catalog.=) $1",
							 qshrink_table(namespace, "qshrink_problem")),
					1, &type, &value, NULL, false, 0);
	if (SPI_processed != 1)
		qshrink_problem_missing(problem_id);
	json = SPI_getbinval(SPI_tuptable->vals[0], SPI_tuptable->tupdesc, 1, &is_null);
	return is_null ? NIL : read_sources(problem_id, DatumGetJsonbP(json));
}
