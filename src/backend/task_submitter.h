/*
 * task_submitter.h
 *	  Working with the rights of who submitted a task.
 */
#ifndef QSHRINK_TASK_SUBMITTER_H
#define QSHRINK_TASK_SUBMITTER_H

#include "task_row.h"

/*
 * Go on as the role that submitted a task, whose rights count; the user until then, to go
 * back to.  An error, or the end of the subtransaction, goes back by itself.
 */
typedef struct QshrinkUser
{
	Oid			role;
	int			context;
} QshrinkUser;

extern QshrinkUser qshrink_become_submitter(const QshrinkTask *task);
extern void qshrink_become_user(QshrinkUser user);

#endif
