/*
 * test_tabu.c
 *	  Integer form, flip states, tabu search and path relinking on QUBOs.
 */
#include "unit.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "flip/qubo_search.h"
#include "flip/tabu.h"
#include "samplers/samplers.h"

static const QsSimd instruction_sets[] = {QS_SIMD_PORTABLE, QS_SIMD_AVX2, QS_SIMD_AVX512};

typedef enum Values
{
	SMALL_INTEGERS,				/* 16-bit cells */
	LARGE_INTEGERS,				/* 32-bit cells */
	QUARTERS,					/* integers after scaling */
	REALS,						/* 64-bit fixed point */
	TINY_REALS,
	VALUES
} Values;

static double
random_value(QsRandom *random, Values values)
{
	switch (values)
	{
		case SMALL_INTEGERS:
			return (double) qs_random_below(random, 201) - 100.0;
		case LARGE_INTEGERS:
			return (double) qs_random_below(random, 200001) - 100000.0;
		case QUARTERS:
			return ((double) qs_random_below(random, 201) - 100.0) / 4.0;
		case REALS:
			return qs_random_normal(random);
		default:
			return 1e-200 * qs_random_normal(random);
	}
}

static QsQubo *
random_qubo(QsHost *host, QsRandom *random, int n, double density, Values values)
{
	QsTerm	   *terms = QS_ARRAY(host, QsTerm, (size_t) n * (size_t) (n + 1) / 2);
	int64_t		count = 0;
	QsQubo	   *qubo;

	for (int i = 0; i < n; i++)
		for (int j = i; j < n; j++)
			if (i == j || qs_random_unit(random) < density)
				terms[count++] = (QsTerm) {i, j, random_value(random, values)};
	qubo = qs_qubo_from_terms(host, n, 7.25, terms, count);
	qs_free(host, terms);
	return qubo;
}

static void
random_bits(QsRandom *random, uint8_t *x, int n)
{
	for (int i = 0; i < n; i++)
		x[i] = (uint8_t) (qs_random_next(random) >> 63);
}

/* Near x, anywhere, or with few ones: states get there in different ways */
static void
draw_elsewhere(QsRandom *random, uint8_t *x, int n)
{
	int			way = (int) qs_random_below(random, 3);

	for (int i = 0; i < n; i++)
	{
		uint8_t		bit = qs_random_below(random, 16) == 0;

		x[i] = way == 0 ? x[i] ^ bit : way == 1 ? (uint8_t) (qs_random_next(random) >> 63) : bit;
	}
}

/* Keys, energy and selection against direct evaluation, through random flips,
 * holds, releases and loads */
static void
check_flip_state(QsHost *host, const QsQubo *qubo, QsRandom *random)
{
	QsIntegerQubo *integer = qs_integer_qubo_create(host, qubo);
	QsFlipState *state = qs_flip_state_create(host, integer);
	int			n = qubo->n;
	uint8_t    *x = QS_ARRAY(host, uint8_t, n);
	double	   *delta = QS_ARRAY(host, double, n);
	double		magnitude = 0.0;
	double		tolerance;

	for (int i = 0; i < n; i++)
	{
		magnitude += fabs(qubo->linear[i]);
		for (int64_t k = qubo->start[i]; k < qubo->start[i + 1]; k++)
			magnitude += fabs(qubo->weight[k]);
	}
	tolerance = 1e-13 * magnitude;
	random_bits(random, x, n);
	qs_flip_state_load(state, x);
	for (int step = 0; step < 60; step++)
	{
		int64_t		least = 0;
		int64_t		expected = INT64_MAX;
		int			chosen = qs_flip_select(state, qs_random_next(random), &least);
		int			flip;

		assert_memory_equal(state->x, x, n);
		qs_qubo_flip_deltas(qubo, x, delta);
		for (int i = 0; i < n; i++)
		{
			assert_true(fabs((double) qs_flip_delta(state, i) / integer->scale - delta[i]) <= tolerance);
			if (!state->held[i] && qs_flip_delta(state, i) < expected)
				expected = qs_flip_delta(state, i);
		}
		assert_true(fabs((double) state->energy / integer->scale + qubo->offset -
						 qs_qubo_energy(qubo, x)) <= tolerance + 1e-9 * (tolerance > 0.0));
		if (expected == INT64_MAX)
			assert_int_equal(chosen, -1);
		else
		{
			assert_true(chosen >= 0 && !state->held[chosen]);
			assert_true(least == expected && qs_flip_delta(state, chosen) == expected);
		}
		if (step % 10 == 9)
		{
			draw_elsewhere(random, x, n);
			qs_flip_state_load(state, x);
			continue;
		}
		/* a near state of few ones, then the empty one next to it */
		if (step % 10 == 4)
		{
			memset(x, 0, (size_t) n);
			x[qs_random_below(random, (uint32_t) n)] = 1;
			qs_flip_state_load(state, x);
			qs_flip_select(state, 0, &least);
			memset(x, 0, (size_t) n);
			qs_flip_state_load(state, x);
			continue;
		}
		flip = (int) qs_random_below(random, (uint32_t) n);
		qs_flip_hold(state, (int) qs_random_below(random, (uint32_t) n), step % 3 != 0);
		qs_flip(state, flip);
		x[flip] ^= 1;
	}
	qs_free(host, x);
	qs_free(host, delta);
	qs_flip_state_free(host, state);
	qs_integer_qubo_free(host, integer);
}

