/*
 * solve_wait.c
 *	  Running a statement that solves, with progress and Ctrl-C.
 */
#include "solve_wait.h"

#include <stdlib.h>

#include "failure.h"
#include "interrupt.h"
#include "progress.h"

/* React to Ctrl-C number count */
static void
interrupted(Connection *connection, Progress *progress, int count)
{
	progress_clear(progress);
	if (count == 1 && progress->watcher.server && !progress->lost)
	{
		progress_stop(progress);
		warn("asked to stop with the best answer so far; Ctrl-C again cancels");
	}
	else if (count <= 2)
	{
		warn("cancelling");
		cancel_statement(connection);
	}
	else
	{
		progress_end(progress);
		fail(EXIT_INTERRUPTED, "left while the server was cancelling");
	}
}

PGresult *
solve_wait(Connection *connection, const char *sql, int count, const char *const *value,
		   bool silent, bool *cancelled)
{
	PGconn	   *server = connection->server;
	Progress	progress = progress_begin(connection, silent);
	char	   *text = statement_text(connection, sql);
	PGresult   *last = NULL;
	PGresult   *result;
	int			seen = 0;

	interrupt_watch();
	if (!PQsendQueryParams(server, text, count, NULL, value, NULL, NULL, 0))
		fail_by_server(connection, NULL);
	free(text);
	while (PQisBusy(server))
	{
		interrupt_wait(PQsocket(server), progress_socket(&progress), 100);
		for (; seen < interrupt_count(); seen++)
			interrupted(connection, &progress, seen + 1);
		if (!PQconsumeInput(server))
			break;
		progress_look(&progress);
	}
	progress_end(&progress);
	while ((result = PQgetResult(server)) != NULL)
	{
		PQclear(last);
		last = result;
	}
	interrupt_unwatch();
	*cancelled = seen > 1 && last && !result_is_good(last);
	return last;
}
