/*
 * assignment_restart.h
 *	  Where a tabu search for assignments starts its next run.
 *
 * No one way suits every matrix, so three share the steps, and those that have
 * found the best assignment so far get more of them:
 *	  long		a long run from the best assignment, half of it shuffled
 *	  local		short runs from the last accepted assignment, a few facilities moved,
 *				more of them while nothing better is found (Misevicius, "An
 *				implementation of the iterated tabu search algorithm for the quadratic
 *				assignment problem", OR Spectrum 34, 2012)
 *	  crossed	what two good assignments have in common, the rest from either
 *				(Benlic & Hao, "Memetic search for the quadratic assignment problem",
 *				Expert Systems with Applications 42, 2015)
 */
#ifndef QS_ASSIGNMENT_RESTART_H
#define QS_ASSIGNMENT_RESTART_H

#include "base/host.h"
#include "base/random.h"

typedef struct QsRestart QsRestart;

/* `gain`: costs closer than that are equal. */
extern QsRestart *qs_restart_create(QsHost *host, int order, double gain);
extern void qs_restart_free(QsHost *host, QsRestart *restart);

/* Steps without a better assignment after which the present run ends */
extern double qs_restart_patience(const QsRestart *restart);

/*
 * A run of `steps` steps has ended; its best were `location` (order) and `cost`.
 * next (order) gets the permutation the following run starts from.  O(order).
 */
extern void qs_restart_next(QsRestart *restart, QsRandom *random, const int *location,
							double cost, double steps, int *next);

#endif
