/*
 * test_pauli_correlation.c
 *	  Pauli correlation encoding against gate-by-gate simulation and dense strings.
 */
#include "unit.h"

#include <complex.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "model/ising.h"
#include "quantum/pauli_correlation.h"
#include "samplers/samplers.h"

static QsQubo *
random_qubo(QsHost *host, QsRandom *random, int n)
{
	QsTerm	   *terms = QS_ARRAY(host, QsTerm, (size_t) n * (size_t) (n + 1) / 2);
	int64_t		count = 0;
	QsQubo	   *qubo;

	for (int i = 0; i < n; i++)
		for (int j = i; j < n; j++)
			if (i == j || qs_random_below(random, 2))
				terms[count++] = (QsTerm) {i, j, qs_random_normal(random)};
	qubo = qs_qubo_from_terms(host, n, 3.0, terms, count);
	qs_free(host, terms);
	return qubo;
}

static void
random_angles(QsRandom *random, double *angle, int count)
{
	for (int k = 0; k < count; k++)
		angle[k] = 6.28 * qs_random_unit(random) - 3.14;
}

/* ---- one gate after the other ---- */

static void
naive_circuit(double complex *state, const QsPauliShape *shape, const double *angles)
{
	int			q = shape->qubits;
	size_t		states = (size_t) 1 << q;

	memset(state, 0, states * sizeof(double complex));
	state[0] = 1.0;
	for (int l = 0; l < shape->layers; l++)
	{
		const double *angle = angles + l * 2 * q;

		for (int k = l % 2 ? 0 : 1; l > 0 && k + 1 < q; k += 2)
			for (size_t x = 0; x < states; x++)
				if ((x >> k & 3) == 3)
					state[x] = -state[x];
		for (int k = 0; k < q; k++)
			for (size_t x = 0; x < states; x++)
				if (!(x >> k & 1))
				{
					double		c = cos(0.5 * angle[k]);
					double		s = sin(0.5 * angle[k]);
					double complex a = state[x];
					double complex b = state[x | (size_t) 1 << k];

					state[x] = c * a - s * b;
					state[x | (size_t) 1 << k] = s * a + c * b;
				}
		for (int k = 0; k < q; k++)
			for (size_t x = 0; x < states; x++)
				state[x] *= cexp((x >> k & 1 ? 0.5 : -0.5) * I * angle[q + k]);
	}
}

/* <state| P |state>, letter by letter */
static double
naive_correlation(const double complex *state, int qubits, int axis, uint64_t set)
{
	double complex sum = 0.0;

	for (size_t x = 0; x < (size_t) 1 << qubits; x++)
	{
		double complex factor = 1.0;
		size_t		y = x;

		for (int k = 0; k < qubits; k++)
		{
			double		sign = x >> k & 1 ? -1.0 : 1.0;

			if (!(set >> k & 1))
				continue;
			if (axis < 2)
				y ^= (size_t) 1 << k;
			if (axis == 1)
				factor *= I * sign;	/* Y |0> = i |1>, Y |1> = -i |0> */
			else if (axis == 2)
				factor *= sign;
		}
		sum += conj(state[y]) * factor * state[x];
	}
	assert_true(fabs(cimag(sum)) < 1e-10);
	return creal(sum);
}

/* ---- tests ---- */

static void
strings_are_distinct_and_fit(void **state)
{
	QsHost	   *host = unit_host(state);
	static const int sizes[][2] = {{1, 2}, {3, 2}, {4, 2}, {60, 2}, {360, 2}, {361, 2}, {500, 3}, {2000, 2}};

	for (int t = 0; t < (int) (sizeof(sizes) / sizeof(sizes[0])); t++)
	{
		int			n = sizes[t][0];
		QsPauliShape shape;
		QsPauliCircuit *circuit;
		QsQubo	   *qubo;
		int			step = n > 400 ? 97 : 7;

		assert_true(qs_pauli_shape(n, sizes[t][1], 1, &shape));
		assert_true(shape.qubits <= QS_PAULI_MAX_QUBITS);
		assert_true(shape.parameters >= n);
		assert_true(shape.order >= sizes[t][1]);
		qubo = qs_qubo_from_terms(host, n, 0.0, NULL, 0);
		circuit = qs_pauli_create(host, qubo, &shape);
		for (int i = 0; i < n; i += step)
		{
			assert_int_equal(__builtin_popcount(circuit->set[i]), shape.order);
			assert_true(circuit->set[i] >> shape.qubits == 0);
			for (int j = 0; j < i; j += step)
				assert_true((i - j) % QS_PAULI_AXES != 0 || circuit->set[i] != circuit->set[j]);
		}
		qs_pauli_free(circuit);
		qs_qubo_free(host, qubo);
	}
	{
		QsPauliShape shape;

		/* 3 * 120 strings of two letters on 16 qubits; one more needs three letters */
		assert_true(qs_pauli_shape(360, 2, 1, &shape));
		assert_true(shape.order == 2 && shape.qubits == 16);
		assert_true(qs_pauli_shape(361, 2, 1, &shape));
		assert_true(shape.order == 3 && shape.qubits < 16);
		assert_false(qs_pauli_shape(1 << 24, 2, 1, &shape));
	}
}

