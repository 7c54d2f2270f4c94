/*
 * command_check.c
 *	  qshrink check: a solution from a file, judged on the stored rows.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "command.h"
#include "connection.h"
#include "failure.h"
#include "file.h"
#include "solution_file.h"
#include "table.h"

/* What `solve --json` prints becomes pairs as well */
static const char pairs_sql[] =
	"SELECT coalesce(jsonb_agg(jsonb_build_array(CASE jsonb_array_length(a -> 'keys') WHEN 1 THEN a -> 'keys' ->> 0"
	" ELSE ARRAY(SELECT jsonb_array_elements_text(a -> 'keys'))::text END, a ->> 'value')), '[]'),"
	" $1::jsonb ->> 'objective' FROM jsonb_array_elements($1::jsonb -> 'answer') AS a";

/*
 * Each variable with the value its name has in the file.  Names are keys, keys of several
 * parts the text of an array, joined by a comma or by _; numbers where there are no keys;
 * or what exports make of numbers, an x in front.
 */
static const char values_sql[] =
	"WITH given AS MATERIALIZED (SELECT g ->> 0 AS name, (g ->> 1)::float8 AS value FROM jsonb_array_elements($2::jsonb) AS g),"
	" known AS MATERIALIZED (SELECT s.variable, v.weight, v.lower, v.keys, coalesce(v.keys::text, '') AS key, w.way,"
	"  CASE WHEN w.way = 3 THEN 'x' || coalesce(array_to_string(v.keys, '_'), s.variable::text)"
	"  WHEN v.keys IS NULL THEN s.variable::text WHEN cardinality(v.keys) = 1 THEN v.keys[1]"
	"  WHEN w.way = 0 THEN v.keys::text WHEN w.way = 1 THEN array_to_string(v.keys, ',') WHEN w.way = 2 THEN array_to_string(v.keys, '_') END AS name"
	"  FROM @extschema@.qshrink_problem AS p CROSS JOIN LATERAL generate_series(0, p.n_variables - 1) AS s(variable)"
	"  CROSS JOIN generate_series(0, 3) AS w(way)"
	"  LEFT JOIN @extschema@.qshrink_variable AS v ON v.problem_id = p.problem_id AND v.variable = s.variable"
	"  WHERE p.problem_id = $1::bigint),"
	" way AS (SELECT k.way FROM known AS k JOIN given AS g ON g.name = k.name GROUP BY k.way"
	"  ORDER BY count(DISTINCT g.name) DESC, k.way LIMIT 1)"
	" SELECT k.variable, k.weight, coalesce(k.lower, 0), g.value, k.name, (SELECT u.name FROM given AS u WHERE NOT EXISTS"
	"  (SELECT 1 FROM known AS o WHERE o.name = u.name AND o.way = coalesce((SELECT way.way FROM way), 0)) LIMIT 1)"
	" FROM known AS k LEFT JOIN (SELECT DISTINCT ON (u.name) u.name, u.value FROM given AS u) AS g ON g.name = k.name"
	" WHERE k.way = coalesce((SELECT way.way FROM way), 0) ORDER BY k.keys, k.name, k.weight DESC NULLS LAST, k.variable";

enum
{
	VARIABLE, WEIGHT, LOWER, VALUE, NAME, UNKNOWN
};

/* The whole number that a solver's output stands for */
static double
whole(const char *path, const char *name, double value)
{
	if (!isfinite(value) || fabs(value - round(value)) > 1e-5)
		fail(EXIT_NO_ANSWER, "%s: %.10g, the value of %s, is no whole number", path, value, name);
	return round(value);
}

/*
 * Bits of the variables.  Those of an integer stand together, the largest weight first,
 * and share a value: each takes what it can of what is left of it.
 */
static char *
bits_of(const PGresult *result, const char *path)
{
	int			rows = PQntuples(result);
	char	   *bits = allocate((size_t) rows + 1);
	double		left = 0;

	memset(bits, '0', (size_t) rows);
	bits[rows] = '\0';
	for (int r = 0; r < rows; r++)
	{
		const char *name = PQgetvalue(result, r, NAME);
		bool		first = r == 0 || strcmp(name, PQgetvalue(result, r - 1, NAME)) != 0;
		bool		last = r == rows - 1 || strcmp(name, PQgetvalue(result, r + 1, NAME)) != 0;
		double		weight = strtod(field_or(result, r, WEIGHT, "1"), NULL);

		if (first)
			left = whole(path, name, strtod(field_or(result, r, VALUE, "0"), NULL)) -
				strtod(PQgetvalue(result, r, LOWER), NULL);
		if (weight > 0 && left >= weight)
		{
			bits[atoi(PQgetvalue(result, r, VARIABLE))] = '1';
			left -= weight;
		}
		if (last && left != 0)
			fail(EXIT_NO_ANSWER, "%s: the value of %s lies outside its range", path, name);
	}
	return bits;
}

static char *
assignment(Connection *connection, const char *problem, const char *path, const SolutionFile *solution)
{
	PGresult   *result;
	char	   *bits;

	if (solution->bits)
		return copy_text(solution->bits);
	result = run_statement(connection, values_sql, 2, (const char *[]) {problem, solution->pairs.data});
	if (PQntuples(result) > 0 && field(result, 0, UNKNOWN))
		fail(EXIT_NO_ANSWER, "%s: the problem has no variable \"%s\"", path, PQgetvalue(result, 0, UNKNOWN));
	bits = bits_of(result, path);
	PQclear(result);
	return bits;
}