static void
flip_states_follow_every_flip(void **state)
{
	QsHost	   *host = unit_host(state);
	QsRandom	random;

	qs_random_seed(&random, 21, 0);
	for (int trial = 0; trial < 60; trial++)
	{
		/* above 256 variables sparse problems have no matrix */
		int			n = trial % 3 == 0 ? 300 : 1 + (int) qs_random_below(&random, 150);
		double		density = trial % 2 ? 0.01 : 0.4;
		QsQubo	   *qubo = random_qubo(host, &random, n, density, (Values) (trial % VALUES));

		host->simd = instruction_sets[trial / 2 % 3];
		check_flip_state(host, qubo, &random);
		qs_qubo_free(host, qubo);
	}
}

static void
integer_form_is_as_narrow_as_it_can_be(void **state)
{
	QsHost	   *host = unit_host(state);
	static const struct
	{
		Values		values;
		int			cell_bytes;
		double		scale;		/* 0: whatever */
	}			cases[] = {
		{SMALL_INTEGERS, 2, 1.0}, {LARGE_INTEGERS, 4, 1.0}, {QUARTERS, 2, 4.0}, {REALS, 8, 0.0},
		{TINY_REALS, 8, 0.0},
	};
	QsRandom	random;

	qs_random_seed(&random, 22, 0);
	for (int k = 0; k < 5; k++)
	{
		QsQubo	   *qubo = random_qubo(host, &random, 40, 0.5, cases[k].values);
		QsIntegerQubo *integer = qs_integer_qubo_create(host, qubo);

		assert_int_equal(integer->cell_bytes, cases[k].cell_bytes);
		assert_int_equal(integer->wide, cases[k].cell_bytes == 8);
		if (cases[k].scale > 0.0)
			assert_true(integer->scale == cases[k].scale);
		assert_non_null(integer->matrix);
		for (int i = 0; i < 40; i++)
			assert_true(fabs((double) qs_integer_linear(integer, i) - qubo->linear[i] * integer->scale) <= 0.5);
		qs_integer_qubo_free(host, integer);
		qs_qubo_free(host, qubo);
	}
}

static double
brute_force(const QsQubo *qubo)
{
	double		best = INFINITY;
	uint8_t		x[20];

	for (uint32_t bits = 0; bits < (uint32_t) 1 << qubo->n; bits++)
	{
		for (int i = 0; i < qubo->n; i++)
			x[i] = (uint8_t) (bits >> i & 1);
		best = fmin(best, qs_qubo_energy(qubo, x));
	}
	return best;
}

