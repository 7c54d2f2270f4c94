/*
 * backend_host.h
 *	  The engine's host inside a PostgreSQL backend.
 */
#ifndef QSHRINK_BACKEND_HOST_H
#define QSHRINK_BACKEND_HOST_H

#include "base/host.h"

/*
 * A host whose memory lives in a new child of CurrentMemoryContext: an error
 * frees all of it, and qshrink_host_destroy() does on success.  The limit is
 * qshrink.memory_limit.  seconds > 0 sets a deadline that far from now.
 */
extern QsHost *qshrink_host_create(double seconds);
extern void qshrink_host_destroy(QsHost *host);

/*
 * The same for a pure computation: its clock stands still, so that nothing can depend
 * on it, and the instruction set is the one given instead of qshrink.simd.
 */
extern QsHost *qshrink_host_create_timeless(QsSimd simd);

/* Seconds since the host with this context was created */
extern double qshrink_host_seconds(void *context);

/* Is part `start` of a solve of several starts, from 1: lines for the user say so, and
 * seconds count from `began` on the host's clock. */
extern void qshrink_host_of_start(QsHost *host, int start, double began);

/* "start 3, ", or "" of a host that is none of several; palloc'd */
extern char *qshrink_host_prefix(void *context);

/* Ask this, too, whether the user wants an end; safe in a signal handler. */
extern void qshrink_host_ask_end(QsHost *host, bool (*function) (void *), void *argument);

/* Errors that memory_limit raises are caught: note in memory_short when they are. */
extern void qshrink_host_share(QsHost *host, size_t limit, size_t whole);

/* Report what the engine decides as NOTICEs, with the seconds since the host was made. */
extern void qshrink_host_trace(QsHost *host);

/* ERROR for a malformed input the engine described. */
extern void qshrink_report_error(int sqlstate, const QsError *error) pg_attribute_noreturn();

#endif
