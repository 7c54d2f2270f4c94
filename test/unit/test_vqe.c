/*
 * test_vqe.c
 *	  RY and CZ layers, the variational eigensolver's objective and gradient, and
 *	  its samples, against gate-by-gate simulation.
 */
#include "unit.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "quantum/real_layer.h"
#include "quantum/vqe.h"
#include "samplers/samplers.h"

static const QsSimd instruction_sets[] = {QS_SIMD_PORTABLE, QS_SIMD_AVX2, QS_SIMD_AVX512};

/* ---- one gate after the other ---- */

static void
naive_ry(double *state, int n, int qubit, double angle)
{
	double		c = cos(0.5 * angle);
	double		s = sin(0.5 * angle);

	for (size_t x = 0; x < (size_t) 1 << n; x++)
		if (!(x >> qubit & 1))
		{
			double		a = state[x];
			double		b = state[x | (size_t) 1 << qubit];

			state[x] = c * a - s * b;
			state[x | (size_t) 1 << qubit] = s * a + c * b;
		}
}

static void
naive_cz(double *state, int n, int a, int b)
{
	for (size_t x = 0; x < (size_t) 1 << n; x++)
		if ((x >> a & 1) && (x >> b & 1))
			state[x] = -state[x];
}

static void
naive_layer(double *state, int n, uint64_t pairs, const double *angle)
{
	for (int q = 0; q + 1 < n; q++)
		if (pairs >> q & 1)
			naive_cz(state, n, q, q + 1);
	for (int q = 0; q < n; q++)
		naive_ry(state, n, q, angle[q]);
}

static void
naive_circuit(double *state, int n, int layers, const double *angles)
{
	memset(state, 0, sizeof(double) << n);
	state[0] = 1.0;
	for (int l = 0; l <= layers; l++)
		naive_layer(state, n, l > 0 ? (UINT64_C(1) << (n - 1)) - 1 : 0, angles + l * n);
}

typedef struct Outcome
{
	double		energy;
	double		probability;
} Outcome;

static int
by_energy(const void *a, const void *b)
{
	double		p = ((const Outcome *) a)->energy;
	double		q = ((const Outcome *) b)->energy;

	return (p > q) - (p < q);
}

static double
naive_cvar(const QsQubo *qubo, const double *state, double share)
{
	size_t		states = (size_t) 1 << qubo->n;
	Outcome    *outcome = malloc(states * sizeof(Outcome));
	double		left = share;
	double		sum = 0.0;

	for (size_t k = 0; k < states; k++)
	{
		uint8_t		x[20];

		for (int i = 0; i < qubo->n; i++)
			x[i] = (uint8_t) (k >> i & 1);
		outcome[k] = (Outcome) {qs_qubo_energy(qubo, x), state[k] * state[k]};
	}
	qsort(outcome, states, sizeof(Outcome), by_energy);
	for (size_t k = 0; k < states && left > 0.0; k++)
	{
		double		taken = fmin(left, outcome[k].probability);

		sum += taken * outcome[k].energy;
		left -= taken;
	}
	free(outcome);
	return sum / (share - left);
}

/* ---- helpers ---- */

static QsQubo *
random_qubo(QsHost *host, QsRandom *random, int n)
{
	QsTerm		terms[300];
	int64_t		count = 0;

	for (int i = 0; i < n; i++)
		for (int j = i; j < n; j++)
			if (i == j || qs_random_below(random, 3) > 0)
				terms[count++] = (QsTerm) {i, j, 3.0 * qs_random_normal(random)};
	return qs_qubo_from_terms(host, n, 5.0, terms, count);
}

static void
random_angles(QsRandom *random, double *angle, int count)
{
	for (int k = 0; k < count; k++)
		angle[k] = 6.28 * qs_random_unit(random) - 3.14;
}

/* ---- tests ---- */

