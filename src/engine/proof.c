/*
 * proof.c
 *	  From incumbent to certificate: bound, certified fixing, enumeration.
 */
#include "solve_state.h"

#include <math.h>

#include "bound.h"

/* Repeat fixing and re-solving the relaxation at most so often in one call. */
#define FIXING_PASSES	8

static bool
meets(double bound, double incumbent)
{
	return bound >= incumbent - 1e-9 * fmax(1.0, fabs(incumbent));
}

static void
conclude(QsSolve *solve, const char *by)
{
	solve->run->proved_by = by;
	solve->run->bound = qs_answers_best(solve->answers);
	solve->finished = true;
}

/* A bound on what base can still hold is one on the problem: the incumbent
 * covers what certified fixing cut off. */
static void
raise_bound(QsSolve *solve, double bound)
{
	double		incumbent = qs_answers_best(solve->answers);

	if (solve->certified)
		bound = fmin(bound, incumbent);
	if (bound > solve->run->bound)
		solve->run->bound = bound;
}

/* Carry the steps of a contraction over base into the one over the original. */
static void
absorb(QsSolve *solve, const QsContraction *contraction)
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
}

/* One pass of certified fixing and what it implies.  Returns variables fixed. */
static int
fix_certified(QsSolve *solve, double incumbent)
{
	QsHost	   *host = solve->host;
	QsContraction *contraction = qs_contraction_create(host, solve->base->model);
	int			fixed = qs_bound_certified_fixing(host, solve->base->model,
												  solve->relaxation->dual, incumbent, contraction);
	QsStatus	status = QS_OK;

	if (fixed > 0 && solve->settings->presolve)
		status = qs_presolve(host, contraction, &qs_presolve_defaults);
	fixed = contraction->n - contraction->roots;
	if (status == QS_INFEASIBLE)
	{
		qs_contraction_free(host, contraction);
		conclude(solve, "bound");
		return 0;
	}
	if (fixed > 0)
	{
		solve->certified = true;
		absorb(solve, contraction);
	}
	qs_contraction_free(host, contraction);
	return fixed;
}

static void
enumerate(QsSolve *solve, int64_t node_limit)
{
	QsHost	   *host = solve->host;
	const QsModel *model = solve->base->model;
	double		incumbent = qs_answers_best(solve->answers);
	double		best = incumbent;
	uint8_t    *x = QS_ARRAY0(host, uint8_t, model->n);
	bool		improved = false;
	int64_t		nodes = 0;
	QsStatus	status = qs_bound_enumerate(host, model,
											solve->relaxation ? solve->relaxation->dual : NULL,
											incumbent, node_limit, x, &best, &improved, &nodes);

	if (improved)
	{
		QsSolution	origin = {.raw_objective = NAN, .repaired_objective = NAN, .round = solve->run->rounds};

		qs_solve_offer(solve, x, &origin);
	}
	if (status == QS_OK)
	{
		if (isfinite(qs_answers_best(solve->answers)))
			conclude(solve, "enumeration");
		else
		{
			solve->infeasible = solve->finished = true;
			solve->run->proved_by = "enumeration";
		}
	}
	else if (status == QS_INFEASIBLE && !isfinite(incumbent))
	{
		solve->infeasible = solve->finished = true;
		solve->run->proved_by = "enumeration";
	}
	else if (status == QS_INFEASIBLE)
		conclude(solve, "enumeration");
	qs_free(host, x);
}

void
qs_solve_prove(QsSolve *solve, int64_t node_limit)
{
	double		incumbent = qs_answers_best(solve->answers);

	qs_stage_begin(solve);
	for (int pass = 0; pass < FIXING_PASSES && !solve->finished; pass++)
	{
		if (solve->base->n == 0 || solve->base->infeasible)
		{
			/* nothing is left that could be strictly better */
			if (isfinite(incumbent))
				conclude(solve, solve->certified ? "bound" : "presolve");
			break;
		}
		if (solve->relaxation && solve->relaxation->bound > -INFINITY)
		{
			double		bound = qs_bound_round(solve->base->model, solve->relaxation->bound);

			raise_bound(solve, bound);
			if (isfinite(incumbent) && meets(bound, incumbent))
			{
				conclude(solve, "bound");
				break;
			}
		}
		if (!isfinite(incumbent) || solve->relaxation == NULL || !solve->base->model->linear ||
			fix_certified(solve, incumbent) == 0 || solve->finished)
			break;
		qs_stage_end(solve, QS_STAGE_PROOF);
		qs_solve_rebuild(solve);
		qs_stage_begin(solve);
	}
	if (!solve->finished && node_limit > 0 &&
		(incumbent != solve->enumerated_for || node_limit > solve->enumerated_nodes))
	{
		solve->enumerated_for = incumbent;
		solve->enumerated_nodes = node_limit;
		enumerate(solve, node_limit);
	}
	qs_stage_end(solve, QS_STAGE_PROOF);
}
