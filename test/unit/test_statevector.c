/*
 * test_statevector.c
 *	  The simulator against a plain scalar one in double precision.
 */
#include "unit.h"

#include <complex.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/simd.h"
#include "quadratic_values.h"
#include "quantum/statevector/statevector.h"

#define PI			3.14159265358979323846
#define MOST_PAIRS	200
#define MOST_LAYERS 8
#define MOST_QUBITS 18

/* ---- random circuits and the reference ---- */

typedef struct Draft
{
	QsCircuit	circuit;
	int32_t		first[MOST_PAIRS];
	int32_t		second[MOST_PAIRS];
	double		start[MOST_QUBITS];
	double		field[MOST_LAYERS * MOST_QUBITS];
	double		coupling[MOST_LAYERS * MOST_PAIRS];
	double		angle[MOST_LAYERS * MOST_QUBITS];
} Draft;

static double
random_angle(QsRandom *random)
{
	switch (qs_random_below(random, 6))
	{
		case 0:					/* where tangents are largest */
			return 0.5 * PI + 1e-9 * qs_random_normal(random);
		case 1:
			return 0.25 * PI * ((int) qs_random_below(random, 17) - 8);
		default:
			return 3.0 * qs_random_normal(random);
	}
}

static void
draft_pairs(Draft *draft, QsRandom *random, int n)
{
	int			count = 0;

	for (int i = 0; i < n; i++)
		for (int j = 0; j < i; j++)
			if (qs_random_below(random, 3))
			{
				bool		swap = qs_random_below(random, 2);

				draft->first[count] = swap ? j : i;
				draft->second[count++] = swap ? i : j;
			}
	draft->circuit.pairs = count;
}

/* symmetric: no fields in the spin form, the uniform start */
static void
draft_circuit(Draft *draft, QsRandom *random, int n, int layers, bool symmetric)
{
	QsCircuit  *c = &draft->circuit;

	memset(draft, 0, sizeof(*draft));
	*c = (QsCircuit) {.n = n, .layers = layers, .first = draft->first, .second = draft->second,
		.field = draft->field, .coupling = draft->coupling, .angle = draft->angle};
	draft_pairs(draft, random, n);
	if (!symmetric && qs_random_below(random, 2))
		c->start = draft->start;
	c->y_rotations = !symmetric && qs_random_below(random, 3) == 0;
	for (int q = 0; q < n; q++)
		draft->start[q] = qs_random_below(random, 2) ? 0.5 * PI * qs_random_below(random, 5) :
			3.0 * qs_random_normal(random);
	for (int k = 0; k < layers * n; k++)
	{
		draft->field[k] = symmetric ? 0.0 : 3.0 * qs_random_normal(random);
		draft->angle[k] = random_angle(random);
	}
	for (int layer = 0; layer < layers; layer++)
		for (int k = 0; k < c->pairs; k++)
		{
			double		value = 3.0 * qs_random_normal(random);

			draft->coupling[layer * c->pairs + k] = value;
			if (symmetric)
			{
				draft->field[layer * n + draft->first[k]] -= 0.5 * value;
				draft->field[layer * n + draft->second[k]] -= 0.5 * value;
			}
		}
}

static void
reference_layer(const QsCircuit *c, int layer, double complex *psi)
{
	size_t		states = (size_t) 1 << c->n;

	for (size_t x = 0; x < states; x++)
	{
		double		phase = 0.0;

		for (int q = 0; q < c->n; q++)
			phase += (x >> q & 1) ? c->field[layer * c->n + q] : 0.0;
		for (int k = 0; k < c->pairs; k++)
			if ((x >> c->first[k] & 1) && (x >> c->second[k] & 1))
				phase += c->coupling[layer * c->pairs + k];
		psi[x] *= cexp(-I * phase);
	}
	for (int q = 0; q < c->n; q++)
		for (size_t x = 0; x < states; x++)
		{
			size_t		other = x | (size_t) 1 << q;
			double		angle = c->angle[layer * c->n + q];
			double complex a = psi[x];
			double complex b = psi[other];
			double complex off = c->y_rotations ? -sin(angle) : -I * sin(angle);

			if (other == x)
				continue;
			psi[x] = cos(angle) * a + off * b;
			psi[other] = cos(angle) * b + (c->y_rotations ? -off : off) * a;
		}
}

