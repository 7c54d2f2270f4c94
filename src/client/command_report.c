/*
 * command_report.c
 *	  qshrink report: one page with pictures that opens anywhere, offline.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "command.h"
#include "connection.h"
#include "failure.h"
#include "file.h"
#include "report.h"
#include "terminal.h"

static const Option options[] = {
	{"output", 'o', "FILE", "write there; by default report.html", false},
	{"run", 'r', NULL, "the word is the number of a run", false},
	{"problem", 0, NULL, "the word is a problem", false},
	{"experiment", 'e', NULL, "the word is the name of an experiment", false},
	{0}
};

typedef enum Subject
{
	NOTHING, PROBLEM, RUN, EXPERIMENT
} Subject;

/* Whether a statement of one parameter finds something */
static bool
finds(Connection *connection, const char *sql, const char *word)
{
	PGresult   *result = try_statement(connection, sql, 1, &word);
	bool		found = result_is_good(result) && PQntuples(result) > 0;

	if (PQstatus(connection->server) == CONNECTION_BAD)
		fail_by_server(connection, result);
	PQclear(result);
	return found;
}

static const char problem_by_id[] = "SELECT 1 FROM @extschema@.qshrink_problem AS p WHERE p.problem_id = $1::bigint";
static const char run_by_id[] = "SELECT 1 FROM @extschema@.qshrink_run AS r WHERE r.run_id = $1::bigint";
static const char problem_by_name[] = "SELECT 1 FROM @extschema@.qshrink_problem AS p WHERE p.name = $1";
static const char experiment_by_name[] = "SELECT 1 FROM @extschema@.qshrink_experiment AS e WHERE e.name = $1";

/* A number is a problem, else a run; a name a problem, else an experiment */
static Subject
subject_of(Connection *connection, const char *word)
{
	bool		number = *word && word[strspn(word, "0123456789")] == '\0';

	if (number && finds(connection, problem_by_id, word))
		return PROBLEM;
	if (finds(connection, problem_by_name, word))
		return PROBLEM;
	if (number && finds(connection, run_by_id, word))
		return RUN;
	if (extension_has(connection, "qshrink_experiment") && finds(connection, experiment_by_name, word))
		return EXPERIMENT;
	return NOTHING;
}

static Subject
subject_asked(Connection *connection, const Arguments *arguments, const char *word)
{
	if (argument_given(arguments, "problem"))
		return PROBLEM;
	if (argument_given(arguments, "run"))
		return finds(connection, run_by_id, word) ? RUN : NOTHING;
	if (argument_given(arguments, "experiment"))
		return extension_has(connection, "qshrink_experiment") && finds(connection, experiment_by_name, word) ? EXPERIMENT : NOTHING;
	return subject_of(connection, word);
}

static char *
first_value(Connection *connection, const char *sql, const char *word)
{
	PGresult   *result = run_statement(connection, sql, 1, &word);
	char	   *value = copy_text(PQntuples(result) > 0 ? field_or(result, 0, 0, "") : "");

	PQclear(result);
	return value;
}

static char *
title_of(Connection *connection, Subject subject, const char *word)
{
	char	   *name;
	char	   *title;

	if (subject == EXPERIMENT)
		return format_text("Experiment %s", word);
	name = first_value(connection, subject == RUN ?
					   "SELECT p.name FROM @extschema@.qshrink_problem AS p JOIN @extschema@.qshrink_run AS r ON r.problem_id = p.problem_id WHERE r.run_id = $1::bigint" :
					   "SELECT p.name FROM @extschema@.qshrink_problem AS p WHERE p.problem_id = $1::bigint", word);
	title = subject == RUN ? format_text("%s, run %s", name, word) : copy_text(name);
	free(name);
	return title;
}

static int
run(const Command *command, int words, char **word)
{
	Arguments	arguments = command_arguments(command, words, word);
	Target		target = arguments_target(words, word);
	const char *path = argument(&arguments, "output");
	Connection	connection;
	Subject		subject;
	char	   *id;
	char	   *title;
	Output		output;
	Page		page;

	arguments_expect(command->name, &arguments, 1, 1);
	connection = connection_open_extension(&target);
	subject = subject_asked(&connection, &arguments, argument_word(&arguments, 0));
	if (subject == NOTHING)
		fail(EXIT_ERROR, "there is no problem, run or experiment \"%s\"", argument_word(&arguments, 0));
	id = subject == PROBLEM ? problem_of(&connection, argument_word(&arguments, 0)) : copy_text(argument_word(&arguments, 0));
	title = title_of(&connection, subject, id);
	path = path ? path : "report.html";
	output = output_open(path);
	/* everything as of one moment */
	PQclear(run_statement(&connection, "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY", 0, NULL));
	page = page_begin(output.file, &connection, title);
	if (subject == RUN)
	{
		char	   *problem = first_value(&connection, "SELECT r.problem_id FROM @extschema@.qshrink_run AS r WHERE r.run_id = $1::bigint", id);

		report_run(&page, problem, id);
		free(problem);
	}
	else if (subject == PROBLEM)
		report_problem(&page, id);
	else
		report_experiment(&page, id);
	page_end(&page);
	output_close(&output);
	if (!target.quiet && strcmp(path, "-") != 0)
	{
		char	   *shown = terminal_text(path);

		printf("%s\n", shown);
		free(shown);
	}
	if (!page.has_charts)
		warn("Chart.js is not installed here: the report has tables only; hint: apt install libjs-chart.js");
	free(id);
	free(title);
	connection_close(&connection);
	free(arguments.given);
	return EXIT_DONE;
}

const Command report_command = {
	.name = "report",
	.words = "PROBLEM|RUN|EXPERIMENT",
	.summary = "one HTML page with pictures of a problem, run or experiment",
	.description = "Writes one file that opens offline: incumbent and bound over time, raw, repaired and polished\n"
		"objective by round, shots, merges and their reasons, circuits, spectrum, the graph before and\n"
		"after shrinking, each picture with its table.  A number is a problem, else a run; a name a\n"
		"problem, else an experiment.  Chart.js is read from where it is installed\n"
		"(/usr/share/javascript/chart.js, or QSHRINK_CHART_JS) and written into the file.",
	.options = options,
	.run = run
};
