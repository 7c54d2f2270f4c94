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
#include "role_type.h"

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

static void
find_stored(Oid namespace, int64 problem_id, QshrinkKeyList *list)
{
	Oid			types[] = {INT8OID, TEXTOID};
	Datum		values[] = {Int64GetDatum(problem_id), CStringGetTextDatum(list->fingerprint)};
	bool		null;

	SPI_execute_with_args(psprintf("SELECT k.key_list_id FROM %s k"
								   " WHERE k.problem_id OPERATOR(pg_catalog.=) $1"
								   " AND k.first_variable OPERATOR(pg_catalog.=) 0"
								   " AND k.fingerprint OPERATOR(pg_catalog.=) $2"
								   " ORDER BY k.key_list_id LIMIT 1",
								   qshrink_table(namespace, "qshrink_key_list")),
						  lengthof(types), types, values, NULL, true, 1);
	if (SPI_processed > 0)
		list->id = DatumGetInt64(SPI_getbinval(SPI_tuptable->vals[0], SPI_tuptable->tupdesc, 1, &null));
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
	find_stored(namespace, problem->problem_id, list);
	return list;
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

int64
qshrink_key_list_store(QsHost *host, Oid namespace, const QshrinkProblem *problem,
					   const QshrinkKeyList *list, int64 id)
{
	Oid			types[] = {INT8OID, problem->owner_type, INT8OID, INT4OID, TEXTOID, TEXTARRAYOID,
	FLOAT8ARRAYOID, FLOAT8ARRAYOID};
	char	   *query;
	MemoryContext chunk,
				caller;

	if (list->fingerprint[0] == '\0' || list->id != 0)
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
							   SPI_execute_with_args(query, lengthof(types), types, values, nulls, false, 0),
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

/* ---------------------------------------------------------------------------
 * Matching two lists
 */
static const char *
text_of(const QshrinkKeyList *list, int v)
{
	return list && list->text ? list->text[v] : NULL;
}

/* Variables of `from` by key: the first of each key, and the next of the same */
typedef struct Chains
{
	QshrinkKeyMap *map;
	int		   *first;			/* by key */
	int		   *next;			/* by variable; -1: the last */
} Chains;

static Chains
chain(QsHost *host, const QshrinkKeyList *from, int n)
{
	Chains		chains = {
		.map = qshrink_keymap_create(), .first = QS_ARRAY(host, int, n), .next = QS_ARRAY(host, int, n)
	};

	/* from the back, so that chains run forwards */
	for (int v = n - 1; v >= 0; v--)
	{
		const char *own = text_of(from, v);
		text	   *key;
		bool		added;
		int			number;

		if ((v & 1023) == 0)
			qs_check(host);
		if (own == NULL)
			continue;
		key = cstring_to_text(own);
		number = qshrink_keymap_add(chains.map, key, &added);
		pfree(key);
		chains.next[v] = added ? -1 : chains.first[number];
		chains.first[number] = v;
	}
	return chains;
}

int *
qshrink_key_list_match(QsHost *host, const QshrinkKeyList *from, int from_n,
					   const QshrinkKeyList *to, int to_n)
{
	int		   *match = QS_ARRAY(host, int, to_n);
	Chains		chains = chain(host, from, from_n);

	for (int v = 0; v < to_n; v++)
	{
		const char *own = text_of(to, v);
		text	   *key;
		int			number;

		if ((v & 1023) == 0)
			qs_check(host);
		match[v] = -1;
		if (own == NULL)
		{
			if (v < from_n && text_of(from, v) == NULL)
				match[v] = v;
			continue;
		}
		key = cstring_to_text(own);
		number = qshrink_keymap_find(chains.map, key);
		pfree(key);
		if (number < 0 || chains.first[number] < 0)
			continue;
		match[v] = chains.first[number];
		chains.first[number] = chains.next[match[v]];
	}
	qs_free(host, chains.first);
	qs_free(host, chains.next);
	return match;
}

/* ---------------------------------------------------------------------------
 * Values
 */

/* For each variable the next one of its integer; *head tells the first ones */
static int *
chain_integers(QsHost *host, const QshrinkKeyList *list, int n, bool **head)
{
	Chains		chains = chain(host, list, n);

	*head = QS_ARRAY0(host, bool, n);
	for (int k = 0; k < qshrink_keymap_count(chains.map); k++)
		(*head)[chains.first[k]] = true;
	qs_free(host, chains.first);
	return chains.next;
}

static bool
is_integer(const QshrinkKeyList *list, int v)
{
	return list && list->weight && list->text && list->text[v] && list->weight[v] > 0.0;
}

double *
qshrink_key_list_values(QsHost *host, const QshrinkKeyList *list, int n, const uint8_t *x)
{
	double	   *value = QS_ARRAY0(host, double, n);
	bool	   *head;
	int		   *next;

	if (list == NULL || list->weight == NULL)
	{
		for (int v = 0; v < n; v++)
			value[v] = x[v];
		return value;
	}
	next = chain_integers(host, list, n, &head);
	for (int v = 0; v < n; v++)
	{
		if (!is_integer(list, v))
			value[v] = list->weight[v] < 0.0 ? x[v] : 0.0;
		else if (head[v])
		{
			value[v] = list->lower[v];
			for (int k = v; k >= 0; k = next[k])
				value[v] += x[k] ? list->weight[k] : 0.0;
		}
	}
	qs_free(host, head);
	qs_free(host, next);
	return value;
}

/* Heaviest first, each that still fits: the weights 1, 2, 4, ..., rest reach all values so */
static void
set_integer(const QshrinkKeyList *list, const int *next, int first, double value, uint8_t *x)
{
	double		rest = value - list->lower[first];

	for (int k = first; k >= 0; k = next[k])
		x[k] = 0;
	for (;;)
	{
		int			heaviest = -1;

		for (int k = first; k >= 0; k = next[k])
			if (!x[k] && list->weight[k] > 0.0 && list->weight[k] <= rest &&
				(heaviest < 0 || list->weight[k] > list->weight[heaviest]))
				heaviest = k;
		if (heaviest < 0)
			return;
		x[heaviest] = 1;
		rest -= list->weight[heaviest];
	}
}

void
qshrink_key_list_bits(QsHost *host, const QshrinkKeyList *list, int n, const double *value, uint8_t *x)
{
	bool	   *head;
	int		   *next;

	if (list == NULL || list->weight == NULL)
	{
		for (int v = 0; v < n; v++)
			x[v] = value[v] > 0.5;
		return;
	}
	next = chain_integers(host, list, n, &head);
	for (int v = 0; v < n; v++)
	{
		if (is_integer(list, v))
		{
			if (head[v])
				set_integer(list, next, v, value[v], x);
		}
		else if (list->weight[v] < 0.0)
			x[v] = value[v] > 0.5;
	}
	qs_free(host, head);
	qs_free(host, next);
}
