/*
 * trace.h
 *	  What stages decided, for people who debug a solve.
 */
#ifndef QS_TRACE_H
#define QS_TRACE_H

#include "base/host.h"

/* Hand a line to the host's trace; what does not fit into a line is cut.  An interrupt
 * point, so never inside a library's callback. */
extern void qs_trace(QsHost *host, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* The same where somebody listens: otherwise one comparison, and no argument is evaluated. */
#define QS_TRACE(host, ...) \
	do { \
		if ((host)->trace) \
			qs_trace((host), __VA_ARGS__); \
	} while (0)

#endif
