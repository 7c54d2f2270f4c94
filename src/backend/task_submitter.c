/*
 * task_submitter.c
 *	  Working with the rights of who submitted a task.
 */
#include "compat.h"

#include "miscadmin.h"

#include "task_submitter.h"

QshrinkUser
qshrink_become_submitter(const QshrinkTask *task)
{
	QshrinkUser former;

	GetUserIdAndSecContext(&former.role, &former.context);
	SetUserIdAndSecContext(task->role, former.context | SECURITY_LOCAL_USERID_CHANGE);
	return former;
}

void
qshrink_become_user(QshrinkUser user)
{
	SetUserIdAndSecContext(user.role, user.context);
}
