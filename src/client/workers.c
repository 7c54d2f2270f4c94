/*
 * workers.c
 *	  Connections that work on the task queue at once.
 */
#include "workers.h"

#include <stdlib.h>

#include "failure.h"
#include "interrupt.h"
#include "progress.h"

static bool
begin_work(Connection *connection, const char *tasks, const char *idle, const char *experiment_id)
{
	char	   *sql = statement_text(connection, "CALL @extschema@.qshrink_work($1::bigint, $2::interval, experiment_id => $3::bigint)");
	const char *value[] = {tasks, idle, experiment_id};
	bool		sent = PQsendQueryParams(connection->server, sql, 3, NULL, value, NULL, NULL, 0) == 1;

	free(sql);
	return sent;
}

Workers
workers_begin(const Connection *first, int count, const char *tasks, const char *idle, const char *experiment_id)
{
	Workers		workers = {0};

	for (int k = 0; k < count && k < MOST_WORKERS; k++)
	{
		char	   *reason;
		Connection *connection = &workers.connection[workers.count];

		*connection = connection_open_again(first, &reason);
		if (connection->server == NULL)
		{
			warn("%d of %d connections work: %s", workers.count, count, reason);
			free(reason);
			break;
		}
		workers.busy[workers.count++] = begin_work(connection, tasks, idle, experiment_id);
	}
	if (workers.count == 0)
		fail(EXIT_CONNECTION, "no connection to work with");
	return workers;
}

static void
take_results(Workers *workers, int k)
{
	PGconn	   *server = workers->connection[k].server;
	PGresult   *result;

	while (!PQisBusy(server))
	{
		result = PQgetResult(server);
		if (result == NULL)
		{
			workers->busy[k] = false;
			return;
		}
		if (!result_is_good(result))
		{
			const char *state = PQresultErrorField(result, PG_DIAG_SQLSTATE);
			char	   *line = server_error(server, result);

			/* cancelled is what we asked for */
			if (state == NULL || state[0] != '5' || state[1] != '7' || PQstatus(server) == CONNECTION_BAD)
			{
				warn("%s", line);
				workers->lost++;
			}
			free(line);
		}
		PQclear(result);
	}
}

int
workers_look(Workers *workers)
{
	int			busy = 0;

	for (int k = 0; k < workers->count; k++)
	{
		if (!workers->busy[k])
			continue;
		if (!PQconsumeInput(workers->connection[k].server))
		{
			char	   *line = server_error(workers->connection[k].server, NULL);

			warn("%s", line);
			free(line);
			workers->busy[k] = false;
			workers->lost++;
			continue;
		}
		take_results(workers, k);
		busy += workers->busy[k];
	}
	return busy;
}

void
workers_wait(const Workers *workers, int milliseconds)
{
	int			socket = -1;

	/* one is enough to hear of its end at once; the others are looked at when the time is up */
	for (int k = 0; k < workers->count && socket < 0; k++)
		if (workers->busy[k])
			socket = PQsocket(workers->connection[k].server);
	interrupt_wait(socket, -1, milliseconds);
}

void
workers_cancel(Workers *workers)
{
	double		until = seconds_now() + 10;

	for (int k = 0; k < workers->count; k++)
		if (workers->busy[k])
			cancel_statement(&workers->connection[k]);
	while (workers_look(workers) > 0 && seconds_now() < until)
		workers_wait(workers, 100);
}

void
workers_end(Workers *workers)
{
	for (int k = 0; k < workers->count; k++)
		connection_close(&workers->connection[k]);
	workers->count = 0;
}
