/*
 * command_bench.c
 *	  qshrink bench: a grid of problems, solvers and seeds as an experiment in the
 *	  database, which any number of connections work on, and which can be resumed.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "bench_table.h"
#include "command.h"
#include "connection.h"
#include "failure.h"
#include "file.h"
#include "interrupt.h"
#include "json.h"
#include "progress.h"
#include "solve_options.h"
#include "terminal.h"
#include "workers.h"

static const Option options[] = {
	{"experiment", 'e', "NAME", "its name; the same name resumes it and adds what is missing", false},
	{"solvers", 's', "NAME,...", "solvers to be compared; by default auto", false},
	{"seeds", 0, "N|N,N,...", "so many seeds from 1 on, or these; by default 1", false},
	{"jobs", 'j', "N", "connections that work at once; by default 1", false},
	{"csv", 0, "FILE", "write a line for each run there (-: standard output)", false},
	{0}
};

/* "a,b" as the array of a statement, each part made by a function */
static char *
array_of_list(const char *list, void (*append) (Text *array, const char *part, const void *context), const void *context)
{
	Text		array = {0};
	char	   *copy = copy_text(list);
	char	   *rest;

	for (char *part = strtok_r(copy, ", ", &rest); part; part = strtok_r(NULL, ", ", &rest))
	{
		text_append_char(&array, array.length ? ',' : '{');
		append(&array, part, context);
	}
	if (array.length == 0)
		fail(EXIT_USAGE, "a list is empty");
	text_append_char(&array, '}');
	free(copy);
	return array.data;
}

/* An element of an array, quoted */
static void
append_element(Text *array, const char *element)
{
	text_append_char(array, '"');
	for (; *element; element++)
	{
		if (*element == '"' || *element == '\\')
			text_append_char(array, '\\');
		text_append_char(array, *element);
	}
	text_append_char(array, '"');
}

/* {"solver": "tabu", ...}: the solver before the other settings */
static void
append_settings(Text *array, const char *solver, const void *context)
{
	const char *settings = context;
	Text		json = {0};

	text_append(&json, "{\"solver\": ");
	json_append_string(&json, solver);
	if (settings[1] != '}')
		text_append(&json, ", ");
	text_append(&json, settings + 1);
	append_element(array, json.data);
	text_free(&json);
}

static void
append_number(Text *array, const char *number, const void *context)
{
	(void) context;
	if (number[strspn(number, "-0123456789")] != '\0')
		fail(EXIT_USAGE, "a seed is a whole number, not \"%s\"", number);
	text_append(array, number);
}

static char *
seeds_array(const char *seeds)
{
	Text		array = {0};
	long		count = strtol(seeds, NULL, 10);

	if (strchr(seeds, ',') || seeds[strspn(seeds, "0123456789")] != '\0')
		return array_of_list(seeds, append_number, NULL);
	if (count < 1 || count > 100000)
		fail(EXIT_USAGE, "--seeds must be a number from 1 to 100000 or a list, not \"%s\"", seeds);
	for (long k = 1; k <= count; k++)
		text_printf(&array, "%c%ld", k == 1 ? '{' : ',', k);
	text_append_char(&array, '}');
	return array.data;
}

/* Problems of a file: those of its name, if it was imported before, else it is now */
static void
append_file(Connection *connection, const char *path, Text *problems)
{
	char	   *name = file_base_name(path);
	Text		content;
	char	   *reason = NULL;
	PGresult   *result = run_statement(connection, "SELECT p.problem_id FROM @extschema@.qshrink_problem AS p WHERE p.owner = current_user::text AND (p.name = $1 OR starts_with(p.name, $1 || ' '))",
									   1, (const char *const *) &name);

	if (PQntuples(result) == 0)
	{
		PQclear(result);
		if (!file_read(path, &content, &reason))
			fail(EXIT_ERROR, "%s: %s", path, reason);
		if (strlen(content.data) != content.length)
			fail(EXIT_ERROR, "%s: is no text", path);
		result = try_statement(connection, "SELECT i.problem_id FROM @extschema@.qshrink_import($1, $2) AS i", 2,
							   (const char *[]) {name, content.data});
		text_free(&content);
		if (!result_is_good(result))
			fail(EXIT_ERROR, "%s: %s", path, server_error(connection->server, result));
	}
	for (int r = 0; r < PQntuples(result); r++)
		text_printf(problems, "%c%s", problems->length ? ',' : '{', PQgetvalue(result, r, 0));
	PQclear(result);
	free(name);
}

