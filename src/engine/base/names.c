/*
 * names.c
 *	  Lists of what a user may choose among.
 */
#include "base/names.h"

#include <string.h>

const QsName *
qs_name_at(const QsNames *names, int k)
{
	return (const QsName *) ((const char *) names->first + (size_t) k * names->stride);
}

const QsName *
qs_name_find(const QsNames *names, const char *name)
{
	for (int k = 0; k < names->count; k++)
		if (strcmp(qs_name_at(names, k)->name, name) == 0)
			return qs_name_at(names, k);
	return NULL;
}

const QsName *
qs_name_of(const QsNames *names, int value)
{
	for (int k = 0; k < names->count; k++)
		if (qs_name_at(names, k)->value == value)
			return qs_name_at(names, k);
	return NULL;
}
