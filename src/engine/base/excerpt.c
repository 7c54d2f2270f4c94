/*
 * excerpt.c
 *	  A piece of the user's input, made fit for an error message.
 */
#include "base/excerpt.h"

#include <stdio.h>
#include <string.h>

/* Leaves room for one more \xNN, the dots and the zero byte. */
#define LONGEST		(QS_EXCERPT_SIZE - 8)

void
qs_excerpt(const char *text, size_t length, char excerpt[QS_EXCERPT_SIZE])
{
	size_t		used = 0;

	for (size_t k = 0; k < length; k++)
	{
		unsigned char c = (unsigned char) text[k];

		if (used >= LONGEST || k >= 40)
		{
			memcpy(excerpt + used, "...", 3);
			used += 3;
			break;
		}
		if (c >= 0x20 && c < 0x7f)
			excerpt[used++] = (char) c;
		else
			used += (size_t) sprintf(excerpt + used, "\\x%02x", c);
	}
	excerpt[used] = '\0';
}