static char *
problems_array(Connection *connection, const Arguments *arguments)
{
	Text		problems = {0};

	for (int k = 0; k < argument_words(arguments); k++)
	{
		FileList	files = {0};

		file_list_add(&files, argument_word(arguments, k));
		for (int f = 0; f < files.count; f++)
		{
			char	   *problem;

			if (access(files.path[f], R_OK) == 0)
			{
				append_file(connection, files.path[f], &problems);
				continue;
			}
			problem = problem_of(connection, files.path[f]);
			text_printf(&problems, "%c%s", problems.length ? ',' : '{', problem);
			free(problem);
		}
		file_list_free(&files);
	}
	if (problems.length == 0)
		fail(EXIT_USAGE, "no file and no problem to be solved");
	text_append_char(&problems, '}');
	return problems.data;
}

/* The experiment with all its cells; its number, to be freed */
static char *
experiment_of(Connection *connection, const Arguments *arguments, const SolveOptions *list, const char *name)
{
	const char *solvers = argument(arguments, "solvers");
	const char *seeds = argument(arguments, "seeds");
	Text		settings = {0};
	const char *value[4] = {name};
	PGresult   *result;
	char	   *id;

	if (argument_words(arguments) == 0)
	{
		result = run_statement(connection, "SELECT e.experiment_id FROM @extschema@.qshrink_experiment AS e WHERE e.name = $1 ORDER BY e.owner = current_user::text DESC LIMIT 1", 1, &name);
		if (PQntuples(result) == 0 && !argument(arguments, "experiment"))
			fail(EXIT_USAGE, "name files or problems, or an --experiment that is there; try \"qshrink bench --help\"");
		if (PQntuples(result) == 0)
			fail(EXIT_ERROR, "there is no experiment \"%s\"; name files or problems to make it", name);
		id = copy_text(PQgetvalue(result, 0, 0));
		PQclear(result);
		return id;
	}
	solve_settings_json(list, arguments, &settings);
	value[1] = problems_array(connection, arguments);
	value[2] = array_of_list(solvers ? solvers : "auto", append_settings, settings.data);
	value[3] = seeds_array(seeds ? seeds : "1");
	result = run_statement(connection, "SELECT @extschema@.qshrink_experiment($1, $2::bigint[], $3::jsonb[], $4::bigint[])", 4, value);
	id = copy_text(PQgetvalue(result, 0, 0));
	PQclear(result);
	for (int k = 1; k < 4; k++)
		free((char *) value[k]);
	text_free(&settings);
	return id;
}

static char *
time_text(double seconds)
{
	long		left = (long) (seconds + 0.5);

	return left >= 3600 ? format_text("%ld h %02ld min", left / 3600, left / 60 % 60) :
		left >= 60 ? format_text("%ld min %02ld s", left / 60, left % 60) : format_text("%ld s", left);
}

/* ", 1 failed, 2 misfits": those of them that there are */
static void
append_trouble(Text *line, const BenchCount *count)
{
	if (count->failed)
		text_printf(line, ", %ld failed", count->failed);
	if (count->cancelled)
		text_printf(line, ", %ld cancelled", count->cancelled);
	if (count->misfits)
		text_printf(line, ", %ld %s", count->misfits, count->misfits == 1 ? "misfit" : "misfits");
}

/* 12 of 60 [####....] 2 running, 1 failed, 40 s left */
static void
show(const BenchCount *count, long done_before, double elapsed, bool live)
{
	long		ended = bench_ended(count);
	Text		line = {0};

	text_printf(&line, "%ld of %ld [", ended, count->cells);
	for (int k = 0; k < 20; k++)
		text_append_char(&line, count->cells > 0 && k < 20 * ended / count->cells ? '#' : '.');
	text_printf(&line, "] %ld running", count->running);
	append_trouble(&line, count);
	if (ended > done_before && count->cells > ended)
	{
		char	   *left = time_text(elapsed / (double) (ended - done_before) * (double) (count->cells - ended));

		text_printf(&line, ", %s left", left);
		free(left);
	}
	fprintf(stderr, live ? "\r%s\033[K" : "%s\n", line.data);
	fflush(stderr);
	text_free(&line);
}

