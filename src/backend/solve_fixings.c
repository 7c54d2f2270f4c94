/*
 * solve_fixings.c
 *	  The argument fixed of a solve.
 */
#include "compat.h"

#include <math.h>

#include "lib/stringinfo.h"
#include "utils/builtins.h"
#include "utils/json.h"
#include "utils/jsonb.h"
#include "utils/numeric.h"

#include "problem_arguments.h"
#include "problem_keys.h"
#include "problem_names.h"
#include "solve_fixings.h"
#include "solve_options.h"

static const char *const shape_hint =
	"Write an object such as {\"tent\": 1, \"rope\": 0}, pairs such as [[[\"f\", \"l\"], 0]], or [{\"variable\": 3, \"value\": 1}, {\"keys\": [\"f\", \"l\"], \"value\": 0}].";

typedef struct Reading
{
	QsHost	   *host;
	const QshrinkProblem *problem;
	const QshrinkNames *names;
	int8_t	   *fixed;
} Reading;

static void
wrong_shape(const char *what)
{
	ereport(ERROR,
			(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
			 errmsg("%s", what),
			 errhint("%s", shape_hint)));
}

static char *
value_text(const JsonbValue *value)
{
	JsonbValue	copy = *value;
	Jsonb	   *json = JsonbValueToJsonb(&copy);

	return JsonbToCString(NULL, &json->root, VARSIZE(json));
}

/* The variable, or an ERROR that names what is none; name as the user wrote it */
static int
found_variable(const Reading *reading, int variable, const char *name)
{
	int64		problem_id = reading->problem->problem_id;

	if (variable == QSHRINK_NAME_AMBIGUOUS)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("fixed names %s, which is the key of several variables of problem " INT64_FORMAT,
						name, problem_id),
				 errhint("Name it by number: [{\"variable\": 3, \"value\": 1}].")));
	if (variable < 0 || variable >= reading->problem->n)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("fixed names %s, which is no variable of problem " INT64_FORMAT,
						name, problem_id),
				 !qshrink_names_any(reading->names) ?
				 errhint("The problem has no keys: name variables by their number, 0 to %d.",
						 reading->problem->n - 1) :
				 qshrink_names_parts(reading->names) > 1 ?
				 errhint("Keys of this problem have several parts: write [[[\"a\", \"b\"], 1]], or by number [{\"variable\": 3, \"value\": 1}].") :
				 qshrink_names_by_number(reading->names) ?
				 errhint("Name variables by key, or by number, 0 to %d (see qshrink_variable).",
						 reading->problem->n - 1) :
				 errhint("Name variables by key, as some keys are integers; by number write [{\"variable\": 3, \"value\": 1}].")));
	return variable;
}

/* Value, wanted of an integer: the heaviest of its variables that fit, which reach all
 * values from lower to the sum of the weights */
static void
fix_integer(Reading *reading, int variable, const char *name, double wanted, const JsonbValue *value)
{
	double		lower = qshrink_names_role(reading->names, variable).lower;
	double		upper = lower;
	double		rest = wanted - lower;

	for (int v = variable; v >= 0; v = qshrink_names_next(reading->names, v))
		upper += qshrink_names_role(reading->names, v).weight;
	if (!(wanted >= lower && wanted <= upper) || wanted != rint(wanted))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("fixed gives %s the value %s", name, value_text(value)),
				 errhint("It is an integer from %.0f to %.0f.", lower, upper)));
	for (int v = variable; v >= 0; v = qshrink_names_next(reading->names, v))
	{
		if (reading->fixed[v] >= 0)
			ereport(ERROR,
					(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
					 errmsg("fixed gives a value to %s a second time", name)));
		reading->fixed[v] = 0;
	}
	while (rest > 0.0)
	{
		int			heaviest = -1;

		for (int v = variable; v >= 0; v = qshrink_names_next(reading->names, v))
		{
			double		weight = qshrink_names_role(reading->names, v).weight;

			if (!reading->fixed[v] && weight <= rest &&
				(heaviest < 0 || weight > qshrink_names_role(reading->names, heaviest).weight))
				heaviest = v;
		}
		if (heaviest < 0)
			break;
		reading->fixed[heaviest] = 1;
		rest -= qshrink_names_role(reading->names, heaviest).weight;
	}
}

/* A variable named by key may be an integer, one named by number is a bit */
static void
fix(Reading *reading, int variable, const char *name, bool by_key, const JsonbValue *value)
{
	double		number = NAN;

	if (value->type == jbvBool)
		number = value->val.boolean ? 1.0 : 0.0;
	else if (value->type == jbvNumeric)
		number = qshrink_numeric_integer(value->val.numeric);
	if (by_key && qshrink_names_role(reading->names, variable).weight > 0.0)
	{
		fix_integer(reading, variable, name, number, value);
		return;
	}
	if (number != 0.0 && number != 1.0)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("fixed gives %s the value %s", name, value_text(value)),
				 errhint("A variable is fixed to 0 or 1.")));
	if (reading->fixed[variable] >= 0 && reading->fixed[variable] != (int8_t) number)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("fixed gives variable %d both values, the second time as %s",
						variable, name)));
	reading->fixed[variable] = (int8_t) number;
}

