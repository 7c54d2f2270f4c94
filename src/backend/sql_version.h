/*
 * sql_version.h
 *	  The library and the SQL objects of a database are of one version.
 */
#ifndef QSHRINK_SQL_VERSION_H
#define QSHRINK_SQL_VERSION_H

#include "compat.h"

/*
 * ERROR (object_not_in_prerequisite_state) with a hint unless the extension that the
 * function being called belongs to, in this schema, is of the library's version.  Once
 * it is, further calls compare one number until functions of the database change.
 */
extern void qshrink_require_version(FunctionCallInfo fcinfo, Oid namespace);

/* What a retired symbol does: the same error, or that the function is no more */
extern void qshrink_refuse_retired(FunctionCallInfo fcinfo) pg_attribute_noreturn();

#endif
