/*
 * problem_arguments.h
 *	  What every function refuses in the same words: nulls, and writing where
 *	  nothing can be written.
 */
#ifndef QSHRINK_PROBLEM_ARGUMENTS_H
#define QSHRINK_PROBLEM_ARGUMENTS_H

#include "compat.h"

#include "utils/numeric.h"

/* ERROR when argument k, called name, is null */
extern void qshrink_require_argument(FunctionCallInfo fcinfo, int k, const char *name);

/* Argument k, the problem_id; ERROR when it is null */
extern int64 qshrink_problem_argument(FunctionCallInfo fcinfo, int k);

/* Boolean argument k; false when it is null */
extern bool qshrink_flag_argument(FunctionCallInfo fcinfo, int k);

/* Text argument k; otherwise when it is null */
extern char *qshrink_optional_text(FunctionCallInfo fcinfo, int k, char *otherwise);

/*
 * ERROR where the call is to write but cannot: in a read-only transaction, on a
 * standby, in a parallel worker.  Called before anything is computed.  hint: what to
 * do instead, or NULL.
 */
extern void qshrink_require_writable(FunctionCallInfo fcinfo, const char *hint);

/*
 * Was argument k, which is null, computed from rows (a sub-select, a column, an
 * aggregate) or by a function that is not immutable?  Then a value was meant.  A null
 * constant, a default and a null parameter are the caller's word for "none".
 */
extern bool qshrink_argument_computed(FunctionCallInfo fcinfo, int k);

/* ERROR when argument k, called name, is null although it was computed */
extern void qshrink_refuse_computed_null(FunctionCallInfo fcinfo, int k, const char *name);

/* The position of the input argument called name of the function being called */
extern int	qshrink_argument_named(FunctionCallInfo fcinfo, const char *name);

/* The nearest double; NAN for what is not finite as one, or would round to zero */
extern double qshrink_numeric_double(Numeric number);

/* The integer of less than 2^53 that a number is, or NAN.  What is one only after rounding,
 * as 1e-400 is 0, is none. */
extern double qshrink_numeric_integer(Numeric number);

#endif
