/*
 * progress.c
 *	  What a solve says of itself while it runs.
 */
#include "progress.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "failure.h"
#include "terminal.h"

#define QUESTION_SECONDS 0.2
#define PLAIN_LINE_SECONDS 2.0

static const char question[] =
	"SELECT p.stage, p.round, p.rounds, p.best_so_far, p.bound, 100 * p.gap_to_bound AS gap,"
	" extract(epoch FROM p.elapsed)::float8 AS elapsed, extract(epoch FROM p.time_left)::float8 AS time_left,"
	" p.qubits, 100 * (pg_catalog.to_jsonb(p) ->> 'raw_feasible_share')::float8 AS raw"
	" FROM @extschema@.qshrink_progress AS p WHERE p.pid = $1::integer";

enum
{
	STAGE, ROUND, ROUNDS, BEST, BOUND, GAP, ELAPSED, TIME_LEFT, QUBITS, RAW
};

double
seconds_now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return (double) time.tv_sec + 1e-9 * (double) time.tv_nsec;
}

Progress
progress_begin(Connection *solving, bool silent)
{
	Progress	progress = {.silent = silent, .live = is_terminal(stderr)};
	char	   *reason;

	snprintf(progress.pid, sizeof(progress.pid), "%d", PQbackendPID(solving->server));
	progress.watcher = connection_open_again(solving, &reason);
	if (progress.watcher.server == NULL)
	{
		warn("no second connection to watch the solve by: %s", reason);
		free(reason);
	}
	progress.last_question = progress.last_line = seconds_now();
	return progress;
}

/* Bar of the time that has gone, of a limit; nothing without one */
static void
append_bar(Text *line, double elapsed, double left)
{
	int			done = elapsed + left > 0 ? (int) (10 * elapsed / (elapsed + left)) : 10;

	text_append(line, " [");
	for (int k = 0; k < 10; k++)
		text_append_char(line, k < done ? '#' : '.');
	text_printf(line, "] of %.0f s", elapsed + left);
}

/* Number k of the answer with a name, if it is there */
static void
append_number(Text *line, const PGresult *result, int k, const char *format)
{
	const char *value = field(result, 0, k);

	if (value)
		text_printf(line, format, strtod(value, NULL));
}

static char *
line_of(const PGresult *result, bool stopping)
{
	Text		line = {0};
	double		elapsed = strtod(field_or(result, 0, ELAPSED, "0"), NULL);
	const char *left = field(result, 0, TIME_LEFT);

	text_printf(&line, "%-9s", field_or(result, 0, STAGE, ""));
	text_printf(&line, " round %s", field_or(result, 0, ROUND, "0"));
	if (field(result, 0, ROUNDS))
		text_printf(&line, "/%s", field(result, 0, ROUNDS));
	/* time first: a narrow terminal cuts the end off */
	text_printf(&line, "  %.1f s", elapsed);
	if (left)
		append_bar(&line, elapsed, strtod(left, NULL));
	append_number(&line, result, BEST, "  best %.10g");
	append_number(&line, result, BOUND, "  bound %.8g");
	append_number(&line, result, GAP, "  gap %.2f %%");
	append_number(&line, result, RAW, "  raw feasible %.1f %%");
	if (stopping)
		text_append(&line, "  stopping");
	return line.data;
}

/* Cut to the terminal's width, so that it stays one line */
static void
draw(Progress *progress, const char *text)
{
	char	   *shown = terminal_text(text);
	int			columns = terminal_columns(stderr) - 1;

	if ((int) strlen(shown) > columns && columns > 0)
		shown[columns] = '\0';
	fprintf(stderr, "\r%s\033[K", shown);
	fflush(stderr);
	progress->shown = true;
	free(shown);
}

static void
show(Progress *progress, const PGresult *result)
{
	char	   *text;

	if (progress->silent || PQntuples(result) == 0 || field(result, 0, STAGE) == NULL)
		return;
	text = line_of(result, progress->stopping || progress->stopped);
	if (progress->live)
		draw(progress, text);
	else if (seconds_now() - progress->last_line >= PLAIN_LINE_SECONDS)
	{
		fprintf(stderr, "%s\n", text);
		progress->last_line = seconds_now();
	}
	free(progress->last_text);
	progress->last_text = text;
}

static void
ask(Progress *progress)
{
	const char *pid = progress->pid;
	bool		stop = progress->stopping && !progress->stopped;
	char	   *sql = statement_text(&progress->watcher, stop ? "SELECT @extschema@.qshrink_stop($1::integer)" : question);

	progress->asked = PQsendQueryParams(progress->watcher.server, sql, 1, NULL, &pid, NULL, NULL, 0) == 1;
	if (progress->asked && stop)
		progress->last_question = 0;	/* and look at once */
	else
		progress->last_question = seconds_now();
	free(sql);
}

static void
take_answer(Progress *progress)
{
	PGconn	   *server = progress->watcher.server;
	PGresult   *result;

	while (progress->asked && !PQisBusy(server))
	{
		result = PQgetResult(server);
		if (result == NULL)
		{
			progress->asked = false;
			return;
		}
		if (!result_is_good(result))
		{
			char	   *line = server_error(server, result);

			progress_clear(progress);
			if (!progress->lost)
				warn("%s", line);
			progress->lost = progress->lost || progress->stopping;
			free(line);
		}
		else if (PQnfields(result) == 1)
			progress->stopped = progress->stopped || PQgetvalue(result, 0, 0)[0] == 't';
		else
			show(progress, result);
		PQclear(result);
	}
}

void
progress_look(Progress *progress)
{
	PGconn	   *server = progress->watcher.server;

	if (server == NULL || progress->lost)
		return;
	if (!PQconsumeInput(server))
	{
		progress->lost = true;
		return;
	}
	take_answer(progress);
	if (!progress->asked && seconds_now() - progress->last_question >= QUESTION_SECONDS &&
		(!progress->silent || (progress->stopping && !progress->stopped)))
		ask(progress);
}

void
progress_stop(Progress *progress)
{
	progress->stopping = true;
	progress->last_question = 0;
}

void
progress_clear(Progress *progress)
{
	if (progress->shown)
		fputs("\r\033[K", stderr);
	fflush(stderr);
	progress->shown = false;
}

void
progress_end(Progress *progress)
{
	progress_clear(progress);
	if (progress->watcher.server)
		connection_close(&progress->watcher);
	free(progress->last_text);
	progress->last_text = NULL;
}

int
progress_socket(const Progress *progress)
{
	return progress->watcher.server && progress->asked && !progress->lost ? PQsocket(progress->watcher.server) : -1;
}
