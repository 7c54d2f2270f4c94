/*
 * problem_store.h
 *	  Writing problems into the tables, set by set.
 */
#ifndef QSHRINK_PROBLEM_STORE_H
#define QSHRINK_PROBLEM_STORE_H

#include "nodes/pg_list.h"

#include "problem_keys.h"
#include "problem_load.h"

#define QSHRINK_NAME_LENGTH	1000	/* bytes */

/* Where a problem of some name goes */
typedef struct QshrinkPlace
{
	int64		problem_id;		/* that it replaces; 0: none, it is new */
} QshrinkPlace;

/*
 * Find the current role's problem of that name.  ERROR (duplicate_object) when it is there and replace is false,
 * and for a name that is too long.  name NULL: a new problem that gets a name by its
 * number.  Inside SPI.
 */
extern QshrinkPlace qshrink_place_find(Oid namespace, const char *name, bool replace);

/* The ERROR for a name that is taken, by problem_id or (0) by another session */
extern void qshrink_refuse_name(const char *name, int64 problem_id) pg_attribute_noreturn();

/*
 * Store a problem with the caller's rights at a place: its row, keys, rows (those with
 * constraint_id 0 are implied and not stored; others are numbered as they say) and
 * sources (QshrinkSource *, NIL: none).  A new one belongs to the current role.  What
 * is replaced keeps its problem_id and its history, and what does not change in it is
 * not written.  Returns the problem_id.  Inside SPI.
 */
extern int64 qshrink_problem_store(QsHost *host, Oid namespace, const QshrinkProblem *problem,
								   const QshrinkKeys *keys, const QshrinkPlace *place,
								   List *sources);

/* Insert the rows of problem into the stored problem that problem_id and owner
 * name.  Inside SPI. */
extern void qshrink_constraints_store(Oid namespace, const QshrinkProblem *problem);

/* The row of qshrink_problem: $1 sense, $2 n_variables, $3 objective, $4 flows,
 * $5 distances, $6 costs, $7 best_known, $8 name */
#define QSHRINK_VALUE_BEST_KNOWN	6
#define QSHRINK_VALUE_NAME			7
typedef struct QshrinkProblemValues
{
	Oid			type[8];
	Datum		value[8];
	char		null[8];
} QshrinkProblemValues;

extern void qshrink_problem_values(QshrinkProblemValues *values, Oid namespace,
								   const QshrinkProblem *problem);

/*
 * A set of rows that one statement reads as the relation "stored", with $1 problem_id
 * and $2 owner.  Rows wait on disk past work_mem.
 */
typedef struct QshrinkRowSet
{
	struct Tuplestorestate *store;
	TupleDesc	descriptor;
	MemoryContext row;			/* reset after each row */
} QshrinkRowSet;

extern QshrinkRowSet qshrink_set_begin(int columns);
extern int64 qshrink_set_count(const QshrinkRowSet *set);

/* Run the statement, which must write each row of the set once, and free the set */
extern void qshrink_set_run(QshrinkRowSet *set, const char *table, const char *statement,
							const QshrinkProblem *problem);

/* Columns and rows of sets of constraints and of keys */
extern QshrinkRowSet qshrink_constraint_set(void);
extern void qshrink_constraint_put(QshrinkRowSet *set, const QshrinkProblem *problem, int r);
extern QshrinkRowSet qshrink_key_set(void);
extern void qshrink_key_put(QshrinkRowSet *set, int variable, const Datum *part, int count,
							int32 source);

/* The statements that insert such sets */
extern void qshrink_constraint_insert(QshrinkRowSet *set, Oid namespace,
									  const QshrinkProblem *problem);
extern void qshrink_key_insert(QshrinkRowSet *set, Oid namespace, const QshrinkProblem *problem);

#endif
