/*
 * failure.h
 *	  How the program ends when something goes wrong: one line on standard error and an
 *	  exit status.
 */
#ifndef QSHRINK_CLIENT_FAILURE_H
#define QSHRINK_CLIENT_FAILURE_H

#include <stdbool.h>

#include <libpq-fe.h>

#include "text.h"

/* Exit statuses; docs/client.md and the manual page list them */
enum
{
	EXIT_DONE = 0,
	EXIT_ERROR = 1,				/* the server, a file or a task refused */
	EXIT_USAGE = 2,				/* the command line is wrong */
	EXIT_NO_ANSWER = 3,			/* no feasible answer; a check that fails */
	EXIT_CONNECTION = 4,		/* no connection, or it was lost */
	EXIT_INTERRUPTED = 130		/* Ctrl-C */
};

extern void warn(const char *format,...) FORMATTED(1, 2);
extern _Noreturn void fail(int status, const char *format,...) FORMATTED(2, 3);

/* A server's error in one line, with its hint; to be freed */
extern char *server_error(const PGconn *connection, const PGresult *result);

/* Something to undo however the program ends: restore a terminal, remove a file */
extern void at_end(void (*undo) (void));

#endif
