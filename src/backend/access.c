/*
 * access.c
 *	  The one rule of row-level security: a row belongs to the role in its
 *	  column owner, and to whoever has the privileges of that role.
 */
#include "compat.h"

#include "catalog/pg_class.h"
#include "catalog/pg_type.h"
#include "executor/spi.h"
#include "utils/acl.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/lsyscache.h"
#include "utils/syscache.h"

#include "problem_arguments.h"
#include "problem_sql.h"
#include "problem_tables.h"
#include "role_type.h"

PG_FUNCTION_INFO_V1(qshrink_may);
PG_FUNCTION_INFO_V1(qshrink_may_name);
PG_FUNCTION_INFO_V1(qshrink_reassign);

/*
 * Nothing is remembered between calls: the current role and its memberships
 * may change within a transaction.
 */
static bool
may(Oid owner)
{
	return OidIsValid(owner) && has_privs_of_role(GetUserId(), owner);
}

/* qshrink_may(owner qshrink_role) -> boolean */
Datum
qshrink_may(PG_FUNCTION_ARGS)
{
	PG_RETURN_BOOL(may(qshrink_role_of(PG_GETARG_DATUM(0))));
}

/* qshrink_may(owner name) -> boolean */
Datum
qshrink_may_name(PG_FUNCTION_ARGS)
{
	PG_RETURN_BOOL(may(get_role_oid(NameStr(*PG_GETARG_NAME(0)), true)));
}

/* ---------------------------------------------------------------------------
 * Handing over
 */

/* Row-level security does not hold for the owner of the tables: nobody else sees
 * the rows of a role that is no more. */
static void
require_table_owner(Oid namespace)
{
	HeapTuple	tuple = SearchSysCache2(RELNAMENSP, CStringGetDatum("qshrink_problem"),
										ObjectIdGetDatum(namespace));
	Oid			owner;

	if (!HeapTupleIsValid(tuple))
		ereport(ERROR,
				(errcode(ERRCODE_UNDEFINED_TABLE),
				 errmsg("table \"qshrink_problem\" is not in the schema of the extension")));
	owner = ((Form_pg_class) GETSTRUCT(tuple))->relowner;
	ReleaseSysCache(tuple);
	if (!has_privs_of_role(GetUserId(), owner))
		ereport(ERROR,
				(errcode(ERRCODE_INSUFFICIENT_PRIVILEGE),
				 errmsg("only the owner of the tables and superusers may hand over the rows of a role")));
}

/*
 * Owners in the table that "from" means: the role, and roles that are no more (or
 * names that meant nobody) of the same name.  The rows of one role may carry
 * several names, so a former role is found by any of them.
 */
static ArrayType *
owners_meant(Oid namespace, const char *from)
{
	Oid			wanted;
	char	   *wanted_name;
	Oid			living = qshrink_role_read(qshrink_role_parse(from), &wanted, &wanted_name);
	Oid			type = qshrink_own_type(namespace, "qshrink_role");
	Datum	   *meant;
	int			count = 0;

	SPI_execute(psprintf("SELECT owner FROM (SELECT owner FROM %s UNION ALL SELECT owner FROM %s"
						 " UNION ALL SELECT owner FROM %s UNION ALL SELECT owner FROM %s) AS o"
						 " GROUP BY owner, owner::pg_catalog.text",
						 qshrink_table(namespace, "qshrink_problem"),
						 qshrink_table(namespace, "qshrink_run"),
						 qshrink_table(namespace, "qshrink_task"),
						 qshrink_table(namespace, "qshrink_experiment")), true, 0);
	meant = palloc_array(Datum, SPI_processed);
	for (uint64 k = 0; k < SPI_processed; k++)
	{
		bool		is_null;
		Datum		owner = SPI_getbinval(SPI_tuptable->vals[k], SPI_tuptable->tupdesc, 1, &is_null);
		Oid			oid;
		char	   *name;
		bool		lives = OidIsValid(qshrink_role_read(owner, &oid, &name));

		if (lives ? oid == living : strcmp(name, wanted_name) == 0)
			meant[count++] = owner;
	}
	if (count == 0 && !OidIsValid(living))
		ereport(ERROR,
				(errcode(ERRCODE_UNDEFINED_OBJECT),
				 errmsg("nothing belongs to a role \"%s\"", from),
				 errhint("SELECT DISTINCT owner FROM %s lists the owners; a role that was renamed before it was dropped may stand there under its older name.",
						 qshrink_table(namespace, "qshrink_problem"))));
	return construct_array(meant, count, type, -1, false, TYPALIGN_INT);
}

