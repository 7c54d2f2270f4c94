/*
 * progress.h
 *	  What a solve says of itself while it runs, seen through a second connection.
 */
#ifndef QSHRINK_CLIENT_PROGRESS_H
#define QSHRINK_CLIENT_PROGRESS_H

#include <stdbool.h>

#include "connection.h"

typedef struct Progress
{
	Connection	watcher;		/* server NULL: there is none */
	char		pid[16];		/* the session that solves */
	bool		live;			/* a line that is overwritten; else one now and then */
	bool		shown;			/* the terminal has a live line */
	bool		silent;
	bool		asked;			/* a question is on its way */
	bool		stopping;		/* qshrink_stop is what it asked */
	bool		stopped;		/* and was answered by yes */
	bool		lost;			/* the watcher's connection is gone */
	double		last_question;	/* in seconds */
	double		last_line;
	char	   *last_text;
} Progress;

/* Begin to watch what a connection will run; silent: only to be able to stop it */
extern Progress progress_begin(Connection *solving, bool silent);

/* Look whether there is something new and show it; to be called again and again */
extern void progress_look(Progress *progress);

/* Ask for the best answer so far, by qshrink_stop, until the solve has heard it */
extern void progress_stop(Progress *progress);

/* Wipe the live line, before anything else is written */
extern void progress_clear(Progress *progress);
extern void progress_end(Progress *progress);

/* Its socket; -1: none */
extern int	progress_socket(const Progress *progress);

/* Seconds of a clock that never goes back */
extern double seconds_now(void);

#endif