static void
reference_run(const QsCircuit *c, double complex *psi)
{
	for (size_t x = 0; x < (size_t) 1 << c->n; x++)
	{
		psi[x] = 1.0;
		for (int q = 0; q < c->n; q++)
		{
			double		half = c->start ? 0.5 * c->start[q] : 0.25 * PI;

			psi[x] *= (x >> q & 1) ? sin(half) : cos(half);
		}
	}
	for (int layer = 0; layer < c->layers; layer++)
		reference_layer(c, layer, psi);
}

static double
distance(const QsStatevector *state, const double complex *psi, int n)
{
	double		sum = 0.0;

	for (size_t x = 0; x < (size_t) 1 << n; x++)
	{
		double		re,
					im;

		qs_statevector_amplitude(state, x, &re, &im);
		re -= creal(psi[x]);
		im -= cimag(psi[x]);
		sum += re * re + im * im;
	}
	return sqrt(sum);
}

static double complex *
reference_space(QsHost *host, int n)
{
	return qs_alloc(host, (size_t) 1 << n, sizeof(double complex));
}

/* Every instruction set this processor has, in both precisions */
static void
compare_all(QsHost *host, const QsCircuit *circuit, bool half, double complex *psi)
{
	reference_run(circuit, psi);
	for (QsSimd simd = QS_SIMD_PORTABLE; simd <= QS_SIMD_NEON; simd++)
		for (int precision = 0; precision < 2; precision++)
		{
			QsStatevector *state;

			host->simd = simd;
			state = half ? qs_statevector_create_half(host, circuit->n, precision) :
				qs_statevector_create(host, circuit->n, precision);
			assert_int_equal(qs_statevector_run(state, circuit), QS_OK);
			assert_true(distance(state, psi, circuit->n) < (precision ? 1e-12 : 1e-5));
			qs_statevector_free(state);
		}
	host->simd = QS_SIMD_AUTO;
}

/* ---- QAOA circuits: the accuracy that is promised ---- */

/* Betas a rotation may trip over: nothing, where sine and cosine meet, where tangents
 * have their poles, full turns; the last stands for a random one */
static const double special_betas[] = {
	0.0, 1e-9, -0.4, 0.25 * PI, 0.25 * PI + 1e-12, 0.5 * PI, 0.5 * PI - 1e-3, 0.5 * PI + 1e-6,
	0.5 * PI - 1e-9, 0.5 * PI + 1e-14, -0.5 * PI, 0.75 * PI, PI, PI - 1e-8, -1.5 * PI, 40.0, NAN
};

#define SPECIAL_BETAS	((int) (sizeof(special_betas) / sizeof(special_betas[0])))

