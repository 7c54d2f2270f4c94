/*
 * presolve_record.c
 *	  Writing reductions down.
 */
#include "presolve/presolve_record.h"

#include <math.h>

void
qs_presolve_fix(QsPresolve *presolve, int i, int value, const char *reason, int row)
{
	bool		contradiction = false;

	if (qs_contraction_fix(presolve->host, presolve->contraction, presolve->reduced->root[i],
						   value, NAN, reason, row < 0 ? -1 : presolve->base_row[row],
						   &contradiction))
		presolve->changes++;
	else if (contradiction)
		presolve->infeasible = true;
}

void
qs_presolve_merge(QsPresolve *presolve, int i, int j, bool equal, const char *reason, int row)
{
	const int32_t *root = presolve->reduced->root;
	bool		contradiction = false;

	if (qs_contraction_merge(presolve->host, presolve->contraction, root[i], root[j], equal,
							 QS_ACTION_MERGE, NAN, reason,
							 row < 0 ? -1 : presolve->base_row[row], &contradiction))
		presolve->changes++;
	else if (contradiction)
		presolve->infeasible = true;
}

bool
qs_presolve_blocks(const QsPresolve *presolve, int row, double coefficient, bool rising)
{
	if ((coefficient > 0.0) == rising)
		return presolve->most[row] > presolve->upper[row];
	return presolve->least[row] < presolve->lower[row];
}
