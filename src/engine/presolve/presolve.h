/*
 * presolve.h
 *	  Exact reductions: the optimal value is preserved, each step has its reason.
 */
#ifndef QS_PRESOLVE_H
#define QS_PRESOLVE_H

#include "model/contraction.h"
#include "structure/structure.h"

typedef struct QsPresolveSettings
{
	bool		propagation;	/* rows to a fixpoint, redundant and duplicate rows, tightening */
	bool		dominance;		/* dominated columns */
	bool		kernel;			/* what a class has instead of the general reductions */
	bool		persistency;	/* first-order persistencies */
	bool		roof_duality;	/* max-flow on sparse unconstrained problems */
	bool		components;		/* small connected components are enumerated */
	bool		strict_only;	/* keep every optimum: only reductions that hold in all of them */
} QsPresolveSettings;

extern const QsPresolveSettings qs_presolve_defaults;	/* everything on, strict_only off */

/*
 * Reduce contraction->base exactly; every fixing and merge is written into
 * `contraction` (which may already hold user fixings).  QS_INFEASIBLE: proved to
 * have no solution.  An assignment kept as matrices is left alone but for what
 * its fixings imply.  classes: as in qs_structure_create().  Interruptible; stops early (still exact) at the deadline.
 */
extern QsStatus qs_presolve(QsHost *host, QsContraction *contraction,
							const QsClassOps *const *classes,
							const QsPresolveSettings *settings);

#endif
