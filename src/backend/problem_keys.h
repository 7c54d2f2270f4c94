/*
 * problem_keys.h
 *	  What users call things: numbering distinct texts.
 */
#ifndef QSHRINK_PROBLEM_KEYS_H
#define QSHRINK_PROBLEM_KEYS_H

#include "compat.h"

typedef struct QshrinkKeyMap QshrinkKeyMap;

/* An empty map in a child of CurrentMemoryContext */
extern QshrinkKeyMap *qshrink_keymap_create(void);

/* Number of a key, -1 if it is not there.  O(length). */
extern int	qshrink_keymap_find(const QshrinkKeyMap *map, const text *key);

/* Number of a key, which is added (and copied) if it is new: keys are numbered
 * 0, 1, ... as they come.  *added may be NULL.  ERROR past QS_MAX_VARIABLES. */
extern int	qshrink_keymap_add(QshrinkKeyMap *map, const text *key, bool *added);

extern int	qshrink_keymap_count(const QshrinkKeyMap *map);
extern text *qshrink_keymap_key(const QshrinkKeyMap *map, int number);
extern char *qshrink_keymap_string(const QshrinkKeyMap *map, int number);

/* Several texts as one that no other texts give: each after its length */
extern text *qshrink_joined_key(const Datum *part, int count);

/*
 * The keys of the variables of a problem: part[start[v]] .. part[start[v + 1] - 1]
 * are the texts of variable v (none: it has no key), or, where start is NULL,
 * width texts for each variable.  part NULL: no variable has a key.
 */
typedef struct QshrinkKeys
{
	int			width;
	int		   *start;
	Datum	   *part;
} QshrinkKeys;

/* The texts of variable v */
static inline const Datum *
qshrink_keys_of(const QshrinkKeys *keys, int v, int *count)
{
	if (keys->start == NULL)
	{
		*count = keys->width;
		return keys->part + (Size) v * (Size) keys->width;
	}
	*count = keys->start[v + 1] - keys->start[v];
	return keys->part + keys->start[v];
}

/* Keys of one text each, in the order of a map */
extern QshrinkKeys qshrink_keys_of_map(const QshrinkKeyMap *map);

/* ERROR when two of n variables have the same key */
extern void qshrink_keys_check(const QshrinkKeys *keys, int n);

#endif
