/*
 * problem_json_value.c
 *	  Values of a model in JSON: numbers, variables, arrays and members, each refused
 *	  with its place.
 */
#include "compat.h"

#include <math.h>

#include "problem_arguments.h"
#include "problem_json_value.h"

void
qshrink_model_refuse(const char *format,...)
{
	StringInfoData what;

	initStringInfo(&what);
	for (;;)
	{
		va_list		arguments;
		int			needed;

		va_start(arguments, format);
		needed = appendStringInfoVA(&what, format, arguments);
		va_end(arguments);
		if (needed == 0)
			break;
		enlargeStringInfo(&what, needed);
	}
	ereport(ERROR,
			(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
			 errmsg("invalid model: %s", what.data)));
}

double
qshrink_model_number(const JsonbValue *value, const char *where, int element)
{
	double		number = value->type == jbvNumeric ? qshrink_numeric_double(value->val.numeric) : NAN;

	if (isnan(number))
		qshrink_model_refuse(value->type == jbvNumeric ?
							 "element %d of \"%s\" is out of the range of double precision" :
							 "element %d of \"%s\" is no finite number", element, where);
	return number;
}

int
qshrink_model_variable(const JsonbValue *value, int n, const char *where, int element)
{
	double		number = value->type == jbvNumeric ? qshrink_numeric_integer(value->val.numeric) : NAN;

	if (!(number >= 0 && number < n))
		qshrink_model_refuse("element %d of \"%s\" names no variable: they are 0 to %d", element,
							 where, n - 1);
	return (int) number;
}

bool
qshrink_model_is_array(const JsonbValue *value)
{
	return value->type == jbvBinary && JsonContainerIsArray(value->val.binary.data) &&
		!JsonContainerIsScalar(value->val.binary.data);
}

bool
qshrink_model_is_object(const JsonbValue *value)
{
	return value->type == jbvBinary && JsonContainerIsObject(value->val.binary.data);
}

QshrinkElements
qshrink_model_elements(const JsonbValue *value, const char *where)
{
	QshrinkElements elements = {0};
	JsonbValue	ignored;

	if (!qshrink_model_is_array(value))
		qshrink_model_refuse("\"%s\" is no array", where);
	elements.count = (int) JsonContainerSize(value->val.binary.data);
	elements.iterator = JsonbIteratorInit(value->val.binary.data);
	JsonbIteratorNext(&elements.iterator, &ignored, true);
	return elements;
}

bool
qshrink_model_next(QshrinkElements *elements, JsonbValue *value)
{
	CHECK_FOR_INTERRUPTS();
	if (JsonbIteratorNext(&elements->iterator, value, true) == WJB_ELEM)
	{
		elements->next++;
		return true;
	}
	while (elements->iterator)
		JsonbIteratorNext(&elements->iterator, value, true);
	return false;
}

char *
qshrink_model_string(const JsonbValue *value)
{
	return pnstrdup(value->val.string.val, value->val.string.len);
}

/* Sort the members of an object into value[] by their names; others are errors */
void
qshrink_model_members(const JsonbValue *object, QshrinkMembers *members, const char *where)
{
	JsonbIterator *iterator = JsonbIteratorInit(object->val.binary.data);
	JsonbValue	value;
	JsonbIteratorToken token;

	for (int k = 0; k < members->count; k++)
		members->value[k].type = jbvNull;
	JsonbIteratorNext(&iterator, &value, true);
	while ((token = JsonbIteratorNext(&iterator, &value, true)) == WJB_KEY)
	{
		int			k = 0;

		while (k < members->count &&
			   (strlen(members->name[k]) != (size_t) value.val.string.len ||
				memcmp(members->name[k], value.val.string.val, (size_t) value.val.string.len) != 0))
			k++;
		if (k == members->count)
			qshrink_model_refuse("%s has an unknown member \"%s\"", where,
								 qshrink_model_string(&value));
		JsonbIteratorNext(&iterator, &members->value[k], true);
	}
	while (iterator)
		JsonbIteratorNext(&iterator, &value, true);
}

double
qshrink_model_optional_number(const JsonbValue *value, const char *name, double otherwise)
{
	if (value->type == jbvNull)
		return otherwise;
	if (value->type != jbvNumeric)
		qshrink_model_refuse("\"%s\" is no number", name);
	return qshrink_model_number(value, name, 1);
}
