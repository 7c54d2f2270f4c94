/*
 * colouring_tabu_cost.c
 *	  Towards low cost: tabu search on cost plus priced conflicts.
 *
 * Strategic oscillation (Glover 1986): the price of a conflict falls while there is
 * none and rises while there is one.
 */
#include "classes/colouring/colouring_tabu.h"

#include <math.h>
#include <string.h>

#define WINDOW			3000	/* values looked at in a step beside those of clashing vertices */
#define WORK_PER_CHECK	1e6
#define OSCILLATION		8		/* steps on one side before the price changes */

typedef struct Search
{
	QsColouringState *state;
	QsRandom   *random;
	int64_t    *tabu_until;		/* values */
	int64_t		step;
	int64_t		last_gain;
	double		price;
	double		first_price;
	int			run;			/* steps in a row: > 0 without conflicts, < 0 with */
	int			window;			/* vertices of the window */
	double		best;
	double		phase_best;
} Search;

typedef struct Choice
{
	int32_t		value;
	double		worth;
	uint32_t	ties;
} Choice;

static void
look_at_vertex(Search *search, int v, Choice *choice)
{
	const QsColouringState *state = search->state;
	const QsColouring *colouring = state->colouring;
	int			own = state->at[v];

	for (int a = colouring->value_start[v]; a < colouring->value_start[v + 1]; a++)
	{
		int			change = state->clash[a] - state->clash[own];
		double		cost;
		double		worth;

		if (a == own || state->closed[a])
			continue;
		cost = qs_colouring_state_cost_of(state, v, a);
		worth = cost + search->price * change;
		if (choice->value >= 0 && worth > choice->worth)
			continue;
		if (search->tabu_until[a] > search->step &&
			!(state->conflicts + change == 0 && state->cost + cost < search->best))
			continue;
		if (choice->value >= 0 && worth == choice->worth)
		{
			if (qs_random_below(search->random, ++choice->ties) != 0)
				continue;
		}
		else
			choice->ties = 1;
		choice->value = a;
		choice->worth = worth;
	}
}

static void
choose(Search *search, Choice *choice)
{
	QsColouringState *state = search->state;
	const QsColouring *colouring = state->colouring;
	int			vertices = colouring->vertices;
	int			first = 0;

	if (search->window < vertices)
	{
		for (int h = 0; h < state->hits && h < search->window; h++)
			look_at_vertex(search, state->hit[h], choice);
		first = (int) qs_random_below(search->random, (uint32_t) vertices);
	}
	for (int k = 0; k < search->window; k++)
		look_at_vertex(search, (first + k) % vertices, choice);
	state->work += (double) (search->window + (state->hits < search->window ? state->hits : 0)) *
		colouring->values / vertices;
}

static void
adapt_price(Search *search)
{
	if (search->state->conflicts == 0)
		search->run = search->run > 0 ? search->run + 1 : 1;
	else
		search->run = search->run < 0 ? search->run - 1 : -1;
	if (search->run >= OSCILLATION)
		search->price *= 0.95;
	else if (search->run <= -OSCILLATION)
		search->price *= 1.05;
}

static void
step(Search *search, int64_t *moves)
{
	QsColouringState *state = search->state;
	const QsColouring *colouring = state->colouring;
	Choice		choice = {-1, INFINITY, 0};

	choose(search, &choice);
	search->step++;
	state->work += 10.0;
	if (choice.value >= 0)
	{
		int			v = colouring->vertex_of[choice.value];

		search->tabu_until[state->at[v]] = search->step + 5 + state->hits / 2 +
			qs_random_below(search->random, (uint32_t) (10 + colouring->vertices / 20));
		qs_colouring_state_move(state, v, choice.value);
		(*moves)++;
	}
	adapt_price(search);
}

/* A kick from the best of all */
static void
next_phase(QsHost *host, Search *search, const int32_t *at)
{
	QsColouringState *state = search->state;
	const QsColouring *colouring = state->colouring;
	int			kicks = 2 + (int) qs_random_below(search->random,
												  (uint32_t) (2 + colouring->vertices / 10));

	qs_colouring_state_load(host, state, at);
	for (int k = 0; k < kicks; k++)
	{
		int			v = (int) qs_random_below(search->random, (uint32_t) colouring->vertices);
		int			size = colouring->value_start[v + 1] - colouring->value_start[v];
		int			a = colouring->value_start[v] +
			(int) qs_random_below(search->random, (uint32_t) size);

		if (!state->closed[a])
			qs_colouring_state_move(state, v, a);
	}
	memset(search->tabu_until, 0, (size_t) colouring->values * sizeof(int64_t));
	search->phase_best = INFINITY;
	search->last_gain = search->step;
	search->price = search->first_price;
	search->run = 0;
}

/* Mean distance of the costs of a list from its cheapest, and of switches from 0 */
static double
typical_cost(const QsColouring *colouring)
{
	double		sum = 0.0;
	double		count = 0.0;

	for (int v = 0; v < colouring->vertices; v++)
	{
		double		least = INFINITY;

		for (int a = colouring->value_start[v]; a < colouring->value_start[v + 1]; a++)
			least = fmin(least, colouring->cost[a]);
		for (int a = colouring->value_start[v]; a < colouring->value_start[v + 1]; a++)
			sum += colouring->cost[a] - least;
	}
	count = colouring->values;
	for (int s = 0; s < colouring->switches; s++)
		sum += colouring->switch_cost[s];
	count += colouring->switches;
	return sum > 0.0 ? sum / count : 1.0;
}

/* Keep the state when it has no conflicts and is the cheapest. */
static void
remember(Search *search, int32_t *at, double least_gain)
{
	QsColouringState *state = search->state;

	if (state->conflicts > 0)
		return;
	if (state->cost < search->phase_best - least_gain)
	{
		search->phase_best = state->cost;
		search->last_gain = search->step;
	}
	if (state->cost < search->best - least_gain)
	{
		search->best = state->cost;
		memcpy(at, state->at, (size_t) state->colouring->vertices * sizeof(int32_t));
		state->work += state->colouring->vertices / 8;
	}
}

QsStatus
qs_colouring_tabu_cost(QsHost *host, QsColouringState *state, QsRandom *random,
					   double work_limit, double goal, int32_t *at, double *cost, int64_t *moves)
{
	const QsColouring *colouring = state->colouring;
	double		typical = typical_cost(colouring);
	Search		search = {
		.state = state, .random = random,
		.tabu_until = QS_ARRAY0(host, int64_t, colouring->values),
		.price = 2.0 * typical, .first_price = 2.0 * typical,
		.best = *cost, .phase_best = INFINITY,
		.window = (int) fmin(colouring->vertices, 1.0 + (double) WINDOW * colouring->vertices /
							 colouring->values),
	};
	double		end = state->work + work_limit;
	double		last_check = state->work;
	QsStatus	status = QS_OK;

	while (state->work < end && search.best > goal && status == QS_OK)
	{
		step(&search, moves);
		remember(&search, at, 1e-9 * typical);
		if (search.step - search.last_gain > 1000 + 20 * (int64_t) colouring->vertices)
			next_phase(host, &search, at);
		if (state->work - last_check > WORK_PER_CHECK)
		{
			last_check = state->work;
			qs_check(host);
			if (qs_time_up(host))
				status = QS_INTERRUPTED;
		}
	}
	*cost = search.best;
	qs_free(host, search.tabu_until);
	qs_colouring_state_load(host, state, at);
	return status;
}
