/*
 * solve_options.c
 *	  The options of qshrink_solve on the command line.
 */
#include "solve_options.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "failure.h"
#include "json.h"
#include "terminal.h"

/* Arguments that qshrink_options() does not list, for they are no settings */
static const struct
{
	const char *name;
	const char *kind;
	const char *value;
	const char *help;
}			unlisted[] = {
	{"start", "start", "START", "where to begin: last, the number of a run, or bits"},
	{"fixed", "fixed", "KEY=VALUE", "a variable to be fixed (again for more), or JSON"},
	{"options", "options", "JSON", "options as one object; those given by name come on top"},
};

#define UNLISTED ((int) (sizeof(unlisted) / sizeof(unlisted[0])))

static void
add(SolveOptions *options, const char *name, const char *kind, const char *value, const char *help,
	bool is_argument)
{
	size_t		room = (size_t) options->count + 2;
	Option	   *option;

	options->option = reallocate(options->option, room * sizeof(Option));
	options->kind = reallocate(options->kind, room * sizeof(char *));
	options->is_argument = reallocate(options->is_argument, room * sizeof(bool));
	option = &options->option[options->count];
	*option = (Option) {
		.name = copy_text(name), .value = copy_text(value), .help = copy_text(help),
		.value_may_lack = strcmp(kind, "boolean") == 0
	};
	for (char *c = (char *) option->name; *c; c++)
		*c = *c == '_' ? '-' : *c;
	options->kind[options->count] = copy_text(kind);
	options->is_argument[options->count++] = is_argument;
	options->option[options->count] = (Option) {0};
}

SolveOptions
solve_options_read(Connection *connection)
{
	SolveOptions options = {0};
	PGresult   *result = run_statement(connection, "SELECT o.name, o.kind, o.help, 'argument' = ANY (o.given_as)"
									   " FROM @extschema@.qshrink_options() AS o"
									   " WHERE o.given_as && '{argument,qshrink_solve}'::text[]", 0, NULL);

	for (int r = 0; r < PQntuples(result); r++)
		add(&options, PQgetvalue(result, r, 0), PQgetvalue(result, r, 1), "VALUE", PQgetvalue(result, r, 2),
			PQgetvalue(result, r, 3)[0] == 't');
	PQclear(result);
	for (int k = 0; k < UNLISTED; k++)
		add(&options, unlisted[k].name, unlisted[k].kind, unlisted[k].value, unlisted[k].help, true);
	return options;
}

void
solve_options_free(SolveOptions *options)
{
	for (int k = 0; k < options->count; k++)
	{
		free((char *) options->option[k].name);
		free((char *) options->option[k].value);
		free((char *) options->option[k].help);
		free(options->kind[k]);
	}
	free(options->option);
	free(options->kind);
	free(options->is_argument);
	*options = (SolveOptions) {0};
}

/* The name as SQL has it; to be freed */
static char *
sql_name(const Option *option)
{
	char	   *name = copy_text(option->name);

	for (char *c = name; *c; c++)
		*c = *c == '-' ? '_' : *c;
	return name;
}

/* Whether a value is an object or a list as a whole, and no KEY=VALUE with a listed key */
static bool
is_json(const char *value)
{
	size_t		length = strlen(value);

	return *value == '{' || (*value == '[' && value[length - 1] == ']');
}

/* Where KEY=VALUE ends its key; JSON keys may have an = within */
static const char *
key_end(const char *name, const char *given)
{
	const char *equal = strrchr(given, '=');

	if (equal == NULL || equal == given || equal[1] == '\0')
		fail(EXIT_USAGE, "--%s must be KEY=VALUE or JSON, not \"%s\"", name, given);
	return equal;
}

/* A value of an object: a number or a word of JSON as it is, else a string */
static void
append_value(Text *json, const char *value)
{
	if (json_is_number(value) || strcmp(value, "true") == 0 || strcmp(value, "false") == 0 ||
		strcmp(value, "null") == 0)
		text_append(json, value);
	else
		json_append_string(json, value);
}

/*
 * Everything given for an option that is an object, as one object; keys of several parts
 * (["f","l"]=1) make it a list of pairs.
 */
static char *
pairs_json(const Option *option, const Arguments *arguments)
{
	Text		json = {0};
	bool		list = false;
	int			count = 0;

	for (int g = 0; g < arguments->count; g++)
		if (arguments->given[g].option == option)
		{
			const char *value = arguments->given[g].value;

			if (is_json(value))
				return copy_text(value);
			list = list || *value == '[';
		}
	text_append_char(&json, list ? '[' : '{');
	for (int g = 0; g < arguments->count; g++)
	{
		const char *value = arguments->given[g].value;
		const char *equal;
		char	   *key;

		if (arguments->given[g].option != option)
			continue;
		equal = key_end(option->name, value);
		key = copy_text(value);
		key[equal - value] = '\0';
		text_append(&json, count++ ? ", " : "");
		text_append(&json, list ? "[" : "");
		if (*key == '[')
			text_append(&json, key);
		else if (list)
		{
			text_append_char(&json, '[');
			json_append_string(&json, key);
			text_append_char(&json, ']');
		}
		else
			json_append_string(&json, key);
		text_append(&json, list ? ", " : ": ");
		append_value(&json, equal + 1);
		text_append(&json, list ? "]" : "");
		free(key);
	}
	text_append_char(&json, list ? ']' : '}');
	return json.data;
}

