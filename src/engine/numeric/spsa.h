/*
 * spsa.h
 *	  Simultaneous perturbation stochastic approximation (Spall 1992).
 *
 * Two values a step, whatever the number of parameters: all of them move at once, each
 * by +c or -c at random, and the difference of the two values stands for the gradient.
 */
#ifndef QS_SPSA_H
#define QS_SPSA_H

#include "numeric/optimize.h"

/*
 * As qs_minimise.  Gains as Spall (1998) advises: a / (k + 1 + A)^0.602 and c / (k + 1)^0.101,
 * A a tenth of the steps, c = how->step, and a such that the first moves of a parameter are about
 * twice how->step, measured on a few pairs.  The last evaluation is of the point where it ends.
 */
extern QsStatus qs_spsa(QsHost *host, const QsMinimisation *how, double *theta, double *best,
						int *evaluations);

#endif
