/*
 * solve_starts.c
 *	  The starts of a solve, by this session and by parallel workers.
 *
 * The parallel context is the server's: it carries the role, the settings and the
 * transaction to the workers, brings their errors and notices here, and ends them with
 * the transaction whatever happens.  Parallel mode, in which nothing can be written, lasts
 * as long as they compute.
 */
#include "compat.h"

#include <math.h>

#include "access/parallel.h"
#include "access/xact.h"
#include "pgstat.h"
#include "storage/latch.h"
#include "storage/lwlock.h"
#include "tcop/tcopprot.h"
#include "utils/snapmgr.h"

#include "backend_host.h"
#include "base/trace.h"
#include "problem_flat.h"
#include "settings.h"
#include "solve/run_bytes.h"
#include "solve/starts.h"
#include "solve_starts.h"
#include "starts_shared.h"

#define RESULTS_BYTES		(256 * 1024)	/* of the shared memory that is there at once; more comes as needed */
#define WAIT_MILLISECONDS	10

/* How the session sees a solve with workers */
typedef struct Team
{
	QshrinkSolve *solve;
	ParallelContext *context;
	QshrinkStartMaker maker;
	dsa_area   *results;
	size_t		used;			/* memory before all this, and the most until then */
	size_t		peak;
	size_t		charged;
	double		began;
	bool		pushed;			/* a snapshot, for workers to begin with */
} Team;

/* ---- how many ----------------------------------------------------------- */

static int
wanted_workers(const QshrinkOptions *options)
{
	int			workers = Min(options->workers, qshrink_max_workers);

	if (options->starts == 1)
		return 0;
	/* in a parallel worker, and wherever else one may not begin what is parallel */
	if (!IsUnderPostmaster || !IsTransactionState() || IsInParallelMode() || IsParallelWorker())
		return 0;
	if (options->workers > qshrink_max_workers && options->workers < QSHRINK_MOST_WORKERS)
		ereport(NOTICE,
				(errmsg("option \"workers\" is %d, but qshrink.max_workers allows %d",
						options->workers, qshrink_max_workers),
				 errhint("SET qshrink.max_workers = %d; the rows are the same without.",
						 options->workers)));
	workers = Min(workers, options->starts - 1);
	return Min(workers, max_parallel_workers);
}

/* ---- shared memory ------------------------------------------------------ */

static size_t
starts_bytes(int starts)
{
	return offsetof(QshrinkSharedStarts, start) + (size_t) starts * sizeof(QshrinkSharedStart);
}

static void *
allocate(Team *team, uint64 key, size_t bytes)
{
	void	   *place = shm_toc_allocate(team->context->toc, bytes);

	shm_toc_insert(team->context->toc, key, place);
	return place;
}

static void
put_bytes(Team *team, uint64 key, const void *from, size_t bytes)
{
	if (from)
		qs_copy(team->solve->host, allocate(team, key, bytes), from, bytes);
}

static size_t
query_bytes(void)
{
	return debug_query_string ? strlen(debug_query_string) + 1 : 0;
}

static size_t
angle_bytes(const QsSamplerSettings *sampler)
{
	return sampler->angles ? (size_t) sampler->angle_count * sizeof(double) : 0;
}

static size_t
device_bytes(const QshrinkOptions *options)
{
	return options->device ? VARSIZE(options->device) : 0;
}

/* Bytes of each part, by key from QSHRINK_KEY_STARTS on; 0: it is left out. */
static void
part_bytes(const QshrinkSolve *solve, size_t bytes[QSHRINK_KEYS])
{
	const QsSettings *settings = &solve->options.settings;
	size_t		n = (size_t) solve->problem->n;

	bytes[0] = starts_bytes(solve->options.starts);
	bytes[1] = qshrink_problem_flat_bytes(solve->problem);
	bytes[2] = settings->start ? n : 0;
	bytes[3] = settings->fixed ? n : 0;
	bytes[4] = RESULTS_BYTES;
	bytes[5] = query_bytes();
	bytes[6] = angle_bytes(&settings->sampler);
	bytes[7] = device_bytes(&solve->options);
}

static size_t
shared_bytes(const QshrinkSolve *solve)
{
	size_t		bytes[QSHRINK_KEYS];
	size_t		sum = 0;

	part_bytes(solve, bytes);
	for (int k = 0; k < QSHRINK_KEYS; k++)
		sum += bytes[k];
	return sum;
}

static void
estimate_all(Team *team)
{
	size_t		bytes[QSHRINK_KEYS];

	part_bytes(team->solve, bytes);
	for (int k = 0; k < QSHRINK_KEYS; k++)
		if (bytes[k] > 0)
		{
			shm_toc_estimate_chunk(&team->context->estimator, bytes[k]);
			shm_toc_estimate_keys(&team->context->estimator, 1);
		}
}

