/*
 * option_json.c
 *	  Options as members of a JSON object, and members of one.
 */
#include "compat.h"

#include "option_json.h"

static void
append_name(StringInfo out, const char *name)
{
	bool		first = out->len > 0 && out->data[out->len - 1] == '{';

	appendStringInfo(out, "%s\"%s\": ", first ? "" : ", ", name);
}

void
qshrink_append_member(StringInfo out, const char *name, const char *value)
{
	append_name(out, name);
	appendStringInfoString(out, value);
}

void
qshrink_append_options(StringInfo out, const QshrinkOptions *options,
					   bool (*wanted) (const QshrinkOptions *options, const QshrinkOption *option,
									   const void *context),
					   const void *context)
{
	for (int k = 0; k < qshrink_option_count; k++)
		if (wanted(options, &qshrink_option[k], context))
			qshrink_append_member(out, qshrink_option[k].name,
								  qshrink_option_json(options, &qshrink_option[k]));
}

void
qshrink_append_start(StringInfo out, const uint8_t *start, int n)
{
	append_name(out, "start");
	appendStringInfoChar(out, '"');
	enlargeStringInfo(out, n + 1);
	for (int v = 0; v < n; v++)
		appendStringInfoCharMacro(out, start[v] ? '1' : '0');
	appendStringInfoChar(out, '"');
}

bool
qshrink_option_differs(const QshrinkOptions *options, const QshrinkOptions *initial, const QshrinkOption *option)
{
	return strcmp(qshrink_option_json(options, option), qshrink_option_json(initial, option)) != 0;
}

JsonbValue *
qshrink_json_member(Jsonb *object, const char *name, JsonbValue *value)
{
	JsonbValue *found = getKeyJsonValueFromContainer(&object->root, name, (int) strlen(name), value);

	return found && found->type != jbvNull ? found : NULL;
}
