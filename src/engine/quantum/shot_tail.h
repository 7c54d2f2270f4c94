/*
 * shot_tail.h
 *	  What an optimiser is told of the energies of some shots (CVaR).
 */
#ifndef QS_SHOT_TAIL_H
#define QS_SHOT_TAIL_H

#include "base/host.h"

/* Mean of the lowest fraction of count energies, which are sorted for it; the last of them
 * may count in part.  May throw.  O(count log count). */
extern double qs_tail_of_shots(QsHost *host, double *energy, int count, double fraction);

#endif
