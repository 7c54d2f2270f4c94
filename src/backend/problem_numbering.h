/*
 * problem_numbering.h
 *	  Which number a variable gets.
 *
 * Built anew, variables are numbered as their keys come.  Built again from its sources,
 * a problem keeps the numbers it has: a key that is still there keeps its number; those
 * past the new end move into the gaps, and so do new keys, in order.  Answers of before
 * then mostly mean the same, and rows that say the same stay as they are.
 */
#ifndef QSHRINK_PROBLEM_NUMBERING_H
#define QSHRINK_PROBLEM_NUMBERING_H

#include "problem_build.h"

/* The variables of a problem that is there, and what became of them */
typedef struct QshrinkNumbering
{
	int			n;				/* variables it has */
	text	  **key;			/* of each, joined; NULL: none */
	int32	   *source;			/* number as stored, 0: none */
	bool	   *by_hand;		/* no source gave it: it stays */
	List	   *removed;		/* keys taken away by hand, text *: they stay away */

	/* set when the problem is built */
	int		   *number;			/* new number by old; -1: it has gone */
	bool	   *kept_by_hand;	/* by new number: no source gives it */
	int			added;
	int			gone;
} QshrinkNumbering;

/* The variables of a stored problem by the active snapshot; those of sources that are
 * not in the list count as made by hand.  Inside SPI. */
extern QshrinkNumbering *qshrink_numbering_read(QsHost *host, Oid namespace, int64 problem_id,
												int n, const List *sources);

/*
 * Give the variables whose keys a map holds their numbers: sets size and keys of the
 * problem, and returns the number of each key of the map; -1: removed by hand.
 */
extern const int *qshrink_build_number(QshrinkBuild *build, const QshrinkKeyMap *map);

/* One side of an assignment: the number of each key of its map, and back */
typedef struct QshrinkOrder
{
	const int  *number;
	text	  **key;			/* by number */
} QshrinkOrder;

/* The same for pairs of a facility and a location: sets size and keys of the problem */
extern void qshrink_build_number_pairs(QshrinkBuild *build, const QshrinkKeyMap *facility,
									   const QshrinkKeyMap *location, QshrinkOrder *facilities,
									   QshrinkOrder *locations);

/* number[v] is -1 where variable v of n goes, 0 where it stays; becomes its new number */
extern void qshrink_number_survivors(QsHost *host, int *number, int n);

/* A problem that is built from no query keeps all its variables */
extern void qshrink_build_number_same(QshrinkBuild *build);

#endif
