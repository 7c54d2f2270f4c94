/*
 * solve_call.h
 *	  A solve of a stored problem in three steps: load, run, store.
 *
 * A function takes them in one transaction.  A procedure may end its transaction
 * between them: what a step leaves for the next is memory of CurrentMemoryContext as
 * of qshrink_solve_load(), and nothing that belongs to a transaction.
 */
#ifndef QSHRINK_SOLVE_CALL_H
#define QSHRINK_SOLVE_CALL_H

#include "compat.h"

#include "utils/jsonb.h"
#include "utils/timestamp.h"

#include "option_table.h"
#include "problem_key_list.h"
#include "problem_load.h"

typedef struct QshrinkSolve
{
	/* what is asked: set by the caller */
	Oid			namespace;		/* of the extension (qshrink_namespace) */
	int64		problem_id;
	QshrinkOptions options;		/* with the seed drawn */
	const char *start;			/* as qshrink_start is written, or NULL */
	Jsonb	   *fixed;			/* or NULL */
	int64		task_id;		/* that qshrink_progress tells of, 0: none */

	/* what the steps leave behind */
	QsHost	   *host;
	QshrinkProblem *problem;
	QshrinkKeyList *keys;
	char	   *fixed_json;
	TimestampTz started_at;
	double		started;		/* on the host's clock */
	double		solve_started;
	QsRun	   *run;
} QshrinkSolve;

/*
 * Lock the problem and read it, all by one snapshot, with the caller's rights; listen to
 * qshrink_stop and show in qshrink_progress from here on.  Inside SPI.  ERROR when it
 * cannot be solved as it is asked.
 */
extern void qshrink_solve_load(QshrinkSolve *solve);

/*
 * Compute.  Reads and writes no table, takes no snapshot.  ERROR when solver, mixer and
 * encoding do not fit together on the problem.
 */
extern void qshrink_solve_run(QshrinkSolve *solve);

/* That ERROR, if the run says that it was so */
extern void qshrink_require_fit(int64 problem_id, QsSolver solver, const QsRun *run);

/* Write the run with the caller's rights; its run_id.  Inside SPI. */
extern int64 qshrink_solve_store(QshrinkSolve *solve);

/* Free everything; also after an error, when the context of the memory is still there. */
extern void qshrink_solve_free(QshrinkSolve *solve);

#endif
