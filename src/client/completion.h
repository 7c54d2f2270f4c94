/*
 * completion.h
 *	  A bash completion that knows the commands and their options.
 */
#ifndef QSHRINK_CLIENT_COMPLETION_H
#define QSHRINK_CLIENT_COMPLETION_H

#include "command.h"

/* Of commands, whose list ends with NULL: lines "command option option ..." for the completion script */
extern void completion_print(const Command *const *command);

#endif
