/*
 * task_misfit.h
 *	  Whether settings go together on a problem, before a worker finds out.
 */
#ifndef QSHRINK_TASK_MISFIT_H
#define QSHRINK_TASK_MISFIT_H

#include "compat.h"

#include "task_settings.h"

/*
 * Why qshrink_solve would refuse these settings for any problem, in its own words, palloc'd:
 * they contradict each other, or the run of angles_from has none to give.  NULL: it would
 * not.  Inside SPI.  No error but that of an interrupt.
 */
extern char *qshrink_settings_misfit(Oid namespace, const QshrinkTaskSettings *settings);

/*
 * Why qshrink_solve would refuse to solve the problem with these settings, in its own
 * words, palloc'd; NULL: it would not, or that is not known within so many seconds.  It
 * is asked: a round with a single shot is begun.  Inside SPI.  No error but that of an
 * interrupt.
 */
extern char *qshrink_task_misfit(Oid namespace, int64 problem_id,
								 const QshrinkTaskSettings *settings, double seconds);

#endif
