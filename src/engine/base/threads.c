/*
 * threads.c
 *	  Loops over independent items by several threads.
 */
#define _POSIX_C_SOURCE 200809L
#include "base/threads.h"

#include <pthread.h>
#include <signal.h>

#define STACK_BYTES		((size_t) 1 << 20)	/* kernels keep a few kilobytes there */

typedef struct Loop
{
	const QsItems *items;
	size_t		next;			/* atomic: the item that is taken next */
	bool		stopped;		/* atomic */
} Loop;

typedef struct Helper
{
	Loop	   *loop;
	int			number;
	pthread_t	thread;
} Helper;

static bool
take(Loop *loop, size_t *item)
{
	if (__atomic_load_n(&loop->stopped, __ATOMIC_RELAXED))
		return false;
	*item = __atomic_fetch_add(&loop->next, 1, __ATOMIC_RELAXED);
	return *item < loop->items->count;
}

static void *
help(void *argument)
{
	Helper	   *helper = argument;
	const QsItems *items = helper->loop->items;
	size_t		item;

	while (take(helper->loop, &item))
		items->item(items->context, helper->number, item);
	return NULL;
}

/* New threads inherit the mask: no signal is ever theirs. */
static int
start_helpers(Loop *loop, Helper *helper, int count)
{
	pthread_attr_t attributes;
	sigset_t	all,
				before;
	int			started = 0;

	if (pthread_attr_init(&attributes) != 0)
		return 0;
	(void) pthread_attr_setstacksize(&attributes, STACK_BYTES);
	sigfillset(&all);
	if (pthread_sigmask(SIG_SETMASK, &all, &before) == 0)
	{
		for (; started < count; started++)
		{
			helper[started] = (Helper) {.loop = loop, .number = started + 1};
			if (pthread_create(&helper[started].thread, &attributes, help, &helper[started]) != 0)
				break;
		}
		(void) pthread_sigmask(SIG_SETMASK, &before, NULL);
	}
	(void) pthread_attr_destroy(&attributes);
	return started;
}

void
qs_for_items(const QsItems *items)
{
	Loop		loop = {.items = items};
	Helper		helper[QS_MOST_THREADS - 1];
	int			wanted = items->threads < QS_MOST_THREADS ? items->threads - 1 : QS_MOST_THREADS - 1;
	int			started = 0;
	size_t		item;

	if (wanted > 0 && items->count > 1)
		started = start_helpers(&loop, helper, (size_t) wanted < items->count ? wanted : (int) items->count - 1);
	while (take(&loop, &item))
	{
		items->item(items->context, 0, item);
		if (items->stop(items->context))
			__atomic_store_n(&loop.stopped, true, __ATOMIC_RELAXED);
	}
	for (int k = 0; k < started; k++)
		(void) pthread_join(helper[k].thread, NULL);
}
