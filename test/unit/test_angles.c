/*
 * test_angles.c
 *	  Angles of QAOA: published values, where searches start, and what the numbers mean to
 *	  other simulators.
 */
#include "unit.h"

#include <complex.h>
#include <math.h>
#include <string.h>

#include "quantum/angles.h"
#include "quantum/qaoa_problem.h"
#include "samplers/samplers.h"

#define MOST_EDGES	200

typedef struct Edge
{
	int			i;
	int			j;
} Edge;

/* Minus the cut */
static QsQubo *
cut_of(QsHost *host, int n, const Edge *edge, int edges)
{
	QsTerm		terms[3 * MOST_EDGES];

	for (int k = 0; k < edges; k++)
	{
		terms[3 * k] = (QsTerm) {edge[k].i, edge[k].i, -1.0};
		terms[3 * k + 1] = (QsTerm) {edge[k].j, edge[k].j, -1.0};
		terms[3 * k + 2] = (QsTerm) {edge[k].i < edge[k].j ? edge[k].i : edge[k].j,
			edge[k].i < edge[k].j ? edge[k].j : edge[k].i, 2.0};
	}
	return qs_qubo_from_terms(host, n, 0.0, terms, 3 * edges);
}

/* Mean energy at the angles that these settings lead to */
static double
expectation_of(QsHost *host, const QsQubo *qubo, const QsSamplerSettings *settings)
{
	QsSamplerInput input = {.qubo = qubo};
	QsSamplerReport report;
	QsSamples  *samples;
	QsRandom	random;

	qs_random_seed(&random, 1, 0);
	assert_int_equal(qs_sample(host, QS_SOLVER_QAOA, &input, settings, &random, &samples, &report), QS_OK);
	qs_sampler_report_free(host, &report);
	qs_samples_free(host, samples);
	return report.expectation;
}

static QsSamplerSettings
mean_settings(int layers)
{
	QsSamplerSettings settings = qs_sampler_defaults;

	settings.layers = layers;
	settings.cvar = 1.0;
	settings.shots = 1;
	settings.double_precision = true;
	settings.optimizer = QS_OPTIMIZER_NONE;
	return settings;
}

/* ---- published values ------------------------------------------------------- */

/* A ring cuts (2p + 1) / (2p + 2) of its edges (Farhi, Goldstone & Gutmann 2014; Wang et al. 2018) */
static void
rings_cut_what_is_known(void **state)
{
	QsHost	   *host = unit_host(state);
	Edge		edge[12];
	QsQubo	   *qubo;

	for (int k = 0; k < 12; k++)
		edge[k] = (Edge) {k, (k + 1) % 12};
	qubo = cut_of(host, 12, edge, 12);
	for (int layers = 1; layers <= 4; layers++)
		for (int init = QS_QAOA_RAMP; init <= QS_QAOA_REGULAR; init++)
		{
			QsSamplerSettings settings = mean_settings(layers);
			double		known = (2.0 * layers + 1.0) / (2.0 * layers + 2.0);
			double		share;

			settings.init = (QsQaoaInit) init;
			settings.optimizer = QS_OPTIMIZER_LBFGS;
			settings.evaluations = 2000;
			share = -expectation_of(host, qubo, &settings) / 12.0;
			assert_true(share < known + 1e-9);
			if (share < known - 1e-4)
				fail_msg("%d layers, init %d: %.6f of the edges, not %.6f", layers, init, share, known);
		}
	qs_qubo_free(host, qubo);
}

/* Without triangles one layer cuts 1/2 + ((d - 1) / d)^((d - 1) / 2) / (2 sqrt d) of the edges (Wang
 * et al. 2018), 0.69245 for d = 3: on complete bipartite graphs, at the published angles */
static void
regular_graphs_of_one_layer(void **state)
{
	QsHost	   *host = unit_host(state);

	for (int d = 3; d <= 11; d++)
	{
		QsSamplerSettings settings = mean_settings(1);
		double		known = 0.5 + 0.5 * pow((d - 1.0) / d, 0.5 * (d - 1)) / sqrt(d);
		Edge		edge[MOST_EDGES];
		int			edges = 0;
		QsQubo	   *qubo;
		double		share;

		for (int i = 0; i < d; i++)
			for (int j = 0; j < d; j++)
				edge[edges++] = (Edge) {i, d + j};
		qubo = cut_of(host, 2 * d, edge, edges);
		settings.init = QS_QAOA_REGULAR;
		settings.double_precision = d < 9;
		share = -expectation_of(host, qubo, &settings) / edges;
		assert_true(fabs(share - known) < 2e-5);
		if (d == 3)
			assert_true(fabs(share - 0.69245) < 1e-5);
		qs_qubo_free(host, qubo);
	}
}

