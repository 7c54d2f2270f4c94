/*
 * option_json.h
 *	  Options as members of a JSON object, and members of one.
 */
#ifndef QSHRINK_OPTION_JSON_H
#define QSHRINK_OPTION_JSON_H

#include "compat.h"

#include "lib/stringinfo.h"
#include "utils/jsonb.h"

#include "option_table.h"

/*
 * Append "name": value of each option that is wanted, in the order of the table, with a comma
 * before each but the first of the object, which `out` ends with or does not.
 */
extern void qshrink_append_options(StringInfo out, const QshrinkOptions *options,
								   bool (*wanted) (const QshrinkOptions *options, const QshrinkOption *option,
												   const void *context),
								   const void *context);

/* The same for one member, whose value is JSON, and for a start as a string of digits */
extern void qshrink_append_member(StringInfo out, const char *name, const char *value);
extern void qshrink_append_start(StringInfo out, const uint8_t *start, int n);

/* Is the value of an option another one in `initial`? */
extern bool qshrink_option_differs(const QshrinkOptions *options, const QshrinkOptions *initial,
								   const QshrinkOption *option);

/* The member of a JSON object; NULL where there is none, or a null */
extern JsonbValue *qshrink_json_member(Jsonb *object, const char *name, JsonbValue *value);

#endif
