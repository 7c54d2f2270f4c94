/*
 * shard_check.h
 *	  The extension's tables and Citus, which spreads tables over nodes.
 *
 * Nothing of Citus is built against: its catalogue is looked at where it is there.
 */
#ifndef QSHRINK_SHARD_CHECK_H
#define QSHRINK_SHARD_CHECK_H

#include "compat.h"

#include "utils/rel.h"

/* ERROR when Citus has distributed a table of the extension: its rules, sequences and
 * queries count on one place */
extern void qshrink_refuse_distributed(Relation relation);

#endif
