/*
 * option_check.c
 *	  Names and ranges of what a user sets.
 */
#include "compat.h"

#include <math.h>

#include "lib/stringinfo.h"
#include "utils/varlena.h"

#include "encode/encode.h"
#include "option_check.h"

#define LONGEST_NAME	40		/* of a user that is compared with ours */

/* ---------------------------------------------------------------------------
 * Names
 */

/* How far a name may be from what was written */
static int
near(const char *name)
{
	return Min(3, (int) strlen(name) / 2);
}

char *
qshrink_names_hint(const char *what, const char *name, const char *const *candidate, int candidates)
{
	StringInfoData hint;
	const char *nearest = NULL;
	int			least = near(name) + 1;

	for (int k = 0; k < candidates && strlen(name) <= LONGEST_NAME; k++)
	{
		int			distance = varstr_levenshtein_less_equal(name, (int) strlen(name), candidate[k],
															 (int) strlen(candidate[k]), 1, 1, 1,
															 least, true);

		if (distance < least)
		{
			least = distance;
			nearest = candidate[k];
		}
	}
	initStringInfo(&hint);
	if (nearest && least > 0)
		appendStringInfo(&hint, "Perhaps you meant \"%s\".  ", nearest);
	appendStringInfo(&hint, "Available %s: ", what);
	for (int k = 0; k < candidates; k++)
		appendStringInfo(&hint, "%s%s", k ? ", " : "", candidate[k]);
	appendStringInfoChar(&hint, '.');
	return hint.data;
}

char *
qshrink_values_hint(const QsNames *names, const char *name)
{
	const char **candidate = palloc_array(const char *, names->count);

	for (int k = 0; k < names->count; k++)
		candidate[k] = qs_name_at(names, k)->name;
	return qshrink_names_hint("values", name, candidate, names->count);
}

static void
unknown_name(const QsNames *names, const char *name)
{
	ereport(ERROR,
			(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
			 names == &qs_shrunk_encoding_names && qs_name_find(&qs_encoding_names, name) ?
			 errmsg("%s \"%s\" is one of qshrink_encode only", names->what, name) :
			 errmsg("unknown %s \"%s\"", names->what, name),
			 errhint("%s", qshrink_values_hint(names, name))));
}

int
qshrink_name_value(const QsNames *names, const char *name)
{
	for (int k = 0; k < names->count; k++)
		if (pg_strcasecmp(qs_name_at(names, k)->name, name) == 0)
			return qs_name_at(names, k)->value;
	unknown_name(names, name);
	return -1;
}

/* ---------------------------------------------------------------------------
 * Numbers
 */

/* Whole numbers in full, however large */
static char *
number_text(double number)
{
	return number == rint(number) && fabs(number) < 1e15 ?
		psprintf("%.0f", number) : psprintf("%g", number);
}

void
qshrink_out_of_range(const char *subject, const char *number, double least, double most)
{
	ereport(ERROR,
			(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
			 errmsg("%s is %s", subject, number),
			 isinf(most) ? errhint("It must be at least %s.", number_text(least)) :
			 errhint("It must lie between %s and %s.", number_text(least), number_text(most))));
}

void
qshrink_check_range(const char *subject, double number, double least, double most)
{
	if (isnan(number))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("%s must be a number, not NaN", subject)));
	if (number < least || number > most)
		qshrink_out_of_range(subject, number_text(number), least, most);
}
