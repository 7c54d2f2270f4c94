/*
 * test_qasm.c
 *	  The written circuits, run by a small OpenQASM 3 interpreter, reproduce what
 *	  the simulators sample; hardware counts come back as samples.
 */
#include "unit.h"

#include <complex.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "qasm_machine.h"
#include "sampling/counts.h"
#include "quantum/qasm.h"
#include "quantum/route.h"
#include "quantum/vqe.h"
#include "samplers/samplers.h"

#define MOST_QUBITS	8
#define MOST_ANGLES	200

/* ---- circuits ---- */

static QsQubo *
random_qubo(QsHost *host, QsRandom *random, int n, bool symmetric)
{
	QsTerm		terms[100];
	int64_t		count = 0;

	for (int i = 0; i < n; i++)
		for (int j = i + 1; j < n; j++)
			if (qs_random_below(random, 3) > 0)
			{
				double		value = 4.0 * qs_random_normal(random);

				terms[count++] = (QsTerm) {i, j, value};
				if (symmetric)
				{
					/* no field: a cut */
					terms[count++] = (QsTerm) {i, i, -0.5 * value};
					terms[count++] = (QsTerm) {j, j, -0.5 * value};
				}
			}
	for (int i = 0; i < n && !symmetric; i++)
		terms[count++] = (QsTerm) {i, i, qs_random_normal(random)};
	return qs_qubo_from_terms(host, n, 1.0, terms, count);
}

/* What the machine would measure against what the sampler reports and draws */
static void
assert_same_distribution(const Machine *machine, const QsQubo *qubo, const QsSamples *samples,
						 const QsSamplerReport *report, int shots)
{
	double		expectation = 0.0;
	double		total = 0.0;
	double		magnitude = 1.0;
	double		chi = 0.0;
	int			cells = 0;

	for (size_t k = 0; k < (size_t) 1 << qubo->n; k++)
	{
		double		p = creal(machine->amplitude[k] * conj(machine->amplitude[k]));
		double		seen = 0.0;
		uint8_t		x[MOST_QUBITS];

		for (int i = 0; i < qubo->n; i++)
			x[i] = (uint8_t) (k >> i & 1);
		expectation += p * qs_qubo_energy(qubo, x);
		magnitude = fmax(magnitude, fabs(qs_qubo_energy(qubo, x)));
		total += p;
		for (int s = 0; s < samples->count; s++)
			if (memcmp(samples->x + (size_t) s * (size_t) qubo->n, x, (size_t) qubo->n) == 0)
				seen = (double) samples->occurrences[s];
		if (p * shots < 5.0)
			continue;
		chi += (seen - p * shots) * (seen - p * shots) / (p * shots);
		cells++;
	}
	assert_true(fabs(total - 1.0) < 1e-9);
	assert_true(fabs(expectation - report->expectation) < 2e-4 * magnitude);
	/* five standard deviations above the mean of chi squared */
	assert_true(chi < cells + 5.0 * sqrt(2.0 * cells) + 10.0);
}

/* A device with two qubits more than needed, a tree and some couples beside */
static QsCoupling *
random_device(QsHost *host, QsRandom *random, int n)
{
	QsCouple	couple[64];
	int			couples = 0;

	for (int q = 1; q < n + 2; q++)
		couple[couples++] = (QsCouple) {(int) qs_random_below(random, (uint32_t) q), q};
	for (int q = 2; q < n + 2; q++)
		if (couple[q - 1].a != q - 1 && qs_random_below(random, 3) == 0)
			couple[couples++] = (QsCouple) {q, q - 1};
	return qs_coupling_of_device(host, n + 2, couple, couples, n);
}

static bool
are_neighbours(const QsCoupling *coupling, int a, int b)
{
	for (int k = coupling->start[a]; k < coupling->start[a + 1]; k++)
		if (coupling->neighbour[k] == b)
			return true;
	return false;
}

