/*
 * solve_wait.h
 *	  Running a statement that solves, with progress and Ctrl-C.
 */
#ifndef QSHRINK_CLIENT_SOLVE_WAIT_H
#define QSHRINK_CLIENT_SOLVE_WAIT_H

#include "connection.h"

/*
 * The result of a statement.  The first Ctrl-C asks the solve for its best answer so far,
 * the second one cancels it: *cancelled says so.  silent: no progress is shown.
 */
extern PGresult *solve_wait(Connection *connection, const char *sql, int count,
							const char *const *value, bool silent, bool *cancelled);

#endif
