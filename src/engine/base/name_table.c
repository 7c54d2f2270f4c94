/*
 * name_table.c
 *	  Names of a content and their numbers: open addressing, linear probing.
 */
#include "base/name_table.h"

#include <string.h>

static uint32_t
hash_of(const char *text, size_t length)
{
	uint64_t	hash = UINT64_C(0xcbf29ce484222325) ^ length;

	for (size_t k = 0; k < length; k++)
		hash = (hash ^ (unsigned char) text[k]) * UINT64_C(0x9e3779b97f4a7c15);
	hash ^= hash >> 32;
	hash *= UINT64_C(0xbf58476d1ce4e5b9);
	return (uint32_t) (hash >> 32);
}

/* The slot of the name, or the empty one for it */
static uint32_t
find_slot(const QsNameTable *table, const char *text, size_t length, uint32_t hash)
{
	uint32_t	at = hash & (table->slots - 1);

	for (; table->slot[at] != 0; at = (at + 1) & (table->slots - 1))
	{
		const QsNameEntry *entry = &table->entry[table->slot[at] - 1];

		if (entry->hash == hash && entry->length == length && memcmp(entry->text, text, length) == 0)
			break;
	}
	return at;
}

int32_t
qs_name_table_find(const QsNameTable *table, const char *text, size_t length)
{
	if (table->slots == 0)
		return -1;
	return table->slot[find_slot(table, text, length, hash_of(text, length))] - 1;
}

static void
grow(QsHost *host, QsNameTable *table)
{
	size_t		old = (size_t) table->capacity;

	table->capacity = table->capacity * 2 + 32;
	table->entry = qs_realloc(host, table->entry, old, (size_t) table->capacity, sizeof(QsNameEntry));
	qs_free(host, table->slot);
	table->slots = table->slots > 0 ? table->slots : 64;
	while (table->slots < 2 * (uint32_t) table->capacity)
		table->slots *= 2;
	table->slot = QS_ARRAY0(host, int32_t, table->slots);
	for (int32_t k = 0; k < table->count; k++)
	{
		const QsNameEntry *entry = &table->entry[k];

		table->slot[find_slot(table, entry->text, entry->length, entry->hash)] = k + 1;
	}
}

int32_t
qs_name_table_add(QsHost *host, QsNameTable *table, const char *text, size_t length, bool *is_new)
{
	uint32_t	hash = hash_of(text, length);
	uint32_t	at;

	if (table->count == table->capacity)
		grow(host, table);
	at = find_slot(table, text, length, hash);
	if (is_new)
		*is_new = table->slot[at] == 0;
	if (table->slot[at] == 0)
	{
		table->entry[table->count++] = (QsNameEntry) {text, (uint32_t) length, hash};
		table->slot[at] = table->count;
	}
	return table->slot[at] - 1;
}

void
qs_name_table_free(QsHost *host, QsNameTable *table)
{
	qs_free(host, table->entry);
	qs_free(host, table->slot);
	*table = (QsNameTable) {0};
}
