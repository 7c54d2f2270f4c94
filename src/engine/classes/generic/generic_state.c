/*
 * generic_state.c
 *	  Activities, flip gains and weighted violations kept up to date.
 */
#include "classes/generic/generic_state.h"

#include <math.h>
#include <string.h>

#define REFRESH_WORK	2e8		/* updates after which sums are taken afresh */

QsGenericState *
qs_generic_state_create(QsHost *host, const QsGeneric *generic)
{
	QsGenericState *state = QS_NEW(host, QsGenericState);
	const QsModel *model = generic->model;

	state->generic = generic;
	state->x = QS_ARRAY0(host, uint8_t, model->n);
	state->activity = QS_ARRAY(host, double, model->m);
	state->weight = QS_ARRAY(host, double, model->m);
	state->delta = QS_ARRAY(host, double, model->n);
	state->score = QS_ARRAY(host, double, model->n);
	state->violated = QS_ARRAY(host, int32_t, model->m);
	state->violated_place = QS_ARRAY(host, int32_t, model->m);
	state->chosen = QS_ARRAY(host, int32_t, generic->groups);
	qs_generic_state_weigh(state, 1.0);
	return state;
}

void
qs_generic_state_free(QsHost *host, QsGenericState *state)
{
	if (state == NULL)
		return;
	qs_free(host, state->x);
	qs_free(host, state->activity);
	qs_free(host, state->weight);
	qs_free(host, state->delta);
	qs_free(host, state->score);
	qs_free(host, state->violated);
	qs_free(host, state->violated_place);
	qs_free(host, state->chosen);
	qs_free(host, state);
}

void
qs_generic_state_weigh(QsGenericState *state, double weight)
{
	for (int r = 0; r < state->generic->model->m; r++)
		state->weight[r] = weight;
}

static void
add_row_scores(QsGenericState *state, int row, double weight)
{
	const QsModel *model = state->generic->model;
	double		now = qs_generic_excess(state->generic, row, state->activity[row]);

	for (int64_t k = model->row_start[row]; k < model->row_start[row + 1]; k++)
	{
		int			j = model->row_variable[k];
		double		change = state->x[j] ? -model->row_value[k] : model->row_value[k];

		state->score[j] += weight *
			(qs_generic_excess(state->generic, row, state->activity[row] + change) - now);
	}
	state->work += (double) (model->row_start[row + 1] - model->row_start[row]);
}

void
qs_generic_state_recompute(QsGenericState *state)
{
	const QsGeneric *generic = state->generic;
	const QsModel *model = generic->model;

	qs_qubo_flip_deltas(model->objective, state->x, state->delta);
	state->objective = qs_qubo_energy(model->objective, state->x);
	for (int i = 0; i < model->n; i++)
		state->score[i] = 0.0;
	state->violated_count = 0;
	state->violation = 0.0;
	qs_model_activities(model, state->x, state->activity);
	for (int r = 0; r < model->m; r++)
	{
		double		excess;

		state->violated_place[r] = -1;
		if (generic->skip[r])
			continue;
		excess = qs_generic_excess(generic, r, state->activity[r]);
		if (excess > 0.0)
		{
			state->violated_place[r] = state->violated_count;
			state->violated[state->violated_count++] = r;
			state->violation += excess;
		}
		add_row_scores(state, r, state->weight[r]);
	}
	state->work += (double) model->objective->start[model->n] + model->n;
	state->last_refresh = state->work;
}

void
qs_generic_state_load(QsGenericState *state, const uint8_t *x)
{
	const QsGeneric *generic = state->generic;

	if (generic->model->n > 0)
		memcpy(state->x, x, (size_t) generic->model->n);
	qs_generic_state_recompute(state);
	for (int g = 0; g < generic->groups; g++)
	{
		int			count = 0;

		state->chosen[g] = -1;
		for (int64_t k = generic->group_start[g]; k < generic->group_start[g + 1]; k++)
			if (state->x[generic->group_member[k]])
			{
				count++;
				state->chosen[g] = generic->group_member[k];
			}
		if (count != 1)
			state->chosen[g] = -1;
	}
}

void
qs_generic_state_refresh(QsGenericState *state)
{
	if (state->work - state->last_refresh > REFRESH_WORK)
		qs_generic_state_recompute(state);
}

static void
list_violated(QsGenericState *state, int row, bool violated)
{
	int			place = state->violated_place[row];

	if (violated == (place >= 0))
		return;
	if (violated)
	{
		state->violated_place[row] = state->violated_count;
		state->violated[state->violated_count++] = row;
	}
	else
	{
		int			last = state->violated[--state->violated_count];

		state->violated[place] = last;
		state->violated_place[last] = place;
		state->violated_place[row] = -1;
	}
}

