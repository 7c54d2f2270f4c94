/*
 * relax_cuts.c
 *	  Cuts on top of a linear relaxation: the model with them, and a bound from its
 *	  multipliers in arithmetic of our own.
 */
#include "relax/relax_cuts.h"

#include <string.h>

#include "relax/cut_rounds.h"
#include "rows/relax_rows.h"

#define WORK_MOST	2e8		/* estimated nanoseconds of programs with cuts */
#define WORK_LEAST	2e7
#define WORK_FACTOR	10.0	/* of the work of the program without */
#define TABLE_MOST	6e7		/* bytes of a table of cliques */
#define GAIN		1e-9	/* of the bound: less is not worth the rows */

/* The model with the cuts, the multipliers of its rows, and what they prove */
typedef struct Strong
{
	QsModel    *model;
	double	   *dual;
	double	   *reduced_cost;
	double		bound;
} Strong;

static Strong
strengthen(QsHost *host, const QsModel *model, QsLp *lp, int active_count, const int32_t *active,
		   const QsCutRounds *rounds)
{
	QsModel    *with = qs_cut_pool_strengthen(&rounds->pool, model, rounds->rows, rounds->row);
	double	   *lower = QS_ARRAY(host, double, with->m);
	double	   *upper = QS_ARRAY(host, double, with->m);
	const double *of_rows = qs_lp_dual(lp);
	Strong		strong = {
		.model = with,
		.dual = QS_ARRAY0(host, double, with->m),
		.reduced_cost = QS_ARRAY(host, double, with->n),
	};

	for (int k = 0; k < active_count; k++)
		strong.dual[active[k]] = of_rows[k];
	memcpy(strong.dual + model->m, of_rows + active_count, (size_t) rounds->rows * sizeof(double));
	qs_rows_effective(with, lower, upper);
	qs_multipliers_clamp(lower, upper, with->m, strong.dual);
	strong.bound = qs_multiplier_bound(host, with, with->objective->linear, with->constant, lower,
									   upper, strong.dual, strong.reduced_cost);
	qs_free(host, lower);
	qs_free(host, upper);
	return strong;
}

static void
strong_free(QsHost *host, Strong *strong)
{
	qs_model_free(host, strong->model);
	qs_free(host, strong->dual);
	qs_free(host, strong->reduced_cost);
}

static void
take_over(QsHost *host, QsRelaxation *relaxation, Strong *strong, const double *value)
{
	const QsModel *model = strong->model;

	qs_free(host, relaxation->reduced_cost);
	relaxation->reduced_cost = strong->reduced_cost;
	relaxation->bound = strong->bound;
	relaxation->strong = strong->model;
	relaxation->strong_dual = strong->dual;
	relaxation->objective = model->constant;
	for (int j = 0; j < model->n; j++)
	{
		relaxation->value[j] = value[j];
		relaxation->objective += model->objective->linear[j] * value[j];
	}
}

/* Rows over literals, the table of cliques, the model again */
static bool
fits(QsHost *host, const QsModel *model)
{
	double		entries = (double) model->row_start[model->m];

	return qs_memory_fits(host, 120.0 * entries + 500.0 * ((double) model->n + model->m) +
						  fmin(TABLE_MOST, 1000.0 * entries));
}

void
qs_relax_add_cuts(QsHost *host, const QsModel *model, QsLp *lp, int active_count,
				  const int32_t *active, QsRelaxation *relaxation)
{
	double		work = fmin(WORK_MOST, WORK_LEAST + WORK_FACTOR * qs_lp_work(lp));
	QsCutRounds rounds;

	if (!fits(host, model))
		return;
	qs_cut_rounds_run(host, model, lp, active_count, work, &rounds);
	if (rounds.rows > 0)
	{
		Strong		strong = strengthen(host, model, lp, active_count, active, &rounds);

		if (strong.bound > relaxation->bound + GAIN * fmax(1.0, fabs(relaxation->bound)))
			take_over(host, relaxation, &strong, rounds.value);
		else
			strong_free(host, &strong);
	}
	qs_cut_rounds_free(&rounds);
}
