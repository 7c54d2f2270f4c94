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

#include "sampling/counts.h"
#include "quantum/qasm.h"
#include "quantum/vqe.h"
#include "samplers/samplers.h"

#define MOST_QUBITS	8
#define MOST_ANGLES	200
#define HALF_ROOT	0.70710678118654752440

typedef struct Machine
{
	int			n;
	double complex amplitude[1 << MOST_QUBITS];
	int			measured;
	int			two_qubit_gates;
} Machine;

/* ---- interpreter of the subset we write; anything else fails the test ---- */

static void
apply_single(Machine *machine, int qubit, double complex m00, double complex m01,
			 double complex m10, double complex m11)
{
	size_t		bit = (size_t) 1 << qubit;

	for (size_t x = 0; x < (size_t) 1 << machine->n; x++)
		if (!(x & bit))
		{
			double complex a = machine->amplitude[x];
			double complex b = machine->amplitude[x | bit];

			machine->amplitude[x] = m00 * a + m01 * b;
			machine->amplitude[x | bit] = m10 * a + m11 * b;
		}
}

static void
apply_rotation(Machine *machine, const char *name, double angle, int qubit)
{
	double		c = cos(0.5 * angle);
	double		s = sin(0.5 * angle);

	if (strcmp(name, "rx") == 0)
		apply_single(machine, qubit, c, -I * s, -I * s, c);
	else if (strcmp(name, "ry") == 0)
		apply_single(machine, qubit, c, -s, s, c);
	else if (strcmp(name, "rz") == 0)
		apply_single(machine, qubit, c - I * s, 0.0, 0.0, c + I * s);
	else
		fail_msg("unknown rotation %s", name);
}

static void
apply_pair(Machine *machine, const char *name, int a, int b)
{
	machine->two_qubit_gates++;
	for (size_t x = 0; x < (size_t) 1 << machine->n; x++)
	{
		if (!(x >> a & 1) || !(x >> b & 1))
			continue;
		if (strcmp(name, "cz") == 0)
			machine->amplitude[x] = -machine->amplitude[x];
		else if (strcmp(name, "cx") == 0)
		{
			size_t		partner = x ^ (size_t) 1 << b;
			double complex swap = machine->amplitude[x];

			machine->amplitude[x] = machine->amplitude[partner];
			machine->amplitude[partner] = swap;
		}
		else
			fail_msg("unknown gate %s", name);
	}
}

static void
execute(Machine *machine, const char *line)
{
	char		name[16];
	double		angle;
	int			a,
				b,
				end = 0;

	if (line[0] == '\0' || strncmp(line, "//", 2) == 0 || strcmp(line, "OPENQASM 3.0;") == 0 ||
		strcmp(line, "include \"stdgates.inc\";") == 0)
		return;
	if (sscanf(line, "qubit[%d] q;%n", &a, &end) == 1 && end == (int) strlen(line))
	{
		assert_in_range(a, 1, MOST_QUBITS);
		machine->n = a;
		machine->amplitude[0] = 1.0;
	}
	else if (sscanf(line, "bit[%d] c;%n", &a, &end) == 1 && end == (int) strlen(line))
		assert_int_equal(a, machine->n);
	else if (sscanf(line, "c[%d] = measure q[%d];%n", &a, &b, &end) == 2 && end == (int) strlen(line))
	{
		assert_int_equal(a, b);
		machine->measured++;
	}
	else if (sscanf(line, "h q[%d];%n", &a, &end) == 1 && end == (int) strlen(line))
		apply_single(machine, a, HALF_ROOT, HALF_ROOT, HALF_ROOT, -HALF_ROOT);
	else if (sscanf(line, "x q[%d];%n", &a, &end) == 1 && end == (int) strlen(line))
		apply_single(machine, a, 0.0, 1.0, 1.0, 0.0);
	else if (sscanf(line, "%15[a-z](%lf) q[%d];%n", name, &angle, &a, &end) == 3 &&
			 end == (int) strlen(line))
		apply_rotation(machine, name, angle, a);
	else if (sscanf(line, "%15[a-z] q[%d], q[%d];%n", name, &a, &b, &end) == 3 &&
			 end == (int) strlen(line))
		apply_pair(machine, name, a, b);
	else
		fail_msg("cannot execute: %s", line);
}

static void
interpret(Machine *machine, const char *text)
{
	memset(machine, 0, sizeof(*machine));
	while (*text)
	{
		char		line[200];
		size_t		length = strcspn(text, "\n");

		assert_true(length < sizeof(line));
		memcpy(line, text, length);
		line[length] = '\0';
		execute(machine, line);
		text += length + (text[length] == '\n');
	}
	assert_int_equal(machine->measured, machine->n);
}

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

/* Angles at random, sampled by the simulator, written, and run by the interpreter */
static void
check_circuit(QsHost *host, QsRandom *random, QsQasm qasm, const QsSamplerInput *input,
			  bool count_gates)
{
	QsSamplerSettings settings = qs_sampler_defaults;
	QsSamplerReport report;
	QsSamples  *samples;
	Machine		machine;
	double		angles[MOST_ANGLES];
	char	   *text;

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
	assert_int_equal(qs_qasm_write(host, &qasm, input, &text), QS_OK);
	interpret(&machine, text);
	assert_int_equal(machine.n, input->qubo->n);
	if (count_gates)
		assert_int_equal(machine.two_qubit_gates, report.two_qubit_gates);
	assert_same_distribution(&machine, input->qubo, samples, &report, settings.shots);
	qs_free(host, text);
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

			check_circuit(host, &random, qaoa, &input, false);
			input.qubo = random_qubo(host, &random, n, false);
			check_circuit(host, &random, vqe, &input, true);
			input.qubo = random_qubo(host, &random, n, false);
			check_circuit(host, &random, multi_angle, &input, false);
			input.qubo = random_qubo(host, &random, n, true);
			check_circuit(host, &random, qaoa, &input, false);
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
			check_circuit(host, &random, qasm, &input, false);
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
			check_circuit(host, &random, qasm, &input, false);
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

	assert_int_equal(qs_qasm_write(host, &qasm, &input, &text), QS_OK);
	assert_non_null(strstr(text, "// qubit 0: variable 17\n"));
	assert_non_null(strstr(text, "// qubit 1: slack bit\n"));
	assert_non_null(strstr(text, "rx(0.5) q[0];\n"));
	qs_free(host, text);
	qasm.angle_count = 3;
	assert_int_equal(qs_qasm_write(host, &qasm, &input, &text), QS_INVALID);
	assert_null(text);
	qasm.angle_count = 2;
	qasm.mixer = QS_MIXER_XY_RING;
	assert_int_equal(qs_qasm_write(host, &qasm, &input, &text), QS_UNSUPPORTED);
	qasm.mixer = QS_MIXER_X;
	qasm.solver = QS_SOLVER_TABU;
	assert_int_equal(qs_qasm_write(host, &qasm, &input, &text), QS_UNSUPPORTED);
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
		UNIT_TEST(qubits_are_mapped_in_comments),
		UNIT_TEST(counts_in_either_order),
		UNIT_TEST(bad_counts_are_named),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
