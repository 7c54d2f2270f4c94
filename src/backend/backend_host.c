/*
 * backend_host.c
 *	  Memory contexts, interrupts and the clock behind the engine's host.
 */
#include "compat.h"

#include <math.h>

#include "access/parallel.h"
#include "portability/instr_time.h"
#include "storage/pmsignal.h"
#include "utils/timeout.h"
#include "utils/timestamp.h"

#include "backend_host.h"
#include "settings.h"

typedef struct Owned
{
	struct Owned *next;
	void		(*function) (void *);
	void	   *argument;
} Owned;

typedef struct BackendHost
{
	QsHost		host;
	double		started;
	MemoryContext memory;
	MemoryContextCallback on_reset;
	Owned	   *owned;
	int			start;			/* of a solve of several; 0: none */
	bool		(*end) (void *);
	void	   *end_argument;
} BackendHost;

#define ALIGNMENT			64
#define WATCH_MILLISECONDS	20

/* palloc aligns to 8 bytes only: round up and remember the chunk just before */
static void *
allocate(void *context, size_t bytes)
{
	BackendHost *backend = context;
	char	   *chunk = MemoryContextAllocHuge(backend->memory,
											   bytes + ALIGNMENT + sizeof(void *));
	char	   *aligned = (char *) TYPEALIGN(ALIGNMENT, (uintptr_t) (chunk + sizeof(void *)));

	((void **) aligned)[-1] = chunk;
	return aligned;
}

static void
release(void *context, void *pointer)
{
	(void) context;
	pfree(((void **) pointer)[-1]);
}

static void
memory_exceeded(void *context, size_t need, size_t limit)
{
	QsHost	   *host = &((BackendHost *) context)->host;

	host->memory_short = host->memory_whole > 0;
	ereport(ERROR,
			(errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
			 errmsg("%zu kB more memory would pass qshrink.memory_limit", (need + 1023) / 1024),
			 errdetail("The limit is %zu kB, of which %zu kB are in use.",
					   limit / 1024, host->memory_used / 1024),
			 errhint("Make the problem or max_qubits smaller, or have a superuser raise qshrink.memory_limit.")));
}

static void
out_of_memory(void *context, size_t need)
{
	(void) context;
	ereport(ERROR,
			(errcode(ERRCODE_OUT_OF_MEMORY),
			 errmsg("out of memory"),
			 errdetail("A library needs about %zu kB.",
					   (need + 1023) / 1024)));
}

/*
 * Has the postmaster gone?  A server that starts again waits for every session of the
 * former one, which notice when they wait for something, and a solve never does.  Asked
 * only where it costs no call of the system.
 */
static bool
is_orphan(void)
{
#ifdef USE_POSTMASTER_DEATH_SIGNAL
	return IsUnderPostmaster && !PostmasterIsAlive();
#else
	return false;
#endif
}

static void
check(void *context)
{
	(void) context;
	CHECK_FOR_INTERRUPTS();
	if (is_orphan())
		ereport(FATAL,
				(errcode(ERRCODE_ADMIN_SHUTDOWN),
				 errmsg("terminating connection due to unexpected postmaster exit")));
}

static bool
stop_requested(void *context)
{
	(void) context;
	return (InterruptPending && (QueryCancelPending || ProcDiePending)) || is_orphan();
}

/* What the timer calls.  Timeouts have no argument, so there is one of these. */
static struct
{
	TimeoutId	timeout;		/* 0: not registered yet */
	void		(*function) (void *);
	void	   *argument;
}			watching;

static void
tick(void)
{
	watching.function(watching.argument);
}

static void
watch(void *context, void (*function) (void *), void *argument)
{
	(void) context;
	if (watching.timeout == 0)
		watching.timeout = RegisterTimeout(USER_TIMEOUT, tick);
	watching.function = function;
	watching.argument = argument;
	enable_timeout_every(watching.timeout,
						 TimestampTzPlusMilliseconds(GetCurrentTimestamp(), WATCH_MILLISECONDS),
						 WATCH_MILLISECONDS);
}

static void
unwatch(void *context)
{
	(void) context;
	disable_timeout(watching.timeout, false);
}

static double
clock_seconds(void *context)
{
	instr_time	now;

	(void) context;
	INSTR_TIME_SET_CURRENT(now);
	return INSTR_TIME_GET_DOUBLE(now);
}

static void
own(void *context, void (*function) (void *), void *argument)
{
	BackendHost *backend = context;
	Owned	   *owned = MemoryContextAlloc(backend->memory, sizeof(Owned));

	*owned = (Owned) {backend->owned, function, argument};
	backend->owned = owned;
}

