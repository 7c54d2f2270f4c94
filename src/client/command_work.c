/*
 * command_work.c
 *	  qshrink work: a worker for the task queue, on one server or on two.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "command.h"
#include "connection.h"
#include "failure.h"
#include "interrupt.h"
#include "relay.h"
#include "workers.h"

static const Option options[] = {
	{"tasks", 'n', "N", "end after so many tasks of each connection", false},
	{"idle", 0, "INTERVAL", "end when the queue was empty for so long; by default it never ends", false},
	{"jobs", 'j', "N", "connections that work at once; by default 1", false},
	{"queue", 0, "CONNINFO", "server whose queue it is, the primary, with --solve", false},
	{"solve", 0, "CONNINFO", "server that computes, a standby say; nothing is stored there", false},
	{"lease", 0, "INTERVAL", "with --solve: how long a claim holds without a word; by default 1 minute", false},
	{0}
};

/* One server: CALL qshrink_work on each connection */
static int
work_here(const Arguments *arguments, const Target *target)
{
	Connection	connection = connection_open_extension(target);
	int			jobs = (int) argument_number(arguments, "jobs", 1, 1, MOST_WORKERS);
	Workers		workers;
	int			status = EXIT_DONE;

	argument_number(arguments, "tasks", 1, 1, 1000000000);
	workers = workers_begin(&connection, jobs, argument(arguments, "tasks"), argument(arguments, "idle"), NULL);
	interrupt_watch();
	while (workers_look(&workers) > 0 && interrupt_count() == 0)
		workers_wait(&workers, 500);
	if (interrupt_count() > 0)
	{
		workers_cancel(&workers);
		warn("interrupted; what was in work is back in the queue");
		status = EXIT_INTERRUPTED;
	}
	else if (workers.lost > 0)
		status = EXIT_CONNECTION;
	interrupt_unwatch();
	workers_end(&workers);
	connection_close(&connection);
	return status;
}

static int
run(const Command *command, int words, char **word)
{
	Arguments	arguments = command_arguments(command, words, word);
	Target		target = arguments_target(words, word);
	bool		two = argument_given(&arguments, "queue") || argument_given(&arguments, "solve");
	int			status;

	arguments_expect(command->name, &arguments, 0, 0);
	if (two && !(argument_given(&arguments, "queue") && argument_given(&arguments, "solve")))
		fail(EXIT_USAGE, "--queue and --solve go together");
	if (two && argument_given(&arguments, "jobs"))
		fail(EXIT_USAGE, "--jobs is for one server; start qshrink work --solve as often as you like");
	status = two ? relay_work(&arguments, &target) : work_here(&arguments, &target);
	free(arguments.given);
	return status;
}

const Command work_command = {
	.name = "work",
	.words = "",
	.summary = "work on the task queue; with two servers, compute on a standby",
	.description = "Works on tasks of qshrink_submit and qshrink_experiment until it is interrupted, or as --tasks and\n"
		"--idle say.  With --queue and --solve it claims tasks on one server, computes them with the pure\n"
		"form on another, which may be a streaming standby, and stores the answers on the first.  After\n"
		"Ctrl-C what is in work goes back into the queue.",
	.options = options,
	.run = run
};