/* Let connections work until the experiment is done; an exit status */
static int
work(Connection *connection, const char *experiment_id, int jobs, bool quiet)
{
	bool		live = is_terminal(stderr);
	double		began = seconds_now();
	double		shown = 0;
	BenchCount	count = bench_count(connection, experiment_id);
	long		before = bench_ended(&count);
	Workers		workers;
	int			status = EXIT_DONE;

	if (before == count.cells)
		return EXIT_DONE;
	workers = workers_begin(connection, jobs, NULL, "0", experiment_id);
	interrupt_watch();
	while (workers_look(&workers) > 0 && interrupt_count() == 0)
	{
		if (!quiet && seconds_now() - shown >= (live ? 0.25 : 5))
		{
			count = bench_count(connection, experiment_id);
			show(&count, before, seconds_now() - began, live);
			shown = seconds_now();
		}
		workers_wait(&workers, 100);
	}
	if (!quiet && live)
		fputs("\r\033[K", stderr);
	if (interrupt_count() > 0)
	{
		workers_cancel(&workers);
		status = EXIT_INTERRUPTED;
	}
	else if (workers.lost > 0)
		status = EXIT_CONNECTION;
	interrupt_unwatch();
	workers_end(&workers);
	return status;
}

static char *
default_name(void)
{
	char		name[64];
	time_t		now = time(NULL);
	struct tm	local;

	strftime(name, sizeof(name), "bench %Y-%m-%d %H:%M:%S", localtime_r(&now, &local));
	return copy_text(name);
}

/* Cells without a run, by what became of them */
static void
warn_of_rest(const BenchCount *count)
{
	Text		trouble = {0};

	append_trouble(&trouble, count);
	if (trouble.length > 0)
		warn("of %ld cells%s; SELECT * FROM qshrink_queue WHERE error IS NOT NULL says why",
			 count->cells, trouble.data);
	if (bench_ended(count) < count->cells)
		warn("%ld of %ld cells are not done: others work on them, or wait for their time",
			 count->cells - bench_ended(count), count->cells);
	text_free(&trouble);
}

static int
run(const Command *command, int words, char **word)
{
	Target		target = arguments_target(words, word);
	Connection	connection = connection_open_extension(&target);
	SolveOptions list = solve_options_read(&connection);
	Arguments	arguments = arguments_read(command->name, words, word, command->options, list.option);
	int			jobs = (int) argument_number(&arguments, "jobs", 1, 1, MOST_WORKERS);
	const char *csv = argument(&arguments, "csv");
	char	   *name;
	char	   *id;
	BenchCount	count;
	int			status;

	if (!extension_has(&connection, "qshrink_experiment"))
		fail(EXIT_ERROR, "extension qshrink %s has no experiments; hint: ALTER EXTENSION qshrink UPDATE", connection.extension_version);
	name = argument_given(&arguments, "experiment") ? copy_text(argument(&arguments, "experiment")) : default_name();
	id = experiment_of(&connection, &arguments, &list, name);
	if (!target.quiet)
		warn("experiment \"%s\"", name);
	status = work(&connection, id, jobs, target.quiet);
	if (status != EXIT_DONE)
		fail(status, "%s; hint: qshrink bench -e '%s' goes on where it was", status == EXIT_INTERRUPTED ? "interrupted" : "a connection was lost", name);
	if (csv)
	{
		Output		output = output_open(csv);

		bench_table_csv(output.file, &connection, id);
		output_close(&output);
	}
	if (csv == NULL || strcmp(csv, "-") != 0)
		bench_table_print(stdout, &connection, id);
	count = bench_count(&connection, id);
	warn_of_rest(&count);
	free(name);
	free(id);
	solve_options_free(&list);
	connection_close(&connection);
	free(arguments.given);
	return count.done > 0 && count.done + count.misfits == count.cells ? EXIT_DONE : EXIT_ERROR;
}

const Command bench_command = {
	.name = "bench",
	.words = "[FILE|NAME|ID...]",
	.summary = "compare solvers on many problems and seeds, resumable",
	.description = "Makes an experiment of every problem, solver and seed, solves it by several connections at\n"
		"once, and prints a table.  Files are imported unless a problem of their name is there.  After\n"
		"Ctrl-C or a lost connection the same --experiment goes on where it was; what ran is put back.\n"
		"Options of qshrink solve (--time-limit 10s, --max-qubits 14, ...) hold for every cell.",
	.options = options,
	.run = run,
	.takes_solve_options = true
};
