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

/* The keys of the variables of a problem, width texts each; part[v * width + k].
 * width 0: the variables have no keys. */
typedef struct QshrinkKeys
{
	int			width;
	Datum	   *part;
} QshrinkKeys;

/* Keys of width 1 in the order of a map */
extern QshrinkKeys qshrink_keys_of_map(const QshrinkKeyMap *map);

#endif
