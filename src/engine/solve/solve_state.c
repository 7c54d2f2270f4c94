/*
 * solve_state.c
 *	  Answers of a solve: between base and original variables, judged, kept, concluded.
 */
#include "solve/solve_state.h"

#include <float.h>

#include "solve/parts.h"

#define SIZE_OF_STEP	1000	/* numbers of a model judged in the time that storing a step takes */

void
qs_solve_expand(QsSolve *solve, const uint8_t *x_base, uint8_t *x)
{
	qs_contraction_expand(solve->presolved, solve->base, x_base, x);
}

QsStep *
qs_solve_steps(QsSolve *solve, const QsContraction *contraction, int64_t *count)
{
	QsStep	   *steps = QS_ARRAY(solve->host, QsStep, contraction->step_count);

	for (int64_t k = 0; k < contraction->step_count; k++)
	{
		steps[k] = contraction->steps[k];
		steps[k].variable = solve->base->root[steps[k].variable];
		if (steps[k].onto != QS_REFERENCE)
			steps[k].onto = solve->base->root[steps[k].onto];
	}
	*count = contraction->step_count;
	return steps;
}

QsContraction *
qs_solve_contract_fixed(QsSolve *solve)
{
	const int8_t *fixed = solve->settings->fixed;
	QsContraction *contraction = qs_contraction_create(solve->host, solve->model);

	for (int i = 0; fixed && i < solve->model->n; i++)
		if (fixed[i] >= 0)
			qs_contraction_fix(solve->host, contraction, i, fixed[i], NAN,
							   "fixed by the caller", -1, NULL);
	return contraction;
}

bool
qs_solve_accepted(QsSolve *solve, const uint8_t *x)
{
	const QsSettings *settings = solve->settings;

	if (settings->judge == NULL || settings->judge(settings->judge_context, x))
		return true;
	solve->refused++;
	return false;
}

bool
qs_solve_offer(QsSolve *solve, const uint8_t *x_base, const QsSolution *origin)
{
	QsHost	   *host = solve->host;
	QsSolution	solution = *origin;
	double		violation = qs_model_violation(solve->base->model, x_base);
	uint8_t    *x = QS_ARRAY(host, uint8_t, solve->model->n);
	bool		improved;

	qs_solve_expand(solve, x_base, x);
	solution.x = x;
	if (violation == 0.0)
		violation = qs_model_violation(solve->model, x);
	solution.feasible = violation == 0.0;
	if (solution.feasible && !qs_solve_accepted(solve, x))
	{
		solution.feasible = false;
		violation = DBL_MIN;
	}
	solution.objective = qs_model_objective(solve->model, x);
	improved = qs_answers_offer(host, solve->answers, &solution, violation);
	qs_solve_note_incumbent(solve);
	qs_free(host, x);
	if (!solution.feasible)
		return false;
	if (!solve->apart)
		qs_pool_add(solve->pool, x_base, qs_model_objective(solve->base->model, x_base));
	if (qs_solve_parts_note(solve, x_base))
	{
		QsSolution	mixed = {.raw_objective = NAN, .repaired_objective = NAN, .round = origin->round};

		improved |= qs_solve_offer(solve, solve->part_x, &mixed);
	}
	return improved;
}

bool
qs_solve_offer_whole(QsSolve *solve, const uint8_t *x, const QsSolution *origin)
{
	QsHost	   *host = solve->host;
	uint8_t    *x_base = QS_ARRAY(host, uint8_t, solve->base->n);
	int64_t		refused = solve->refused;
	int			contradicted;
	bool		improved;

	qs_contraction_restrict(solve->presolved, solve->base, x, x_base, &contradicted);
	if (contradicted == 0)
		improved = qs_solve_offer(solve, x_base, origin);
	else
	{
		QsSolution	solution = *origin;
		bool		accepted = qs_model_feasible(solve->model, x) && qs_solve_accepted(solve, x);

		solution.x = (uint8_t *) x;
		solution.feasible = accepted;
		solution.objective = qs_model_objective(solve->model, x);
		improved = accepted && qs_answers_offer(host, solve->answers, &solution, 0.0);
		qs_solve_note_incumbent(solve);
	}
	solve->doubtful = solve->doubtful || solve->refused > refused;
	qs_free(host, x_base);
	return improved;
}

void
qs_solve_offer_enumerated(QsSolve *solve, const uint8_t *x_base, const QsSolution *origin)
{
	int64_t		refused = solve->refused;

	qs_solve_offer(solve, x_base, origin);
	solve->doubtful = solve->doubtful || solve->refused > refused;
}

int64_t
qs_solve_shot_steps(const QsSolve *solve)
{
	const QsModel *model = solve->model;

	return 1 + (model->n + model->row_start[model->m] + qs_qubo_pairs(model->objective)) / SIZE_OF_STEP;
}

int64_t
qs_solve_kept_steps(const QsSolve *solve)
{
	int64_t		steps = 0;

	for (int k = 0; k < solve->run->rounds; k++)
	{
		const QsRound *round = &solve->run->round[k];

		steps += round->step_count;
		if (round->kept)
			steps += round->kept->count * qs_solve_shot_steps(solve);
	}
	return steps;
}

void
qs_solve_conclude(QsSolve *solve, const char *by)
{
	solve->finished = true;
	if (solve->doubtful)
		return;
	solve->run->proved_by = by;
	solve->run->bound = qs_answers_best(solve->answers);
}

bool
qs_solve_target_reached(const QsSolve *solve)
{
	double		best = qs_answers_best(solve->answers);

	if (!solve->settings->has_target || !isfinite(best))
		return false;
	best = qs_model_report(solve->model, best);
	return solve->model->maximise ? best >= solve->settings->target : best <= solve->settings->target;
}
