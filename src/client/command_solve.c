/*
 * command_solve.c
 *	  qshrink solve: a solve with live progress, and its answer by key.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "command.h"
#include "connection.h"
#include "failure.h"
#include "solve_options.h"
#include "solve_wait.h"
#include "table.h"
#include "terminal.h"

static const Option options[] = {
	{"json", 0, NULL, "print run and answer as one JSON value", false},
	{"csv", 0, NULL, "print the answer as CSV: variable, key, value", false},
	{"no-progress", 0, NULL, "show nothing while it runs", false},
	{"list-options", 0, NULL, "list the options of the server's version, and solve nothing", false},
	{0}
};

static const char record_sql[] =
	"SELECT p.name AS problem, r.run_id AS run, r.status, r.proved_by AS \"proved by\","
	" r.stop_reason AS \"ended by\", r.objective::text || ' (' || p.sense || ')' AS objective, r.bound,"
	" round((100 * r.gap_to_bound)::numeric, 4)::float8::text || ' %' AS gap, r.solver,"
	" r.qubits || ' of ' || r.n_variables AS \"qubits of variables\","
	" round((100 * r.raw_feasible_share)::numeric, 2)::float8::text || ' %' AS \"raw feasible\","
	" r.repair_moves AS \"repair moves\", r.rounds, r.seed,"
	" round((r.milliseconds / 1000)::numeric, 3) AS seconds"
	" FROM @extschema@.qshrink_run AS r JOIN @extschema@.qshrink_problem AS p ON p.problem_id = r.problem_id"
	" WHERE r.problem_id = $1::bigint AND r.run_id = $2::bigint";

/* Keys of one part as they are, others as the text of an array, none as the number */
static const char answer_sql[] =
	"SELECT a.variable, coalesce(CASE cardinality(a.keys) WHEN 1 THEN a.keys[1] ELSE a.keys::text END,"
	" a.variable::text) AS key, a.value"
	" FROM @extschema@.qshrink_answer($1::bigint, $2::bigint, 1) AS a";

static const char json_sql[] =
	"SELECT jsonb_build_object('problem_id', r.problem_id, 'problem', p.name, 'sense', p.sense, 'run_id', r.run_id,"
	" 'status', r.status, 'proved_by', r.proved_by, 'stop_reason', r.stop_reason, 'objective', r.objective,"
	" 'bound', r.bound, 'gap_to_bound', r.gap_to_bound, 'solver', r.solver, 'qubits', r.qubits,"
	" 'n_variables', r.n_variables, 'raw_feasible_share', r.raw_feasible_share,"
	" 'repair_moves', r.repair_moves, 'rounds', r.rounds, 'seed', r.seed, 'seconds', r.milliseconds / 1000,"
	" 'feasible', (SELECT s.feasible FROM @extschema@.qshrink_solution AS s"
	"  WHERE s.problem_id = r.problem_id AND s.run_id = r.run_id AND s.rank = 1),"
	" 'answer', CASE WHEN $3::boolean THEN coalesce((SELECT jsonb_agg(jsonb_build_object('variable', a.variable,"
	"  'keys', a.keys, 'value', a.value)) FROM @extschema@.qshrink_answer($1::bigint, $2::bigint, 1) AS a), '[]') END)"
	" FROM @extschema@.qshrink_run AS r JOIN @extschema@.qshrink_problem AS p ON p.problem_id = r.problem_id"
	" WHERE r.problem_id = $1::bigint AND r.run_id = $2::bigint";

/* The run of this transaction, and whether there is an answer */
static const char run_sql[] =
	"SELECT max(r.run_id), (SELECT s.feasible FROM @extschema@.qshrink_solution AS s"
	" WHERE s.problem_id = $1::bigint AND s.run_id = max(r.run_id) AND s.rank = 1)"
	" FROM @extschema@.qshrink_run AS r"
	" WHERE r.problem_id = $1::bigint AND @extschema@.qshrink_written_here(r.xmin)";