/* The incidence graph of a projective plane by a perfect difference set: no cycle below six */
static int
plane(int points, const int *difference, int degree, Edge *edge)
{
	int			edges = 0;

	for (int i = 0; i < points; i++)
		for (int k = 0; k < degree; k++)
			edge[edges++] = (Edge) {i, points + (i + difference[k]) % points};
	return edges;
}

/* Two layers look at trees where no cycle is shorter than six: 0.755906 for d = 3 (Farhi, Goldstone
 * & Gutmann 2014), 0.716091 for d = 4 (Wurtz & Lykov 2021); the optimiser finds the same */
static void
regular_graphs_of_two_layers(void **state)
{
	QsHost	   *host = unit_host(state);
	QsSamplerSettings settings = mean_settings(2);
	Edge		edge[MOST_EDGES];
	int			edges = plane(7, (int[]) {0, 1, 3}, 3, edge);
	QsQubo	   *qubo = cut_of(host, 14, edge, edges);

	settings.init = QS_QAOA_REGULAR;
	assert_true(fabs(-expectation_of(host, qubo, &settings) / edges - 0.755906) < 1e-6);
	settings.init = QS_QAOA_LAYERWISE;
	settings.optimizer = QS_OPTIMIZER_LBFGS;
	settings.evaluations = 400;
	assert_true(fabs(-expectation_of(host, qubo, &settings) / edges - 0.755906) < 1e-5);
	qs_qubo_free(host, qubo);

	edges = plane(13, (int[]) {0, 1, 3, 9}, 4, edge);
	qubo = cut_of(host, 26, edge, edges);
	settings.init = QS_QAOA_REGULAR;
	settings.optimizer = QS_OPTIMIZER_NONE;
	settings.double_precision = false;
	assert_true(fabs(-expectation_of(host, qubo, &settings) / edges - 0.7160914) < 1e-5);
	qs_qubo_free(host, qubo);
}

/* A random d-regular graph, simple, by pairing until it is */
static int
random_regular(QsRandom *random, int n, int d, Edge *edge)
{
	int			end[2 * MOST_EDGES];

	for (;;)
	{
		bool		simple = true;

		for (int k = 0; k < n * d; k++)
			end[k] = k / d;
		qs_random_shuffle(random, end, n * d);
		for (int k = 0; k < n * d / 2 && simple; k++)
		{
			edge[k] = (Edge) {end[2 * k], end[2 * k + 1]};
			simple = edge[k].i != edge[k].j;
			for (int e = 0; e < k && simple; e++)
				simple = (edge[e].i != edge[k].i || edge[e].j != edge[k].j) &&
					(edge[e].i != edge[k].j || edge[e].j != edge[k].i);
		}
		if (simple)
			return n * d / 2;
	}
}

static double
largest_cut(const QsQubo *qubo)
{
	double		least = 0.0;

	for (uint32_t bits = 0; bits < (uint32_t) 1 << (qubo->n - 1); bits++)
	{
		uint8_t		x[24];

		for (int i = 0; i < qubo->n; i++)
			x[i] = bits >> i & 1;
		least = fmin(least, qs_qubo_energy(qubo, x));
	}
	return -least;
}

/* The fixed-angle conjecture: the published angles never do worse than on trees, relative to
 * the largest cut; what they reach there is published with them */
static void
published_angles_keep_their_promise(void **state)
{
	static const double ratio[2][11] = {
		{0.6924, 0.7559, 0.7923, 0.8168, 0.8363, 0.8498, 0.8597, 0.8674, 0.8735, 0.8785, 0.8828},
		{0.6623, 0.7160, 0.7485, 0.7690, 0.7841}
	};
	QsHost	   *host = unit_host(state);
	QsRandom	random;

	qs_random_seed(&random, 21, 0);
	for (int trial = 0; trial < 6; trial++)
	{
		int			d = trial < 4 ? 3 : 4;
		Edge		edge[MOST_EDGES];
		int			edges = random_regular(&random, 12, d, edge);
		QsQubo	   *qubo = cut_of(host, 12, edge, edges);
		double		cut = largest_cut(qubo);
		double		last = 0.0;

		for (int layers = 1; layers <= (d == 3 ? 11 : 5); layers++)
		{
			QsSamplerSettings settings = mean_settings(layers);
			double		reached;

			settings.init = QS_QAOA_REGULAR;
			reached = -expectation_of(host, qubo, &settings) / cut;
			assert_true(reached >= ratio[d - 3][layers - 1]);
			assert_true(reached > last - 0.01);
			last = reached;
		}
		qs_qubo_free(host, qubo);
	}
}

