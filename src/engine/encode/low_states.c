/*
 * low_states.c
 *	  Enumeration by doubling, and tabu walks where there are too many states.
 */
#include "encode/low_states.h"

#include <string.h>

#include "base/random.h"

#define WALKS			48		/* from the start, from complements of parts of it */
#define WALK_FLIPS		160
#define TENURE			6

QsDenseFunction *
qs_dense_function_create(QsHost *host, int n)
{
	QsDenseFunction *function = QS_NEW(host, QsDenseFunction);

	function->n = n;
	function->linear = QS_ARRAY0(host, double, n);
	function->pair = QS_ARRAY0(host, double, (size_t) n * (size_t) n);
	return function;
}

void
qs_dense_function_free(QsHost *host, QsDenseFunction *function)
{
	qs_free(host, function->linear);
	qs_free(host, function->pair);
	qs_free(host, function);
}

QsLowStates *
qs_low_states_create(QsHost *host, int room)
{
	QsLowStates *low = QS_NEW(host, QsLowStates);

	low->room = room;
	low->state = QS_ARRAY(host, uint64_t, room);
	low->energy = QS_ARRAY(host, double, room);
	return low;
}

void
qs_low_states_free(QsHost *host, QsLowStates *low)
{
	qs_free(host, low->state);
	qs_free(host, low->energy);
	qs_free(host, low);
}

/* Equal energies by the smaller word, so that the order of looking does not count */
static inline bool
before(double energy_a, uint64_t state_a, double energy_b, uint64_t state_b)
{
	return energy_a < energy_b || (energy_a == energy_b && state_a < state_b);
}

/* Keep it in order; the caller has seen that it belongs among them. */
static void
insert(QsLowStates *low, double energy, uint64_t state)
{
	int			at = low->count < low->room ? low->count++ : low->room - 1;

	for (; at > 0 && before(energy, state, low->energy[at - 1], low->state[at - 1]); at--)
	{
		low->energy[at] = low->energy[at - 1];
		low->state[at] = low->state[at - 1];
	}
	low->energy[at] = energy;
	low->state[at] = state;
}

static inline void
offer(QsLowStates *low, double energy, uint64_t state)
{
	if (low->count < low->room ||
		before(energy, state, low->energy[low->room - 1], low->state[low->room - 1]))
		insert(low, energy, state);
}

/* ---- all states -------------------------------------------------------------- */

/* Variable i doubles the table: energy[2^i + k] = energy[k] + what x_i adds in state k,
 * which is made by doubling as well. */
static void
enumerate(QsHost *host, const QsDenseFunction *f, QsLowStates *low)
{
	size_t		states = (size_t) 1 << f->n;
	double	   *energy = QS_ARRAY(host, double, states);
	double	   *adds = QS_ARRAY(host, double, states / 2 + 1);

	energy[0] = f->offset;
	for (int i = 0; i < f->n; i++)
	{
		const double *pair = f->pair + (size_t) i * (size_t) f->n;
		size_t		half = (size_t) 1 << i;

		adds[0] = f->linear[i];
		for (int j = 0; j < i; j++)
			for (size_t k = 0; k < (size_t) 1 << j; k++)
				adds[((size_t) 1 << j) + k] = adds[k] + pair[j];
		for (size_t k = 0; k < half; k++)
			energy[half + k] = energy[k] + adds[k];
		qs_check(host);
	}
	for (size_t k = 0; k < states; k++)
		offer(low, energy[k], k);
	qs_free(host, adds);
	qs_free(host, energy);
}

/* ---- walks ------------------------------------------------------------------- */

typedef struct Walk
{
	const QsDenseFunction *function;
	uint64_t	state;
	double		energy;
	double		delta[QS_LOW_STATES_MOST];
	int			free_at[QS_LOW_STATES_MOST];
} Walk;

static void
walk_flip(Walk *walk, int i)
{
	const QsDenseFunction *f = walk->function;
	const double *pair = f->pair + (size_t) i * (size_t) f->n;
	double		sign = walk->state >> i & 1 ? -1.0 : 1.0;

	walk->energy += walk->delta[i];
	for (int j = 0; j < f->n; j++)
		walk->delta[j] += (walk->state >> j & 1 ? -sign : sign) * pair[j];
	walk->delta[i] = -walk->delta[i];
	walk->state ^= UINT64_C(1) << i;
}

static void
walk_to(Walk *walk, uint64_t state)
{
	const QsDenseFunction *f = walk->function;

	walk->state = 0;
	walk->energy = f->offset;
	memcpy(walk->delta, f->linear, (size_t) f->n * sizeof(double));
	memset(walk->free_at, 0, sizeof(walk->free_at));
	for (int i = 0; i < f->n; i++)
		if (state >> i & 1)
			walk_flip(walk, i);
}

static bool
known(const QsLowStates *low, uint64_t state)
{
	for (int k = 0; k < low->count; k++)
		if (low->state[k] == state)
			return true;
	return false;
}

static void
run_walk(Walk *walk, QsLowStates *low)
{
	for (int step = 0; step < WALK_FLIPS; step++)
	{
		int			best = -1;

		if ((low->count < low->room || walk->energy < low->energy[low->room - 1]) &&
			!known(low, walk->state))
			offer(low, walk->energy, walk->state);
		for (int i = 0; i < walk->function->n; i++)
			if (walk->free_at[i] <= step && (best < 0 || walk->delta[i] < walk->delta[best]))
				best = i;
		walk_flip(walk, best);
		walk->free_at[best] = step + 1 + TENURE;
	}
}

static void
search(QsHost *host, const QsDenseFunction *function, uint64_t start, QsLowStates *low)
{
	Walk	   *walk = QS_NEW(host, Walk);
	uint64_t	mask = UINT64_MAX >> (QS_LOW_STATES_MOST - function->n);
	QsRandom	random;

	qs_random_seed(&random, 1, 0);
	walk->function = function;
	for (int k = 0; k < WALKS; k++)
	{
		uint64_t	change = k == 0 ? 0 : qs_random_next(&random) & mask;

		/* every second one stays near: an eighth of the bits */
		if (k % 2)
			change &= qs_random_next(&random) & qs_random_next(&random);
		walk_to(walk, (start ^ change) & mask);
		run_walk(walk, low);
		qs_check(host);
	}
	qs_free(host, walk);
}

void
qs_low_states_find(QsHost *host, const QsDenseFunction *function, uint64_t start,
				   QsLowStates *low)
{
	low->count = 0;
	if (function->n <= QS_LOW_STATES_ENUMERATED)
		enumerate(host, function, low);
	else
		search(host, function, start, low);
}