/* What is left of the memory, for as many processes and for what they leave behind */
static void
share_memory(Team *team, QshrinkSharedStarts *shared)
{
	const QsHost *host = team->solve->host;
	size_t		left = host->memory_limit - host->memory_used;

	shared->whole = host->memory_limit - team->used;
	shared->share = left / (size_t) (team->context->nworkers + 2);
}

static QshrinkSharedStarts *
fill_starts(Team *team)
{
	const QshrinkOptions *options = &team->solve->options;
	size_t		bytes = starts_bytes(options->starts);
	QshrinkSharedStarts *shared = allocate(team, QSHRINK_KEY_STARTS, bytes);

	memset(shared, 0, bytes);
	snprintf(shared->version, sizeof(shared->version), "%s", QSHRINK_VERSION);
	shared->settings_bytes = sizeof(QsSettings);
	shared->run_bytes = sizeof(QsRun);
	share_memory(team, shared);
	shared->began = team->solve->started;
	shared->deadline = team->solve->host->deadline;
	shared->starts = options->starts;
	shared->simd = team->solve->host->simd;
	shared->notices = options->notices;
	shared->trace = options->trace;
	shared->has_start = options->settings.start != NULL;
	shared->has_fixed = options->settings.fixed != NULL;
	shared->settings = options->settings;
	pg_atomic_init_u32(&shared->next, 1);
	pg_atomic_init_u32(&shared->needed, (uint32) options->starts);
	pg_atomic_init_u32(&shared->ended, 0);
	pg_atomic_init_u32(&shared->processes, (uint32) team->context->nworkers + 1);
	pg_atomic_init_u32(&shared->ready, 0);
	pg_atomic_init_u32(&shared->finished, 0);
	return shared;
}

static void
fill_all(Team *team)
{
	QshrinkSolve *solve = team->solve;
	const QshrinkProblem *problem = solve->problem;
	const QsSettings *settings = &solve->options.settings;
	size_t		bytes = qshrink_problem_flat_bytes(problem);

	team->maker.shared = fill_starts(team);
	qshrink_problem_flatten(solve->host, problem, allocate(team, QSHRINK_KEY_PROBLEM, bytes));
	put_bytes(team, QSHRINK_KEY_START, settings->start, (size_t) problem->n);
	put_bytes(team, QSHRINK_KEY_FIXED, settings->fixed, (size_t) problem->n);
	put_bytes(team, QSHRINK_KEY_ANGLES, settings->sampler.angles, angle_bytes(&settings->sampler));
	put_bytes(team, QSHRINK_KEY_DEVICE, solve->options.device, device_bytes(&solve->options));
	put_bytes(team, QSHRINK_KEY_QUERY, debug_query_string, query_bytes());
	team->results = dsa_create_in_place(allocate(team, QSHRINK_KEY_RESULTS, RESULTS_BYTES),
										RESULTS_BYTES, LWTRANCHE_PARALLEL_QUERY_DSA,
										team->context->seg);
}

/* ---- beginning and ending ----------------------------------------------- */

/* False: no shared memory could be had, or no worker. */
static bool
launch(Team *team, int workers)
{
	/* whatever the transaction holds, the server hands a snapshot to its workers */
	if (!ActiveSnapshotSet())
	{
		PushActiveSnapshot(GetTransactionSnapshot());
		team->pushed = true;
	}
	EnterParallelMode();
	team->context = CreateParallelContext("$libdir/qshrink", "qshrink_starts_worker", workers);
	estimate_all(team);
	InitializeParallelDSM(team->context);
	if (team->context->seg == NULL || team->context->nworkers == 0)
		return false;
	fill_all(team);
	LaunchParallelWorkers(team->context);
	pg_atomic_write_u32(&team->maker.shared->processes, (uint32) team->context->nworkers_launched + 1);
	return team->context->nworkers_launched > 0;
}

static void
pause_shortly(void)
{
	(void) WaitLatch(MyLatch, WL_LATCH_SET | WL_TIMEOUT | WL_EXIT_ON_PM_DEATH, WAIT_MILLISECONDS,
					 PG_WAIT_EXTENSION);
	ResetLatch(MyLatch);
	CHECK_FOR_INTERRUPTS();
}

/* Without a snapshot of the caller's, none is held longer than workers need to begin. */
static void
drop_snapshot(Team *team)
{
	if (!team->pushed)
		return;
	WaitForParallelWorkersToAttach(team->context);
	while (pg_atomic_read_u32(&team->maker.shared->ready) < (uint32) team->context->nworkers_launched)
		pause_shortly();
	PopActiveSnapshot();
	team->pushed = false;
}

/* Has one ended that did not say that it is finished?  It failed, and the server says how. */
static bool
lost_worker(const Team *team)
{
	uint32		stopped = 0;
	pid_t		pid;

	for (int k = 0; k < team->context->nworkers_launched; k++)
		if (GetBackgroundWorkerPid(team->context->worker[k].bgwhandle, &pid) == BGWH_STOPPED)
			stopped++;
	return stopped > pg_atomic_read_u32(&team->maker.shared->finished);
}

