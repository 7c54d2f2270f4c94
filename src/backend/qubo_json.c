/*
 * qubo_json.c
 *	  Reading values out of jsonb arguments.
 */
#include "compat.h"

#include "utils/builtins.h"
#include "utils/fmgrprotos.h"

#include "base/float_parse.h"
#include "qubo_json.h"

const char *
qshrink_json_kind(const JsonbValue *value)
{
	switch (value->type)
	{
		case jbvNull:
			return "null";
		case jbvString:
			return "a string";
		case jbvNumeric:
			return "a number";
		case jbvBool:
			return "a boolean";
		case jbvArray:
			return "an array";
		case jbvObject:
			return "an object";
		case jbvBinary:
			return JsonContainerIsArray(value->val.binary.data) ? "an array" : "an object";
		default:
			return "something else";
	}
}

static void
expect(const char *name, const JsonbValue *value, bool matches, const char *expected)
{
	if (!matches)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("%s must be %s, not %s", name, expected, qshrink_json_kind(value))));
}

static char *
numeric_text(Numeric number)
{
	return DatumGetCString(DirectFunctionCall1(numeric_out, NumericGetDatum(number)));
}

bool
qshrink_numeric_to_float(Numeric number, double *value)
{
	char	   *text = numeric_text(number);
	const char *at = text;
	QsFloatStatus status = qs_float_parse(&at, text + strlen(text), value);

	pfree(text);
	return status == QS_FLOAT_OK;
}

double
qshrink_json_number(const char *name, const JsonbValue *value)
{
	double		number;

	expect(name, value, value->type == jbvNumeric, "a number");
	if (!qshrink_numeric_to_float(value->val.numeric, &number))
		ereport(ERROR,
				(errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
				 errmsg("%s is out of range for type double precision", name)));
	return number;
}

int32
qshrink_json_integer(const char *name, const JsonbValue *value, int32 least, int32 most)
{
	Numeric		number;
	int32		integer;
	bool		overflow = false;

	expect(name, value, value->type == jbvNumeric, "an integer");
	number = value->val.numeric;
	integer = numeric_int4_opt_error(number, &overflow);
	if (overflow || integer < least || integer > most)
		ereport(ERROR,
				(errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
				 errmsg("%s = %s is out of range", name, numeric_text(number)),
				 errdetail("It is an integer from %d to %d.", least, most)));
	/* the conversion rounds */
	if (!DatumGetBool(DirectFunctionCall2(numeric_eq, NumericGetDatum(number),
										  NumericGetDatum(int64_to_numeric(integer)))))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("%s must be an integer, not %s", name, numeric_text(number))));
	return integer;
}

bool
qshrink_json_boolean(const char *name, const JsonbValue *value)
{
	expect(name, value, value->type == jbvBool, "true or false");
	return value->val.boolean;
}

char *
qshrink_json_string(const char *name, const JsonbValue *value)
{
	expect(name, value, value->type == jbvString, "a string");
	return pnstrdup(value->val.string.val, value->val.string.len);
}

JsonbContainer *
qshrink_json_array(const char *name, const JsonbValue *value)
{
	expect(name, value,
		   value->type == jbvBinary && JsonContainerIsArray(value->val.binary.data) &&
		   !JsonContainerIsScalar(value->val.binary.data), "an array");
	return value->val.binary.data;
}
