/*
 * exact_walk.h
 *	  The walk over a tree's levels, and the best assignments it met.
 */
#ifndef QS_EXACT_WALK_H
#define QS_EXACT_WALK_H

#include "exact/exact_scan.h"
#include "exact/exact_tree.h"

typedef struct QsWalk
{
	QsHost	   *host;			/* the caller sets it, model, tree and keep */
	const QsModel *model;
	const QsTree *tree;
	QsScanFunction scan;
	QsAddFunction add;

	/* one record per level, levels + 1 of each */
	double	   *activity;		/* rows each */
	uint64_t   *forbidden;		/* words each: variables excluded so far */
	uint64_t   *block_forbidden;
	const double **energy;		/* of the block's entries, pairs with choices included */
	double	   *energy_space;	/* padded each */

	int32_t    *placed;			/* n: variables set to one so far */
	int			placed_count;
	QsScanRow  *scan_row;
	uint8_t    *x;

	double		work;
	double		next_check;
	double		work_limit;
	bool		stopped;		/* deadline */
	bool		exhausted;		/* work_limit passed */

	/* the best found: a max-heap by (energy) over slots of kept_x */
	int			keep;
	int			kept;
	int			capacity;
	uint8_t    *kept_x;
	double	   *kept_energy;
	int32_t    *heap;
	double		threshold;		/* only better energies are of interest */
	double		margin;			/* rounding of energies */
} QsWalk;

extern void qs_walk_create(QsWalk *walk);
extern void qs_walk_free(QsWalk *walk);

/* Enumerate; kept_x and kept_energy then hold the best in no order.  QS_UNSUPPORTED: too
 * much work, if that is limited; QS_INTERRUPTED: out of time, the best so far are kept. */
extern QsStatus qs_walk_run(QsWalk *walk, bool limited);

#endif
