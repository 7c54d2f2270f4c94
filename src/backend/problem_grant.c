/*
 * problem_grant.c
 *	  Sharing single problems: the rules that policies ask for, GRANT and REVOKE.
 */
#include "compat.h"

#include "access/genam.h"
#include "access/htup_details.h"
#include "access/table.h"
#include "access/xact.h"
#include "catalog/pg_type.h"
#include "executor/spi.h"
#include "utils/acl.h"
#include "utils/builtins.h"
#include "utils/fmgroids.h"
#include "utils/jsonb.h"
#include "utils/lsyscache.h"
#include "utils/rel.h"
#include "utils/rls.h"
#include "utils/snapmgr.h"

#include "problem_arguments.h"
#include "problem_load.h"
#include "problem_lock.h"
#include "problem_share.h"
#include "problem_sql.h"
#include "problem_tables.h"
#include "role_type.h"

PG_FUNCTION_INFO_V1(qshrink_may_privilege);
PG_FUNCTION_INFO_V1(qshrink_may_change);
PG_FUNCTION_INFO_V1(qshrink_written_here);
PG_FUNCTION_INFO_V1(qshrink_grant);
PG_FUNCTION_INFO_V1(qshrink_revoke);
PG_FUNCTION_INFO_V1(qshrink_grant_all);
PG_FUNCTION_INFO_V1(qshrink_revoke_all);

/* ---------------------------------------------------------------------------
 * What policies ask
 */
static bool
is(Oid role)
{
	return OidIsValid(role) && has_privs_of_role(GetUserId(), role);
}

/* qshrink_may(owner qshrink_role, problem_id bigint, privilege text) -> boolean */
Datum
qshrink_may_privilege(PG_FUNCTION_ARGS)
{
	Oid			owner = qshrink_role_of(PG_GETARG_DATUM(0));
	QshrinkShares *shares;
	char	   *privilege;

	if (is(owner))
		PG_RETURN_BOOL(true);
	shares = fcinfo->flinfo->fn_extra;
	if (shares == NULL)
		fcinfo->flinfo->fn_extra = shares =
			qshrink_shares_open(qshrink_namespace_of_policy(fcinfo), fcinfo->flinfo->fn_mcxt);
	privilege = text_to_cstring(PG_GETARG_TEXT_PP(2));
	PG_RETURN_BOOL(qshrink_shares_privilege(shares, GetUserId(), owner, PG_GETARG_INT64(1)) >=
				   qshrink_privilege_of(privilege));
}

/* The stored row of a problem, copied; NULL: the snapshot shows none */
static HeapTuple
stored_problem(Relation relation, int64 problem_id)
{
	AttrNumber	column = get_attnum(RelationGetRelid(relation), "problem_id");
	Oid			index = qshrink_index_by(relation, column);
	HeapTuple	found;
	ScanKeyData key;
	SysScanDesc scan;

	ScanKeyInit(&key, column, BTEqualStrategyNumber, F_INT8EQ, Int64GetDatum(problem_id));
	scan = systable_beginscan(relation, index, OidIsValid(index), GetActiveSnapshot(), 1, &key);
	found = systable_getnext(scan);
	if (HeapTupleIsValid(found))
		found = heap_copytuple(found);
	systable_endscan(scan);
	return found;
}

static bool
same_source(Relation relation, HeapTuple stored, FunctionCallInfo fcinfo, int argument)
{
	AttrNumber	number = get_attnum(RelationGetRelid(relation), "source");
	bool		null = true;
	Datum		source = number == InvalidAttrNumber ? (Datum) 0 :
		heap_getattr(stored, number, RelationGetDescr(relation), &null);

	if (null || PG_ARGISNULL(argument))
		return null && PG_ARGISNULL(argument);
	return DatumGetBool(DirectFunctionCall2(jsonb_eq, source, PG_GETARG_DATUM(argument)));
}

/*
 * qshrink_may_change(owner qshrink_role, problem_id bigint, source jsonb) -> boolean
 *
 * A new version of a row of qshrink_problem.  Who was granted it may change the model,
 * not whose it is; nor the queries it comes from, which its owner will run.
 */
Datum
qshrink_may_change(PG_FUNCTION_ARGS)
{
	static const char *const column[] = {"problem_id", "owner", "source"};
	Relation	relation;
	HeapTuple	stored;
	bool		may = false;

	if (PG_ARGISNULL(0) || PG_ARGISNULL(1) || !ActiveSnapshotSet())
		PG_RETURN_BOOL(false);
	relation = table_open(qshrink_policy_table(qshrink_namespace_of_policy(fcinfo), "qshrink_problem",
											   column, lengthof(column)), AccessShareLock);
	stored = stored_problem(relation, PG_GETARG_INT64(1));
	if (stored)
	{
		bool		null;
		Oid			before = qshrink_role_of(heap_getattr(stored, get_attnum(RelationGetRelid(relation), "owner"),
														  RelationGetDescr(relation), &null));

		may = is(before) ||
			(OidIsValid(before) && before == qshrink_role_of(PG_GETARG_DATUM(0)) &&
			 same_source(relation, stored, fcinfo, 2));
	}
	table_close(relation, NoLock);
	PG_RETURN_BOOL(may);
}