static void
check_layer(QsHost *host, QsRandom *random, int n, bool is_double)
{
	size_t		size = (size_t) 1 << qs_real_qubits(n);
	size_t		states = (size_t) 1 << n;
	double	   *expected[2];
	double		angle[20];
	double		gradient[20];
	double		tolerance = is_double ? 1e-12 : 2e-5;
	void	   *vector[2];
	QsRealLayer layer = {.n = n, .angle = angle, .gradient = gradient};

	for (int v = 0; v < 2; v++)
	{
		expected[v] = QS_ARRAY(host, double, states);
		vector[v] = qs_alloc_zero(host, size, is_double ? 8 : 4);
		for (size_t x = 0; x < states; x++)
		{
			expected[v][x] = qs_random_normal(random) / sqrt((double) states);
			if (is_double)
				((double *) vector[v])[x] = expected[v][x];
			else
				((float *) vector[v])[x] = (float) expected[v][x];
		}
	}
	random_angles(random, angle, n);
	layer.pairs = qs_random_next(random) & (((uint64_t) 1 << (n - 1)) - 1);
	layer.state = vector[0];
	layer.dual = vector[1];
	memset(gradient, 0, sizeof(gradient));
	assert_true(qs_real_layer_function(host->simd, is_double)(host, &layer));
	for (int v = 0; v < 2; v++)
	{
		naive_layer(expected[v], n, layer.pairs, angle);
		for (size_t x = 0; x < states; x++)
			assert_true(fabs((is_double ? ((double *) vector[v])[x] : ((float *) vector[v])[x]) -
							 expected[v][x]) < tolerance);
	}
	/* J commutes with the rotations: the sums may be taken after them */
	for (int q = 0; q < n; q++)
	{
		double		sum = 0.0;

		for (size_t x = 0; x < states; x++)
			if (!(x >> q & 1))
				sum += expected[1][x | (size_t) 1 << q] * expected[0][x] -
					expected[1][x] * expected[0][x | (size_t) 1 << q];
		assert_true(fabs(sum - gradient[q]) < 10.0 * tolerance);
	}
	for (int v = 0; v < 2; v++)
	{
		qs_free(host, expected[v]);
		qs_free(host, vector[v]);
	}
}

static void
layers_match_single_gates(void **state)
{
	QsHost	   *host = unit_host(state);
	QsRandom	random;

	qs_random_seed(&random, 41, 0);
	for (int n = 1; n <= 15; n++)
		for (int s = 0; s < 3; s++)
		{
			host->simd = instruction_sets[s];
			check_layer(host, &random, n, true);
			check_layer(host, &random, n, false);
		}
	/* two passes above the block */
	check_layer(host, &random, 20, false);
}

static void
objective_matches_the_definition(void **state)
{
	QsHost	   *host = unit_host(state);
	double	   *vector = malloc(sizeof(double) << 10);
	QsRandom	random;

	qs_random_seed(&random, 42, 0);
	for (int trial = 0; trial < 60; trial++)
	{
		int			n = 1 + (int) qs_random_below(&random, 9);
		QsQubo	   *qubo = random_qubo(host, &random, n);
		QsSamplerSettings settings = qs_sampler_defaults;
		double		angles[60];
		double		value,
					expected;

		settings.layers = 1 + trial % 4;
		settings.cvar = trial % 3 == 0 ? 1.0 : 0.05 + 0.9 * qs_random_unit(&random);
		settings.double_precision = trial % 2;
		random_angles(&random, angles, qs_vqe_parameters(n, settings.layers));
		assert_int_equal(qs_vqe_objective(host, qubo, &settings, angles, &value, NULL), QS_OK);
		naive_circuit(vector, n, settings.layers, angles);
		expected = naive_cvar(qubo, vector, settings.cvar);
		assert_true(fabs(value - expected) < (settings.double_precision ? 1e-6 : 1e-3));
		qs_qubo_free(host, qubo);
	}
	free(vector);
}

static void
gradient_matches_differences(void **state)
{
	QsHost	   *host = unit_host(state);
	QsRandom	random;

	qs_random_seed(&random, 43, 0);
	for (int trial = 0; trial < 20; trial++)
	{
		int			n = 1 + (int) qs_random_below(&random, 6);
		QsQubo	   *qubo = random_qubo(host, &random, n);
		QsSamplerSettings settings = qs_sampler_defaults;
		int			count;
		double		angles[60],
					gradient[60];
		double		value;

		settings.layers = 1 + trial % 3;
		settings.cvar = trial % 2 ? 1.0 : 0.4;
		settings.double_precision = true;
		count = qs_vqe_parameters(n, settings.layers);
		random_angles(&random, angles, count);
		qs_vqe_objective(host, qubo, &settings, angles, &value, gradient);
		for (int k = 0; k < count; k++)
		{
			double		at = angles[k];
			double		above,
						below;

			angles[k] = at + 1e-5;
			qs_vqe_objective(host, qubo, &settings, angles, &above, NULL);
			angles[k] = at - 1e-5;
			qs_vqe_objective(host, qubo, &settings, angles, &below, NULL);
			angles[k] = at;
			assert_true(fabs((above - below) / 2e-5 - gradient[k]) < 2e-3 * (1.0 + fabs(gradient[k])));
		}
		qs_qubo_free(host, qubo);
	}
}

