/*
 * starts_worker.c
 *	  A parallel worker that makes starts of a solve.
 *
 * It computes from what is in shared memory: no table is read, and no snapshot held, so
 * that long solves hold back no VACUUM.
 */
#include "compat.h"

#include "access/xact.h"
#include "pgstat.h"
#include "storage/shm_toc.h"
#include "utils/backend_status.h"
#include "utils/snapmgr.h"

#include "backend_host.h"
#include "device_read.h"
#include "problem_flat.h"
#include "starts_shared.h"

extern PGDLLEXPORT void qshrink_starts_worker(dsm_segment *segment, shm_toc *contents);

/* The server loads the library anew for a worker: it may be another by now. */
static void
require_same_library(const QshrinkSharedStarts *shared)
{
	if (strcmp(shared->version, QSHRINK_VERSION) != 0 ||
		shared->settings_bytes != sizeof(QsSettings) || shared->run_bytes != sizeof(QsRun))
		ereport(ERROR,
				(errcode(ERRCODE_OBJECT_NOT_IN_PREREQUISITE_STATE),
				 errmsg("the library of qshrink was replaced while the session used it"),
				 errhint("Connect again.")));
}

/* Settings with what they point to, which is in shared memory too */
static QsSettings
complete_settings(const QshrinkSharedStarts *shared, shm_toc *contents, QshrinkProblem *problem)
{
	QsSettings	settings = shared->settings;

	settings.start = shared->has_start ? shm_toc_lookup(contents, QSHRINK_KEY_START, false) : NULL;
	settings.fixed = shared->has_fixed ? shm_toc_lookup(contents, QSHRINK_KEY_FIXED, false) : NULL;
	if (settings.sampler.angles)
		settings.sampler.angles = shm_toc_lookup(contents, QSHRINK_KEY_ANGLES, false);
	if (settings.sampler.device)
		settings.sampler.device = qshrink_device_read(shm_toc_lookup(contents, QSHRINK_KEY_DEVICE, false));
	settings.judge = qshrink_problem_judge;
	settings.judge_context = problem;
	return settings;
}

/* The problem in the worker's share of the memory; NULL: that is too little. */
static QshrinkProblem *
build_problem(QsHost *host, const void *flat)
{
	MemoryContext caller = CurrentMemoryContext;
	QshrinkProblem *volatile problem = NULL;

	PG_TRY();
	{
		problem = qshrink_problem_of_flat(host, flat);
	}
	PG_CATCH();
	{
		if (!host->memory_short)
			PG_RE_THROW();
		MemoryContextSwitchTo(caller);
		FlushErrorState();
	}
	PG_END_TRY();
	return problem;
}

static void
make_starts(QshrinkSharedStarts *shared, dsm_segment *segment, shm_toc *contents)
{
	QsHost	   *host = qshrink_host_create(0.0);
	QshrinkStartMaker maker = {
		.shared = shared,
		.progress = shared->notices ? qshrink_notice_progress : NULL
	};
	QshrinkProblem *problem;

	qshrink_host_share(host, shared->share, shared->whole);
	problem = build_problem(host, shm_toc_lookup(contents, QSHRINK_KEY_PROBLEM, false));
	if (problem && host->memory_used < shared->share)
	{
		maker.problem = problem;
		maker.settings = complete_settings(shared, contents, problem);
		maker.used = host->memory_used;
		maker.results = dsa_attach_in_place(shm_toc_lookup(contents, QSHRINK_KEY_RESULTS, false), segment);
		qshrink_make_starts(&maker);
		dsa_detach(maker.results);
	}
	qshrink_host_destroy(host);
}

void
qshrink_starts_worker(dsm_segment *segment, shm_toc *contents)
{
	QshrinkSharedStarts *shared = shm_toc_lookup(contents, QSHRINK_KEY_STARTS, false);
	const char *query = shm_toc_lookup(contents, QSHRINK_KEY_QUERY, true);

	require_same_library(shared);
	if (query)
		pgstat_report_activity(STATE_RUNNING, query);

	/* the server pops one at the end */
	PopActiveSnapshot();
	InvalidateCatalogSnapshot();
	pg_atomic_fetch_add_u32(&shared->ready, 1);
	make_starts(shared, segment, contents);
	PushActiveSnapshot(GetTransactionSnapshot());
	pg_atomic_fetch_add_u32(&shared->finished, 1);
}
