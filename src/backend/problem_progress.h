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

/* The solve of a problem begins; an error ends it by itself. */
extern void qshrink_progress_begin(Oid namespace, int64 problem_id);

/* What QsHost.progress tells */
extern void qshrink_progress_report(const QsProgress *progress);
extern void qshrink_progress_end(void);

#endif