/* One random problem of unit deviation, one gamma and one beta a layer */
static void
draft_qaoa(Draft *draft, QsRandom *random, int n, int layers, int first_beta, bool symmetric)
{
	QsCircuit  *c = &draft->circuit;
	double		field[MOST_QUBITS];
	double		coupling[MOST_PAIRS];
	double		squares = 0.0;

	memset(draft, 0, sizeof(*draft));
	*c = (QsCircuit) {.n = n, .layers = layers, .first = draft->first, .second = draft->second,
		.field = draft->field, .coupling = draft->coupling, .angle = draft->angle};
	draft_pairs(draft, random, n);
	for (int k = 0; k < c->pairs; k++)
	{
		coupling[k] = qs_random_normal(random);
		squares += coupling[k] * coupling[k];
	}
	for (int q = 0; q < n; q++)
	{
		field[q] = symmetric ? 0.0 : qs_random_normal(random);
		squares += field[q] * field[q];
	}
	for (int layer = 0; layer < layers; layer++)
	{
		double		beta = special_betas[(first_beta + 5 * layer) % SPECIAL_BETAS];
		double		gamma = 2.0 * qs_random_normal(random) / sqrt(squares > 0.0 ? squares : 1.0);

		/* spins to bits: h z + J z z' */
		for (int q = 0; q < n; q++)
		{
			draft->field[layer * n + q] -= 2.0 * gamma * field[q];
			draft->angle[layer * n + q] = isnan(beta) ? 0.3 * qs_random_normal(random) : beta;
		}
		for (int k = 0; k < c->pairs; k++)
		{
			draft->coupling[layer * c->pairs + k] = 4.0 * gamma * coupling[k];
			draft->field[layer * n + draft->first[k]] -= 2.0 * gamma * coupling[k];
			draft->field[layer * n + draft->second[k]] -= 2.0 * gamma * coupling[k];
		}
	}
}

/* Every size to 14 with every number of layers to 8, with and without the symmetry that
 * halves a state */
static void
qaoa_states_are_accurate(void **state)
{
	QsHost	   *host = unit_host(state);
	double complex *psi = reference_space(host, 14);
	Draft	   *draft = QS_NEW(host, Draft);
	QsRandom	random;
	int			first_beta = 0;

	qs_random_seed(&random, 20, 0);
	for (int n = 1; n <= 14; n++)
		for (int layers = 1; layers <= MOST_LAYERS; layers++)
			for (int trial = 0; trial < (n < 12 ? 4 : 2); trial++)
			{
				bool		symmetric = trial % 2;

				draft_qaoa(draft, &random, n, layers, first_beta++, symmetric);
				compare_all(host, &draft->circuit, symmetric && n > 1, psi);
			}
	qs_free(host, draft);
	qs_free(host, psi);
}

static void
circuits_match_the_reference(void **state)
{
	QsHost	   *host = unit_host(state);
	double complex *psi = reference_space(host, 14);
	Draft	   *draft = QS_NEW(host, Draft);
	QsRandom	random;

	qs_random_seed(&random, 21, 0);
	for (int trial = 0; trial < 16 * 14; trial++)
	{
		int			n = 1 + trial % 14;

		draft_circuit(draft, &random, n, 1 + (int) qs_random_below(&random, MOST_LAYERS), false);
		compare_all(host, &draft->circuit, false, psi);
	}
	qs_free(host, draft);
	qs_free(host, psi);
}

/* States that need columns: tiles and columns in turn, odd and even layer counts */
static void
large_circuits_match_the_reference(void **state)
{
	QsHost	   *host = unit_host(state);
	double complex *psi = reference_space(host, MOST_QUBITS);
	Draft	   *draft = QS_NEW(host, Draft);
	QsRandom	random;

	qs_random_seed(&random, 22, 0);
	for (int trial = 0; trial < 4; trial++)
	{
		draft_circuit(draft, &random, 16 + trial % 3, 1 + trial, false);
		compare_all(host, &draft->circuit, false, psi);
	}
	qs_free(host, draft);
	qs_free(host, psi);
}

static void
half_states_match_the_reference(void **state)
{
	QsHost	   *host = unit_host(state);
	double complex *psi = reference_space(host, MOST_QUBITS);
	Draft	   *draft = QS_NEW(host, Draft);
	QsRandom	random;

	qs_random_seed(&random, 23, 0);
	for (int trial = 0; trial < 22; trial++)
	{
		int			n = trial < 18 ? 12 + trial % 3 : MOST_QUBITS - trial % 2;
		int			layers = trial < 18 ? 1 + trial % 6 : 1 + trial % 3;

		draft_circuit(draft, &random, n, layers, true);
		compare_all(host, &draft->circuit, true, psi);
	}
	qs_free(host, draft);
	qs_free(host, psi);
}

