/*
 * test_qaoa_circuits.c
 *	  Every QAOA variant against its circuit gate by gate, its gradient against
 *	  differences, its noise against density matrices.
 */
#include "unit.h"

#include <math.h>
#include <string.h>

#include "dense_circuit.h"
#include "quantum/qaoa_simulator.h"
#include "samplers/samplers.h"

#define MOST_QUBITS		8
#define MOST_PARAMETERS 400

/* A random problem with one-hot groups over some of its qubits, and warm values */
typedef struct Draft
{
	QsSamplerInput input;
	QsSamplerSettings settings;
	int32_t		group_start[MOST_QUBITS + 1];
	int32_t		group_qubit[MOST_QUBITS];
	double		warm[MOST_QUBITS];
	double		theta[MOST_PARAMETERS];
} Draft;

static QsQubo *
random_qubo(QsHost *host, QsRandom *random, int n, bool fields)
{
	QsTerm		terms[3 * MOST_QUBITS * MOST_QUBITS];
	int64_t		count = 0;

	for (int i = 0; i < n; i++)
	{
		if (fields && qs_random_below(random, 4))
			terms[count++] = (QsTerm) {i, i, qs_random_normal(random)};
		for (int j = i + 1; j < n; j++)
			if (qs_random_below(random, 3))
			{
				double		value = qs_random_normal(random);

				terms[count++] = (QsTerm) {i, j, value};
				if (!fields)
				{
					terms[count++] = (QsTerm) {i, i, -0.5 * value};
					terms[count++] = (QsTerm) {j, j, -0.5 * value};
				}
			}
	}
	return qs_qubo_from_terms(host, n, qs_random_normal(random), terms, count);
}

/* Groups of one to four qubits in random order, some qubits left free */
static void
draft_groups(Draft *draft, QsRandom *random, int n)
{
	int			order[MOST_QUBITS];
	int			at = 0;

	for (int q = 0; q < n; q++)
		order[q] = q;
	qs_random_shuffle(random, order, n);
	draft->input.groups = 0;
	while (at < n && (draft->input.groups == 0 || qs_random_below(random, 4)))
	{
		int			size = 1 + (int) qs_random_below(random, 5);

		if (size > n - at)
			size = n - at;
		for (int k = 0; k < size; k++, at++)
			draft->group_qubit[at] = order[at];
		draft->group_start[++draft->input.groups] = at;
	}
	draft->input.group_start = draft->group_start;
	draft->input.group_qubit = draft->group_qubit;
}

static void
draft_problem(QsHost *host, Draft *draft, QsRandom *random, int n, QsMixer mixer, bool multi_angle)
{
	memset(draft, 0, sizeof(*draft));
	draft->input.qubo = random_qubo(host, random, n, qs_random_below(random, 4));
	draft_groups(draft, random, n);
	for (int q = 0; q < n; q++)
		draft->warm[q] = qs_random_unit(random);
	draft->input.warm = draft->warm;
	draft->settings = qs_sampler_defaults;
	draft->settings.mixer = mixer;
	draft->settings.multi_angle = multi_angle;
	draft->settings.layers = 1 + (int) qs_random_below(random, 3);
	draft->settings.double_precision = true;
	for (int k = 0; k < MOST_PARAMETERS; k++)
		draft->theta[k] = qs_random_normal(random);
}

static void
drop_problem(QsHost *host, Draft *draft)
{
	qs_qubo_free(host, (QsQubo *) draft->input.qubo);
}

static DenseCircuit
dense_of(const Draft *draft, const QsQaoaProblem *problem)
{
	return (DenseCircuit) {.problem = problem, .input = &draft->input,
		.mixer = draft->settings.mixer, .multi_angle = draft->settings.multi_angle,
		.layers = draft->settings.layers, .theta = draft->theta};
}

static void
bytes_of(size_t x, int n, uint8_t *row)
{
	for (int q = 0; q < n; q++)
		row[q] = x >> q & 1;
}

/* Mean of the lowest fraction, sorted by insertion */
static double
tail_mean(const double *energy, const double *probability, size_t states, double fraction)
{
	double		mass = 0.0;
	double		sum = 0.0;
	double		below = -INFINITY;

	while (mass < fraction - 1e-12)
	{
		double		next = INFINITY;
		double		p = 0.0;

		for (size_t x = 0; x < states; x++)
			if (energy[x] > below && energy[x] < next)
				next = energy[x];
		if (next == INFINITY)
			break;
		for (size_t x = 0; x < states; x++)
			if (energy[x] == next)
				p += probability[x];
		p = fmin(p, fraction - mass);
		mass += p;
		sum += p * next;
		below = next;
	}
	return sum / mass;
}

