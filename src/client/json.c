/*
 * json.c
 *	  Writing JSON.
 */
#include "json.h"

#include <string.h>

#include "terminal.h"

/*
 * What could end a script element, or is a line end to JavaScript, is written by its
 * number, and so is what a terminal would act on: still the same string.
 */
void
json_append_string(Text *json, const char *string)
{
	text_append_char(json, '"');
	while (*string)
	{
		const char *start = string;
		int			character = utf8_next(&string);

		if (character < 0)
			text_append(json, "\\ufffd");
		else if (character == '"' || character == '\\')
			text_printf(json, "\\%c", character);
		else if (character >= 0x10000 && is_unprintable(character))
			text_printf(json, "\\u%04x\\u%04x", 0xd7c0u + ((unsigned) character >> 10),
						0xdc00u + ((unsigned) character & 0x3ff));
		else if (is_unprintable(character) || strchr("<>&", character))
			text_printf(json, "\\u%04x", (unsigned) character);
		else
			text_append_bytes(json, start, (size_t) (string - start));
	}
	text_append_char(json, '"');
}

static const char *
skip_digits(const char *text)
{
	return text + strspn(text, "0123456789");
}

bool
json_is_number(const char *text)
{
	const char *digits = *text == '-' ? text + 1 : text;
	const char *end = skip_digits(digits);

	if (end == digits || (*digits == '0' && end > digits + 1))
		return false;
	if (*end == '.')
	{
		digits = end + 1;
		end = skip_digits(digits);
		if (end == digits)
			return false;
	}
	if (*end == 'e' || *end == 'E')
	{
		digits = end[1] == '-' || end[1] == '+' ? end + 2 : end + 1;
		end = skip_digits(digits);
		if (end == digits)
			return false;
	}
	return *end == '\0';
}
