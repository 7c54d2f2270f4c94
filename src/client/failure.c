/*
 * failure.c
 *	  How the program ends when something goes wrong.
 */
#include "failure.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "terminal.h"

static void say(const char *format, va_list arguments) FORMATTED(1, 0);

static void
say(const char *format, va_list arguments)
{
	Text		text = {0};
	char	   *shown;

	text_append(&text, "");
	text_vprintf(&text, format, arguments);
	shown = terminal_text(text.data);
	fflush(stdout);
	fprintf(stderr, "qshrink: %s\n", shown);
	free(shown);
	text_free(&text);
}

void
warn(const char *format,...)
{
	va_list		arguments;

	va_start(arguments, format);
	say(format, arguments);
	va_end(arguments);
}

_Noreturn void
fail(int status, const char *format,...)
{
	va_list		arguments;

	va_start(arguments, format);
	say(format, arguments);
	va_end(arguments);
	exit(status);
}

/* Append with every run of blanks and line ends as one blank */
static void
append_line(Text *line, const char *text)
{
	bool		blank = line->length == 0;

	for (; *text; text++)
	{
		bool		is_blank = *text == ' ' || *text == '\n' || *text == '\t' || *text == '\r';

		if (!is_blank)
			text_append_char(line, *text);
		else if (!blank)
			text_append_char(line, ' ');
		blank = is_blank;
	}
	while (line->length > 0 && line->data[line->length - 1] == ' ')
		line->data[--line->length] = '\0';
}

char *
server_error(const PGconn *connection, const PGresult *result)
{
	const char *message = result ? PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY) : NULL;
	const char *detail = result ? PQresultErrorField(result, PG_DIAG_MESSAGE_DETAIL) : NULL;
	const char *hint = result ? PQresultErrorField(result, PG_DIAG_MESSAGE_HINT) : NULL;
	Text		line = {0};

	text_append(&line, "");
	append_line(&line, message ? message : PQerrorMessage(connection));
	if (detail)
	{
		text_append(&line, " (");
		append_line(&line, detail);
		text_append(&line, ")");
	}
	if (hint)
	{
		text_append(&line, "; hint: ");
		append_line(&line, hint);
	}
	if (line.length == 0)
		text_append(&line, "the server gave no answer");
	return line.data;
}

void
at_end(void (*undo) (void))
{
	if (atexit(undo) != 0)
		fail(EXIT_ERROR, "out of memory");
}
