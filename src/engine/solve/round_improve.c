/*
 * round_improve.c
 *	  The end of a round: shots and pool members expanded, repaired, polished, searched
 *	  on from.
  *
 * Against a clock, solvers would differ by the luck of their long searches far more
 * than by what their samples are worth.  So the searches are paired there (common
 * random numbers, Law 2015, chapter 11): with random numbers of their own they go on
 * from the pool as if there were no sampler, until a shot is worth more than all the
 * pool holds.  The practical choice has no use for that.
 */
#include "base/elementary.h"
#include "solve/round_internal.h"

#include <string.h>

#include "solve/proof.h"

#define MOST_EFFORT		40.0	/* million moves, before factors */

/* Remember the best feasible assignment of the round in base variables. */
static void
note_best(QsRoundState *round, bool shot, const uint8_t *x, double objective)
{
	bool		apart = shot && round->solve->paired;
	double	   *best = apart ? &round->shot_objective : &round->best_objective;

	if (objective >= *best)
		return;
	*best = objective;
	memcpy(apart ? round->shot_x : round->best_x, x, (size_t) round->solve->base->n);
}

/* Expand, repair and polish one candidate, and offer what comes of it. */
static void
work_on(QsRoundState *round, const QsCandidate *candidate)
{
	QsSolve    *solve = round->solve;
	const QsSettings *settings = solve->settings;
	QsHost	   *host = round->host;
	QsRandom   *random = solve->paired && !candidate->shot ? &round->search_random : &round->random;
	const QsModel *base = solve->base->model;
	uint8_t    *x = QS_ARRAY(host, uint8_t, base->n);
	uint8_t    *raw = QS_ARRAY(host, uint8_t, solve->model->n);
	QsSolution	origin = {
		.raw_objective = NAN, .repaired_objective = NAN, .round = round->record->round,
		.occurrences = candidate->occurrences
	};
	bool		feasible;
	double		objective;

	qs_contraction_expand(round->shrunk.contraction, round->shrunk.reduced, candidate->x, x);
	if (candidate->shot)
	{
		qs_solve_expand(solve, x, raw);
		origin.raw = raw;
		origin.raw_objective = qs_model_objective(solve->model, raw);
		origin.raw_feasible = qs_model_feasible(solve->model, raw);
		for (int r = 0; r < solve->model->m; r++)
		{
			double		activity = qs_model_activity(solve->model, r, raw);
			double		tolerance = qs_model_row_tolerance(solve->model, r);

			origin.violations += activity > solve->model->row_upper[r] + tolerance ||
				activity < solve->model->row_lower[r] - tolerance;
		}
	}
	feasible = qs_model_feasible(base, x);
	if (settings->repair)
	{
		qs_stage_enter(solve, QS_STAGE_REPAIR);
		feasible = qs_repair(host, solve->local, random, x, &origin.repair_moves) == QS_OK;
		qs_stage_enter(solve, QS_STAGE_OTHER);
	}
	objective = qs_model_objective(base, x);
	if (feasible)
	{
		origin.repaired_objective = objective;
		if (!(objective >= round->record->repaired_objective))
			round->record->repaired_objective = objective;
	}
	if (feasible && settings->polish)
	{
		qs_stage_enter(solve, QS_STAGE_POLISH);
		qs_polish(host, solve->local, random, x, &objective, &origin.polish_moves);
		qs_stage_enter(solve, QS_STAGE_OTHER);
	}
	round->record->repair_moves += origin.repair_moves;
	round->record->polish_moves += origin.polish_moves;
	solve->apart = solve->paired && candidate->shot;
	qs_solve_offer(solve, x, &origin);
	solve->apart = false;
	if (feasible)
		note_best(round, candidate->shot, x, objective);
	qs_free(host, x);
	qs_free(host, raw);
}

/* The best pool member inside the shrunk space: what a round without a sampler goes
 * on from. */