static void
correlations_match_dense_strings(void **state)
{
	QsHost	   *host = unit_host(state);
	double complex *vector = malloc(sizeof(double complex) << 8);
	QsRandom	random;

	qs_random_seed(&random, 61, 0);
	for (int trial = 0; trial < 24; trial++)
	{
		/* 24 strings of one letter need eight qubits */
		int			n = 1 + (int) qs_random_below(&random, 24);
		QsQubo	   *qubo = random_qubo(host, &random, n);
		QsPauliShape shape;
		QsPauliCircuit *circuit;
		double	   *angles;
		double		correlation[24];
		double		loss;

		assert_true(qs_pauli_shape(n, 1 + trial % 3, 1 + trial % 4, &shape));
		assert_true(shape.qubits <= 8);
		angles = QS_ARRAY(host, double, shape.parameters);
		random_angles(&random, angles, shape.parameters);
		qs_pauli_loss(host, qubo, &shape, angles, correlation, &loss, NULL);
		naive_circuit(vector, &shape, angles);
		circuit = qs_pauli_create(host, qubo, &shape);
		for (int i = 0; i < n; i++)
			assert_true(fabs(naive_correlation(vector, shape.qubits, i % QS_PAULI_AXES, circuit->set[i]) -
							 correlation[i]) < 1e-10);
		qs_pauli_free(circuit);
		qs_free(host, angles);
		qs_qubo_free(host, qubo);
	}
	free(vector);
}

static void
gradient_matches_differences(void **state)
{
	QsHost	   *host = unit_host(state);
	QsRandom	random;

	qs_random_seed(&random, 62, 0);
	for (int trial = 0; trial < 8; trial++)
	{
		int			n = 2 + (int) qs_random_below(&random, 30);
		QsQubo	   *qubo = random_qubo(host, &random, n);
		QsPauliShape shape;
		double	   *angles,
				   *gradient;
		double		loss;

		assert_true(qs_pauli_shape(n, 2 + trial % 2, 3, &shape));
		angles = QS_ARRAY(host, double, shape.parameters);
		gradient = QS_ARRAY(host, double, shape.parameters);
		random_angles(&random, angles, shape.parameters);
		qs_pauli_loss(host, qubo, &shape, angles, NULL, &loss, gradient);
		for (int k = 0; k < shape.parameters; k++)
		{
			double		at = angles[k];
			double		above,
						below;

			angles[k] = at + 1e-5;
			qs_pauli_loss(host, qubo, &shape, angles, NULL, &above, NULL);
			angles[k] = at - 1e-5;
			qs_pauli_loss(host, qubo, &shape, angles, NULL, &below, NULL);
			angles[k] = at;
			assert_true(fabs((above - below) / 2e-5 - gradient[k]) < 1e-5 * (1.0 + fabs(gradient[k])));
		}
		qs_free(host, gradient);
		qs_free(host, angles);
		qs_qubo_free(host, qubo);
	}
}

/* With many shots the last read-out has the signs of the exact correlations,
 * wherever these are well away from zero. */
