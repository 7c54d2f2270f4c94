/*
 * pure_settings.h
 *	  The settings of the pure form: by the same table of options as those of
 *	  qshrink_solve, but never a qshrink.* parameter.
 */
#ifndef QSHRINK_PURE_SETTINGS_H
#define QSHRINK_PURE_SETTINGS_H

#include "compat.h"

#include "option_table.h"

typedef struct QshrinkPureSettings
{
	QshrinkOptions options;
	char	   *start;			/* bits as given, or NULL */
} QshrinkPureSettings;

/* What a JSON object says on top of constant defaults.  ERROR as for qshrink_solve. */
extern QshrinkPureSettings qshrink_pure_settings_read(Jsonb *settings, int64 seed);

/* options.settings.start for a model of n variables, host memory; ERROR for other lengths */
extern void qshrink_pure_settings_start(QsHost *host, QshrinkPureSettings *settings, int n);

/* As text of a JSON object whatever is not the default, start (n bits) included; read
 * again it says the same.  Palloc'd. */
extern char *qshrink_pure_settings_json(const QshrinkOptions *options, int n);

#endif
