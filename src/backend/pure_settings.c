/*
 * pure_settings.c
 *	  The settings of the pure form.
 */
#include "compat.h"

#include <math.h>

#include "option_json.h"
#include "option_read.h"
#include "pure_settings.h"
#include "qubo_json.h"
#include "qubo_type.h"

/* An instruction set that all machines have: nodes of a cluster agree on every bit */
static QshrinkOptions
defaults(void)
{
	QshrinkOptions options = qshrink_option_initial();

	options.simd = QS_SIMD_PORTABLE;
	return options;
}

static void
read_start(void *context, const QshrinkOption *option, const JsonbValue *value)
{
	QshrinkPureSettings *settings = context;

	settings->start = qshrink_json_string(option->name, value);
}

QshrinkPureSettings
qshrink_pure_settings_read(Jsonb *json, int64 seed)
{
	QshrinkPureSettings settings = {.options = defaults()};
	JsonbValue	value;

	qshrink_read_options(&settings.options, json, QSHRINK_OF_PURE, read_start, &settings);
	settings.options.settings.has_target = qshrink_json_member(json, "target", &value) != NULL;
	settings.options.settings.seed = (uint64) seed;
	settings.options.has_seed = true;
	return settings;
}

void
qshrink_pure_settings_start(QsHost *host, QshrinkPureSettings *settings, int n)
{
	uint8_t    *x;

	if (settings->start == NULL)
		return;
	if (strlen(settings->start) != (size_t) n || strspn(settings->start, "01") != (size_t) n)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("start must be a string of %d digits 0 and 1", n)));
	x = QS_ARRAY(host, uint8_t, n);
	for (int v = 0; v < n; v++)
		x[v] = settings->start[v] == '1';
	settings->options.settings.start = x;
}

/* A target is there where it is set */
static bool
is_recorded(const QshrinkOptions *options, const QshrinkOption *option, const void *initial)
{
	return (option->given & QSHRINK_OF_PURE) && qshrink_option_has_field(option) &&
		strcmp(option->name, "target") != 0 && qshrink_option_differs(options, initial, option);
}

char *
qshrink_pure_settings_json(const QshrinkOptions *options, int n)
{
	const QsSettings *settings = &options->settings;
	QshrinkOptions initial = defaults();
	StringInfoData out;

	initStringInfo(&out);
	appendStringInfoChar(&out, '{');
	qshrink_append_options(&out, options, is_recorded, &initial);
	if (settings->has_target)
		qshrink_append_member(&out, "target", qshrink_float_text(settings->target));
	if (settings->start)
		qshrink_append_start(&out, settings->start, n);
	appendStringInfoChar(&out, '}');
	return out.data;
}
