/*
 * main.c
 *	  qshrink, the client of the extension: which command is meant.
 */
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "command.h"
#include "completion.h"
#include "failure.h"
#include "process_title.h"

static const Command *const commands[] = {
	&import_command, &solve_command, &bench_command, &report_command, &watch_command, &work_command,
	&export_command, &check_command, &doctor_command, NULL
};

static void
print_help(void)
{
	printf("qshrink: constrained binary optimisation in PostgreSQL, from the command line.\n\n"
		   "Usage: qshrink COMMAND [OPTION...] [ARGUMENT...]\n\nCommands:\n");
	for (const Command *const *command = commands; *command; command++)
		printf("  %-10s %s\n", (*command)->name, (*command)->summary);
	printf("\nqshrink COMMAND --help says more of a command, man qshrink everything.\n"
		   "Three commands from a file to pictures:\n"
		   "  qshrink import hp1.dat && qshrink solve hp1 && qshrink report hp1 -o hp1.html\n");
}

static const Command *
find_command(const char *name)
{
	for (const Command *const *command = commands; *command; command++)
		if (strcmp((*command)->name, name) == 0)
			return *command;
	return NULL;
}

/* Whether one of the words asks for help; those behind "--" do not */
static bool
asks_for_help(int words, char **word)
{
	for (int k = 0; k < words && strcmp(word[k], "--") != 0; k++)
		if (strcmp(word[k], "--help") == 0 || strcmp(word[k], "-?") == 0)
			return true;
	return false;
}

/* Options of qshrink itself; -1: there is none of them */
static int
run_option(const char *option)
{
	if (strcmp(option, "--help") == 0 || strcmp(option, "-?") == 0)
		print_help();
	else if (strcmp(option, "--version") == 0 || strcmp(option, "-V") == 0)
		printf("qshrink %s\n", QSHRINK_VERSION);
	else if (strcmp(option, "--completion") == 0)
		completion_print(commands);
	else
		return -1;
	return EXIT_DONE;
}

static int
run(int words, char **word)
{
	const Command *command;
	int			place;

	if (words > 0 && run_option(word[0]) == EXIT_DONE)
		return EXIT_DONE;
	place = arguments_command(words, word);
	if (place < 0)
		fail(EXIT_USAGE, "a command is missing; try \"qshrink --help\"");
	command = find_command(word[place]);
	if (command == NULL && strcmp(word[place], "help") == 0)
	{
		command = place + 1 < words ? find_command(word[place + 1]) : NULL;
		if (command)
			command_help(command);
		else
			print_help();
		return EXIT_DONE;
	}
	if (command == NULL)
		fail(EXIT_USAGE, "there is no command \"%s\"; try \"qshrink --help\"", word[place]);
	if (asks_for_help(words, word))
	{
		command_help(command);
		return EXIT_DONE;
	}
	/* options of every command may stand before it */
	for (char *name = word[place]; place > 0; place--)
	{
		word[place] = word[place - 1];
		word[place - 1] = name;
	}
	return command->run(command, words - 1, word + 1);
}

int
main(int argc, char **argv)
{
	char	  **word = process_title_hide(argc, argv);
	int			status;

	if (setlocale(LC_CTYPE, "") == NULL || MB_CUR_MAX == 1)
		setlocale(LC_CTYPE, "C.UTF-8");
	status = run(argc > 0 ? argc - 1 : 0, word);
	if (fflush(stdout) != 0 || ferror(stdout))
		fail(EXIT_ERROR, "could not write to standard output");
	process_title_free(word);
	return status;
}
