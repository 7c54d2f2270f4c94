/*
 * problem_key_list.c
 *	  What the variables of a problem were called when a run solved it.
 */
#include "compat.h"

#include "catalog/pg_type.h"
#include "common/cryptohash.h"
#include "common/sha2.h"
#include "executor/spi.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/lsyscache.h"

#include "problem_key_list.h"
#include "problem_keys.h"
#include "problem_sql.h"
#include "problem_tables.h"
#include "saved_plan.h"
#include "role_type.h"

#define MOST_LIKE_IT	16			/* stored lists of one fingerprint that are looked at */

typedef struct Reading
{
	QsHost	   *host;
	QshrinkKeyList *list;
	FmgrInfo	output;			/* of text[] */
	pg_cryptohash_ctx *hash;
	bool		keyed;			/* some variable has a key */
	bool		fits;
} Reading;

static void
hash_text(Reading *reading, int variable, const char *text)
{
	uint32		word[2] = {(uint32) variable, (uint32) strlen(text)};

	if (pg_cryptohash_update(reading->hash, (const uint8 *) word, sizeof(word)) < 0 ||
		pg_cryptohash_update(reading->hash, (const uint8 *) text, strlen(text)) < 0)
		elog(ERROR, "could not hash keys");
}

static void
set_role(Reading *reading, int variable, double weight, double lower)
{
	QshrinkKeyList *list = reading->list;

	if (list->weight == NULL)
	{
		reading->fits = reading->fits && qs_memory_fits(reading->host, 2.0 * list->n * sizeof(double));
		if (!reading->fits)
			return;
		list->weight = QS_ARRAY(reading->host, double, list->n);
		list->lower = QS_ARRAY0(reading->host, double, list->n);
		for (int v = 0; v < list->n; v++)
			list->weight[v] = -1.0;
	}
	list->weight[variable] = weight;
	list->lower[variable] = lower;
}

static void
read_key(void *argument, const Datum *values, const bool *nulls)
{
	Reading    *reading = argument;
	QshrinkKeyList *list = reading->list;
	int			variable = DatumGetInt32(values[0]);
	char	   *text;

	if (nulls[1] || variable < 0 || variable >= list->n || !reading->fits)
		return;
	text = OutputFunctionCall(&reading->output, values[1]);
	reading->keyed = true;
	hash_text(reading, variable, text);
	if (!nulls[2])
		hash_text(reading, variable, psprintf("%.17g %.17g", DatumGetFloat8(values[2]),
											  nulls[3] ? 0.0 : DatumGetFloat8(values[3])));
	if (list->text[variable])
		return;
	if (!nulls[2])
		set_role(reading, variable, DatumGetFloat8(values[2]), nulls[3] ? 0.0 : DatumGetFloat8(values[3]));
	reading->fits = qs_memory_fits(reading->host, (double) strlen(text) + 1.0);
	if (reading->fits)
		list->text[variable] = qshrink_host_string(reading->host, text);
	pfree(text);
}

static void
finish_hash(Reading *reading)
{
	uint8		digest[PG_SHA256_DIGEST_LENGTH];
	uint32		n = (uint32) reading->list->n;

	if (pg_cryptohash_update(reading->hash, (const uint8 *) &n, sizeof(n)) < 0 ||
		pg_cryptohash_final(reading->hash, digest, sizeof(digest)) < 0)
		elog(ERROR, "could not hash keys");
	for (int k = 0; k < QSHRINK_FINGERPRINT_LENGTH / 2; k++)
		snprintf(reading->list->fingerprint + 2 * k, 3, "%02x", digest[k]);
}

static void
drop_texts(QsHost *host, QshrinkKeyList *list)
{
	for (int v = 0; list->text && v < list->n; v++)
		qs_free(host, list->text[v]);
	qs_free(host, list->text);
	qs_free(host, list->weight);
	qs_free(host, list->lower);
	list->text = NULL;
	list->weight = list->lower = NULL;
}

/* Elements first .. first + count - 1 as a text[] */
static Datum
chunk_array(const QshrinkKeyList *list, int first, int count)
{
	Datum	   *element = palloc_array(Datum, count);
	bool	   *null = palloc_array(bool, count);
	int			bound = 1;

	for (int k = 0; k < count; k++)
	{
		null[k] = list->text[first + k] == NULL;
		element[k] = null[k] ? (Datum) 0 : CStringGetTextDatum(list->text[first + k]);
	}
	return PointerGetDatum(construct_md_array(element, null, 1, &count, &bound, TEXTOID, -1, false,
											  TYPALIGN_INT));
}

/* Weights or least values first .. first + count - 1 as a float8[], null for none */
static Datum
role_array(const QshrinkKeyList *list, const double *number, int first, int count)
{
	Datum	   *element = palloc_array(Datum, count);
	bool	   *null = palloc_array(bool, count);
	int			bound = 1;

	for (int k = 0; k < count; k++)
	{
		null[k] = list->weight[first + k] < 0.0;
		element[k] = Float8GetDatum(number[first + k]);
	}
	return PointerGetDatum(construct_md_array(element, null, 1, &count, &bound, FLOAT8OID, sizeof(float8),
											  FLOAT8PASSBYVAL, TYPALIGN_DOUBLE));
}

