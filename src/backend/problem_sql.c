/*
 * problem_sql.c
 *	  Naming the extension's own objects in SQL, and reading from them.
 */
#include "compat.h"

#include "access/xact.h"
#include "executor/spi.h"
#include "utils/builtins.h"
#include "utils/lsyscache.h"
#include "utils/portal.h"
#include "utils/snapmgr.h"

#include "problem_sql.h"
#include "saved_plan.h"
#include "sql_version.h"

/* Rows fetched at a time */
#define BATCH	1000

Oid
qshrink_namespace(FunctionCallInfo fcinfo)
{
	Oid			namespace = qshrink_namespace_of_policy(fcinfo);

	qshrink_require_version(fcinfo, namespace);
	return namespace;
}

Oid
qshrink_namespace_of_policy(FunctionCallInfo fcinfo)
{
	return get_func_namespace(fcinfo->flinfo->fn_oid);
}

const char *
qshrink_schema(Oid namespace)
{
	char	   *name = get_namespace_name(namespace);

	if (name == NULL)
		elog(ERROR, "schema %u does not exist", namespace);
	return quote_identifier(name);
}

const char *
qshrink_function(Oid namespace, const char *name)
{
	return quote_qualified_identifier(get_namespace_name(namespace), name);
}

void
qshrink_push_statement_snapshot(void)
{
	if (IsInParallelMode())
	{
		/* nobody has written anything since the statement began */
		PushActiveSnapshot(GetActiveSnapshot());
		return;
	}
	CommandCounterIncrement();
	PushCopiedSnapshot(GetActiveSnapshot());
	UpdateActiveSnapshotCommandId();
}

void
qshrink_for_each_row(QsHost *host, const char *query, Oid parameter_type, Datum parameter,
					 QshrinkRowFunction function, void *argument)
{
	Portal		portal = qshrink_open(query, 1, &parameter_type, &parameter);
	MemoryContext batch = AllocSetContextCreate(CurrentMemoryContext, "qshrink rows",
												ALLOCSET_DEFAULT_SIZES);
	int			columns = portal->tupDesc->natts;
	Datum	   *values = palloc((Size) columns * sizeof(Datum));
	bool	   *nulls = palloc((Size) columns * sizeof(bool));

	PinPortal(portal);
	for (;;)
	{
		MemoryContext caller;

		qs_check(host);
		SPI_cursor_fetch(portal, true, BATCH);
		if (SPI_processed == 0)
			break;
		caller = MemoryContextSwitchTo(batch);
		for (uint64 k = 0; k < SPI_processed; k++)
		{
			heap_deform_tuple(SPI_tuptable->vals[k], SPI_tuptable->tupdesc, values, nulls);
			function(argument, values, nulls);
		}
		MemoryContextSwitchTo(caller);
		MemoryContextReset(batch);
		SPI_freetuptable(SPI_tuptable);
	}
	SPI_freetuptable(SPI_tuptable);
	UnpinPortal(portal);
	SPI_cursor_close(portal);
	MemoryContextDelete(batch);
	pfree(values);
	pfree(nulls);
}

char *
qshrink_host_string(QsHost *host, const char *string)
{
	size_t		size = strlen(string) + 1;
	char	   *copy = QS_ARRAY(host, char, size);

	memcpy(copy, string, size);
	return copy;
}

char *
qshrink_host_text(QsHost *host, Datum text)
{
	struct varlena *value = PG_DETOAST_DATUM_PACKED(text);
	size_t		length = VARSIZE_ANY_EXHDR(value);
	char	   *copy = QS_ARRAY(host, char, length + 1);

	memcpy(copy, VARDATA_ANY(value), length);
	copy[length] = '\0';
	return copy;
}

void *
qshrink_host_varlena(QsHost *host, Datum value)
{
	struct varlena *detoasted = PG_DETOAST_DATUM(value);
	char	   *copy = QS_ARRAY(host, char, VARSIZE(detoasted));

	memcpy(copy, detoasted, VARSIZE(detoasted));
	return copy;
}

void
qshrink_check_written(const char *table, int result, uint64 rows)
{
	bool		ran = result == SPI_OK_INSERT || result == SPI_OK_INSERT_RETURNING ||
		result == SPI_OK_UPDATE || result == SPI_OK_UPDATE_RETURNING || result == SPI_OK_DELETE;

	if (!ran || SPI_processed != rows)
		ereport(ERROR,
				(errcode(ERRCODE_OBJECT_NOT_IN_PREREQUISITE_STATE),
				 errmsg("table \"%s\" took " UINT64_FORMAT " rows instead of " UINT64_FORMAT,
						table, ran ? SPI_processed : 0, rows),
				 errhint("Drop the rules and triggers that were put on the table.")));
}