static void
work_on_pool_member(QsRoundState *round)
{
	QsSolve    *solve = round->solve;
	const QsReduced *reduced = round->shrunk.reduced;
	QsCandidate	candidate = {0};

	if (solve->pool->count == 0)
		return;
	candidate.x = QS_ARRAY(round->host, uint8_t, reduced->n);
	qs_contraction_restrict(round->shrunk.contraction, reduced, qs_pool_entry(solve->pool, 0),
							candidate.x, NULL);
	work_on(round, &candidate);
	qs_free(round->host, candidate.x);
}

/* A shot worth more than all the pool holds enters it, and the search starts from it. */
static void
join_shots(QsRoundState *round)
{
	QsSolve    *solve = round->solve;

	if (!isfinite(round->shot_objective) ||
		(solve->pool->count > 0 && round->shot_objective >= solve->pool->objective[0]))
		return;
	qs_pool_add(solve->pool, round->shot_x, round->shot_objective);
	note_best(round, false, round->shot_x, round->shot_objective);
}

/*
 * Million move evaluations a round's long search may take, by the class.  The
 * practical choice gives the search more.  In the first round a time limit adds nothing:
 * what little counted work proves is proved before time is spent.
 */
static double
search_effort(const QsSolve *solve, int round)
{
	const QsClassEffort *class = &solve->structure->ops->effort;
	const QsSettings *settings = solve->settings;
	double		effort = fmin(class->least + solve->base->n / class->variables, MOST_EFFORT) *
		class->factor;
	double		growth = fmin(1.0 + round / 8.0, 8.0);

	if (settings->timed)
	{
		if (round > 1)
			effort *= class->timed_factor;
		if (class->grows)
			growth = fmin(qs_whole_power(1.5, round - 1), 64.0);
	}
	return effort * growth * (settings->solver == QS_SOLVER_AUTO ? 4.0 : 1.0) * settings->effort;
}

/* The long search starts from the round's best; a stalled run sometimes from
 * another pool member. */
static void
search(QsRoundState *round)
{
	QsSolve    *solve = round->solve;
	QsHost	   *host = round->host;
	QsRandom   *random = solve->paired ? &round->search_random : &round->random;
	double		effort = search_effort(solve, round->record->round);
	QsSolution	origin = {
		.raw_objective = NAN, .repaired_objective = NAN, .round = round->record->round
	};
	double		target = -INFINITY;

	if (!solve->settings->polish || effort <= 0.0 || solve->pool->count == 0)
		return;
	qs_stage_enter(solve, QS_STAGE_POLISH);
	if (!isfinite(round->best_objective) || (solve->stall > 0 && round->record->round % 2 == 0))
	{
		int			k = (int) qs_random_below(random, (uint32_t) solve->pool->count);

		memcpy(round->best_x, qs_pool_entry(solve->pool, k), (size_t) solve->base->n);
	}
	round->best_objective = qs_model_objective(solve->base->model, round->best_x);
	if (solve->settings->has_target)
		target = qs_model_accept(solve->model, solve->settings->target);
	qs_search(host, solve->local, random, effort, target, round->best_x,
			  &round->best_objective, &origin.polish_moves);
	round->record->polish_moves += origin.polish_moves;
	qs_solve_offer(solve, round->best_x, &origin);
	qs_stage_enter(solve, QS_STAGE_OTHER);
}

void
qs_round_improve(QsRoundState *round)
{
	QsSolve    *solve = round->solve;

	for (int k = 0; k < round->candidates; k++)
		work_on(round, &round->candidate[k]);
	if (round->candidates == 0 || solve->paired)
		work_on_pool_member(round);
	/* the first search is the same for all: it has not yet said what is good */
	if (round->record->round > 1 || solve->pool->count == 0)
		join_shots(round);
	if (solve->settings->replay == NULL && !qs_solve_target_reached(solve))
	{
		if (round->record->round == 1)
			qs_solve_prove_early(solve);
		if (!round->exhausted && !solve->finished)
			search(round);
	}
	join_shots(round);
}
