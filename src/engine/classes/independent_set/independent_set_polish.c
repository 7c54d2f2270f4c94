/*
 * independent_set_polish.c
 *	  Descent for independent sets: adds, (k,1)-swaps, (1,2)-swaps.
 *
 * Andrade, Resende & Werneck, "Fast local search for the maximum independent
 * set problem", 2012; weighted (k,1)-swaps as in Nogueira, Pinheiro &
 * Subramanian 2018.
 */
#include "classes/independent_set/independent_set_state.h"

#include <string.h>

/* Vertices of positive weight that are free come in */
static int
add_free(QsIndependentState *state)
{
	int			added = 0;

	for (int k = 0; k < state->free.count;)
	{
		int			v = state->free.vertex[k];

		if (state->set->weight[v] > 0.0)
		{
			qs_independent_state_add(state, v);
			added++;
			k = 0;
		}
		else
			k++;
	}
	return added;
}

/* A vertex heavier than all its neighbours in the solution together */
static int
swap_heavier(QsIndependentState *state, double least)
{
	int			moves = 0;

	for (int v = 0; v < state->set->n; v++)
		if (!state->in[v] && state->set->weight[v] > state->load[v] + least)
		{
			moves += 1 + qs_independent_state_force(state, v);
			moves += add_free(state);
		}
	return moves;
}

/* One out, two of its neighbours in, that are not adjacent and weigh more */
static bool
swap_two(QsIndependentState *state, int v, int32_t *near, int32_t *mark, int32_t *stamp,
		 double least)
{
	const QsIndependentSet *set = state->set;
	int			count = 0;

	for (int64_t k = set->start[v]; k < set->start[v + 1]; k++)
		if (state->tightness[set->neighbour[k]] == 1)
			near[count++] = set->neighbour[k];
	for (int a = 0; a + 1 < count; a++)
	{
		int			u = near[a];

		(*stamp)++;
		for (int64_t k = set->start[u]; k < set->start[u + 1]; k++)
			mark[set->neighbour[k]] = *stamp;
		state->touched += set->start[u + 1] - set->start[u];
		for (int b = a + 1; b < count; b++)
		{
			int			w = near[b];

			if (mark[w] != *stamp && set->weight[u] + set->weight[w] > set->weight[v] + least)
			{
				qs_independent_state_remove(state, v);
				qs_independent_state_add(state, u);
				qs_independent_state_add(state, w);
				return true;
			}
		}
	}
	return false;
}

QsStatus
qs_independent_set_polish(QsHost *host, const QsIndependentSet *set, uint8_t *x,
						  int64_t *moves)
{
	QsIndependentState *state = qs_independent_state_create(host, set);
	int32_t    *near = QS_ARRAY(host, int32_t, set->n);
	int32_t    *mark = QS_ARRAY0(host, int32_t, set->n);
	int32_t		stamp = 0;
	double		least = 0.0;
	int64_t		last = 0;
	bool		improved = true;
	QsStatus	status = QS_OK;

	qs_independent_state_load(state, x);
	for (int v = 0; v < set->n; v++)
	{
		least = set->weight[v] > least ? set->weight[v] : least;
		if (state->in[v] && set->weight[v] < 0.0)
		{
			qs_independent_state_remove(state, v);
			(*moves)++;
		}
	}
	least *= 1e-9;
	*moves += add_free(state);
	while (improved && status == QS_OK)
	{
		int			swaps = swap_heavier(state, least);

		improved = swaps > 0;
		*moves += swaps;
		for (int v = 0; v < set->n && status == QS_OK; v++)
		{
			if (state->in[v] && swap_two(state, v, near, mark, &stamp, least))
			{
				*moves += 1 + add_free(state);
				improved = true;
			}
			if (state->touched - last > 100000)
			{
				last = state->touched;
				qs_check(host);
				if (qs_time_up(host))
					status = QS_INTERRUPTED;
			}
		}
	}
	if (set->n > 0)
		memcpy(x, state->in, (size_t) set->n);
	qs_free(host, near);
	qs_free(host, mark);
	qs_independent_state_free(host, state);
	return status;
}
