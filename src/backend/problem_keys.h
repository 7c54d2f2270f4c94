/*
 * problem_keys.h
 *	  What users call things: numbering distinct texts, and keys of several parts.
 *
 * A key is one text or several.  In a map it is one text all the same, in which
 * each part stands after its length: no other parts give it.
 */
#ifndef QSHRINK_PROBLEM_KEYS_H
#define QSHRINK_PROBLEM_KEYS_H

#include "compat.h"

#include "nodes/pg_list.h"
#include "utils/array.h"

typedef struct QshrinkKeyMap QshrinkKeyMap;

/* An empty map in a child of CurrentMemoryContext */
extern QshrinkKeyMap *qshrink_keymap_create(void);

/* The same of a list of joined keys, text *; NULL: an empty one */
extern QshrinkKeyMap *qshrink_keymap_of_list(const List *keys);

/* Number of a key, -1 if it is not there.  O(length). */
extern int	qshrink_keymap_find(const QshrinkKeyMap *map, const text *key);

/* Number of a key, which is added (and copied) if it is new: keys are numbered
 * 0, 1, ... as they come.  *added may be NULL.  ERROR past QS_MAX_VARIABLES. */
extern int	qshrink_keymap_add(QshrinkKeyMap *map, const text *key, bool *added);

extern int	qshrink_keymap_count(const QshrinkKeyMap *map);
extern text *qshrink_keymap_key(const QshrinkKeyMap *map, int number);

/* The parts of a key as one text, back as copies, and for people: a single part as
 * it is, several as an array */
extern text *qshrink_joined_key(const Datum *part, int count);
extern text *qshrink_array_key(ArrayType *key, MemoryContext context);	/* of a text[] */
extern int	qshrink_key_parts(const text *joined, Datum **part);
extern char *qshrink_key_string(const text *joined);

/*
 * What a variable is to the key it carries.  Those of an integer share its key; their
 * joined keys begin with the role and so differ.  All functions on joined keys pass over
 * it, but maps do not.
 */
typedef struct QshrinkBitRole
{
	double		weight;			/* in the integer; 0: auxiliary; -1: a binary variable */
	double		lower;			/* of the integer, else 0 */
	int64		occurrence;		/* among variables of equal weight */
} QshrinkBitRole;

/* First part of the key of an auxiliary variable that measures a violation */
#define QSHRINK_VIOLATION	"violation"

extern text *qshrink_bit_key(const text *key, QshrinkBitRole role);
extern QshrinkBitRole qshrink_key_role(const text *joined);

/* The key without its role, the same text where it has none */
extern const text *qshrink_plain_key(const text *joined);

/* The number of parts that all keys of a map have; ERROR when they differ, naming
 * two of what they are ("facility") */
extern int	qshrink_keymap_width(const QshrinkKeyMap *map, const char *what);

/*
 * Names of the facilities and locations of an assignment, as palloc'd strings.
 * by_facility[f] is the joined key of facility f at location 0, by_location[l] that
 * of facility 0 at location l; NULL: it has none, then the number is the name.  A
 * facility is named by the parts that its keys at all locations share, a location
 * likewise.
 */
extern void qshrink_pair_names(int order, text *const *by_facility, text *const *by_location,
							   char **facility, char **location);

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
	QshrinkBitRole *role;		/* NULL: all are binary variables */
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

static inline QshrinkBitRole
qshrink_keys_role(const QshrinkKeys *keys, int v)
{
	return keys->role ? keys->role[v] : (QshrinkBitRole) {-1.0, 0.0, 0};
}

/* The joined key of variable v, with its role */
extern text *qshrink_keys_joined(const QshrinkKeys *keys, int v);

/* The keys of n variables, joined (NULL: none), and those of a map, in its order */
extern QshrinkKeys qshrink_keys_of_list(text *const *key, int n);
extern QshrinkKeys qshrink_keys_of_map(const QshrinkKeyMap *map);

/* ERROR when two of n variables have the same key, except the bits of integers */
extern void qshrink_keys_check(const QshrinkKeys *keys, int n);

#endif
