/*
 * quadratic_proof.c
 *	  Bounds and certified fixing of quadratic models with rows.
 */
#include "solve/quadratic_proof.h"

#include <math.h>

#include "bound/bound.h"
#include "bound/bound_choices.h"
#include "bound/bound_convex.h"
#include "bound/bound_products.h"
#include "solve/base.h"
#include "solve/certify.h"
#include "solve/proof.h"
#include "solve/solve_trace.h"

#define PASSES			8
#define CHOICES_SHARE	0.7		/* of the time of a pass, for choices */
#define FIRST_SHARE		0.5		/* of what is left, for products before convexification */
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

/* The same model and incumbent as before, and a bound that has not been taken to its end */
static bool
may_go_on(const QsSolve *solve)
{
	return solve->settings->proof && !solve->finished && solve->choices != NULL &&
		!qs_choice_products_done(solve->choices);
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

/* By kind of bound: false when it does not apply */
static bool
use_choices(QsSolve *solve, QsContraction *contraction)
{
	QsHost	   *host = solve->host;
	const QsModel *model = solve->base->model;
	double		incumbent = qs_answers_best(solve->answers);
	/* half of the way past the threshold is left to the certificate */
	double		enough = isfinite(incumbent)
		? 0.5 * (incumbent + qs_bound_threshold(model, incumbent)) : INFINITY;
	QsUnderestimate below;

	if (solve->choices == NULL)
		solve->choices = qs_choice_products_create(host, model, solve->structure);
	if (solve->choices == NULL)
		return false;
	if (qs_choice_products_bound(solve->choices, model, solve->structure, enough, &below) == QS_OK)
	{
		use(solve, &below, contraction, "choices");
		qs_underestimate_free(host, &below);
	}
	return true;
}

static void
use_products(QsSolve *solve, QsContraction *contraction)
{
	QsUnderestimate below;

	if (qs_bound_products(solve->host, solve->base->model, solve->structure, &below) == QS_OK)
	{
		use(solve, &below, contraction, "products");
		qs_underestimate_free(solve->host, &below);
	}
}

static void
use_convex(QsSolve *solve, QsContraction *contraction)
{
	QsUnderestimate below;

	if (qs_bound_convex(solve->host, solve->base->model, solve->structure, solve->settings->seed,
						&below) == QS_OK)
	{
		use(solve, &below, contraction, "convex");
		qs_underestimate_free(solve->host, &below);
	}
}

/* Another base begins its choices anew: few variables less are not worth that, and are found
 * again. */
static bool
worth_rebuilding(const QsSolve *solve, const QsContraction *contraction)
{
	return solve->choices == NULL || qs_choice_products_done(solve->choices) ||
		contraction->roots < MUCH_SMALLER * contraction->n;
}

/* Do choices see every row, so that convexification would say nothing more? */
static bool
sees_all_rows(const QsStructure *structure)
{
	return structure->rows_of_kind[QS_ROW_KNAPSACK] + structure->rows_of_kind[QS_ROW_COVER] +
		structure->rows_of_kind[QS_ROW_GENERAL] == 0;
}

/* Every kind of underestimate that may say something of its own; only_choices: the others
 * have been here.  Variables fixed */
static int
pass(QsSolve *solve, bool only_choices)
{
	QsHost	   *host = solve->host;
	QsContraction *contraction = qs_contraction_create(host, solve->base->model);
	int			fixed = 0;
	double		deadline = qs_share_time(host, only_choices ? 1.0 : CHOICES_SHARE);
	bool		choices = use_choices(solve, contraction);
	bool		convex = !only_choices && !(choices && sees_all_rows(solve->structure));

	host->deadline = deadline;
	deadline = qs_share_time(host, convex ? FIRST_SHARE : 1.0);
	/* choices go on from call to call, products would only come to the same */
	if (!only_choices && (!choices || solve->underestimates == 1) && !solve->finished &&
		!qs_time_up(host))
		use_products(solve, contraction);
	host->deadline = deadline;
	if (convex && !solve->finished && !qs_time_up(host))
		use_convex(solve, contraction);
	if (!solve->finished && qs_time_to_rebuild(solve) && worth_rebuilding(solve, contraction))
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
	bool		fresh = applies(solve);

	if ((!fresh && !may_go_on(solve)) ||
		((!fresh || solve->underestimates >= MOST_CALLS) &&
		 (!solve->settings->timed ||
		  solve->underestimate_seconds > TIME_SHARE * (started - solve->started))))
		return;
	solve->underestimates++;
	before = qs_stage_enter(solve, QS_STAGE_PROOF);
	deadline = qs_share_time(host, QS_PROOF_SHARE);
	for (int k = 0; k < PASSES && (applies(solve) || (k == 0 && !fresh)) && !qs_time_up(host); k++)
	{
		bool		only_choices = !applies(solve);

		solve->underestimated_for = qs_answers_best(solve->answers);
		solve->underestimated_n = solve->base->n;
		if (pass(solve, only_choices) == 0)
			break;
	}
	host->deadline = deadline;
	solve->underestimate_seconds += qs_clock(host) - started;
	/* what is left may be decided */
	if (!solve->finished && solve->base->n <= 1)
		qs_solve_certify(solve);
	qs_stage_enter(solve, before);
}
