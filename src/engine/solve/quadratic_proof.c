/*
 * quadratic_proof.c
 *	  Bounds and certified fixing of quadratic models with rows.
 */
#include "solve/quadratic_proof.h"

#include "bound/bound.h"
#include "bound/bound_convex.h"
#include "bound/bound_products.h"
#include "solve/base.h"
#include "solve/certify.h"
#include "solve/proof.h"
#include "solve/solve_trace.h"

#define PASSES			8
#define FIRST_SHARE		0.5		/* of the time of a pass, for the first kind */
#define MOST_CALLS		3		/* without a clock; against one, more as long as ... */
#define TIME_SHARE		0.15	/* ... they have taken less than this of the time so far */
#define MUCH_SMALLER	0.9		/* what is left of the variables after a pass worth another */

static bool
applies(const QsSolve *solve)
{
	const QsModel *model = solve->base->model;

	return solve->settings->proof && !solve->finished && !model->linear &&
		model->assignment == NULL && model->m > 0 && model->n > 1 &&
		(qs_answers_best(solve->answers) < solve->underestimated_for ||
		 model->n < MUCH_SMALLER * solve->underestimated_n);
}

/* What a linear model below the base says; QS_INFEASIBLE: nothing better is left. */
static void
use(QsSolve *solve, const QsUnderestimate *below, QsContraction *contraction, const char *name)
{
	const QsModel *model = solve->base->model;
	double		incumbent = qs_answers_best(solve->answers);
	double		bound = qs_bound_round(model, below->relaxation->bound);

	if (qs_bound_meets(model, bound, incumbent))
	{
		qs_solve_conclude(solve, "bound");
		return;
	}
	if (solve->certified)
		bound = fmin(bound, incumbent);
	if (bound > solve->run->bound)
	{
		solve->run->bound = bound;
		qs_trace_bound(solve, name);
	}
	/* the linear costs are no integers: the step to the next better value is the base's */
	if (solve->settings->certified && isfinite(incumbent) &&
		qs_bound_certified_fixing(solve->host, qs_relaxation_model(below->relaxation, below->model),
								  qs_relaxation_dual(below->relaxation),
								  qs_bound_threshold(model, incumbent), contraction) < 0)
		qs_solve_conclude(solve, "bound");
}

/* Both kinds of underestimates; variables fixed */
static int
pass(QsSolve *solve)
{
	QsHost	   *host = solve->host;
	const QsModel *model = solve->base->model;
	QsContraction *contraction = qs_contraction_create(host, model);
	QsUnderestimate below;
	int			fixed = 0;

	double		deadline = qs_share_time(host, FIRST_SHARE);

	if (qs_bound_products(host, model, solve->structure, &below) == QS_OK)
	{
		use(solve, &below, contraction, "products");
		qs_underestimate_free(host, &below);
	}
	host->deadline = deadline;
	if (!solve->finished && !qs_time_up(host) &&
		qs_bound_convex(host, model, solve->structure, solve->settings->seed, &below) == QS_OK)
	{
		use(solve, &below, contraction, "convex");
		qs_underestimate_free(host, &below);
	}
	if (!solve->finished && qs_time_to_rebuild(solve))
		fixed = qs_solve_take_over(solve, contraction);
	qs_contraction_free(host, contraction);
	return fixed;
}

void
qs_solve_prove_quadratic(QsSolve *solve)
{
	QsHost	   *host = solve->host;
	QsStage		before;
	double		started = qs_clock(host);
	double		deadline;

	if (!applies(solve) ||
		(solve->underestimates >= MOST_CALLS &&
		 (!solve->settings->timed ||
		  solve->underestimate_seconds > TIME_SHARE * (started - solve->started))))
		return;
	solve->underestimates++;
	before = qs_stage_enter(solve, QS_STAGE_PROOF);
	deadline = qs_share_time(host, QS_PROOF_SHARE);
	for (int k = 0; k < PASSES && applies(solve) && !qs_time_up(host); k++)
	{
		solve->underestimated_for = qs_answers_best(solve->answers);
		solve->underestimated_n = solve->base->n;
		if (pass(solve) == 0)
			break;
	}
	host->deadline = deadline;
	solve->underestimate_seconds += qs_clock(host) - started;
	/* what is left may be decided */
	if (!solve->finished && solve->base->n <= 1)
		qs_solve_certify(solve);
	qs_stage_enter(solve, before);
}
