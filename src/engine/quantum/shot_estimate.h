/*
 * shot_estimate.h
 *	  An optimiser's objective as hardware finds it: from the energies of some shots.
 */
#ifndef QS_SHOT_ESTIMATE_H
#define QS_SHOT_ESTIMATE_H

#include "quantum/qaoa_simulator.h"

/*
 * Run at theta, measure `shots` times with the noise that the settings ask for, and tell
 * the mean of the lowest share (cvar) of the scaled energies.  May throw; QS_INTERRUPTED
 * when asked to stop or past the deadline, which drawing the shots alone does not look at.
 */
extern QsStatus qs_qaoa_estimate(QsQaoaSimulator *simulator, QsAnsatz *ansatz, const double *theta,
								 QsRandom *random, int shots, double *value);

#endif
