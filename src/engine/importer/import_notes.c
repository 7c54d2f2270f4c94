/*
 * import_notes.c
 *	  What a reader has to say about a content it accepted.
 */
#include "importer/import_notes.h"

#include <ctype.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/excerpt.h"
#include "base/float_parse.h"

#define MOST_NOTES		40
#define LONGEST_NOTE	300

static void
append(QsHost *host, QsNotes *notes, const char *text, size_t length)
{
	if (notes->length + length + 2 > notes->capacity)
	{
		size_t		old = notes->capacity;

		notes->capacity = notes->capacity * 2 + length + 64;
		notes->text = qs_realloc(host, notes->text, old, notes->capacity, 1);
	}
	if (notes->length > 0)
		notes->text[notes->length++] = '\n';
	memcpy(notes->text + notes->length, text, length);
	notes->length += length;
	notes->text[notes->length] = '\0';
}

void
qs_import_note(QsHost *host, QsImported *problem, const char *format, ...)
{
	char		text[LONGEST_NOTE];
	va_list		arguments;

	problem->notes.count++;
	if (problem->notes.count > MOST_NOTES + 1)
		return;
	va_start(arguments, format);
	vsnprintf(text, sizeof(text), format, arguments);
	va_end(arguments);
	if (problem->notes.count == MOST_NOTES + 1)
		snprintf(text, sizeof(text), "more notes were left out");
	append(host, &problem->notes, text, strlen(text));
}

void
qs_import_note_name(QsHost *host, QsImported *problem, const char *format, const char *name,
					size_t length)
{
	char		shown[QS_EXCERPT_SIZE];
	char		text[LONGEST_NOTE];
	const char *place = strstr(format, "%s");

	qs_excerpt(name, length, shown);
	snprintf(text, sizeof(text), "%.*s%s%s", (int) (place - format), format, shown, place + 2);
	qs_import_note(host, problem, "%s", text);
}

/* Length of the phrase at the text, blanks matching any run of blanks; 0: none */
static size_t
phrase_length(const char *text, const char *end, const char *phrase)
{
	const char *at = text;

	for (; *phrase; phrase++)
	{
		if (*phrase == ' ')
		{
			if (at == end || !isspace((unsigned char) *at))
				return 0;
			while (at < end && isspace((unsigned char) *at))
				at++;
		}
		else if (at == end || tolower((unsigned char) *at++) != *phrase)
			return 0;
	}
	return (size_t) (at - text);
}

static const char *const phrases[] = {
	"best soln", "best solution value", "best solution", "best known value", "best known",
	"optimum", "optimal value", "optimal objective value", "optimal objective", "objective value",
};

void
qs_import_best_in_comment(const char *comment, size_t length, QsImported *problem)
{
	const char *end = comment + length;

	for (const char *at = comment; at < end && !problem->has_best; at++)
		for (size_t k = 0; k < sizeof(phrases) / sizeof(phrases[0]); k++)
		{
			size_t		used = phrase_length(at, end, phrases[k]);
			const char *number = at + used;
			double		value;

			if (used == 0 || (at > comment && isalnum((unsigned char) at[-1])))
				continue;
			while (number < end && isspace((unsigned char) *number))
				number++;
			if (number == end || (*number != ':' && *number != '='))
				continue;
			for (number++; number < end && isspace((unsigned char) *number);)
				number++;
			if (qs_float_parse(&number, end, &value) != QS_FLOAT_OK ||
				(number < end && (isalnum((unsigned char) *number) || *number == '%')))
				continue;
			problem->has_best = true;
			problem->best_known = value;
			break;
		}
}
