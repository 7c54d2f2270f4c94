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

/* Report what the engine decides as NOTICEs, with the seconds since the host was made. */
extern void qshrink_host_trace(QsHost *host);

/* ERROR for a malformed input the engine described. */
extern void qshrink_report_error(int sqlstate, const QsError *error) pg_attribute_noreturn();

#endif
