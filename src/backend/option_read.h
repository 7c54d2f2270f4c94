/*
 * option_read.h
 *	  Reading what a user sets, by option_table.h: one range, one wording of every
 *	  error (SQLSTATE 22023, the value, and what it may be as a hint).
 */
#ifndef QSHRINK_OPTION_READ_H
#define QSHRINK_OPTION_READ_H

#include "option_check.h"
#include "option_table.h"
#include "utils/jsonb.h"

/* Reads an option that has no field; called for kinds from QSHRINK_GROUPS on. */
typedef void (*QshrinkOptionReader) (void *context, const QshrinkOption *option,
									 const JsonbValue *value);

/* The engine's defaults with the qshrink.* parameters */
extern QshrinkOptions qshrink_option_defaults(void);

/* Set what arguments of the function being called say: they are found by their names
 * in SQL.  A null stands for the default. */
extern void qshrink_read_arguments(FunctionCallInfo fcinfo, QshrinkOptions *options);

/* Set what a JSON object says; all keys must be options that may be given so.  A null
 * stands for the default.  read may be NULL where no such option needs it. */
extern void qshrink_read_options(QshrinkOptions *options, Jsonb *json, int given,
								 QshrinkOptionReader read, void *context);

/* When all options are read, which qshrink_read_options does itself unless given has
 * QSHRINK_UNSETTLED: ERROR where they contradict each other or one has no effect beside the
 * others (option_conflict.h); then what follows from several of them. */
extern void qshrink_options_settle(QshrinkOptions *options, int given);

/* The seed given, or one that is drawn now, in settings.seed */
extern void qshrink_draw_seed(QshrinkOptions *options);

#endif
