/*
 * problem_source.c
 *	  The sources of a problem: reading, writing and running them.
 */
#include "compat.h"

#include "access/xact.h"
#include "catalog/namespace.h"
#include "catalog/pg_class.h"
#include "catalog/pg_type.h"
#include "executor/spi.h"
#include "utils/acl.h"
#include "utils/builtins.h"
#include "utils/guc.h"
#include "utils/jsonb.h"
#include "utils/lsyscache.h"
#include "utils/numeric.h"
#include "utils/snapmgr.h"
#include "utils/syscache.h"

#include "json_build.h"
#include "problem_lock.h"
#include "problem_source.h"
#include "problem_tables.h"
#include "role_type.h"

static const QshrinkSourceKind *const kinds[] = {
	&qshrink_source_mdkp, &qshrink_source_mis, &qshrink_source_maxcut, &qshrink_source_qap,
	&qshrink_source_constrain, &qshrink_source_objective
};

QshrinkSource *
qshrink_source_create(const List *sources, const QshrinkSourceKind *kind)
{
	QshrinkSource *source = palloc0_object(QshrinkSource);
	ListCell   *cell;

	source->kind = kind;
	source->search_path = pstrdup(namespace_search_path);
	foreach(cell, sources)
		source->number = Max(source->number, ((QshrinkSource *) lfirst(cell))->number);
	if (source->number == PG_INT32_MAX)
		ereport(ERROR,
				(errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
				 errmsg("no number is left for another source")));
	source->number++;
	return source;
}

QshrinkSource *
qshrink_source_find(const List *sources, int32 number)
{
	ListCell   *cell;

	foreach(cell, sources)
		if (((QshrinkSource *) lfirst(cell))->number == number)
			return lfirst(cell);
	return NULL;
}

QshrinkSource *
qshrink_source_builder(const List *sources)
{
	ListCell   *cell;

	foreach(cell, sources)
		if (((QshrinkSource *) lfirst(cell))->kind->build)
			return lfirst(cell);
	return NULL;
}

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

	SPI_execute_with_args(psprintf("SELECT source FROM %s WHERE problem_id OPERATOR(pg_catalog.=) $1",
								   qshrink_table(namespace, "qshrink_problem")),
						  1, &type, &value, NULL, false, 0);
	if (SPI_processed != 1)
		qshrink_problem_missing(problem_id);
	json = SPI_getbinval(SPI_tuptable->vals[0], SPI_tuptable->tupdesc, 1, &is_null);
	return is_null ? NIL : read_sources(problem_id, DatumGetJsonbP(json));
}

/* ---------------------------------------------------------------------------
 * To JSON
 */
static void
push_string(JsonbParseState **state, const char *name, const char *string)
{
	if (string == NULL)
		return;
	qshrink_json_push_string(state, WJB_KEY, name);
	qshrink_json_push_string(state, WJB_VALUE, string);
}

static void
push_exceptions(JsonbParseState **state, const QshrinkSource *source)
{
	ListCell   *cell;

	if (source->without != NIL)
	{
		qshrink_json_push_string(state, WJB_KEY, "without");
		pushJsonbValue(state, WJB_BEGIN_ARRAY, NULL);
		foreach(cell, source->without)
			qshrink_json_push_string(state, WJB_ELEM, lfirst(cell));
		pushJsonbValue(state, WJB_END_ARRAY, NULL);
	}
	if (source->removed == NIL)
		return;
	qshrink_json_push_string(state, WJB_KEY, "removed");
	pushJsonbValue(state, WJB_BEGIN_ARRAY, NULL);
	foreach(cell, source->removed)
	{
		Datum	   *part;
		int			parts = qshrink_key_parts(lfirst(cell), &part);

		pushJsonbValue(state, WJB_BEGIN_ARRAY, NULL);
		for (int k = 0; k < parts; k++)
			qshrink_json_push_string(state, WJB_ELEM, TextDatumGetCString(part[k]));
		pushJsonbValue(state, WJB_END_ARRAY, NULL);
	}
	pushJsonbValue(state, WJB_END_ARRAY, NULL);
}

