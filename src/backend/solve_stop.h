/*
 * solve_stop.h
 *	  Ending a running solve from another session, its best answer kept.
 *
 * A solve listens to SIGUSR2, which PostgreSQL sends to no ordinary backend and which
 * those ignore: outside a solve it does nothing and leaves nothing behind.
 */
#ifndef QSHRINK_SOLVE_STOP_H
#define QSHRINK_SOLVE_STOP_H

#include "compat.h"

#include "base/host.h"

/* Listen from here on until the host is destroyed, also by an error. */
extern void qshrink_stop_heed(QsHost *host);

/* End the solve of a process; false: it is not solving.  Who may is the caller's to ask. */
extern bool qshrink_stop_process(int pid);

#endif
