/*
 * test_statevector.c
 *	  The kernels against a plain complex simulation in double precision.
 */
#define _GNU_SOURCE
#include "unit.h"

#include <complex.h>
#include <math.h>
#include <string.h>

#include "qaoa.h"
#include "simd.h"
#include "statevector.h"

static QsQubo *
random_qubo(QsHost *host, QsRandom *random, int n, bool fields)
{
	QsTerm		terms[400];
	int64_t		count = 0;

	for (int i = 0; i < n; i++)
	{
		double		row = 0.0;

		for (int j = 0; j < n; j++)
			if (j < i && qs_random_below(random, 3) > 0)
				terms[count++] = (QsTerm) {j, i, qs_random_normal(random)};
		if (fields)
			terms[count++] = (QsTerm) {i, i, qs_random_normal(random) + row};
	}
	if (!fields)
	{
		/* linear terms that make the Ising fields vanish */
		int64_t		pairs = count;

		for (int64_t k = 0; k < pairs; k++)
		{
			terms[count++] = (QsTerm) {terms[k].i, terms[k].i, -terms[k].coefficient / 2};
			terms[count++] = (QsTerm) {terms[k].j, terms[k].j, -terms[k].coefficient / 2};
		}
	}
	return qs_qubo_from_terms(host, n, 0.5, terms, count);
}

static double
plain_energy(const QsQubo *qubo, size_t bits)
{
	uint8_t		x[32];

	for (int i = 0; i < qubo->n; i++)
		x[i] = (uint8_t) (bits >> i & 1);
	return qs_qubo_energy(qubo, x);
}

/* exp(-i beta X) on every qubit, exp(-i gamma E) on every state */
static void
plain_run(const QsStateVector *state, const QsQubo *qubo, int layers, const double *gamma,
		  const double *beta, double complex *psi)
{
	size_t		size = (size_t) 1 << qubo->n;

	for (size_t k = 0; k < size; k++)
		psi[k] = 1.0 / sqrt((double) size);
	for (int layer = 0; layer < layers; layer++)
	{
		for (size_t k = 0; k < size; k++)
			psi[k] *= cexp(-I * gamma[layer] * (plain_energy(qubo, k) - state->mean) / state->deviation);
		for (int q = 0; q < qubo->n; q++)
			for (size_t k = 0; k < size; k++)
				if (!(k >> q & 1))
				{
					size_t		other = k | (size_t) 1 << q;
					double complex a = psi[k];
					double complex b = psi[other];

					psi[k] = cos(beta[layer]) * a - I * sin(beta[layer]) * b;
					psi[other] = cos(beta[layer]) * b - I * sin(beta[layer]) * a;
				}
	}
}

static double
state_error(const QsStateVector *state, const double complex *psi)
{
	double		sum = 0.0;

	for (size_t k = 0; k < (size_t) 1 << state->n; k++)
	{
		double		re,
					im;
		double complex difference;

		qs_statevector_amplitude(state, k, &re, &im);
		difference = psi[k] - (re + I * im);
		sum += creal(difference) * creal(difference) + cimag(difference) * cimag(difference);
	}
	return sqrt(sum);
}

static void
check_states(QsHost *host, bool is_double, bool fields, int largest, int trials, uint64_t seed)
{
	static double complex psi[1 << 14];
	QsRandom	random;

	qs_random_seed(&random, seed, 0);
	for (int trial = 0; trial < trials; trial++)
	{
		int			n = 1 + trial % largest;
		int			layers = 1 + (int) qs_random_below(&random, n > 11 ? 3 : 8);
		double		gamma[8],
					beta[8];
		QsQubo	   *qubo = random_qubo(host, &random, n, fields);
		QsStateVector *state = qs_statevector_create(host, qubo, is_double);
		double		expectation,
					expected = 0.0;

		for (int k = 0; k < layers; k++)
		{
			gamma[k] = 4.0 * qs_random_unit(&random) - 2.0;
			beta[k] = trial % 5 == 0 ? M_PI_2 + 1e-4 * qs_random_normal(&random) :
				2.0 * M_PI * qs_random_unit(&random) - M_PI;
		}
		qs_statevector_run(state, layers, gamma, beta, &expectation);
		plain_run(state, qubo, layers, gamma, beta, psi);
		assert_true(state_error(state, psi) < (is_double ? 1e-12 : 1e-5));
		for (size_t k = 0; k < (size_t) 1 << n; k++)
		{
			double		p = creal(psi[k]) * creal(psi[k]) + cimag(psi[k]) * cimag(psi[k]);

			expected += p * (plain_energy(qubo, k) - state->mean) / state->deviation;
			assert_true(fabs(qs_statevector_energy(state, k) - plain_energy(qubo, k)) <
						(is_double ? 1e-11 : 1e-4) * state->deviation);
		}
		assert_true(fabs(expectation - expected) < (is_double ? 1e-11 : 1e-4));
		qs_statevector_free(state);
		qs_qubo_free(host, qubo);
	}
}

static void
check_every_level(QsHost *host, bool is_double, bool fields, uint64_t seed)
{
	static const QsSimd levels[] = {QS_SIMD_AUTO, QS_SIMD_PORTABLE, QS_SIMD_AVX2};

	for (size_t k = 0; k < sizeof(levels) / sizeof(levels[0]); k++)
	{
		host->simd = levels[k];
		check_states(host, is_double, fields, 13, 65, seed + k);
	}
}

static void
single_precision_matches_plain_simulation(void **state)
{
	check_every_level(unit_host(state), false, true, 31);
}

