/*
 * names.h
 *	  Lists of what a user may choose among: each choice with its name in SQL, the
 *	  value of its enum, and a line of help.
 *
 * A list is a const table whose entries begin with a QsName; the rest of an entry is
 * what the engine knows about the choice.  Names, hints and documentation come from
 * these tables, so a choice is named in one place.
 */
#ifndef QS_NAMES_H
#define QS_NAMES_H

#include <stddef.h>

typedef struct QsName
{
	const char *name;
	int			value;			/* of the enum the list is about */
	const char *help;
} QsName;

typedef struct QsNames
{
	const char *what;			/* "solver": for messages */
	const QsName *first;
	size_t		stride;			/* bytes from one entry to the next */
	int			count;
} QsNames;

/* Initialiser of the list that a table is, and of its first entries */
#define QS_NAMES(what, table) \
	QS_FIRST_NAMES(what, table, (int) (sizeof(table) / sizeof((table)[0])))
#define QS_FIRST_NAMES(what, table, count) {what, (const QsName *) (table), sizeof((table)[0]), count}

/* Entry k of the list, from 0 */
extern const QsName *qs_name_at(const QsNames *names, int k);

/* The entry of that name or value; NULL if there is none.  O(length of the list). */
extern const QsName *qs_name_find(const QsNames *names, const char *name);
extern const QsName *qs_name_of(const QsNames *names, int value);

#endif
