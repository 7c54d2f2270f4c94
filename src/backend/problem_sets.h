/*
 * problem_sets.h
 *	  Rows of the tables of problems, written set by set.
 */
#ifndef QSHRINK_PROBLEM_SETS_H
#define QSHRINK_PROBLEM_SETS_H

#include "problem_keys.h"
#include "problem_load.h"

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
 * A set of rows that a statement reads as what qshrink_set_source says, with $1
 * problem_id, $2 owner and $3 the rows.  Rows wait on disk past work_mem.
 */
typedef struct QshrinkRowSet
{
	struct Tuplestorestate *store;
	TupleDesc	descriptor;
	MemoryContext row;			/* reset after each row */
} QshrinkRowSet;

extern QshrinkRowSet qshrink_set_begin(int columns);
extern int64 qshrink_set_count(const QshrinkRowSet *set);

/* "unnest($3) AS alias (columns and types)", palloc'd */
extern char *qshrink_set_source(const QshrinkRowSet *set, const char *alias);

/* Run the statement, for some megabytes of the set at a time; it must write each row of the
 * set once.  Frees the set. */
extern void qshrink_set_run(QshrinkRowSet *set, const char *table, const char *statement,
							const QshrinkProblem *problem);

/* Columns and rows of sets of constraints and of keys */
extern QshrinkRowSet qshrink_constraint_set(void);
extern void qshrink_constraint_put(QshrinkRowSet *set, const QshrinkProblem *problem, int r);
extern QshrinkRowSet qshrink_key_set(void);
extern void qshrink_key_put(QshrinkRowSet *set, int variable, const QshrinkKeys *keys,
							int32 source);

/* The statements that insert such sets */
extern void qshrink_constraint_insert(QshrinkRowSet *set, Oid namespace,
									  const QshrinkProblem *problem);
extern void qshrink_key_insert(QshrinkRowSet *set, Oid namespace, const QshrinkProblem *problem);

/* In PG_CATCH of writing constraints: throw again, in plain words when two would share
 * a label */
extern void qshrink_constraint_rethrow(int64 problem_id, MemoryContext caller)
			pg_attribute_noreturn();

#endif
