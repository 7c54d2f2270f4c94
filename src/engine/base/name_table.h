/*
 * name_table.h
 *	  Names of a content and their numbers, in order of first appearance.
 */
#ifndef QS_NAME_TABLE_H
#define QS_NAME_TABLE_H

#include "base/host.h"

typedef struct QsNameEntry
{
	const char *text;			/* in the content, not zero-terminated */
	uint32_t	length;
	uint32_t	hash;
} QsNameEntry;

typedef struct QsNameTable
{
	int32_t		count;
	int32_t		capacity;
	QsNameEntry *entry;
	uint32_t	slots;			/* a power of two, more than half of them empty */
	int32_t    *slot;			/* entry + 1, 0: empty */
} QsNameTable;

/* Number of the name, -1 if it is new.  O(length). */
extern int32_t qs_name_table_find(const QsNameTable *table, const char *text, size_t length);

/* The same, giving a new name the next number; *is_new may be NULL. */
extern int32_t qs_name_table_add(QsHost *host, QsNameTable *table, const char *text, size_t length,
						   bool *is_new);
extern void qs_name_table_free(QsHost *host, QsNameTable *table);

#endif