/* ---- circuits ---- */

static void
check_circuit(QsHost *host, Draft *draft)
{
	QsQaoaSimulator *simulator = qs_qaoa_simulator_create(host, &draft->input, &draft->settings);
	QsAnsatz   *ansatz = qs_qaoa_simulator_ansatz(simulator, draft->settings.layers,
												  draft->settings.multi_angle);
	const QsQaoaProblem *problem = simulator->problem;
	DenseCircuit dense = dense_of(draft, problem);
	int			n = problem->n;
	size_t		states = (size_t) 1 << n;
	double complex psi[1 << MOST_QUBITS];
	double		probability[1 << MOST_QUBITS],
				energy[1 << MOST_QUBITS];
	double		expectation,
				objective,
				mean = 0.0;

	assert_int_equal(dense_parameters(&dense), ansatz->parameters);
	assert_int_equal(qs_qaoa_run(simulator, ansatz, draft->theta, &expectation, &objective), QS_OK);
	dense_run(&dense, psi);
	dense_probabilities(n, psi, probability);
	for (size_t x = 0; x < states; x++)
	{
		uint8_t		row[MOST_QUBITS];
		double		found;

		bytes_of(x, n, row);
		found = simulator->subspace ? qs_subspace_probability(simulator->subspace, row) :
			qs_statevector_probability(simulator->state, x);
		assert_true(fabs(found - probability[x]) < 1e-12);
		energy[x] = qs_qubo_energy(draft->input.qubo, row);
		mean += probability[x] * energy[x];
	}
	assert_true(fabs(mean - (problem->mean + problem->deviation * expectation)) < 1e-9);
	assert_true(fabs(tail_mean(energy, probability, states, draft->settings.cvar) -
					 (problem->mean + problem->deviation * objective)) < 1e-9);
	qs_ansatz_free(ansatz);
	qs_qaoa_simulator_free(simulator);
}

static void
circuits_match_their_gates(void **state)
{
	QsHost	   *host = unit_host(state);
	QsRandom	random;
	Draft		draft;

	qs_random_seed(&random, 71, 0);
	for (int trial = 0; trial < 400; trial++)
	{
		draft_problem(host, &draft, &random, 1 + trial % 8, (QsMixer) (trial % 4), trial / 4 % 2);
		draft.settings.cvar = trial % 3 ? 0.15 : 1.0;
		check_circuit(host, &draft);
		drop_problem(host, &draft);
	}
}

/* Each pair once, gates of a round disjoint, as few rounds as can be */
static void
complete_mixers_are_tournaments(void **state)
{
	(void) state;
	for (int k = 1; k <= 11; k++)
	{
		QsHop		hop[64];
		int			hops = qs_mixer_hops(k, true, hop);
		bool		seen[12][12] = {{false}};
		bool		busy[12][12] = {{false}};

		assert_int_equal(hops, k * (k - 1) / 2);
		for (int h = 0; h < hops; h++)
		{
			int			a = hop[h].a < hop[h].b ? hop[h].a : hop[h].b;
			int			b = hop[h].a < hop[h].b ? hop[h].b : hop[h].a;

			assert_true(a >= 0 && a < b && b < k && !seen[a][b]);
			assert_true(hop[h].round >= 0 && hop[h].round < (k % 2 ? k : k - 1));
			assert_true(!busy[hop[h].round][a] && !busy[hop[h].round][b]);
			seen[a][b] = busy[hop[h].round][a] = busy[hop[h].round][b] = true;
		}
	}
}

/* ---- gradients ---- */

static void
check_gradient(QsHost *host, Draft *draft)
{
	QsQaoaSimulator *simulator;
	QsAnsatz   *ansatz;
	double		gradient[MOST_PARAMETERS];
	double		value,
				step = 1e-4;

	draft->settings.optimizer = QS_OPTIMIZER_LBFGS;
	simulator = qs_qaoa_simulator_create(host, &draft->input, &draft->settings);
	ansatz = qs_qaoa_simulator_ansatz(simulator, draft->settings.layers, draft->settings.multi_angle);
	assert_int_equal(qs_qaoa_evaluate(simulator, ansatz, draft->theta, gradient, &value), QS_OK);
	for (int k = 0; k < ansatz->parameters; k += 1 + ansatz->parameters / 12)
	{
		double		at = draft->theta[k];
		double		up,
					down;

		draft->theta[k] = at + step;
		qs_qaoa_evaluate(simulator, ansatz, draft->theta, NULL, &up);
		draft->theta[k] = at - step;
		qs_qaoa_evaluate(simulator, ansatz, draft->theta, NULL, &down);
		draft->theta[k] = at;
		/* the tail's end moves over states: differences see a kink there */
		assert_true(fabs((up - down) / (2.0 * step) - gradient[k]) <
					(draft->settings.cvar < 1.0 ? 1e-3 : 1e-5));
	}
	qs_ansatz_free(ansatz);
	qs_qaoa_simulator_free(simulator);
}

