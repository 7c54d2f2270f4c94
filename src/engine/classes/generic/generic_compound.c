/*
 * generic_compound.c
 *	  Annealing by compound moves.
 */
#include "classes/generic/generic_compound.h"

#include <math.h>
#include <string.h>

#include "base/elementary.h"

#define MOST_LENGTH		200		/* moves of a chain */
#define SAMPLES			60		/* compound moves tried before a walk is begun */
#define LEAST_SUCCESS	0.5		/* of these: fewer that end feasible are not worth a walk */
#define LEAST_MEAN		2.5		/* moves of a chain: shorter ones are any search's, unless ... */
#define LEAST_GROUPED	1.5		/* ... they are shifts in groups */
#define FIRST_HEAT		0.4		/* of the mean loss of a compound move */
#define LAST_HEAT		0.02
#define ROW_WINDOW		500		/* variables of a row looked at */

typedef struct Chain
{
	QsHost	   *host;
	QsGenericState *state;
	QsRandom   *random;
	QsGenericMove *move;		/* MOST_LENGTH */
	int			length;
	int64_t    *locked;			/* n: the chain that moved it */
	int64_t		number;
	double		price;			/* of a unit of violation, in objective */
	double		end;			/* work */
	double		checked;		/* work at the last interrupt point */
} Chain;

typedef struct Candidate
{
	QsGenericMove move;
	double		value;
} Candidate;

static void
consider(const Chain *chain, Candidate *best, int first, int second)
{
	const QsGenericState *state = chain->state;
	double		violation = state->score[first];
	double		objective = state->delta[first];
	double		value;

	if (chain->locked[first] == chain->number ||
		(second >= 0 && chain->locked[second] == chain->number))
		return;
	if (second >= 0)
		qs_generic_state_shift_cost(state, first, second, &violation, &objective);
	value = objective + chain->price * violation;
	if (best->move.first < 0 || value < best->value)
	{
		best->move = (QsGenericMove) {first, second};
		best->value = value;
	}
}

/* The best move that brings a violated row towards its bound */
static Candidate
best_repair(const Chain *chain, int row)
{
	QsGenericState *state = chain->state;
	const QsGeneric *generic = state->generic;
	const QsModel *model = generic->model;
	bool		over = state->activity[row] > model->row_upper[row];
	int64_t		first = model->row_start[row];
	int64_t		count = model->row_start[row + 1] - first;
	int64_t		offset = count > ROW_WINDOW
		? qs_random_below(chain->random, (uint32_t) count) : 0;
	Candidate	best = {{-1, -1}, 0.0};

	for (int64_t c = 0; c < count && c < ROW_WINDOW; c++)
	{
		int64_t		k = first + (offset + c) % count;
		int			i = model->row_variable[k];
		int			g = generic->group_of[i];

		if (((state->x[i] ? -model->row_value[k] : model->row_value[k]) > 0.0) == over)
			continue;
		if (g < 0)
			consider(chain, &best, i, -1);
		else if (!state->x[i])
			consider(chain, &best, state->chosen[g], i);
		else
		{
			for (int64_t q = generic->group_start[g]; q < generic->group_start[g + 1]; q++)
				if (generic->group_member[q] != i)
					consider(chain, &best, i, generic->group_member[q]);
			state->work += (double) (generic->group_start[g + 1] - generic->group_start[g]);
		}
	}
	state->work += (double) (count < ROW_WINDOW ? count : ROW_WINDOW);
	return best;
}

static void
lengthen(Chain *chain, QsGenericMove move)
{
	qs_generic_move(chain->state, move);
	chain->locked[move.first] = chain->number;
	if (move.second >= 0)
		chain->locked[move.second] = chain->number;
	chain->move[chain->length++] = move;
}

static void
take_back(Chain *chain)
{
	while (chain->length > 0)
		qs_generic_move_back(chain->state, chain->move[--chain->length]);
	/* sums of reals may have been blurred */
	if (chain->state->violated_count > 0)
		qs_generic_state_recompute(chain->state);
}

/* A move of a random variable and what mends the rows that it breaks; false: they stay
 * broken. */