/* Couplings of one size times any factor, beside fields or not: the table's angles scale along,
 * and more layers than were published get worse nowhere much */
static void
published_angles_scale(void **state)
{
	QsHost	   *host = unit_host(state);
	QsRandom	random;
	Edge		edge[MOST_EDGES];
	int			edges;
	QsQubo	   *qubo;
	QsSamplerSettings settings = mean_settings(5);
	double		five;

	qs_random_seed(&random, 22, 0);
	edges = random_regular(&random, 12, 5, edge);
	qubo = cut_of(host, 12, edge, edges);
	settings.init = QS_QAOA_REGULAR;
	five = expectation_of(host, qubo, &settings);
	settings.layers = 4;
	assert_true(five < 0.99 * expectation_of(host, qubo, &settings));
	for (int64_t k = 0; k < qubo->start[qubo->n]; k++)
		qubo->weight[k] *= 1000.0;
	for (int i = 0; i < qubo->n; i++)
		qubo->linear[i] *= 1000.0;
	settings.layers = 5;
	assert_true(fabs(expectation_of(host, qubo, &settings) - 1000.0 * five) < 1e-6 * fabs(1000.0 * five));
	qs_qubo_free(host, qubo);
}

/* Sherrington-Kirkpatrick at the angles of infinite size (Farhi, Goldstone, Gutmann & Zhou 2022).  A
 * spin has n - 1 others, so couplings of variance 1 / (n - 1) give it the field that it has there. */
static void
spin_glasses_at_published_angles(void **state)
{
	static const double gamma[3][3] = {{0.5}, {0.3817, 0.6655}, {0.3297, 0.5688, 0.6406}};
	static const double beta[3][3] = {{0.39269908}, {0.4960, 0.2690}, {0.5500, 0.3675, 0.2109}};
	static const double known[3] = {0.3033, 0.4075, 0.4726};
	QsHost	   *host = unit_host(state);
	enum
	{
		N = 18, INSTANCES = 100
	};

	for (int layers = 1; layers <= 3; layers++)
	{
		double		sum = 0.0;
		double		squares = 0.0;
		double		error;

		for (int instance = 0; instance < INSTANCES; instance++)
		{
			QsSamplerSettings settings = mean_settings(layers);
			QsTerm		terms[3 * N * N];
			int64_t		count = 0;
			double		deviation = 0.0;
			double		angle[6];
			QsRandom	random;
			QsQubo	   *qubo;
			double		value;

			/* J z z' / sqrt(n - 1), z = 1 - 2 x */
			qs_random_seed(&random, (uint64_t) instance, 77);
			for (int i = 0; i < N; i++)
				for (int j = i + 1; j < N; j++)
				{
					double		coupling = qs_random_normal(&random) / sqrt(N - 1);

					deviation += coupling * coupling;
					terms[count++] = (QsTerm) {i, j, 4.0 * coupling};
					terms[count++] = (QsTerm) {i, i, -2.0 * coupling};
					terms[count++] = (QsTerm) {j, j, -2.0 * coupling};
				}
			qubo = qs_qubo_from_terms(host, N, 0.0, terms, count);
			for (int i = 0; i < N; i++)
				for (int64_t k = qubo->start[i]; k < qubo->start[i + 1]; k++)
					qubo->offset += 0.125 * qubo->weight[k];
			/* exp(-i gamma C) there is exp(-i gamma' E / deviation) here */
			for (int k = 0; k < layers; k++)
			{
				angle[k] = gamma[layers - 1][k] * sqrt(deviation);
				angle[layers + k] = -beta[layers - 1][k];
			}
			settings.angles = angle;
			settings.angle_count = 2 * layers;
			value = -expectation_of(host, qubo, &settings) / N;
			sum += value;
			squares += value * value;
			qs_qubo_free(host, qubo);
		}
		error = sqrt((squares / INSTANCES - sum * sum / INSTANCES / INSTANCES) / (INSTANCES - 1));
		assert_true(error < 0.005);
		assert_true(fabs(sum / INSTANCES - known[layers - 1]) < 3.0 * error);
	}
}