static void
gradients_match_differences(void **state)
{
	QsHost	   *host = unit_host(state);
	QsRandom	random;
	Draft		draft;

	qs_random_seed(&random, 72, 0);
	for (int trial = 0; trial < 160; trial++)
	{
		draft_problem(host, &draft, &random, 1 + trial % 7, (QsMixer) (trial % 4), trial / 4 % 2);
		draft.settings.cvar = trial % 5 == 0 ? 0.3 : 1.0;
		check_gradient(host, &draft);
		drop_problem(host, &draft);
	}
}

/* ---- noise ---- */

/* Do shots follow the probabilities?  Five standard deviations; seeds are fixed. */
static void
assert_follows(const QsSamples *samples, const double *probability)
{
	double		shots = 0.0;
	double		seen[1 << MOST_QUBITS] = {0.0};
	double		chi_square = 0.0;
	double		rare = 0.0;
	double		rare_seen = 0.0;
	int			classes = 1;

	for (int k = 0; k < samples->count; k++)
	{
		size_t		x = 0;

		for (int q = 0; q < samples->n; q++)
			x |= (size_t) samples->x[k * samples->n + q] << q;
		seen[x] = (double) samples->occurrences[k];
		shots += seen[x];
	}
	for (size_t x = 0; x < (size_t) 1 << samples->n; x++)
		if (shots * probability[x] < 10.0)
		{
			rare += shots * probability[x];
			rare_seen += seen[x];
		}
		else
		{
			chi_square += pow(seen[x] - shots * probability[x], 2.0) / (shots * probability[x]);
			classes++;
		}
	assert_true(fabs(rare_seen - rare) < 5.0 * sqrt(rare + 1.0));
	assert_true(chi_square < classes + 5.0 * sqrt(2.0 * classes));
}

/* All mixers, 4 to 6 qubits, with errors, with flipped readout, with both */
static void
noise_matches_density_matrices(void **state)
{
	QsHost	   *host = unit_host(state);
	double complex *matrix = qs_alloc(host, (size_t) 1 << 12, sizeof(double complex));
	QsRandom	random;
	Draft		draft;

	qs_random_seed(&random, 73, 0);
	for (int trial = 0; trial < 36; trial++)
	{
		int			n = 4 + trial / 4 % 3;
		double		probability[64];
		DenseCircuit dense;
		QsQaoaSimulator *simulator;
		QsSamples  *samples;

		draft_problem(host, &draft, &random, n, (QsMixer) (trial % 4), trial % 5 == 0);
		draft.settings.depolarizing = trial % 6 == 0 ? 0.0 : trial % 6 == 1 ? 0.3 : 0.03;
		draft.settings.readout_flip = trial % 7 < 3 ? 0.0 : 0.07;
		draft.settings.double_precision = trial % 2;
		draft.settings.shots = 8000;
		simulator = qs_qaoa_simulator_create(host, &draft.input, &draft.settings);
		dense = dense_of(&draft, simulator->problem);
		dense_run_noisy(&dense, draft.settings.depolarizing, matrix);
		dense_diagonal(n, matrix, probability);
		dense_readout(n, draft.settings.readout_flip, probability);
		draft.settings.angles = draft.theta;
		draft.settings.angle_count = dense_parameters(&dense);
		qs_qaoa_simulator_free(simulator);
		assert_int_equal(qs_sample(host, QS_SOLVER_QAOA, &draft.input, &draft.settings, &random,
								   &samples, NULL), QS_OK);
		assert_follows(samples, probability);
		qs_samples_free(host, samples);
		drop_problem(host, &draft);
	}
	qs_free(host, matrix);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		UNIT_TEST(circuits_match_their_gates),
		UNIT_TEST(complete_mixers_are_tournaments),
		UNIT_TEST(gradients_match_differences),
		UNIT_TEST(noise_matches_density_matrices),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
