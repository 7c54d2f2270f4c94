/*
 * generic_repair.c
 *	  Feasibility by moves that a violated row asks for, with row weights.
 *
 * In the spirit of the feasibility jump heuristic (Luteberget & Sartor 2023) and
 * of weighting local search for constraint satisfaction (Morris 1993, the
 * breakout method): take a violated row and the move that repairs it at the
 * least weighted violation elsewhere; when every such move does harm, raise the
 * weights of the violated rows and go on.
 */
#include <math.h>
#include <string.h>

#include "classes/generic/generic_moves.h"
#include "classes/generic/generic_row_flips.h"

#define REPAIR_WORK			1e6		/* elementary updates at least, */
#define REPAIR_WORK_SIZE	1000.0	/* more per variable and row entry, */
#define REPAIR_WORK_MOST	2e8		/* but no more than this */
#define FORGET				0.8		/* share of a weight above the least that is kept for the next repair */
#define ROW_WINDOW			1000	/* variables of one row looked at in a step */
#define LARGE				20000	/* variables from which on rows are mended one by one */
#define RAISE				0.1		/* of the weight of a row that cannot be mended without harm */
#define TENURE				3.0		/* steps for which a variable then stays, on average, */
#define TENURE_SHARE		0.5		/* and more for every violated row: each has its turn */

typedef struct Repair
{
	QsGenericState *state;
	QsRandom   *random;
	int64_t    *tabu_until;		/* n */
	int64_t		step;
	double		least;			/* violation of best_x */
	uint8_t    *best_x;
	double		copied;			/* bytes since the last interrupt point */
	int32_t    *moved;			/* n: variables moved since best_x, if they are not too many */
	int64_t		moves;
} Repair;

typedef struct Candidate
{
	QsGenericMove move;
	double		violation;
	double		objective;
	uint32_t	ties;
} Candidate;

static void
consider(Repair *repair, Candidate *best, int first, int second, double violation,
		 double objective)
{
	double		slack = 1e-9 * (1.0 + fabs(violation));
	bool		better;

	if (repair->tabu_until[first] > repair->step ||
		(second >= 0 && repair->tabu_until[second] > repair->step))
		return;
	better = best->move.first < 0 || violation < best->violation - slack;
	if (!better && violation <= best->violation + slack)
	{
		better = objective < best->objective;
		if (objective == best->objective)
			better = qs_random_below(repair->random, ++best->ties) == 0;
	}
	if (better)
	{
		best->ties = objective == best->objective && best->move.first >= 0 ? best->ties : 1;
		best->move = (QsGenericMove) {first, second};
		best->violation = violation;
		best->objective = objective;
	}
}

/* Moves that bring the row's activity towards its bound */
static void
look_at_row(Repair *repair, int row, Candidate *best)
{
	QsGenericState *state = repair->state;
	const QsGeneric *generic = state->generic;
	const QsModel *model = generic->model;
	bool		over = state->activity[row] > model->row_upper[row];
	int64_t		first = model->row_start[row];
	int64_t		count = model->row_start[row + 1] - first;
	int64_t		offset = count > ROW_WINDOW
		? qs_random_below(repair->random, (uint32_t) count) : 0;

	for (int64_t c = 0; c < count && c < ROW_WINDOW; c++)
	{
		int64_t		k = first + (offset + c) % count;
		int			i = model->row_variable[k];
		int			g = generic->group_of[i];
		double		change = state->x[i] ? -model->row_value[k] : model->row_value[k];
		double		violation,
					objective;

		if ((change > 0.0) == over)
			continue;
		if (g < 0)
			consider(repair, best, i, -1, state->score[i], state->delta[i]);
		else if (!state->x[i])
		{
			qs_generic_state_shift_cost(state, state->chosen[g], i, &violation, &objective);
			consider(repair, best, state->chosen[g], i, violation, objective);
		}
		else
		{
			for (int64_t q = generic->group_start[g]; q < generic->group_start[g + 1]; q++)
				if (generic->group_member[q] != i)
				{
					qs_generic_state_shift_cost(state, i, generic->group_member[q],
												&violation, &objective);
					consider(repair, best, i, generic->group_member[q], violation, objective);
				}
			state->work += (double) (generic->group_start[g + 1] - generic->group_start[g]);
		}
	}
	state->work += (double) (count < ROW_WINDOW ? count : ROW_WINDOW);
}

