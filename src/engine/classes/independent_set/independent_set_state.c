/*
 * independent_set_state.c
 *	  An independent set under moves.
 */
#include "classes/independent_set/independent_set_state.h"

#include <string.h>

QsIndependentState *
qs_independent_state_create(QsHost *host, const QsIndependentSet *set)
{
	QsIndependentState *state = QS_NEW(host, QsIndependentState);
	int			n = set->n;

	state->set = set;
	state->in = QS_ARRAY(host, uint8_t, n);
	state->tightness = QS_ARRAY(host, int32_t, n);
	state->mate = QS_ARRAY(host, int32_t, n);
	state->load = QS_ARRAY(host, double, n);
	state->place = QS_ARRAY(host, int32_t, n);
	state->solution.vertex = QS_ARRAY(host, int32_t, n);
	state->free.vertex = QS_ARRAY(host, int32_t, n);
	state->near.vertex = QS_ARRAY(host, int32_t, n);
	return state;
}

void
qs_independent_state_free(QsHost *host, QsIndependentState *state)
{
	if (state == NULL)
		return;
	qs_free(host, state->in);
	qs_free(host, state->tightness);
	qs_free(host, state->mate);
	qs_free(host, state->load);
	qs_free(host, state->place);
	qs_free(host, state->solution.vertex);
	qs_free(host, state->free.vertex);
	qs_free(host, state->near.vertex);
	qs_free(host, state);
}

static inline void
enlist(QsIndependentState *state, QsVertexList *list, int v)
{
	state->place[v] = list->count;
	list->vertex[list->count++] = v;
}

static inline void
strike(QsIndependentState *state, QsVertexList *list, int v)
{
	int			last = list->vertex[--list->count];

	list->vertex[state->place[v]] = last;
	state->place[last] = state->place[v];
}

void
qs_independent_state_load(QsIndependentState *state, const uint8_t *x)
{
	size_t		n = (size_t) state->set->n;

	state->solution.count = state->free.count = state->near.count = 0;
	state->value = 0.0;
	if (n == 0)
		return;
	memset(state->in, 0, n);
	memset(state->tightness, 0, n * sizeof(int32_t));
	memset(state->mate, 0, n * sizeof(int32_t));
	memset(state->load, 0, n * sizeof(double));
	for (int v = 0; v < state->set->n; v++)
		enlist(state, &state->free, v);
	for (int v = 0; v < state->set->n; v++)
		if (x[v])
			qs_independent_state_add(state, v);
}

void
qs_independent_state_add(QsIndependentState *state, int v)
{
	const QsIndependentSet *set = state->set;
	double		weight = set->weight[v];

	strike(state, &state->free, v);
	enlist(state, &state->solution, v);
	state->in[v] = 1;
	state->value += weight;
	for (int64_t k = set->start[v]; k < set->start[v + 1]; k++)
	{
		int			u = set->neighbour[k];

		state->mate[u] ^= v;
		state->load[u] += weight;
		if (state->tightness[u] <= 1)
		{
			if (state->tightness[u] == 0)
			{
				strike(state, &state->free, u);
				enlist(state, &state->near, u);
			}
			else
				strike(state, &state->near, u);
		}
		state->tightness[u]++;
	}
	state->touched += set->start[v + 1] - set->start[v];
}

void
qs_independent_state_remove(QsIndependentState *state, int v)
{
	const QsIndependentSet *set = state->set;
	double		weight = set->weight[v];

	strike(state, &state->solution, v);
	enlist(state, &state->free, v);
	state->in[v] = 0;
	state->value -= weight;
	for (int64_t k = set->start[v]; k < set->start[v + 1]; k++)
	{
		int			u = set->neighbour[k];

		state->mate[u] ^= v;
		if (--state->tightness[u] > 1)
		{
			state->load[u] -= weight;
			continue;
		}
		if (state->tightness[u] == 1)
		{
			enlist(state, &state->near, u);
			state->load[u] = set->weight[state->mate[u]];
		}
		else
		{
			strike(state, &state->near, u);
			enlist(state, &state->free, u);
			state->load[u] = 0.0;
		}
	}
	state->touched += set->start[v + 1] - set->start[v];
}

int
qs_independent_state_force(QsIndependentState *state, int v)
{
	const QsIndependentSet *set = state->set;
	int			left = 0;

	for (int64_t k = set->start[v]; k < set->start[v + 1] && state->tightness[v] > 0; k++)
		if (state->in[set->neighbour[k]])
		{
			qs_independent_state_remove(state, set->neighbour[k]);
			left++;
		}
	qs_independent_state_add(state, v);
	return left;
}
