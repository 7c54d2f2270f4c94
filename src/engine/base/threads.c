/*
 * threads.c
 *	  Loops over independent items by several threads.
 */
#define _POSIX_C_SOURCE 200809L
#include "base/threads.h"

#include <pthread.h>
#include <signal.h>

#define STACK_BYTES		((size_t) 1 << 20)	/* kernels keep a few kilobytes there */

/* Each thread begins with a part of its own, of neighbouring items, and goes on to those of
 * the others: a processor fetches ahead what lies behind its item, and would take it from
 * one that writes there. */
typedef struct Part
{
	_Alignas(64) size_t next;	/* atomic: the item that is taken next */
	size_t		end;
} Part;

typedef struct Loop
{
	const QsItems *items;
	Part		part[QS_MOST_THREADS];
	int			parts;
	bool		stopped;		/* atomic */
} Loop;

typedef struct Helper
{
	Loop	   *loop;
	int			number;
	pthread_t	thread;
} Helper;

/* A place to go on from: parts are taken in turn, from the thread's own on */
typedef struct Turn
{
	int			part;
	int			left;			/* parts, this one included */
} Turn;

static bool
take(Loop *loop, Turn *turn, size_t *item)
{
	for (; turn->left > 0; turn->left--, turn->part = (turn->part + 1) % loop->parts)
	{
		Part	   *part = &loop->part[turn->part];

		if (__atomic_load_n(&loop->stopped, __ATOMIC_RELAXED))
			return false;
		*item = __atomic_fetch_add(&part->next, 1, __ATOMIC_RELAXED);
		if (*item < part->end)
			return true;
	}
	return false;
}

static void *
help(void *argument)
{
	Helper	   *helper = argument;
	const QsItems *items = helper->loop->items;
	Turn		turn = {helper->number, helper->loop->parts};
	size_t		item;

	while (take(helper->loop, &turn, &item))
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
	int			threads = items->threads < QS_MOST_THREADS ? items->threads : QS_MOST_THREADS;
	Loop		loop = {.items = items, .parts = threads > 1 ? threads : 1};
	Helper		helper[QS_MOST_THREADS - 1];
	Turn		turn = {0, loop.parts};
	int			started = 0;
	size_t		item;

	for (int k = 0; k < loop.parts; k++)
	{
		loop.part[k].next = items->count * (size_t) k / (size_t) loop.parts;
		loop.part[k].end = items->count * ((size_t) k + 1) / (size_t) loop.parts;
	}
	if (threads > 1 && items->count > 1)
		started = start_helpers(&loop, helper, (size_t) threads <= items->count ? threads - 1 : (int) items->count - 1);
	while (take(&loop, &turn, &item))
	{
		items->item(items->context, 0, item);
		if (items->stop(items->context))
			__atomic_store_n(&loop.stopped, true, __ATOMIC_RELAXED);
	}
	for (int k = 0; k < started; k++)
		(void) pthread_join(helper[k].thread, NULL);
}
