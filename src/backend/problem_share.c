/*
 * problem_share.c
 *	  Looking up what the owner of a problem has granted to other roles.
 *
 * Row-level security asks for every row of every table, so each problem is looked up
 * once a query.  The shares are read past row-level security and privileges: nobody
 * is told more than whether he may.
 */
#include "compat.h"

#include "access/genam.h"
#include "access/htup_details.h"
#include "access/table.h"
#include "catalog/pg_am.h"
#include "catalog/pg_class.h"
#include "catalog/pg_index.h"
#include "storage/bufmgr.h"
#include "utils/acl.h"
#include "utils/builtins.h"
#include "utils/fmgroids.h"
#include "utils/hsearch.h"
#include "utils/lsyscache.h"
#include "utils/rel.h"
#include "utils/snapmgr.h"
#include "utils/syscache.h"

#include "problem_share.h"
#include "problem_tables.h"
#include "role_type.h"

#define MOST_KNOWN	10000		/* problems remembered at a time */

typedef struct KnownKey
{
	int64		problem_id;
	Oid			owner;
	Oid			user;
} KnownKey;

typedef struct Known
{
	KnownKey	key;
	QshrinkPrivilege privilege;
} Known;

struct QshrinkShares
{
	MemoryContext memory;
	Oid			table;			/* InvalidOid: there are no shares */
	Oid			index;			/* by problem_id first; InvalidOid: none that can be used */
	AttrNumber	problem_id;
	AttrNumber	owner;
	AttrNumber	grantee;
	AttrNumber	privilege;
	HTAB	   *known;
	Oid			observer;		/* user that was looked up last among those who may read all */
	bool		observes;
};

QshrinkPrivilege
qshrink_privilege_of(const char *name)
{
	static const char *const names[] = {NULL, "read", "solve", "write"};

	for (int k = QSHRINK_READ; k <= QSHRINK_WRITE; k++)
		if (strcmp(name, names[k]) == 0)
			return (QshrinkPrivilege) k;
	ereport(ERROR,
			(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
			 errmsg("unknown privilege \"%s\"", name),
			 errhint("Privileges are read, solve and write; each includes those before it.")));
}

/* ---------------------------------------------------------------------------
 * The table
 */
static bool
is_btree(Oid index)
{
	HeapTuple	tuple = SearchSysCache1(RELOID, ObjectIdGetDatum(index));
	bool		btree = HeapTupleIsValid(tuple) &&
		((Form_pg_class) GETSTRUCT(tuple))->relam == BTREE_AM_OID;

	if (HeapTupleIsValid(tuple))
		ReleaseSysCache(tuple);
	return btree;
}

static bool
is_usable_index(Oid index, AttrNumber column)
{
	HeapTuple	tuple = SearchSysCache1(INDEXRELID, ObjectIdGetDatum(index));
	Form_pg_index form;
	bool		usable;

	if (!HeapTupleIsValid(tuple))
		return false;
	form = (Form_pg_index) GETSTRUCT(tuple);
	usable = form->indisvalid && form->indkey.values[0] == column &&
		heap_attisnull(tuple, Anum_pg_index_indpred, NULL) && is_btree(index);
	ReleaseSysCache(tuple);
	return usable;
}

Oid
qshrink_index_by(Relation relation, AttrNumber column)
{
	List	   *indexes = RelationGetIndexList(relation);
	Oid			found = InvalidOid;
	ListCell   *cell;

	foreach(cell, indexes)
		if (!OidIsValid(found) && is_usable_index(lfirst_oid(cell), column))
			found = lfirst_oid(cell);
	list_free(indexes);
	return found;
}

static void
make_known(QshrinkShares *shares)
{
	HASHCTL		control = {
		.keysize = sizeof(KnownKey), .entrysize = sizeof(Known), .hcxt = shares->memory
	};

	shares->known = hash_create("qshrink shares", 64, &control, HASH_ELEM | HASH_BLOBS | HASH_CONTEXT);
}

