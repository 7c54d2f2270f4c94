/*
 * problem_lock.c
 *	  Holding on to a problem while something long is done with it.
 */
#include "compat.h"

#include "catalog/pg_class.h"
#include "catalog/pg_type.h"
#include "executor/spi.h"
#include "utils/acl.h"
#include "utils/builtins.h"
#include "utils/lsyscache.h"
#include "utils/rls.h"

#include "problem_load.h"
#include "problem_lock.h"
#include "problem_source.h"
#include "problem_sql.h"
#include "problem_tables.h"
#include "saved_plan.h"

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

static void
not_granted(int64 problem_id, const char *privilege)
{
	if (privilege == NULL)
		ereport(ERROR,
				(errcode(ERRCODE_INSUFFICIENT_PRIVILEGE),
				 errmsg("problem " INT64_FORMAT " is refreshed by roles with the rights of its owner only",
						problem_id),
				 errdetail("Its queries run with the rights of the owner.")));
	ereport(ERROR,
			(errcode(ERRCODE_INSUFFICIENT_PRIVILEGE),
			 errmsg("permission denied to %s problem " INT64_FORMAT,
					strcmp(privilege, "write") == 0 ? "change" : "solve", problem_id),
			 errhint("Its owner may allow it: SELECT qshrink_grant(" INT64_FORMAT ", '%s', '%s').",
					 problem_id, GetUserNameFromId(GetUserId(), false), privilege)));
}

/* No row could be locked: there is none, or it was granted to be read only. */
static void
refuse_lock(Oid namespace, int64 problem_id, const char *privilege)
{
	Oid			type = INT8OID;
	Datum		value = Int64GetDatum(problem_id);

	qshrink_execute(psprintf("SELECT 1 FROM %s WHERE problem_id OPERATOR(pg_catalog.=) $1",
								   qshrink_table(namespace, "qshrink_problem")),
						  1, &type, &value, NULL, false, 0);
	if (SPI_processed > 0)
		not_granted(problem_id, privilege);
	qshrink_problem_missing(problem_id);
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
		qshrink_execute(query, 1, &type, &value, NULL, false, 0);
	}
	PG_CATCH();
	{
		qshrink_problem_rethrow(problem_id, caller);
	}
	PG_END_TRY();
	if (SPI_processed == 0)
		refuse_lock(namespace, problem_id, "solve");
	SPI_freetuptable(SPI_tuptable);
	pfree(query);
}

/* privilege NULL: granted to nobody */
static void
hold(QsHost *host, Oid namespace, QshrinkProblem *problem, const char *privilege)
{
	Oid			type = INT8OID;
	Datum		value = Int64GetDatum(problem->problem_id);
	MemoryContext caller = CurrentMemoryContext;
	char	   *query;
	bool		is_null;

	query = psprintf("SELECT n_variables, owner, %s(owner, problem_id, 'write') FROM %s"
					 " WHERE problem_id OPERATOR(pg_catalog.=) $1 FOR NO KEY UPDATE",
					 quote_qualified_identifier(get_namespace_name(namespace), "qshrink_may"),
					 qshrink_table(namespace, "qshrink_problem"));
	PG_TRY();
	{
		qshrink_execute(query, 1, &type, &value, NULL, false, 0);
	}
	PG_CATCH();
	{
		qshrink_problem_rethrow(problem->problem_id, caller);
	}
	PG_END_TRY();
	if (SPI_processed != 1)
		refuse_lock(namespace, problem->problem_id, privilege);
	if (!DatumGetBool(SPI_getbinval(SPI_tuptable->vals[0], SPI_tuptable->tupdesc, 3, &is_null)) &&
		check_enable_rls(get_relname_relid("qshrink_problem", namespace), InvalidOid, true) == RLS_ENABLED)
		not_granted(problem->problem_id, privilege);
	problem->n = DatumGetInt32(SPI_getbinval(SPI_tuptable->vals[0], SPI_tuptable->tupdesc, 1, &is_null));
	problem->owner_type = qshrink_own_type(namespace, "qshrink_role");
	problem->owner = qshrink_host_varlena(host, SPI_getbinval(SPI_tuptable->vals[0],
															  SPI_tuptable->tupdesc, 2, &is_null));
}

void
qshrink_problem_hold(QsHost *host, Oid namespace, QshrinkProblem *problem)
{
	hold(host, namespace, problem, "write");
}

void
qshrink_problem_hold_own(QsHost *host, Oid namespace, QshrinkProblem *problem)
{
	hold(host, namespace, problem, NULL);
	if (!qshrink_owner_rights(problem->owner))
		not_granted(problem->problem_id, NULL);
}
