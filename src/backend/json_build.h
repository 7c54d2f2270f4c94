/*
 * json_build.h
 *	  Building large jsonb values piece by piece.
 *
 * PostgreSQL's own parser cannot be interrupted: a value of millions of numbers is
 * pushed instead of written as text and parsed.  Callers check for interrupts and
 * say first how many numbers there will be.
 */
#ifndef QSHRINK_JSON_BUILD_H
#define QSHRINK_JSON_BUILD_H

#include "compat.h"

#include "utils/jsonb.h"

/* ERROR if a value of so many numbers (or strings as short) would pass
 * qshrink.memory_limit while it is built */
extern void qshrink_json_check_memory(double numbers);

/* The double comes back bit by bit (but for -0); the token is WJB_ELEM or WJB_VALUE. */
extern void qshrink_json_push_number(JsonbParseState **state, JsonbIteratorToken token,
									 double number);
extern void qshrink_json_push_integer(JsonbParseState **state, JsonbIteratorToken token,
									  int64 number);

/* The string must live until the value is finished; WJB_KEY is a token, too. */
extern void qshrink_json_push_string(JsonbParseState **state, JsonbIteratorToken token,
									 const char *string);
extern void qshrink_json_push_null(JsonbParseState **state, JsonbIteratorToken token);

#endif
