/*
 * generic_polish.c
 *	  Feasible descent by one move, and by two where the first alone breaks a row.
 */
#include <math.h>
#include <string.h>

#include "classes/generic/generic_moves.h"

#define DESCENT_WORK		2e7
#define DESCENT_WORK_SIZE	100.0
#define WORK_PER_LOOK		1e5

typedef struct Best
{
	QsGenericMove move;
	double		objective;
} Best;

/* Keep the move if it leaves no violation and costs less than the best. */
static void
consider(const QsGenericState *state, Best *best, int first, int second, double now)
{
	double		violation = state->score[first];
	double		objective = state->delta[first];

	if (second >= 0)
		qs_generic_state_shift_cost(state, first, second, &violation, &objective);
	/* what is violated now (weights are 1) must vanish */
	if (now + violation <= 1e-9 * (1.0 + now) && objective < best->objective)
	{
		best->move = (QsGenericMove) {first, second};
		best->objective = objective;
	}
}

static void
consider_variable(const QsGenericState *state, Best *best, int i, double now)
{
	int			g = state->generic->group_of[i];

	if (g < 0)
		consider(state, best, i, -1, now);
	else if (!state->x[i])
		consider(state, best, state->chosen[g], i, now);
}

/* Best single move over everything, or over the variables of one violated row */
static Best
best_move(QsGenericState *state, double objective)
{
	const QsGeneric *generic = state->generic;
	const QsModel *model = generic->model;
	Best		best = {{-1, -1}, objective};

	if (state->violated_count == 0)
	{
		for (int i = 0; i < model->n; i++)
			consider_variable(state, &best, i, 0.0);
		state->work += model->n;
		return best;
	}
	else
	{
		int			row = state->violated[0];

		for (int64_t k = model->row_start[row]; k < model->row_start[row + 1]; k++)
		{
			int			i = model->row_variable[k];
			int			g = generic->group_of[i];

			consider_variable(state, &best, i, state->violation);
			if (g >= 0 && state->x[i])
				for (int64_t q = generic->group_start[g]; q < generic->group_start[g + 1]; q++)
					if (generic->group_member[q] != i)
						consider(state, &best, i, generic->group_member[q], state->violation);
		}
		state->work += (double) (model->row_start[row + 1] - model->row_start[row]);
	}
	return best;
}

/* A first move, taken on trial, then the best second one */
static bool
try_two(QsGenericState *state, QsGenericMove first, double least)
{
	double		before = state->objective;
	Best		second;

	qs_generic_move(state, first);
	second = best_move(state, before - least - state->objective);
	if (second.move.first >= 0)
	{
		qs_generic_move(state, second.move);
		if (state->violated_count == 0 && state->objective < before - 0.5 * least)
			return true;
		qs_generic_move_back(state, second.move);
	}
	qs_generic_move_back(state, first);
	return false;
}

QsStatus
qs_generic_descend(QsHost *host, QsGenericState *state, double work_limit, int64_t *moves)
{
	const QsGeneric *generic = state->generic;
	int			n = generic->model->n;
	double		least = 1e-9 * generic->objective_scale;
	double		end = state->work + work_limit;
	double		next_look = 0.0;	/* at the clock, on the scale of the state's work */
	int			since = 0;		/* first moves tried since the last gain */
	int			i = 0;

	while (since < n && state->work < end)
	{
		Best		best = best_move(state, -least);

		qs_check(host);
		if (state->work >= next_look)
		{
			if (qs_time_up(host))
				return QS_INTERRUPTED;
			next_look = state->work + WORK_PER_LOOK;
		}
		if (best.move.first >= 0)
		{
			qs_generic_move(state, best.move);
			if (state->violated_count == 0)
			{
				(*moves)++;
				since = 0;
				continue;
			}
			qs_generic_move_back(state, best.move);
			qs_generic_state_recompute(state);
		}
		for (bool found = false; !found && since < n && state->work < end; since++)
		{
			int			g = generic->group_of[i];
			QsGenericMove first = {i, -1};

			if (g >= 0)
				first = (QsGenericMove) {state->chosen[g], i};
			if (g < 0 || state->chosen[g] != i)
				found = try_two(state, first, least);
			i = i + 1 < n ? i + 1 : 0;
			if (found)
			{
				*moves += 2;
				since = -1;
			}
			qs_check(host);
			if ((since & 15) == 0 && qs_time_up(host))
				return QS_INTERRUPTED;
		}
		qs_generic_state_refresh(state);
	}
	return QS_OK;
}

QsStatus
qs_generic_polish(QsHost *host, const QsGeneric *generic, uint8_t *x, int64_t *moves)
{
	QsGenericState *state = qs_generic_state_create(host, generic);
	QsStatus	status;

	qs_generic_state_load(state, x);
	status = qs_generic_descend(host, state, DESCENT_WORK +
								DESCENT_WORK_SIZE * generic->model->n, moves);
	if (generic->model->n > 0)
		memcpy(x, state->x, (size_t) generic->model->n);
	qs_generic_state_free(host, state);
	return status;
}