static void
small_optima_are_found(void **state)
{
	QsHost	   *host = unit_host(state);
	QsRandom	random;

	qs_random_seed(&random, 23, 0);
	for (int trial = 0; trial < 150; trial++)
	{
		int			n = 1 + (int) qs_random_below(&random, 13);
		QsQubo	   *qubo = random_qubo(host, &random, n, 0.6, (Values) (trial % VALUES));
		double		best = brute_force(qubo);
		double		energy = 0.0;
		uint8_t		x[20];
		int64_t		evaluations = 0;

		random_bits(&random, x, n);
		assert_int_equal(qs_qubo_search(host, qubo, &random, 0.3, -INFINITY, x, &energy,
										&evaluations), QS_OK);
		assert_true(energy == qs_qubo_energy(qubo, x));
		assert_true(fabs(energy - best) <= 1e-12 * fabs(best));
		assert_true(evaluations > 0);
		qs_qubo_free(host, qubo);
	}
}

static void
tabu_is_deterministic_and_never_worse(void **state)
{
	QsHost	   *host = unit_host(state);
	QsRandom	random;

	qs_random_seed(&random, 24, 0);
	for (int trial = 0; trial < 20; trial++)
	{
		int			n = trial % 2 ? 400 : 90;
		QsQubo	   *qubo = random_qubo(host, &random, n, trial % 4 < 2 ? 0.02 : 0.5,
									   (Values) (trial % VALUES));
		uint8_t    *start = QS_ARRAY(host, uint8_t, n);
		uint8_t    *first = QS_ARRAY(host, uint8_t, n);
		uint8_t    *x = QS_ARRAY(host, uint8_t, n);
		double		energy;

		random_bits(&random, start, n);
		for (int s = 0; s < 3; s++)
		{
			const QsTabuLimits limits = {.moves = 3000, .target = -INFINITY};
			QsTabu	   *tabu;
			QsRandom	own;
			int64_t		evaluations = 0;

			host->simd = instruction_sets[s];
			qs_random_seed(&own, 5, (uint64_t) trial);
			memcpy(x, start, (size_t) n);
			tabu = qs_tabu_create(host, qubo);
			assert_int_equal(qs_tabu_run(tabu, &own, &limits, x, &energy, &evaluations), QS_OK);
			qs_tabu_free(tabu);
			assert_true(energy == qs_qubo_energy(qubo, x));
			assert_true(energy <= qs_qubo_energy(qubo, start));
			if (s == 0)
				memcpy(first, x, (size_t) n);
			assert_memory_equal(first, x, n);
		}
		/* no better by one flip either */
		{
			double	   *delta = QS_ARRAY(host, double, n);

			qs_qubo_flip_deltas(qubo, x, delta);
			for (int i = 0; i < n; i++)
				assert_true(delta[i] >= -1e-9 * fabs(energy));
			qs_free(host, delta);
		}
		qs_free(host, start);
		qs_free(host, first);
		qs_free(host, x);
		qs_qubo_free(host, qubo);
	}
}

/* A bipartite graph's maximum cut takes every edge. */
static void
bipartite_cut_is_complete(void **state)
{
	QsHost	   *host = unit_host(state);
	int			n = 600;
	QsTerm	   *terms = QS_ARRAY(host, QsTerm, 3 * 2400);
	int64_t		count = 0;
	QsRandom	random;
	QsQubo	   *qubo;
	uint8_t    *x = QS_ARRAY0(host, uint8_t, n);
	double		energy = 0.0;
	int64_t		evaluations = 0;

	qs_random_seed(&random, 25, 0);
	for (int e = 0; e < 2400; e++)
	{
		int			a = (int) qs_random_below(&random, (uint32_t) n / 2);
		int			b = n / 2 + (int) qs_random_below(&random, (uint32_t) n / 2);

		terms[count++] = (QsTerm) {a, a, -1.0};
		terms[count++] = (QsTerm) {b, b, -1.0};
		terms[count++] = (QsTerm) {a, b, 2.0};
	}
	qubo = qs_qubo_from_terms(host, n, 0.0, terms, count);
	qs_free(host, terms);
	assert_int_equal(qs_qubo_search(host, qubo, &random, 2000.0, -2400.0, x, &energy, &evaluations),
					 QS_OK);
	assert_true(energy == -2400.0);
	/* the target ended it long before the effort did */
	assert_true(evaluations < 1000000000);
	qs_free(host, x);
	qs_qubo_free(host, qubo);
}

