/*
 * standalone_host.c
 *	  A host on malloc for tests, fuzzers and benchmarks.
 */
#define _POSIX_C_SOURCE 200809L
#include "standalone_host.h"

#include <math.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#define WATCH_NANOSECONDS	5000000

typedef struct QsStandaloneBlock
{
	struct QsStandaloneBlock *next;
	struct QsStandaloneBlock *previous;
	char		padding[64 - 2 * sizeof(void *)];	/* what follows is aligned */
} Block;

typedef struct QsStandaloneOwned
{
	struct QsStandaloneOwned *next;
	void		(*function) (void *);
	void	   *argument;
} Owned;

static double
monotonic_seconds(void *context)
{
	struct timespec now;

	(void) context;
	clock_gettime(CLOCK_MONOTONIC, &now);
	return (double) now.tv_sec + 1e-9 * (double) now.tv_nsec;
}

static double
processor_seconds(void *context)
{
	struct timespec now;

	(void) context;
	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
	return (double) now.tv_sec + 1e-9 * (double) now.tv_nsec;
}

static void
leave(QsStandaloneHost *standalone)
{
	if (!standalone->recover_set)
		abort();
	longjmp(standalone->recover, 1);
}

static void
out_of_memory(void *context, size_t need)
{
	QsStandaloneHost *standalone = context;

	if (!standalone->recover_set)
		fprintf(stderr, "out of memory allocating %zu bytes\n", need);
	leave(standalone);
}

static void *
allocate(void *context, size_t bytes)
{
	QsStandaloneHost *standalone = context;
	Block	   *block = aligned_alloc(64, (bytes + sizeof(Block) + 63) & ~(size_t) 63);

	if (block == NULL)
		out_of_memory(context, bytes);
	block->previous = NULL;
	block->next = standalone->blocks;
	if (block->next)
		block->next->previous = block;
	standalone->blocks = block;
	return block + 1;
}

static void
release(void *context, void *pointer)
{
	QsStandaloneHost *standalone = context;
	Block	   *block = (Block *) pointer - 1;

	if (block->previous)
		block->previous->next = block->next;
	else
		standalone->blocks = block->next;
	if (block->next)
		block->next->previous = block->previous;
	free(block);
}

static void
memory_exceeded(void *context, size_t need, size_t limit)
{
	QsStandaloneHost *standalone = context;

	if (!standalone->recover_set)
		fprintf(stderr, "%zu bytes would pass the memory limit of %zu\n", need, limit);
	leave(standalone);
}

static void
pass_interrupt_point(QsStandaloneHost *standalone)
{
	double		now = monotonic_seconds(NULL);

	if (standalone->checks++ > 0 && now - standalone->last_check > standalone->longest_gap)
		standalone->longest_gap = now - standalone->last_check;
	standalone->last_check = now;
}

static void
check(void *context)
{
	QsStandaloneHost *standalone = context;

	pass_interrupt_point(standalone);
	if (standalone->cancel)
		leave(standalone);
}

static bool
stop_requested(void *context)
{
	return ((QsStandaloneHost *) context)->cancel;
}

static void
tick(int number, siginfo_t *info, void *machine)
{
	QsStandaloneHost *standalone = info->si_value.sival_ptr;

	(void) number;
	(void) machine;
	pass_interrupt_point(standalone);
	if (standalone->watching)
		standalone->watching(standalone->watched);
}

static void
watch(void *context, void (*function) (void *), void *argument)
{
	QsStandaloneHost *standalone = context;
	struct sigaction action = {.sa_sigaction = tick, .sa_flags = SA_SIGINFO | SA_RESTART};
	struct sigevent event = {.sigev_notify = SIGEV_SIGNAL, .sigev_signo = SIGALRM};
	struct itimerspec every = {
		.it_interval = {.tv_nsec = WATCH_NANOSECONDS}, .it_value = {.tv_nsec = WATCH_NANOSECONDS}
	};

	event.sigev_value.sival_ptr = standalone;
	standalone->watching = function;
	standalone->watched = argument;
	timer_t		timer;

	if (sigaction(SIGALRM, &action, NULL) != 0 ||
		timer_create(CLOCK_MONOTONIC, &event, &timer) != 0 ||
		timer_settime(timer, 0, &every, NULL) != 0)
	{
		perror("timer");
		abort();
	}
	standalone->timer = (void *) timer;
}

static void
unwatch(void *context)
{
	QsStandaloneHost *standalone = context;

	standalone->watching = NULL;
	timer_delete((timer_t) standalone->timer);
}

static void
own(void *context, void (*function) (void *), void *argument)
{
	QsStandaloneHost *standalone = context;
	Owned	   *owned = malloc(sizeof(Owned));

	if (owned == NULL)
		out_of_memory(context, sizeof(Owned));
	owned->function = function;
	owned->argument = argument;
	owned->next = standalone->owned;
	standalone->owned = owned;
}

static void
disown(void *context, void (*function) (void *), void *argument)
{
	QsStandaloneHost *standalone = context;

	for (Owned **link = &standalone->owned; *link; link = &(*link)->next)
	{
		Owned	   *owned = *link;

		if (owned->function == function && owned->argument == argument)
		{
			*link = owned->next;
			free(owned);
			return;
		}
	}
}

QsStandaloneHost *
qs_standalone_create(size_t memory_limit)
{
	QsStandaloneHost *standalone = calloc(1, sizeof(QsStandaloneHost));

	if (standalone == NULL)
		abort();
	standalone->host = (QsHost)
	{
		.context = standalone,
		.allocate = allocate,
		.release = release,
		.memory_exceeded = memory_exceeded,
		.out_of_memory = out_of_memory,
		.check = check,
		.stop_requested = stop_requested,
		.watch = watch,
		.unwatch = unwatch,
		.clock = monotonic_seconds,
		.own = own,
		.disown = disown,
		.deadline = INFINITY,
		.memory_limit = memory_limit,
	};
	return standalone;
}

void
qs_standalone_count_processor_time(QsStandaloneHost *standalone)
{
	standalone->host.clock = processor_seconds;
}

void
qs_standalone_destroy(QsStandaloneHost *standalone)
{
	while (standalone->owned)
	{
		Owned	   *owned = standalone->owned;

		standalone->owned = owned->next;
		owned->function(owned->argument);
		free(owned);
	}
	while (standalone->blocks)
	{
		Block	   *block = standalone->blocks;

		standalone->blocks = block->next;
		free(block);
	}
	free(standalone);
}
