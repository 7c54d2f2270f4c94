/*
 * optimize.h
 *	  Minimise a function of a few parameters, by NLopt or by SPSA.
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
	QS_OPTIMIZER_SPSA,			/* spsa.h */
	QS_OPTIMIZER_NONE			/* keep the start angles */
} QsOptimizer;

extern const QsNames qs_optimizer_names;

/* f(theta); gradient (n, may be NULL) is filled only for the optimisers that ask
 * for it. */
typedef double (*QsObjective) (void *argument, int n, const double *theta, double *gradient);

typedef struct QsMinimisation
{
	QsOptimizer optimizer;
	int			n;				/* parameters */
	double		step;			/* of the first moves */
	int			max_evaluations;
	uint64_t	seed;			/* of the directions of SPSA */
	bool		noisy;			/* values are estimates; see below */
	QsObjective objective;
	void	   *argument;
} QsMinimisation;

/* Does the optimiser ask for gradients? */
extern bool qs_optimizer_needs_gradient(QsOptimizer optimizer);

/*
 * Minimise from theta (in and out), at most max_evaluations calls.  *best is the value
 * at the theta returned, *evaluations the calls made.  QS_INTERRUPTED when the host asked
 * to stop (then the caller passes qs_check).  NONE just evaluates once.  Deterministic.
 *
 * An exact objective is called from inside the library and must not throw; theta becomes
 * the best point seen.  A noisy one may throw: it is called between runs of the library,
 * which begins anew for each point with the values it was told before.  Of noisy values
 * the best is mostly luck: SPSA then returns where it ended, the others what they
 * return on hardware, the best value seen.  Noisy and gradients exclude each other.
 */
extern QsStatus qs_minimise(QsHost *host, const QsMinimisation *how, double *theta, double *best,
							int *evaluations);

#endif
