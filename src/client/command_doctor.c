/*
 * command_doctor.c
 *	  qshrink doctor: what is there, and what is missing.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "chart_library.h"
#include "command.h"
#include "connection.h"
#include "failure.h"
#include "terminal.h"

typedef struct Examination
{
	Connection *connection;
	int			troubles;
} Examination;

static void
line(const char *what, const char *value)
{
	char	   *shown = terminal_text(value);

	printf("  %-22s %s\n", what, shown);
	free(shown);
}

/* Something that is wrong, and what to do about it */
static void
trouble(Examination *examination, const char *what, const char *advice)
{
	char	   *shown = terminal_text(advice);

	printf("! %-22s %s\n", what, shown);
	free(shown);
	examination->troubles++;
}

static PGresult *
ask(Examination *examination, const char *sql)
{
	return run_statement(examination->connection, sql, 0, NULL);
}

static void
examine_client(Examination *examination)
{
	char	   *text = format_text("%s, libpq %d.%d", QSHRINK_VERSION, PQlibVersion() / 10000, PQlibVersion() % 10000);
	char	   *charts = chart_library_path();

	line("client", text);
	if (charts)
		line("Chart.js", charts);
	else
		trouble(examination, "Chart.js", "is missing, so reports have tables only; Debian: apt install libjs-chart.js");
	free(charts);
	free(text);
}

static void
examine_server(Examination *examination)
{
	PGresult   *result = ask(examination, "SELECT current_setting('server_version'), current_database(), current_user,"
							 " pg_is_in_recovery(), current_setting('server_encoding'),"
							 " current_setting('max_connections') || ', in use: ' ||"
							 " (SELECT count(*) FROM pg_catalog.pg_stat_activity WHERE backend_type = 'client backend'),"
							 " current_setting('server_version_num')::integer / 10000");
	int			version = atoi(PQgetvalue(result, 0, 6));

	line("server", PQgetvalue(result, 0, 0));
	if (version < 15 || version > 18)
		trouble(examination, "server", "qshrink is made for PostgreSQL 15 to 18");
	line("database", PQgetvalue(result, 0, 1));
	line("role", PQgetvalue(result, 0, 2));
	if (PQgetvalue(result, 0, 3)[0] == 't')
		line("standby", "yes: it reads, and computes with the pure forms; it stores nothing");
	line("encoding", PQgetvalue(result, 0, 4));
	line("connections, most", PQgetvalue(result, 0, 5));
	PQclear(result);
}

static bool
examine_extension(Examination *examination)
{
	Connection *connection = examination->connection;
	PGresult   *result = ask(examination, "SELECT x.default_version FROM pg_catalog.pg_available_extensions AS x WHERE x.name = 'qshrink'");
	const char *available = PQntuples(result) ? field_or(result, 0, 0, "") : NULL;
	PGresult   *library;

	if (connection->schema == NULL)
	{
		trouble(examination, "extension", available ? "is not in this database: CREATE EXTENSION qshrink" :
				"is not installed on the server: make install");
		PQclear(result);
		return false;
	}
	line("extension", connection->extension_version);
	line("in schema", connection->schema);
	if (available == NULL || strcmp(available, connection->extension_version) != 0)
		trouble(examination, "extension", "is not of the version installed: ALTER EXTENSION qshrink UPDATE");
	PQclear(result);
	library = try_statement(connection, "SELECT @extschema@.qshrink_version()", 0, NULL);
	if (!result_is_good(library))
	{
		char	   *reason = server_error(connection->server, library);

		trouble(examination, "library", reason);
		free(reason);
		PQclear(library);
		return false;
	}
	line("library", PQgetvalue(library, 0, 0));
	if (strcmp(PQgetvalue(library, 0, 0), connection->extension_version) != 0)
		trouble(examination, "library", "is of another version: ALTER EXTENSION qshrink UPDATE, and connect anew");
	if (strcmp(connection->extension_version, QSHRINK_VERSION) != 0)
		trouble(examination, "client", "is of another version than the extension");
	PQclear(library);
	return true;
}

static void
examine_settings(Examination *examination)
{
	PGresult   *result = ask(examination, "SELECT s.name, s.setting || coalesce(' ' || s.unit, ''), s.setting = s.boot_val"
							 " FROM pg_catalog.pg_settings AS s WHERE s.name LIKE 'qshrink.%' ORDER BY s.name");

	for (int r = 0; r < PQntuples(result); r++)
	{
		char	   *text = format_text("%s%s", PQgetvalue(result, r, 1), PQgetvalue(result, r, 2)[0] == 't' ? "" : " (not the default)");

		line(PQgetvalue(result, r, 0), text);
		free(text);
	}
	PQclear(result);
}

/* Memory that calls may use, beside what the machine has if the server is this one */
static void
examine_memory(Examination *examination)
{
	const char *host = PQhost(examination->connection->server);
	double		gigabytes = (double) sysconf(_SC_PHYS_PAGES) * (double) sysconf(_SC_PAGESIZE) / 1024 / 1024 / 1024;
	PGresult   *result;
	char	   *text;

	if (host && *host != '/' && strcmp(host, "localhost") != 0)
		return;
	text = format_text("%.1f GB", gigabytes);
	line("memory of the machine", text);
	free(text);
	result = ask(examination, "SELECT setting::float8 / 1024 / 1024 FROM pg_catalog.pg_settings WHERE name = 'qshrink.memory_limit'");
	if (PQntuples(result) == 1 && strtod(PQgetvalue(result, 0, 0), NULL) > gigabytes)
		trouble(examination, "memory", "qshrink.memory_limit is more than the machine has");
	PQclear(result);
}

static void
examine_use(Examination *examination)
{
	PGresult   *result = ask(examination, "SELECT (SELECT count(*) FROM @extschema@.qshrink_problem),"
							 " (SELECT count(*) FROM @extschema@.qshrink_run), (SELECT count(*) FROM @extschema@.qshrink_progress),"
							 " (SELECT r.settings ->> 'instruction_set' FROM @extschema@.qshrink_run AS r WHERE r.status NOT IN ('failed', 'cancelled') ORDER BY r.started_at DESC LIMIT 1)");

	line("problems", PQgetvalue(result, 0, 0));
	line("runs", PQgetvalue(result, 0, 1));
	line("solving now", PQgetvalue(result, 0, 2));
	line("simd of the last run", field_or(result, 0, 3, "no run yet"));
	PQclear(result);
}

static int
run(const Command *command, int words, char **word)
{
	Arguments	arguments = command_arguments(command, words, word);
	Target		target = arguments_target(words, word);
	Connection	connection;
	Examination examination = {.connection = &connection};

	arguments_expect(command->name, &arguments, 0, 0);
	connection = connection_open(&target);
	examine_client(&examination);
	examine_server(&examination);
	if (examine_extension(&examination))
	{
		examine_settings(&examination);
		examine_memory(&examination);
		examine_use(&examination);
	}
	if (examination.troubles)
		printf("%d to be mended (!)\n", examination.troubles);
	else
		printf("all is well\n");
	connection_close(&connection);
	free(arguments.given);
	return examination.troubles ? EXIT_ERROR : EXIT_DONE;
}

const Command doctor_command = {
	.name = "doctor",
	.words = "",
	.summary = "versions, settings, memory, what is missing",
	.description = "Looks at client, server, extension, settings and memory, and marks what is to be mended with !.\n"
		"The exit status is 1 if there is something.",
	.run = run
};
