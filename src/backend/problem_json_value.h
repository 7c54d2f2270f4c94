/*
 * problem_json_value.h
 *	  Reading values of a model in JSON.  `where` names a value for messages: 'element 3
 *	  of "linear"'.
 */
#ifndef QSHRINK_PROBLEM_JSON_VALUE_H
#define QSHRINK_PROBLEM_JSON_VALUE_H

#include "compat.h"

#include "utils/jsonb.h"

/* ERROR: invalid model */
extern void qshrink_model_refuse(const char *format,...) pg_attribute_printf(1, 2) pg_attribute_noreturn();

/* A finite number, or the number of one of n variables */
extern double qshrink_model_number(const JsonbValue *value, const char *where, int element);
extern int	qshrink_model_variable(const JsonbValue *value, int n, const char *where, int element);

/* A number, or `otherwise` for a member that is not there */
extern double qshrink_model_optional_number(const JsonbValue *value, const char *name,
											double otherwise);

extern bool qshrink_model_is_array(const JsonbValue *value);
extern bool qshrink_model_is_object(const JsonbValue *value);
extern char *qshrink_model_string(const JsonbValue *value);

/* The elements of an array, one by one; nested ones stay whole */
typedef struct QshrinkElements
{
	JsonbIterator *iterator;
	int			count;
	int			next;			/* number of the element to come */
} QshrinkElements;

extern QshrinkElements qshrink_model_elements(const JsonbValue *value, const char *where);
extern bool qshrink_model_next(QshrinkElements *elements, JsonbValue *value);

typedef struct QshrinkMembers
{
	const char *const *name;
	JsonbValue *value;			/* type jbvNull for what is not there */
	int			count;
} QshrinkMembers;

/* Sort the members of an object into value[] by their names; others are errors */
extern void qshrink_model_members(const JsonbValue *object, QshrinkMembers *members,
								  const char *where);

#endif
