/*
 * colouring_state.c
 *	  Values taken, clashes and costs kept up to date.
 */
#include "classes/colouring/colouring_state.h"

#include <string.h>

QsColouringState *
qs_colouring_state_create(QsHost *host, const QsColouring *colouring)
{
	QsColouringState *state = QS_NEW(host, QsColouringState);

	state->colouring = colouring;
	state->at = QS_ARRAY0(host, int32_t, colouring->vertices);
	state->clash = QS_ARRAY0(host, int32_t, colouring->values);
	state->closed = QS_ARRAY0(host, uint8_t, colouring->values);
	state->hit = QS_ARRAY(host, int32_t, colouring->vertices);
	state->hit_place = QS_ARRAY(host, int32_t, colouring->vertices);
	state->uses = QS_ARRAY0(host, int32_t, colouring->switches);
	return state;
}

void
qs_colouring_state_free(QsHost *host, QsColouringState *state)
{
	if (state == NULL)
		return;
	qs_free(host, state->at);
	qs_free(host, state->clash);
	qs_free(host, state->closed);
	qs_free(host, state->hit);
	qs_free(host, state->hit_place);
	qs_free(host, state->uses);
	qs_free(host, state);
}

static inline void
set_hit(QsColouringState *state, int v, bool hit)
{
	int			place = state->hit_place[v];

	if (hit && place < 0)
	{
		state->hit_place[v] = state->hits;
		state->hit[state->hits++] = v;
	}
	else if (!hit && place >= 0)
	{
		int			last = state->hit[--state->hits];

		state->hit[place] = last;
		state->hit_place[last] = place;
		state->hit_place[v] = -1;
	}
}

static void
use_switches(QsColouringState *state, int value, int by)
{
	const QsColouring *colouring = state->colouring;

	for (int k = colouring->need_start[value]; k < colouring->need_start[value + 1]; k++)
	{
		int			s = colouring->need[k];
		int			before = state->uses[s];

		state->uses[s] += by;
		if ((before > 0) != (state->uses[s] > 0))
			state->cost += by * colouring->switch_cost[s];
	}
}

void
qs_colouring_state_load(QsHost *host, QsColouringState *state, const int32_t *at)
{
	const QsColouring *colouring = state->colouring;

	memcpy(state->at, at, (size_t) colouring->vertices * sizeof(int32_t));
	memset(state->clash, 0, (size_t) colouring->values * sizeof(int32_t));
	if (colouring->switches > 0)
		memset(state->uses, 0, (size_t) colouring->switches * sizeof(int32_t));
	state->cost = 0.0;
	state->hits = 0;
	state->conflicts = 0;
	for (int v = 0; v < colouring->vertices; v++)
	{
		for (int64_t k = colouring->conflict_start[at[v]]; k < colouring->conflict_start[at[v] + 1]; k++)
			state->clash[colouring->conflict[k]]++;
		state->work += (double) (colouring->conflict_start[at[v] + 1] - colouring->conflict_start[at[v]]);
		state->cost += colouring->cost[at[v]];
		use_switches(state, at[v], 1);
		state->hit_place[v] = -1;
		if ((v & 1023) == 0)
			qs_check(host);
	}
	for (int v = 0; v < colouring->vertices; v++)
	{
		state->conflicts += state->clash[at[v]];
		set_hit(state, v, state->clash[at[v]] > 0);
	}
	state->conflicts /= 2;
	state->work += colouring->values + colouring->vertices;
}

void
qs_colouring_state_move(QsColouringState *state, int vertex, int value)
{
	const QsColouring *colouring = state->colouring;
	const int32_t *vertex_of = colouring->vertex_of;
	int			from = state->at[vertex];

	if (from == value)
		return;
	state->conflicts += state->clash[value] - state->clash[from];
	for (int64_t k = colouring->conflict_start[from]; k < colouring->conflict_start[from + 1]; k++)
	{
		int			other = colouring->conflict[k];

		if (--state->clash[other] == 0 && state->at[vertex_of[other]] == other)
			set_hit(state, vertex_of[other], false);
	}
	state->at[vertex] = value;
	for (int64_t k = colouring->conflict_start[value]; k < colouring->conflict_start[value + 1]; k++)
	{
		int			other = colouring->conflict[k];

		if (++state->clash[other] == 1 && state->at[vertex_of[other]] == other)
			set_hit(state, vertex_of[other], true);
	}
	set_hit(state, vertex, state->clash[value] > 0);
	state->cost += colouring->cost[value] - colouring->cost[from];
	if (colouring->switches > 0)
	{
		use_switches(state, value, 1);
		use_switches(state, from, -1);
	}
	state->work += (double) (colouring->conflict_start[from + 1] - colouring->conflict_start[from]) +
		(double) (colouring->conflict_start[value + 1] - colouring->conflict_start[value]) + 10.0;
}

static bool
needs(const QsColouring *colouring, int value, int which)
{
	for (int k = colouring->need_start[value]; k < colouring->need_start[value + 1]; k++)
		if (colouring->need[k] == which)
			return true;
	return false;
}

double
qs_colouring_state_cost_of(const QsColouringState *state, int vertex, int value)
{
	const QsColouring *colouring = state->colouring;
	int			from = state->at[vertex];
	double		cost = colouring->cost[value] - colouring->cost[from];

	if (!colouring->switch_priced)
		return cost;
	for (int k = colouring->need_start[value]; k < colouring->need_start[value + 1]; k++)
		if (state->uses[colouring->need[k]] == 0)
			cost += colouring->switch_cost[colouring->need[k]];
	for (int k = colouring->need_start[from]; k < colouring->need_start[from + 1]; k++)
		if (state->uses[colouring->need[k]] == 1 && !needs(colouring, value, colouring->need[k]))
			cost -= colouring->switch_cost[colouring->need[k]];
	return cost;
}

int32_t
qs_colouring_state_best_value(QsColouringState *state, QsRandom *random, int vertex)
{
	const QsColouring *colouring = state->colouring;
	int32_t		best = -1;
	double		best_cost = 0.0;
	uint32_t	ties = 0;

	for (int a = colouring->value_start[vertex]; a < colouring->value_start[vertex + 1]; a++)
	{
		double		cost;

		if (state->closed[a] || (best >= 0 && state->clash[a] > state->clash[best]))
			continue;
		cost = qs_colouring_state_cost_of(state, vertex, a);
		if (best >= 0 && state->clash[a] == state->clash[best] && cost > best_cost)
			continue;
		if (best >= 0 && state->clash[a] == state->clash[best] && cost == best_cost)
		{
			if (random == NULL || qs_random_below(random, ++ties) != 0)
				continue;
		}
		else
			ties = 1;
		best = a;
		best_cost = cost;
	}
	state->work += colouring->value_start[vertex + 1] - colouring->value_start[vertex];
	return best;
}
