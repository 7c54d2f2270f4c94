/*
 * problem_arguments.h
 *	  What every function refuses in the same words: nulls, and writing where
 *	  nothing can be written.
 */
#ifndef QSHRINK_PROBLEM_ARGUMENTS_H
#define QSHRINK_PROBLEM_ARGUMENTS_H

#include "compat.h"

/* ERROR when argument k, called name, is null */
extern void qshrink_require_argument(FunctionCallInfo fcinfo, int k, const char *name);

/* Argument k, the problem_id; ERROR when it is null */
extern int64 qshrink_problem_argument(FunctionCallInfo fcinfo, int k);

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

#endif
