/*
 * command_import.c
 *	  qshrink import: problems from files, a transaction a file.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "command.h"
#include "connection.h"
#include "failure.h"
#include "file.h"
#include "terminal.h"

static const Option options[] = {
	{"format", 'f', "FORMAT", "format of the files; by default what they are read as", false},
	{"name", 'n', "NAME", "name of the problem; by default that of the file", false},
	{"own-names", 0, NULL, "names that the files state instead of those of the files", false},
	{"sense", 0, "min|max", "overrules what the files say", false},
	{"replace", 0, NULL, "build problems of the same name anew, their runs stay", false},
	{"encoding", 0, "ENCODING", "character set of the files; by default UTF8", false},
	{0}
};

/* By binary format a value is as long as it is, whatever bytes it has */
enum
{
	TYPE_TEXT = 25, TYPE_BOOL = 16
};

static PGresult *
import_content(Connection *connection, const Arguments *arguments, const char *name,
			   const Text *content)
{
	const char *format = argument(arguments, "format");
	const char *replace = argument_given(arguments, "replace") ? "true" : "false";
	const char *value[] = {name, content->data, format ? format : "auto", argument(arguments, "sense"), replace};
	const int	length[] = {0, (int) content->length, 0, 0, 0};
	const int	binary[] = {0, 1, 0, 0, 0};
	const Oid	type[] = {TYPE_TEXT, TYPE_TEXT, TYPE_TEXT, TYPE_TEXT, TYPE_BOOL};
	char	   *sql = statement_text(connection, "SELECT i.problem_id, i.name, i.format, i.sense, i.notes"
									 " FROM @extschema@.qshrink_import($1, $2, $3, $4, $5) AS i");
	PGresult   *result = PQexecParams(connection->server, sql, 5, type, value, length, binary, 0);

	free(sql);
	return result;
}

/* Variables and constraints of a problem */
static PGresult *
size_of(Connection *connection, const char *problem_id)
{
	return run_statement(connection, "SELECT p.n_variables, CASE WHEN p.flows IS NULL THEN"
						 " (SELECT count(*) FROM @extschema@.qshrink_constraint AS c"
						 " WHERE c.problem_id = p.problem_id)"
						 " ELSE 2 * array_length(p.flows, 1) END"
						 " FROM @extschema@.qshrink_problem AS p"
						 " WHERE p.problem_id = $1::bigint", 1, &problem_id);
}

static void
print_notes(const char *notes)
{
	char	   *shown;

	if (notes == NULL || *notes == '\0')
		return;
	shown = terminal_lines(notes);
	for (char *line = strtok(shown, "\n"); line; line = strtok(NULL, "\n"))
		printf("            %s\n", line);
	free(shown);
}

static void
print_imported(Connection *connection, const PGresult *result, bool quiet)
{
	for (int r = 0; r < PQntuples(result); r++)
	{
		const char *id = PQgetvalue(result, r, 0);
		PGresult   *size;
		char	   *name;

		if (quiet)
		{
			printf("%s\n", id);
			continue;
		}
		size = size_of(connection, id);
		name = terminal_text(PQgetvalue(result, r, 1));
		printf("%10s  %s  %s  %s  %s variables  %s constraints\n", id, name, PQgetvalue(result, r, 2),
			   PQgetvalue(result, r, 3), PQgetvalue(size, 0, 0), PQgetvalue(size, 0, 1));
		print_notes(field(result, r, 4));
		free(name);
		PQclear(size);
	}
	fflush(stdout);
}

/* False: the file was skipped, and that was said */
static bool
import_file(Connection *connection, const Arguments *arguments, const char *path, const char *encoding)
{
	const char *given = argument(arguments, "name");
	char	   *base = file_base_name(strcmp(path, "-") == 0 ? "stdin" : path);
	const char *name = given ? given : argument_given(arguments, "own-names") ? NULL : base;
	Text		content;
	char	   *reason = NULL;
	PGresult   *result;
	bool		good;

	if (!file_read(path, &content, &reason))
	{
		warn("%s: %s", path, reason);
		free(reason);
		free(base);
		return false;
	}
	if (encoding && PQsetClientEncoding(connection->server, encoding) != 0)
		fail(EXIT_USAGE, "the server knows no character set \"%s\"", encoding);
	result = import_content(connection, arguments, name, &content);
	if (encoding)
		PQsetClientEncoding(connection->server, "UTF8");
	text_free(&content);
	free(base);
	good = result_is_good(result);
	if (good)
		print_imported(connection, result, connection->target.quiet);
	else if (PQstatus(connection->server) == CONNECTION_BAD)
		fail_by_server(connection, result);
	else
	{
		reason = server_error(connection->server, result);
		warn("%s: %s", path, reason);
		free(reason);
	}
	PQclear(result);
	return good;
}

static int
run(const Command *command, int words, char **word)
{
	Arguments	arguments = command_arguments(command, words, word);
	Target		target = arguments_target(words, word);
	FileList	files = {0};
	Connection	connection;
	int			skipped = 0;

	arguments_expect(command->name, &arguments, 1, -1);
	for (int k = 0; k < argument_words(&arguments); k++)
		file_list_add(&files, argument_word(&arguments, k));
	if (argument_given(&arguments, "name") && files.count > 1)
		fail(EXIT_USAGE, "--name is for one file, and these are %d", files.count);
	connection = connection_open_extension(&target);
	for (int k = 0; k < files.count; k++)
		skipped += !import_file(&connection, &arguments, files.path[k], argument(&arguments, "encoding"));
	connection_close(&connection);
	if (skipped > 0 && files.count > 1)
		warn("%d of %d files skipped", skipped, files.count);
	file_list_free(&files);
	free(arguments.given);
	return skipped > 0 ? EXIT_ERROR : EXIT_DONE;
}

const Command import_command = {
	.name = "import",
	.words = "FILE...",
	.summary = "store problems from files (LP, MPS, OPB, benchmarks), gzip's, too",
	.description = "Stores the problems that files hold, a transaction a file, and prints of each its number,\n"
		"name, format, sense and size.  Patterns are expanded, gzip's files unpacked; - is standard\n"
		"input.  A file that cannot be read or stored is named and skipped; the exit status is 1\n"
		"then.  Formats are those of qshrink_import (docs/formats.md).",
	.options = options,
	.run = run
};