/* The value of an option as JSON; to be freed */
static char *
option_json(const Option *option, const char *kind, const Arguments *arguments)
{
	const char *value = argument(arguments, option->name);
	Text		json = {0};

	if (strcmp(kind, "object of numbers") == 0 || strcmp(kind, "fixed") == 0)
		return pairs_json(option, arguments);
	if (strncmp(kind, "list", 4) == 0 || is_json(value))
		return copy_text(value);
	if (strcmp(kind, "text") == 0 || strcmp(kind, "name") == 0 || strcmp(kind, "start") == 0)
		json_append_string(&json, value);
	else
		append_value(&json, value);
	return json.data;
}

static void
append_argument(SolveCall *call, const char *name, char *value)
{
	if (call->count >= MOST_PARAMETERS)
		fail(EXIT_USAGE, "too many options");
	call->value[call->count++] = value;
	text_printf(&call->list, ", %s => $%d", name, call->count);
}

/* Options that are no arguments, as an object; NULL: none was given */
static char *
options_json(const SolveOptions *options, const Arguments *arguments)
{
	Text		json = {0};

	for (int k = 0; k < options->count; k++)
	{
		const Option *option = &options->option[k];
		char	   *name;
		char	   *value;

		if (options->is_argument[k] || !argument_given(arguments, option->name))
			continue;
		name = sql_name(option);
		value = option_json(option, options->kind[k], arguments);
		text_append(&json, json.length ? ", " : "{");
		json_append_string(&json, name);
		text_append(&json, ": ");
		text_append(&json, value);
		free(value);
		free(name);
	}
	if (json.length)
		text_append_char(&json, '}');
	return json.data;
}

SolveCall
solve_call(const SolveOptions *options, const Arguments *arguments, const char *problem_id)
{
	SolveCall	call = {.count = 1};
	char	   *by_name = options_json(options, arguments);
	const char *whole = argument(arguments, "options");

	call.value[0] = copy_text(problem_id);
	text_append(&call.list, "");
	for (int k = 0; k < options->count; k++)
	{
		const Option *option = &options->option[k];
		char	   *name;

		if (!options->is_argument[k] || strcmp(options->kind[k], "options") == 0 ||
			!argument_given(arguments, option->name))
			continue;
		name = sql_name(option);
		append_argument(&call, name, strcmp(options->kind[k], "fixed") == 0 ? pairs_json(option, arguments) :
						copy_text(argument(arguments, option->name)));
		free(name);
	}
	if (whole)
		append_argument(&call, "options", copy_text(whole));
	if (whole && by_name)
	{
		/* what is given by name wins */
		call.value[call.count++] = by_name;
		text_printf(&call.list, "::jsonb || $%d::jsonb", call.count);
	}
	else if (by_name)
		append_argument(&call, "options", by_name);
	return call;
}

void
solve_call_free(SolveCall *call)
{
	for (int k = 0; k < call->count; k++)
		free(call->value[k]);
	text_free(&call->list);
	call->count = 0;
}

void
solve_settings_json(const SolveOptions *options, const Arguments *arguments, Text *json)
{
	const char *whole = argument(arguments, "options");
	int			count = 0;

	text_append_char(json, '{');
	for (int k = 0; k < options->count; k++)
	{
		const Option *option = &options->option[k];
		char	   *name;
		char	   *value;

		if (strcmp(options->kind[k], "options") == 0 || !argument_given(arguments, option->name))
			continue;
		name = sql_name(option);
		value = option_json(option, options->kind[k], arguments);
		text_append(json, count++ ? ", " : "");
		json_append_string(json, name);
		text_printf(json, ": %s", value);
		free(value);
		free(name);
	}
	if (whole)
		text_printf(json, "%s\"options\": %s", count ? ", " : "", whole);
	text_append_char(json, '}');
}

void
solve_options_print(Connection *connection)
{
	PGresult   *result = run_statement(connection,
									   "SELECT o.name, coalesce(array_to_string(o.choices, '|'), o.kind),"
									   " o.help, o.default_value"
									   " FROM @extschema@.qshrink_options() AS o"
									   " WHERE o.given_as && '{argument,qshrink_solve}'::text[]", 0, NULL);

	for (int r = 0; r < PQntuples(result); r++)
	{
		char	   *name = terminal_text(PQgetvalue(result, r, 0));
		char	   *kind = terminal_text(PQgetvalue(result, r, 1));
		char	   *help = terminal_text(PQgetvalue(result, r, 2));

		for (char *c = name; *c; c++)
			*c = *c == '_' ? '-' : *c;
		printf("      --%-22s %s%s%s%s\n%32s%s\n", name, help, field(result, r, 3) ? " (" : "",
			   field_or(result, r, 3, ""), field(result, r, 3) ? ")" : "", "", kind);
		free(name);
		free(kind);
		free(help);
	}
	PQclear(result);
	for (int k = 0; k < UNLISTED; k++)
		printf("      --%-22s %s\n", unlisted[k].name, unlisted[k].help);
}
