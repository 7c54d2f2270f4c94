/*
 * problem_source.h
 *	  The sources of a problem: the queries it was made from, as
 *	  qshrink_problem.source keeps them.
 *
 *		[{"source_id": 1, "function": "qshrink_mdkp", "search_path": "public",
 *		  "items": "SELECT ...", "weights": "SELECT ...", "capacities": "SELECT ...",
 *		  "removed": [["tent"]]},
 *		 {"source_id": 2, "function": "qshrink_constrain", "search_path": "public",
 *		  "rows": "SELECT ...", "replace": true, "without": ["weight"]}]
 *
 * A row of the tables that a source gave carries its number.  "removed" are keys of
 * variables and "without" labels of constraints that were taken away by hand, which
 * the source does not bring back.
 */
#ifndef QSHRINK_PROBLEM_SOURCE_H
#define QSHRINK_PROBLEM_SOURCE_H

#include "compat.h"

#include "nodes/pg_list.h"

#include "problem_build.h"

#define QSHRINK_SOURCE_ARGUMENTS	5

/* A function whose queries are kept */
typedef struct QshrinkSourceKind
{
	const char *function;
	const char *argument[QSHRINK_SOURCE_ARGUMENTS];	/* names, as in SQL; NULL: no more */
	int			required;		/* of them */

	/* Makes a problem from its arguments (NULL: not given); NULL: the function works
	 * on a problem that is there. */
	void		(*build) (QshrinkBuild *build, char *const *argument);
} QshrinkSourceKind;

extern const QshrinkSourceKind qshrink_source_mdkp,
			qshrink_source_mis,
			qshrink_source_maxcut,
			qshrink_source_qap,
			qshrink_source_define,
			qshrink_source_constrain,
			qshrink_source_objective;

typedef struct QshrinkSource
{
	int32		number;
	const QshrinkSourceKind *kind;
	char	   *argument[QSHRINK_SOURCE_ARGUMENTS];
	char	   *search_path;	/* that the queries were written for */
	bool		replace;		/* qshrink_constrain: its labels take the place of others */
	List	   *without;		/* labels, char * */
	List	   *removed;		/* keys, joined, text * */
} QshrinkSource;

/* A new source after those of the list, with the current search path */
extern QshrinkSource *qshrink_source_create(const List *sources, const QshrinkSourceKind *kind);

/* The source of a number, NULL: there is none */
extern QshrinkSource *qshrink_source_find(const List *sources, int32 number);

/* The one that makes the problem, NULL: it was made without queries */
extern QshrinkSource *qshrink_source_builder(const List *sources);

/* The keys of variables that were taken away by hand, from all sources */
extern List *qshrink_sources_removed(const List *sources);

/* The sources of a stored problem by a new snapshot, palloc'd.  ERROR when they make
 * no sense.  Inside SPI. */
extern List *qshrink_sources_read(Oid namespace, int64 problem_id);

/*
 * Store the sources of a problem (NIL: none), unless they are there already.  PUBLIC may not write that column, or
 * whoever may change a problem could have its owner run any query; so this writes as
 * the owner of the table.  Whoever calls it has found out that the current role has
 * the rights of the problem's owner.  Inside SPI.
 */
extern void qshrink_sources_write(Oid namespace, int64 problem_id, const List *sources);

/* Does the current role have the rights of the role in an owner's datum? */
extern bool qshrink_owner_rights(const void *owner);

/* Where queries of a source run: under its search path, with the rights of the
 * problem's owner (the caller has them), with errors that say so */
typedef struct QshrinkSourceRun
{
	int			settings;		/* nest level */
	Oid			user;
	int			security;
	ErrorContextCallback context;
	const QshrinkSource *source;
	int64		problem_id;
} QshrinkSourceRun;

extern void qshrink_source_begin(QshrinkSourceRun *run, const QshrinkSource *source,
								 int64 problem_id, const void *owner);
extern void qshrink_source_end(QshrinkSourceRun *run);

#endif