static void
raise_weights(Repair *repair)
{
	QsGenericState *state = repair->state;

	for (int k = 0; k < state->violated_count; k++)
	{
		int			r = state->violated[k];

		qs_generic_state_reweigh(state, r, state->weight[r] + 1.0);
	}
}

static void
note_moved(Repair *repair, int variable)
{
	if (repair->moves < repair->state->generic->model->n)
		repair->moved[repair->moves] = variable;
	repair->moves++;
}

static void
apply(Repair *repair, QsGenericMove move)
{
	int64_t		until = repair->step + 2 + qs_random_below(repair->random, 3);

	qs_generic_move(repair->state, move);
	repair->tabu_until[move.first] = until;
	note_moved(repair, move.first);
	if (move.second >= 0)
	{
		repair->tabu_until[move.second] = until;
		note_moved(repair, move.second);
	}
}

static void
step(Repair *repair)
{
	QsGenericState *state = repair->state;
	Candidate	best = {{-1, -1}, 0.0, 0.0, 0};

	for (int tries = 0; tries < 3 && tries < state->violated_count; tries++)
	{
		int			row = state->violated[qs_random_below(repair->random,
														  (uint32_t) state->violated_count)];

		look_at_row(repair, row, &best);
		if (best.move.first >= 0 && best.violation < 0.0)
			break;
	}
	repair->step++;
	if (best.move.first < 0 || best.violation >= -1e-12)
		raise_weights(repair);
	if (best.move.first >= 0)
		apply(repair, best.move);
}

/*
 * In a large model most violated rows have nothing to do with each other.  One is mended by
 * the flips that do the least harm, and it alone gets heavier if they do any: raising all
 * of them would cost the number of violated rows at every step.  False: nothing could move.
 */
static bool
mend_row(Repair *repair)
{
	QsGenericState *state = repair->state;
	int			row = state->violated[qs_random_below(repair->random,
													  (uint32_t) state->violated_count)];
	QsGenericRowFlips flips = qs_generic_row_flips(state, repair->random, repair->tabu_until,
												   repair->step + 1, row);

	if (flips.count == 0)
		return false;
	repair->step++;
	if (flips.gain >= -1e-12)
		qs_generic_state_reweigh(state, row, state->weight[row] + RAISE);
	for (int k = 0; k < flips.count; k++)
	{
		double		tenure = TENURE + TENURE_SHARE * state->violated_count;

		apply(repair, (QsGenericMove) {flips.variable[k], -1});
		repair->tabu_until[flips.variable[k]] = repair->step + 2 +
			(int64_t) (tenure * (0.5 + qs_random_unit(repair->random)));
	}
	return true;
}

static void
remember(Repair *repair)
{
	QsGenericState *state = repair->state;

	if (state->violated_count == 0 || state->violation < repair->least)
	{
		int			n = state->generic->model->n;

		repair->least = state->violated_count == 0 ? 0.0 : state->violation;
		/* a step changes little: copying all of it would cost the square of the size */
		if (repair->moves > n)
			memcpy(repair->best_x, state->x, (size_t) n);
		for (int64_t k = 0; k < repair->moves && repair->moves <= n; k++)
			repair->best_x[repair->moved[k]] = state->x[repair->moved[k]];
		repair->copied += (double) (repair->moves < n ? repair->moves : n);
		repair->moves = 0;
	}
}

/* Violated rows no flip can help: nothing to do */
static bool
is_hopeless(const QsGenericState *state)
{
	const QsModel *model = state->generic->model;

	for (int k = 0; k < state->violated_count; k++)
		if (model->row_start[state->violated[k]] == model->row_start[state->violated[k] + 1])
			return true;
	return false;
}

/* Drive the state to feasibility within work_limit updates; x gets the least violated
 * assignment seen.  QS_OK: the state is feasible. */
