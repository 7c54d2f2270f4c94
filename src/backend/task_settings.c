/*
 * task_settings.c
 *	  What a task is solved with: the arguments and options of qshrink_solve as one JSON
 *	  object.
 */
#include "compat.h"

#include "catalog/pg_type.h"
#include "utils/builtins.h"
#include "utils/fmgrprotos.h"
#include "utils/numeric.h"
#include "utils/timestamp.h"

#include "option_json.h"
#include "option_read.h"
#include "qubo_json.h"
#include "task_settings.h"

#define GIVEN	(QSHRINK_ARGUMENT | QSHRINK_OF_SOLVE)

static void
require_object(Jsonb *json, const char *what)
{
	if (!JB_ROOT_IS_OBJECT(json))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("%s must be a JSON object", what)));
}

/* ---------------------------------------------------------------------------
 * One flat object
 */

/* Every member but nulls, those named, and those that are in `over` too */
static void
push_members(JsonbParseState **state, Jsonb *object, Jsonb *over)
{
	JsonbIterator *iterator = JsonbIteratorInit(&object->root);
	JsonbIteratorToken token;
	JsonbValue	key,
				value,
				other;

	while ((token = JsonbIteratorNext(&iterator, &key, true)) != WJB_DONE)
	{
		char	   *name;

		if (token != WJB_KEY)
			continue;
		JsonbIteratorNext(&iterator, &value, true);
		name = pnstrdup(key.val.string.val, key.val.string.len);
		if (value.type == jbvNull || (over && (strcmp(name, "options") == 0 || qshrink_json_member(over, name, &other))))
			continue;
		pushJsonbValue(state, WJB_KEY, &key);
		pushJsonbValue(state, WJB_VALUE, &value);
	}
}

static Jsonb *
merged(Jsonb *base, Jsonb *over)
{
	JsonbParseState *state = NULL;

	pushJsonbValue(&state, WJB_BEGIN_OBJECT, NULL);
	push_members(&state, base, over);
	push_members(&state, over, NULL);
	return JsonbValueToJsonb(pushJsonbValue(&state, WJB_END_OBJECT, NULL));
}

static Jsonb *
empty_object(void)
{
	return DatumGetJsonbP(DirectFunctionCall1(jsonb_in, CStringGetDatum("{}")));
}

/* Options beside the arguments */
static Jsonb *
flat(Jsonb *settings)
{
	JsonbValue	options;
	Jsonb	   *nested = empty_object();

	require_object(settings, "settings");
	if (qshrink_json_member(settings, "options", &options))
	{
		nested = JsonbValueToJsonb(&options);
		require_object(nested, "options");
	}
	return merged(settings, nested);
}

/* What a session may set and a solve takes, and is not what the engine begins with; notices
 * are for who waits */
static bool
is_of_task(const QshrinkOptions *options, const QshrinkOption *option, const void *initial)
{
	return (option->given & QSHRINK_SETTING) && (option->given & GIVEN) && qshrink_option_has_field(option) &&
		option->offset != offsetof(QshrinkOptions, notices) && qshrink_option_differs(options, initial, option);
}

/* The parameters of this session */
static Jsonb *
parameters(void)
{
	QshrinkOptions initial = qshrink_option_initial();
	QshrinkOptions current = qshrink_option_defaults();
	StringInfoData out;

	initStringInfo(&out);
	appendStringInfoChar(&out, '{');
	qshrink_append_options(&out, &current, is_of_task, &initial);
	appendStringInfoChar(&out, '}');
	return DatumGetJsonbP(DirectFunctionCall1(jsonb_in, CStringGetDatum(out.data)));
}

Jsonb *
qshrink_task_settings_resolve(Jsonb *settings)
{
	return merged(parameters(), flat(settings));
}

ArrayType *
qshrink_task_settings_not_pure(void)
{
	Datum	   *name = palloc_array(Datum, qshrink_option_count + 2);
	int			count = 0;

	for (int k = 0; k < qshrink_option_count; k++)
		if ((qshrink_option[k].given & GIVEN) && !(qshrink_option[k].given & QSHRINK_OF_PURE))
			name[count++] = CStringGetTextDatum(qshrink_option[k].name);
	/* of these it takes bits, if any */
	name[count++] = CStringGetTextDatum("start");
	name[count++] = CStringGetTextDatum("fixed");
	return construct_array(name, count, TEXTOID, -1, false, TYPALIGN_INT);
}

/* ---------------------------------------------------------------------------
 * Reading
 */

/* A number of seconds, or an interval as text */
static double
seconds_of(const JsonbValue *value)
{
	const QshrinkOption *option = qshrink_option_find("time_limit", QSHRINK_ARGUMENT);
	double		seconds;

	if (value->type == jbvNumeric)
	{
		if (!qshrink_numeric_to_float(value->val.numeric, &seconds))
			seconds = option->most * 2.0;
	}
	else
	{
		char	   *text = qshrink_json_string("time_limit", value);
		Interval   *interval = DatumGetIntervalP(DirectFunctionCall3(interval_in, CStringGetDatum(text),
																	 ObjectIdGetDatum(InvalidOid),
																	 Int32GetDatum(-1)));

		seconds = (double) interval->time / USECS_PER_SEC + interval->day * (double) SECS_PER_DAY +
			interval->month * (double) (DAYS_PER_MONTH * SECS_PER_DAY);
	}
	if (seconds < 0.0)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("time_limit must not be negative")));
	qshrink_check_range("time_limit", seconds, option->least, option->most);
	return seconds;
}

/* Text, or the number of a run */
static char *
start_of(const JsonbValue *value)
{
	if (value->type == jbvNumeric)
		return DatumGetCString(DirectFunctionCall1(numeric_out, NumericGetDatum(value->val.numeric)));
	return qshrink_json_string("start", value);
}

static Jsonb *
without(Jsonb *object, const char *name)
{
	return DatumGetJsonbP(DirectFunctionCall2(jsonb_delete, JsonbPGetDatum(object),
											  CStringGetTextDatum(name)));
}

QshrinkTaskSettings
qshrink_task_settings_read(Jsonb *given)
{
	QshrinkTaskSettings settings = {.options = qshrink_option_initial()};
	Jsonb	   *object = flat(given);
	JsonbValue	value;

	if (qshrink_json_member(object, "seed", &value))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("settings have the member \"seed\""),
				 errhint("The seed is an argument of its own.")));
	if (qshrink_json_member(object, "time_limit", &value))
		settings.options.seconds = seconds_of(&value);
	if (qshrink_json_member(object, "start", &value))
		settings.start = start_of(&value);
	if (qshrink_json_member(object, "fixed", &value))
		settings.fixed = JsonbValueToJsonb(&value);
	settings.options.settings.has_target = qshrink_json_member(object, "target", &value) != NULL;
	settings.options.settings.timed = settings.options.seconds > 0.0;
	object = without(without(without(object, "time_limit"), "start"), "fixed");
	qshrink_read_options(&settings.options, object, GIVEN | QSHRINK_UNSETTLED, NULL, NULL);
	return settings;
}

void
qshrink_task_settings_settle(QshrinkTaskSettings *settings)
{
	qshrink_options_settle(&settings->options, GIVEN);
}