/* ---- gates ---- */

/* Negate the amplitudes of states with both bits */
static void
controlled_z(QsStatevector *vector, int n, int a, int b)
{
	for (uint64_t x = 0; x < UINT64_C(1) << n; x++)
	{
		double		real,
					imaginary;

		if ((x >> a & 1) == 0 || (x >> b & 1) == 0)
			continue;
		qs_statevector_amplitude(vector, x, &real, &imaginary);
		qs_statevector_set(vector, x, -real, -imaginary);
	}
}

static void
gates_match_layers(void **state)
{
	QsHost	   *host = unit_host(state);
	Draft	   *draft = QS_NEW(host, Draft);
	double complex *psi = reference_space(host, 8);
	QsRandom	random;

	qs_random_seed(&random, 24, 0);
	for (int trial = 0; trial < 100; trial++)
	{
		int			n = 2 + (int) qs_random_below(&random, 6);
		QsStatevector *vector = qs_statevector_create(host, n, trial % 2);

		/* RY, then controlled Z between some pairs, then RY */
		draft_circuit(draft, &random, n, 2, false);
		draft->circuit.y_rotations = true;
		draft->circuit.start = draft->start;
		memset(draft->start, 0, sizeof(draft->start));
		memset(draft->field, 0, sizeof(draft->field));
		memset(draft->coupling, 0, sizeof(draft->coupling));
		for (int k = 0; k < draft->circuit.pairs; k++)
			draft->coupling[draft->circuit.pairs + k] = PI;
		reference_run(&draft->circuit, psi);

		qs_statevector_basis(vector, 0);
		for (int layer = 0; layer < 2; layer++)
		{
			if (layer == 1)
				for (int k = 0; k < draft->circuit.pairs; k++)
					controlled_z(vector, n, draft->first[k], draft->second[k]);
			for (int q = 0; q < n; q++)
			{
				double		c = cos(draft->angle[layer * n + q]);
				double		s = sin(draft->angle[layer * n + q]);

				qs_statevector_gate(vector, q, (double[8]) {c, 0.0, -s, 0.0, s, 0.0, c, 0.0});
			}
		}
		assert_true(distance(vector, psi, n) < (trial % 2 ? 1e-12 : 1e-5));
		qs_statevector_free(vector);
	}
	qs_free(host, psi);
	qs_free(host, draft);
}

/* A gate after a circuit leaves gauge and frame; hops and X rotations act as written */
static void
gates_apply_after_circuits(void **state)
{
	QsHost	   *host = unit_host(state);
	Draft	   *draft = QS_NEW(host, Draft);
	double complex *psi = reference_space(host, 8);
	QsRandom	random;

	qs_random_seed(&random, 25, 0);
	for (int trial = 0; trial < 200; trial++)
	{
		int			n = 2 + (int) qs_random_below(&random, 7);
		int			a = (int) qs_random_below(&random, (uint32_t) n);
		int			b = (a + 1 + (int) qs_random_below(&random, (uint32_t) n - 1)) % n;
		double		angle = qs_random_normal(&random);
		double		c = cos(angle),
					s = sin(angle);
		QsStatevector *vector = qs_statevector_create(host, n, true);

		draft_circuit(draft, &random, n, 3, false);
		reference_run(&draft->circuit, psi);
		qs_statevector_run(vector, &draft->circuit);
		qs_statevector_gate(vector, a, (double[8]) {c, 0, 0, -s, 0, -s, c, 0});
		qs_statevector_hop(vector, a, b, angle);
		for (size_t x = 0; x < (size_t) 1 << n; x++)
			if ((x >> a & 1) == 0)
			{
				double complex p = psi[x];
				double complex q = psi[x | (size_t) 1 << a];

				psi[x] = c * p - I * s * q;
				psi[x | (size_t) 1 << a] = c * q - I * s * p;
			}
		for (size_t x = 0; x < (size_t) 1 << n; x++)
			if ((x >> a & 1) == 1 && (x >> b & 1) == 0)
			{
				size_t		other = x ^ (size_t) 1 << a ^ (size_t) 1 << b;
				double complex p = psi[x];
				double complex q = psi[other];

				psi[x] = c * p - I * s * q;
				psi[other] = c * q - I * s * p;
			}
		assert_true(distance(vector, psi, n) < 1e-12);
		qs_statevector_free(vector);
	}
	qs_free(host, psi);
	qs_free(host, draft);
}