/* ---- other simulators ------------------------------------------------------- */

#define QUBITS	6

/* exp(-i phase energy) */
static void
turn_phases(const double *energy, double phase, double complex *amplitude)
{
	for (int x = 0; x < 1 << QUBITS; x++)
		amplitude[x] *= cexp(-I * phase * energy[x]);
}

/* exp(-i angle X) on every qubit */
static void
turn_qubits(double angle, double complex *amplitude)
{
	for (int q = 0; q < QUBITS; q++)
		for (int x = 0; x < 1 << QUBITS; x++)
			if ((x >> q & 1) == 0)
			{
				double complex a = amplitude[x];
				double complex b = amplitude[x | 1 << q];

				amplitude[x] = cos(angle) * a - I * sin(angle) * b;
				amplitude[x | 1 << q] = cos(angle) * b - I * sin(angle) * a;
			}
}

/*
 * The circuit as two other simulators define it, from angles in their own convention: qiskit's
 * QAOAAnsatz applies exp(-i gamma H) and exp(-i beta X) with H = sum h Z + sum J Z Z, QOKit
 * exp(-i gamma C / 2) and exp(-i beta X) with the costs C.
 */
static double
mean_elsewhere(bool qokit, const double *energy, int layers, const double *gamma, const double *beta)
{
	double complex amplitude[1 << QUBITS];
	double		mean = 0.0;

	for (int x = 0; x < 1 << QUBITS; x++)
		amplitude[x] = 1.0 / sqrt(1 << QUBITS);
	for (int layer = 0; layer < layers; layer++)
	{
		turn_phases(energy, qokit ? 0.5 * gamma[layer] : gamma[layer], amplitude);
		turn_qubits(beta[layer], amplitude);
	}
	for (int x = 0; x < 1 << QUBITS; x++)
		mean += creal(amplitude[x] * conj(amplitude[x])) * energy[x];
	return mean;
}

/* dev = sqrt(sum h^2 + sum J^2) is the standard deviation of the energies over all states; divided by it
 * gamma is qiskit's, and twice that QOKit's; beta is the same everywhere (docs/quantum.md) */
static void
angles_mean_the_same_elsewhere(void **state)
{
	QsHost	   *host = unit_host(state);
	QsRandom	random;

	qs_random_seed(&random, 23, 0);
	for (int trial = 0; trial < 40; trial++)
	{
		QsSamplerSettings settings = mean_settings(1 + trial % 4);
		double		energy[1 << QUBITS];
		double		angle[8];
		double		gamma[4];
		double		mean = 0.0;
		double		deviation = 0.0;
		QsTerm		terms[QUBITS * QUBITS];
		int64_t		count = 0;
		QsQubo	   *qubo;
		double		expectation;

		for (int i = 0; i < QUBITS; i++)
			for (int j = i; j < QUBITS; j++)
				terms[count++] = (QsTerm) {i, j, 3.0 * qs_random_normal(&random)};
		qubo = qs_qubo_from_terms(host, QUBITS, 2.5, terms, count);
		for (int x = 0; x < 1 << QUBITS; x++)
		{
			uint8_t		bits[QUBITS];

			for (int i = 0; i < QUBITS; i++)
				bits[i] = x >> i & 1;
			energy[x] = qs_qubo_energy(qubo, bits);
			mean += energy[x] / (1 << QUBITS);
		}
		for (int x = 0; x < 1 << QUBITS; x++)
			deviation += (energy[x] - mean) * (energy[x] - mean) / (1 << QUBITS);
		deviation = sqrt(deviation);
		for (int k = 0; k < 2 * settings.layers; k++)
			angle[k] = 2.0 * qs_random_unit(&random) - 1.0;
		settings.angles = angle;
		settings.angle_count = 2 * settings.layers;
		expectation = expectation_of(host, qubo, &settings);
		for (int qokit = 0; qokit < 2; qokit++)
		{
			for (int k = 0; k < settings.layers; k++)
				gamma[k] = (qokit ? 2.0 : 1.0) * angle[k] / deviation;
			assert_true(fabs(mean_elsewhere(qokit, energy, settings.layers, gamma, angle + settings.layers) -
							 expectation) < 1e-9 * deviation);
		}
		qs_qubo_free(host, qubo);
	}
}

/* ---- starts ----------------------------------------------------------------- */