#define STRIP_WIDTH		8
#define STRIP_STATES	(1 << STRIP_WIDTH)

/* One edge of a cut, and what it adds to the energy of two bits */
static void
add_edge(QsTerm *terms, int64_t *count, int a, int b, double weight)
{
	terms[(*count)++] = (QsTerm) {a, a, -weight};
	terms[(*count)++] = (QsTerm) {b, b, -weight};
	terms[(*count)++] = (QsTerm) {a, b, 2.0 * weight};
}

/* Least energy of a strip up to a column, by the states of the one before */
static double
least_before(const double *best, const double *along, int state)
{
	double		least = INFINITY;

	for (int before = 0; before < STRIP_STATES; before++)
	{
		double		energy = best[before];

		for (int differs = state ^ before, row = 0; differs; differs >>= 1, row++)
			if (differs & 1)
				energy -= along[row];
		least = fmin(least, energy);
	}
	return least;
}

/*
 * Cut of a grid with weights 1 and -1, eight vertices wide.  *least receives its least
 * energy, by dynamic programming over the states of a column.
 */
static QsQubo *
strip_of_grid(QsHost *host, QsRandom *random, int length, double *least)
{
	QsTerm	   *terms = QS_ARRAY(host, QsTerm, 6 * STRIP_WIDTH * length);
	int64_t		count = 0;
	double		best[STRIP_STATES] = {0.0};
	QsQubo	   *qubo;

	for (int column = 0; column < length; column++)
	{
		double		across[STRIP_WIDTH],
					along[STRIP_WIDTH],
					next[STRIP_STATES];

		for (int row = 0; row < STRIP_WIDTH; row++)
		{
			int			v = column * STRIP_WIDTH + row;

			across[row] = row + 1 < STRIP_WIDTH ? (qs_random_below(random, 2) ? 1.0 : -1.0) : 0.0;
			along[row] = column > 0 ? (qs_random_below(random, 2) ? 1.0 : -1.0) : 0.0;
			if (row + 1 < STRIP_WIDTH)
				add_edge(terms, &count, v, v + 1, across[row]);
			if (column > 0)
				add_edge(terms, &count, v - STRIP_WIDTH, v, along[row]);
		}
		for (int state = 0; state < STRIP_STATES; state++)
		{
			double		own = 0.0;

			for (int row = 0; row + 1 < STRIP_WIDTH; row++)
				own -= across[row] * ((state >> row ^ state >> (row + 1)) & 1);
			next[state] = own + least_before(best, along, state);
		}
		memcpy(best, next, sizeof(best));
	}
	*least = INFINITY;
	for (int state = 0; state < STRIP_STATES; state++)
		*least = fmin(*least, best[state]);
	qubo = qs_qubo_from_terms(host, STRIP_WIDTH * length, 0.0, terms, count);
	qs_free(host, terms);
	return qubo;
}

/* Each part of a long grid has a ground state of its own to be found: the search anneals,
 * for tabu search, which is at one place at a time, gets this far on none of them. */
static void
sparse_graphs_are_annealed(void **state)
{
	QsHost	   *host = unit_host(state);
	QsRandom	random;

	qs_random_seed(&random, 29, 0);
	for (int trial = 0; trial < 6; trial++)
	{
		double		least;
		QsQubo	   *qubo = strip_of_grid(host, &random, 100 + 20 * trial, &least);
		uint8_t    *x = QS_ARRAY0(host, uint8_t, qubo->n);
		double		energy = 0.0;
		int64_t		moves = 0;

		random_bits(&random, x, qubo->n);
		assert_int_equal(qs_qubo_search(host, qubo, &random, 30.0, -INFINITY, x, &energy, &moves), QS_OK);
		assert_true(energy == qs_qubo_energy(qubo, x));
		assert_true(energy >= least);
		assert_true(energy - least <= qubo->n / 80.0);
		qs_free(host, x);
		qs_qubo_free(host, qubo);
	}
}

