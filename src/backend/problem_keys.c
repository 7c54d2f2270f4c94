/*
 * problem_keys.c
 *	  Numbering distinct texts, and keys of several parts.
 */
#include "compat.h"

#include "catalog/pg_type.h"
#include "common/hashfn.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/fmgroids.h"

#include "problem_keys.h"
#include "base/status.h"

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

QshrinkKeyMap *
qshrink_keymap_of_list(const List *keys)
{
	QshrinkKeyMap *map = keys != NIL ? qshrink_keymap_create() : NULL;
	ListCell   *cell;

	foreach(cell, keys)
		qshrink_keymap_add(map, lfirst(cell), NULL);
	return map;
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

text *
qshrink_array_key(ArrayType *key, MemoryContext context)
{
	MemoryContext caller = MemoryContextSwitchTo(context);
	Datum	   *part;
	int			count;
	text	   *joined;

	deconstruct_array(key, TEXTOID, -1, false, TYPALIGN_INT, &part, NULL, &count);
	joined = qshrink_joined_key(part, count);
	MemoryContextSwitchTo(caller);
	return joined;
}

/* ---------------------------------------------------------------------------
 * Roles: a mark that is no length of a part, and the numbers
 */
#define ROLE_MARK	PG_UINT32_MAX
#define ROLE_SIZE	(sizeof(uint32) + sizeof(QshrinkBitRole))

static bool
has_role(const text *joined)
{
	uint32		mark = 0;

	if (VARSIZE_ANY_EXHDR(joined) >= ROLE_SIZE)
		memcpy(&mark, VARDATA_ANY(joined), sizeof(mark));
	return mark == ROLE_MARK;
}

static const char *
first_part(const text *joined)
{
	return VARDATA_ANY(joined) + (has_role(joined) ? ROLE_SIZE : 0);
}

text *
qshrink_bit_key(const text *key, QshrinkBitRole role)
{
	const text *plain = qshrink_plain_key(key);
	Size		length = VARSIZE_ANY_EXHDR(plain);
	text	   *joined = palloc(VARHDRSZ + ROLE_SIZE + length);
	uint32		mark = ROLE_MARK;

	SET_VARSIZE(joined, VARHDRSZ + ROLE_SIZE + length);
	memcpy(VARDATA(joined), &mark, sizeof(mark));
	memcpy(VARDATA(joined) + sizeof(mark), &role, sizeof(role));
	memcpy(VARDATA(joined) + ROLE_SIZE, VARDATA_ANY(plain), length);
	return joined;
}

QshrinkBitRole
qshrink_key_role(const text *joined)
{
	QshrinkBitRole role = {-1.0, 0.0, 0};

	if (has_role(joined))
		memcpy(&role, VARDATA_ANY(joined) + sizeof(uint32), sizeof(role));
	return role;
}

const text *
qshrink_plain_key(const text *joined)
{
	Size		length = VARSIZE_ANY_EXHDR(joined) - ROLE_SIZE;
	text	   *plain;

	if (!has_role(joined))
		return joined;
	plain = palloc(VARHDRSZ + length);
	SET_VARSIZE(plain, VARHDRSZ + length);
	memcpy(VARDATA(plain), first_part(joined), length);
	return plain;
}

text *
qshrink_keys_joined(const QshrinkKeys *keys, int v)
{
	int			count;
	const Datum *part = qshrink_keys_of(keys, v, &count);
	QshrinkBitRole role = qshrink_keys_role(keys, v);
	text	   *plain = qshrink_joined_key(part, count);
	text	   *joined;

	if (role.weight < 0.0)
		return plain;
	joined = qshrink_bit_key(plain, role);
	pfree(plain);
	return joined;
}

/* ------------------------------------------------------------------------ */

static int
count_parts(const text *joined)
{
	const char *at = first_part(joined);
	const char *end = VARDATA_ANY(joined) + VARSIZE_ANY_EXHDR(joined);
	int			count = 0;

	for (; at < end; count++)
	{
		uint32		length;

		memcpy(&length, at, sizeof(length));
		at += sizeof(length) + length;
	}
	return count;
}

/* Copies of the parts into part[] */
static void
split_key(const text *joined, Datum *part)
{
	const char *at = first_part(joined);
	const char *end = VARDATA_ANY(joined) + VARSIZE_ANY_EXHDR(joined);

	for (int k = 0; at < end; k++)
	{
		uint32		length;

		memcpy(&length, at, sizeof(length));
		part[k] = PointerGetDatum(cstring_to_text_with_len(at + sizeof(length), (int) length));
		at += sizeof(length) + length;
	}
}

int
qshrink_key_parts(const text *joined, Datum **part)
{
	int			count = count_parts(joined);

	*part = palloc((Size) count * sizeof(Datum));
	split_key(joined, *part);
	return count;
}

char *
qshrink_key_string(const text *joined)
{
	Datum	   *part;
	int			count = qshrink_key_parts(joined, &part);
	ArrayType  *array;

	if (count == 1)
		return TextDatumGetCString(part[0]);
	array = construct_array(part, count, TEXTOID, -1, false, TYPALIGN_INT);
	return OidOutputFunctionCall(F_ARRAY_OUT, PointerGetDatum(array));
}

/* How many parts at the beginning (or end) the keys share; -1 when one is missing or
 * they differ in how many they have */
static int
shared_parts(int count, text *const *key, bool at_end)
{
	int			width = key[0] ? count_parts(key[0]) : -1;
	int			shared = width;
	Datum	   *first;

	if (width < 0)
		return -1;
	qshrink_key_parts(key[0], &first);
	for (int k = 1; k < count; k++)
	{
		Datum	   *part;
		int			same = 0;

		if (key[k] == NULL || qshrink_key_parts(key[k], &part) != width)
			return -1;
		while (same < shared)
		{
			int			at = at_end ? width - 1 - same : same;

			if (!same_key(DatumGetTextPP(part[at]), DatumGetTextPP(first[at])))
				break;
			same++;
		}
		shared = same;
	}
	return shared;
}

/* Parts first .. first + count - 1 of a key, for people; the number where it lacks them */
static char *
name_of_parts(const text *key, int first, int count, int number)
{
	Datum	   *part;

	if (key == NULL || qshrink_key_parts(key, &part) < first + count)
		return psprintf("%d", number);
	return qshrink_key_string(qshrink_joined_key(part + first, count));
}

void
qshrink_pair_names(int order, text *const *by_facility, text *const *by_location,
				   char **facility, char **location)
{
	int			width = by_facility[0] ? count_parts(by_facility[0]) : 0;
	int			leading = shared_parts(order, by_location, false);
	int			trailing = shared_parts(order, by_facility, true);

	/* keys of other shapes, or nothing to compare: one part each */
	if (leading < 1 || trailing < 1 || order == 1)
	{
		leading = 1;
		trailing = Max(1, width - 1);
		width = 1 + trailing;
	}
	for (int k = 0; k < order; k++)
	{
		facility[k] = name_of_parts(by_facility[k], 0, leading, k);
		location[k] = name_of_parts(by_location[k], width - trailing, trailing, k);
	}
}

int
qshrink_keymap_width(const QshrinkKeyMap *map, const char *what)
{
	int			width = map->count > 0 ? count_parts(map->key[0]) : 1;

	for (int k = 1; k < map->count; k++)
		if (count_parts(map->key[k]) != width)
			ereport(ERROR,
					(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
					 errmsg("%s \"%s\" has a key of %d parts but %s \"%s\" one of %d", what,
							qshrink_key_string(map->key[k]), count_parts(map->key[k]), what,
							qshrink_key_string(map->key[0]), width),
					 errdetail("Their parts stand beside others in the keys of variables, so each must have as many.")));
	return width;
}

QshrinkKeys
qshrink_keys_of_list(text *const *key, int n)
{
	QshrinkKeys keys = {.width = 1};
	Size		parts = 0;
	bool		even = true;
	bool		roles = false;

	for (int k = 0; k < n; k++)
	{
		int			count = key[k] ? count_parts(key[k]) : 0;

		roles = roles || (key[k] && has_role(key[k]));

		even = even && count > 0 && count == count_parts(key[0]);
		parts += (Size) count;
	}
	if (parts > PG_INT32_MAX)
		ereport(ERROR,
				(errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
				 errmsg("the keys have %zu parts in all, more than the limit of %d", parts,
						PG_INT32_MAX)));
	keys.part = MemoryContextAllocHuge(CurrentMemoryContext, Max(1, parts) * sizeof(Datum));
	if (even && n > 0)
		keys.width = (int) (parts / (Size) n);
	else
		keys.start = MemoryContextAllocHuge(CurrentMemoryContext, ((Size) n + 1) * sizeof(int));
	if (roles)
		keys.role = MemoryContextAllocHuge(CurrentMemoryContext, (Size) n * sizeof(QshrinkBitRole));
	parts = 0;
	for (int k = 0; k < n; k++)
	{
		if (roles)
			keys.role[k] = key[k] ? qshrink_key_role(key[k]) : (QshrinkBitRole) {-1.0, 0.0, 0};
		if (keys.start)
			keys.start[k] = (int) parts;
		if (key[k])
		{
			split_key(key[k], keys.part + parts);
			parts += (Size) count_parts(key[k]);
		}
		CHECK_FOR_INTERRUPTS();
	}
	if (keys.start)
		keys.start[n] = (int) parts;
	return keys;
}

QshrinkKeys
qshrink_keys_of_map(const QshrinkKeyMap *map)
{
	return qshrink_keys_of_list(map->key, map->count);
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

		/* those of an integer share its key */
		if (count > 0 && qshrink_keys_role(keys, v).weight < 0.0)
		{
			qshrink_keymap_add(known, joined, &added);
			if (!added)
				ereport(ERROR,
						(errcode(ERRCODE_UNIQUE_VIOLATION),
						 errmsg("variable %d has the key of another variable: \"%s\"", v,
								qshrink_key_string(joined))));
		}
		pfree(joined);
		CHECK_FOR_INTERRUPTS();
	}
	MemoryContextDelete(known->context);
}
