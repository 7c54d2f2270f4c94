/*
 * pure_settings.c
 *	  The settings of the pure form.
 */
#include "compat.h"

#include <math.h>

#include "lib/stringinfo.h"

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

static bool
is_given(Jsonb *json, const char *name)
{
	JsonbValue	value;

	return getKeyJsonValueFromContainer(&json->root, name, (int) strlen(name), &value) &&
		value.type != jbvNull;
}

QshrinkPureSettings
qshrink_pure_settings_read(Jsonb *json, int64 seed)
{
	QshrinkPureSettings settings = {.options = defaults()};

	qshrink_read_options(&settings.options, json, QSHRINK_OF_PURE, read_start, &settings);
	settings.options.settings.has_target = is_given(json, "target");
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

char *
qshrink_pure_settings_json(const QshrinkOptions *options, int n)
{
	const QsSettings *settings = &options->settings;
	QshrinkOptions initial = defaults();
	const char *separator = "";
	StringInfoData out;

	initStringInfo(&out);
	appendStringInfoChar(&out, '{');
	for (int k = 0; k < qshrink_option_count; k++)
	{
		const QshrinkOption *option = &qshrink_option[k];
		char	   *value;

		if (!(option->given & QSHRINK_OF_PURE) || !qshrink_option_has_field(option) ||
			strcmp(option->name, "target") == 0)
			continue;
		value = qshrink_option_json(options, option);
		if (strcmp(value, qshrink_option_json(&initial, option)) == 0)
			continue;
		appendStringInfo(&out, "%s\"%s\": %s", separator, option->name, value);
		separator = ", ";
	}
	if (settings->has_target)
	{
		appendStringInfo(&out, "%s\"target\": %s", separator, qshrink_float_text(settings->target));
		separator = ", ";
	}
	if (settings->start)
	{
		appendStringInfo(&out, "%s\"start\": \"", separator);
		enlargeStringInfo(&out, n + 2);
		for (int v = 0; v < n; v++)
			appendStringInfoCharMacro(&out, settings->start[v] ? '1' : '0');
		appendStringInfoChar(&out, '"');
	}
	appendStringInfoChar(&out, '}');
	return out.data;
}
