/*
 * task_settings.h
 *	  What a task is solved with: the arguments and options of qshrink_solve as one JSON
 *	  object.
 */
#ifndef QSHRINK_TASK_SETTINGS_H
#define QSHRINK_TASK_SETTINGS_H

#include "compat.h"

#include "utils/array.h"

#include "option_table.h"

typedef struct QshrinkTaskSettings
{
	QshrinkOptions options;		/* without a seed */
	char	   *start;			/* as qshrink_start is written, or NULL */
	Jsonb	   *fixed;			/* or NULL */
} QshrinkTaskSettings;

/*
 * Read them: arguments of qshrink_solve but problem_id and seed, time_limit in seconds or
 * as an interval, and options, beside them or in "options".  A null stands for the default
 * of the engine: no qshrink.* parameter counts.  ERROR as for qshrink_solve where one of them
 * alone is wrong; whether they go together is for qshrink_task_settings_settle.  Palloc'd.
 */
extern QshrinkTaskSettings qshrink_task_settings_read(Jsonb *settings);

/* Before they are used: ERROR (22023) where they do not go together (qshrink_options_settle).
 * What it adds is palloc'd. */
extern void qshrink_task_settings_settle(QshrinkTaskSettings *settings);

/*
 * As a task keeps them: one flat object without nulls, with the qshrink.* parameters of this
 * session that are not the engine's defaults, so that it does not matter whose session
 * works on it.  Palloc'd.
 */
extern Jsonb *qshrink_task_settings_resolve(Jsonb *settings);

/* Names of those that the pure form does not take: a text[], palloc'd */
extern ArrayType *qshrink_task_settings_not_pure(void);

#endif
