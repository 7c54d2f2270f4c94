/*
 * role_type.h
 *	  The SQL type qshrink_role: who owns a row.
 */
#ifndef QSHRINK_ROLE_TYPE_H
#define QSHRINK_ROLE_TYPE_H

#include "compat.h"

/*
 * On disk: a varlena of the role's oid (4 bytes, unaligned) and the name it had
 * when the value was made, without a zero byte.  Oid 0: a name that meant nobody
 * then, which grants nothing to anybody, now or later.
 */

/* The role a value names; InvalidOid for nobody and for a role that is no more */
extern Oid	qshrink_role_of(Datum value);

/* The same, with its name or the one it had, palloc'd, and *oid as stored */
extern Oid	qshrink_role_read(Datum value, Oid *oid, char **name);

/* The same role under the name it has now: what rows written today should say */
extern Datum qshrink_role_renewed(Datum value);

/* The role of that name (or, if there is none, the name), in which marks mean nothing */
extern Datum qshrink_role_named(const char *name);

/* The value of a text, as the type's input reads it */
extern Datum qshrink_role_parse(const char *string);

#endif
