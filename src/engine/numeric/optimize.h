/*
 * optimize.h
 *	  Minimise a function of a few parameters by NLopt.
 */
#ifndef QS_OPTIMIZE_H
#define QS_OPTIMIZE_H

#include "base/host.h"
#include "base/names.h"

typedef enum QsOptimizer
{
	QS_OPTIMIZER_NELDER_MEAD,
	QS_OPTIMIZER_COBYLA,
	QS_OPTIMIZER_BOBYQA,
	QS_OPTIMIZER_SBPLX,
	QS_OPTIMIZER_LBFGS,			/* adjoint gradients */
	QS_OPTIMIZER_MMA,			/* adjoint gradients */
	QS_OPTIMIZER_NONE			/* keep the start angles */
} QsOptimizer;

extern const QsNames qs_optimizer_names;

/* f(theta); gradient (n, may be NULL) is filled only for the optimisers that ask
 * for it.  Called from inside the library: must not throw. */
typedef double (*QsObjective) (void *argument, int n, const double *theta, double *gradient);

/* Does the optimiser ask for gradients? */
extern bool qs_optimizer_needs_gradient(QsOptimizer optimizer);

/*
 * Minimise from theta (n, in and out: the best point seen), at most
 * max_evaluations calls; initial steps of size `step`.  *best is the value there,
 * *evaluations the calls made.  QS_INTERRUPTED when the host asked to stop (then
 * the caller passes qs_check).  NONE just evaluates once.  Deterministic.
 */
extern QsStatus qs_minimise(QsHost *host, QsOptimizer optimizer, int n, double *theta,
							double step, int max_evaluations, QsObjective objective,
							void *argument, double *best, int *evaluations);

#endif
