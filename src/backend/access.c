/*
 * access.c
 *	  The one rule of row-level security: a row belongs to the role in its
 *	  column owner, and to whoever has the privileges of that role.
 */
#include "compat.h"

#include "utils/acl.h"

PG_FUNCTION_INFO_V1(qshrink_may);

/*
 * qshrink_may(owner name) -> boolean
 *
 * Nothing is remembered between calls: the current role and its memberships
 * may change within a transaction.
 */
Datum
qshrink_may(PG_FUNCTION_ARGS)
{
	Oid			owner = get_role_oid(NameStr(*PG_GETARG_NAME(0)), true);

	PG_RETURN_BOOL(OidIsValid(owner) && has_privs_of_role(GetUserId(), owner));
}
