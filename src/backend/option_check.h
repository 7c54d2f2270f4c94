/*
 * option_check.h
 *	  Names and ranges of what a user sets: one wording of every error (SQLSTATE 22023,
 *	  the value, and what it may be as a hint).
 */
#ifndef QSHRINK_OPTION_CHECK_H
#define QSHRINK_OPTION_CHECK_H

#include "base/names.h"

/* The value of a name in a list, upper or lower case; ERROR with the names there are */
extern int	qshrink_name_value(const QsNames *names, const char *name);

/* "Perhaps you meant ...  Available values: ...", palloc'd; of candidates, the first
 * ends are what comes nearest to name, if anything does */
extern char *qshrink_names_hint(const char *what, const char *name, const char *const *candidate,
								int candidates);

/* ERROR unless least <= number <= most.  subject is what the user set: "layers",
 * "option \"cvar\"". */
extern void qshrink_check_range(const char *subject, double number, double least, double most);

/* The same hint for names that look like name; "" is like none of them */
extern char *qshrink_values_hint(const QsNames *names, const char *name);

/* The ERROR of qshrink_check_range for a number that only its text can tell */
extern void qshrink_out_of_range(const char *subject, const char *number, double least, double most);

#endif