static QsStatus
repair_state(QsHost *host, QsGenericState *state, QsRandom *random,
			 double work_limit, uint8_t *x)
{
	const QsModel *model = state->generic->model;
	Repair		repair = {
		.state = state, .random = random, .tabu_until = QS_ARRAY0(host, int64_t, model->n),
		.least = INFINITY, .best_x = x, .moved = QS_ARRAY(host, int32_t, model->n),
		.moves = (int64_t) model->n + 1
	};
	double		last_check = state->work;
	double		end = state->work + work_limit;
	QsStatus	status = QS_LIMIT;

	qs_generic_state_settle(state);
	remember(&repair);
	while (state->violated_count > 0 && state->work < end && !is_hopeless(state))
	{
		if (model->n < LARGE || !mend_row(&repair))
			step(&repair);
		if (state->violated_count == 0)
			qs_generic_state_recompute(state);
		remember(&repair);
		state->work += 10.0;
		if (state->work - last_check > 1e5 || repair.copied > 1e7)
		{
			last_check = state->work;
			repair.copied = 0.0;
			qs_check(host);
			if (qs_time_up(host))
			{
				status = QS_INTERRUPTED;
				break;
			}
		}
	}
	if (state->violated_count == 0)
		status = QS_OK;
	qs_free(host, repair.tabu_until);
	qs_free(host, repair.moved);
	return status;
}

static double
repair_work(const QsGeneric *generic)
{
	const QsModel *model = generic->model;

	return fmin(REPAIR_WORK + REPAIR_WORK_SIZE * (model->n + (double) model->row_start[model->m]),
				REPAIR_WORK_MOST);
}

/* What a repair that failed has learned about the rows serves the next; a little is
 * forgotten each time. */
static void
recall_weights(QsGenericState *state)
{
	const QsGeneric *generic = state->generic;

	if (generic->kept_weight && generic->model->m > 0 && generic->kept_weight[0] > 0.0)
		memcpy(state->weight, generic->kept_weight, (size_t) generic->model->m * sizeof(double));
}

static void
keep_weights(const QsGenericState *state, QsStatus status)
{
	const QsGeneric *generic = state->generic;
	double		least = INFINITY;

	if (generic->kept_weight == NULL)
		return;
	for (int r = 0; r < generic->model->m; r++)
		least = fmin(least, state->weight[r]);
	for (int r = 0; r < generic->model->m; r++)
		generic->kept_weight[r] = status == QS_OK ? 0.0
			: 1.0 + FORGET * (state->weight[r] - least);
}

QsStatus
qs_generic_repair(QsHost *host, const QsGeneric *generic, QsRandom *random, uint8_t *x)
{
	QsGenericState *state = qs_generic_state_create(host, generic);
	size_t		n = (size_t) generic->model->n;
	uint8_t    *found = QS_ARRAY(host, uint8_t, n);
	QsStatus	status;

	recall_weights(state);
	qs_generic_state_load(state, x);
	status = repair_state(host, state, random, repair_work(generic), found);
	keep_weights(state, status);
	if (status == QS_OK)
	{
		qs_generic_fill(host, state);
		memcpy(found, state->x, n);
		if (!qs_model_feasible(generic->model, found))
			status = QS_LIMIT;
	}
	if (status == QS_OK ||
		qs_model_violation(generic->model, found) <= qs_model_violation(generic->model, x))
		memcpy(x, found, n);
	qs_free(host, found);
	qs_generic_state_free(host, state);
	return status;
}

/*
 * Greedy from nothing: groups one after the other where they cost least, the
 * rest by flips that gain, blurred by noise; then repaired.
 */
QsStatus
qs_generic_construct(QsHost *host, const QsGeneric *generic, QsRandom *random, double noise,
					 uint8_t *x)
{
	const QsModel *model = generic->model;

	for (int i = 0; i < model->n; i++)
		x[i] = 0;
	for (int i = 0; i < model->n; i++)
		if (generic->group_of[i] < 0)
			x[i] = qs_random_unit(random) < 0.5 * noise;
	for (int g = 0; g < generic->groups; g++)
		if (qs_random_unit(random) < noise)
		{
			int64_t		size = generic->group_start[g + 1] - generic->group_start[g];

			x[generic->group_member[generic->group_start[g] +
									qs_random_below(random, (uint32_t) size)]] = 1;
		}
	return qs_generic_repair(host, generic, random, x);
}
