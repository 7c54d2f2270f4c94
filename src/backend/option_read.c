/*
 * option_read.c
 *	  Reading what a user sets, by the one table of options.
 */
#include "compat.h"

#include <math.h>

#include "access/htup_details.h"
#include "catalog/pg_proc.h"
#include "catalog/pg_type.h"
#include "common/pg_prng.h"
#include "funcapi.h"
#include "lib/stringinfo.h"
#include "utils/builtins.h"
#include "utils/numeric.h"
#include "utils/syscache.h"
#include "utils/timestamp.h"

#include "angle_options.h"
#include "device_read.h"
#include "option_conflict.h"
#include "option_read.h"
#include "qubo_json.h"

#define LONGEST_NUMBER	40		/* digits that an error repeats */

static void
wrong_kind(const char *subject, const char *expected, const char *given)
{
	ereport(ERROR,
			(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
			 errmsg("%s must be %s, not %s", subject, expected, given)));
}

static double
json_number(const QshrinkOption *option, const char *subject, const JsonbValue *value)
{
	bool		whole = option->kind != QSHRINK_REAL;
	double		number;
	char	   *text;

	if (value->type != jbvNumeric)
		wrong_kind(subject, whole ? "an integer" : "a number", qshrink_json_kind(value));
	text = DatumGetCString(DirectFunctionCall1(numeric_out, NumericGetDatum(value->val.numeric)));
	if (strlen(text) > LONGEST_NUMBER)
		memcpy(text + LONGEST_NUMBER, "...", 4);
	if (!qshrink_numeric_to_float(value->val.numeric, &number))
		qshrink_out_of_range(subject, text, option->least, option->most);
	if (whole && number != rint(number))
		wrong_kind(subject, "an integer", text);
	qshrink_check_range(subject, number, option->least, option->most);
	return number;
}

static int
json_name(const QshrinkOption *option, const char *subject, const JsonbValue *value)
{
	if (value->type != jbvString)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("%s must be a string, not %s", subject, qshrink_json_kind(value)),
				 errhint("%s", qshrink_values_hint(option->names, ""))));
	return qshrink_name_value(option->names,
							  pnstrdup(value->val.string.val, value->val.string.len));
}

static char *
text_value(const char *subject, const JsonbValue *value)
{
	char	   *text = qshrink_json_string(subject, value);

	if (*text == '\0')
		wrong_kind(subject, "a text", "an empty one");
	return text;
}

static Jsonb *
object_value(const char *subject, const JsonbValue *value)
{
	JsonbValue	copy = *value;

	if (value->type != jbvBinary || !JsonContainerIsObject(value->val.binary.data))
		wrong_kind(subject, "an object", qshrink_json_kind(value));
	return JsonbValueToJsonb(&copy);
}

static double
interval_seconds(const Interval *interval)
{
	return (double) interval->time / USECS_PER_SEC + interval->day * (double) SECS_PER_DAY +
		interval->month * (double) (DAYS_PER_MONTH * SECS_PER_DAY);
}

/* ---------------------------------------------------------------------------
 * Parameters
 */
static void
take_setting(const QshrinkOption *option, QshrinkOptions *options)
{
	char	   *field = (char *) options + option->offset;

	switch (option->kind)
	{
		case QSHRINK_BOOLEAN:
			*(bool *) field = *(const bool *) option->setting;
			break;
		case QSHRINK_INTEGER:
		case QSHRINK_NAME:
			*(int *) field = *(const int *) option->setting;
			break;
		case QSHRINK_INTERVAL:
			*(double *) field = *(const double *) option->setting / 1000.0;
			break;
		default:
			*(double *) field = *(const double *) option->setting;
			break;
	}
}

QshrinkOptions
qshrink_option_defaults(void)
{
	QshrinkOptions options = qshrink_option_initial();

	for (int k = 0; k < qshrink_option_count; k++)
		if (qshrink_option[k].setting && qshrink_option_has_field(&qshrink_option[k]))
			take_setting(&qshrink_option[k], &options);
	return options;
}

