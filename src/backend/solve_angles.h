/*
 * solve_angles.h
 *	  Angles of an earlier run for a solve.
 */
#ifndef QSHRINK_SOLVE_ANGLES_H
#define QSHRINK_SOLVE_ANGLES_H

#include "compat.h"

#include "base/host.h"
#include "option_table.h"

/*
 * What options->angles_from says: the angles of the round as those of options->settings.sampler, in
 * host memory, interpolated to its layers (qs_angles_transfer), and to be scaled to the problem
 * they will be used on if the QUBO of the round was kept; nothing where it is NULL.  The round gets named in options->angles_from.  Read with the caller's rights, whatever the
 * problem.  ERROR when there is no such round, or it has no tied angles of QAOA.  Inside
 * SPI, with a snapshot.
 */
extern void qshrink_angles_from(QsHost *host, Oid namespace, QshrinkOptions *options);

#endif