/* qshrink_written_here(xmin xid) -> boolean: a version of a row that this transaction wrote */
Datum
qshrink_written_here(PG_FUNCTION_ARGS)
{
	PG_RETURN_BOOL(TransactionIdIsCurrentTransactionId(PG_GETARG_TRANSACTIONID(0)));
}

/* ---------------------------------------------------------------------------
 * GRANT and REVOKE
 */

/* The owner of a problem, for who may share it */
static Datum
owner_to_share(Oid namespace, int64 problem_id)
{
	Oid			type = INT8OID;
	Datum		value = Int64GetDatum(problem_id);
	Datum		owner;
	bool		null;

	SPI_execute_with_args(psprintf("SELECT owner FROM %s WHERE problem_id OPERATOR(pg_catalog.=) $1",
								   qshrink_table(namespace, "qshrink_problem")),
						  1, &type, &value, NULL, false, 0);
	if (SPI_processed == 0)
		qshrink_problem_missing(problem_id);
	owner = SPI_getbinval(SPI_tuptable->vals[0], SPI_tuptable->tupdesc, 1, &null);
	if (!is(qshrink_role_of(owner)) &&
		check_enable_rls(get_relname_relid("qshrink_share", namespace), InvalidOid, true) == RLS_ENABLED)
		ereport(ERROR,
				(errcode(ERRCODE_INSUFFICIENT_PRIVILEGE),
				 errmsg("only the owner of problem " INT64_FORMAT " may share it", problem_id)));
	/* before its shares, as who drops it does */
	qshrink_problem_lock(namespace, problem_id);
	return owner;
}

/* All problems are for the owner of the tables to share */
static void
require_all(Oid namespace)
{
	qshrink_table(namespace, "qshrink_share");
	if (check_enable_rls(get_relname_relid("qshrink_share", namespace), InvalidOid, true) == RLS_ENABLED)
		ereport(ERROR,
				(errcode(ERRCODE_INSUFFICIENT_PRIVILEGE),
				 errmsg("only the owner of the tables and superusers may share all problems")));
}

typedef struct Share
{
	bool		all;
	int64		problem_id;		/* unless all */
	Datum		owner;
	bool		everybody;
	Datum		grantee;		/* unless everybody */
	const char *privilege;		/* NULL: none is left */
} Share;

/* Run a statement of $1 problem_id, $2 owner, $3 grantee, $4 privilege.  Returns the rows. */
static uint64
execute(Oid namespace, const Share *share, const char *statement)
{
	Oid			role = qshrink_own_type(namespace, "qshrink_role");
	Oid			types[] = {INT8OID, role, role, TEXTOID};
	Datum		values[] = {Int64GetDatum(share->problem_id), share->owner, share->grantee,
		share->privilege ? CStringGetTextDatum(share->privilege) : (Datum) 0
	};
	char		nulls[] = {share->all ? 'n' : ' ', ' ', share->everybody ? 'n' : ' ',
		share->privilege ? ' ' : 'n', '\0'
	};

	SPI_execute_with_args(statement, lengthof(types), types, values, nulls, false, 0);
	return SPI_processed;
}

/* What $1 and $3 name */
static char *
condition(Oid namespace)
{
	return psprintf("WHERE (s.problem_id OPERATOR(pg_catalog.=) $1 OR s.problem_id IS NULL AND $1 IS NULL)"
					" AND (s.grantee OPERATOR(%s.=) $3 OR s.grantee IS NULL AND $3 IS NULL)",
					qshrink_schema(namespace));
}

/* SQL for the rank of a privilege */
#define RANK(privilege)	"pg_catalog.array_position(ARRAY['read', 'solve', 'write']::pg_catalog.text[], " privilege ")"

/* Give more than there was, never less, as GRANT; false: there is no share to add to */
static bool
raise_share(Oid namespace, const Share *share)
{
	const char *table = qshrink_table(namespace, "qshrink_share");

	if (execute(namespace, share,
				psprintf("UPDATE %s AS s SET privilege = $4 %s AND "
						 RANK("s.privilege") " OPERATOR(pg_catalog.<) " RANK("$4"),
						 table, condition(namespace))) > 0)
		return true;
	return execute(namespace, share, psprintf("SELECT 1 FROM %s AS s %s", table, condition(namespace))) > 0;
}

