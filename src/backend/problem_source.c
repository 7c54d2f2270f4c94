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
#include "utils/snapmgr.h"
#include "utils/syscache.h"

#include "json_build.h"
#include "problem_lock.h"
#include "problem_source.h"
#include "problem_tables.h"
#include "role_type.h"
#include "saved_plan.h"

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

List *
qshrink_sources_removed(const List *sources)
{
	List	   *removed = NIL;
	ListCell   *cell;

	foreach(cell, sources)
		removed = list_concat(removed, ((QshrinkSource *) lfirst(cell))->removed);
	return removed;
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

/* Whether problem $1 has other sources than $2 */
#define OTHER_SOURCES	"problem_id OPERATOR(pg_catalog.=) $1" \
	" AND NOT coalesce(source OPERATOR(pg_catalog.=) $2, source IS NULL AND $2 IS NULL)"

void
qshrink_sources_write(Oid namespace, int64 problem_id, const List *sources)
{
	Oid			types[] = {INT8OID, JSONBOID};
	Datum		values[] = {Int64GetDatum(problem_id), 0};
	char		nulls[] = {' ', sources == NIL ? 'n' : ' '};
	const char *table = qshrink_table(namespace, "qshrink_problem");
	Oid			user;
	int			security;
	int			settings = NewGUCNestLevel();

	if (sources != NIL)
		values[1] = JsonbPGetDatum(json_of(sources));
	/* names in triggers of the owner's must not be looked up where the caller says */
	(void) set_config_option("search_path", "pg_catalog, pg_temp", PGC_USERSET, PGC_S_SESSION,
							 GUC_ACTION_SAVE, true, 0, false);
	GetUserIdAndSecContext(&user, &security);
	SetUserIdAndSecContext(table_owner(namespace), security | SECURITY_LOCAL_USERID_CHANGE);
	qshrink_execute(psprintf("UPDATE %s SET source = $2 WHERE " OTHER_SOURCES, table),
					2, types, values, nulls, false, 0);
	qshrink_execute(psprintf("SELECT 1 FROM %s WHERE " OTHER_SOURCES, table),
					2, types, values, nulls, false, 0);
	SetUserIdAndSecContext(user, security);
	AtEOXact_GUC(false, settings);
	if (SPI_processed != 0)
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
