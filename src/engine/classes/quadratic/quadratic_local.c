/*
 * quadratic_local.c
 *	  Moves on models without rows that bind: one-flip kernels on integers.
 */
#include "classes/quadratic/quadratic_local.h"

#include <math.h>
#include <string.h>

#include "flip/qubo_search.h"

/* Tabu moves without a better assignment that end a polishing: a fraction of the
 * variables, within limits, so that all of a round's candidates cost little. */
#define STALL_SHARE		4
#define STALL_LEAST		20
#define STALL_MOST		200

QsQuadraticLocal *
qs_quadratic_local_create(QsHost *host, const QsModel *model)
{
	QsQuadraticLocal *local = QS_NEW(host, QsQuadraticLocal);

	local->model = model;
	return local;
}

void
qs_quadratic_local_free(QsHost *host, QsQuadraticLocal *local)
{
	if (local == NULL)
		return;
	qs_tabu_free(local->tabu);
	qs_free(host, local);
}

/* Preparing costs as much as a thousand moves: what is never moved is not prepared. */
static QsTabu *
tabu(QsHost *host, QsQuadraticLocal *local)
{
	if (local->tabu == NULL)
		local->tabu = qs_tabu_create(host, local->model->objective);
	return local->tabu;
}

QsStatus
qs_quadratic_construct(const QsQuadraticLocal *local, QsRandom *random, double noise, uint8_t *x)
{
	for (int i = 0; i < local->model->n; i++)
		x[i] = qs_random_unit(random) < 0.5 * noise;
	return QS_OK;
}

/*
 * Flip whatever gains, in order, until nothing does: one after the other, as the search for
 * the best of many flips would dwarf the flips.  False at the deadline.
 */
static bool
descend(QsHost *host, QsFlipState *state)
{
	for (int64_t before = -1; before != state->flips;)
	{
		before = state->flips;
		for (int i = 0; i < state->n; i++)
		{
			if (qs_flip_delta(state, i) < 0)
				qs_flip(state, i);
			if (i % QS_FLIP_BLOCK == QS_FLIP_BLOCK - 1)
			{
				qs_check(host);
				if (qs_time_up(host))
					return false;
			}
		}
	}
	return true;
}

QsStatus
qs_quadratic_polish(QsHost *host, QsQuadraticLocal *local, QsRandom *random, uint8_t *x, int64_t *moves)
{
	QsFlipState *state = tabu(host, local)->state;
	int			stall = local->model->n / STALL_SHARE;
	QsTabuLimits limits = {.moves = INT64_MAX, .target = -INFINITY};
	int64_t		flips = state->flips,
				evaluations = 0;
	double		energy;
	bool		in_time;

	if (local->model->n == 0)
		return QS_OK;
	stall = stall < STALL_LEAST ? STALL_LEAST : stall;
	limits.stall = stall > STALL_MOST ? STALL_MOST : stall;
	qs_flip_state_load(state, x);
	in_time = descend(host, state);
	memcpy(x, state->x, (size_t) state->n);
	if (in_time)
		in_time = qs_tabu_run(local->tabu, random, &limits, x, &energy, &evaluations) == QS_OK;
	*moves += state->flips - flips;
	return in_time ? QS_OK : QS_INTERRUPTED;
}

QsStatus
qs_quadratic_search(QsHost *host, QsQuadraticLocal *local, QsRandom *random, double effort,
					double target, uint8_t *x, int64_t *moves)
{
	const QsModel *model = local->model;
	double		energy;

	return qs_qubo_search_with(tabu(host, local), random, effort, target - model->constant, x, &energy,
							   moves);
}