static void
target_and_stall_end_a_run(void **state)
{
	QsHost	   *host = unit_host(state);
	QsRandom	random;
	QsQubo	   *qubo;
	QsTabu	   *tabu;
	uint8_t		x[200];
	double		energy;
	int64_t		whole = 0,
				stalled = 0,
				targeted = 0;

	qs_random_seed(&random, 26, 0);
	qubo = random_qubo(host, &random, 200, 0.2, SMALL_INTEGERS);
	tabu = qs_tabu_create(host, qubo);
	memset(x, 0, sizeof(x));
	qs_tabu_run(tabu, &random, &(QsTabuLimits) {.moves = 20000, .target = -INFINITY},
				x, &energy, &whole);
	memset(x, 0, sizeof(x));
	qs_tabu_run(tabu, &random, &(QsTabuLimits) {.moves = 20000, .stall = 500, .target = -INFINITY},
				x, &energy, &stalled);
	assert_true(stalled < whole);
	memset(x, 0, sizeof(x));
	qs_tabu_run(tabu, &random, &(QsTabuLimits) {.moves = 20000, .target = qubo->offset - 100.0},
				x, &energy, &targeted);
	assert_true(energy <= qubo->offset - 100.0);
	assert_true(targeted < stalled);
	qs_tabu_free(tabu);
	qs_qubo_free(host, qubo);
}

static void
sampler_gives_local_optima(void **state)
{
	QsHost	   *host = unit_host(state);
	QsSamplerSettings settings = qs_sampler_defaults;
	QsSamplerInput input = {0};
	QsSamplerReport report;
	QsRandom	random;
	QsSamples  *samples;
	int64_t		shots = 0;

	qs_random_seed(&random, 27, 0);
	input.qubo = random_qubo(host, &random, 16, 0.5, REALS);
	settings.shots = 200;
	assert_int_equal(qs_sample(host, QS_SOLVER_TABU, &input, &settings, &random, &samples,
							   &report), QS_OK);
	assert_true(samples->energy[0] == brute_force(input.qubo));
	assert_true(report.moves > 0);
	for (int k = 0; k < samples->count; k++)
		shots += samples->occurrences[k];
	assert_int_equal(shots, 200);
	qs_samples_free(host, samples);

	host->deadline = qs_clock(host) - 1.0;
	assert_int_equal(qs_sample(host, QS_SOLVER_TABU, &input, &settings, &random, &samples,
							   &report), QS_INTERRUPTED);
	assert_true(samples->count >= 1);
	qs_samples_free(host, samples);
	qs_qubo_free(host, (QsQubo *) input.qubo);
}

static void
search_stops_at_the_deadline(void **state)
{
	QsStandaloneHost *standalone = *state;
	QsHost	   *host = unit_host(state);
	QsRandom	random;
	QsQubo	   *qubo;
	uint8_t    *x = QS_ARRAY0(host, uint8_t, 1000);
	double		energy = 0.0;
	int64_t		evaluations = 0;

	qs_random_seed(&random, 28, 0);
	qubo = random_qubo(host, &random, 1000, 0.1, REALS);
	host->deadline = qs_clock(host) + 0.05;
	assert_int_equal(qs_qubo_search(host, qubo, &random, 1e9, -INFINITY, x, &energy, &evaluations),
					 QS_INTERRUPTED);
	assert_true(energy == qs_qubo_energy(qubo, x));
	assert_true(standalone->checks > 10);
	qs_free(host, x);
	qs_qubo_free(host, qubo);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		UNIT_TEST(flip_states_follow_every_flip),
		UNIT_TEST(integer_form_is_as_narrow_as_it_can_be),
		UNIT_TEST(small_optima_are_found),
		UNIT_TEST(tabu_is_deterministic_and_never_worse),
		UNIT_TEST(bipartite_cut_is_complete),
		UNIT_TEST(sparse_graphs_are_annealed),
		UNIT_TEST(target_and_stall_end_a_run),
		UNIT_TEST(sampler_gives_local_optima),
		UNIT_TEST(search_stops_at_the_deadline),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