/* ---- energies ---- */

typedef struct Function
{
	QsQuadratic quadratic;
	int32_t		first[MOST_PAIRS];
	int32_t		second[MOST_PAIRS];
	double		coefficient[MOST_PAIRS];
	double		linear[MOST_QUBITS];
} Function;

/* symmetric: invariant under flipping all bits; integral: many ties */
static void
draft_function(Function *f, QsRandom *random, int n, bool symmetric, bool integral)
{
	int			pairs = 0;

	memset(f, 0, sizeof(*f));
	for (int i = 0; i < n; i++)
	{
		double		value = symmetric ? 0.0 : qs_random_normal(random);

		f->linear[i] += integral ? rint(2.0 * value) : value;
		for (int j = 0; j < i; j++)
			if (qs_random_below(random, 2))
			{
				value = integral ? 2.0 * rint(2.0 * qs_random_normal(random)) : qs_random_normal(random);
				f->first[pairs] = i;
				f->second[pairs] = j;
				f->coefficient[pairs++] = value;
				if (symmetric)
				{
					f->linear[i] -= 0.5 * value;
					f->linear[j] -= 0.5 * value;
				}
			}
	}
	f->quadratic = (QsQuadratic) {.n = n, .constant = 0.75, .linear = f->linear, .pairs = pairs,
		.first = f->first, .second = f->second, .coefficient = f->coefficient};
}

static double
direct_value(const QsQuadratic *f, size_t x)
{
	double		value = f->constant;

	for (int i = 0; i < f->n; i++)
		value += (x >> i & 1) ? f->linear[i] : 0.0;
	for (int k = 0; k < f->pairs; k++)
		if ((x >> f->first[k] & 1) && (x >> f->second[k] & 1))
			value += f->coefficient[k];
	return value;
}

static void
energies_match_direct_values(void **state)
{
	QsHost	   *host = unit_host(state);
	Function   *f = QS_NEW(host, Function);
	double	   *value = QS_ARRAY(host, double, 1 << 14);
	QsRandom	random;

	qs_random_seed(&random, 26, 0);
	for (int trial = 0; trial < 60; trial++)
	{
		int			n = 1 + trial % 14;

		host->simd = (QsSimd) (trial % 4);
		draft_function(f, &random, n, false, false);
		assert_int_equal(quadratic_values(host, &f->quadratic, value), QS_OK);
		for (size_t x = 0; x < (size_t) 1 << n; x++)
			assert_true(fabs(value[x] - direct_value(&f->quadratic, x)) < 1e-12);
	}
	host->simd = QS_SIMD_AUTO;
	qs_free(host, value);
	qs_free(host, f);
}

typedef struct Weighted
{
	double		energy;
	double		probability;
} Weighted;

static int
by_energy(const void *a, const void *b)
{
	double		p = ((const Weighted *) a)->energy;
	double		q = ((const Weighted *) b)->energy;

	return (p > q) - (p < q);
}

static double
direct_tail(Weighted *w, size_t states, double fraction)
{
	double		mass = 0.0;
	double		sum = 0.0;

	qsort(w, states, sizeof(Weighted), by_energy);
	for (size_t k = 0; k < states && mass < fraction; k++)
	{
		double		p = fmin(w[k].probability, fraction - mass);

		mass += p;
		sum += p * w[k].energy;
	}
	return sum / mass;
}