/* {"tent": 1, "rope": 0} */
static void
read_object(Reading *reading, Jsonb *json)
{
	JsonbIterator *iterator = JsonbIteratorInit(&json->root);
	JsonbIteratorToken token;
	JsonbValue	key,
				value;

	while ((token = JsonbIteratorNext(&iterator, &key, true)) != WJB_DONE)
	{
		char	   *name;
		int			variable;

		if (token != WJB_KEY)
			continue;
		JsonbIteratorNext(&iterator, &value, true);
		name = psprintf("\"%s\"", pnstrdup(key.val.string.val, key.val.string.len));
		variable = qshrink_names_find_text(reading->names, key.val.string.val,
										   key.val.string.len);
		fix(reading, found_variable(reading, variable, name), name, true, &value);
		pfree(name);
		CHECK_FOR_INTERRUPTS();
	}
}

/* A scalar of a key as the text that keys are */
static Datum
key_text(const JsonbValue *value)
{
	if (value->type == jbvString)
		return PointerGetDatum(cstring_to_text_with_len(value->val.string.val,
														value->val.string.len));
	if (value->type != jbvNumeric && value->type != jbvBool)
		wrong_shape(psprintf("fixed has the key %s", value_text(value)));
	return CStringGetTextDatum(value_text(value));
}

static int
variable_of_keys(const Reading *reading, const JsonbValue *keys)
{
	Datum	   *part;
	int			count = 1;

	if (keys->type == jbvBinary && JsonContainerIsArray(keys->val.binary.data) &&
		JsonContainerSize(keys->val.binary.data) > 0)
	{
		count = (int) JsonContainerSize(keys->val.binary.data);
		part = palloc_array(Datum, count);
		for (int k = 0; k < count; k++)
			part[k] = key_text(getIthJsonbValueFromContainer(keys->val.binary.data, k));
	}
	else
	{
		part = palloc_object(Datum);
		*part = key_text(keys);
	}
	return found_variable(reading, qshrink_names_find(reading->names, qshrink_joined_key(part, count)),
						  value_text(keys));
}

static int
variable_of_number(const Reading *reading, const JsonbValue *number)
{
	double		value = -1.0;

	if (number->type == jbvNumeric)
		value = qshrink_numeric_integer(number->val.numeric);
	if (!(value >= 0.0 && value < reading->problem->n))
		value = -1.0;
	return found_variable(reading, (int) value, psprintf("variable %s", value_text(number)));
}

/* [key, value], key a text or an array of texts */
static void
read_pair(Reading *reading, JsonbContainer *pair)
{
	JsonbValue *keys = getIthJsonbValueFromContainer(pair, 0);

	fix(reading, variable_of_keys(reading, keys), value_text(keys), true,
		getIthJsonbValueFromContainer(pair, 1));
}

static bool
is_pair(JsonbContainer *array)
{
	return JsonContainerIsArray(array) && !JsonContainerIsScalar(array) &&
		JsonContainerSize(array) == 2;
}

/* {"variable": 3, "keys": ["tent"], "value": 1}, or a pair */
static void
read_element(Reading *reading, const JsonbValue *element)
{
	JsonbContainer *object = element->val.binary.data;
	JsonbValue	value,
				number,
				keys;
	bool		by_number,
				by_keys;
	int			variable;

	if (element->type == jbvBinary && is_pair(object))
	{
		read_pair(reading, object);
		return;
	}
	if (element->type != jbvBinary || !JsonContainerIsObject(object))
		wrong_shape(psprintf("fixed has the element %s, which is neither an object nor a pair of key and value",
							 value_text(element)));
	by_number = getKeyJsonValueFromContainer(object, "variable", 8, &number) != NULL;
	by_keys = getKeyJsonValueFromContainer(object, "keys", 4, &keys) != NULL &&
		keys.type != jbvNull;
	if ((!by_number && !by_keys) || getKeyJsonValueFromContainer(object, "value", 5, &value) == NULL)
		wrong_shape(psprintf("fixed has the element %s without a variable or a value",
							 value_text(element)));
	variable = by_number ? variable_of_number(reading, &number) : variable_of_keys(reading, &keys);
	if (by_number && by_keys && variable_of_keys(reading, &keys) != variable)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("fixed has the element %s, but variable %d of problem " INT64_FORMAT " has another key",
						value_text(element), variable, reading->problem->problem_id)));
	fix(reading, variable, by_number ? psprintf("variable %d", variable) : value_text(&keys), by_keys, &value);
}

/* One pair by itself: [["f", "l"], 0], ["tent", 1].  Elements of a list are no scalars. */
static bool
is_lone_pair(JsonbContainer *array)
{
	JsonbValue *second = is_pair(array) ? getIthJsonbValueFromContainer(array, 1) : NULL;

	return second && second->type != jbvBinary;
}

