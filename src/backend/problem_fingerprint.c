/*
 * problem_fingerprint.c
 *	  Telling whether a problem has changed since a run.
 */
#include "compat.h"

#include "common/cryptohash.h"
#include "common/sha2.h"
#include "port/pg_bswap.h"
#include "utils/builtins.h"
#include "utils/hsearch.h"
#include "utils/snapmgr.h"

#include "backend_host.h"
#include "problem_load.h"
#include "problem_sql.h"

PG_FUNCTION_INFO_V1(qshrink_fingerprint);

/* Numbers go into the hash as big-endian 64-bit words */
typedef struct Hashing
{
	pg_cryptohash_ctx *context;
	int			count;
	uint64		word[512];
} Hashing;

static void
flush(Hashing *hashing)
{
	if (pg_cryptohash_update(hashing->context, (const uint8 *) hashing->word,
							 (size_t) hashing->count * sizeof(uint64)) < 0)
		elog(ERROR, "could not hash a problem");
	hashing->count = 0;
}

static void
add_word(Hashing *hashing, uint64 word)
{
	hashing->word[hashing->count++] = pg_hton64(word);
	if (hashing->count == lengthof(hashing->word))
		flush(hashing);
}

static void
add_number(Hashing *hashing, double number)
{
	uint64		bits;

	number += 0.0;				/* -0 + 0 = 0 */
	memcpy(&bits, &number, sizeof(bits));
	add_word(hashing, bits);
}

static void
add_numbers(Hashing *hashing, const double *number, int count)
{
	for (int k = 0; number && k < count; k++)
		add_number(hashing, number[k]);
}

static void
add_row(Hashing *hashing, const QsRow *row)
{
	add_word(hashing, (uint64) row->sense);
	add_number(hashing, row->rhs);
	add_word(hashing, (uint64) row->count);
	for (int k = 0; k < row->count; k++)
	{
		add_word(hashing, (uint64) (uint32) row->variables[k]);
		add_number(hashing, row->coefficients ? row->coefficients[k] : 1.0);
	}
}

void
qshrink_problem_fingerprint(const QshrinkProblem *problem,
							char fingerprint[QSHRINK_FINGERPRINT_LENGTH + 1])
{
	Hashing		hashing = {.context = pg_cryptohash_create(PG_SHA256)};
	uint8		digest[PG_SHA256_DIGEST_LENGTH];

	if (hashing.context == NULL || pg_cryptohash_init(hashing.context) < 0)
		elog(ERROR, "could not hash a problem");
	add_word(&hashing, problem->maximise);
	add_word(&hashing, (uint64) problem->n);
	add_word(&hashing, (uint64) problem->order);
	add_number(&hashing, problem->offset);
	add_word(&hashing, (uint64) problem->term_count);
	for (int64 k = 0; k < problem->term_count; k++)
	{
		add_word(&hashing, (uint64) problem->terms[k].i << 32 | (uint64) problem->terms[k].j);
		add_number(&hashing, problem->terms[k].coefficient);
	}
	add_numbers(&hashing, problem->flow, problem->n);
	add_numbers(&hashing, problem->distance, problem->n);
	add_word(&hashing, problem->cost != NULL);
	add_numbers(&hashing, problem->cost, problem->n);
	add_word(&hashing, (uint64) problem->rows);
	for (int r = 0; r < problem->rows; r++)
		add_row(&hashing, &problem->row[r]);
	flush(&hashing);
	if (pg_cryptohash_final(hashing.context, digest, sizeof(digest)) < 0)
		elog(ERROR, "could not hash a problem");
	pg_cryptohash_free(hashing.context);
	for (int k = 0; k < QSHRINK_FINGERPRINT_LENGTH / 2; k++)
		snprintf(fingerprint + 2 * k, 3, "%02x", digest[k]);
}

/* ---------------------------------------------------------------------------
 * qshrink_fingerprint(problem_id bigint) -> text
 *
 * A history of many runs asks for the same few problems again and again, so
 * answers are kept while the same snapshot and role ask.  A problem that makes no
 * sense has a fingerprint too: one bad row must not hide the whole history.
 */
typedef struct Known
{
	int64		problem_id;
	char		fingerprint[QSHRINK_FINGERPRINT_LENGTH + 1];
} Known;

typedef struct Memory
{
	MemoryContext context;
	HTAB	   *known;
	Oid			role;
	uint64		completed;		/* transactions completed at the snapshot */
	CommandId	command;
} Memory;

static HTAB *
recall(FunctionCallInfo fcinfo)
{
	FmgrInfo   *flinfo = fcinfo->flinfo;
	Snapshot	snapshot = GetActiveSnapshot();
	Memory	   *memory = flinfo->fn_extra;
	HASHCTL		control = {.keysize = sizeof(int64), .entrysize = sizeof(Known)};

	if (memory && memory->role == GetUserId() && memory->command == snapshot->curcid &&
		memory->completed == snapshot->snapXactCompletionCount && memory->completed != 0)
		return memory->known;
	if (memory == NULL)
	{
		flinfo->fn_extra = memory = MemoryContextAllocZero(flinfo->fn_mcxt, sizeof(Memory));
		memory->context = AllocSetContextCreate(flinfo->fn_mcxt, "qshrink fingerprints",
												ALLOCSET_SMALL_SIZES);
	}
	MemoryContextReset(memory->context);
	memory->role = GetUserId();
	memory->command = snapshot->curcid;
	memory->completed = snapshot->snapXactCompletionCount;
	control.hcxt = memory->context;
	memory->known = hash_create("qshrink fingerprints", 64, &control,
								HASH_ELEM | HASH_BLOBS | HASH_CONTEXT);
	return memory->known;
}

Datum
qshrink_fingerprint(PG_FUNCTION_ARGS)
{
	int64		problem_id = PG_GETARG_INT64(0);
	HTAB	   *known = recall(fcinfo);
	Known	   *entry = hash_search(known, &problem_id, HASH_FIND, NULL);

	if (entry == NULL)
	{
		QsHost	   *host = qshrink_host_create(0);
		QshrinkProblem *problem = qshrink_problem_read_unchecked(host,
																 qshrink_namespace(fcinfo),
																 problem_id);
		char		fingerprint[QSHRINK_FINGERPRINT_LENGTH + 1];

		qshrink_problem_fingerprint(problem, fingerprint);
		qshrink_host_destroy(host);
		entry = hash_search(known, &problem_id, HASH_ENTER, NULL);
		strlcpy(entry->fingerprint, fingerprint, sizeof(entry->fingerprint));
	}
	PG_RETURN_TEXT_P(cstring_to_text(entry->fingerprint));
}