/* Means and tails of a random state, with and without ties, full and half */
static void
expectations_match_direct_sums(void **state)
{
	QsHost	   *host = unit_host(state);
	Draft	   *draft = QS_NEW(host, Draft);
	Function   *f = QS_NEW(host, Function);
	Weighted   *w = QS_ARRAY(host, Weighted, 1 << 16);
	QsRandom	random;

	qs_random_seed(&random, 27, 0);
	for (int trial = 0; trial < 120; trial++)
	{
		bool		half = trial % 3 == 0;
		int			n = trial >= 116 ? 16 : half ? 13 : 1 + trial % 10;
		size_t		states = (size_t) 1 << n;
		QsStatevector *vector = half ? qs_statevector_create_half(host, n, trial % 2) :
			qs_statevector_create(host, n, trial % 2);
		QsTail	   *tail;
		double		tolerance = trial % 2 ? 1e-10 : 2e-4;
		double		mean,
					expected = 0.0,
					threshold;

		draft_circuit(draft, &random, n, 2, half);
		draft_function(f, &random, n, half, trial % 4 == 1);
		assert_int_equal(qs_statevector_run(vector, &draft->circuit), QS_OK);
		for (size_t x = 0; x < states; x++)
		{
			w[x].energy = direct_value(&f->quadratic, x);
			w[x].probability = qs_statevector_probability(vector, x);
			expected += w[x].energy * w[x].probability;
		}
		assert_int_equal(qs_statevector_expectation(vector, &f->quadratic, &mean), QS_OK);
		assert_true(fabs(mean - expected) < tolerance);

		tail = qs_tail_create(vector, &f->quadratic);
		for (int k = 0; k < 4; k++)
		{
			double		fraction = (double[]) {0.01, 0.1, 0.6, 1.0}[k];

			assert_int_equal(qs_statevector_tail_mean(vector, tail, fraction, &mean, &threshold), QS_OK);
			expected = direct_tail(w, states, fraction);
			assert_true(fabs(mean - expected) < tolerance);
			assert_true(threshold >= mean - tolerance);
		}
		qs_tail_free(tail);
		qs_statevector_free(vector);
	}
	qs_free(host, w);
	qs_free(host, f);
	qs_free(host, draft);
}

/* ---- gradients ---- */

static double
objective_value(QsStatevector *vector, const Draft *draft, const Function *f, QsTail *tail,
				double fraction)
{
	double		value;

	assert_int_equal(qs_statevector_run(vector, &draft->circuit), QS_OK);
	if (fraction < 1.0)
		assert_int_equal(qs_statevector_tail_mean(vector, tail, fraction, &value, NULL), QS_OK);
	else
		assert_int_equal(qs_statevector_expectation(vector, &f->quadratic, &value), QS_OK);
	return value;
}

/* A few random entries of one array of parameters against central differences */
static void
check_entries(QsStatevector *vector, QsRandom *random, const Draft *draft, const Function *f,
			  QsTail *tail, double fraction, double *parameter, const double *derivative, int count)
{
	double		step = 1e-4;
	double		tolerance = fraction < 1.0 ? 2e-4 : 2e-5;

	for (int trial = 0; trial < 4 && count > 0; trial++)
	{
		int			k = (int) qs_random_below(random, (uint32_t) count);
		double		old = parameter[k];
		double		up,
					down;

		parameter[k] = old + step;
		up = objective_value(vector, draft, f, tail, fraction);
		parameter[k] = old - step;
		down = objective_value(vector, draft, f, tail, fraction);
		parameter[k] = old;
		assert_true(fabs((up - down) / (2.0 * step) - derivative[k]) < tolerance);
	}
}

