/*
 * test_light_cone.c
 *	  Expectations on light cones against state vectors of all qubits and published
 *	  values.
 */
#include "unit.h"

#include <math.h>

#include "correlate/light_cone.h"
#include "correlate/qaoa_closed_form.h"
#include "generate.h"
#include "quantum/statevector/statevector.h"

static QsIsing *
random_ising(QsHost *host, QsRandom *random, int n, int edges, bool fields)
{
	QsTerm	   *terms = QS_ARRAY(host, QsTerm, 3 * edges + n);
	int64_t		count = 0;
	QsQubo	   *qubo;
	QsIsing    *ising;

	for (int k = 0; k < edges; k++)
	{
		int			i = (int) qs_random_below(random, (uint32_t) n);
		int			j = (int) qs_random_below(random, (uint32_t) n);
		double		c = 0.5 + qs_random_unit(random);

		/* x_i + x_j - 2 x_i x_j has no field */
		if (i == j)
			continue;
		terms[count++] = (QsTerm) {i < j ? i : j, i < j ? j : i, -2.0 * c};
		terms[count++] = (QsTerm) {i, i, c};
		terms[count++] = (QsTerm) {j, j, c};
	}
	for (int i = 0; fields && i < n; i++)
		terms[count++] = (QsTerm) {i, i, qs_random_unit(random) - 0.5};
	count = qs_terms_canonicalise(host, terms, count);
	qubo = qs_qubo_create(host, n, 0.0, terms, count);
	ising = qs_ising_create(host, qubo);
	qs_qubo_free(host, qubo);
	qs_free(host, terms);
	return ising;
}

/* The circuit on all qubits, gate by gate of the spin form */
static QsStatevector *
whole_state(QsHost *host, const QsIsing *ising, int layers, const double *gamma,
			const double *beta)
{
	QsStatevector *state = qs_statevector_create(host, ising->n, true);
	int64_t		pairs = ising->start[ising->n] / 2;
	size_t		places = (size_t) layers * (size_t) (ising->n + pairs);
	double	   *field = QS_ARRAY0(host, double, places);
	double	   *coupling = QS_ARRAY0(host, double, places);
	double	   *angle = QS_ARRAY0(host, double, places);
	int32_t    *first = QS_ARRAY(host, int32_t, pairs);
	int32_t    *second = QS_ARRAY(host, int32_t, pairs);
	QsCircuit	circuit = {
		.n = ising->n, .layers = layers, .pairs = pairs, .first = first, .second = second,
		.field = field, .coupling = coupling, .angle = angle
	};

	for (int l = 0; l < layers; l++)
	{
		int64_t		at = 0;

		for (int i = 0; i < ising->n; i++)
		{
			angle[l * ising->n + i] = beta[l];
			field[l * ising->n + i] -= 2.0 * gamma[l] * ising->field[i];
			for (int64_t e = ising->start[i]; e < ising->start[i + 1]; e++)
			{
				int			j = ising->neighbour[e];

				if (j < i)
					continue;
				first[at] = i;
				second[at] = j;
				coupling[l * pairs + at++] = 4.0 * gamma[l] * ising->coupling[e];
				field[l * ising->n + i] -= 2.0 * gamma[l] * ising->coupling[e];
				field[l * ising->n + j] -= 2.0 * gamma[l] * ising->coupling[e];
			}
		}
	}
	assert_int_equal(qs_statevector_run(state, &circuit), QS_OK);
	qs_free(host, field);
	qs_free(host, coupling);
	qs_free(host, angle);
	qs_free(host, first);
	qs_free(host, second);
	return state;
}

static double
spin_product(const QsStatevector *state, int n, int i, int j)
{
	double		sum = 0.0;

	for (uint64_t x = 0; x < UINT64_C(1) << n; x++)
	{
		bool		odd = (x >> i & 1) ^ (j < 0 ? 0 : x >> j & 1);

		sum += (odd ? -1.0 : 1.0) * qs_statevector_probability(state, x);
	}
	return sum;
}

static void
cones_match_whole_states(void **state)
{
	QsHost	   *host = unit_host(state);
	QsRandom	random;
	int			smaller = 0;

	qs_random_seed(&random, 80, 0);
	for (int trial = 0; trial < 90; trial++)
	{
		int			n = 2 + (int) qs_random_below(&random, 10);
		int			layers = 1 + trial % 3;
		QsIsing    *ising = random_ising(host, &random, n, (int) qs_random_below(&random, (uint32_t) n + 4),
										 trial % 2);
		double		gamma[3],
					beta[3];
		double		energy,
					sum = 0.0;
		double	   *z = QS_ARRAY(host, double, n);
		double	   *zz = QS_ARRAY0(host, double, ising->start[n]);
		QsLightCones *cones;
		QsStatevector *whole;

		for (int l = 0; l < layers; l++)
		{
			gamma[l] = 2.0 * qs_random_unit(&random) - 1.0;
			beta[l] = 3.0 * qs_random_unit(&random) - 1.5;
		}
		smaller += qs_light_cone_largest(host, ising, layers, n).qubits < n;
		assert_int_equal(qs_light_cones_create(host, ising, layers, &cones), QS_OK);
		assert_int_equal(qs_light_cones_evaluate(cones, gamma, beta, &energy, z, zz), QS_OK);
		whole = whole_state(host, ising, layers, gamma, beta);
		for (int i = 0; i < n; i++)
		{
			/* what is coupled to nothing and has no field is not looked at: its mean is 0 */
			assert_true(fabs(z[i] - spin_product(whole, n, i, -1)) < 1e-6);
			sum += ising->field[i] * z[i];
			for (int64_t e = ising->start[i]; e < ising->start[i + 1]; e++)
			{
				assert_true(fabs(zz[e] - spin_product(whole, n, i, ising->neighbour[e])) < 1e-6);
				sum += 0.5 * ising->coupling[e] * zz[e];
			}
		}
		assert_true(fabs(sum - energy) < 1e-9);
		qs_statevector_free(whole);
		qs_light_cones_free(cones);
		qs_free(host, z);
		qs_free(host, zz);
		qs_ising_free(host, ising);
	}
	assert_true(smaller > 20);
}

