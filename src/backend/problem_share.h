/*
 * problem_share.h
 *	  What the owner of a problem has granted to other roles.
 */
#ifndef QSHRINK_PROBLEM_SHARE_H
#define QSHRINK_PROBLEM_SHARE_H

#include "compat.h"

#include "utils/relcache.h"

/* What may be granted; each includes those before it. */
typedef enum QshrinkPrivilege
{
	QSHRINK_NOTHING,
	QSHRINK_READ,				/* the problem and all that belongs to it */
	QSHRINK_SOLVE,				/* and to add runs */
	QSHRINK_WRITE				/* and to change the model */
} QshrinkPrivilege;

/* Its name; ERROR for another one */
extern QshrinkPrivilege qshrink_privilege_of(const char *name);

/* What one user may do with many problems, read once each */
typedef struct QshrinkShares QshrinkShares;

/* In the memory context, by the active snapshot and its shares, whatever row-level
 * security says of them. */
extern QshrinkShares *qshrink_shares_open(Oid namespace, MemoryContext memory);

/* A btree over all rows of a table whose first column is this one; InvalidOid: there is
 * none that can be used */
extern Oid	qshrink_index_by(Relation relation, AttrNumber column);

/* What `user` was granted of the problem of `owner` */
extern QshrinkPrivilege qshrink_shares_privilege(QshrinkShares *shares, Oid user, Oid owner,
												 int64 problem_id);

#endif