QshrinkShares *
qshrink_shares_open(Oid namespace, MemoryContext memory)
{
	static const char *const column[] = {"problem_id", "owner", "grantee", "privilege"};
	QshrinkShares *shares = MemoryContextAllocZero(memory, sizeof(QshrinkShares));
	Relation	relation;

	shares->memory = memory;
	shares->table = qshrink_policy_table(namespace, "qshrink_share", column, lengthof(column));
	relation = table_open(shares->table, AccessShareLock);
	if (RelationGetNumberOfBlocks(relation) == 0)
		shares->table = InvalidOid;
	else
	{
		shares->problem_id = get_attnum(shares->table, "problem_id");
		shares->owner = get_attnum(shares->table, "owner");
		shares->grantee = get_attnum(shares->table, "grantee");
		shares->privilege = get_attnum(shares->table, "privilege");
		shares->index = qshrink_index_by(relation, shares->problem_id);
		make_known(shares);
	}
	table_close(relation, NoLock);
	return shares;
}

/* ---------------------------------------------------------------------------
 * Looking up
 */

/* A column of a share; *null as it says */
static Datum
column(Relation relation, HeapTuple tuple, AttrNumber number, bool *null)
{
	return heap_getattr(tuple, number, RelationGetDescr(relation), null);
}

/* Is the user among those it was granted to?  A null is everybody. */
static bool
is_for(const QshrinkShares *shares, Relation relation, HeapTuple tuple, Oid user)
{
	bool		everybody;
	Datum		grantee = column(relation, tuple, shares->grantee, &everybody);
	Oid			role = everybody ? InvalidOid : qshrink_role_of(grantee);

	return everybody || (OidIsValid(role) && has_privs_of_role(user, role));
}

/* The most that shares of the problem, or of all problems, give to the user.  owner:
 * of the problem. */
static QshrinkPrivilege
look_up(const QshrinkShares *shares, Oid user, bool all, Oid owner, int64 problem_id)
{
	Relation	relation = table_open(shares->table, AccessShareLock);
	QshrinkPrivilege most = QSHRINK_NOTHING;
	ScanKeyData key;
	SysScanDesc scan;
	HeapTuple	tuple;

	if (all)
		ScanKeyEntryInitialize(&key, SK_ISNULL | SK_SEARCHNULL, shares->problem_id, InvalidStrategy,
							   InvalidOid, InvalidOid, InvalidOid, (Datum) 0);
	else
		ScanKeyInit(&key, shares->problem_id, BTEqualStrategyNumber, F_INT8EQ,
					Int64GetDatum(problem_id));
	scan = systable_beginscan(relation, shares->index, OidIsValid(shares->index),
							  ActiveSnapshotSet() ? GetActiveSnapshot() : GetTransactionSnapshot(),
							  OidIsValid(shares->index) ? 1 : 0, &key);
	while (HeapTupleIsValid(tuple = systable_getnext(scan)))
	{
		bool		no_problem,
					null;
		int64		problem = DatumGetInt64(column(relation, tuple, shares->problem_id, &no_problem));
		Datum		shared_by = column(relation, tuple, shares->owner, &null);
		QshrinkPrivilege privilege;

		CHECK_FOR_INTERRUPTS();
		if (no_problem != all || (!all && (problem != problem_id || qshrink_role_of(shared_by) != owner)) ||
			!is_for(shares, relation, tuple, user))
			continue;
		privilege = qshrink_privilege_of(TextDatumGetCString(column(relation, tuple, shares->privilege, &null)));
		/* nobody was ever to write everywhere */
		if (all)
			privilege = QSHRINK_READ;
		most = Max(most, privilege);
	}
	systable_endscan(scan);
	table_close(relation, NoLock);
	return most;
}

QshrinkPrivilege
qshrink_shares_privilege(QshrinkShares *shares, Oid user, Oid owner, int64 problem_id)
{
	KnownKey	key;
	Known	   *known;
	QshrinkPrivilege privilege = QSHRINK_NOTHING;

	if (!OidIsValid(shares->table))
		return QSHRINK_NOTHING;
	memset(&key, 0, sizeof(key));
	key.problem_id = problem_id;
	key.owner = owner;
	key.user = user;
	known = hash_search(shares->known, &key, HASH_FIND, NULL);
	if (known)
		return known->privilege;
	if (shares->observer != user)
	{
		shares->observes = look_up(shares, user, true, InvalidOid, 0) >= QSHRINK_READ;
		shares->observer = user;
	}
	if (OidIsValid(owner))
		privilege = look_up(shares, user, false, owner, problem_id);
	if (shares->observes)
		privilege = Max(privilege, QSHRINK_READ);
	if (hash_get_num_entries(shares->known) >= MOST_KNOWN)
	{
		hash_destroy(shares->known);
		make_known(shares);
	}
	known = hash_search(shares->known, &key, HASH_ENTER, NULL);
	known->privilege = privilege;
	return privilege;
}
