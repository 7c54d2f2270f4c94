/*
 * problem_build.h
 *	  What the functions that build problems share.
 */
#ifndef QSHRINK_PROBLEM_BUILD_H
#define QSHRINK_PROBLEM_BUILD_H

#include "problem_query.h"
#include "problem_rows.h"
#include "problem_store.h"

struct QshrinkSourceKind;
struct QshrinkNumbering;

/*
 * A problem being built.  Its rows are collected in rows, its keys in keys.  Where it
 * is built again for a problem that is there, numbering says what the variables are
 * called now.
 */
typedef struct QshrinkBuild
{
	QsHost	   *host;
	Oid			namespace;
	QshrinkProblem problem;
	QshrinkRows rows;
	QshrinkKeys keys;
	struct QshrinkNumbering *numbering; /* NULL: anew */
} QshrinkBuild;

/* Terms in growing host memory: i and j also serve as row and column */
typedef struct QshrinkTerms
{
	QsTerm	   *term;
	int64		count;
	int64		capacity;
} QshrinkTerms;

/* Text argument k of an SQL function, ERROR when it is null */
extern char *qshrink_text_argument(FunctionCallInfo fcinfo, int k, const char *name);

/*
 * A whole SQL function: builder(name text, the queries of kind, replace boolean) ->
 * bigint.  The problem remembers its queries.
 */
extern Datum qshrink_build_function(FunctionCallInfo fcinfo, const struct QshrinkSourceKind *kind);

extern void qshrink_terms_add(QsHost *host, QshrinkTerms *terms, int i, int j, double coefficient);

/* The terms in order of i (a counting sort, stable); those of row r become
 * start[r] .. start[r + 1] - 1 of the result, start having rows + 1 elements. */
extern QsTerm *qshrink_terms_by_row(QsHost *host, const QshrinkTerms *terms, int rows,
									int64 *start);

/* Renumber i and j; terms of what has no number (-1) go.  NULL: as it is. */
extern void qshrink_terms_renumber(QshrinkTerms *terms, const int *i_number, const int *j_number);

/* ERRORs of builders: an argument that returns no row, and a row that says something
 * ("item \"a\"") again */
extern void qshrink_refuse_empty(const char *argument) pg_attribute_noreturn();
extern void qshrink_refuse_duplicate(const QshrinkQuery *query, const char *what)
			pg_attribute_noreturn();

/* ERROR unless sense is min or max */
extern void qshrink_check_sense(const char *sense);

/* The key of variable v for people */
extern char *qshrink_build_key_string(const QshrinkBuild *build, int v);

/* The objective of the problem: canonical, checked, from any terms */
extern void qshrink_build_objective(QshrinkBuild *build, QshrinkTerms *terms);

#endif
