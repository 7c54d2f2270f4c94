/*
 * bound_fixing.c
 *	  Certified fixing: reduced costs against the incumbent.
 *
 * Dantzig, Fulkerson & Johnson 1954; with the Lagrangian bound B of any
 * multipliers, a solution in which x_j has the value its reduced cost d_j speaks
 * against costs at least B + |d_j|.
 */
#include "bound/bound.h"

#include <math.h>
#include <string.h>

#include "rows/relax_rows.h"

int
qs_bound_certified_fixing(QsHost *host, const QsModel *model, const double *dual,
						  double incumbent, QsContraction *contraction)
{
	double	   *lower;
	double	   *upper;
	double	   *multiplier;
	double		threshold = qs_bound_threshold(model, incumbent);
	double		bound;
	int			fixed = 0;

	if (!model->linear || !isfinite(incumbent))
		return 0;
	lower = QS_ARRAY(host, double, model->m);
	upper = QS_ARRAY(host, double, model->m);
	multiplier = QS_ARRAY(host, double, model->m);
	qs_rows_effective(model, lower, upper);
	if (model->m > 0)
		memcpy(multiplier, dual, (size_t) model->m * sizeof(double));
	qs_multipliers_clamp(lower, upper, model->m, multiplier);
	bound = qs_multiplier_bound(host, model, model->objective->linear, model->constant,
								lower, upper, multiplier, NULL);
	for (int j = 0; j < model->n && fixed >= 0; j++)
	{
		bool		contradiction = false;
		QsExact		d = qs_reduced_cost(model, model->objective->linear, multiplier, j);
		double		flip = d.high >= 0.0 ? qs_exact_floor(&d) : -qs_exact_ceiling(&d);
		QsExact		flipped = {bound, 0.0, fabs(bound)};

		qs_exact_add(&flipped, flip);
		if (flip > 0.0 && qs_exact_floor(&flipped) > threshold)
		{
			if (qs_contraction_fix(host, contraction, j, d.high < 0.0, NAN,
								   "the bound shows that the other value gives nothing better",
								   -1, &contradiction))
				fixed++;
			else if (contradiction)
				fixed = -1;
		}
		if ((j & 1023) == 0)
			qs_check(host);
	}
	qs_free(host, lower);
	qs_free(host, upper);
	qs_free(host, multiplier);
	return fixed;
}
