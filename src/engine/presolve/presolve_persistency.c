/*
 * presolve_persistency.c
 *	  First-order persistencies: variables whose best value does not depend on
 *	  the others, where no row objects.
 *
 * Hammer & Hansen 1981.  Flipping x_i changes the objective by a value between
 * two sums; when both have one sign and no row can stop the flip, x_i is known.
 * For a linear objective this is the dominated column of linear programming.
 */
#include "presolve/presolve_internal.h"

#include <math.h>

/* Range of the objective's change when x_i rises from 0 to 1, rounded outwards */
static void
change_range(const QsQubo *objective, int i, bool exact, double *low, double *high)
{
	double		magnitude = fabs(objective->linear[i]);
	double		error;

	*low = *high = objective->linear[i];
	for (int64_t k = objective->start[i]; k < objective->start[i + 1]; k++)
	{
		double		weight = objective->weight[k];

		*low += fmin(0.0, weight);
		*high += fmax(0.0, weight);
		magnitude += fabs(weight);
	}
	error = exact && magnitude < 0x1p52 ? 0.0
		: magnitude * 0x1p-51 * ((double) (objective->start[i + 1] - objective->start[i]) + 1.0);
	*low -= error;
	*high += error;
}

static bool
is_blocked(const QsPresolve *presolve, int i, bool rising)
{
	const QsModel *model = presolve->model;

	for (int64_t k = model->column_start[i]; k < model->column_start[i + 1]; k++)
		if (qs_presolve_blocks(presolve, model->column_row[k], model->column_value[k], rising))
			return true;
	return false;
}

/*
 * All fixings of one pass hold together: each says that whatever the others are,
 * the value is at least as good, and no row that still matters minds.
 */
void
qs_presolve_persistency(QsPresolve *presolve)
{
	const QsModel *model = presolve->model;
	bool		strict = presolve->settings->strict_only;

	for (int i = 0; i < model->n; i++)
	{
		double		low,
					high;

		if ((i & 1023) == 0)
			qs_check(presolve->host);
		change_range(model->objective, i, model->integral, &low, &high);
		if (low > 0.0 && !is_blocked(presolve, i, false))
			qs_presolve_fix(presolve, i, 0, "persistency: 1 costs more whatever the others are", -1);
		else if (high < 0.0 && !is_blocked(presolve, i, true))
			qs_presolve_fix(presolve, i, 1, "persistency: 0 costs more whatever the others are", -1);
		else if (!strict && low >= 0.0 && !is_blocked(presolve, i, false))
			qs_presolve_fix(presolve, i, 0, "persistency: 1 is never better", -1);
		else if (!strict && high <= 0.0 && !is_blocked(presolve, i, true))
			qs_presolve_fix(presolve, i, 1, "persistency: 0 is never better", -1);
	}
}
