/*
 * attempt.h
 *	  A step whose error ends the step alone.
 */
#ifndef QSHRINK_ATTEMPT_H
#define QSHRINK_ATTEMPT_H

#include "compat.h"

/*
 * Take a step in a subtransaction, with `memory` as the current context.  NULL, or the
 * error that ended it and undid what it wrote, copied into `memory`.  Interrupts are
 * errors, too: whoever asks must look for them (ERRCODE_OPERATOR_INTERVENTION).  The
 * current context is the caller's again.
 */
extern ErrorData *qshrink_attempt(MemoryContext memory, void (*step) (void *argument), void *argument);

#endif
