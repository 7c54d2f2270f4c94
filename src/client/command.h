/*
 * command.h
 *	  The one list of commands; help, manual and completion go by it.
 */
#ifndef QSHRINK_CLIENT_COMMAND_H
#define QSHRINK_CLIENT_COMMAND_H

#include "arguments.h"

typedef struct Command
{
	const char *name;
	const char *words;			/* what follows it in its help */
	const char *summary;		/* a line of the list of commands */
	const char *description;	/* what its help says, lines */
	const Option *options;		/* its own; NULL: none */
	int			(*run) (const struct Command *command, int words, char **word);
	bool		takes_solve_options;	/* options of qshrink_solve, too */
} Command;

extern const Command import_command, solve_command, export_command, check_command,
			doctor_command, report_command, bench_command, work_command, watch_command;

/* The options of a command that needs none of the server, as they were given */
extern Arguments command_arguments(const Command *command, int words, char **word);

extern void command_help(const Command *command);

#endif