/* A program in one of its forms does what the sampler does, and costs what it says. */
static void
check_program(QsHost *host, const QsQasm *qasm, const QsSamplerInput *input, const QsSamples *samples,
			  const QsSamplerReport *report, int shots)
{
	Machine		machine;
	QsGateCost	cost;
	char	   *text;

	assert_int_equal(qs_qasm_write(host, qasm, input, &text, &cost), QS_OK);
	qasm_machine_run(&machine, text);
	assert_int_equal(machine.n, input->qubo->n);
	assert_int_equal(machine.depth, cost.depth);
	assert_int_equal(machine.two_qubit_gates, cost.two_qubit_gates);
	assert_int_equal(machine.swaps, qasm->keep_rzz ? cost.swaps : 0);
	for (int a = 0; a < machine.n; a++)
		for (int b = 0; b < machine.n && qasm->coupling; b++)
			assert_true(!machine.pairs[a][b] || are_neighbours(qasm->coupling, a, b));
	if (qasm->coupling == NULL)
	{
		assert_int_equal(cost.swaps, 0);
		if (qasm->solver == QS_SOLVER_VQE)
			assert_int_equal(machine.two_qubit_gates, report->two_qubit_gates);
		/* as counted on the ideal machine, with couplings as one gate each */
		if (qasm->keep_rzz && (qasm->mixer == QS_MIXER_X || qasm->mixer == QS_MIXER_WARM))
		{
			assert_int_equal(machine.two_qubit_gates, report->two_qubit_gates);
			assert_in_range(machine.depth, 1, report->depth);
		}
	}
	assert_same_distribution(&machine, input->qubo, samples, report, shots);
	qs_free(host, text);
}

static void
check_forms(QsHost *host, QsRandom *random, QsQasm qasm, const QsSamplerInput *input, const QsSamples *samples,
			const QsSamplerReport *report, int shots)
{
	int			n = input->qubo->n;

	for (int form = 0; form < 8; form++)
	{
		QsCoupling *coupling = form / 2 == 3 ? random_device(host, random, n) :
			qs_coupling_create(host, (QsLattice) (form / 2), n);

		qasm.keep_rzz = form % 2 == 1;
		qasm.coupling = coupling;
		check_program(host, &qasm, input, samples, report, shots);
		qs_coupling_free(host, coupling);
	}
}

/* Angles at random, sampled by the simulator, written, and run by the interpreter */
static void
check_circuit(QsHost *host, QsRandom *random, QsQasm qasm, const QsSamplerInput *input)
{
	QsSamplerSettings settings = qs_sampler_defaults;
	QsSamplerReport report;
	QsSamples  *samples;
	double		angles[MOST_ANGLES];

	/* the sampler itself says how many angles there are */
	settings.mixer = qasm.mixer;
	settings.multi_angle = qasm.multi_angle;
	settings.layers = qasm.layers;
	settings.shots = 1;
	settings.evaluations = 1;
	settings.optimizer = QS_OPTIMIZER_NONE;
	assert_int_equal(qs_sample(host, qasm.solver, input, &settings, random, &samples, &report), QS_OK);
	qasm.angle_count = settings.angle_count = report.angle_count;
	assert_in_range(qasm.angle_count, 1, MOST_ANGLES);
	qs_free(host, report.angles);
	qs_samples_free(host, samples);

	for (int k = 0; k < qasm.angle_count; k++)
		angles[k] = 3.0 * qs_random_unit(random) - 1.5;
	qasm.angles = settings.angles = angles;
	settings.shots = 4000;
	assert_int_equal(qs_sample(host, qasm.solver, input, &settings, random, &samples, &report), QS_OK);
	check_forms(host, random, qasm, input, samples, &report, settings.shots);
	qs_free(host, report.angles);
	qs_samples_free(host, samples);
	qs_qubo_free(host, (QsQubo *) input->qubo);
}