static void
disown(void *context, void (*function) (void *), void *argument)
{
	BackendHost *backend = context;

	for (Owned **link = &backend->owned; *link; link = &(*link)->next)
		if ((*link)->function == function && (*link)->argument == argument)
		{
			Owned	   *owned = *link;

			*link = owned->next;
			pfree(owned);
			return;
		}
}

/* The context goes away: free what libraries still hold. */
static void
free_owned(void *argument)
{
	BackendHost *backend = argument;

	for (Owned *owned = backend->owned; owned; owned = owned->next)
		owned->function(owned->argument);
	backend->owned = NULL;
}

#define KEPT_BYTES			(4 * 1024 * 1024)

/*
 * A solve allocates and frees the same megabyte again and again, in our contexts and in the
 * LP library, and malloc would fetch it from the kernel each time: a third of a small solve.
 * glibc keeps up to twice the largest block that was freed as a mapping of its own.
 */
static void
keep_freed_memory(void)
{
	static bool done = false;
	void	   *volatile block;

	if (done)
		return;
	block = malloc(KEPT_BYTES);
	free(block);
	done = true;
}

QsHost *
qshrink_host_create(double seconds)
{
	MemoryContext memory = AllocSetContextCreate(CurrentMemoryContext, "qshrink",
												 ALLOCSET_DEFAULT_SIZES);
	BackendHost *backend = MemoryContextAllocZero(memory, sizeof(BackendHost));

	keep_freed_memory();
	backend->memory = memory;
	backend->host = (QsHost)
	{
		.context = backend,
		.allocate = allocate,
		.release = release,
		.memory_exceeded = memory_exceeded,
		.out_of_memory = out_of_memory,
		.check = check,
		.stop_requested = stop_requested,
		.watch = watch,
		.unwatch = unwatch,
		.clock = clock_seconds,
		.own = own,
		.disown = disown,
		.deadline = INFINITY,
		.memory_limit = (size_t) qshrink_memory_limit * 1024,
		.simd = (QsSimd) qshrink_simd,
		/* whoever has workers has them on the processors already */
		.threads = IsParallelWorker() ? 1 : qshrink_threads,
	};
	backend->started = clock_seconds(NULL);
	if (seconds > 0)
		backend->host.deadline = backend->started + seconds;
	backend->on_reset.func = free_owned;
	backend->on_reset.arg = backend;
	MemoryContextRegisterResetCallback(memory, &backend->on_reset);
	return &backend->host;
}

static double
clock_that_stands(void *context)
{
	(void) context;
	return 0.0;
}

QsHost *
qshrink_host_create_timeless(QsSimd simd)
{
	QsHost	   *host = qshrink_host_create(0);

	host->clock = clock_that_stands;
	host->simd = simd;
	host->threads = 1;
	return host;
}

double
qshrink_host_seconds(void *context)
{
	return clock_seconds(NULL) - ((BackendHost *) context)->started;
}

static void
trace_notice(void *context, const char *line)
{
	CHECK_FOR_INTERRUPTS();
	ereport(NOTICE,
			(errmsg_internal("trace %.3f s, %s%s", qshrink_host_seconds(context),
							 qshrink_host_prefix(context), line)));
}

char *
qshrink_host_prefix(void *context)
{
	int			start = ((BackendHost *) context)->start;

	return start > 0 ? psprintf("start %d, ", start) : pstrdup("");
}

void
qshrink_host_of_start(QsHost *host, int start, double began)
{
	BackendHost *backend = host->context;

	backend->start = start;
	backend->started = began;
}

static bool
ask_end(void *context)
{
	BackendHost *backend = context;

	return backend->end(backend->end_argument);
}

void
qshrink_host_ask_end(QsHost *host, bool (*function) (void *), void *argument)
{
	BackendHost *backend = host->context;

	backend->end = function;
	backend->end_argument = argument;
	host->end_requested = ask_end;
}

void
qshrink_host_share(QsHost *host, size_t limit, size_t whole)
{
	host->memory_limit = limit;
	host->memory_whole = whole;
}

void
qshrink_host_trace(QsHost *host)
{
	host->trace = trace_notice;
}

void
qshrink_host_destroy(QsHost *host)
{
	MemoryContextDelete(((BackendHost *) host->context)->memory);
}

void
qshrink_report_error(int sqlstate, const QsError *error)
{
	ereport(ERROR,
			(errcode(sqlstate),
			 errmsg("%s", error->message),
			 error->hint[0] ? errhint("%s", error->hint) : 0));
}