/*
 * Auxiliary variables (products, violations of soft constraints) are in no file: a repair
 * that changes nothing but them completes the assignment.
 */
static const char complete_sql[] =
	"SELECT CASE WHEN r.feasible AND NOT EXISTS (SELECT 1 FROM generate_series(0, length($2::varbit) - 1) AS s(variable)"
	"  WHERE get_bit(r.assignment, s.variable) <> get_bit($2::varbit, s.variable) AND NOT EXISTS"
	"  (SELECT 1 FROM @extschema@.qshrink_variable AS v WHERE v.problem_id = $1::bigint AND v.variable = s.variable AND v.weight = 0))"
	" THEN r.assignment::text END, r.objective"
	" FROM @extschema@.qshrink_repair($1::bigint, $2::varbit) AS r";

static const char violated_sql[] =
	"SELECT coalesce(v.label, '#' || v.constraint_id::text, 'assignment') AS constraint, v.activity, v.sense, v.rhs, v.excess, v.price"
	" FROM @extschema@.qshrink_verify($1::bigint, $2::varbit) AS v";

static const char objective_sql[] =
	"SELECT p.name, p.sense, @extschema@.qubo_energy(p.objective, $2::varbit), p.best_known,"
	" EXISTS (SELECT 1 FROM @extschema@.qshrink_variable AS v WHERE v.problem_id = p.problem_id AND v.weight = 0)"
	" FROM @extschema@.qshrink_problem AS p WHERE p.problem_id = $1::bigint";

/* Whether what a file says of its worth is what it is */
static bool
same_number(const char *stated, double objective)
{
	double		value = strtod(stated, NULL);

	return fabs(value - objective) <= 1e-6 * fmax(1, fabs(objective));
}

static int
judge(Connection *connection, const char *problem, const SolutionFile *solution, char *bits)
{
	const char *value[] = {problem, bits};
	PGresult   *head = run_statement(connection, objective_sql, 2, value);
	bool		auxiliary = !solution->bits && PQgetvalue(head, 0, 4)[0] == 't';
	PGresult   *completed = auxiliary || field(head, 0, 2) == NULL ? run_statement(connection, complete_sql, 2, value) : NULL;
	bool		complete = completed && field(completed, 0, 0);
	PGresult   *violated;
	int			hard = 0;
	char	   *objective;
	bool		agrees;

	if (complete)
		value[1] = PQgetvalue(completed, 0, 0);
	violated = run_statement(connection, violated_sql, 2, value);
	for (int r = 0; r < PQntuples(violated); r++)
		hard += PQgetisnull(violated, r, 5);
	if (complete)
	{
		PQclear(head);
		head = run_statement(connection, objective_sql, 2, value);
	}
	objective = copy_text(field_or(head, 0, 2, complete ? PQgetvalue(completed, 0, 1) : ""));
	agrees = solution->objective == NULL || *objective == '\0' || same_number(solution->objective, strtod(objective, NULL));
	printf("%s: %s%s%s (%s)\n", hard ? "infeasible" : "feasible", *objective ? "objective " : "no objective", objective,
		   "", PQgetvalue(head, 0, 1));
	if (field(head, 0, 3))
		printf("best known: %s\n", PQgetvalue(head, 0, 3));
	if (solution->objective)
		printf("the file says %s%s\n", solution->objective, agrees ? "" : ": that is not so");
	if (PQntuples(violated) > 0)
	{
		printf("\nviolated:\n");
		table_print(stdout, violated);
	}
	free(objective);
	PQclear(head);
	PQclear(completed);
	PQclear(violated);
	return hard > 0 || !agrees ? EXIT_NO_ANSWER : EXIT_DONE;
}

static int
run(const Command *command, int words, char **word)
{
	Arguments	arguments = command_arguments(command, words, word);
	Target		target = arguments_target(words, word);
	const char *path;
	Connection	connection;
	Text		content;
	SolutionFile solution;
	char	   *reason = NULL;
	char	   *problem;
	char	   *bits;
	int			status;

	arguments_expect(command->name, &arguments, 2, 2);
	path = argument_word(&arguments, 1);
	if (!file_read(path, &content, &reason))
		fail(EXIT_ERROR, "%s: %s", path, reason);
	connection = connection_open_extension(&target);
	problem = problem_of(&connection, argument_word(&arguments, 0));
	if (content.data[strspn(content.data, " \t\r\n")] == '{')
	{
		const char *json = content.data;
		PGresult   *result = run_statement(&connection, pairs_sql, 1, &json);

		solution = (SolutionFile) {.objective = field(result, 0, 1) ? copy_text(PQgetvalue(result, 0, 1)) : NULL};
		text_append(&solution.pairs, PQgetvalue(result, 0, 0));
		PQclear(result);
	}
	else
		solution = solution_file_read(path, content.data);
	bits = assignment(&connection, problem, path, &solution);
	status = judge(&connection, problem, &solution, bits);
	free(bits);
	free(problem);
	solution_file_free(&solution);
	text_free(&content);
	connection_close(&connection);
	free(arguments.given);
	return status;
}

const Command check_command = {
	.name = "check",
	.words = "NAME|ID FILE",
	.summary = "verify a solution file against the stored constraints",
	.description = "Judges a solution by the stored constraints, and prints its objective and what it violates.\n"
		"FILE has lines \"name value\" (MIPLIB, SCIP, Gurobi, CBC), what qshrink solve --csv or --json\n"
		"printed, or a bit for each variable.  Names are keys; what is not named is 0.  The exit\n"
		"status is 3 if it is infeasible or not worth what the file says.",
	.run = run
};