static void
add_share(Oid namespace, const Share *share)
{
	if (raise_share(namespace, share))
		return;
	/* another session may have been faster */
	if (execute(namespace, share,
				psprintf("INSERT INTO %s (problem_id, owner, grantee, privilege) VALUES ($1, $2, $3, $4)"
						 " ON CONFLICT DO NOTHING", qshrink_table(namespace, "qshrink_share"))) == 0)
		raise_share(namespace, share);
}

/* Leave what comes before the privilege; NULL in share: nothing */
static bool
take_share(Oid namespace, const Share *share, QshrinkPrivilege revoked)
{
	const char *table = qshrink_table(namespace, "qshrink_share");

	if (revoked <= QSHRINK_READ)
		return execute(namespace, share, psprintf("DELETE FROM %s AS s %s", table, condition(namespace))) > 0;
	return execute(namespace, share,
				   psprintf("UPDATE %s AS s SET privilege = $4 %s AND "
							RANK("s.privilege") " OPERATOR(pg_catalog.>) " RANK("$4"),
							table, condition(namespace))) > 0;
}

/* "public" is everybody: no role can have that name */
static void
read_grantee(FunctionCallInfo fcinfo, int argument, Share *share)
{
	Name		name;

	qshrink_require_argument(fcinfo, argument, "role");
	name = PG_GETARG_NAME(argument);
	share->everybody = strcmp(NameStr(*name), "public") == 0;
	if (share->everybody)
		return;
	get_role_oid(NameStr(*name), false);
	share->grantee = qshrink_role_named(NameStr(*name));
}

/* qshrink_grant(problem_id bigint, role name, privilege text) -> void */
Datum
qshrink_grant(PG_FUNCTION_ARGS)
{
	Oid			namespace = qshrink_namespace(fcinfo);
	Share		share = {.problem_id = qshrink_problem_argument(fcinfo, 0)};

	read_grantee(fcinfo, 1, &share);
	qshrink_require_argument(fcinfo, 2, "privilege");
	share.privilege = text_to_cstring(PG_GETARG_TEXT_PP(2));
	qshrink_privilege_of(share.privilege);
	qshrink_require_writable(fcinfo, NULL);
	SPI_connect();
	share.owner = owner_to_share(namespace, share.problem_id);
	add_share(namespace, &share);
	SPI_finish();
	PG_RETURN_VOID();
}

/* qshrink_revoke(problem_id bigint, role name, privilege text) -> boolean */
Datum
qshrink_revoke(PG_FUNCTION_ARGS)
{
	static const char *const left[] = {NULL, NULL, "read", "solve"};
	Oid			namespace = qshrink_namespace(fcinfo);
	Share		share = {.problem_id = qshrink_problem_argument(fcinfo, 0)};
	QshrinkPrivilege revoked = QSHRINK_READ;
	bool		changed;

	read_grantee(fcinfo, 1, &share);
	if (!PG_ARGISNULL(2))
		revoked = qshrink_privilege_of(text_to_cstring(PG_GETARG_TEXT_PP(2)));
	share.privilege = left[revoked];
	qshrink_require_writable(fcinfo, NULL);
	SPI_connect();
	share.owner = owner_to_share(namespace, share.problem_id);
	changed = take_share(namespace, &share, revoked);
	SPI_finish();
	PG_RETURN_BOOL(changed);
}

/* qshrink_grant_all(role name) -> void */
Datum
qshrink_grant_all(PG_FUNCTION_ARGS)
{
	Oid			namespace = qshrink_namespace(fcinfo);
	Share		share = {.all = true, .privilege = "read"};

	read_grantee(fcinfo, 0, &share);
	qshrink_require_writable(fcinfo, NULL);
	SPI_connect();
	require_all(namespace);
	share.owner = qshrink_role_named(GetUserNameFromId(GetUserId(), false));
	add_share(namespace, &share);
	SPI_finish();
	PG_RETURN_VOID();
}

/* qshrink_revoke_all(role name) -> boolean */
Datum
qshrink_revoke_all(PG_FUNCTION_ARGS)
{
	Oid			namespace = qshrink_namespace(fcinfo);
	Share		share = {.all = true};
	bool		changed;

	read_grantee(fcinfo, 0, &share);
	qshrink_require_writable(fcinfo, NULL);
	SPI_connect();
	require_all(namespace);
	share.owner = qshrink_role_named(GetUserNameFromId(GetUserId(), false));
	changed = take_share(namespace, &share, QSHRINK_READ);
	SPI_finish();
	PG_RETURN_BOOL(changed);
}