/* Not by the server's function alone, which would not pass on that the user wants an end */
static void
wait_for_workers(Team *team)
{
	while (pg_atomic_read_u32(&team->maker.shared->finished) < (uint32) team->context->nworkers_launched &&
		   !lost_worker(team))
	{
		qshrink_starts_ended(&team->maker);
		pause_shortly();
	}
	WaitForParallelWorkersToFinish(team->context);
}

/* ---- results ------------------------------------------------------------ */

/* What processes left, up to the last start that is needed */
static void
collect(Team *team, QsStart *start)
{
	QsHost	   *host = team->solve->host;
	QshrinkSharedStarts *shared = team->maker.shared;
	int			needed = (int) pg_atomic_read_u32(&shared->needed);

	for (int k = 0; k < needed; k++)
	{
		const QshrinkSharedStart *from = &shared->start[k];
		const void *bytes = team->maker.kept[k];

		if (from->state != QSHRINK_START_DONE)
			continue;
		if (bytes == NULL)
			bytes = dsa_get_address(team->results, from->result);
		start[k].run = qs_run_from_bytes(host, bytes, from->bytes);
		if (start[k].run == NULL)
			elog(ERROR, "a parallel worker left no run");
		start[k].began = from->began;
		start[k].memory = from->memory;
		qs_free(host, team->maker.kept[k]);
		if (DsaPointerIsValid(from->result))
			dsa_free(team->results, from->result);
	}
}

static void
dismiss(Team *team)
{
	if (team->results)
		dsa_detach(team->results);
	DestroyParallelContext(team->context);
	ExitParallelMode();
	if (team->pushed)
		PopActiveSnapshot();
	qs_discharge(team->solve->host, team->charged);
}

/*
 * Starts for which a share of the memory was too little, with all of it.  In their order:
 * a proof makes those after it needless.  Returns how many are needed now.
 */
static int
make_again(QshrinkSolve *solve, QsStart *start, const bool *short_of, int needed)
{
	QsHost	   *host = solve->host;

	for (int k = 0; k < needed; k++)
	{
		QsSettings	settings = solve->options.settings;
		size_t		before = host->memory_used;

		if (!short_of[k] || (k > 0 && qs_time_up(host)))
			continue;
		QS_TRACE(host, "start %d: made again, with all of the memory", k + 1);
		settings.seed = qs_start_seed(settings.seed, k + 1);
		host->memory_peak = before;
		start[k].began = qs_clock(host);
		start[k].run = qs_solve(host, solve->problem->model, &settings);
		start[k].memory = host->memory_peak - before;
		if (qs_run_ends_starts(start[k].run))
			needed = k + 1;
	}
	return needed;
}

static QsRun *
solve_together(Team *team)
{
	QshrinkSolve *solve = team->solve;
	QsHost	   *host = solve->host;
	int			starts = solve->options.starts;
	bool	   *short_of = QS_ARRAY0(host, bool, starts);
	QsStart    *start = QS_ARRAY0(host, QsStart, starts);
	size_t		memory;
	int			needed;
	QsRun	   *run;

	drop_snapshot(team);
	qshrink_make_starts(&team->maker);
	wait_for_workers(team);
	collect(team, start);
	needed = (int) pg_atomic_read_u32(&team->maker.shared->needed);
	for (int k = 0; k < needed; k++)
		short_of[k] = team->maker.shared->start[k].state == QSHRINK_START_SHORT;
	dismiss(team);
	needed = make_again(solve, start, short_of, needed);
	run = qs_starts_merge(host, solve->problem->model, &solve->options.settings, start, needed,
						  team->began, &memory);
	host->memory_peak = Max(team->peak, team->used + memory);
	qs_free(host, short_of);
	qs_free(host, start);
	qs_free(host, team->maker.kept);
	return run;
}

QsRun *
qshrink_solve_starts(QshrinkSolve *solve)
{
	QsHost	   *host = solve->host;
	int			workers = wanted_workers(&solve->options);
	Team		team = {
		.solve = solve, .used = host->memory_used, .peak = host->memory_peak, .began = qs_clock(host)
	};

	if (workers == 0)
		return qs_solve_starts(host, solve->problem->model, &solve->options.settings,
							   solve->options.starts);
	team.charged = shared_bytes(solve);
	qs_charge(host, team.charged);
	team.maker = (QshrinkStartMaker)
	{
		.problem = solve->problem, .settings = solve->options.settings, .session = host,
		.progress = host->progress, .kept = QS_ARRAY0(host, void *, solve->options.starts)
	};
	if (launch(&team, workers))
		return solve_together(&team);
	dismiss(&team);
	qs_free(host, team.maker.kept);
	host->memory_peak = team.peak;
	return qs_solve_starts(host, solve->problem->model, &solve->options.settings,
						   solve->options.starts);
}
