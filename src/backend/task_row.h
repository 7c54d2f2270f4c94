/*
 * task_row.h
 *	  The rows of qshrink_task: who claims them, and what becomes of them.
 *
 * A claim is told from others of the same task by its token, the number of the attempt.
 * The session that works on one holds a lock by task and token that dies with it: a task
 * is given to another worker only when its lease is over and nobody holds that lock.
 *
 * All of these are for the inside of SPI, write with the caller's rights, and leave it to
 * the caller to end the transaction.
 */
#ifndef QSHRINK_TASK_ROW_H
#define QSHRINK_TASK_ROW_H

#include "compat.h"

#include "utils/jsonb.h"
#include "utils/timestamp.h"

#define QSHRINK_TASK_CHANNEL	"qshrink_task"	/* of NOTIFY */

/* A task that was claimed */
typedef struct QshrinkTask
{
	int64		task_id;
	int64		problem_id;
	int64		token;
	Oid			role;			/* that submitted it */
	Jsonb	   *settings;
	int64		seed;
} QshrinkTask;

/* Whose claim it is */
typedef struct QshrinkClaimant
{
	const char *worker;			/* its name */
	int			pid;			/* 0: it is no session of this server */
	const Interval *lease;
	const int64 *experiment;	/* whose tasks alone are claimed; NULL: all */
} QshrinkClaimant;

/*
 * Put tasks whose worker is lost back, then claim the next one, of roles whose privileges
 * the caller has; false: there is none.  settings is palloc'd.  A claim of a session
 * (pid) comes with the lock, which qshrink_task_release() gives back.
 */
extern bool qshrink_task_claim(Oid namespace, const QshrinkClaimant *claimant, QshrinkTask *task);
extern void qshrink_task_release(const QshrinkTask *task);

/* A task that pauses no longer than this after an error is worth waiting for. */
#define QSHRINK_SHORT_PAUSE	"1 s"

/* When the first of these, of those that the claimant might claim, may be tried again;
 * DT_NOBEGIN: there is none. */
extern TimestampTz qshrink_task_pause_end(Oid namespace, const QshrinkClaimant *claimant);

/* Is the lock of a claim held, and by which process (0: none, or one that is going)? */
extern bool qshrink_task_is_held(int64 task_id, int64 token);
extern int	qshrink_task_holder(int64 task_id, int64 token);

typedef enum QshrinkClaimState
{
	QSHRINK_CLAIM_OVER,			/* the task is somebody else's, finished, or gone */
	QSHRINK_CLAIM_CANCELLED,	/* it is to be given up */
	QSHRINK_CLAIM_HOPELESS,		/* no attempt would get further */
	QSHRINK_CLAIM_GOOD
} QshrinkClaimState;

/* Lock the row of a claim, of which task_id, problem_id and token are given, and say what it is worth. */
extern QshrinkClaimState qshrink_task_hold(Oid namespace, const QshrinkTask *task);

/* The claim, whose row is locked, goes on for so long. */
extern void qshrink_task_renew(Oid namespace, const QshrinkTask *task, const Interval *lease);

/* The claim, whose row is locked, ends with this run. */
extern void qshrink_task_done(Oid namespace, const QshrinkTask *task, int64 run_id);

/* The claim, whose row is locked and which is worth `claim`, ends with this error, of which
 * a run tells (task_failed_run.h) unless task->role is none.  Returns the state the task has
 * then: where it is queued again, it waits. */
extern const char *qshrink_task_failed(Oid namespace, const QshrinkTask *task,
									   QshrinkClaimState claim, int sqlstate, const char *message);

/* Announce what became of a task, when the transaction commits. */
extern void qshrink_task_announce(int64 task_id, int64 problem_id, const char *state, int64 run_id);

/* SQLSTATE and message of a claim that qshrink_cancel ended */
#define QSHRINK_CANCELLED_STATE		ERRCODE_QUERY_CANCELED
#define QSHRINK_CANCELLED_MESSAGE	"cancelled by qshrink_cancel"

/* A task that the caller may change, by its number, its row locked.  ERROR where there is
 * no such task, or it is not the caller's. */
typedef struct QshrinkTaskState
{
	QshrinkTask task;			/* without settings */
	char	   *state;
} QshrinkTaskState;

extern QshrinkTaskState qshrink_task_lock(Oid namespace, int64 task_id);

#endif
