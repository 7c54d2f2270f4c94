/*
 * start.c
 *	  From the stored model to the first answers: presolve, construction.
 */
#include "solve/start.h"

#include "classes/classes.h"
#include "solve/base.h"
#include "solve/certify.h"
#include "solve/feasibility.h"
#include "solve/finish.h"
#include "solve/solve_trace.h"

#define FIRST_CONSTRUCTIONS 12	/* feasible starts before the first round */
#define PRESOLVE_SHARE		0.3		/* of the time left */
#define FIRST_SHARE			0.5		/* likewise, to find any answer at all */
#define CONSTRUCTION_SHARE	0.2		/* likewise */
#define FURTHER_SHARE		0.3		/* of what is left of that, when there is an answer from the relaxation */

/* Do all steps name variables there are? */
static bool
steps_valid(const QsStep *step, int64_t steps, int n)
{
	for (int64_t k = 0; k < steps; k++)
		if (step[k].variable < 0 || step[k].variable >= n || step[k].onto < QS_REFERENCE ||
			step[k].onto >= n)
			return false;
	return true;
}

/* Contract what was contracted before the round to be walked again. */
static void
replay_presolve(QsSolve *solve)
{
	const QsReplay *replay = solve->settings->replay;
	int64_t		steps = 0;

	/* every step of presolve takes one variable away */
	for (int left = solve->model->n; steps < replay->presolve_steps && left > replay->base_variables;
		 steps++)
		left -= replay->presolve_step[steps].action <= QS_ACTION_ELIMINATE;
	solve->presolved = qs_contraction_create(solve->host, solve->model);
	if (!steps_valid(replay->presolve_step, replay->presolve_steps, solve->model->n) ||
		!steps_valid(replay->step, replay->steps, solve->model->n))
	{
		solve->run->unsupported = "the round cannot be walked again";
		solve->finished = true;
		return;
	}
	for (int64_t k = 0; k < steps; k++)
	{
		const QsStep *step = &replay->presolve_step[k];

		if (step->action <= QS_ACTION_ELIMINATE)
			qs_contraction_merge(solve->host, solve->presolved, step->variable, step->onto, step->equal,
								 step->action, step->correlation, step->reason, step->row, NULL);
	}
}

/* User fixings, then exact presolve.  When that took all the time there is, and there
 * is an answer, nothing is built on it. */
void
qs_solve_presolve(QsSolve *solve)
{
	QsStatus	status = QS_OK;
	double		deadline = qs_share_time(solve->host, PRESOLVE_SHARE);

	qs_stage_enter(solve, QS_STAGE_PRESOLVE);
	qs_solve_milestone(solve, "presolve", 0);
	if (solve->settings->replay)
		replay_presolve(solve);
	else
		solve->presolved = qs_solve_contract_fixed(solve);
	if (solve->settings->presolve && solve->settings->replay == NULL)
		status = qs_presolve(solve->host, solve->presolved, qs_classes, &qs_presolve_defaults);
	solve->host->deadline = deadline;
	qs_stage_enter(solve, QS_STAGE_OTHER);
	qs_trace_reductions(solve, "presolve");
	if (qs_time_up(solve->host) && qs_finish_can(solve))
	{
		solve->late = true;
		return;
	}
	qs_solve_rebuild(solve);
	if (status == QS_INFEASIBLE || solve->base->infeasible)
	{
		solve->infeasible = solve->finished = true;
		solve->run->proved_by = "presolve";
	}
}

/* The caller's start, with what is fixed, as it is and mended as far as the base needs it:
 * searches go on from there. */
static void
offer_start(QsSolve *solve, QsRandom *random)
{
	QsHost	   *host = solve->host;
	uint8_t    *x = QS_ARRAY(host, uint8_t, solve->base->n);
	int64_t		moves = 0;
	QsSolution	origin = {.raw_objective = NAN, .repaired_objective = NAN};

	qs_finish_offer_start(solve);
	qs_contraction_restrict(solve->presolved, solve->base, solve->settings->start, x, NULL);
	if (!qs_model_feasible(solve->base->model, x))
		qs_repair(host, solve->local, random, x, &moves);
	origin.repair_moves = moves;
	qs_solve_offer(solve, x, &origin);
	qs_free(host, x);
}

/* What a dive found before presolve, as far as that has left it, is where searches begin. */
static void
offer_dived(QsSolve *solve, QsRandom *random)
{
	QsHost	   *host = solve->host;
	QsSolution	origin = {.raw_objective = NAN, .repaired_objective = NAN};
	uint8_t    *x;

	if (!solve->first_dived || solve->pool->count > 0)
		return;
	x = QS_ARRAY(host, uint8_t, solve->base->n);
	qs_contraction_restrict(solve->presolved, solve->base, solve->first_x, x, NULL);
	if (!qs_model_feasible(solve->base->model, x))
		qs_repair(host, solve->local, random, x, &origin.repair_moves);
	qs_solve_offer(solve, x, &origin);
	qs_free(host, x);
}

/* A first answer to linear rows, whatever it is worth */
static void
seek_first(QsSolve *solve)
{
	double		deadline = solve->host->deadline;

	if (!solve->settings->construct || !solve->base->model->linear || solve->base->model->m == 0 ||
		solve->relaxation == NULL || solve->structure->ops->relax)
		return;
	qs_share_time(solve->host, FIRST_SHARE);
	qs_solve_seek(solve);
	solve->host->deadline = deadline;
}

/* Feasible starts by randomised greedy and descent fill the pool. */
void
qs_solve_construct(QsSolve *solve)
{
	QsHost	   *host = solve->host;
	uint8_t    *x = QS_ARRAY0(host, uint8_t, solve->base->n);
	double		deadline;
	QsRandom	random;

	qs_stage_enter(solve, QS_STAGE_CONSTRUCT);
	qs_solve_milestone(solve, "construct", 0);
	qs_random_seed(&random, solve->settings->seed, 0);
	if (solve->settings->start)
		offer_start(solve, &random);
	offer_dived(solve, &random);
	seek_first(solve);
	deadline = qs_share_time(host, CONSTRUCTION_SHARE);
	/* linear rows: what the relaxation says comes first */
	if (solve->settings->construct && solve->base->model->linear)
		qs_solve_guided_starts(solve);
	if (solve->base->model->linear && solve->pool->count > 0)
		qs_share_time(host, FURTHER_SHARE);
	for (int k = 0; solve->settings->construct && k < FIRST_CONSTRUCTIONS && !qs_time_up(host); k++)
	{
		QsSolution	origin = {.raw_objective = NAN, .repaired_objective = NAN};
		double		noise = (double) k / FIRST_CONSTRUCTIONS;
		QsStatus	status = qs_construct(host, solve->local, &random, noise, x);

		if (status == QS_OK && solve->settings->polish)
		{
			double		objective = qs_model_objective(solve->base->model, x);

			qs_polish(host, solve->local, &random, x, &objective, &origin.polish_moves);
		}
		solve->run->polish_moves += origin.polish_moves;
		qs_solve_offer(solve, x, &origin);
		if (status != QS_OK && k >= 2)
			break;
	}
	qs_free(host, x);
	host->deadline = deadline;
	qs_stage_enter(solve, QS_STAGE_OTHER);
	qs_trace_construction(solve);
}