static void
read_array(Reading *reading, Jsonb *json)
{
	MemoryContext element = AllocSetContextCreate(CurrentMemoryContext, "qshrink fixings",
												  ALLOCSET_SMALL_SIZES);
	JsonbIterator *iterator = JsonbIteratorInit(&json->root);
	JsonbValue	value;

	JsonbIteratorNext(&iterator, &value, true);
	while (JsonbIteratorNext(&iterator, &value, true) == WJB_ELEM)
	{
		MemoryContext caller = MemoryContextSwitchTo(element);

		read_element(reading, &value);
		MemoryContextSwitchTo(caller);
		MemoryContextReset(element);
		CHECK_FOR_INTERRUPTS();
	}
	MemoryContextDelete(element);
}

/* How a variable is written */
enum
{
	WRITE_BINARY, WRITE_INTEGER, WRITE_BIT, WRITE_NOT
};

/* An integer that is fixed as a whole is written at its first variable; single bits of one
 * have their number only. */
static const uint8_t *
writing(const Reading *reading)
{
	const QshrinkNames *names = reading->names;
	int			n = reading->problem->n;
	uint8_t    *form = QS_ARRAY0(reading->host, uint8_t, n);

	for (int first = 0; first < n; first++)
	{
		bool		whole = true;

		if (form[first] != WRITE_BINARY || qshrink_names_role(names, first).weight < 0.0)
			continue;
		for (int v = first; v >= 0; v = qshrink_names_next(names, v))
			whole = whole && reading->fixed[v] >= 0 && qshrink_names_role(names, v).weight > 0.0;
		for (int v = first; v >= 0; v = qshrink_names_next(names, v))
			form[v] = !whole ? WRITE_BIT : v == first ? WRITE_INTEGER : WRITE_NOT;
	}
	return form;
}

static double
fixed_integer(const Reading *reading, int first)
{
	double		value = qshrink_names_role(reading->names, first).lower;

	for (int v = first; v >= 0; v = qshrink_names_next(reading->names, v))
		value += reading->fixed[v] ? qshrink_names_role(reading->names, v).weight : 0.0;
	return value;
}

/* The record: by number and by key, in the form that is read back */
static char *
write_fixed(const Reading *reading)
{
	StringInfoData out;
	const uint8_t *form = writing(reading);

	initStringInfo(&out);
	appendStringInfoChar(&out, '[');
	for (int v = 0; v < reading->problem->n; v++)
	{
		Datum	   *part;
		int			count;
		double		value = reading->fixed[v];

		if (reading->fixed[v] < 0 || form[v] == WRITE_NOT)
			continue;
		count = form[v] == WRITE_BIT ? 0 : qshrink_names_keys(reading->names, v, &part);
		if (form[v] == WRITE_INTEGER)
			value = fixed_integer(reading, v);
		appendStringInfo(&out, "%s{\"variable\": %d, \"keys\": ", out.len > 1 ? ", " : "", v);
		for (int k = 0; k < count; k++)
		{
			appendStringInfoString(&out, k ? ", " : "[");
			escape_json(&out, TextDatumGetCString(part[k]));
		}
		appendStringInfo(&out, "%s, \"value\": %.0f}", count > 0 ? "]" : "null", value);
	}
	appendStringInfoChar(&out, ']');
	return out.data;
}

static void
read_fixed(QsHost *host, Oid namespace, const QshrinkProblem *problem, Jsonb *json,
		   QshrinkFixings *fixings)
{
	Reading		reading = {.host = host, .problem = problem};

	if (JB_ROOT_IS_SCALAR(json) || (!JB_ROOT_IS_OBJECT(json) && !JB_ROOT_IS_ARRAY(json)))
		wrong_shape("fixed must be a JSON object or array");
	if (JB_ROOT_COUNT(json) == 0)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("fixed is empty"),
				 errhint("Leave the argument out, or write NULL, to fix nothing.")));
	reading.names = qshrink_names_read(host, namespace, problem->problem_id, problem->n);
	reading.fixed = QS_ARRAY(host, int8_t, problem->n);
	memset(reading.fixed, -1, (Size) problem->n);
	if (JB_ROOT_IS_OBJECT(json))
		read_object(&reading, json);
	else if (is_lone_pair(&json->root))
		read_pair(&reading, &json->root);
	else
		read_array(&reading, json);
	fixings->fixed = reading.fixed;
	fixings->fixed_json = write_fixed(&reading);
}

Jsonb *
qshrink_fixings_argument(FunctionCallInfo fcinfo)
{
	int			k = qshrink_argument_named(fcinfo, "fixed");

	qshrink_refuse_computed_null(fcinfo, k, "fixed");
	return PG_ARGISNULL(k) ? NULL : PG_GETARG_JSONB_P(k);
}

QshrinkFixings
qshrink_fixings_read(QsHost *host, Oid namespace, const QshrinkProblem *problem, Jsonb *fixed)
{
	QshrinkFixings fixings = {0};

	if (fixed)
		read_fixed(host, namespace, problem, fixed, &fixings);
	return fixings;
}
