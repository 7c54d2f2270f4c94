/*
 * problem_hash.c
 *	  A model's fingerprint: a hash of its numbers.
 */
#include "compat.h"

#include "common/cryptohash.h"
#include "common/sha2.h"
#include "miscadmin.h"
#include "port/pg_bswap.h"

#include "problem_load.h"

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
	CHECK_FOR_INTERRUPTS();
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
