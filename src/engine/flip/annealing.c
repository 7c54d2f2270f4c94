/*
 * annealing.c
 *	  Simulated annealing on QUBOs.
 */
#include "flip/annealing.h"

#include <math.h>
#include <string.h>

#include "base/elementary.h"

/* Assignments looked at to find the temperatures */
#define PROBES			4

/* Share of the variables that climb in a sweep at the cold end */
#define COLD_SHARE		0.0001

/* The hot end, as a share of the root mean square delta: about where a spin glass
 * starts to freeze */
#define HOT_SHARE		0.35

/* Work between two looks at the clock, in tests and key updates: some 50 us */
#define CHECK_WORK		200000

float *
qs_exponentials_create(QsHost *host, QsRandom *random)
{
	/* 63 more than the table: a block may start at any entry */
	float	   *table = QS_ARRAY(host, float, QS_EXPONENTIALS + QS_FLIP_BLOCK);

	for (int k = 0; k < QS_EXPONENTIALS; k++)
		table[k] = (float) -qs_log((k + 0.5) / QS_EXPONENTIALS);
	for (int k = QS_EXPONENTIALS - 1; k > 0; k--)
	{
		int			j = (int) qs_random_below(random, (uint32_t) k + 1);
		float		swap = table[k];

		table[k] = table[j];
		table[j] = swap;
	}
	memcpy(table + QS_EXPONENTIALS, table, QS_FLIP_BLOCK * sizeof(float));
	return table;
}

void
qs_flip_descend(QsFlipState *state, QsRandom *random)
{
	int64_t		next_check = state->scanned + CHECK_WORK;
	int64_t		delta;
	int			variable;

	while ((variable = qs_flip_select(state, qs_random_next(random), &delta)) >= 0 && delta < 0)
	{
		qs_flip(state, variable);
		if (state->scanned >= next_check)
		{
			next_check = state->scanned + CHECK_WORK;
			qs_check(state->host);
		}
	}
}

static void
load_random(QsFlipState *state, QsRandom *random, uint8_t *x)
{
	for (int i = 0; i < state->n; i++)
		x[i] = (uint8_t) (qs_random_next(random) >> 63);
	qs_flip_state_load(state, x);
}

/* Temperature at which the climbs (count positive deltas at local minima, of
 * `variables` in all) would be taken by COLD_SHARE of the variables per sweep */
static double
cold_temperature(const double *climb, int64_t count, double variables, double hot)
{
	double		low = hot * 1e-9;
	double		high = hot;

	for (int step = 0; step < 60; step++)
	{
		double		middle = sqrt(low * high);
		double		rate = 0.0;

		for (int64_t k = 0; k < count; k++)
			rate += qs_exp(-climb[k] / middle);
		if (rate > COLD_SHARE * variables)
			high = middle;
		else
			low = middle;
	}
	return low;
}

void
qs_annealing_range(QsFlipState *state, QsRandom *random, double *hot, double *cold)
{
	QsHost	   *host = state->host;
	uint8_t    *x = QS_ARRAY(host, uint8_t, state->n);
	double	   *climb = QS_ARRAY(host, double, PROBES * (size_t) state->n);
	int64_t		climbs = 0;
	double		squares = 0.0;

	for (int probe = 0; probe < PROBES; probe++)
	{
		load_random(state, random, x);
		qs_check(host);
		for (int i = 0; i < state->n; i++)
			squares += (double) qs_flip_delta(state, i) * (double) qs_flip_delta(state, i);
		qs_flip_descend(state, random);
		for (int i = 0; i < state->n; i++)
			if (qs_flip_delta(state, i) > 0)
				climb[climbs++] = (double) qs_flip_delta(state, i);
	}
	*hot = fmax(HOT_SHARE * sqrt(squares / (PROBES * (double) state->n)), 1e-3);
	*cold = cold_temperature(climb, climbs, PROBES * (double) state->n, *hot);
	qs_free(host, climb);
	qs_free(host, x);
}

/* Metropolis tests of the open variables of a block, in order; returns the tests
 * made. */
static int64_t
test_block(QsFlipState *state, int block, uint64_t open, const float *exponential,
		   double temperature)
{
	int64_t		tests = QS_FLIP_BLOCK;
	uint64_t	accepted;

	while ((accepted = qs_flip_accept(state, block, exponential, NULL, temperature) & open) != 0)
	{
		int			k = __builtin_ctzll(accepted);

		qs_flip(state, block * QS_FLIP_BLOCK + k);
		open &= ~UINT64_C(1) << k;	/* go on after k */
		tests += QS_FLIP_BLOCK;
	}
	return tests;
}

/*
 * One Metropolis test of every variable.  Each block is visited in two random
 * halves: in strict order, flips that cost nothing would march whole domain walls
 * along the indices in step, and they would never meet.
 */
static int64_t
sweep(QsFlipState *state, const float *exponentials, QsRandom *random, double temperature)
{
	int64_t		tests = 0;

	for (int b = 0; b < state->blocks; b++)
	{
		int			left = state->n - b * QS_FLIP_BLOCK;
		uint64_t	variables = left >= QS_FLIP_BLOCK ? UINT64_MAX : (UINT64_C(1) << left) - 1;
		uint64_t	half = qs_random_next(random);
		const float *exponential = exponentials + (qs_random_next(random) >> 52);

		tests += test_block(state, b, variables & half, exponential, temperature);
		tests += test_block(state, b, variables & ~half, exponential, temperature);
	}
	return tests;
}

QsAnnealer
qs_annealer_create(QsFlipState *state, QsRandom *random)
{
	QsAnnealer	annealer = {.state = state};

	annealer.exponentials = qs_exponentials_create(state->host, random);
	qs_annealing_range(state, random, &annealer.hot, &annealer.cold);
	return annealer;
}

void
qs_annealer_free(QsAnnealer *annealer)
{
	qs_free(annealer->state->host, annealer->exponentials);
}

QsStatus
qs_cool(const QsAnnealer *annealer, QsRandom *random, double share, int sweeps, int64_t *tests)
{
	QsFlipState *state = annealer->state;
	double		hot = fmax(share * annealer->hot, annealer->cold);
	double		ratio = sweeps > 1 ? qs_power(annealer->cold / hot, 1.0 / (sweeps - 1)) : 1.0;
	double		temperature = hot;
	int64_t		work = 0;
	int64_t		scanned = state->scanned;
	bool		late = false;

	for (int k = 0; k < sweeps && !late; k++, temperature *= ratio)
	{
		int64_t		made = sweep(state, annealer->exponentials, random, temperature);

		*tests += made;
		work += made + state->scanned - scanned;
		scanned = state->scanned;
		if (work > CHECK_WORK)
		{
			work = 0;
			qs_check(state->host);
			late = qs_time_up(state->host);
		}
	}
	qs_flip_descend(state, random);
	return late ? QS_INTERRUPTED : QS_OK;
}

QsStatus
qs_anneal(const QsAnnealer *annealer, QsRandom *random, int sweeps, uint8_t *x, int64_t *tests)
{
	QsFlipState *state = annealer->state;
	QsStatus	status;

	load_random(state, random, x);
	status = qs_cool(annealer, random, 1.0, sweeps, tests);
	memcpy(x, state->x, (size_t) state->n);
	return status;
}
