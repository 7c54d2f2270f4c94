/*
 * starts_shared.c
 *	  Making starts of a solve beside other processes.
 */
#include "compat.h"

#include <math.h>

#include "lib/stringinfo.h"
#include "portability/instr_time.h"

#include "backend_host.h"
#include "solve/run_bytes.h"
#include "solve/starts.h"
#include "starts_shared.h"

bool
qshrink_starts_ended(const QshrinkStartMaker *maker)
{
	QshrinkSharedStarts *shared = maker->shared;

	if (maker->session && qs_end_requested(maker->session))
		pg_atomic_write_u32(&shared->ended, 1);
	return pg_atomic_read_u32(&shared->ended) != 0;
}

/* Called from signal handlers, too */
static bool
start_ended(void *argument)
{
	const QshrinkStartMaker *maker = argument;

	return qshrink_starts_ended(maker) || maker->host->memory_short ||
		(uint32) maker->start > pg_atomic_read_u32(&maker->shared->needed);
}

/* The next start, 0: no more are needed, or there is no time for one. */
static int
take_start(const QshrinkStartMaker *maker)
{
	QshrinkSharedStarts *shared = maker->shared;
	uint32		start = pg_atomic_fetch_add_u32(&shared->next, 1);
	instr_time	now;

	INSTR_TIME_SET_CURRENT(now);
	if (start > pg_atomic_read_u32(&shared->needed) ||
		(start > 1 && (qshrink_starts_ended(maker) || INSTR_TIME_GET_DOUBLE(now) >= shared->deadline)))
		return 0;
	return (int) start;
}

static QsHost *
create_host(QshrinkStartMaker *maker)
{
	QshrinkSharedStarts *shared = maker->shared;
	QsHost	   *host = qshrink_host_create(0.0);
	double		now = qs_clock(host);

	maker->host = host;
	qshrink_host_of_start(host, maker->start, shared->began);
	qshrink_host_ask_end(host, start_ended, maker);
	qshrink_host_share(host, shared->share - maker->used, shared->whole);
	host->simd = shared->simd;
	host->threads = 1;
	host->progress = maker->progress;
	if (shared->trace)
		qshrink_host_trace(host);
	host->deadline = now + qs_start_seconds(shared->deadline, now, shared->starts - maker->start + 1,
											(int) pg_atomic_read_u32(&shared->processes));
	shared->start[maker->start - 1].began = now;
	return host;
}

/* Leave the bytes of the run where the session finds them; false: there is no room. */
static bool
keep(QshrinkStartMaker *maker, const void *bytes, size_t count)
{
	QshrinkSharedStart *start = &maker->shared->start[maker->start - 1];

	start->bytes = count;
	if (maker->results == NULL)
	{
		maker->kept[maker->start - 1] = qs_duplicate(maker->session, bytes, count, 1);
		return true;
	}
	start->result = dsa_allocate_extended(maker->results, count, DSA_ALLOC_HUGE | DSA_ALLOC_NO_OOM);
	if (!DsaPointerIsValid(start->result))
		return false;
	qs_copy(maker->host, dsa_get_address(maker->results, start->result), bytes, count);
	return true;
}

/* Those after this one do not count. */
static void
end_starts(QshrinkStartMaker *maker)
{
	pg_atomic_uint32 *needed = &maker->shared->needed;
	uint32		before = pg_atomic_read_u32(needed);

	while ((uint32) maker->start < before &&
		   !pg_atomic_compare_exchange_u32(needed, &before, (uint32) maker->start))
		;
}

static void
make_start(QshrinkStartMaker *maker)
{
	QshrinkSharedStart *start = &maker->shared->start[maker->start - 1];
	QsHost	   *host = maker->host;
	QsSettings	settings = maker->settings;
	QsRun	   *run;
	void	   *bytes;
	size_t		count;

	settings.seed = qs_start_seed(settings.seed, maker->start);
	run = qs_solve(host, maker->problem->model, &settings);
	start->memory = host->memory_peak;
	if (host->memory_short)
		return;
	bytes = qs_run_to_bytes(host, run, &count);
	if (!keep(maker, bytes, count))
		return;
	start->state = QSHRINK_START_DONE;
	if (qs_run_ends_starts(run))
		end_starts(maker);
}

void
qshrink_make_starts(QshrinkStartMaker *maker)
{
	MemoryContext caller = CurrentMemoryContext;

	while ((maker->start = take_start(maker)) > 0)
	{
		QsHost	   *host = create_host(maker);

		PG_TRY();
		{
			make_start(maker);
		}
		PG_CATCH();
		{
			/* nothing but memory was taken, and nothing but memory is given back */
			if (!host->memory_short)
				PG_RE_THROW();
			MemoryContextSwitchTo(caller);
			FlushErrorState();
		}
		PG_END_TRY();
		if (maker->shared->start[maker->start - 1].state == QSHRINK_START_OPEN)
			maker->shared->start[maker->start - 1].state = QSHRINK_START_SHORT;
		qshrink_host_destroy(host);
		CHECK_FOR_INTERRUPTS();
	}
}

void
qshrink_notice_progress(void *context, const QsProgress *progress)
{
	StringInfoData line;

	if (!progress->milestone)
		return;
	initStringInfo(&line);
	appendStringInfo(&line, "%s%s", qshrink_host_prefix(context), progress->stage);
	if (progress->round)
		appendStringInfo(&line, " %d", progress->round);
	appendStringInfoString(&line, ": ");
	if (!isnan(progress->best))
		appendStringInfo(&line, "best %.15g, ", progress->best);
	if (!isnan(progress->bound))
		appendStringInfo(&line, "bound %.15g, ", progress->bound);
	appendStringInfo(&line, "%.2f s", qshrink_host_seconds(context));
	ereport(NOTICE, (errmsg_internal("%s", line.data)));
	pfree(line.data);
}