/* Max-cut of a graph as an Ising model: E = sum of z_i z_j over the edges */
static QsIsing *
graph_ising(QsHost *host, int n, int (*other) (int vertex, int edge), int degree)
{
	QsTerm	   *terms = QS_ARRAY(host, QsTerm, 3 * n * degree);
	int64_t		count = 0;
	QsQubo	   *qubo;
	QsIsing    *ising;

	for (int i = 0; i < n; i++)
		for (int k = 0; k < degree; k++)
		{
			int			j = other(i, k);

			if (j < i)
				continue;
			terms[count++] = (QsTerm) {i, j, 4.0};
			terms[count++] = (QsTerm) {i, i, -2.0};
			terms[count++] = (QsTerm) {j, j, -2.0};
		}
	count = qs_terms_canonicalise(host, terms, count);
	qubo = qs_qubo_create(host, n, 0.0, terms, count);
	ising = qs_ising_create(host, qubo);
	qs_qubo_free(host, qubo);
	qs_free(host, terms);
	return ising;
}

static int
ring_of_thirty(int v, int k)
{
	return (v + (k ? 29 : 1)) % 30;
}

/* The Heawood graph: 3-regular without a cycle of fewer than six edges */
static int
heawood(int v, int k)
{
	if (k < 2)
		return (v + (k ? 13 : 1)) % 14;
	return (v + (v % 2 ? 9 : 5)) % 14;
}

/* Cut edges of all, at the best angles */
static double
best_share(QsHost *host, const QsIsing *ising, int layers)
{
	double		gamma[QS_LIGHT_CONE_LAYERS],
				beta[QS_LIGHT_CONE_LAYERS],
				energy;
	QsLightCones *cones;

	assert_int_equal(qs_light_cones_optimise(host, ising, layers, &cones, gamma, beta), QS_OK);
	assert_int_equal(qs_light_cones_evaluate(cones, gamma, beta, &energy, NULL, NULL), QS_OK);
	qs_light_cones_free(cones);
	return 0.5 - energy / (double) ising->start[ising->n];
}

/* Farhi, Goldstone & Gutmann 2014: (2p + 1) / (2p + 2) on rings; 0.6924 and 0.7559 on
 * 3-regular graphs without short cycles */
static void
published_values_are_reached(void **state)
{
	QsHost	   *host = unit_host(state);
	QsIsing    *ring = graph_ising(host, 30, ring_of_thirty, 2);
	QsIsing    *cubic = graph_ising(host, 14, heawood, 3);

	assert_true(fabs(best_share(host, ring, 2) - 5.0 / 6.0) < 1e-4);
	assert_true(fabs(best_share(host, ring, 3) - 7.0 / 8.0) < 1e-3);
	assert_true(fabs(best_share(host, cubic, 2) - 0.755906) < 1e-4);
	qs_ising_free(host, ring);
	qs_ising_free(host, cubic);
}

static void
large_cones_are_refused(void **state)
{
	QsHost	   *host = unit_host(state);
	QsRandom	random;
	QsIsing    *ising;
	QsLightCones *cones;
	QsConeSize	largest;
	double		gamma[3],
				beta[3];

	qs_random_seed(&random, 81, 0);
	ising = random_ising(host, &random, 60, 300, false);
	largest = qs_light_cone_largest(host, ising, 2, QS_LIGHT_CONE_QUBITS);
	assert_true(largest.qubits > QS_LIGHT_CONE_QUBITS && largest.qubits <= 60);
	assert_int_equal(qs_light_cones_create(host, ising, 2, &cones), QS_LIMIT);
	assert_null(cones);
	assert_int_equal(qs_light_cones_optimise(host, ising, 2, &cones, gamma, beta), QS_LIMIT);
	assert_null(cones);
	qs_ising_free(host, ising);

	/* little memory, small cones */
	host->memory_limit = 1 << 20;
	assert_true(qs_light_cone_limit(host) < 16);
	assert_true(2.0 * qs_statevector_bytes(qs_light_cone_limit(host), true) <= 1 << 20);
}

static void
without_couplings_spins_stand_alone(void **state)
{
	QsHost	   *host = unit_host(state);
	QsRandom	random;
	QsIsing    *ising;
	QsLightCones *cones;
	double		gamma[2] = {0.3, 0.7},
				beta[2] = {0.4, 0.2},
				energy,
				z[3],
				zz[1];

	qs_random_seed(&random, 82, 0);
	ising = random_ising(host, &random, 3, 0, true);
	assert_int_equal(qs_light_cone_largest(host, ising, 2, 20).qubits, 1);
	assert_int_equal(qs_light_cones_create(host, ising, 2, &cones), QS_OK);
	assert_int_equal(qs_light_cones_evaluate(cones, gamma, beta, &energy, z, zz), QS_OK);
	assert_true(energy != 0.0 && z[0] != 0.0);
	qs_light_cones_free(cones);
	qs_ising_free(host, ising);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		UNIT_TEST(cones_match_whole_states),
		UNIT_TEST(published_values_are_reached),
		UNIT_TEST(large_cones_are_refused),
		UNIT_TEST(without_couplings_spins_stand_alone),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