static void
circuits_reproduce_the_simulators(void **state)
{
	QsHost	   *host = unit_host(state);
	QsRandom	random;

	qs_random_seed(&random, 51, 0);
	for (int n = 1; n <= 7; n++)
		for (int layers = 1; layers <= 3; layers++)
		{
			QsQasm		qaoa = {.solver = QS_SOLVER_QAOA, .layers = layers};
			QsQasm		multi_angle = {.solver = QS_SOLVER_QAOA, .layers = layers, .multi_angle = true};
			QsQasm		vqe = {.solver = QS_SOLVER_VQE, .layers = layers};
			QsSamplerInput input = {.qubo = random_qubo(host, &random, n, false)};

			check_circuit(host, &random, qaoa, &input);
			input.qubo = random_qubo(host, &random, n, false);
			check_circuit(host, &random, vqe, &input);
			input.qubo = random_qubo(host, &random, n, false);
			check_circuit(host, &random, multi_angle, &input);
			input.qubo = random_qubo(host, &random, n, true);
			check_circuit(host, &random, qaoa, &input);
		}
}

static void
warm_starts_reproduce_the_simulator(void **state)
{
	QsHost	   *host = unit_host(state);
	QsRandom	random;

	qs_random_seed(&random, 52, 0);
	for (int n = 1; n <= 7; n++)
		for (int multi_angle = 0; multi_angle < 2; multi_angle++)
		{
			double		warm[MOST_QUBITS];
			QsQasm		qasm = {
				.solver = QS_SOLVER_QAOA, .mixer = QS_MIXER_WARM, .layers = 2,
				.multi_angle = multi_angle == 1
			};
			QsSamplerInput input = {.qubo = random_qubo(host, &random, n, false), .warm = warm};

			for (int i = 0; i < n; i++)
				warm[i] = qs_random_unit(&random);
			check_circuit(host, &random, qasm, &input);
		}
}

static void
group_mixers_reproduce_the_simulator(void **state)
{
	/* sizes of the groups, 0 ends; the rest of the qubits is free */
	static const int shape[][4] = {{1}, {2}, {3}, {4}, {5}, {2, 2}, {3, 2}, {2, 3, 1}};
	QsHost	   *host = unit_host(state);
	QsRandom	random;

	qs_random_seed(&random, 53, 0);
	for (size_t k = 0; k < sizeof(shape) / sizeof(shape[0]); k++)
		for (int variant = 0; variant < 4; variant++)
		{
			int			n = 7;
			int32_t		start[5] = {0};
			int32_t		qubit[MOST_QUBITS];
			QsQasm		qasm = {
				.solver = QS_SOLVER_QAOA, .layers = 2, .multi_angle = variant >= 2,
				.mixer = variant % 2 ? QS_MIXER_XY_RING : QS_MIXER_XY_COMPLETE
			};
			QsSamplerInput input = {
				.qubo = random_qubo(host, &random, n, false), .group_start = start,
				.group_qubit = qubit
			};

			/* qubits of a group stand apart */
			for (; input.groups < 4 && shape[k][input.groups] > 0; input.groups++)
				start[input.groups + 1] = start[input.groups] + shape[k][input.groups];
			for (int q = 0; q < start[input.groups]; q++)
				qubit[q] = 3 * q % n;
			check_circuit(host, &random, qasm, &input);
		}
}

/* Lattices are what they are called: a heavy-hex lattice has at most three neighbours a qubit,
 * those of three are never neighbours of each other, and its rings have twelve qubits. */
static void
lattices_have_their_shape(void **state)
{
	QsHost	   *host = unit_host(state);

	for (int n = 1; n <= 127; n++)
	{
		QsCoupling *line = qs_coupling_create(host, QS_LATTICE_LINE, n);
		QsCoupling *hex = qs_coupling_create(host, QS_LATTICE_HEAVY_HEX, n);
		int			couples = 0;

		assert_null(qs_coupling_create(host, QS_LATTICE_ALL, n));
		for (int a = 0; a < n; a++)
			for (int b = 0; b < n; b++)
			{
				assert_int_equal(line->distance[a * n + b], abs(a - b));
				assert_in_range(hex->distance[a * n + b], a == b ? 0 : 1, n);
				assert_int_equal(hex->distance[a * n + b], hex->distance[b * n + a]);
				assert_int_equal(are_neighbours(hex, a, b), hex->distance[a * n + b] == 1);
			}
		for (int a = 0; a < n; a++)
		{
			int			degree = hex->start[a + 1] - hex->start[a];

			assert_in_range(degree, n > 1, 3);
			couples += degree;
			for (int k = hex->start[a]; k < hex->start[a + 1] && degree == 3; k++)
				assert_in_range(hex->start[hex->neighbour[k] + 1] - hex->start[hex->neighbour[k]], 1, 2);
		}
		/* a ring takes twelve qubits */
		if (n < 12)
			assert_int_equal(couples / 2, n - 1);
		if (n >= 25)
			assert_true(couples / 2 >= n);
		qs_coupling_free(host, line);
		qs_coupling_free(host, hex);
	}
}

