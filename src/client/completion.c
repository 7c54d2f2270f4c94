/*
 * completion.c
 *	  What the bash completion (share/completions/qshrink.bash) asks.
 */
#include "completion.h"

#include <stdio.h>

#include "command.h"

static void
print_names(const Option *option)
{
	for (; option && option->name; option++)
		printf(" --%s", option->name);
}

void
completion_print(const Command *const *command)
{
	for (; *command; command++)
	{
		printf("%s", (*command)->name);
		print_names((*command)->options);
		print_names(target_options);
		putchar('\n');
	}
}
