/*
 * excerpt.h
 *	  A piece of the user's input, made fit for an error message.
 */
#ifndef QS_EXCERPT_H
#define QS_EXCERPT_H

#include <stddef.h>

/* Room for any excerpt with its zero byte */
#define QS_EXCERPT_SIZE		64

/* At most about 40 bytes of text; control characters and bytes outside ASCII, of
 * which half a character could be left, become \xNN; "..." marks a cut. */
extern void qs_excerpt(const char *text, size_t length, char excerpt[QS_EXCERPT_SIZE]);

#endif