/* A device in two pieces has room for the larger one only. */
static void
devices_must_hang_together(void **state)
{
	QsHost	   *host = unit_host(state);
	QsCouple	couple[] = {{0, 1}, {2, 4}, {4, 3}};

	for (int n = 1; n <= 6; n++)
	{
		QsCoupling *coupling = qs_coupling_of_device(host, 5, couple, 3, n);

		if (n <= 3)
			assert_int_equal(coupling->n, n);
		else
			assert_null(coupling);
		if (n == 3)
			assert_int_equal(coupling->site[0], 2);
		qs_coupling_free(host, coupling);
	}
}

/* Any two qubits of a line interact: the swaps of a complete graph are no more than those of
 * sorting it once, n (n - 1) / 2, and of a path there are none. */
static void
swaps_are_few(void **state)
{
	QsHost	   *host = unit_host(state);

	for (int n = 2; n <= 30; n++)
	{
		QsGateList *complete = qs_gate_list_create(host, n);
		QsGateList *path = qs_gate_list_create(host, n);
		QsCoupling *line = qs_coupling_create(host, QS_LATTICE_LINE, n);
		QsRouted   *routed;

		for (int a = 0; a < n; a++)
			for (int b = a + 1; b < n; b++)
				qs_gate_list_add(complete, &(QsGate) {.kind = QS_GATE_RZZ, .a = a, .b = b, .commutes = true});
		for (int a = 0; a + 1 < n; a++)
			qs_gate_list_add(path, &(QsGate) {.kind = QS_GATE_RZZ, .a = a, .b = a + 1, .commutes = true});
		routed = qs_route(host, complete, line);
		assert_in_range(qs_gate_list_cost(routed->gates).swaps, n > 2, n * (n - 1) / 2);
		assert_int_equal(routed->gates->count - qs_gate_list_cost(routed->gates).swaps, complete->count);
		qs_routed_free(host, routed);
		routed = qs_route(host, path, line);
		assert_in_range(qs_gate_list_cost(routed->gates).swaps, 0, n);
		qs_routed_free(host, routed);
		qs_coupling_free(host, line);
		qs_gate_list_free(complete);
		qs_gate_list_free(path);
	}
}

static void
qubits_are_mapped_in_comments(void **state)
{
	QsHost	   *host = unit_host(state);
	QsTerm		term = {0, 1, 1.0};
	QsQubo	   *qubo = qs_qubo_from_terms(host, 2, 0.0, &term, 1);
	int32_t		variable_of[] = {17, -1};
	double		angles[] = {0.5, 0.25};
	QsQasm		qasm = {
		.solver = QS_SOLVER_QAOA, .layers = 1, .angles = angles, .angle_count = 2,
		.variable_of = variable_of
	};
	QsSamplerInput input = {.qubo = qubo};
	char	   *text;

	assert_int_equal(qs_qasm_write(host, &qasm, &input, &text, NULL), QS_OK);
	assert_non_null(strstr(text, "// qubit 0: variable 17\n"));
	assert_non_null(strstr(text, "// qubit 1: slack bit\n"));
	assert_non_null(strstr(text, "rx(0.5) q[0];\n"));
	qs_free(host, text);
	qasm.angle_count = 3;
	assert_int_equal(qs_qasm_write(host, &qasm, &input, &text, NULL), QS_INVALID);
	assert_null(text);
	qasm.angle_count = 2;
	qasm.mixer = QS_MIXER_XY_RING;
	assert_int_equal(qs_qasm_write(host, &qasm, &input, &text, NULL), QS_UNSUPPORTED);
	qasm.mixer = QS_MIXER_X;
	qasm.solver = QS_SOLVER_TABU;
	assert_int_equal(qs_qasm_write(host, &qasm, &input, &text, NULL), QS_UNSUPPORTED);
	qs_qubo_free(host, qubo);
}

