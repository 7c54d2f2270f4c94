/*
 * terminal.h
 *	  What may be sent to a terminal, and how wide it is there.
 */
#ifndef QSHRINK_CLIENT_TERMINAL_H
#define QSHRINK_CLIENT_TERMINAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "text.h"

/* Read the next character of UTF-8; -1 and one byte where there is none */
extern int	utf8_next(const char **text);

/* Whether a character can do harm: moves the cursor, changes the direction, is unseen */
extern bool is_unprintable(int character);

/*
 * The text with everything written out that a terminal would act on, in one line; and
 * the same with line ends kept.  To be freed.
 */
extern char *terminal_text(const char *text);
extern char *terminal_lines(const char *text);

/* JSON that a terminal does not act on, still the same value; to be freed */
extern char *terminal_json(const char *json);

/* Text that is valid UTF-8: bytes that are not are written out; to be freed */
extern char *valid_utf8(const char *bytes);

/* Columns that a text takes in a terminal */
extern int	display_width(const char *text);

/* Columns and lines of the terminal of a file; 80 and 24 if it has none */
extern int	terminal_columns(FILE *file);
extern int	terminal_rows(FILE *file);

extern bool is_terminal(FILE *file);

#endif
