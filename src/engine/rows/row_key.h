/*
 * row_key.h
 *	  Rows in the order of a hash, so that equal ones stand together.
 */
#ifndef QS_ROW_KEY_H
#define QS_ROW_KEY_H

#include <stdint.h>

typedef struct QsRowKey
{
	uint64_t	key;
	int32_t		row;
} QsRowKey;

/* For qsort: by key, then by row */
static inline int
qs_row_key_compare(const void *a, const void *b)
{
	const QsRowKey *x = a;
	const QsRowKey *y = b;

	if (x->key != y->key)
		return x->key < y->key ? -1 : 1;
	return (x->row > y->row) - (x->row < y->row);
}

/* A variable or a coefficient mixed into the key of a row */
static inline uint64_t
qs_row_key_mix(uint64_t key, uint64_t value)
{
	key ^= value;
	key *= UINT64_C(0x9e3779b97f4a7c15);
	return key ^ key >> 29;
}

#define QS_ROW_KEY_START	UINT64_C(0xcbf29ce484222325)

#endif
