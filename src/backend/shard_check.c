/*
 * shard_check.c
 *	  Refuses that Citus has distributed the extension's tables.
 */
#include "compat.h"

#include "access/genam.h"
#include "access/htup_details.h"
#include "access/table.h"
#include "catalog/pg_namespace.h"
#include "catalog/pg_type.h"
#include "utils/fmgroids.h"
#include "utils/lsyscache.h"

#include "shard_check.h"

/* How Citus keeps a table by its catalogue: 'h' by hash, ...; 0: it does not */
static char
partition_method(Oid table)
{
	Oid			catalogue = get_relname_relid("pg_dist_partition", PG_CATALOG_NAMESPACE);
	AttrNumber	key = OidIsValid(catalogue) ? get_attnum(catalogue, "logicalrelid") : InvalidAttrNumber;
	AttrNumber	method = OidIsValid(catalogue) ? get_attnum(catalogue, "partmethod") : InvalidAttrNumber;
	Relation	relation;
	ScanKeyData scan_key;
	SysScanDesc scan;
	HeapTuple	tuple;
	char		found = 0;

	if (key == InvalidAttrNumber || method == InvalidAttrNumber ||
		get_atttype(catalogue, key) != REGCLASSOID || get_atttype(catalogue, method) != CHAROID)
		return 0;
	relation = table_open(catalogue, AccessShareLock);
	ScanKeyInit(&scan_key, key, BTEqualStrategyNumber, F_OIDEQ, ObjectIdGetDatum(table));
	scan = systable_beginscan(relation, InvalidOid, false, NULL, 1, &scan_key);
	while (HeapTupleIsValid(tuple = systable_getnext(scan)))
	{
		bool		is_null;
		Datum		value = heap_getattr(tuple, method, RelationGetDescr(relation), &is_null);

		found = is_null ? 0 : DatumGetChar(value);
	}
	systable_endscan(scan);
	table_close(relation, AccessShareLock);
	return found;
}

void
qshrink_refuse_distributed(Relation relation)
{
	char		method = partition_method(RelationGetRelid(relation));

	/* 'n': a reference table or a local one that Citus knows */
	if (method == 0 || method == 'n')
		return;
	ereport(ERROR,
			(errcode(ERRCODE_FEATURE_NOT_SUPPORTED),
			 errmsg("table \"%s\" of the extension is distributed by Citus", RelationGetRelationName(relation)),
			 errdetail("Its numbers and foreign keys belong to one node."),
			 errhint("Save the rows, which can be read, create the extension anew and put them back; qshrink_distribute(schema) makes copies that are distributed.")));
}
