/*
 * problem_keys.c
 *	  Numbering distinct texts.
 */
#include "compat.h"

#include "common/hashfn.h"
#include "utils/builtins.h"

#include "problem_keys.h"
#include "status.h"

typedef struct KeyEntry
{
	const text *key;
	uint32		hash;
	int			number;
	char		status;
} KeyEntry;

static inline bool
same_key(const text *a, const text *b)
{
	Size		length = VARSIZE_ANY_EXHDR(a);

	return length == VARSIZE_ANY_EXHDR(b) && memcmp(VARDATA_ANY(a), VARDATA_ANY(b), length) == 0;
}

#define SH_PREFIX		key_table
#define SH_ELEMENT_TYPE KeyEntry
#define SH_KEY_TYPE		const text *
#define SH_KEY			key
#define SH_HASH_KEY(tb, key) \
	hash_bytes((const unsigned char *) VARDATA_ANY(key), (int) VARSIZE_ANY_EXHDR(key))
#define SH_EQUAL(tb, a, b) same_key(a, b)
#define SH_STORE_HASH
#define SH_GET_HASH(tb, entry) ((entry)->hash)
#define SH_SCOPE		static inline
#define SH_DECLARE
#define SH_DEFINE
#include "lib/simplehash.h"

struct QshrinkKeyMap
{
	MemoryContext context;
	key_table_hash *table;
	text	  **key;			/* by number */
	int			count;
	int			capacity;
};

QshrinkKeyMap *
qshrink_keymap_create(void)
{
	MemoryContext context = AllocSetContextCreate(CurrentMemoryContext, "qshrink keys",
												  ALLOCSET_DEFAULT_SIZES);
	QshrinkKeyMap *map = MemoryContextAllocZero(context, sizeof(QshrinkKeyMap));

	map->context = context;
	map->table = key_table_create(context, 256, NULL);
	map->capacity = 256;
	map->key = MemoryContextAlloc(context, (Size) map->capacity * sizeof(text *));
	return map;
}

int
qshrink_keymap_find(const QshrinkKeyMap *map, const text *key)
{
	KeyEntry   *entry = key_table_lookup(map->table, key);

	return entry ? entry->number : -1;
}

int
qshrink_keymap_add(QshrinkKeyMap *map, const text *key, bool *added)
{
	bool		found;
	KeyEntry   *entry = key_table_insert(map->table, key, &found);
	Size		length = VARSIZE_ANY_EXHDR(key);
	text	   *copy;

	if (added)
		*added = !found;
	if (found)
		return entry->number;
	if (map->count >= QS_MAX_VARIABLES)
		ereport(ERROR,
				(errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
				 errmsg("a problem has at most %d variables", QS_MAX_VARIABLES)));
	if (map->count == map->capacity)
	{
		map->capacity *= 2;
		map->key = repalloc_huge(map->key, (Size) map->capacity * sizeof(text *));
	}
	copy = MemoryContextAlloc(map->context, length + VARHDRSZ);
	SET_VARSIZE(copy, length + VARHDRSZ);
	memcpy(VARDATA(copy), VARDATA_ANY(key), length);
	entry->key = copy;
	entry->number = map->count;
	map->key[map->count] = copy;
	return map->count++;
}

int
qshrink_keymap_count(const QshrinkKeyMap *map)
{
	return map->count;
}

text *
qshrink_keymap_key(const QshrinkKeyMap *map, int number)
{
	return map->key[number];
}

char *
qshrink_keymap_string(const QshrinkKeyMap *map, int number)
{
	return text_to_cstring(map->key[number]);
}

text *
qshrink_joined_key(const Datum *part, int count)
{
	Size		size = VARHDRSZ;
	text	   *joined;
	char	   *to;

	for (int k = 0; k < count; k++)
		size += sizeof(uint32) + VARSIZE_ANY_EXHDR(DatumGetPointer(part[k]));
	joined = palloc(size);
	SET_VARSIZE(joined, size);
	to = VARDATA(joined);
	for (int k = 0; k < count; k++)
	{
		uint32		length = VARSIZE_ANY_EXHDR(DatumGetPointer(part[k]));

		memcpy(to, &length, sizeof(length));
		memcpy(to + sizeof(length), VARDATA_ANY(DatumGetPointer(part[k])), length);
		to += sizeof(length) + length;
	}
	return joined;
}

QshrinkKeys
qshrink_keys_of_map(const QshrinkKeyMap *map)
{
	QshrinkKeys keys = {.width = 1};

	keys.part = MemoryContextAllocHuge(CurrentMemoryContext,
									   (Size) map->count * sizeof(Datum));
	for (int k = 0; k < map->count; k++)
		keys.part[k] = PointerGetDatum(map->key[k]);
	return keys;
}

void
qshrink_keys_check(const QshrinkKeys *keys, int n)
{
	QshrinkKeyMap *known = qshrink_keymap_create();

	for (int v = 0; v < n; v++)
	{
		int			count;
		const Datum *part = qshrink_keys_of(keys, v, &count);
		text	   *joined = qshrink_joined_key(part, count);
		bool		added;

		if (count > 0)
		{
			qshrink_keymap_add(known, joined, &added);
			if (!added)
				ereport(ERROR,
						(errcode(ERRCODE_UNIQUE_VIOLATION),
						 errmsg("variable %d has the key of another variable: \"%s\"", v,
								TextDatumGetCString(part[0]))));
		}
		pfree(joined);
		CHECK_FOR_INTERRUPTS();
	}
	MemoryContextDelete(known->context);
}