static void
samples_follow_the_probabilities(void **state)
{
	QsHost	   *host = unit_host(state);
	QsSamplerSettings settings = qs_sampler_defaults;
	QsSamplerInput input = {0};
	QsSamplerReport report;
	QsRandom	random;
	QsSamples  *samples;
	double		angles[10];
	double		vector[32];
	double		chi = 0.0;

	qs_random_seed(&random, 44, 0);
	input.qubo = random_qubo(host, &random, 5);
	settings.layers = 1;
	settings.shots = 20000;
	settings.angles = angles;
	settings.angle_count = 10;
	random_angles(&random, angles, 10);
	assert_int_equal(qs_sample(host, QS_SOLVER_VQE, &input, &settings, &random, &samples, &report),
					 QS_OK);
	naive_circuit(vector, 5, 1, angles);
	for (int k = 0; k < samples->count; k++)
	{
		size_t		x = 0;
		double		expected;

		for (int i = 0; i < 5; i++)
			x |= (size_t) samples->x[k * 5 + i] << i;
		expected = vector[x] * vector[x] * settings.shots;
		chi += ((double) samples->occurrences[k] - expected) *
			((double) samples->occurrences[k] - expected) / expected;
	}
	/* 31 degrees of freedom: beyond 70 once in ten thousand */
	assert_true(chi < 70.0);
	assert_int_equal(report.evaluations, 0);
	assert_int_equal(report.angle_count, 10);
	assert_memory_equal(report.angles, angles, sizeof(angles));
	assert_true(fabs(report.expectation - naive_cvar(input.qubo, vector, 1.0)) < 1e-3);
	assert_true(fabs(report.objective - naive_cvar(input.qubo, vector, settings.cvar)) < 1e-3);
	assert_int_equal(report.two_qubit_gates, 4);
	assert_int_equal(report.depth, 4);
	qs_free(host, report.angles);
	qs_samples_free(host, samples);

	/* every bit is flipped: the complement */
	memset(angles, 0, sizeof(angles));
	settings.readout_flip = 1.0;
	assert_int_equal(qs_sample(host, QS_SOLVER_VQE, &input, &settings, &random, &samples, NULL), QS_OK);
	assert_int_equal(samples->count, 1);
	for (int i = 0; i < 5; i++)
		assert_int_equal(samples->x[i], 1);
	qs_samples_free(host, samples);
	settings.angle_count = 9;
	assert_int_equal(qs_sample(host, QS_SOLVER_VQE, &input, &settings, &random, &samples, NULL),
					 QS_INVALID);
	qs_qubo_free(host, (QsQubo *) input.qubo);
}

static void
optimum_is_found_with_gradients(void **state)
{
	QsHost	   *host = unit_host(state);
	QsSamplerSettings settings = qs_sampler_defaults;
	QsRandom	random;
	int			found = 0;

	qs_random_seed(&random, 45, 0);
	settings.layers = 2;
	for (int trial = 0; trial < 10; trial++)
	{
		QsSamplerInput input = {.qubo = random_qubo(host, &random, 8)};
		QsSamplerReport report;
		QsSamples  *samples,
				   *exact;

		settings.double_precision = trial % 2;
		host->simd = instruction_sets[trial % 3];
		assert_int_equal(qs_sample(host, QS_SOLVER_VQE, &input, &settings, &random, &samples, &report),
						 QS_OK);
		assert_int_equal(qs_sample(host, QS_SOLVER_EXACT, &input, &settings, &random, &exact, NULL),
						 QS_OK);
		found += samples->energy[0] == exact->energy[0];
		assert_true(report.evaluations > 1 && report.evaluations <= settings.evaluations);
		assert_true(report.objective <= report.expectation + 1e-3);
		qs_free(host, report.angles);
		qs_samples_free(host, samples);
		qs_samples_free(host, exact);
		qs_qubo_free(host, (QsQubo *) input.qubo);
	}
	assert_true(found >= 8);
}

static void
deadline_still_gives_samples(void **state)
{
	QsHost	   *host = unit_host(state);
	QsSamplerInput input = {0};
	QsRandom	random;
	QsSamples  *samples;

	qs_random_seed(&random, 46, 0);
	input.qubo = random_qubo(host, &random, 14);
	host->deadline = qs_clock(host) - 1.0;
	assert_int_equal(qs_sample(host, QS_SOLVER_VQE, &input, &qs_sampler_defaults, &random,
							   &samples, NULL), QS_INTERRUPTED);
	assert_true(samples->count >= 1);
	qs_samples_free(host, samples);
	qs_qubo_free(host, (QsQubo *) input.qubo);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		UNIT_TEST(layers_match_single_gates),
		UNIT_TEST(objective_matches_the_definition),
		UNIT_TEST(gradient_matches_differences),
		UNIT_TEST(samples_follow_the_probabilities),
		UNIT_TEST(optimum_is_found_with_gradients),
		UNIT_TEST(deadline_still_gives_samples),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