/* Experiments with their tasks, and tasks by themselves; values: the former owners, the new
 * one.  A name that the new owner has already is told apart by its number. */
static void
reassign_tasks(Oid namespace, Datum *values)
{
	Oid			role = qshrink_own_type(namespace, "qshrink_role");
	Oid			types[2] = {get_array_type(role), NAMEOID};
	const char *schema = qshrink_schema(namespace);
	const char *experiment = qshrink_table(namespace, "qshrink_experiment");

	SPI_execute_with_args(psprintf("UPDATE %s AS e SET owner = $2, name = CASE WHEN EXISTS (SELECT 1 FROM %s AS o"
								   " WHERE o.name OPERATOR(pg_catalog.=) e.name"
								   " AND o.experiment_id OPERATOR(pg_catalog.<>) e.experiment_id"
								   " AND (o.owner OPERATOR(%s.=) CAST($2 AS %s)"
								   " OR (o.owner OPERATOR(%s.=) ANY ($1)"
								   " AND o.experiment_id OPERATOR(pg_catalog.<) e.experiment_id)))"
								   " THEN pg_catalog.concat(pg_catalog.left(e.name, 200), ' (experiment ', e.experiment_id, ')')"
								   " ELSE e.name END"
								   " WHERE e.owner OPERATOR(%s.=) ANY ($1)",
								   experiment, experiment, schema, format_type_be_qualified(role), schema, schema),
						  2, types, values, NULL, false, 0);
	SPI_execute_with_args(psprintf("UPDATE %s SET owner = $2 WHERE owner OPERATOR(%s.=) ANY ($1)",
								   qshrink_table(namespace, "qshrink_task"), schema),
						  2, types, values, NULL, false, 0);
}

/*
 * qshrink_reassign(from text, new_owner name) -> bigint, problems handed over
 *
 * What belongs to a problem follows by ON UPDATE CASCADE.
 */
Datum
qshrink_reassign(PG_FUNCTION_ARGS)
{
	Oid			namespace = qshrink_namespace(fcinfo);
	char	   *from = text_to_cstring(PG_GETARG_TEXT_PP(0));
	Name		to = PG_GETARG_NAME(1);
	Oid			role = qshrink_own_type(namespace, "qshrink_role");
	Oid			types[2] = {get_array_type(role), NAMEOID};
	Datum		values[2] = {0, NameGetDatum(to)};
	const char *schema = qshrink_schema(namespace);
	int64		handed_over;

	qshrink_require_writable(fcinfo, NULL);
	require_table_owner(namespace);
	get_role_oid(NameStr(*to), false);
	qshrink_require_tables(namespace);
	SPI_connect();
	values[0] = PointerGetDatum(owners_meant(namespace, from));
	/* a name that the new owner has already is told apart by its number */
	SPI_execute_with_args(psprintf("UPDATE %s AS p SET owner = $2, name = CASE WHEN EXISTS (SELECT 1 FROM %s AS o"
								   " WHERE o.name OPERATOR(pg_catalog.=) p.name"
								   " AND o.problem_id OPERATOR(pg_catalog.<>) p.problem_id"
								   " AND (o.owner OPERATOR(%s.=) CAST($2 AS %s)"
								   " OR (o.owner OPERATOR(%s.=) ANY ($1)"
								   " AND o.problem_id OPERATOR(pg_catalog.<) p.problem_id)))"
								   " THEN pg_catalog.concat(pg_catalog.left(p.name, 200), ' (problem ', p.problem_id, ')')"
								   " ELSE p.name END"
								   " WHERE p.owner OPERATOR(%s.=) ANY ($1)",
								   qshrink_table(namespace, "qshrink_problem"),
								   qshrink_table(namespace, "qshrink_problem"),
								   schema, format_type_be_qualified(role), schema, schema),
						  2, types, values, NULL, false, 0);
	handed_over = (int64) SPI_processed;
	reassign_tasks(namespace, values);
	SPI_finish();
	PG_RETURN_INT64(handed_over);
}
