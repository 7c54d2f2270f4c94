/*
 * qubo_json.h
 *	  Reading values out of jsonb arguments, with errors that name them.
 */
#ifndef QSHRINK_QUBO_JSON_H
#define QSHRINK_QUBO_JSON_H

#include "utils/jsonb.h"
#include "utils/numeric.h"

/* The value as a number, an integer from least to most, a boolean, a string
 * (palloc'd), an array or object; ERROR "<name> must be ..." otherwise. */
extern double qshrink_json_number(const char *name, const JsonbValue *value);
extern int32 qshrink_json_integer(const char *name, const JsonbValue *value,
								  int32 least, int32 most);
extern bool qshrink_json_boolean(const char *name, const JsonbValue *value);
extern char *qshrink_json_string(const char *name, const JsonbValue *value);
extern JsonbContainer *qshrink_json_array(const char *name, const JsonbValue *value);

/* The nearest double; false when the number is not finite or too large for one */
extern bool qshrink_numeric_to_float(Numeric number, double *value);

/* How a value looks to the user: "a string", "null", ... */
extern const char *qshrink_json_kind(const JsonbValue *value);

#endif