/* Is the list that was read still there?  Who prunes takes lists that no run refers to, and
 * between a load and its store there may have been none. */
static bool
is_stored(Oid namespace, const QshrinkProblem *problem, int64 id)
{
	Oid			types[] = {INT8OID, INT8OID};
	Datum		values[] = {Int64GetDatum(problem->problem_id), Int64GetDatum(id)};

	qshrink_execute(psprintf("SELECT FROM %s k WHERE k.problem_id OPERATOR(pg_catalog.=) $1"
							 " AND k.key_list_id OPERATOR(pg_catalog.=) $2 LIMIT 1",
							 qshrink_table(namespace, "qshrink_key_list")),
					lengthof(types), types, values, NULL, false, 1);
	return SPI_processed > 0;
}

int64
qshrink_key_list_store(QsHost *host, Oid namespace, const QshrinkProblem *problem,
					   const QshrinkKeyList *list, int64 id)
{
	Oid			types[] = {INT8OID, problem->owner_type, INT8OID, INT4OID, TEXTOID, TEXTARRAYOID,
	FLOAT8ARRAYOID, FLOAT8ARRAYOID};
	char	   *query;
	MemoryContext chunk,
				caller;

	if (list->fingerprint[0] == '\0' ||
		(list->id != 0 && is_stored(namespace, problem, list->id)))
		return list->id;
	query = psprintf("INSERT INTO %s (problem_id, owner, key_list_id, first_variable, fingerprint, key_texts,"
					 " weights, lowers) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)", qshrink_table(namespace, "qshrink_key_list"));
	chunk = AllocSetContextCreate(CurrentMemoryContext, "qshrink keys", ALLOCSET_DEFAULT_SIZES);
	caller = MemoryContextSwitchTo(chunk);
	for (int first = 0; first < list->n; first += QSHRINK_KEY_LIST_CHUNK)
	{
		Datum		values[] = {
			Int64GetDatum(problem->problem_id), qshrink_role_renewed(PointerGetDatum(problem->owner)),
			Int64GetDatum(id), Int32GetDatum(first), CStringGetTextDatum(list->fingerprint),
			chunk_array(list, first, Min(QSHRINK_KEY_LIST_CHUNK, list->n - first)), (Datum) 0, (Datum) 0
		};
		const char *nulls = list->weight ? NULL : "      nn";

		if (list->weight)
		{
			values[6] = role_array(list, list->weight, first, Min(QSHRINK_KEY_LIST_CHUNK, list->n - first));
			values[7] = role_array(list, list->lower, first, Min(QSHRINK_KEY_LIST_CHUNK, list->n - first));
		}

		qs_check(host);
		qshrink_check_written("qshrink_key_list",
							   qshrink_execute(query, lengthof(types), types, values, nulls, false, 0),
							   1);
		MemoryContextReset(chunk);
	}
	MemoryContextSwitchTo(caller);
	MemoryContextDelete(chunk);
	return id;
}

/* ---------------------------------------------------------------------------
 * Reading a stored list
 */
static void
load_roles(Reading *reading, int first, ArrayType *weights, ArrayType *lowers)
{
	Datum	   *weight,
			   *lower;
	bool	   *no_weight,
			   *no_lower;
	int			count,
				others;

	deconstruct_array(weights, FLOAT8OID, sizeof(float8), FLOAT8PASSBYVAL, TYPALIGN_DOUBLE, &weight,
					  &no_weight, &count);
	deconstruct_array(lowers, FLOAT8OID, sizeof(float8), FLOAT8PASSBYVAL, TYPALIGN_DOUBLE, &lower,
					  &no_lower, &others);
	for (int k = 0; k < Min(count, others) && first >= 0 && k < reading->list->n - first; k++)
		if (!no_weight[k])
			set_role(reading, first + k, DatumGetFloat8(weight[k]), no_lower[k] ? 0.0 : DatumGetFloat8(lower[k]));
}

static void
load_chunk(void *argument, const Datum *values, const bool *nulls)
{
	Reading    *reading = argument;
	QshrinkKeyList *list = reading->list;
	int			first = DatumGetInt32(values[0]);
	Datum	   *element;
	bool	   *null;
	int			count;

	deconstruct_array(DatumGetArrayTypeP(values[1]), TEXTOID, -1, false, TYPALIGN_INT, &element,
					  &null, &count);
	reading->keyed = true;
	/* rows may be anybody's work */
	for (int k = 0; k < count && first >= 0 && k < list->n - first; k++)
		if (!null[k] && list->text[first + k] == NULL)
			list->text[first + k] = qshrink_host_text(reading->host, element[k]);
	if (!nulls[2] && !nulls[3])
		load_roles(reading, first, DatumGetArrayTypeP(values[2]), DatumGetArrayTypeP(values[3]));
}