/* ---------------------------------------------------------------------------
 * Arguments
 */
static Oid
argument_type(QshrinkOptionKind kind)
{
	switch (kind)
	{
		case QSHRINK_INTEGER:
			return INT4OID;
		case QSHRINK_SEED:
			return INT8OID;
		case QSHRINK_REAL:
			return FLOAT8OID;
		case QSHRINK_NAME:
			return TEXTOID;
		case QSHRINK_INTERVAL:
			return INTERVALOID;
		default:
			return InvalidOid;
	}
}

static void
read_argument(const QshrinkOption *option, Datum value, QshrinkOptions *options)
{
	char	   *field = (char *) options + option->offset;

	switch (option->kind)
	{
		case QSHRINK_INTEGER:
			*(int *) field = DatumGetInt32(value);
			qshrink_check_range(option->name, *(int *) field, option->least, option->most);
			break;
		case QSHRINK_SEED:
			*(uint64 *) field = (uint64) DatumGetInt64(value);
			options->has_seed = true;
			break;
		case QSHRINK_REAL:
			*(double *) field = DatumGetFloat8(value);
			qshrink_check_range(option->name, *(double *) field, option->least, option->most);
			break;
		case QSHRINK_NAME:
			*(int *) field = qshrink_name_value(option->names, TextDatumGetCString(value));
			break;
		default:
			*(double *) field = interval_seconds(DatumGetIntervalP(value));
			if (*(double *) field <= 0.0)
				ereport(ERROR,
						(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
						 errmsg("%s must be positive", option->name)));
			qshrink_check_range(option->name, *(double *) field, option->least, option->most);
			break;
	}
}

void
qshrink_read_arguments(FunctionCallInfo fcinfo, QshrinkOptions *options)
{
	HeapTuple	procedure = SearchSysCache1(PROCOID, ObjectIdGetDatum(fcinfo->flinfo->fn_oid));
	Oid		   *type;
	char	  **name;
	char	   *mode;
	int			count;
	int			input = 0;

	if (!HeapTupleIsValid(procedure))
		elog(ERROR, "cache lookup failed for function %u", fcinfo->flinfo->fn_oid);
	count = get_func_arg_info(procedure, &type, &name, &mode);
	ReleaseSysCache(procedure);
	for (int k = 0; k < count && name; k++)
	{
		const QshrinkOption *option;

		if (mode && mode[k] != PROARGMODE_IN)
			continue;
		option = qshrink_option_find(name[k], QSHRINK_ARGUMENT);
		if (option && type[k] == argument_type(option->kind) && !PG_ARGISNULL(input))
			read_argument(option, PG_GETARG_DATUM(input), options);
		input++;
	}
}

void
qshrink_draw_seed(QshrinkOptions *options)
{
	if (!options->has_seed)
		options->settings.seed = pg_prng_uint64(&pg_global_prng_state) >> 1;
}

/* ---------------------------------------------------------------------------
 * Keys of a JSON object
 */
static void
unknown_option(const char *name, int given)
{
	const char **candidate = palloc_array(const char *, qshrink_option_count);
	const QshrinkOption *elsewhere = qshrink_option_find(name, ~0);
	int			candidates = 0;
	const char *hint;

	for (int k = 0; k < qshrink_option_count; k++)
		if (qshrink_option[k].given & given)
			candidate[candidates++] = qshrink_option[k].name;
	if (elsewhere != NULL && given == QSHRINK_OF_PURE)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("option \"%s\" has no place in the pure form", name),
				 errdetail("It computes an answer from its arguments alone, ends by counted work, and stores and reports nothing."),
				 errhint("%s", qshrink_names_hint("options", "", candidate, candidates))));
	if (elsewhere == NULL)
		hint = qshrink_names_hint("options", name, candidate, candidates);
	else if (elsewhere->given & QSHRINK_ARGUMENT)
		hint = psprintf("It is an argument%s: %s => ...",
						given & (QSHRINK_OF_SOLVE | QSHRINK_OF_SAMPLE) ? "" : " of qshrink_solve", name);
	else
		hint = psprintf("It is %s.", elsewhere->given & QSHRINK_OF_SOLVE ? "an option of qshrink_solve" :
						elsewhere->given & QSHRINK_OF_SAMPLE ? "an option of qubo_sample" :
						elsewhere->given & QSHRINK_OF_ENCODE ? "an option of qshrink_encode" :
						elsewhere->given & QSHRINK_OF_CIRCUIT ? "an option of qshrink_circuit" :
						elsewhere->given & QSHRINK_OF_COUNTS ? "an option of qshrink_import_counts" :
						psprintf("the setting qshrink.%s", name));
	ereport(ERROR,
			(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
			 errmsg("unknown option \"%s\"", name),
			 errhint("%s", hint)));
}

