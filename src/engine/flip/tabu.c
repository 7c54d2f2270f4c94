/*
 * tabu.c
 *	  One-flip tabu search on QUBOs.
 */
#include "flip/tabu.h"

#include <math.h>
#include <string.h>

/* Move evaluations between two looks at the clock: some 50 microseconds */
#define CHECK_EVALUATIONS	500000

#define TENURE_SPREAD		10

QsTabu *
qs_tabu_create(QsHost *host, const QsQubo *qubo)
{
	QsTabu	   *tabu = QS_NEW(host, QsTabu);

	tabu->host = host;
	tabu->qubo = qubo;
	tabu->integer = qs_integer_qubo_create(host, qubo);
	tabu->state = qs_flip_state_create(host, tabu->integer);
	tabu->best = QS_ARRAY(host, uint8_t, qubo->n);
	tabu->active = QS_ARRAY(host, int32_t, qubo->n);
	tabu->slot = QS_ARRAY(host, int32_t, qubo->n);
	tabu->next = QS_ARRAY(host, int32_t, qubo->n);
	tabu->until = QS_ARRAY(host, int64_t, qubo->n);
	return tabu;
}

void
qs_tabu_free(QsTabu *tabu)
{
	QsHost	   *host;

	if (tabu == NULL)
		return;
	host = tabu->host;
	qs_flip_state_free(host, tabu->state);
	qs_integer_qubo_free(host, tabu->integer);
	qs_free(host, tabu->best);
	qs_free(host, tabu->active);
	qs_free(host, tabu->slot);
	qs_free(host, tabu->first);
	qs_free(host, tabu->next);
	qs_free(host, tabu->until);
	qs_free(host, tabu);
}

static void
list_insert(QsTabu *tabu, int variable, int64_t until)
{
	int			list = (int) (until & (tabu->lists - 1));

	tabu->until[variable] = until;
	tabu->next[variable] = tabu->first[list];
	tabu->first[list] = variable;
}

/* Release what is tabu until now. */
static void
expire(QsTabu *tabu, int64_t now)
{
	int			list = (int) (now & (tabu->lists - 1));
	int			variable = tabu->first[list];

	tabu->first[list] = -1;
	while (variable >= 0)
	{
		int			next = tabu->next[variable];

		/* an aspirant's time was extended while it waited here */
		if (tabu->until[variable] > now)
			list_insert(tabu, variable, tabu->until[variable]);
		else
		{
			int			last = tabu->active[--tabu->active_count];

			tabu->active[tabu->slot[variable]] = last;
			tabu->slot[last] = tabu->slot[variable];
			qs_flip_hold(tabu->state, variable, false);
		}
		variable = next;
	}
}

static void
forbid(QsTabu *tabu, int variable, int64_t until)
{
	if (!tabu->state->held[variable])
	{
		qs_flip_hold(tabu->state, variable, true);
		tabu->slot[variable] = tabu->active_count;
		tabu->active[tabu->active_count++] = variable;
		list_insert(tabu, variable, until);
	}
	else if (until > tabu->until[variable])
		tabu->until[variable] = until;
}

/* The least key among tabu variables: one load each, no branch */
static int64_t
least_active_key(const QsTabu *tabu)
{
	if (tabu->integer->wide)
	{
		const int64_t *key = tabu->state->key;
		int64_t		least = INT64_MAX;

		for (int k = 0; k < tabu->active_count; k++)
			least = key[tabu->active[k]] < least ? key[tabu->active[k]] : least;
		return least == INT64_MAX ? least : least - QS_HELD_WIDE;
	}
	else
	{
		const int32_t *key = tabu->state->key;
		int32_t		least = INT32_MAX;

		for (int k = 0; k < tabu->active_count; k++)
			least = key[tabu->active[k]] < least ? key[tabu->active[k]] : least;
		return (int64_t) least - QS_HELD_NARROW;
	}
}

/* The tabu variable with the least delta below *delta, or -1. */
static int
aspirant(const QsTabu *tabu, int64_t *delta)
{
	int64_t		least;

	if (*delta < -tabu->integer->reach)
		return -1;
	least = least_active_key(tabu);
	if (least >= *delta)
		return -1;
	*delta = least;
	for (int k = 0; k < tabu->active_count; k++)
		if (qs_flip_delta(tabu->state, tabu->active[k]) == least)
			return tabu->active[k];
	return -1;
}

