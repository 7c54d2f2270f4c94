/*
 * test_annealing.c
 *	  Simulated annealing and simulated quantum annealing.
 */
#include "unit.h"

#include <math.h>
#include <string.h>

#include "flip/annealing.h"
#include "samplers/samplers.h"

static const QsSimd instruction_sets[] = {QS_SIMD_PORTABLE, QS_SIMD_AVX2, QS_SIMD_AVX512};
static const QsSolver annealers[] = {QS_SOLVER_SA, QS_SOLVER_SQA};

static QsQubo *
random_qubo(QsHost *host, QsRandom *random, int n, double density, bool integral)
{
	QsTerm	   *terms = QS_ARRAY(host, QsTerm, (size_t) n * (size_t) (n + 1) / 2);
	int64_t		count = 0;
	QsQubo	   *qubo;

	for (int i = 0; i < n; i++)
		for (int j = i; j < n; j++)
			if (i == j || qs_random_unit(random) < density)
				terms[count++] = (QsTerm)
				{
					i, j, integral ? (double) qs_random_below(random, 41) - 20.0
						: qs_random_normal(random)
				};
	qubo = qs_qubo_from_terms(host, n, -2.0, terms, count);
	qs_free(host, terms);
	return qubo;
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
metropolis_masks_match_single_tests(void **state)
{
	QsHost	   *host = unit_host(state);
	QsRandom	random;

	qs_random_seed(&random, 31, 0);
	for (int trial = 0; trial < 60; trial++)
	{
		int			n = 1 + (int) qs_random_below(&random, 200);
		QsQubo	   *qubo = random_qubo(host, &random, n, 0.3, trial % 2);
		QsIntegerQubo *integer = qs_integer_qubo_create(host, qubo);
		QsFlipState *flips;
		float	   *exponential = qs_exponentials_create(host, &random);
		float		bias[QS_FLIP_BLOCK];
		uint8_t		x[200];
		double		temperature = 10.0 * integer->scale;

		host->simd = instruction_sets[trial % 3];
		flips = qs_flip_state_create(host, integer);
		for (int i = 0; i < n; i++)
			x[i] = (uint8_t) qs_random_below(&random, 2);
		for (int k = 0; k < QS_FLIP_BLOCK; k++)
			bias[k] = (float) (temperature * (qs_random_unit(&random) - 0.5));
		qs_flip_state_load(flips, x);
		for (int b = 0; b < flips->blocks; b++)
		{
			uint64_t	plain = qs_flip_accept(flips, b, exponential, NULL, temperature);
			uint64_t	biased = qs_flip_accept(flips, b, exponential, bias, temperature);

			for (int k = 0; k < QS_FLIP_BLOCK && b * QS_FLIP_BLOCK + k < n; k++)
			{
				double		delta = (double) qs_flip_delta(flips, b * QS_FLIP_BLOCK + k);
				double		limit = temperature * exponential[k];
				double		near = 1e-5 * (fabs(delta) + limit);

				if (fabs(delta - limit) > near)
					assert_int_equal(plain >> k & 1, delta < limit);
				if (fabs(delta + bias[k] - limit) > near)
					assert_int_equal(biased >> k & 1, delta + bias[k] < limit);
			}
		}
		qs_free(host, exponential);
		qs_flip_state_free(host, flips);
		qs_integer_qubo_free(host, integer);
		qs_qubo_free(host, qubo);
	}
}

static void
exponentials_have_the_right_moments(void **state)
{
	QsHost	   *host = unit_host(state);
	QsRandom	random;
	float	   *table;
	double		sum = 0.0,
				squares = 0.0;

	qs_random_seed(&random, 32, 0);
	table = qs_exponentials_create(host, &random);
	for (int k = 0; k < QS_EXPONENTIALS; k++)
	{
		assert_true(table[k] > 0.0f);
		sum += table[k];
		squares += (double) table[k] * table[k];
	}
	assert_true(fabs(sum / QS_EXPONENTIALS - 1.0) < 0.001);
	assert_true(fabs(squares / QS_EXPONENTIALS - 2.0) < 0.02);
	for (int k = 0; k < QS_FLIP_BLOCK; k++)
		assert_true(table[k] == table[QS_EXPONENTIALS + k]);
	qs_free(host, table);
}

static void
temperatures_bracket_the_problem(void **state)
{
	QsHost	   *host = unit_host(state);
	QsRandom	random;

	qs_random_seed(&random, 33, 0);
	for (int trial = 0; trial < 20; trial++)
	{
		int			n = trial % 2 ? 1 : 100;
		QsQubo	   *qubo = random_qubo(host, &random, n, 0.2, trial % 4 < 2);
		QsIntegerQubo *integer = qs_integer_qubo_create(host, qubo);
		QsFlipState *flips = qs_flip_state_create(host, integer);
		double		hot,
					cold;

		qs_annealing_range(flips, &random, &hot, &cold);
		assert_true(hot > 0.0 && cold > 0.0 && cold <= hot && isfinite(hot));
		for (int i = 0; i < n; i++)
			assert_true(qs_flip_delta(flips, i) >= 0);
		qs_flip_state_free(host, flips);
		qs_integer_qubo_free(host, integer);
		qs_qubo_free(host, qubo);
	}
}

static void
small_optima_are_sampled(void **state)
{
	QsHost	   *host = unit_host(state);
	QsSamplerSettings settings = qs_sampler_defaults;
	QsRandom	random;

	qs_random_seed(&random, 34, 0);
	settings.shots = 50;
	settings.sweeps = 50;
	for (int trial = 0; trial < 40; trial++)
	{
		int			n = 1 + (int) qs_random_below(&random, 12);
		QsSamplerInput input = {.qubo = random_qubo(host, &random, n, 0.7, trial % 4 < 2)};
		QsSamplerReport report;
		QsSamples  *samples;
		int64_t		shots = 0;

		assert_int_equal(qs_sample(host, annealers[trial % 2], &input, &settings, &random,
								   &samples, &report), QS_OK);
		assert_true(fabs(samples->energy[0] - brute_force(input.qubo)) <= 1e-12 * fabs(samples->energy[0]));
		assert_true(report.moves > 0 && isnan(report.expectation));
		for (int k = 0; k < samples->count; k++)
		{
			assert_true(samples->energy[k] ==
						qs_qubo_energy(input.qubo, samples->x + (size_t) k * (size_t) n));
			shots += samples->occurrences[k];
		}
		assert_int_equal(shots, settings.shots);
		qs_samples_free(host, samples);
		qs_qubo_free(host, (QsQubo *) input.qubo);
	}
}

/* A ferromagnetic ring: kinks wander and meet until all spins agree. */
static void
rings_freeze_into_their_ground_state(void **state)
{
	QsHost	   *host = unit_host(state);
	enum
	{
		N = 60
	};
	QsTerm		terms[3 * N];
	int64_t		count = 0;
	QsSamplerSettings settings = qs_sampler_defaults;
	QsSamplerInput input = {0};
	QsRandom	random;
	QsSamples  *samples;

	/* x_i + x_j - 2 x_i x_j is 1 when they differ */
	for (int i = 0; i < N; i++)
	{
		int			j = (i + 1) % N;

		terms[count++] = (QsTerm) {i, i, 1.0};
		terms[count++] = (QsTerm) {j, j, 1.0};
		terms[count++] = (QsTerm) {i, j, -2.0};
	}
	input.qubo = qs_qubo_from_terms(host, N, 0.0, terms, count);
	settings.shots = 10;
	settings.sweeps = 1000;
	qs_random_seed(&random, 35, 0);
	assert_int_equal(qs_sample(host, QS_SOLVER_SA, &input, &settings, &random, &samples, NULL), QS_OK);
	assert_true(samples->energy[0] == 0.0);
	qs_samples_free(host, samples);
	settings.sweeps = 300;
	settings.shots = 5;
	assert_int_equal(qs_sample(host, QS_SOLVER_SQA, &input, &settings, &random, &samples, NULL), QS_OK);
	assert_true(samples->energy[0] == 0.0);
	qs_samples_free(host, samples);
	qs_qubo_free(host, (QsQubo *) input.qubo);
}

static void
same_seed_same_samples_on_every_instruction_set(void **state)
{
	QsHost	   *host = unit_host(state);
	QsSamplerSettings settings = qs_sampler_defaults;
	QsRandom	random;

	qs_random_seed(&random, 36, 0);
	settings.shots = 5;
	settings.sweeps = 20;
	for (int trial = 0; trial < 8; trial++)
	{
		QsSamplerInput input = {.qubo = random_qubo(host, &random, 300, trial % 4 < 2 ? 0.02 : 0.4,
													trial < 4)};
		QsSamples  *first = NULL;

		for (int s = 0; s < 3; s++)
		{
			QsSamples  *samples;
			QsRandom	own;

			host->simd = instruction_sets[s];
			qs_random_seed(&own, 9, (uint64_t) trial);
			assert_int_equal(qs_sample(host, annealers[trial % 2], &input, &settings, &own,
									   &samples, NULL), QS_OK);
			if (first == NULL)
			{
				first = samples;
				continue;
			}
			assert_int_equal(first->count, samples->count);
			assert_memory_equal(first->x, samples->x, (size_t) first->count * 300);
			qs_samples_free(host, samples);
		}
		qs_samples_free(host, first);
		qs_qubo_free(host, (QsQubo *) input.qubo);
	}
}

static void
deadline_gives_at_least_one_sample(void **state)
{
	QsHost	   *host = unit_host(state);
	QsSamplerInput input = {0};
	QsRandom	random;

	qs_random_seed(&random, 37, 0);
	input.qubo = random_qubo(host, &random, 700, 0.3, false);
	for (int k = 0; k < 2; k++)
	{
		QsSamples  *samples;

		host->deadline = qs_clock(host) - 1.0;
		assert_int_equal(qs_sample(host, annealers[k], &input, &qs_sampler_defaults, &random,
								   &samples, NULL), QS_INTERRUPTED);
		assert_true(samples->count >= 1 && samples->count < 10);
		qs_samples_free(host, samples);
	}
	qs_qubo_free(host, (QsQubo *) input.qubo);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		UNIT_TEST(metropolis_masks_match_single_tests),
		UNIT_TEST(exponentials_have_the_right_moments),
		UNIT_TEST(temperatures_bracket_the_problem),
		UNIT_TEST(small_optima_are_sampled),
		UNIT_TEST(rings_freeze_into_their_ground_state),
		UNIT_TEST(same_seed_same_samples_on_every_instruction_set),
		UNIT_TEST(deadline_gives_at_least_one_sample),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