static void
transfer_between_layers(void **state)
{
	double		to[8];
	double		step[8];
	double		again[8];
	double		angle[3] = {1.0, 4.0, 7.0};

	(void) state;
	qs_angles_transfer(3, angle, 3, to);
	assert_memory_equal(to, angle, sizeof(angle));
	qs_angles_transfer(1, angle, 5, to);
	for (int k = 0; k < 5; k++)
		assert_true(to[k] == 1.0);
	/* more layers, one at a time; what lies on a line stays within it */
	qs_angles_transfer(3, angle, 5, to);
	qs_angles_interpolate(3, angle, step);
	qs_angles_interpolate(4, step, again);
	assert_memory_equal(to, again, 5 * sizeof(double));
	assert_true(fabs(to[0] - 1.0) < 1e-12 && fabs(to[4] - 7.0) < 1e-12);
	for (int k = 1; k < 5; k++)
		assert_true(to[k] > to[k - 1]);
	/* fewer: halves of six layers are means of neighbours */
	qs_angles_transfer(6, (double[]) {1.0, 2.0, 3.0, 4.0, 5.0, 6.0}, 3, to);
	assert_true(fabs(to[0] - 1.5) < 1e-12 && fabs(to[1] - 3.5) < 1e-12 && fabs(to[2] - 5.5) < 1e-12);
	qs_angles_transfer(6, (double[]) {1.0, 2.0, 3.0, 4.0, 5.0, 6.0}, 1, to);
	assert_true(fabs(to[0] - 3.5) < 1e-12);
	qs_angles_linear(2.0, 0.5, 2, to, to + 2);
	assert_true(to[0] == 0.5 && to[1] == 1.5 && to[2] == -0.375 && to[3] == -0.125);
}

static QsQubo *
random_qubo(QsHost *host, QsRandom *random, int n)
{
	QsTerm		terms[200];
	int64_t		count = 0;

	for (int i = 0; i < n; i++)
		for (int j = i; j < n; j++)
			if (i == j || qs_random_below(random, 2))
				terms[count++] = (QsTerm) {i, j, qs_random_normal(random)};
	return qs_qubo_from_terms(host, n, 1.5, terms, count);
}

/* Kept, or improved on; two a layer in a circuit of many angles, too */
static void
given_angles_are_kept_or_improved(void **state)
{
	QsHost	   *host = unit_host(state);
	QsRandom	random;

	qs_random_seed(&random, 24, 0);
	for (int trial = 0; trial < 20; trial++)
	{
		QsQubo	   *qubo = random_qubo(host, &random, 7);
		QsSamplerSettings settings = mean_settings(2);
		double		angle[4] = {0.3, 0.8, -0.6, -0.3};
		double		kept;
		double		improved;

		settings.angles = angle;
		settings.angle_count = 4;
		settings.optimizer = QS_OPTIMIZER_LBFGS;
		kept = expectation_of(host, qubo, &settings);
		settings.multi_angle = true;
		assert_true(fabs(expectation_of(host, qubo, &settings) - kept) < 1e-9);
		settings.multi_angle = trial % 2;
		settings.init = QS_QAOA_ANGLES;
		improved = expectation_of(host, qubo, &settings);
		assert_true(improved < kept);
		settings.evaluations = 0;
		assert_true(fabs(expectation_of(host, qubo, &settings) - kept) < 1e-9);
		qs_qubo_free(host, qubo);
	}
}

static void
wrong_angles_are_invalid(void **state)
{
	QsHost	   *host = unit_host(state);
	QsRandom	random;
	QsQubo	   *qubo;
	QsSamplerSettings settings = mean_settings(2);
	double		angle[5] = {0.3, 0.8, -0.6, -0.3, 0.1};
	static const QsSolver solver[] = {QS_SOLVER_QAOA, QS_SOLVER_VQE, QS_SOLVER_PCE};

	qs_random_seed(&random, 25, 0);
	qubo = random_qubo(host, &random, 5);
	for (int k = 0; k < 3; k++)
	{
		QsSamplerInput input = {.qubo = qubo};
		QsSamples  *samples;

		settings.angles = NULL;
		settings.init = QS_QAOA_ANGLES;
		assert_int_equal(qs_sample(host, solver[k], &input, &settings, &random, &samples, NULL), QS_INVALID);
		settings.angles = angle;
		settings.angle_count = 5;
		for (int init = QS_QAOA_RAMP; init <= QS_QAOA_ANGLES; init++)
		{
			settings.init = (QsQaoaInit) init;
			assert_int_equal(qs_sample(host, solver[k], &input, &settings, &random, &samples, NULL), QS_INVALID);
		}
		for (int bad = 0; bad < 3; bad++)
		{
			angle[1] = bad == 0 ? NAN : bad == 1 ? INFINITY : -2e6;
			settings.angle_count = 4;
			assert_int_equal(qs_sample(host, solver[k], &input, &settings, &random, &samples, NULL), QS_INVALID);
			angle[1] = 0.8;
		}
	}
	qs_qubo_free(host, qubo);
}