/* Variable of the next move and its delta; -1 when n is 0. */
static int
choose(QsTabu *tabu, uint64_t word, int64_t best, int64_t *delta)
{
	int64_t		aspiration = best - tabu->state->energy;
	int			bold = aspirant(tabu, &aspiration);
	int			variable = qs_flip_select(tabu->state, word, delta);

	if (bold >= 0 && (variable < 0 || aspiration < *delta))
	{
		variable = bold;
		*delta = aspiration;
	}
	return variable;
}

/* Start over: nothing tabu, x loaded, best = x. */
static void
load(QsTabu *tabu, int lists, const uint8_t *x)
{
	qs_flip_state_load(tabu->state, x);
	tabu->active_count = 0;
	if (lists != tabu->lists)
	{
		qs_free(tabu->host, tabu->first);
		tabu->first = NULL;
		tabu->first = QS_ARRAY(tabu->host, int32_t, lists);
		tabu->lists = lists;
	}
	for (int list = 0; list < lists; list++)
		tabu->first[list] = -1;
	memcpy(tabu->best, x, (size_t) tabu->qubo->n);
}

/* The energy, in scaled integers, that counts as the target */
static int64_t
integer_target(const QsTabu *tabu, double target)
{
	double		scaled = (target - tabu->qubo->offset) * tabu->integer->scale;

	if (!(scaled > -0x1p62))
		return INT64_MIN;
	if (scaled > 0x1p62)
		return INT64_MAX;
	return (int64_t) floor(scaled + fmax(1e-6, 1e-12 * fabs(scaled)));
}

QsStatus
qs_tabu_run(QsTabu *tabu, QsRandom *random, const QsTabuLimits *limits, uint8_t *x,
			double *energy, int64_t *evaluations)
{
	QsHost	   *host = tabu->host;
	QsFlipState *state = tabu->state;
	int			n = tabu->qubo->n;
	int			tenure = limits->tenure > 0 ? limits->tenure : n / 100 + 10;
	int			lists = 1;
	int			spread = n / 8 + 1 < TENURE_SPREAD ? n / 8 + 1 : TENURE_SPREAD;
	int64_t		target = integer_target(tabu, limits->target);
	int64_t		scanned_before = state->scanned;
	int64_t		next_check = scanned_before + CHECK_EVALUATIONS;
	int64_t		best;
	int64_t		improved = 0;
	bool		unsaved = false;	/* the current x is the best, not copied yet */
	bool		late = false;
	double		found;

	if (tenure > n / 4)
		tenure = n / 4;
	while (lists <= tenure + spread)
		lists *= 2;
	load(tabu, lists, x);
	best = state->energy;
	for (int64_t now = 1; now <= limits->moves && best > target && !late; now++)
	{
		uint64_t	word = qs_random_next(random);
		int64_t		delta = 0;
		int			variable;

		expire(tabu, now);
		variable = choose(tabu, word, best, &delta);
		if (variable < 0 || (limits->stall > 0 && now - improved > limits->stall))
			break;
		/* copy the best only when the search is about to leave it */
		if (unsaved && delta >= 0)
		{
			memcpy(tabu->best, state->x, (size_t) n);
			unsaved = false;
		}
		forbid(tabu, variable, now + 1 + tenure + (int64_t) ((word >> 8 & 0xffff) * (uint64_t) spread >> 16));
		qs_flip(state, variable);
		if (state->energy < best)
		{
			best = state->energy;
			improved = now;
			unsaved = true;
		}
		if (state->scanned + now >= next_check)
		{
			next_check = state->scanned + now + CHECK_EVALUATIONS;
			qs_check(host);
			late = qs_time_up(host);
			if (limits->evaluations > 0 && state->scanned - scanned_before >= limits->evaluations)
				break;
		}
	}
	if (unsaved)
		memcpy(tabu->best, state->x, (size_t) n);
	*evaluations += state->scanned - scanned_before;

	/* rounded coefficients may rank close states wrongly: doubles decide */
	*energy = qs_qubo_energy(tabu->qubo, x);
	found = qs_qubo_energy(tabu->qubo, tabu->best);
	if (found < *energy)
	{
		memcpy(x, tabu->best, (size_t) n);
		*energy = found;
	}
	return late ? QS_INTERRUPTED : QS_OK;
}