static void
read_option(QshrinkOptions *options, const QshrinkOption *option, const JsonbValue *value)
{
	char	   *field = (char *) options + option->offset;
	char	   *subject = psprintf("option \"%s\"", option->name);

	switch (option->kind)
	{
		case QSHRINK_BOOLEAN:
			if (value->type != jbvBool)
				wrong_kind(subject, "true or false", qshrink_json_kind(value));
			*(bool *) field = value->val.boolean;
			break;
		case QSHRINK_INTEGER:
			*(int *) field = (int) json_number(option, subject, value);
			break;
		case QSHRINK_BIGINT:
			*(int64 *) field = (int64) json_number(option, subject, value);
			break;
		case QSHRINK_REAL:
			*(double *) field = json_number(option, subject, value);
			break;
		case QSHRINK_NAME:
			*(int *) field = json_name(option, subject, value);
			break;
		case QSHRINK_SWITCH:
			*(bool *) field = json_name(option, subject, value);
			break;
		case QSHRINK_OBJECT:
			*(Jsonb **) field = object_value(subject, value);
			break;
		case QSHRINK_TEXT:
			*(char **) field = text_value(subject, value);
			break;
		case QSHRINK_ANGLES:
			*(Jsonb **) field = qshrink_angles_value(value);
			break;
		case QSHRINK_DEVICE:
			*(Jsonb **) field = object_value(subject, value);
			options->settings.sampler.device = qshrink_device_read(*(Jsonb **) field);
			break;
		case QSHRINK_ROUND:
			*(Jsonb **) field = qshrink_angle_source_value(value);
			break;
		case QSHRINK_PAIR:
			qshrink_pair_value(option->name, value, (double *) field);
			break;
		default:
			elog(ERROR, "option \"%s\" has no reader", option->name);
	}
}

void
qshrink_read_options(QshrinkOptions *options, Jsonb *json, int given, QshrinkOptionReader read,
					 void *context)
{
	JsonbIterator *iterator;
	JsonbValue	key,
				value;
	JsonbIteratorToken token;

	if (!JB_ROOT_IS_OBJECT(json))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("options must be a JSON object")));
	iterator = JsonbIteratorInit(&json->root);
	while ((token = JsonbIteratorNext(&iterator, &key, true)) != WJB_DONE)
	{
		const QshrinkOption *option;
		char	   *name;

		if (token != WJB_KEY)
			continue;
		name = pnstrdup(key.val.string.val, key.val.string.len);
		option = qshrink_option_find(name, given);
		JsonbIteratorNext(&iterator, &value, true);
		if (option == NULL)
			unknown_option(name, given);
		if (value.type == jbvNull)
			continue;			/* the default stands */
		if (option->kind >= QSHRINK_GROUPS && read)
		{
			options->given_kinds |= QSHRINK_KIND_BIT(option->kind);
			read(context, option, &value);
		}
		else
			read_option(options, option, &value);
	}
	if (!(given & QSHRINK_UNSETTLED))
		qshrink_options_settle(options, given);
}

void
qshrink_options_settle(QshrinkOptions *options, int given)
{
	qshrink_require_effects(options, given);
	qshrink_angle_options_settle(options);
}
