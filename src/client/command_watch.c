/*
 * command_watch.c
 *	  qshrink watch: what is solved, what waits, and what came of it, like top.
 */
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#include "command.h"
#include "connection.h"
#include "failure.h"
#include "interrupt.h"
#include "progress.h"
#include "table.h"
#include "terminal.h"

static const Option options[] = {
	{"interval", 'i', "SECONDS", "time between looks; by default 2", false},
	{"count", 'n', "N", "end after so many looks; by default 1 where no terminal is, else never", false},
	{"results", 'r', "N", "last results to be shown; by default 10", false},
	{0}
};

static const char running_sql[] =
	"SELECT p.pid, coalesce(p.problem, p.problem_id::text) AS problem, p.stage, p.round || coalesce('/' || p.rounds, '') AS round, p.qubits,"
	" p.best_so_far AS best, p.bound, round((100 * p.gap_to_bound)::numeric, 2) AS \"gap %\","
	" round(extract(epoch FROM p.elapsed), 1) AS \"seconds\", round(extract(epoch FROM p.time_left), 1) AS \"left\""
	" FROM @extschema@.qshrink_progress AS p ORDER BY p.elapsed DESC";

static const char queue_sql[] =
	"SELECT coalesce(q.experiment, '(none)') AS experiment, count(*) FILTER (WHERE q.state = 'queued') AS queued,"
	" count(*) FILTER (WHERE q.state = 'running') AS running, count(*) FILTER (WHERE q.state = 'done') AS done,"
	" count(*) FILTER (WHERE q.state = 'failed') AS failed, count(*) FILTER (WHERE q.state = 'cancelled') AS cancelled,"
	" count(*) FILTER (WHERE q.state = 'misfit') AS misfits"
	" FROM @extschema@.qshrink_queue AS q GROUP BY q.experiment ORDER BY max(q.submitted_at) DESC LIMIT 8";

static const char results_sql[] =
	"SELECT r.run_id AS run, p.name AS problem, r.solver, r.status, r.stop_reason AS \"ended by\", r.objective, r.bound, r.qubits,"
	" round((r.milliseconds / 1000)::numeric, 3) AS seconds, to_char(r.started_at, 'HH24:MI:SS') AS started"
	" FROM @extschema@.qshrink_run AS r JOIN @extschema@.qshrink_problem AS p ON p.problem_id = r.problem_id"
	" ORDER BY r.started_at DESC, r.run_id DESC LIMIT $1::integer";

static struct termios before;
static bool raw;

/* The terminal as it was */
static void
leave_screen(void)
{
	if (!raw)
		return;
	raw = false;
	tcsetattr(STDIN_FILENO, TCSAFLUSH, &before);
	fputs("\033[?25h\033[?1049l", stdout);
	fflush(stdout);
}

/* A screen of its own, keys that come at once */
static void
enter_screen(void)
{
	struct termios keys;

	if (!is_terminal(stdout) || tcgetattr(STDIN_FILENO, &before) != 0)
		return;
	at_end(leave_screen);
	keys = before;
	keys.c_lflag &= ~(tcflag_t) (ICANON | ECHO);
	tcsetattr(STDIN_FILENO, TCSAFLUSH, &keys);
	fputs("\033[?1049h\033[?25l", stdout);
	raw = true;
}

static void
print_part(FILE *page, Connection *connection, const char *title, const char *none, const char *sql, int count, const char *const *value)
{
	PGresult   *result = run_statement(connection, sql, count, value);

	fprintf(page, "%s\n", title);
	if (PQntuples(result) == 0)
		fprintf(page, "  %s\n", none);
	else
		table_print(page, result);
	fputc('\n', page);
	PQclear(result);
}

/* Write what fits; the rest of the screen is wiped */
static void
print_page(const char *text)
{
	int			rows = terminal_rows(stdout);
	int			columns = terminal_columns(stdout);

	if (!raw)
	{
		fputs(text, stdout);
		return;
	}
	fputs("\033[H", stdout);
	for (int row = 0; row + 1 < rows && *text; row++)
	{
		int			length = (int) strcspn(text, "\n");

		printf("%.*s\033[K\n", length < columns ? length : columns, text);
		text += length;
		text += *text == '\n';
	}
	fputs("\033[J", stdout);
}

static void
look(Connection *connection, bool has_queue, const char *results)
{
	char	   *text = NULL;
	size_t		size = 0;
	FILE	   *page = open_memstream(&text, &size);

	if (page == NULL)
		fail(EXIT_ERROR, "out of memory");
	print_part(page, connection, "solving now", "nothing", running_sql, 0, NULL);
	if (has_queue)
		print_part(page, connection, "task queue", "empty", queue_sql, 0, NULL);
	print_part(page, connection, "last results", "none", results_sql, 1, &results);
	if (raw)
		fputs("q ends", page);
	fclose(page);
	print_page(text);
	fflush(stdout);
	free(text);
}

/* Whether a key was pressed that ends it, within so many seconds */
static bool
is_quit(double seconds)
{
	double		until = seconds_now() + seconds;
	double		left;

	while ((left = until - seconds_now()) > 0 && interrupt_count() == 0)
	{
		char		key;

		interrupt_wait(raw ? STDIN_FILENO : -1, -1, (int) (1000 * left) + 1);
		if (raw && poll(&(struct pollfd) {.fd = STDIN_FILENO, .events = POLLIN}, 1, 0) > 0 &&
			read(STDIN_FILENO, &key, 1) == 1 && (key == 'q' || key == 'Q' || key == 27))
			return true;
	}
	return interrupt_count() > 0;
}

static int
run(const Command *command, int words, char **word)
{
	Arguments	arguments = command_arguments(command, words, word);
	Target		target = arguments_target(words, word);
	long		interval = argument_number(&arguments, "interval", 2, 1, 3600);
	long		count = argument_number(&arguments, "count", is_terminal(stdout) ? -1 : 1, 1, 1000000000);
	long		results = argument_number(&arguments, "results", 10, 0, 1000);
	char	   *limit = format_text("%ld", results);
	Connection	connection;
	bool		has_queue;

	arguments_expect(command->name, &arguments, 0, 0);
	connection = connection_open_extension(&target);
	has_queue = extension_has(&connection, "qshrink_queue");
	interrupt_watch();
	if (count != 1)
		enter_screen();
	for (;;)
	{
		look(&connection, has_queue, limit);
		if (count > 0 && --count == 0)
			break;
		if (is_quit((double) interval))
			break;
	}
	leave_screen();
	interrupt_unwatch();
	connection_close(&connection);
	free(limit);
	free(arguments.given);
	return EXIT_DONE;
}

const Command watch_command = {
	.name = "watch",
	.words = "",
	.summary = "running solves, queue and last results, like top",
	.description = "Shows the solves that run, the task queue and the last results, anew every two seconds; q ends.\n"
		"Where no terminal is, once.",
	.options = options,
	.run = run
};
