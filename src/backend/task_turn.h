/*
 * task_turn.h
 *	  Which role's tasks are next.
 */
#ifndef QSHRINK_TASK_TURN_H
#define QSHRINK_TASK_TURN_H

#include "compat.h"

#define QSHRINK_HIGHEST_PRIORITY	1000	/* and the lowest one, negative, as qshrink_task has them */

/*
 * Roles whose privileges the caller has and which have tasks in the queue, of the experiment
 * alone if there is one: their names, palloc'd.  First is who has the fewest
 * running, among equals who was given one the longest ago.  Inside SPI.  A look into an
 * index for each role of the server, however many tasks there are.
 */
extern NameData *qshrink_task_turns(Oid namespace, const int64 *experiment, int *count);

#endif
