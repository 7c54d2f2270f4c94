/*
 * presolve_record.h
 *	  What the reductions of presolve share: the model left so far and the way
 *	  to write a reduction down.
 */
#ifndef QS_PRESOLVE_RECORD_H
#define QS_PRESOLVE_RECORD_H

#include "presolve/presolve.h"

/* Of the time left for presolve, what one attempt at roof duality may take */
#define QS_ROOF_SHARE	0.4

typedef struct QsPresolve
{
	QsHost	   *host;
	QsContraction *contraction;
	const QsClassOps *const *classes;
	const QsPresolveSettings *settings;
	const QsReduced *reduced;
	const QsModel *model;		/* reduced->model */
	const int32_t *base_row;	/* model row -> row of the contraction's base, or -1 */
	double	   *lower;			/* m: effective bounds, parallel rows intersected */
	double	   *upper;
	double	   *least;			/* m: activity range, widened by rounding */
	double	   *most;
	int			changes;		/* fixings and merges since the model was made */
	bool		infeasible;
} QsPresolve;

/* Write down x_i = value, or x_i = x_j (or 1 - x_j), for variables of the model;
 * row is one of the model's or -1.  A contradiction sets infeasible. */
extern void qs_presolve_fix(QsPresolve *presolve, int i, int value, const char *reason, int row);
extern void qs_presolve_merge(QsPresolve *presolve, int i, int j, bool equal,
							  const char *reason, int row);

/* May the row stop x_i from rising (or falling), whatever the others do? */
extern bool qs_presolve_blocks(const QsPresolve *presolve, int row, double coefficient, bool rising);

#endif
