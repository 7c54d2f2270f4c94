/*
 * sql_version.c
 *	  The library and the SQL objects of a database are of one version.
 *
 * A new library is there for every database at once, its SQL objects after
 * ALTER EXTENSION ... UPDATE in each.  In between, what reads or writes the tables of
 * the extension refuses: it might miss a column or fill it wrongly.  Types, pure functions
 * and policies go on, so that the database can be dumped and updated.
 */
#include "compat.h"

#include "access/genam.h"
#include "access/htup_details.h"
#include "access/table.h"
#include "catalog/dependency.h"
#include "catalog/pg_extension.h"
#include "catalog/pg_proc.h"
#include "utils/builtins.h"
#include "utils/fmgroids.h"
#include "utils/inval.h"
#include "utils/lsyscache.h"
#include "utils/rel.h"
#include "utils/syscache.h"

#include "sql_version.h"

/* The catalogue of extensions sends no invalidations; that of functions does, and every
 * upgrade script makes qshrink_version() anew (sql/install/01_version.sql). */
static Oid	agreed_namespace = InvalidOid;

static void
forget_agreement(Datum argument pg_attribute_unused(), int cache pg_attribute_unused(),
				 uint32 hash pg_attribute_unused())
{
	agreed_namespace = InvalidOid;
}

static void
watch_functions(void)
{
	static bool watching = false;

	if (!watching)
		CacheRegisterSyscacheCallback(PROCOID, forget_agreement, (Datum) 0);
	watching = true;
}

/* The version and name of the extension that a function belongs to, palloc'd; NULL: to none */
static char *
extension_version(Oid function, char **name)
{
	Oid			extension = getExtensionOfObject(ProcedureRelationId, function);
	Relation	relation;
	ScanKeyData key;
	SysScanDesc scan;
	HeapTuple	tuple;
	char	   *version = NULL;

	if (!OidIsValid(extension))
		return NULL;
	relation = table_open(ExtensionRelationId, AccessShareLock);
	ScanKeyInit(&key, Anum_pg_extension_oid, BTEqualStrategyNumber, F_OIDEQ, ObjectIdGetDatum(extension));
	scan = systable_beginscan(relation, ExtensionOidIndexId, true, NULL, 1, &key);
	tuple = systable_getnext(scan);
	if (HeapTupleIsValid(tuple))
	{
		bool		null;
		Datum		stored = heap_getattr(tuple, Anum_pg_extension_extversion,
										  RelationGetDescr(relation), &null);

		version = null ? NULL : TextDatumGetCString(stored);
		*name = pstrdup(NameStr(((Form_pg_extension) GETSTRUCT(tuple))->extname));
	}
	systable_endscan(scan);
	table_close(relation, AccessShareLock);
	return version;
}

/* Is version a, numbers with points between, before b? */
static bool
is_before(const char *a, const char *b)
{
	for (;;)
	{
		char	   *a_end,
				   *b_end;
		long		a_part = strtol(a, &a_end, 10);
		long		b_part = strtol(b, &b_end, 10);

		if (a_part != b_part)
			return a_part < b_part;
		if (*a_end != '.' || *b_end != '.')
			return *b_end == '.';
		a = a_end + 1;
		b = b_end + 1;
	}
}

/* Where the objects are the newer ones, the library must follow them. */
static void
refuse_version(const char *extension, const char *version)
{
	ereport(ERROR,
			(errcode(ERRCODE_OBJECT_NOT_IN_PREREQUISITE_STATE),
			 errmsg("the library of %s is version %s, its SQL objects in this database are version %s",
					extension, QSHRINK_VERSION, version),
			 is_before(version, QSHRINK_VERSION) ?
			 errhint("Run ALTER EXTENSION %s UPDATE; in this database.", quote_identifier(extension)) :
			 errhint("Install the library of that version; a session that has loaded the old one must connect again.")));
}

void
qshrink_require_version(FunctionCallInfo fcinfo, Oid namespace)
{
	char	   *version;
	char	   *name;

	if (namespace == agreed_namespace)
		return;
	watch_functions();
	version = extension_version(fcinfo->flinfo->fn_oid, &name);
	if (version == NULL)
		return;					/* somebody's own function of this library */
	if (strcmp(version, QSHRINK_VERSION) != 0)
		refuse_version(name, version);
	agreed_namespace = namespace;
}

void
qshrink_refuse_retired(FunctionCallInfo fcinfo)
{
	Oid			function = fcinfo->flinfo->fn_oid;
	char	   *name;
	char	   *version = extension_version(function, &name);
	char	   *function_name = get_func_name(function);

	if (version && strcmp(version, QSHRINK_VERSION) != 0)
		refuse_version(name, version);
	ereport(ERROR,
			(errcode(ERRCODE_OBJECT_NOT_IN_PREREQUISITE_STATE),
			 errmsg("function %s was made for an older library than version %s",
					function_name ? function_name : "(unknown)", QSHRINK_VERSION),
			 errhint("Use the function of that name that the extension makes.")));
}
