/*
 * problem_lock.h
 *	  Holding on to a problem while something long is done with it.
 */
#ifndef QSHRINK_PROBLEM_LOCK_H
#define QSHRINK_PROBLEM_LOCK_H

#include "compat.h"

/*
 * Keep a problem from being deleted or handed to another owner until the
 * transaction ends: a key-share lock on its row, as the foreign key of the run takes
 * it in the end.  Its model may still change: a run carries the fingerprint of what
 * it solved.  A role that may not update problems gets no lock.  Inside SPI.  ERROR
 * when the problem does not exist, is not visible, or has gone since the snapshot of
 * the transaction was taken (serialization failure).
 */
extern void qshrink_problem_lock(Oid namespace, int64 problem_id);

/* In PG_CATCH: throw again, in plain words when the error is that the problem has
 * gone.  caller is the memory context to go on in. */
extern void qshrink_problem_rethrow(int64 problem_id, MemoryContext caller) pg_attribute_noreturn();

#endif
