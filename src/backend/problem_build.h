/*
 * problem_build.h
 *	  What the functions that build problems share.
 */
#ifndef QSHRINK_PROBLEM_BUILD_H
#define QSHRINK_PROBLEM_BUILD_H

#include "problem_query.h"
#include "problem_rows.h"
#include "problem_store.h"

/* A problem being built.  Its rows are collected in rows, its keys in keys. */
typedef struct QshrinkBuild
{
	QsHost	   *host;
	Oid			namespace;
	QshrinkProblem problem;
	QshrinkRows rows;
	QshrinkKeys keys;
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

/* Start: a host and an SPI connection.  Argument 0 of the function is the name. */
extern void qshrink_build_begin(QshrinkBuild *build, FunctionCallInfo fcinfo);

/* Store what was built and end; returns the problem_id. */
extern Datum qshrink_build_finish(QshrinkBuild *build);

extern void qshrink_terms_add(QsHost *host, QshrinkTerms *terms, int i, int j, double coefficient);

/* The terms in order of i (a counting sort, stable); those of row r become
 * start[r] .. start[r + 1] - 1 of the result, start having rows + 1 elements. */
extern QsTerm *qshrink_terms_by_row(QsHost *host, const QshrinkTerms *terms, int rows,
									int64 *start);

/* The objective of the problem: canonical, checked, from any terms */
extern void qshrink_build_objective(QshrinkBuild *build, QshrinkTerms *terms);

#endif
