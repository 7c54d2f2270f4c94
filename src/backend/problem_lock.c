/*
 * problem_lock.c
 *	  Holding on to a problem while something long is done with it.
 */
#include "compat.h"

#include "catalog/pg_class.h"
#include "catalog/pg_type.h"
#include "executor/spi.h"
#include "utils/acl.h"
#include "utils/lsyscache.h"

#include "problem_load.h"
#include "problem_lock.h"
#include "problem_sql.h"
#include "problem_tables.h"

static bool
may_lock(Oid namespace)
{
	Oid			table = get_relname_relid("qshrink_problem", namespace);

	/* of the table or of any column, as the server asks for a row lock; PUBLIC has
	 * the latter */
	return OidIsValid(table) &&
		(pg_class_aclcheck(table, GetUserId(), ACL_UPDATE) == ACLCHECK_OK ||
		 pg_attribute_aclcheck_all(table, GetUserId(), ACL_UPDATE, ACLMASK_ANY) == ACLCHECK_OK);
}

/* The server's own words would name queries and keys nobody wrote */
void
qshrink_problem_rethrow(int64 problem_id, MemoryContext caller)
{
	ErrorData  *error;
	bool		stale;

	MemoryContextSwitchTo(caller);
	error = CopyErrorData();
	stale = error->sqlerrcode == ERRCODE_T_R_SERIALIZATION_FAILURE;
	if (!stale && error->sqlerrcode != ERRCODE_FOREIGN_KEY_VIOLATION)
		PG_RE_THROW();
	FlushErrorState();
	ereport(ERROR,
			(errcode(stale ? ERRCODE_T_R_SERIALIZATION_FAILURE : ERRCODE_NO_DATA_FOUND),
			 errmsg("problem " INT64_FORMAT " was deleted or changed by another session",
					problem_id),
			 stale ? errdetail("The snapshot of this transaction still shows it as it was.") : 0,
			 stale ? errhint("Begin a new transaction and try again.") : 0));
}

void
qshrink_problem_lock(Oid namespace, int64 problem_id)
{
	MemoryContext caller = CurrentMemoryContext;
	Oid			type = INT8OID;
	Datum		value = Int64GetDatum(problem_id);
	char	   *query;

	if (!may_lock(namespace))
		return;
	query = psprintf("SELECT 1 FROM %s WHERE problem_id OPERATOR(pg_catalog.=) $1 FOR KEY SHARE",
					 qshrink_table(namespace, "qshrink_problem"));
	PG_TRY();
	{
		SPI_execute_with_args(query, 1, &type, &value, NULL, false, 0);
	}
	PG_CATCH();
	{
		qshrink_problem_rethrow(problem_id, caller);
	}
	PG_END_TRY();
	if (SPI_processed == 0)
		qshrink_problem_missing(problem_id);
	SPI_freetuptable(SPI_tuptable);
	pfree(query);
}

void
qshrink_problem_hold(QsHost *host, Oid namespace, QshrinkProblem *problem)
{
	Oid			type = INT8OID;
	Datum		value = Int64GetDatum(problem->problem_id);
	MemoryContext caller = CurrentMemoryContext;
	char	   *query;
	bool		is_null;

	query = psprintf("SELECT n_variables, owner FROM %s"
					 " WHERE problem_id OPERATOR(pg_catalog.=) $1 FOR NO KEY UPDATE",
					 qshrink_table(namespace, "qshrink_problem"));
	PG_TRY();
	{
		SPI_execute_with_args(query, 1, &type, &value, NULL, false, 0);
	}
	PG_CATCH();
	{
		qshrink_problem_rethrow(problem->problem_id, caller);
	}
	PG_END_TRY();
	if (SPI_processed != 1)
		qshrink_problem_missing(problem->problem_id);
	problem->n = DatumGetInt32(SPI_getbinval(SPI_tuptable->vals[0], SPI_tuptable->tupdesc, 1, &is_null));
	problem->owner_type = qshrink_own_type(namespace, "qshrink_role");
	problem->owner = qshrink_host_varlena(host, SPI_getbinval(SPI_tuptable->vals[0],
															  SPI_tuptable->tupdesc, 2, &is_null));
}
