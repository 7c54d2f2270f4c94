/*
 * solve_fixings.h
 *	  The argument fixed of a solve: reading it, and its record.
 */
#ifndef QSHRINK_SOLVE_FIXINGS_H
#define QSHRINK_SOLVE_FIXINGS_H

#include "compat.h"

#include "utils/jsonb.h"

#include "problem_load.h"

typedef struct QshrinkFixings
{
	int8_t	   *fixed;			/* n of -1 (free), 0, 1, or NULL: none given */
	char	   *fixed_json;		/* [{"variable", "keys", "value"}] by variable, or NULL */
} QshrinkFixings;

/* The argument called fixed.  A null is "none", NULL, unless it was computed
 * (qshrink_argument_computed): that is an ERROR. */
extern Jsonb *qshrink_fixings_argument(FunctionCallInfo fcinfo);

/*
 * What is fixed, for a problem: {"name": 0|1|false|true, ...}, names as in
 * problem_names.h; [[key, value], ...] or one such pair, a key being a text or an
 * array of its parts; or [{"variable": number, "keys": text or texts, "value": 0|1},
 * ...] with one of the first two, or both if they agree: the form of its record; NULL:
 * nothing.  ERROR for an empty value, a name that is none and a value that is neither 0
 * nor 1, naming it.  Host memory; the record is palloc'd.  Inside SPI; needs the
 * problem's rows by the active snapshot.
 */
extern QshrinkFixings qshrink_fixings_read(QsHost *host, Oid namespace,
										   const QshrinkProblem *problem, Jsonb *fixed);

#endif
