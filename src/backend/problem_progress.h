/*
 * problem_progress.h
 *	  Showing a running solve to other sessions.
 *
 * PostgreSQL lets a backend publish a command number, a relation and twenty
 * integers; no library needs to be preloaded.  A solve publishes itself as a
 * COPY to qshrink_run with zero bytes, and its own numbers in the counters that
 * COPY does not use; the view qshrink_progress decodes them.
 */
#ifndef QSHRINK_PROBLEM_PROGRESS_H
#define QSHRINK_PROBLEM_PROGRESS_H

#include "compat.h"

#include "base/host.h"

/* The solve of a problem begins, in stage load; an error ends it by itself.  task_id: 0 for
 * a solve that is no task; seconds: its time limit, 0 for none. */
extern void qshrink_progress_begin(Oid namespace, int64 problem_id, int64 task_id, double seconds);

/* It is in another stage now, in the engine's words. */
extern void qshrink_progress_stage(const char *stage);

/* What the view calls a stage that the engine calls so */
extern const char *qshrink_progress_name(const char *stage);

/* Are these the counters of a solve? */
extern bool qshrink_progress_is_solve(const int64 *counter);

/* Of this task? */
extern bool qshrink_progress_is_task(const int64 *counter, int64 task_id);

/* What QsHost.progress tells */
extern void qshrink_progress_report(const QsProgress *progress);
extern void qshrink_progress_end(void);

#endif
