/*
 * problem_find.c
 *	  Finding a problem by its name, and dropping it.
 */
#include "compat.h"

#include "catalog/pg_type.h"
#include "executor/spi.h"
#include "utils/builtins.h"

#include "problem_arguments.h"
#include "problem_load.h"
#include "problem_lock.h"
#include "problem_sql.h"
#include "problem_tables.h"

PG_FUNCTION_INFO_V1(qshrink_id);
PG_FUNCTION_INFO_V1(qshrink_drop);

static Datum
column(uint64 row, int number)
{
	bool		is_null;

	return SPI_getbinval(SPI_tuptable->vals[row], SPI_tuptable->tupdesc, number, &is_null);
}

static void
refuse_ambiguous(const char *name)
{
	StringInfoData list;

	initStringInfo(&list);
	for (uint64 k = 0; k < SPI_processed; k++)
		appendStringInfo(&list, "%s" INT64_FORMAT " of %s", k > 0 ? ", " : "",
						 DatumGetInt64(column(k, 1)), TextDatumGetCString(column(k, 3)));
	ereport(ERROR,
			(errcode(ERRCODE_CARDINALITY_VIOLATION),
			 errmsg("several roles have a problem \"%s\"", name),
			 errdetail("There are %s.", list.data),
			 errhint("Name it by its problem_id.")));
}

/* qshrink_id(name text) -> bigint */
Datum
qshrink_id(PG_FUNCTION_ARGS)
{
	Oid			namespace = qshrink_namespace(fcinfo);
	const char *schema = qshrink_schema(namespace);
	const char *role = format_type_be_qualified(qshrink_own_type(namespace, "qshrink_role"));
	Oid			type = TEXTOID;
	Datum		value;
	char	   *name;
	int64		problem_id;

	qshrink_require_argument(fcinfo, 0, "name");
	value = PG_GETARG_DATUM(0);
	name = text_to_cstring(PG_GETARG_TEXT_PP(0));
	if (SPI_connect() != SPI_OK_CONNECT)
		elog(ERROR, "SPI_connect failed");
	SPI_execute_with_args(psprintf("SELECT p.problem_id, p.owner OPERATOR(%s.=) CAST(CURRENT_USER AS %s) AS own,"
								   " CAST(p.owner AS pg_catalog.text)"
								   " FROM %s AS p WHERE p.name OPERATOR(pg_catalog.=) $1"
								   " ORDER BY own DESC, p.problem_id",
								   schema, role, qshrink_table(namespace, "qshrink_problem")),
						  1, &type, &value, NULL, true, 0);
	if (SPI_processed == 0)
		ereport(ERROR,
				(errcode(ERRCODE_NO_DATA_FOUND),
				 errmsg("problem \"%s\" does not exist", name),
				 errhint("A problem is visible to its owner and to roles the owner was granted to.")));
	if (SPI_processed > 1 && !DatumGetBool(column(0, 2)))
		refuse_ambiguous(name);
	problem_id = DatumGetInt64(column(0, 1));
	SPI_finish();
	PG_RETURN_INT64(problem_id);
}

/* No row could be deleted: there is none, or it was granted by another owner. */
static void
refuse_drop(Oid namespace, int64 problem_id)
{
	Oid			type = INT8OID;
	Datum		value = Int64GetDatum(problem_id);

	SPI_execute_with_args(psprintf("SELECT 1 FROM %s WHERE problem_id OPERATOR(pg_catalog.=) $1",
								   qshrink_table(namespace, "qshrink_problem")),
						  1, &type, &value, NULL, false, 0);
	if (SPI_processed == 0)
		qshrink_problem_missing(problem_id);
	ereport(ERROR,
			(errcode(ERRCODE_INSUFFICIENT_PRIVILEGE),
			 errmsg("problem " INT64_FORMAT " is dropped by roles with the rights of its owner only",
					problem_id)));
}

/* qshrink_drop(problem_id bigint) -> void */
Datum
qshrink_drop(PG_FUNCTION_ARGS)
{
	int64		problem_id = qshrink_problem_argument(fcinfo, 0);
	Oid			namespace = qshrink_namespace(fcinfo);
	Oid			type = INT8OID;
	Datum		value = Int64GetDatum(problem_id);
	MemoryContext caller = CurrentMemoryContext;
	char	   *statement;

	qshrink_require_writable(fcinfo, NULL);
	if (SPI_connect() != SPI_OK_CONNECT)
		elog(ERROR, "SPI_connect failed");
	statement = psprintf("DELETE FROM %s WHERE problem_id OPERATOR(pg_catalog.=) $1",
						 qshrink_table(namespace, "qshrink_problem"));
	PG_TRY();
	{
		SPI_execute_with_args(statement, 1, &type, &value, NULL, false, 0);
	}
	PG_CATCH();
	{
		qshrink_problem_rethrow(problem_id, caller);
	}
	PG_END_TRY();
	if (SPI_processed == 0)
		refuse_drop(namespace, problem_id);
	SPI_finish();
	PG_RETURN_VOID();
}
