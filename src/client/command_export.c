/*
 * command_export.c
 *	  qshrink export: a problem as a file of another program.
 */
#include <stdlib.h>
#include <string.h>

#include "command.h"
#include "connection.h"
#include "failure.h"
#include "file.h"
#include "terminal.h"

static const Option options[] = {
	{"output", 'o', "FILE", "write there; by default to standard output", false},
	{0}
};

static int
run(const Command *command, int words, char **word)
{
	Arguments	arguments = command_arguments(command, words, word);
	Target		target = arguments_target(words, word);
	Connection	connection;
	char	   *problem;
	PGresult   *result;
	Output		output;
	bool		shown;

	arguments_expect(command->name, &arguments, 2, 2);
	connection = connection_open_extension(&target);
	problem = problem_of(&connection, argument_word(&arguments, 0));
	result = run_statement(&connection, "SELECT @extschema@.qshrink_export($1::bigint, $2)", 2,
						   (const char *[]) {problem, argument_word(&arguments, 1)});
	output = output_open(argument(&arguments, "output"));
	shown = is_terminal(output.file);
	if (shown)
	{
		char	   *text = terminal_lines(PQgetvalue(result, 0, 0));

		fputs(text, output.file);
		free(text);
	}
	else
		fwrite(PQgetvalue(result, 0, 0), 1, (size_t) PQgetlength(result, 0, 0), output.file);
	if (PQgetlength(result, 0, 0) > 0 &&
		PQgetvalue(result, 0, 0)[PQgetlength(result, 0, 0) - 1] != '\n')
		fputc('\n', output.file);
	output_close(&output);
	PQclear(result);
	free(problem);
	connection_close(&connection);
	free(arguments.given);
	return EXIT_DONE;
}

const Command export_command = {
	.name = "export",
	.words = "NAME|ID FORMAT",
	.summary = "write a problem as LP, MPS, OPB, QUBO or JSON",
	.description = "Writes a problem in a format of qshrink_export: lp, mps, opb, qs, qbsolv, ising, model-json, ...\n"
		"A file given by -o is written whole or not at all.",
	.options = options,
	.run = run
};
