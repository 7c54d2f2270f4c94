/*
 * relax_flips.c
 *	  The relaxation under each forced value, warm-started.
 */
#include "relax/relax_flips.h"

#include <math.h>

#include "base/sort.h"
#include "numeric/lp.h"
#include "rows/relax_rows.h"

#define NEARLY			1e-6	/* a value this close to 0 or 1 is taken for it */
#define MOST_ROWS		1000	/* larger programs are not worth a sweep */
#define MOST_ENTRIES	100000

bool
qs_relax_flips_apply(const QsModel *model, const QsRelaxation *relaxation)
{
	model = qs_relaxation_model(relaxation, model);
	return relaxation && model->linear && model->assignment == NULL && model->m > 0 &&
		model->m <= MOST_ROWS && model->row_start[model->m] <= MOST_ENTRIES;
}

typedef struct Ranked
{
	double		cost;
	int32_t		variable;
} Ranked;

static int
compare_ranked(const void *a, const void *b)
{
	const Ranked *x = a;
	const Ranked *y = b;

	if (x->cost != y->cost)
		return x->cost < y->cost ? -1 : 1;
	return (x->variable > y->variable) - (x->variable < y->variable);
}

static Ranked *
rank_variables(QsHost *host, const QsModel *model, const QsRelaxation *relaxation)
{
	Ranked	   *ranked = QS_ARRAY(host, Ranked, model->n);

	for (int i = 0; i < model->n; i++)
		ranked[i] = (Ranked) {fabs(relaxation->reduced_cost[i]), i};
	if (model->n > 1)
		qs_sort(host, ranked, (size_t) model->n, sizeof(Ranked), compare_ranked);
	return ranked;
}

/* Solve with x_variable = value and show it.  False when the library gave up. */
static bool
flip(QsLp *lp, double base, int variable, int value, QsFlipVisitor visit, void *context)
{
	QsFlip		shown = {.variable = variable, .value = value};
	QsLpOutcome outcome;

	qs_lp_set_bounds(lp, variable, value, value);
	outcome = qs_lp_solve(lp, 0);
	if (outcome == QS_LP_OPTIMAL)
	{
		shown.point = qs_lp_value(lp);
		shown.dual = qs_lp_dual(lp);
		shown.loss = fmax(0.0, qs_lp_objective(lp) - base);
	}
	else if (outcome == QS_LP_INFEASIBLE)
	{
		shown.infeasible = true;
		shown.loss = INFINITY;
	}
	if (outcome == QS_LP_OPTIMAL || outcome == QS_LP_INFEASIBLE)
		visit(context, &shown);
	qs_lp_set_bounds(lp, variable, 0.0, 1.0);
	return outcome != QS_LP_INTERRUPTED;
}

static QsStatus
sweep(QsHost *host, QsLp *lp, const QsModel *model, const QsRelaxation *relaxation, double work,
	  QsFlipVisitor visit, void *context)
{
	double		base = qs_lp_objective(lp);
	double		limit = qs_lp_work(lp) + work;
	Ranked	   *ranked = rank_variables(host, model, relaxation);
	QsStatus	status = QS_OK;

	for (int k = 0; k < model->n && status == QS_OK; k++)
	{
		int			variable = ranked[k].variable;
		double		value = relaxation->value[variable];

		for (int forced = 0; forced <= 1 && status == QS_OK; forced++)
			if (fabs(value - forced) > NEARLY && !flip(lp, base, variable, forced, visit, context))
				status = QS_INTERRUPTED;
		if (status == QS_OK && qs_lp_work(lp) > limit)
			status = QS_LIMIT;
		qs_check(host);
	}
	qs_free(host, ranked);
	return status;
}

QsStatus
qs_relax_flips(QsHost *host, const QsModel *model, const QsRelaxation *relaxation, double work,
			   QsFlipVisitor visit, void *context)
{
	double	   *lower;
	double	   *upper;
	QsLp	   *lp;
	QsStatus	status = QS_UNSUPPORTED;

	if (!qs_relax_flips_apply(model, relaxation))
		return QS_UNSUPPORTED;
	model = qs_relaxation_model(relaxation, model);
	lower = QS_ARRAY(host, double, model->m);
	upper = QS_ARRAY(host, double, model->m);
	qs_rows_effective(model, lower, upper);
	lp = qs_lp_create(host, model->n, model->m, model->column_start, model->column_row,
					  model->column_value, model->objective->linear, lower, upper);
	if (qs_lp_solve(lp, 0) == QS_LP_OPTIMAL)
		status = sweep(host, lp, model, relaxation, work, visit, context);
	qs_lp_free(lp);
	qs_free(host, lower);
	qs_free(host, upper);
	return status;
}
