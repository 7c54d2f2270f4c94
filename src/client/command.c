/*
 * command.c
 *	  What every command has: its arguments and its help.
 */
#include "command.h"

#include <stdio.h>
#include <stdlib.h>

#include "text.h"

Arguments
command_arguments(const Command *command, int words, char **word)
{
	return arguments_read(command->name, words, word, command->options, NULL);
}

static void
print_options(const Option *option)
{
	for (; option && option->name; option++)
	{
		char	   *left = format_text("%s%c%s--%s%s%s",
									   option->letter ? "-" : "  ", option->letter ? option->letter : ' ',
									   option->letter ? ", " : " ", option->name,
									   option->value ? " " : "", option->value ? option->value : "");

		printf("  %-28s %s\n", left, option->help);
		free(left);
	}
}

void
command_help(const Command *command)
{
	printf("Usage: qshrink %s [OPTION...]%s%s\n\n%s\n", command->name, *command->words ? " " : "",
		   command->words, command->description);
	if (command->options)
	{
		printf("\nOptions:\n");
		print_options(command->options);
	}
	if (command->takes_solve_options)
		printf("\nEvery option of qshrink_solve, too: qshrink solve --list-options\n");
	printf("\nConnection, as for psql (PGHOST, PGSERVICE, ... count, too):\n");
	print_options(target_options);
}
