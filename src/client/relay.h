/*
 * relay.h
 *	  A worker between two servers: tasks of the one are computed on the other.
 */
#ifndef QSHRINK_CLIENT_RELAY_H
#define QSHRINK_CLIENT_RELAY_H

#include "arguments.h"

/* Works as the options queue, solve, tasks, idle and lease say; an exit status */
extern int	relay_work(const Arguments *arguments, const Target *target);

#endif
