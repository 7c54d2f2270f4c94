/*
 * arguments.c
 *	  Reading the command line by a table of options.
 */
#include "arguments.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "failure.h"

const Option target_options[] = {
	{"host", 'h', "HOST", "server's host or folder of its socket", false},
	{"port", 'p', "PORT", "server's port", false},
	{"username", 'U', "ROLE", "role to connect as", false},
	{"dbname", 'd', "DATABASE", "database, or a connection string", false},
	{"no-password", 'w', NULL, "never ask for a password", false},
	{"quiet", 'q', NULL, "results and errors only", false},
	{"help", '?', NULL, "this text", false},
	{0}
};

/* Names are equal if they differ in - and _ only */
static bool
same_name(const char *name, const char *given, size_t length)
{
	size_t		k = 0;

	for (; k < length && name[k]; k++)
		if (name[k] != given[k] && !((name[k] == '_' || name[k] == '-') &&
									 (given[k] == '_' || given[k] == '-')))
			return false;
	return k == length && name[k] == '\0';
}

static const Option *
find_name(const Option *table, const char *given, size_t length)
{
	for (; table && table->name; table++)
		if (same_name(table->name, given, length))
			return table;
	return NULL;
}

static const Option *
find_letter(const Option *table, char letter)
{
	for (; table && table->name; table++)
		if (table->letter == letter && letter != '\0')
			return table;
	return NULL;
}

typedef struct Reader
{
	const char *command;
	int			words;
	char	  **word;
	int			next;			/* the word to be read */
	const Option *table[3];
	bool		unknown_passes;
	Arguments	result;
} Reader;

static void
add(Reader *reader, const Option *option, const char *value)
{
	Arguments  *result = &reader->result;

	result->given = reallocate(result->given, (size_t) (result->count + 1) * sizeof(Given));
	result->given[result->count++] = (Given) {option, value};
}

static _Noreturn void
usage(const char *command, const char *message, const char *what)
{
	fail(EXIT_USAGE, "%s%s; try \"qshrink%s%s --help\"", message, what, *command ? " " : "", command);
}

/* The value of an option that needs one */
static const char *
next_value(Reader *reader, const char *given)
{
	if (reader->next >= reader->words)
		usage(reader->command, "a value is missing behind ", given);
	return reader->word[reader->next++];
}

static void
read_long(Reader *reader, const char *given)
{
	const char *name = given + 2;
	const char *equal = strchr(name, '=');
	size_t		length = equal ? (size_t) (equal - name) : strlen(name);
	const Option *option = NULL;

	for (int k = 0; k < 3 && option == NULL; k++)
		option = find_name(reader->table[k], name, length);
	if (option == NULL && length > 3 && strncmp(name, "no-", 3) == 0 && equal == NULL)
	{
		for (int k = 0; k < 3 && option == NULL; k++)
			option = find_name(reader->table[k], name + 3, length - 3);
		if (option && option->value_may_lack)
		{
			add(reader, option, "false");
			return;
		}
		option = NULL;
	}
	if (option == NULL)
	{
		if (reader->unknown_passes)
			return;
		usage(reader->command, "there is no option ", given);
	}
	if (option->value == NULL && equal)
		usage(reader->command, "no value is taken by ", given);
	if (equal)
		add(reader, option, equal + 1);
	else if (option->value == NULL)
		add(reader, option, "");
	else
		add(reader, option, option->value_may_lack ? "true" : next_value(reader, given));
}

/* Letters of one word: flags, the last one may have a value */
static void
read_letters(Reader *reader, const char *given)
{
	for (const char *letter = given + 1; *letter; letter++)
	{
		const Option *option = NULL;

		for (int k = 0; k < 3 && option == NULL; k++)
			option = find_letter(reader->table[k], *letter);
		if (option == NULL)
		{
			if (reader->unknown_passes)
				return;
			usage(reader->command, "there is no option ", given);
		}
		if (option->value == NULL)
		{
			add(reader, option, "");
			continue;
		}
		add(reader, option, letter[1] ? letter + 1 : next_value(reader, given));
		return;
	}
}

/* Read the next word, and those behind "--" at once */
static void
read_next(Reader *reader)
{
	const char *given = reader->word[reader->next++];

	if (strcmp(given, "--") == 0)
	{
		while (reader->next < reader->words)
			add(reader, NULL, reader->word[reader->next++]);
	}
	else if (strncmp(given, "--", 2) == 0)
		read_long(reader, given);
	else if (given[0] == '-' && given[1] != '\0')
		read_letters(reader, given);
	else
		add(reader, NULL, given);
}

static Arguments
read_all(Reader *reader)
{
	while (reader->next < reader->words)
		read_next(reader);
	return reader->result;
}

Arguments
arguments_read(const char *command, int words, char **word, const Option *own, const Option *more)
{
	Reader		reader = {
		.command = command, .words = words, .word = word, .table = {target_options, own, more}
	};

	return read_all(&reader);
}

Target
arguments_target(int words, char **word)
{
	Reader		reader = {
		.command = "", .words = words, .word = word, .table = {target_options, NULL, NULL},
		.unknown_passes = true
	};
	Arguments	arguments = read_all(&reader);
	Target		target = {
		.host = argument(&arguments, "host"),
		.port = argument(&arguments, "port"),
		.user = argument(&arguments, "username"),
		.database = argument(&arguments, "dbname"),
		.no_password = argument_given(&arguments, "no-password"),
		.quiet = argument_given(&arguments, "quiet")
	};

	free(arguments.given);
	return target;
}

int
arguments_command(int words, char **word)
{
	Reader		reader = {
		.command = "", .words = words, .word = word, .table = {target_options, NULL, NULL},
		.unknown_passes = true
	};
	int			place = -1;

	while (place < 0 && reader.next < words)
	{
		int			before = reader.result.count;

		read_next(&reader);
		if (reader.result.count > before && reader.result.given[before].option == NULL)
			place = reader.next - 1;
	}
	free(reader.result.given);
	return place;
}

const char *
argument(const Arguments *arguments, const char *name)
{
	for (int k = arguments->count; k-- > 0;)
		if (arguments->given[k].option && strcmp(arguments->given[k].option->name, name) == 0)
			return arguments->given[k].value;
	return NULL;
}

bool
argument_given(const Arguments *arguments, const char *name)
{
	return argument(arguments, name) != NULL;
}

const char *
argument_word(const Arguments *arguments, int k)
{
	for (int g = 0; g < arguments->count; g++)
		if (arguments->given[g].option == NULL && k-- == 0)
			return arguments->given[g].value;
	return NULL;
}

int
argument_words(const Arguments *arguments)
{
	int			count = 0;

	for (int g = 0; g < arguments->count; g++)
		count += arguments->given[g].option == NULL;
	return count;
}

long
argument_number(const Arguments *arguments, const char *name, long otherwise, long least, long most)
{
	const char *text = argument(arguments, name);
	char	   *end;
	long		number;

	if (text == NULL)
		return otherwise;
	errno = 0;
	number = strtol(text, &end, 10);
	if (errno != 0 || end == text || *end != '\0' || number < least || number > most)
		fail(EXIT_USAGE, "--%s must be a whole number from %ld to %ld, not \"%s\"", name, least, most, text);
	return number;
}

void
arguments_expect(const char *command, const Arguments *arguments, int least, int most)
{
	int			count = argument_words(arguments);

	if (count < least)
		usage(command, "too few arguments", "");
	if (most >= 0 && count > most)
		usage(command, "unexpected argument ", argument_word(arguments, most));
}