/* A layer more begins as nothing: no number of layers does worse than fewer, and with all of
 * them improved at last, hardly worse than stretching */
static void
layers_grow_one_by_one(void **state)
{
	QsHost	   *host = unit_host(state);
	QsRandom	random;

	qs_random_seed(&random, 26, 0);
	for (int trial = 0; trial < 6; trial++)
	{
		QsQubo	   *qubo = random_qubo(host, &random, 8);
		double		last = INFINITY;

		for (int layers = 1; layers <= 5; layers++)
		{
			QsSamplerSettings settings = mean_settings(layers);
			double		grown;

			settings.init = QS_QAOA_LAYERWISE;
			settings.optimizer = trial % 2 ? QS_OPTIMIZER_LBFGS : QS_OPTIMIZER_NELDER_MEAD;
			settings.evaluations = 3000;
			grown = expectation_of(host, qubo, &settings);
			assert_true(grown < last + 1e-6 * fabs(last));
			last = grown;
		}
		qs_qubo_free(host, qubo);
	}
}

static double
field_of(QsHost *host, const QsQubo *qubo)
{
	QsQaoaProblem *problem = qs_qaoa_problem_create(host, qubo);
	double		field = qs_qaoa_problem_field(host, problem);

	qs_qaoa_problem_free(host, problem);
	return field;
}

/* Angles of a small cubic graph serve a larger one, layers interpolated: nearly as well as its own */
static void
small_problems_teach_large_ones(void **state)
{
	QsHost	   *host = unit_host(state);
	QsRandom	random;

	qs_random_seed(&random, 27, 0);
	for (int trial = 0; trial < 4; trial++)
	{
		Edge		edge[MOST_EDGES];
		QsQubo	   *small = cut_of(host, 8, edge, random_regular(&random, 8, 3, edge));
		QsQubo	   *large = cut_of(host, 16, edge, random_regular(&random, 16, 3, edge));
		QsSamplerInput input = {.qubo = small};
		QsSamplerSettings settings = mean_settings(3);
		QsSamplerReport report;
		QsSamples  *samples;
		double		angle[8];
		double		own;

		settings.optimizer = QS_OPTIMIZER_LBFGS;
		assert_true(fabs(field_of(host, small) - 0.5) < 1e-12);
		assert_int_equal(qs_sample(host, QS_SOLVER_QAOA, &input, &settings, &random, &samples, &report), QS_OK);
		for (int layers = 3; layers <= 4; layers++)
		{
			settings.layers = layers;
			settings.angles = NULL;
			settings.angle_field = 0.0;
			own = expectation_of(host, large, &settings);
			for (int k = 0; k < 2; k++)
				qs_angles_transfer(3, report.angles + 3 * k, layers, angle + layers * k);
			settings.angles = angle;
			settings.angle_field = field_of(host, small);
			settings.angle_count = 2 * layers;
			assert_true(expectation_of(host, large, &settings) < 0.95 * own);
		}
		qs_samples_free(host, samples);
		qs_sampler_report_free(host, &report);
		qs_qubo_free(host, small);
		qs_qubo_free(host, large);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		UNIT_TEST(rings_cut_what_is_known),
		UNIT_TEST(regular_graphs_of_one_layer),
		UNIT_TEST(regular_graphs_of_two_layers),
		UNIT_TEST(published_angles_keep_their_promise),
		UNIT_TEST(published_angles_scale),
		UNIT_TEST(spin_glasses_at_published_angles),
		UNIT_TEST(angles_mean_the_same_elsewhere),
		UNIT_TEST(transfer_between_layers),
		UNIT_TEST(given_angles_are_kept_or_improved),
		UNIT_TEST(wrong_angles_are_invalid),
		UNIT_TEST(layers_grow_one_by_one),
		UNIT_TEST(small_problems_teach_large_ones),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
