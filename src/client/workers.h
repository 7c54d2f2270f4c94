/*
 * workers.h
 *	  Connections that work on the task queue at once, by CALL qshrink_work.
 */
#ifndef QSHRINK_CLIENT_WORKERS_H
#define QSHRINK_CLIENT_WORKERS_H

#include <stdbool.h>

#include "connection.h"

#define MOST_WORKERS 64

typedef struct Workers
{
	Connection	connection[MOST_WORKERS];
	bool		busy[MOST_WORKERS];
	int			count;
	int			lost;			/* connections that ended, with what they said shown */
} Workers;

/* Open so many connections and let each work; tasks, idle and experiment_id as qshrink_work
 * takes them, NULL: null.  Fewer connections than asked for are a warning, none ends the program. */
extern Workers workers_begin(const Connection *first, int count, const char *tasks, const char *idle,
							 const char *experiment_id);

/* Take what they say; the number that still work */
extern int	workers_look(Workers *workers);

/* Wait for one of them, Ctrl-C or the end of the time */
extern void workers_wait(const Workers *workers, int milliseconds);

/* Put the tasks in work back into the queue, and wait until that is done */
extern void workers_cancel(Workers *workers);
extern void workers_end(Workers *workers);

#endif
