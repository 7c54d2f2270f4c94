/*
 * generic_search.c
 *	  Tabu search on the objective plus weighted violations.
 *
 * Strategic oscillation (Glover 1986): the price of violation falls while the
 * search is feasible and rises while it is not, so it crosses the boundary again
 * and again; rows violated for long are raised on their own.
 */
#include <math.h>
#include <string.h>

#include "classes/generic/generic_compound.h"
#include "classes/generic/generic_cover.h"
#include "classes/generic/generic_moves.h"

#define COVER_FACTOR	4.0		/* of the effort: steps there are simpler */
#define COMPOUND_SHARE	0.4		/* of the effort, where compound moves help */

typedef struct Search
{
	QsGenericState *state;
	QsRandom   *random;
	int64_t    *tabu_until;
	int64_t		step;
	double		price;			/* of a unit of weighted violation */
	int			run;			/* steps in a row: > 0 feasible, < 0 not */
	double		best;
	uint8_t    *best_x;
	uint8_t    *phase_x;		/* best feasible since the last restart */
	double		phase_best;
	int64_t		phase_gain;		/* step of the last gain in this phase */
} Search;

typedef struct Choice
{
	QsGenericMove move;
	double		value;
	uint32_t	ties;
} Choice;

static void
consider(Search *search, Choice *choice, int first, int second)
{
	QsGenericState *state = search->state;
	double		violation = state->score[first];
	double		objective = state->delta[first];
	double		value;

	if (second >= 0)
		qs_generic_state_shift_cost(state, first, second, &violation, &objective);
	value = objective + search->price * violation;
	if (choice->move.first >= 0 && value > choice->value)
		return;
	if ((search->tabu_until[first] > search->step ||
		 (second >= 0 && search->tabu_until[second] > search->step)) &&
		!(state->violated_count == 0 && violation <= 1e-9 &&
		  state->objective + objective < search->best - 1e-9 * state->generic->objective_scale))
		return;
	if (choice->move.first >= 0 && value == choice->value)
	{
		if (qs_random_below(search->random, ++choice->ties) != 0)
			return;
	}
	else
		choice->ties = 1;
	choice->move = (QsGenericMove) {first, second};
	choice->value = value;
}

static void
adapt_price(Search *search)
{
	QsGenericState *state = search->state;

	if (state->violated_count == 0)
		search->run = search->run > 0 ? search->run + 1 : 1;
	else
		search->run = search->run < 0 ? search->run - 1 : -1;
	if (search->run >= 8)
		search->price *= 0.95;
	else if (search->run <= -8)
	{
		search->price *= 1.05;
		if (search->run % 16 == 0)
			for (int k = 0; k < state->violated_count; k++)
				qs_generic_state_reweigh(state, state->violated[k],
										 1.2 * state->weight[state->violated[k]]);
	}
}

static void
remember(Search *search)
{
	QsGenericState *state = search->state;
	double		least = 1e-9 * state->generic->objective_scale;
	size_t		n = (size_t) state->generic->model->n;

	if (state->violated_count > 0)
		return;
	if (state->objective < search->phase_best - least)
	{
		search->phase_best = state->objective;
		search->phase_gain = search->step;
		memcpy(search->phase_x, state->x, n);
	}
	if (state->objective < search->best - least &&
		qs_model_feasible(state->generic->model, state->x))
	{
		search->best = state->objective;
		memcpy(search->best_x, state->x, n);
	}
}

static void
step(Search *search, int64_t *moves)
{
	QsGenericState *state = search->state;
	const QsGeneric *generic = state->generic;
	int			n = generic->model->n;
	Choice		choice = {{-1, -1}, 0.0, 0};

	for (int i = 0; i < n; i++)
	{
		int			g = generic->group_of[i];

		if (g < 0)
			consider(search, &choice, i, -1);
		else if (!state->x[i])
			consider(search, &choice, state->chosen[g], i);
	}
	state->work += n;
	search->step++;
	if (choice.move.first >= 0)
	{
		int64_t		tenure = 5 + qs_random_below(search->random, (uint32_t) (5 + n / 50 % 20));

		qs_generic_move(state, choice.move);
		(*moves)++;
		search->tabu_until[choice.move.first] = search->step + tenure;
		if (choice.move.second >= 0)
			search->tabu_until[choice.move.second] = search->step + tenure / 2;
	}
	adapt_price(search);
	remember(search);
}

