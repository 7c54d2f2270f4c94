/*
 * solve_storing.h
 *	  Whether it is this library that writes the rows of a run.
 *
 * Who may solve a problem of others may add runs to it, which they and others then believe.
 * So row-level security takes from them what is written within these functions alone: what
 * the library has found out or judged itself, and no row written by hand.
 */
#ifndef QSHRINK_SOLVE_STORING_H
#define QSHRINK_SOLVE_STORING_H

#include "compat.h"

/* Take a step that writes rows of a run. */
extern void qshrink_while_storing(void (*step) (void *argument), void *argument);

#endif
