/*
 * threads.h
 *	  Loops over independent items by several threads: for arithmetic on arrays that are
 *	  there already, and for nothing else.
 *
 * The host may be a server's process, which knows of one thread: so the others exist within
 * one call only, have every signal blocked, and must neither allocate, nor call the host,
 * nor leave by longjmp.  The calling thread works along and alone asks whether to stop.
 * Items may be done in any order and by any thread: what comes of them must not depend on
 * it.
 */
#ifndef QS_THREADS_H
#define QS_THREADS_H

#include <stdbool.h>
#include <stddef.h>

#define QS_MOST_THREADS	16

typedef struct QsItems
{
	size_t		count;
	int			threads;		/* at most, the calling one included */
	void		(*item) (void *context, int thread, size_t item);	/* thread from 0 */
	bool		(*stop) (void *context);	/* asked by the calling thread after each of its items;
											 * must not throw */
	void	   *context;
} QsItems;

/* Do all items, or those until stop said so.  Returns when the other threads have ended.
 * Threads that cannot be had are done without. */
extern void qs_for_items(const QsItems *items);

#endif
