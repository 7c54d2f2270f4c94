/*
 * task_failed_run.h
 *	  The row that an attempt without an answer leaves in qshrink_run.
 */
#ifndef QSHRINK_TASK_FAILED_RUN_H
#define QSHRINK_TASK_FAILED_RUN_H

#include "task_row.h"

/*
 * Write it with the rights of who submitted the task: status failed or cancelled, error and
 * SQLSTATE, no objective, bound or fingerprint, and no other rows.  The claim is not ended
 * yet.  Nothing is written where that fails, since the problem is no more or the rights are
 * gone, say: the task has the error, too.  Inside SPI.
 */
extern void qshrink_failed_run_store(Oid namespace, const QshrinkTask *task, bool cancelled,
									 int sqlstate, const char *message);

#endif
