/*
 * text.h
 *	  Text that grows, and memory that is there or ends the program.
 */
#ifndef QSHRINK_CLIENT_TEXT_H
#define QSHRINK_CLIENT_TEXT_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>

#if defined(__GNUC__)
#define FORMATTED(place, first) __attribute__((format(printf, place, first)))
#else
#define FORMATTED(place, first)
#endif

typedef struct Text
{
	char	   *data;			/* ends with a zero byte; NULL until something is appended */
	size_t		length;			/* in bytes, without that zero */
	size_t		room;
} Text;

extern void *allocate(size_t size);
extern void *reallocate(void *memory, size_t size);
extern char *copy_text(const char *text);

extern void text_append_bytes(Text *text, const char *bytes, size_t length);
extern void text_append(Text *text, const char *string);
extern void text_append_char(Text *text, char character);
extern void text_printf(Text *text, const char *format,...) FORMATTED(2, 3);
extern void text_vprintf(Text *text, const char *format, va_list arguments) FORMATTED(2, 0);
extern void text_free(Text *text);

/* A text of its own from a format, to be freed */
extern char *format_text(const char *format,...) FORMATTED(1, 2);

#endif