static void
print_answer(Connection *connection, const Arguments *arguments, const char *problem, const char *run,
			 bool has_answer)
{
	const char *value[] = {problem, run, has_answer ? "true" : "false"};
	PGresult   *result;

	if (argument_given(arguments, "json"))
	{
		char	   *json;

		result = run_statement(connection, json_sql, 3, value);
		json = terminal_json(PQgetvalue(result, 0, 0));
		printf("%s\n", json);
		free(json);
		PQclear(result);
		return;
	}
	if (!argument_given(arguments, "csv") && !connection->target.quiet)
	{
		result = run_statement(connection, record_sql, 2, value);
		record_print(stdout, result, 0);
		putchar('\n');
		PQclear(result);
	}
	if (!has_answer)
		return;
	result = run_statement(connection, answer_sql, 2, value);
	if (argument_given(arguments, "csv"))
	{
		csv_head(stdout, result);
		csv_rows(stdout, result);
	}
	else
		table_print(stdout, result);
	PQclear(result);
}

/* Solve within a transaction; returns the run's number, to be freed */
static char *
solve(Connection *connection, const SolveCall *call, bool silent, bool *feasible)
{
	char	   *sql = format_text("SELECT s.run_id FROM @extschema@.qshrink_solve($1::bigint%s) AS s", call->list.data);
	const char *problem = call->value[0];
	bool		cancelled;
	PGresult   *result;
	char	   *run;

	PQclear(run_statement(connection, "BEGIN", 0, NULL));
	result = solve_wait(connection, sql, call->count, (const char *const *) call->value, silent, &cancelled);
	free(sql);
	if (cancelled)
		fail(EXIT_INTERRUPTED, "cancelled; nothing was stored");
	if (!result_is_good(result))
		fail_by_server(connection, result);
	PQclear(result);
	result = run_statement(connection, run_sql, 1, &problem);
	run = copy_text(field_or(result, 0, 0, ""));
	*feasible = PQgetvalue(result, 0, 1)[0] == 't';
	PQclear(result);
	PQclear(run_statement(connection, "COMMIT", 0, NULL));
	return run;
}

static int
run(const Command *command, int words, char **word)
{
	Target		target = arguments_target(words, word);
	Connection	connection = connection_open_extension(&target);
	SolveOptions list = solve_options_read(&connection);
	Arguments	arguments = arguments_read(command->name, words, word, command->options, list.option);
	bool		feasible = false;
	int			status = EXIT_DONE;

	if (argument_given(&arguments, "list-options"))
		solve_options_print(&connection);
	else
	{
		SolveCall	call;
		char	   *problem;
		char	   *run_id;

		arguments_expect(command->name, &arguments, 1, 1);
		problem = problem_of(&connection, argument_word(&arguments, 0));
		call = solve_call(&list, &arguments, problem);
		run_id = solve(&connection, &call, target.quiet || argument_given(&arguments, "no-progress"), &feasible);
		print_answer(&connection, &arguments, problem, run_id, feasible);
		status = feasible ? EXIT_DONE : EXIT_NO_ANSWER;
		if (status != EXIT_DONE)
			warn("no feasible answer was found");
		solve_call_free(&call);
		free(problem);
		free(run_id);
	}
	solve_options_free(&list);
	connection_close(&connection);
	free(arguments.given);
	return status;
}

const Command solve_command = {
	.name = "solve",
	.words = "NAME|ID",
	.summary = "solve a problem with live progress and print its answer by key",
	.description = "Solves a problem and prints the run and the variables that are not 0.  While it runs, a line\n"
		"shows stage, round, best, bound, gap, share of feasible shots and time.  Ctrl-C asks it to\n"
		"stop with the best answer kept, a second one cancels.\n\n"
		"Every argument and option of qshrink_solve is an option here: --solver auto,\n"
		"--time-limit 10s, --seed 1, --fixed tent=1, --log all, --no-proof; --list-options lists them.",
	.options = options,
	.run = run,
	.takes_solve_options = true
};