static void
move_activity(QsGenericState *state, int row, int flipped, double by)
{
	const QsGeneric *generic = state->generic;
	const QsModel *model = generic->model;
	double		old = state->activity[row];
	double		new = old + by;
	double		reach = generic->reach[row];
	double		weight = state->weight[row];
	double		excess_old,
				excess_new;

	state->activity[row] = new;
	/* far from both bounds before and after: no flip of the row costs or gains */
	if (fmin(old, new) - reach >= model->row_lower[row] &&
		fmax(old, new) + reach <= model->row_upper[row])
		return;
	excess_old = qs_generic_excess(generic, row, old);
	excess_new = qs_generic_excess(generic, row, new);
	state->violation += excess_new - excess_old;
	list_violated(state, row, excess_new > 0.0);
	for (int64_t k = model->row_start[row]; k < model->row_start[row + 1]; k++)
	{
		int			j = model->row_variable[k];
		double		change = state->x[j] ? -model->row_value[k] : model->row_value[k];

		if (j != flipped)
			state->score[j] += weight *
				((qs_generic_excess(generic, row, new + change) - excess_new) -
				 (qs_generic_excess(generic, row, old + change) - excess_old));
	}
	state->work += (double) (model->row_start[row + 1] - model->row_start[row]);
}

void
qs_generic_state_flip(QsGenericState *state, int i)
{
	const QsGeneric *generic = state->generic;
	const QsModel *model = generic->model;
	double		sign = state->x[i] ? -1.0 : 1.0;

	state->objective += state->delta[i];
	qs_qubo_flip(model->objective, state->x, state->delta, i);
	state->work += (double) (model->objective->start[i + 1] - model->objective->start[i]) + 1.0;
	for (int64_t k = model->column_start[i]; k < model->column_start[i + 1]; k++)
		if (!generic->skip[model->column_row[k]])
			move_activity(state, model->column_row[k], i, sign * model->column_value[k]);
	/* flipping back undoes exactly what was done */
	state->score[i] = -state->score[i];
}

void
qs_generic_state_reweigh(QsGenericState *state, int row, double weight)
{
	add_row_scores(state, row, weight - state->weight[row]);
	state->weight[row] = weight;
}

void
qs_generic_state_shift_cost(const QsGenericState *state, int from, int to,
							double *violation, double *objective)
{
	const QsGeneric *generic = state->generic;
	const QsModel *model = generic->model;
	int64_t		a,
				b;

	*violation = state->score[from] + state->score[to];
	*objective = state->delta[from] + state->delta[to];
	if (!generic->entangled[to])
		return;
	*objective -= qs_model_pair(model, from, to);
	a = model->column_start[from];
	b = model->column_start[to];
	while (a < model->column_start[from + 1] && b < model->column_start[to + 1])
	{
		int			r = model->column_row[a];

		if (r < model->column_row[b])
			a++;
		else if (r > model->column_row[b])
			b++;
		else
		{
			if (!generic->skip[r])
			{
				double		now = state->activity[r];
				double		off = -model->column_value[a];
				double		on = model->column_value[b];

				*violation += state->weight[r] *
					(qs_generic_excess(generic, r, now + off + on) +
					 qs_generic_excess(generic, r, now) -
					 qs_generic_excess(generic, r, now + off) -
					 qs_generic_excess(generic, r, now + on));
			}
			a++;
			b++;
		}
	}
}

int
qs_generic_state_settle(QsGenericState *state)
{
	const QsGeneric *generic = state->generic;
	int			flips = 0;

	for (int g = 0; g < generic->groups; g++)
	{
		int			best = -1;
		bool		any = false;

		if (state->chosen[g] >= 0)
			continue;
		/* keep one of those at 1; with none, any */
		for (int64_t k = generic->group_start[g]; k < generic->group_start[g + 1]; k++)
			any = any || state->x[generic->group_member[k]];
		for (int64_t k = generic->group_start[g]; k < generic->group_start[g + 1]; k++)
		{
			int			i = generic->group_member[k];
			double		sign = any ? -1.0 : 1.0;

			if (any && !state->x[i])
				continue;
			/* of those at 1, the one whose removal would cost most stays */
			if (best < 0 || sign * state->score[i] < sign * state->score[best] ||
				(state->score[i] == state->score[best] &&
				 sign * state->delta[i] < sign * state->delta[best]))
				best = i;
		}
		for (int64_t k = generic->group_start[g]; k < generic->group_start[g + 1]; k++)
		{
			int			i = generic->group_member[k];

			if (state->x[i] != (i == best))
			{
				qs_generic_state_flip(state, i);
				flips++;
			}
		}
		state->chosen[g] = best;
	}
	return flips;
}
