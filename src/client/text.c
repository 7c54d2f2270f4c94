/*
 * text.c
 *	  Text that grows, and memory that is there or ends the program.
 */
#include "text.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static _Noreturn void
out_of_memory(void)
{
	fputs("qshrink: out of memory\n", stderr);
	exit(1);
}

void *
allocate(size_t size)
{
	void	   *memory = malloc(size ? size : 1);

	if (memory == NULL)
		out_of_memory();
	return memory;
}

void *
reallocate(void *memory, size_t size)
{
	memory = realloc(memory, size ? size : 1);
	if (memory == NULL)
		out_of_memory();
	return memory;
}

char *
copy_text(const char *text)
{
	size_t		size = strlen(text) + 1;

	return memcpy(allocate(size), text, size);
}

static void
make_room(Text *text, size_t more)
{
	if (more > SIZE_MAX / 4 || text->length > SIZE_MAX / 4)
		out_of_memory();
	if (text->length + more + 1 <= text->room)
		return;
	text->room = 2 * (text->length + more) + 32;
	text->data = reallocate(text->data, text->room);
}

void
text_append_bytes(Text *text, const char *bytes, size_t length)
{
	make_room(text, length);
	if (length > 0)
		memcpy(text->data + text->length, bytes, length);
	text->length += length;
	text->data[text->length] = '\0';
}

void
text_append(Text *text, const char *string)
{
	text_append_bytes(text, string, strlen(string));
}

void
text_append_char(Text *text, char character)
{
	text_append_bytes(text, &character, 1);
}

void
text_vprintf(Text *text, const char *format, va_list arguments)
{
	va_list		again;
	int			length;

	va_copy(again, arguments);
	length = vsnprintf(NULL, 0, format, again);
	va_end(again);
	if (length < 0)
		return;
	make_room(text, (size_t) length);
	vsnprintf(text->data + text->length, (size_t) length + 1, format, arguments);
	text->length += (size_t) length;
}

void
text_printf(Text *text, const char *format,...)
{
	va_list		arguments;

	va_start(arguments, format);
	text_vprintf(text, format, arguments);
	va_end(arguments);
}

void
text_free(Text *text)
{
	free(text->data);
	*text = (Text) {0};
}

char *
format_text(const char *format,...)
{
	Text		text = {0};
	va_list		arguments;

	text_append(&text, "");
	va_start(arguments, format);
	text_vprintf(&text, format, arguments);
	va_end(arguments);
	return text.data;
}