/* ---- counts ---- */

static QsCount
entry(const char *bits, int64_t count)
{
	return (QsCount) {bits, strlen(bits), (double) count};
}

static const QsCountsReading from_left = {.order = QS_BIT_ORDER_FIRST_LEFT, .chosen = -1};
static const QsCountsReading from_right = {.order = QS_BIT_ORDER_FIRST_RIGHT, .chosen = -1};

static void
counts_in_either_order(void **state)
{
	QsHost	   *host = unit_host(state);
	QsTerm		terms[] = {{0, 0, -1.0}, {1, 1, 10.0}, {2, 2, 100.0}};
	QsQubo	   *qubo = qs_qubo_from_terms(host, 3, 0.0, terms, 3);
	QsCount		counts[] = {entry("100", 5), entry("1 0_0", 2), entry("0x1", 4), entry("011", 0)};
	QsSamples  *samples;
	QsError		error;

	assert_int_equal(qs_counts_to_samples(host, qubo, counts, 4, &from_left,
										  &samples, NULL, NULL, &error), QS_OK);
	assert_int_equal(samples->count, 1);
	assert_int_equal(samples->occurrences[0], 11);
	assert_true(samples->energy[0] == -1.0);
	qs_samples_free(host, samples);
	assert_int_equal(qs_counts_to_samples(host, qubo, counts, 4, &from_right,
										  &samples, NULL, NULL, &error), QS_OK);
	assert_int_equal(samples->count, 2);
	assert_true(samples->energy[0] == -1.0 && samples->occurrences[0] == 4);
	assert_true(samples->energy[1] == 100.0 && samples->occurrences[1] == 7);
	qs_samples_free(host, samples);
	qs_qubo_free(host, qubo);
}

static void
bad_counts_are_named(void **state)
{
	QsHost	   *host = unit_host(state);
	QsTerm		term = {0, 2, 1.0};
	QsQubo	   *qubo = qs_qubo_from_terms(host, 3, 0.0, &term, 1);
	static const char *const bad[] = {"", "01", "0101", "012", "0x", "0x8", "0xg", "0y1", "1e2"};
	QsCount		counts[2] = {entry("000", 1)};
	QsSamples  *samples;
	QsError		error;

	for (int k = 0; k < (int) (sizeof(bad) / sizeof(bad[0])); k++)
	{
		counts[1] = entry(bad[k], 1);
		assert_int_equal(qs_counts_to_samples(host, qubo, counts, 2, &from_left,
											  &samples, NULL, NULL, &error), QS_INVALID);
		assert_null(samples);
		assert_int_equal(error.line, 2);
		assert_true(error.message[0] != '\0');
	}
	counts[1] = entry("111", -1);
	assert_int_equal(qs_counts_to_samples(host, qubo, counts, 2, &from_left,
										  &samples, NULL, NULL, &error), QS_INVALID);
	counts[1] = entry("111", INT64_MAX);
	assert_int_equal(qs_counts_to_samples(host, qubo, counts, 2, &from_left,
										  &samples, NULL, NULL, &error), QS_INVALID);
	assert_int_equal(qs_counts_to_samples(host, qubo, counts, 0, &from_left,
										  &samples, NULL, NULL, &error), QS_INVALID);
	qs_qubo_free(host, qubo);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		UNIT_TEST(circuits_reproduce_the_simulators),
		UNIT_TEST(warm_starts_reproduce_the_simulator),
		UNIT_TEST(group_mixers_reproduce_the_simulator),
		UNIT_TEST(lattices_have_their_shape),
		UNIT_TEST(devices_must_hang_together),
		UNIT_TEST(swaps_are_few),
		UNIT_TEST(qubits_are_mapped_in_comments),
		UNIT_TEST(counts_in_either_order),
		UNIT_TEST(bad_counts_are_named),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