QshrinkKeyList *
qshrink_key_list_load(QsHost *host, Oid namespace, int64 problem_id, int64 id, int n)
{
	QshrinkKeyList *list = QS_NEW(host, QshrinkKeyList);
	Reading		reading = {.host = host, .list = list, .fits = true};
	Datum		key[] = {Int64GetDatum(problem_id), Int64GetDatum(id)};

	list->n = n;
	list->id = id;
	list->text = QS_ARRAY0(host, char *, n);
	qshrink_for_each_row(host,
						 psprintf("SELECT k.first_variable, k.key_texts, k.weights, k.lowers FROM %s k"
								  " WHERE k.problem_id OPERATOR(pg_catalog.=) ($1)[1]"
								  " AND k.key_list_id OPERATOR(pg_catalog.=) ($1)[2]",
								  qshrink_table(namespace, "qshrink_key_list")),
						 INT8ARRAYOID,
						 PointerGetDatum(construct_array(key, 2, INT8OID, 8, FLOAT8PASSBYVAL,
														 TYPALIGN_DOUBLE)),
						 load_chunk, &reading);
	if (!reading.keyed)
		ereport(ERROR,
				(errcode(ERRCODE_NO_DATA_FOUND),
				 errmsg("key list " INT64_FORMAT " of problem " INT64_FORMAT " does not exist", id,
						problem_id),
				 errhint("Rows of qshrink_key_list belong to the runs that refer to them.")));
	return list;
}

/* Equal texts and roles? */
static bool
same_lists(const QshrinkKeyList *a, const QshrinkKeyList *b)
{
	if ((a->weight == NULL) != (b->weight == NULL))
		return false;
	for (int v = 0; v < a->n; v++)
	{
		if ((a->text[v] == NULL) != (b->text[v] == NULL) ||
			(a->text[v] && strcmp(a->text[v], b->text[v]) != 0))
			return false;
		if (a->weight && (a->weight[v] != b->weight[v] || a->lower[v] != b->lower[v]))
			return false;
	}
	return true;
}

/* The stored list that is equal; a fingerprint is only a hint, for rows may be anybody's work */
static void
find_stored(QsHost *host, Oid namespace, int64 problem_id, QshrinkKeyList *list)
{
	Oid			types[] = {INT8OID, TEXTOID};
	Datum		values[] = {Int64GetDatum(problem_id), CStringGetTextDatum(list->fingerprint)};
	int64		id[MOST_LIKE_IT];
	int			count;
	bool		null;

	qshrink_execute(psprintf("SELECT k.key_list_id FROM %s k"
								   " WHERE k.problem_id OPERATOR(pg_catalog.=) $1"
								   " AND k.first_variable OPERATOR(pg_catalog.=) 0"
								   " AND k.fingerprint OPERATOR(pg_catalog.=) $2"
								   " ORDER BY k.key_list_id",
								   qshrink_table(namespace, "qshrink_key_list")),
						  lengthof(types), types, values, NULL, true, MOST_LIKE_IT);
	count = (int) SPI_processed;
	for (int k = 0; k < count; k++)
		id[k] = DatumGetInt64(SPI_getbinval(SPI_tuptable->vals[k], SPI_tuptable->tupdesc, 1, &null));
	for (int k = 0; k < count && list->id == 0; k++)
	{
		QshrinkKeyList *stored;

		if (!qs_memory_fits(host, 64.0 * list->n))
			return;
		stored = qshrink_key_list_load(host, namespace, problem_id, id[k], list->n);
		if (same_lists(list, stored))
			list->id = id[k];
		drop_texts(host, stored);
		qs_free(host, stored);
	}
}

QshrinkKeyList *
qshrink_key_list_read(QsHost *host, Oid namespace, const QshrinkProblem *problem)
{
	QshrinkKeyList *list = QS_NEW(host, QshrinkKeyList);
	Reading		reading = {.host = host, .list = list, .fits = true};
	Oid			output;
	bool		is_varlena;

	list->n = problem->n;
	if (!qs_memory_fits(host, (double) problem->n * sizeof(char *)))
		return list;
	list->text = QS_ARRAY0(host, char *, problem->n);
	getTypeOutputInfo(TEXTARRAYOID, &output, &is_varlena);
	fmgr_info(output, &reading.output);
	reading.hash = pg_cryptohash_create(PG_SHA256);
	if (reading.hash == NULL || pg_cryptohash_init(reading.hash) < 0)
		elog(ERROR, "could not hash keys");
	qshrink_for_each_row(host,
						 psprintf("SELECT variable, keys, weight, lower FROM %s"
								  " WHERE problem_id OPERATOR(pg_catalog.=) $1 ORDER BY variable",
								  qshrink_table(namespace, "qshrink_variable")),
						 INT8OID, Int64GetDatum(problem->problem_id), read_key, &reading);
	finish_hash(&reading);
	pg_cryptohash_free(reading.hash);
	if (!reading.keyed || !reading.fits)
	{
		drop_texts(host, list);
		list->fingerprint[0] = '\0';
		return list;
	}
	find_stored(host, namespace, problem->problem_id, list);
	return list;
}