static void
double_precision_matches_plain_simulation(void **state)
{
	check_every_level(unit_host(state), true, true, 41);
}

static void
half_states_match_plain_simulation(void **state)
{
	check_every_level(unit_host(state), false, false, 51);
	check_every_level(unit_host(state), true, false, 61);
}

/* Sizes with a high pass: compare with the portable kernels in double */
static void
large_states_agree_between_kernels(void **state)
{
	QsHost	   *host = unit_host(state);
	QsRandom	random;
	double		gamma[] = {0.4, 0.9};
	double		beta[] = {0.8, 0.3};

	qs_random_seed(&random, 71, 0);
	for (int n = 15; n <= 18; n++)
	{
		QsQubo	   *qubo = random_qubo(host, &random, n, n % 2 == 0);
		QsStateVector *fast = qs_statevector_create(host, qubo, false);
		QsStateVector *exact;
		double		a,
					b,
					error = 0.0;

		host->simd = QS_SIMD_PORTABLE;
		exact = qs_statevector_create(host, qubo, true);
		host->simd = QS_SIMD_AUTO;
		qs_statevector_run(fast, 2, gamma, beta, &a);
		qs_statevector_run(exact, 2, gamma, beta, &b);
		assert_true(fabs(a - b) < 1e-5);
		for (size_t k = 0; k < (size_t) 1 << n; k++)
		{
			double		re[2],
						im[2];

			qs_statevector_amplitude(fast, k, &re[0], &im[0]);
			qs_statevector_amplitude(exact, k, &re[1], &im[1]);
			error += (re[0] - re[1]) * (re[0] - re[1]) + (im[0] - im[1]) * (im[0] - im[1]);
		}
		assert_true(sqrt(error) < 1e-5);
		qs_statevector_free(fast);
		qs_statevector_free(exact);
		qs_qubo_free(host, qubo);
	}
}

static void
shots_follow_the_distribution(void **state)
{
	QsHost	   *host = unit_host(state);
	QsRandom	random;
	QsQubo	   *qubo;
	QsStateVector *vector;
	double		gamma[] = {0.7, 0.2},
				beta[] = {0.5, 0.9};
	enum {SHOTS = 200000, STATES = 64};
	uint64_t   *bits = QS_ARRAY(host, uint64_t, SHOTS);
	int			seen[STATES] = {0};
	double		chi = 0.0;

	qs_random_seed(&random, 81, 0);
	for (int fields = 0; fields < 2; fields++)
	{
		memset(seen, 0, sizeof(seen));
		chi = 0.0;
		qubo = random_qubo(host, &random, 6, fields);
		vector = qs_statevector_create(host, qubo, false);
		qs_statevector_run(vector, 2, gamma, beta, NULL);
		qs_statevector_sample(vector, &random, SHOTS, bits);
		for (int k = 0; k < SHOTS; k++)
			seen[bits[k]]++;
		for (size_t k = 0; k < STATES; k++)
		{
			double		re,
						im,
						expected;

			qs_statevector_amplitude(vector, k, &re, &im);
			expected = SHOTS * (re * re + im * im);
			if (expected > 5.0)
				chi += (seen[k] - expected) * (seen[k] - expected) / expected;
		}
		assert_true(chi < 120.0);	/* 63 degrees of freedom; the seed is fixed */
		qs_statevector_free(vector);
		qs_qubo_free(host, qubo);
	}
	qs_free(host, bits);
}

static void
qaoa_beats_uniform_and_replays(void **state)
{
	QsHost	   *host = unit_host(state);
	QsRandom	random;

	qs_random_seed(&random, 91, 0);
	for (int trial = 0; trial < 6; trial++)
	{
		QsQubo	   *qubo = random_qubo(host, &random, 10, true);
		QsSamplerInput input = {.qubo = qubo};
		QsSamplerSettings settings = qs_sampler_defaults;
		QsSamples  *first,
				   *again;
		QsSamplerReport report = {0},
					replayed = {0};
		QsRandom	shots;
		QsStateVector *vector = qs_statevector_create(host, qubo, false);

		settings.init = (QsQaoaInit) (trial % 3);
		qs_random_seed(&shots, 5, 5);
		assert_int_equal(qs_sample(host, QS_SOLVER_QAOA, &input, &settings, &shots, &first, &report), QS_OK);
		assert_true(report.expectation < vector->mean - 0.5 * vector->deviation);
		assert_true(report.objective <= report.expectation);
		settings.angles = report.angles;
		settings.angle_count = report.angle_count;
		qs_random_seed(&shots, 5, 5);
		assert_int_equal(qs_sample(host, QS_SOLVER_QAOA, &input, &settings, &shots, &again, &replayed), QS_OK);
		assert_int_equal(first->count, again->count);
		assert_memory_equal(first->x, again->x, (size_t) first->count * 10);
		assert_memory_equal(first->occurrences, again->occurrences, (size_t) first->count * sizeof(int64_t));
		assert_int_equal(replayed.evaluations, 0);
		qs_free(host, report.angles);
		qs_free(host, replayed.angles);
		qs_samples_free(host, first);
		qs_samples_free(host, again);
		qs_statevector_free(vector);
		qs_qubo_free(host, qubo);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		UNIT_TEST(single_precision_matches_plain_simulation),
		UNIT_TEST(double_precision_matches_plain_simulation),
		UNIT_TEST(half_states_match_plain_simulation),
		UNIT_TEST(large_states_agree_between_kernels),
		UNIT_TEST(shots_follow_the_distribution),
		UNIT_TEST(qaoa_beats_uniform_and_replays),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
