/*
 * json.h
 *	  Writing JSON.
 */
#ifndef QSHRINK_CLIENT_JSON_H
#define QSHRINK_CLIENT_JSON_H

#include <stdbool.h>

#include "text.h"

/* A string with its quotation marks, fit for a script element of HTML as well */
extern void json_append_string(Text *json, const char *string);

/* Whether a text is a number of JSON */
extern bool json_is_number(const char *text);

#endif
