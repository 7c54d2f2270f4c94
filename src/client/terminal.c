/*
 * terminal.c
 *	  What may be sent to a terminal, and how wide it is there.
 */
#include "terminal.h"

#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>
#include <wchar.h>

int
utf8_next(const char **text)
{
	const unsigned char *byte = (const unsigned char *) *text;
	static const int least[] = {0, 0x80, 0x800, 0x10000};
	int			more = byte[0] < 0x80 ? 0 : byte[0] >= 0xc2 && byte[0] < 0xe0 ? 1 :
		byte[0] >= 0xe0 && byte[0] < 0xf0 ? 2 : byte[0] >= 0xf0 && byte[0] < 0xf5 ? 3 : -1;
	int			character = more <= 0 ? byte[0] : byte[0] & (0x3f >> more);

	*text += 1;
	if (more < 0)
		return -1;
	for (int k = 1; k <= more; k++)
	{
		if ((byte[k] & 0xc0) != 0x80)
			return -1;
		character = character << 6 | (byte[k] & 0x3f);
	}
	if (character < least[more] || character > 0x10ffff ||
		(character >= 0xd800 && character < 0xe000))
		return -1;
	*text += more;
	return character;
}

bool
is_unprintable(int character)
{
	static const int range[][2] = {
		{0, 0x1f}, {0x7f, 0x9f}, {0xad, 0xad}, {0x61c, 0x61c}, {0x200b, 0x200f},
		{0x2028, 0x202e}, {0x2060, 0x206f}, {0xfe00, 0xfe0f}, {0xfeff, 0xfeff}, {0xfff9, 0xfffb},
		{0xe0000, 0xe0fff}
	};

	for (size_t k = 0; k < sizeof(range) / sizeof(range[0]); k++)
		if (character >= range[k][0] && character <= range[k][1])
			return true;
	return false;
}

/* Write out a character, or a byte that is none */
static void
append_written_out(Text *result, int character, unsigned char byte)
{
	if (character == '\n')
		text_append(result, "\\n");
	else if (character == '\t')
		text_append(result, "\\t");
	else if (character == '\r')
		text_append(result, "\\r");
	else if (character < 0)
		text_printf(result, "\\x%02x", byte);
	else
		text_printf(result, "\\u%04x", (unsigned) character);
}

static char *
shown(const char *text, bool keep_lines)
{
	Text		result = {0};

	text_append(&result, "");
	while (*text)
	{
		const char *start = text;
		int			character = utf8_next(&text);

		if (keep_lines && (character == '\n' || character == '\t'))
			text_append_char(&result, (char) character);
		else if (character < 0 || is_unprintable(character))
			append_written_out(&result, character, (unsigned char) *start);
		else
			text_append_bytes(&result, start, (size_t) (text - start));
	}
	return result.data;
}

char *
terminal_text(const char *text)
{
	return shown(text, false);
}

char *
terminal_lines(const char *text)
{
	return shown(text, true);
}

char *
terminal_json(const char *json)
{
	Text		result = {0};

	text_append(&result, "");
	while (*json)
	{
		const char *start = json;
		int			character = utf8_next(&json);

		/* white space between values stays; within strings there is none of it */
		if (character < 0)
			text_append(&result, "\\ufffd");
		else if (character == '\n' || !is_unprintable(character))
			text_append_bytes(&result, start, (size_t) (json - start));
		else if (character < 0x10000)
			text_printf(&result, "\\u%04x", (unsigned) character);
		else
			text_printf(&result, "\\u%04x\\u%04x", 0xd7c0u + ((unsigned) character >> 10),
						0xdc00u + ((unsigned) character & 0x3ff));
	}
	return result.data;
}

char *
valid_utf8(const char *bytes)
{
	Text		result = {0};

	text_append(&result, "");
	while (*bytes)
	{
		const char *start = bytes;

		if (utf8_next(&bytes) < 0)
			text_printf(&result, "\\x%02x", (unsigned char) *start);
		else
			text_append_bytes(&result, start, (size_t) (bytes - start));
	}
	return result.data;
}

int
display_width(const char *text)
{
	int			width = 0;

	while (*text)
	{
		int			character = utf8_next(&text);
		int			columns = character < 0 ? 1 : wcwidth((wchar_t) character);

		width += columns < 0 ? 1 : columns;
	}
	return width;
}

static struct winsize
window(FILE *file)
{
	struct winsize size = {0};

	if (ioctl(fileno(file), TIOCGWINSZ, &size) != 0)
		size = (struct winsize) {0};
	return size;
}

int
terminal_columns(FILE *file)
{
	int			columns = window(file).ws_col;

	return columns > 0 ? columns : 80;
}

int
terminal_rows(FILE *file)
{
	int			rows = window(file).ws_row;

	return rows > 0 ? rows : 24;
}

bool
is_terminal(FILE *file)
{
	return isatty(fileno(file)) == 1;
}