static void
samples_are_signs_of_correlations(void **state)
{
	QsHost	   *host = unit_host(state);
	QsSamplerSettings settings = qs_sampler_defaults;
	QsSamplerInput input = {0};
	QsSamplerReport report;
	QsPauliShape shape;
	QsRandom	random;
	QsSamples  *samples;
	double		correlation[12];
	double		loss;
	bool		matched = false;
	int64_t		shots = 0;

	qs_random_seed(&random, 63, 0);
	input.qubo = random_qubo(host, &random, 12);
	settings.shots = 10000;
	assert_int_equal(qs_sample(host, QS_SOLVER_PCE, &input, &settings, &random, &samples, &report),
					 QS_OK);
	assert_true(qs_pauli_shape(12, settings.correlation_order, settings.layers, &shape));
	assert_int_equal(report.angle_count, shape.parameters);
	qs_pauli_loss(host, input.qubo, &shape, report.angles, correlation, &loss, NULL);
	assert_true(fabs(loss - report.objective) < 1e-9);
	assert_true(isnan(report.expectation));
	assert_true(report.depth > 0 && report.two_qubit_gates > 0);
	for (int k = 0; k < samples->count; k++)
	{
		bool		same = true;

		shots += samples->occurrences[k];
		for (int i = 0; i < 12; i++)
			same = same && (fabs(correlation[i]) < 0.06 ||
							samples->x[k * 12 + i] == (correlation[i] < 0.0));
		matched = matched || same;
	}
	assert_true(matched);
	assert_int_equal(shots, settings.shots);
	qs_samples_free(host, samples);

	/* the angles again: no training */
	settings.angles = report.angles;
	settings.angle_count = report.angle_count;
	{
		QsSamplerReport replay;

		assert_int_equal(qs_sample(host, QS_SOLVER_PCE, &input, &settings, &random, &samples, &replay),
						 QS_OK);
		assert_int_equal(replay.evaluations, 0);
		assert_true(replay.objective == report.objective);
		qs_free(host, replay.angles);
		qs_samples_free(host, samples);
	}
	settings.angle_count--;
	assert_int_equal(qs_sample(host, QS_SOLVER_PCE, &input, &settings, &random, &samples, NULL),
					 QS_INVALID);
	qs_free(host, report.angles);
	qs_qubo_free(host, (QsQubo *) input.qubo);
}

static double
mean_energy(const QsSamples *samples)
{
	double		sum = 0.0;
	double		shots = 0.0;

	for (int k = 0; k < samples->count; k++)
	{
		sum += samples->energy[k] * (double) samples->occurrences[k];
		shots += (double) samples->occurrences[k];
	}
	return sum / shots;
}

/* 150 variables on 11 qubits: far below what random bits give */
static void
training_beats_random_bits(void **state)
{
	QsHost	   *host = unit_host(state);
	QsSamplerSettings settings = qs_sampler_defaults;
	QsSamplerInput input = {0};
	QsRandom	random;
	QsSamples  *samples,
			   *again,
			   *uniform;

	qs_random_seed(&random, 64, 0);
	input.qubo = random_qubo(host, &random, 150);
	settings.evaluations = 60;
	qs_random_seed(&random, 65, 0);
	assert_int_equal(qs_sample(host, QS_SOLVER_PCE, &input, &settings, &random, &samples, NULL), QS_OK);
	qs_random_seed(&random, 65, 0);
	assert_int_equal(qs_sample(host, QS_SOLVER_PCE, &input, &settings, &random, &again, NULL), QS_OK);
	assert_int_equal(qs_sample(host, QS_SOLVER_UNIFORM, &input, &settings, &random, &uniform, NULL),
					 QS_OK);
	assert_true(samples->energy[0] < uniform->energy[0]);
	assert_true(mean_energy(samples) < mean_energy(uniform));
	assert_int_equal(samples->count, again->count);
	assert_memory_equal(samples->x, again->x, (size_t) samples->count * 150);
	qs_samples_free(host, samples);
	qs_samples_free(host, again);
	qs_samples_free(host, uniform);

	host->deadline = qs_clock(host) - 1.0;
	assert_int_equal(qs_sample(host, QS_SOLVER_PCE, &input, &settings, &random, &samples, NULL),
					 QS_INTERRUPTED);
	assert_true(samples->count >= 1);
	qs_samples_free(host, samples);
	qs_qubo_free(host, (QsQubo *) input.qubo);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		UNIT_TEST(strings_are_distinct_and_fit),
		UNIT_TEST(correlations_match_dense_strings),
		UNIT_TEST(gradient_matches_differences),
		UNIT_TEST(samples_are_signs_of_correlations),
		UNIT_TEST(training_beats_random_bits),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