static void
gradients_match_differences(void **state)
{
	QsHost	   *host = unit_host(state);
	Draft	   *draft = QS_NEW(host, Draft);
	Function   *f = QS_NEW(host, Function);
	double	   *by_field = QS_ARRAY(host, double, MOST_LAYERS * MOST_QUBITS);
	double	   *by_coupling = QS_ARRAY(host, double, MOST_LAYERS * MOST_PAIRS);
	double	   *by_angle = QS_ARRAY(host, double, MOST_LAYERS * MOST_QUBITS);
	QsRandom	random;

	qs_random_seed(&random, 31, 0);
	for (int trial = 0; trial < 80; trial++)
	{
		int			n = trial >= 72 ? 16 : 1 + trial % 9;
		int			layers = 1 + trial % 4;
		double		fraction = trial % 5 == 4 ? 0.2 : 1.0;
		QsStatevector *vector;
		QsGradient *gradient;
		QsTail	   *tail;
		double		value;

		host->simd = (QsSimd) (trial % 4);
		vector = qs_statevector_create(host, n, true);
		gradient = qs_gradient_create(vector, layers, trial / 4 % 2 ? 0.0 : INFINITY);
		draft_circuit(draft, &random, n, layers, false);
		draft_function(f, &random, n, false, false);
		tail = qs_tail_create(vector, &f->quadratic);
		assert_int_equal(qs_statevector_gradient(vector, gradient, &draft->circuit, &f->quadratic,
												 tail, fraction, &value, by_field, by_coupling,
												 by_angle), QS_OK);
		assert_true(fabs(value - objective_value(vector, draft, f, tail, fraction)) < 1e-9);
		check_entries(vector, &random, draft, f, tail, fraction, draft->field, by_field, layers * n);
		check_entries(vector, &random, draft, f, tail, fraction, draft->angle, by_angle, layers * n);
		check_entries(vector, &random, draft, f, tail, fraction, draft->coupling, by_coupling,
					  layers * (int) draft->circuit.pairs);
		qs_tail_free(tail);
		qs_gradient_free(gradient);
		qs_statevector_free(vector);
	}
	host->simd = QS_SIMD_AUTO;
	qs_free(host, by_angle);
	qs_free(host, by_coupling);
	qs_free(host, by_field);
	qs_free(host, f);
	qs_free(host, draft);
}

/* ---- sampling ---- */

static void
samples_follow_the_distribution(void **state)
{
	QsHost	   *host = unit_host(state);
	Draft	   *draft = QS_NEW(host, Draft);
	int			shots = 40000;
	uint64_t   *bits = QS_ARRAY(host, uint64_t, shots);
	int		   *seen = QS_ARRAY(host, int, 1 << 13);
	QsRandom	random;

	qs_random_seed(&random, 28, 0);
	for (int trial = 0; trial < 20; trial++)
	{
		bool		half = trial % 4 == 0;
		int			n = half ? 13 : 1 + trial % 6;
		QsStatevector *vector = half ? qs_statevector_create_half(host, n, false) :
			qs_statevector_create(host, n, false);
		double		chi_square = 0.0;
		double		rare = 0.0;
		double		rare_seen = 0.0;
		int			classes = 0;

		draft_circuit(draft, &random, n, 2, half);
		qs_statevector_run(vector, &draft->circuit);
		qs_statevector_sample(vector, &random, shots, bits);
		memset(seen, 0, sizeof(int) << 13);
		for (int k = 0; k < shots; k++)
			seen[bits[k]]++;
		for (size_t x = 0; x < (size_t) 1 << n; x++)
		{
			double		expected = shots * qs_statevector_probability(vector, x);

			if (expected < 20.0)
			{
				rare += expected;
				rare_seen += seen[x];
				continue;
			}
			chi_square += pow(seen[x] - expected, 2.0) / expected;
			classes++;
		}
		if (rare > 20.0)
		{
			chi_square += pow(rare_seen - rare, 2.0) / rare;
			classes++;
		}
		/* five standard deviations; seeds are fixed */
		assert_true(chi_square < classes + 5.0 * sqrt(2.0 * classes) + 10.0);
		qs_statevector_free(vector);
	}
	qs_free(host, seen);
	qs_free(host, bits);
	qs_free(host, draft);
}

