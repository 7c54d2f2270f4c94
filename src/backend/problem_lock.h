/*
 * problem_lock.h
 *	  Holding on to a problem while something long is done with it.
 */
#ifndef QSHRINK_PROBLEM_LOCK_H
#define QSHRINK_PROBLEM_LOCK_H

#include "problem_load.h"

/*
 * Keep a problem from being deleted or handed to another owner until the
 * transaction ends: a key-share lock on its row, as the foreign key of the run takes
 * it in the end.  Its model may still change: a run carries the fingerprint of what
 * it solved.  A role that may not update problems gets no lock.  Inside SPI.  ERROR
 * when the problem does not exist, is not visible, or has gone since the snapshot of
 * the transaction was taken (serialization failure).
 */
extern void qshrink_problem_lock(Oid namespace, int64 problem_id);

/*
 * Keep a problem to this session until the transaction ends, to change it: other
 * sessions that change it wait.  Sets n and owner of *problem (host memory), whose
 * problem_id is given.  Queries that come after must use a new snapshot
 * (CommandCounterIncrement, GetTransactionSnapshot), to see what other sessions
 * committed meanwhile.  Inside SPI.  ERROR as above, and when the caller may not
 * change it.
 */
extern void qshrink_problem_hold(QsHost *host, Oid namespace, QshrinkProblem *problem);

/* The same for who has the rights of the owner, whatever was granted. */
extern void qshrink_problem_hold_own(QsHost *host, Oid namespace, QshrinkProblem *problem);

/* In PG_CATCH: throw again, in plain words when the error is that the problem has
 * gone.  caller is the memory context to go on in. */
extern void qshrink_problem_rethrow(int64 problem_id, MemoryContext caller) pg_attribute_noreturn();

#endif
