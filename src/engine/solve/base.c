/*
 * base.c
 *	  The presolved problem that a solve works on, and all that is built on it.
 */
#include "solve/base.h"

#include <string.h>

#include "bound/bound.h"
#include "bound/bound_choices.h"
#include "classes/classes.h"
#include "relax/multipliers.h"
#include "rows/relax_rows.h"
#include "rows/tighten.h"
#include "solve/parts.h"
#include "solve/solve_trace.h"

#define POOL_CAPACITY		40
#define ASCENT_STEPS		100
#define RELAXATION_SHARE	0.3		/* of the time left */

/* Where there was no time for the program: a few steps of ascent give a bound all the same. */
static void
bound_by_ascent(QsSolve *solve)
{
	QsHost	   *host = solve->host;
	const QsModel *model = solve->base->model;
	double	   *dual,
			   *lower,
			   *upper;
	double		bound;

	if (!model->linear || model->assignment || solve->certified || solve->run->bound > -INFINITY)
		return;
	dual = QS_ARRAY0(host, double, model->m);
	lower = QS_ARRAY(host, double, model->m);
	upper = QS_ARRAY(host, double, model->m);
	qs_multipliers(host, model, model->objective->linear, ASCENT_STEPS, dual, NULL, NULL);
	qs_rows_effective(model, lower, upper);
	qs_multipliers_clamp(lower, upper, model->m, dual);
	bound = qs_multiplier_bound(host, model, model->objective->linear, model->constant, lower, upper,
								dual, NULL);
	solve->run->bound = qs_bound_round(model, bound);
	qs_free(host, dual);
	qs_free(host, lower);
	qs_free(host, upper);
}

static void
relax_base(QsSolve *solve)
{
	QsStage		before = qs_stage_enter(solve, QS_STAGE_RELAX);

	qs_relaxation_free(solve->host, solve->relaxation);
	solve->relaxation = NULL;
	if (solve->base->model->m > 0 && !solve->structure->ops->skips_relaxation)
	{
		QsHost	   *host = solve->host;
		QsStatus	status;

		/* answers come first: a large program may not take all the time there is */
		double		deadline = qs_share_time(host, RELAXATION_SHARE);

		status = qs_relax(host, solve->base->model, solve->structure, NULL, 0, &solve->relaxation);
		host->deadline = deadline;
		/* a quadratic model may be infeasible by its rows alone as well */
		if (status == QS_INFEASIBLE && !solve->certified)
			solve->infeasible = solve->finished = true;
		/* what certified fixing left bounds only the strictly better solutions */
		if (solve->relaxation && !solve->certified && solve->relaxation->bound > solve->run->bound)
			solve->run->bound = qs_bound_round(solve->base->model, solve->relaxation->bound);
		else if (solve->relaxation == NULL && !solve->infeasible && !qs_time_up(host))
			bound_by_ascent(solve);
	}
	qs_stage_enter(solve, before);
}

/* Rows with smaller numbers say the same about binary values and more about
 * fractional ones. */
static void
tighten_base(QsSolve *solve)
{
	QsTightening done;
	QsModel    *tightened;

	if (!solve->settings->presolve || solve->base->infeasible || solve->base->model->assignment)
		return;
	tightened = qs_tighten(solve->host, solve->base->model, &done);
	if (tightened == NULL)
		return;
	qs_model_free(solve->host, solve->base->model);
	solve->base->model = tightened;
}

/* What the pool holds of the base before, as far as it is one of the base now: an old
 * root that is a root still keeps its value; one that was contracted must agree with
 * what it was tied to. */
static QsPool *
carry_pool(QsSolve *solve, const QsReduced *old_base)
{
	QsHost	   *host = solve->host;
	QsPool	   *pool = qs_pool_create(host, solve->base->n, POOL_CAPACITY);
	uint8_t    *x_old,
			   *x_new;

	if (solve->pool == NULL)
		return pool;
	x_old = QS_ARRAY(host, uint8_t, old_base->n);
	x_new = QS_ARRAY(host, uint8_t, solve->base->n);
	for (int k = 0; k < solve->pool->count; k++)
	{
		bool		kept = true;

		memcpy(x_old, qs_pool_entry(solve->pool, k), (size_t) old_base->n);
		for (int r = 0; r < solve->base->n; r++)
			x_new[r] = x_old[old_base->index[solve->base->root[r]]];
		for (int r = 0; r < old_base->n && kept; r++)
		{
			bool		flip;
			int			root = qs_contraction_find(solve->presolved, old_base->root[r], &flip);
			uint8_t		value = root == QS_REFERENCE ? 0 : x_new[solve->base->index[root]];

			kept = x_old[r] == (value ^ (uint8_t) flip);
		}
		if (kept)
			qs_pool_add(pool, x_new, solve->pool->objective[k]);
	}
	qs_pool_free(host, solve->pool);
	qs_free(host, x_old);
	qs_free(host, x_new);
	return pool;
}

void
qs_solve_rebuild(QsSolve *solve)
{
	QsHost	   *host = solve->host;
	QsReduced  *old_base = solve->base;
	double		started = qs_clock(host);

	qs_choice_products_free(solve->choices);
	solve->choices = NULL;
	solve->base = qs_contraction_reduce(host, solve->presolved);
	tighten_base(solve);
	qs_structure_free(host, solve->structure);
	solve->structure = qs_structure_create(host, solve->base->model, qs_classes);
	solve->pool = carry_pool(solve, old_base);
	qs_reduced_free(host, old_base);
	if (qs_solve_parts_find(solve))
		qs_solve_offer(solve, solve->part_x, &(QsSolution)
					   {
						   .raw_objective = NAN, .repaired_objective = NAN,
						   .round = solve->run->rounds
					   });
	relax_base(solve);
	qs_local_free(host, solve->local);
	solve->local = qs_local_create(host, solve->base->model, solve->structure,
								   solve->relaxation ? solve->relaxation->dual : NULL);
	qs_local_remember(host, solve->local);
	qs_trace_base(solve);
	solve->rebuild_seconds = qs_clock(host) - started;
}

void
qs_solve_absorb(QsSolve *solve, const QsContraction *contraction)
{
	for (int64_t k = 0; k < contraction->step_count; k++)
	{
		const QsStep *step = &contraction->steps[k];
		int			onto = step->onto == QS_REFERENCE ? QS_REFERENCE : solve->base->root[step->onto];

		if (step->action != QS_ACTION_MERGE && step->action != QS_ACTION_FIX &&
			step->action != QS_ACTION_ELIMINATE)
			continue;
		qs_contraction_merge(solve->host, solve->presolved, solve->base->root[step->variable],
							 onto, step->equal, step->action, step->correlation, step->reason,
							 step->row < 0 ? -1 : solve->base->model->row_origin[step->row], NULL);
	}
	qs_solve_rebuild(solve);
}