/* Two-move descent from the phase's best, then a kick from the best of all */
static QsStatus
next_phase(QsHost *host, Search *search, int64_t *moves)
{
	QsGenericState *state = search->state;
	const QsGeneric *generic = state->generic;
	int			n = generic->model->n;
	int			kicks;
	QsStatus	status = QS_OK;

	qs_generic_state_weigh(state, 1.0);
	if (isfinite(search->phase_best))
	{
		qs_generic_state_load(state, search->phase_x);
		status = qs_generic_descend(host, state, 2e6 + 20.0 * n, moves);
		remember(search);
	}
	qs_generic_state_load(state, search->best_x);
	kicks = 2 + (int) qs_random_below(search->random, (uint32_t) (2 + n / 10));
	for (int k = 0; k < kicks; k++)
	{
		int			i = (int) qs_random_below(search->random, (uint32_t) n);
		int			g = generic->group_of[i];

		if (g < 0)
			qs_generic_state_flip(state, i);
		else if (state->chosen[g] != i)
			qs_generic_state_shift(state, state->chosen[g], i);
	}
	memset(search->tabu_until, 0, (size_t) n * sizeof(int64_t));
	search->phase_best = INFINITY;
	search->phase_gain = search->step;
	search->price = 2.0 * generic->objective_scale;
	search->run = 0;
	return status;
}

static QsStatus
search_any(QsHost *host, const QsGeneric *generic, QsRandom *random, double effort, double target,
		   uint8_t *x, int64_t *moves)
{
	int			n = generic->model->n;
	Search		search = {
		.state = qs_generic_state_create(host, generic),
		.random = random,
		.tabu_until = QS_ARRAY0(host, int64_t, n),
		.best_x = x,
		.phase_x = QS_ARRAY(host, uint8_t, n),
		.phase_best = INFINITY,
		.price = 2.0 * generic->objective_scale,
	};
	double		budget = effort * 1e6;
	double		goal = target - generic->model->constant;
	double		last_check = 0.0;
	QsStatus	status = QS_OK;

	qs_generic_state_load(search.state, x);
	search.best = search.state->objective;
	if (n > 1 && generic->model->m > generic->groups && search.state->violated_count == 0)
	{
		status = qs_generic_compound_walk(host, search.state, random, COMPOUND_SHARE * budget,
										  &search.best, x, moves);
		qs_generic_state_load(search.state, x);
	}
	while (n > 0 && status == QS_OK && search.state->work < budget &&
		   search.best > goal + 1e-9 * generic->objective_scale)
	{
		step(&search, moves);
		if (search.step - search.phase_gain > 1000 + 20 * (int64_t) n)
			status = next_phase(host, &search, moves);
		qs_generic_state_refresh(search.state);
		if (search.state->work - last_check > 1e5)
		{
			last_check = search.state->work;
			qs_check(host);
			if (qs_time_up(host))
				status = QS_INTERRUPTED;
		}
	}
	qs_free(host, search.tabu_until);
	qs_free(host, search.phase_x);
	qs_generic_state_free(host, search.state);
	return status;
}

QsStatus
qs_generic_search(QsHost *host, const QsGeneric *generic, QsRandom *random, double effort,
				  double target, uint8_t *x, int64_t *moves)
{
	if (generic->need)
		return qs_generic_cover_search(host, generic, random, COVER_FACTOR * effort * 1e6,
									   target - generic->model->constant, x, moves);
	return search_any(host, generic, random, effort, target, x, moves);
}
