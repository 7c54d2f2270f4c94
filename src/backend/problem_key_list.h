/*
 * problem_key_list.h
 *	  What the variables of a problem were called when a run solved it.
 *
 * An assignment is bits by number.  Numbers change when variables are added or
 * removed, keys do not: so a run refers to the list of keys as of then, which is
 * stored once for all runs that solved the same variables.
 */
#ifndef QSHRINK_PROBLEM_KEY_LIST_H
#define QSHRINK_PROBLEM_KEY_LIST_H

#include "compat.h"

#include "problem_load.h"

#define QSHRINK_KEY_LIST_CHUNK	10000	/* variables in a row of qshrink_key_list */

typedef struct QshrinkKeyList
{
	int			n;				/* variables */
	char	  **text;			/* n: each one's keys as the text of an array, NULL: none; in
								 * host memory.  NULL: as stored */
	double	   *weight;			/* n: in the integer; 0: auxiliary; -1: a binary variable.  NULL: as
								 * stored, or all are binary */
	double	   *lower;			/* n: of the integer, else 0; NULL where weight is */
	int64		id;				/* of the stored list; 0: there is none */
	char		fingerprint[QSHRINK_FINGERPRINT_LENGTH + 1];	/* "": no variable has a key */
} QshrinkKeyList;

/*
 * The keys of a problem by the active snapshot; the stored list that says the same if
 * the current role sees one.  Inside SPI.  O(n), the texts in host memory unless they
 * are stored; where these would not fit, nothing is remembered (as without keys).
 */
extern QshrinkKeyList *qshrink_key_list_read(QsHost *host, Oid namespace,
											 const QshrinkProblem *problem);

/* Store the list under that id if it is to be stored; the id to refer to, 0: none. */
extern int64 qshrink_key_list_store(QsHost *host, Oid namespace, const QshrinkProblem *problem,
									const QshrinkKeyList *list, int64 id);

/* A stored list with its texts; ERROR when it is not there or of another length. */
extern QshrinkKeyList *qshrink_key_list_load(QsHost *host, Oid namespace, int64 problem_id,
											 int64 id, int n);

/*
 * For each variable of `to` the number of the variable of `from` with the same keys,
 * -1: there is none.  Several of the same keys (the bits of an integer) are told apart
 * by their order; those without keys by their number.  A list may be NULL: no keys.
 * n of each side.  Host memory, O(n).
 */
extern int *qshrink_key_list_match(QsHost *host, const QshrinkKeyList *from, int from_n,
								   const QshrinkKeyList *to, int to_n);

/*
 * Values that bits give the variables of a list: of an integer at its first variable, 0 at
 * the others and where a variable is auxiliary.  n of them, host memory.
 */
extern double *qshrink_key_list_values(QsHost *host, const QshrinkKeyList *list, int n,
									   const uint8_t *x);

/*
 * The bits of values given so; what an integer cannot have becomes what comes nearest.
 * Auxiliary ones are left as they are.
 */
extern void qshrink_key_list_bits(QsHost *host, const QshrinkKeyList *list, int n,
								  const double *value, uint8_t *x);

#endif
