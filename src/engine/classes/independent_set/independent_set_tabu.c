/*
 * independent_set_tabu.c
 *	  Tabu search for independent sets of any weights.
 */
#include "classes/independent_set/independent_set_tabu.h"

#include <math.h>
#include <string.h>

#include "classes/independent_set/independent_set_state.h"

#define RESTART_AFTER	4000

typedef struct Search
{
	QsIndependentState *state;
	QsRandom   *random;
	int64_t    *tabu_until;
	int64_t		step;
	double		best;
	uint8_t    *best_x;
	int64_t		scanned;
} Search;

typedef struct Choice
{
	int			vertex;
	double		gain;
	uint32_t	ties;
} Choice;

static void
consider(Search *search, Choice *choice, int v, double gain)
{
	if (choice->vertex < 0 || gain > choice->gain)
		*choice = (Choice) {v, gain, 1};
	else if (gain == choice->gain && qs_random_below(search->random, ++choice->ties) == 0)
		choice->vertex = v;
}

static void
step(Search *search)
{
	QsIndependentState *state = search->state;
	const double *weight = state->set->weight;
	Choice		add = {-1, 0.0, 0};
	Choice		swap = {-1, 0.0, 0};
	Choice		drop = {-1, 0.0, 0};

	for (int k = 0; k < state->free.count; k++)
	{
		int			v = state->free.vertex[k];

		if (weight[v] > 0.0 && (search->tabu_until[v] <= search->step ||
								state->value + weight[v] > search->best))
			consider(search, &add, v, weight[v]);
	}
	if (add.vertex >= 0)
	{
		search->scanned += state->free.count;
		qs_independent_state_add(state, add.vertex);
		return;
	}
	for (int k = 0; k < state->near.count; k++)
	{
		int			v = state->near.vertex[k];
		double		gain = weight[v] - state->load[v];

		if (search->tabu_until[v] <= search->step || state->value + gain > search->best)
			consider(search, &swap, v, gain);
	}
	if (swap.vertex < 0 || swap.gain < 0.0)
		for (int k = 0; k < state->solution.count; k++)
			consider(search, &drop, state->solution.vertex[k],
					 -weight[state->solution.vertex[k]]);
	search->scanned += state->near.count + state->solution.count;
	if (swap.vertex >= 0 && (drop.vertex < 0 || swap.gain >= drop.gain))
	{
		int			out = state->mate[swap.vertex];

		search->tabu_until[out] = search->step + 7 +
			qs_random_below(search->random, (uint32_t) state->near.count + 1);
		qs_independent_state_remove(state, out);
		qs_independent_state_add(state, swap.vertex);
	}
	else if (drop.vertex >= 0)
	{
		search->tabu_until[drop.vertex] = search->step + 7;
		qs_independent_state_remove(state, drop.vertex);
	}
}

QsStatus
qs_independent_set_tabu(QsHost *host, const QsIndependentSet *set, QsRandom *random,
						double effort, double goal, uint8_t *x, int64_t *moves)
{
	int			n = set->n;
	Search		search = {
		.state = qs_independent_state_create(host, set),
		.random = random,
		.tabu_until = QS_ARRAY0(host, int64_t, n),
		.best_x = x,
	};
	QsIndependentState *state = search.state;
	uint8_t    *start = QS_ARRAY(host, uint8_t, n);
	double		budget = effort * 1e6;
	double		tolerance = 1e-12 * fabs(goal);
	int64_t		last_check = 0;
	int64_t		last_gain = 0;
	double		local_best;
	QsStatus	status = QS_OK;

	qs_independent_state_load(state, x);
	search.best = local_best = state->value;
	while (n > 0 && search.best < goal - (isfinite(goal) ? tolerance : 0.0) &&
		   (double) (state->touched + search.scanned) < budget)
	{
		step(&search);
		search.step++;
		(*moves)++;
		if (state->value > local_best)
		{
			local_best = state->value;
			last_gain = search.step;
		}
		if (state->value > search.best)
		{
			search.best = state->value;
			memcpy(x, state->in, (size_t) n);
		}
		if (search.step - last_gain > RESTART_AFTER)
		{
			qs_independent_set_construct(host, set, random, 1.0, start);
			qs_independent_state_load(state, start);
			memset(search.tabu_until, 0, (size_t) n * sizeof(int64_t));
			search.scanned += n;
			local_best = state->value;
			last_gain = search.step;
		}
		if (state->touched + search.scanned - last_check > 200000)
		{
			last_check = state->touched + search.scanned;
			qs_check(host);
			if (qs_time_up(host))
			{
				status = QS_INTERRUPTED;
				break;
			}
		}
	}
	qs_free(host, start);
	qs_free(host, search.tabu_until);
	qs_independent_state_free(host, state);
	return status;
}
