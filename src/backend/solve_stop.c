/*
 * solve_stop.c
 *	  Ending a running solve from another session, its best answer kept.
 */
#include "compat.h"

#include <signal.h>

#include "catalog/pg_authid.h"
#include "storage/proc.h"
#include "storage/procarray.h"
#include "utils/acl.h"
#include "utils/backend_status.h"

#include "problem_arguments.h"
#include "problem_progress.h"
#include "solve_stop.h"

PG_FUNCTION_INFO_V1(qshrink_stop);

/* ---------------------------------------------------------------------------
 * Listening
 */

/* What the handler of a signal can reach: it has no argument. */
static volatile sig_atomic_t requested;
static int	listening;			/* solves that do: one may run within another's triggers */
static struct sigaction ignoring;	/* what was there before the first */

static void
note_request(int signal_number)
{
	(void) signal_number;
	requested = true;
}

static bool
end_requested(void *context)
{
	(void) context;
	return requested;
}

static void
stop_listening(void *argument)
{
	(void) argument;
	if (--listening == 0)
		sigaction(SIGUSR2, &ignoring, NULL);
}

void
qshrink_stop_heed(QsHost *host)
{
	if (listening == 0)
	{
		struct sigaction listen = {.sa_handler = note_request, .sa_flags = SA_RESTART};

		/* the signal means something to this process: a WAL sender, say */
		if (sigaction(SIGUSR2, NULL, &ignoring) != 0 || ignoring.sa_handler != SIG_IGN)
			return;
		requested = false;
		sigemptyset(&listen.sa_mask);
		if (sigaction(SIGUSR2, &listen, NULL) != 0)
			return;
	}
	listening++;
	host->end_requested = end_requested;
	host->own(host->context, stop_listening, NULL);
}

/* ---------------------------------------------------------------------------
 * Asking
 */

/* The rule of pg_cancel_backend */
static void
require_signal_right(const PGPROC *process)
{
	Oid			owner = process->roleId;

	if (!OidIsValid(owner) || superuser_arg(owner))
	{
		if (superuser())
			return;
		ereport(ERROR,
				(errcode(ERRCODE_INSUFFICIENT_PRIVILEGE),
				 errmsg("must be a superuser to stop a solve of a superuser")));
	}
	if (!has_privs_of_role(GetUserId(), owner) &&
		!has_privs_of_role(GetUserId(), ROLE_PG_SIGNAL_BACKEND))
		ereport(ERROR,
				(errcode(ERRCODE_INSUFFICIENT_PRIVILEGE),
				 errmsg("must be a member of the role whose solve is being stopped or a member of pg_signal_backend")));
}

/* Does the process show a solve, and is it of a kind that ignores the signal otherwise? */
static bool
is_solving(int pid)
{
	int			backends;

	pgstat_clear_backend_activity_snapshot();
	backends = pgstat_fetch_stat_numbackends();
	for (int k = 1; k <= backends; k++)
	{
		LocalPgBackendStatus *local = QSHRINK_BACKEND_STATUS(k);
		const PgBackendStatus *status = local ? &local->backendStatus : NULL;

		if (status && status->st_procpid == pid)
			return (status->st_backendType == B_BACKEND || status->st_backendType == B_BG_WORKER) &&
				status->st_progress_command == PROGRESS_COMMAND_COPY &&
				qshrink_progress_is_solve(status->st_progress_param);
	}
	return false;
}

bool
qshrink_stop_process(int pid)
{
	if (!is_solving(pid))
		return false;
	if (kill(pid, SIGUSR2) != 0)
	{
		ereport(WARNING, (errmsg("could not send signal to process %d: %m", pid)));
		return false;
	}
	return true;
}

/* qshrink_stop(pid) -> boolean: whether the process was solving and was told to end */
Datum
qshrink_stop(PG_FUNCTION_ARGS)
{
	PGPROC	   *process;
	int			pid;

	qshrink_require_argument(fcinfo, 0, "pid");
	pid = PG_GETARG_INT32(0);
	process = BackendPidGetProc(pid);
	if (process == NULL)
	{
		ereport(WARNING,
				(errmsg("PID %d is not a PostgreSQL backend process", pid),
				 errhint("A task is stopped by qshrink_stop(task_id => %d).", pid)));
		PG_RETURN_BOOL(false);
	}
	require_signal_right(process);
	PG_RETURN_BOOL(qshrink_stop_process(pid));
}