static bool
make_chain(Chain *chain)
{
	QsGenericState *state = chain->state;
	const QsGeneric *generic = state->generic;
	int			i = (int) qs_random_below(chain->random, (uint32_t) generic->model->n);
	int			g = generic->group_of[i];

	chain->length = 0;
	chain->number++;
	if (g >= 0 && state->chosen[g] == i)
		return false;
	lengthen(chain, g < 0 ? (QsGenericMove) {i, -1} : (QsGenericMove) {state->chosen[g], i});
	while (state->violated_count > 0 && chain->length < MOST_LENGTH && state->work < chain->end)
	{
		int			row = state->violated[qs_random_below(chain->random,
														  (uint32_t) state->violated_count)];
		Candidate	best = best_repair(chain, row);

		if (best.move.first < 0)
			return false;
		lengthen(chain, best.move);
	}
	return state->violated_count == 0;
}

/* Look at the clock now and then; false when time is up. */
static bool
go_on(Chain *chain)
{
	if (chain->state->work - chain->checked < 5e4)
		return true;
	chain->checked = chain->state->work;
	qs_check(chain->host);
	return !qs_time_up(chain->host);
}

/* The mean loss of compound moves that end feasible; 0: no walk */
static double
sample_loss(Chain *chain)
{
	double		objective = chain->state->objective;
	double		loss = 0.0;
	double		least = chain->state->generic->groups > 0 ? LEAST_GROUPED : LEAST_MEAN;
	int			feasible = 0;
	int			tried = 0;
	int64_t		length = 0;

	for (int k = 0; k < SAMPLES && go_on(chain); k++)
	{
		bool		made = make_chain(chain);

		tried += chain->length > 0;
		if (made)
		{
			feasible++;
			length += chain->length;
			loss += fabs(chain->state->objective - objective);
		}
		take_back(chain);
	}
	if (feasible < LEAST_SUCCESS * tried || (double) length < least * feasible || feasible == 0)
		return 0.0;
	return loss / feasible;
}

/* Is a loss taken at this heat? */
static bool
takes(Chain *chain, double loss, double heat)
{
	return loss <= 0.0 || qs_random_unit(chain->random) < qs_exp(-loss / heat);
}

static QsStatus
walk(Chain *chain, double loss, double *best, uint8_t *best_x, int64_t *moves)
{
	QsGenericState *state = chain->state;
	const QsModel *model = state->generic->model;
	double		least = 1e-9 * state->generic->objective_scale;
	double		begun = state->work;
	double		span = chain->end - begun;
	double		heat = FIRST_HEAT * loss;

	for (int64_t k = 0; state->work < chain->end; k++)
	{
		double		before = state->objective;

		/* colder by the work that is done, not at every step */
		if ((k & 63) == 0)
			heat = loss * FIRST_HEAT *
				qs_power(LAST_HEAT / FIRST_HEAT, (state->work - begun) / span);
		if (!go_on(chain))
			return QS_INTERRUPTED;
		if (!make_chain(chain) || !takes(chain, state->objective - before, heat))
		{
			take_back(chain);
			state->objective = before;
			continue;
		}
		*moves += chain->length;
		if (state->objective < *best - least && qs_model_feasible(model, state->x))
		{
			*best = state->objective;
			memcpy(best_x, state->x, (size_t) model->n);
		}
		qs_generic_state_refresh(state);
	}
	return QS_OK;
}

QsStatus
qs_generic_compound_walk(QsHost *host, QsGenericState *state, QsRandom *random, double work,
						 double *best, uint8_t *best_x, int64_t *moves)
{
	size_t		n = (size_t) state->generic->model->n;
	Chain		chain = {
		.host = host, .state = state, .random = random,
		.move = QS_ARRAY(host, QsGenericMove, MOST_LENGTH),
		.locked = QS_ARRAY0(host, int64_t, n),
		.price = 2.0 * state->generic->objective_scale,
		.end = state->work + work, .checked = state->work,
	};
	QsStatus	status = QS_OK;
	double		loss = sample_loss(&chain);

	if (loss > 0.0)
		status = walk(&chain, loss, best, best_x, moves);
	qs_free(host, chain.move);
	qs_free(host, chain.locked);
	return status;
}
