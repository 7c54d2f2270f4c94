/*
 * problem_fingerprint.c
 *	  Telling whether a problem has changed since a run.
 */
#include "compat.h"

#include "access/xact.h"
#include "miscadmin.h"
#include "storage/proc.h"
#include "utils/builtins.h"
#include "utils/hsearch.h"
#include "utils/snapmgr.h"

#include "backend_host.h"
#include "problem_arguments.h"
#include "problem_load.h"
#include "problem_sql.h"

PG_FUNCTION_INFO_V1(qshrink_fingerprint);

/* ---------------------------------------------------------------------------
 * qshrink_fingerprint(problem_id bigint) -> text
 *
 * A history of many runs asks for the same few problems again and again, from
 * several places of a query, so answers are kept while the same snapshot and role
 * ask.  A problem that makes no sense has a fingerprint too: one bad row must not
 * hide the whole history.
 */
typedef struct Known
{
	int64		problem_id;
	char		fingerprint[QSHRINK_FINGERPRINT_LENGTH + 1];
} Known;

/* Lives in the transaction's memory: of another transaction, it is gone. */
typedef struct Memory
{
	MemoryContext context;		/* of all this */
	HTAB	   *known;
	SubTransactionId subtransaction;
	Oid			role;
	SnapshotData snapshot;		/* a copy, never used to look at rows */
} Memory;

static Memory *memory;
static LocalTransactionId memory_transaction;

static bool
same_numbers(const TransactionId *a, const TransactionId *b, int64 count)
{
	return count <= 0 || memcmp(a, b, (Size) count * sizeof(TransactionId)) == 0;
}

/* Do both see the same rows, within one subtransaction? */
static bool
same_snapshot(const SnapshotData *a, const SnapshotData *b)
{
	return a->snapshot_type == SNAPSHOT_MVCC && b->snapshot_type == SNAPSHOT_MVCC &&
		a->xmin == b->xmin && a->xmax == b->xmax && a->curcid == b->curcid &&
		a->xcnt == b->xcnt && a->subxcnt == b->subxcnt &&
		a->suboverflowed == b->suboverflowed &&
		a->takenDuringRecovery == b->takenDuringRecovery &&
		same_numbers(a->xip, b->xip, a->xcnt) && same_numbers(a->subxip, b->subxip, a->subxcnt);
}

static TransactionId *
copy_numbers(const TransactionId *number, int64 count)
{
	TransactionId *copy;

	if (count <= 0)
		return NULL;
	copy = palloc_array(TransactionId, count);
	memcpy(copy, number, (Size) count * sizeof(TransactionId));
	return copy;
}

static Memory *
create_memory(Snapshot snapshot)
{
	MemoryContext context = AllocSetContextCreate(TopTransactionContext, "qshrink fingerprints",
												  ALLOCSET_SMALL_SIZES);
	MemoryContext caller = MemoryContextSwitchTo(context);
	HASHCTL		control = {.keysize = sizeof(int64), .entrysize = sizeof(Known), .hcxt = context};
	Memory	   *created = palloc0_object(Memory);

	created->context = context;
	created->subtransaction = GetCurrentSubTransactionId();
	created->role = GetUserId();
	created->snapshot = *snapshot;
	created->snapshot.xip = copy_numbers(snapshot->xip, snapshot->xcnt);
	created->snapshot.subxip = copy_numbers(snapshot->subxip, snapshot->subxcnt);
	created->known = hash_create("qshrink fingerprints", 64, &control,
								 HASH_ELEM | HASH_BLOBS | HASH_CONTEXT);
	MemoryContextSwitchTo(caller);
	return created;
}

/* The answers known by the active snapshot; forgets those of another one */
static HTAB *
recall(void)
{
	Snapshot	snapshot = GetActiveSnapshot();
	Memory	   *old = memory_transaction == QSHRINK_LOCAL_TRANSACTION ? memory : NULL;

	if (old && old->subtransaction == GetCurrentSubTransactionId() &&
		old->role == GetUserId() && same_snapshot(&old->snapshot, snapshot))
		return old->known;
	memory = NULL;
	if (old)
		MemoryContextDelete(old->context);
	memory_transaction = QSHRINK_LOCAL_TRANSACTION;
	memory = create_memory(snapshot);
	return memory->known;
}

/* Read a problem by the active snapshot and hash it */
static void
take_fingerprint(Oid namespace, int64 problem_id, char *fingerprint)
{
	QsHost	   *host = qshrink_host_create(0);
	QshrinkProblem *problem = qshrink_problem_read_unchecked(host, namespace, problem_id);

	qshrink_problem_fingerprint(problem, fingerprint);
	qshrink_host_destroy(host);
}

const char *
qshrink_fingerprint_now(Oid namespace, int64 problem_id)
{
	HTAB	   *known = recall();
	Known	   *entry = hash_search(known, &problem_id, HASH_FIND, NULL);

	if (entry == NULL)
	{
		char		fingerprint[QSHRINK_FINGERPRINT_LENGTH + 1];

		take_fingerprint(namespace, problem_id, fingerprint);
		/* what was asked meanwhile, by row-level security perhaps, may have forgotten all */
		entry = hash_search(recall(), &problem_id, HASH_ENTER, NULL);
		strlcpy(entry->fingerprint, fingerprint, sizeof(entry->fingerprint));
	}
	return entry->fingerprint;
}

Datum
qshrink_fingerprint(PG_FUNCTION_ARGS)
{
	int64		problem_id = qshrink_problem_argument(fcinfo, 0);

	PG_RETURN_TEXT_P(cstring_to_text(qshrink_fingerprint_now(qshrink_namespace(fcinfo), problem_id)));
}