static Jsonb *
json_of(const List *sources)
{
	JsonbParseState *state = NULL;
	JsonbValue	replace = {.type = jbvBool, .val.boolean = true};
	ListCell   *cell;

	pushJsonbValue(&state, WJB_BEGIN_ARRAY, NULL);
	foreach(cell, sources)
	{
		const QshrinkSource *source = lfirst(cell);

		pushJsonbValue(&state, WJB_BEGIN_OBJECT, NULL);
		qshrink_json_push_string(&state, WJB_KEY, "source_id");
		qshrink_json_push_integer(&state, WJB_VALUE, source->number);
		push_string(&state, "function", source->kind->function);
		push_string(&state, "search_path", source->search_path);
		for (int k = 0; k < QSHRINK_SOURCE_ARGUMENTS && source->kind->argument[k]; k++)
			push_string(&state, source->kind->argument[k], source->argument[k]);
		if (source->replace)
		{
			qshrink_json_push_string(&state, WJB_KEY, "replace");
			pushJsonbValue(&state, WJB_VALUE, &replace);
		}
		push_exceptions(&state, source);
		pushJsonbValue(&state, WJB_END_OBJECT, NULL);
	}
	return JsonbValueToJsonb(pushJsonbValue(&state, WJB_END_ARRAY, NULL));
}

static Oid
table_owner(Oid namespace)
{
	HeapTuple	tuple = SearchSysCache2(RELNAMENSP, CStringGetDatum("qshrink_problem"),
										ObjectIdGetDatum(namespace));
	Oid			owner = HeapTupleIsValid(tuple) ? ((Form_pg_class) GETSTRUCT(tuple))->relowner : InvalidOid;

	if (HeapTupleIsValid(tuple))
		ReleaseSysCache(tuple);
	return owner;
}

void
qshrink_sources_write(Oid namespace, int64 problem_id, const List *sources)
{
	Oid			types[] = {INT8OID, JSONBOID};
	Datum		values[] = {Int64GetDatum(problem_id), 0};
	char		nulls[] = {' ', sources == NIL ? 'n' : ' '};
	const char *table = qshrink_table(namespace, "qshrink_problem");
	Oid			user;
	int			security;

	if (sources != NIL)
		values[1] = JsonbPGetDatum(json_of(sources));
	GetUserIdAndSecContext(&user, &security);
	SetUserIdAndSecContext(table_owner(namespace), security | SECURITY_LOCAL_USERID_CHANGE);
	SPI_execute_with_args(psprintf("UPDATE %s SET source = $2"
								   " WHERE problem_id OPERATOR(pg_catalog.=) $1", table),
						  2, types, values, nulls, false, 0);
	SetUserIdAndSecContext(user, security);
	if (SPI_processed != 1)
		ereport(ERROR,
				(errcode(ERRCODE_OBJECT_NOT_IN_PREREQUISITE_STATE),
				 errmsg("the sources of problem " INT64_FORMAT " could not be stored", problem_id),
				 errhint("Drop the rules and triggers that were put on the table.")));
}

/* ---------------------------------------------------------------------------
 * Running
 */
bool
qshrink_owner_rights(const void *owner)
{
	Oid			role = qshrink_role_of(PointerGetDatum(owner));

	return OidIsValid(role) && has_privs_of_role(GetUserId(), role);
}

static void
name_source(void *argument)
{
	const QshrinkSourceRun *run = argument;

	errcontext("source %d (%s) of problem " INT64_FORMAT, run->source->number,
			   run->source->kind->function, run->problem_id);
}

/*
 * The queries are the owner's word: whoever else refreshes, a superuser perhaps, must
 * not lend them more rights than the owner has.
 */
void
qshrink_source_begin(QshrinkSourceRun *run, const QshrinkSource *source, int64 problem_id,
					 const void *owner)
{
	Oid			role = qshrink_role_of(PointerGetDatum(owner));

	run->source = source;
	run->problem_id = problem_id;
	run->context = (ErrorContextCallback) {error_context_stack, name_source, run};
	error_context_stack = &run->context;
	GetUserIdAndSecContext(&run->user, &run->security);
	if (role != run->user)
		SetUserIdAndSecContext(role, run->security | SECURITY_LOCAL_USERID_CHANGE |
							   SECURITY_RESTRICTED_OPERATION);
	run->settings = NewGUCNestLevel();
	if (source->search_path)
		(void) set_config_option("search_path", source->search_path, PGC_USERSET, PGC_S_SESSION,
								 GUC_ACTION_SAVE, true, 0, false);
}

void
qshrink_source_end(QshrinkSourceRun *run)
{
	AtEOXact_GUC(false, run->settings);
	SetUserIdAndSecContext(run->user, run->security);
	error_context_stack = run->context.previous;
}