static void
basis_states_are_sampled_exactly(void **state)
{
	QsHost	   *host = unit_host(state);
	QsRandom	random;

	qs_random_seed(&random, 29, 0);
	for (int n = 1; n <= 13; n++)
		for (int trial = 0; trial < 5; trial++)
		{
			QsStatevector *vector = qs_statevector_create(host, n, trial % 2);
			uint64_t	x = qs_random_below(&random, 1u << n);
			uint64_t	bits[50];

			qs_statevector_basis(vector, x);
			qs_statevector_sample(vector, &random, 50, bits);
			for (int k = 0; k < 50; k++)
				assert_int_equal(bits[k], x);
			qs_statevector_free(vector);
		}
}

/* ---- stopping, memory ---- */

static bool
stop_at_once(void *context)
{
	(void) context;
	return true;
}

static void
long_runs_stop_when_asked(void **state)
{
	QsHost	   *host = unit_host(state);
	bool		(*never) (void *) = host->stop_requested;
	Draft	   *draft = QS_NEW(host, Draft);
	QsRandom	random;
	QsStatevector *vector = qs_statevector_create(host, 18, false);

	qs_random_seed(&random, 30, 0);
	draft_circuit(draft, &random, 18, 2, false);
	host->stop_requested = stop_at_once;
	assert_int_equal(qs_statevector_run(vector, &draft->circuit), QS_INTERRUPTED);
	host->stop_requested = never;
	assert_int_equal(qs_statevector_run(vector, &draft->circuit), QS_OK);
	qs_statevector_free(vector);
	qs_free(host, draft);
}

static void
memory_is_estimated(void **state)
{
	QsHost	   *host = unit_host(state);

	for (int n = 1; n <= 22; n++)
		for (int precision = 0; precision < 2; precision++)
		{
			QsStatevector *vector = qs_statevector_create(host, n, precision);
			double		estimate = qs_statevector_bytes(n, precision);

			assert_true((double) host->memory_used <= estimate);
			assert_true(estimate < 1.6 * (double) host->memory_used);
			qs_statevector_free(vector);
			if (n > 1)
			{
				vector = qs_statevector_create_half(host, n, precision);
				assert_true((double) host->memory_used <= estimate);
				qs_statevector_free(vector);
			}
		}
}

/* The first use of memory, which the system clears then, is no long time without a check;
 * and a half state is accounted for as half. */
static void
memory_is_touched_piece_by_piece(void **state)
{
	QsHost	   *host = unit_host(state);
	QsStandaloneHost *standalone = *state;
	int64_t		before = standalone->checks;
	QsStatevector *half = qs_statevector_create_half(host, 24, false);

	assert_true(standalone->checks - before >= 32);
	assert_true(host->memory_used <= qs_statevector_half_bytes(24, false));
	assert_true(qs_statevector_half_bytes(24, false) < 0.6 * qs_statevector_bytes(24, false));
	qs_statevector_free(half);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		UNIT_TEST(memory_is_touched_piece_by_piece),
		UNIT_TEST(qaoa_states_are_accurate),
		UNIT_TEST(circuits_match_the_reference),
		UNIT_TEST(large_circuits_match_the_reference),
		UNIT_TEST(half_states_match_the_reference),
		UNIT_TEST(gates_match_layers),
		UNIT_TEST(gates_apply_after_circuits),
		UNIT_TEST(energies_match_direct_values),
		UNIT_TEST(expectations_match_direct_sums),
		UNIT_TEST(gradients_match_differences),
		UNIT_TEST(samples_follow_the_distribution),
		UNIT_TEST(basis_states_are_sampled_exactly),
		UNIT_TEST(long_runs_stop_when_asked),
		UNIT_TEST(memory_is_estimated),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
