/*
 * test_device.c
 *	  Shots on a device against density matrices: gates counted from the written program by a
 *	  parser of its own, each error applied one by one, decay by its Kraus operators; and
 *	  extrapolation to no noise against closed forms.
 */
#include "unit.h"

#include <complex.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "quantum/device_plan.h"
#include "quantum/extrapolate.h"
#include "quantum/qasm.h"
#include "samplers/samplers.h"

#define MOST	5				/* qubits */
#define STATES	(1 << MOST)
#define SITES	8

/* ---- what a program of one layer does to each qubit of the circuit ---- */

typedef struct Tally
{
	int			n;
	int			ones[MOST];
	int			twos[MOST];
	int			site[MOST];		/* of a qubit at last, by the program's comments */
	int			last[MOST];		/* q[...] that it is measured from */
	double		time;
} Tally;

/* The program has rzz and swap as gates; who moves with a swap, takes its tally along. */
static Tally
tally_program(const char *text, const QsDevice *device)
{
	Tally		by_place = {0};
	Tally		tally = {0};
	double		busy[MOST] = {0};
	int			owner[MOST];	/* by place: an index of the tally, whatever qubit that is */
	int			device_qubit[MOST];

	for (int p = 0; p < MOST; p++)
		owner[p] = device_qubit[p] = p;
	while (*text)
	{
		char		line[200];
		char		name[16];
		size_t		length = strcspn(text, "\n");
		int			a,
					b;

		memcpy(line, text, length);
		line[length] = '\0';
		text += length + (text[length] == '\n');
		if (sscanf(line, "// q[%d]: qubit %d of the device", &a, &b) == 2)
			device_qubit[a] = b;
		else if (sscanf(line, "c[%d] = measure q[%d];", &a, &b) == 2)
		{
			tally.ones[a] = by_place.ones[owner[b]];
			tally.twos[a] = by_place.twos[owner[b]];
			tally.site[a] = device_qubit[b];
			tally.n = a + 1;
		}
		else if (sscanf(line, "%15[a-z]%*[^q]q[%d], q[%d];", name, &a, &b) == 3)
		{
			int			gates = strcmp(name, "swap") == 0 ? 3 : strcmp(name, "rzz") == 0 && !device->has_rzz ? 2 : 1;
			double		end = fmax(busy[a], busy[b]) + gates * device->time_two;

			by_place.twos[owner[a]] += gates;
			by_place.twos[owner[b]] += gates;
			busy[a] = busy[b] = end;
			if (strcmp(name, "swap") == 0)
			{
				int			moved = owner[a];

				owner[a] = owner[b];
				owner[b] = moved;
			}
			tally.time = fmax(tally.time, end);
		}
		else if (sscanf(line, "%15[a-z]%*[^q]q[%d];", name, &a) == 2 && strcmp(name, "qubit") != 0 &&
				 strcmp(name, "gate") != 0 && strcmp(name, "rz") != 0)
		{
			by_place.ones[owner[a]]++;
			busy[a] += device->time_one;
			tally.time = fmax(tally.time, busy[a]);
		}
	}
	return tally;
}

/* ---- density matrices, entry [row][column] ---- */

typedef struct Density
{
	int			n;
	double complex at[STATES][STATES];
} Density;

/* sum_k K rho K^+ of one qubit */
static void
apply_kraus(Density *rho, int qubit, const double complex (*kraus)[2][2], int operators)
{
	size_t		bit = (size_t) 1 << qubit;
	size_t		states = (size_t) 1 << rho->n;
	Density		sum = {.n = rho->n};

	for (int k = 0; k < operators; k++)
		for (size_t x = 0; x < states; x++)
			for (size_t y = 0; y < states; y++)
				for (int i = 0; i < 2; i++)
					for (int j = 0; j < 2; j++)
						sum.at[x][y] += kraus[k][(x & bit) != 0][i] * conj(kraus[k][(y & bit) != 0][j]) *
							rho->at[(x & ~bit) | (i ? bit : 0)][(y & ~bit) | (j ? bit : 0)];
	*rho = sum;
}

static const double complex pauli[4][2][2] = {
	{{1, 0}, {0, 1}}, {{0, 1}, {1, 0}}, {{0, -I}, {I, 0}}, {{1, 0}, {0, -1}}
};

static void
apply_paulis(Density *rho, int qubit, const double *probability)
{
	double complex kraus[4][2][2];

	for (int k = 0; k < 4; k++)
		for (int i = 0; i < 4; i++)
			kraus[k][i / 2][i % 2] = sqrt(probability[k]) * pauli[k][i / 2][i % 2];
	apply_kraus(rho, qubit, (const double complex (*)[2][2]) kraus, 4);
}

/* Amplitude damping, then dephasing down to exp(-t/T2), both by Kraus operators K; their
 * Pauli twirl has P with probability sum |tr(P K)|^2 / 4. */
static void
twirled_decay(double t, double t1, double t2, double *probability)
{
	double		gamma = 1.0 - exp(-t / t1);
	double		kept = exp(-t / t2) / sqrt(1.0 - gamma);
	double		flip = sqrt(0.5 * (1.0 - kept));
	double		stay = sqrt(0.5 * (1.0 + kept));
	double		damping[2][2][2] = {{{1, 0}, {0, sqrt(1.0 - gamma)}}, {{0, sqrt(gamma)}, {0, 0}}};

	memset(probability, 0, 4 * sizeof(double));
	for (int k = 0; k < 2; k++)
		for (int z = 0; z < 2; z++)
			for (int p = 0; p < 4; p++)
			{
				double complex trace = 0.0;

				for (int i = 0; i < 2; i++)
					for (int j = 0; j < 2; j++)
						trace += pauli[p][i][j] * (z ? flip : stay) * (z && j ? -1.0 : 1.0) * damping[k][j][i];
				probability[p] += creal(trace * conj(trace)) / 4.0;
			}
}

static void
apply_errors(Density *rho, const Tally *tally, const QsDevice *device)
{
	for (int q = 0; q < rho->n; q++)
	{
		double		probability[4] = {
			1.0 - device->error_one, device->error_one / 3.0, device->error_one / 3.0, device->error_one / 3.0
		};

		for (int k = 0; k < tally->ones[q]; k++)
			apply_paulis(rho, q, probability);
		probability[0] = 1.0 - device->error_two;
		probability[1] = probability[2] = probability[3] = device->error_two / 3.0;
		for (int k = 0; k < tally->twos[q]; k++)
			apply_paulis(rho, q, probability);
		twirled_decay(tally->time, device->t1[tally->site[q]], device->t2[tally->site[q]], probability);
		apply_paulis(rho, q, probability);
	}
}

/* exp(-i gamma E / deviation), exp(-i beta X) on every qubit */
static void
apply_layer(Density *rho, const QsQubo *qubo, double deviation, double gamma, double beta)
{
	size_t		states = (size_t) 1 << rho->n;
	double complex turn[1][2][2] = {{{cos(beta), -I * sin(beta)}, {-I * sin(beta), cos(beta)}}};
	double		phase[STATES];

	for (size_t x = 0; x < states; x++)
	{
		uint8_t		bits[MOST];

		for (int q = 0; q < rho->n; q++)
			bits[q] = (uint8_t) (x >> q & 1);
		phase[x] = gamma * qs_qubo_energy(qubo, bits) / deviation;
	}
	for (size_t x = 0; x < states; x++)
		for (size_t y = 0; y < states; y++)
			rho->at[x][y] *= cexp(-I * (phase[x] - phase[y]));
	for (int q = 0; q < rho->n; q++)
		apply_kraus(rho, q, (const double complex (*)[2][2]) turn, 1);
}

static void
start(Density *rho, int n)
{
	rho->n = n;
	for (size_t x = 0; x < (size_t) 1 << n; x++)
		for (size_t y = 0; y < (size_t) 1 << n; y++)
			rho->at[x][y] = 1.0 / (double) (1 << n);
}

static void
measured(const Density *rho, const double *flip, double *probability)
{
	size_t		states = (size_t) 1 << rho->n;

	for (size_t x = 0; x < states; x++)
	{
		probability[x] = 0.0;
		for (size_t y = 0; y < states; y++)
		{
			double		chance = creal(rho->at[y][y]);

			for (int q = 0; q < rho->n; q++)
				chance *= (x ^ y) >> q & 1 ? flip[q] : 1.0 - flip[q];
			probability[x] += chance;
		}
	}
}

static void
assert_follows(const QsSamples *samples, const double *probability, int shots)
{
	double		chi = 0.0;
	int			cells = 0;

	for (size_t x = 0; x < (size_t) 1 << samples->n; x++)
	{
		double		seen = 0.0;

		for (int k = 0; k < samples->count; k++)
		{
			size_t		value = 0;

			for (int q = 0; q < samples->n; q++)
				value |= (size_t) samples->x[(size_t) k * (size_t) samples->n + (size_t) q] << q;
			if (value == x)
				seen = (double) samples->occurrences[k];
		}
		chi += pow(seen - shots * probability[x], 2.0) / fmax(shots * probability[x], 1.0);
		cells++;
	}
	assert_true(chi < cells + 5.0 * sqrt(2.0 * cells));
}

/* ---- devices and circuits ---- */

typedef struct Machine
{
	QsDevice	device;
	QsCouple	couple[16];
	double		t1[SITES];
	double		t2[SITES];
	double		readout[SITES];
} Machine;

static void
draft_device(QsRandom *random, int trial, Machine *machine)
{
	QsDevice   *device = &machine->device;

	*device = (QsDevice) {
		.qubits = SITES, .lattice = (QsLattice) (trial % 4), .couple = machine->couple, .has_rzz = trial / 4 % 2,
		.error_one = trial % 3 ? 0.02 * qs_random_unit(random) : 0.0,
		.error_two = trial % 5 ? 0.04 * qs_random_unit(random) : 0.0,
		.time_one = trial % 2 ? 0.3 : 0.0, .time_two = trial % 7 ? 1.0 : 0.0,
		.t1 = machine->t1, .t2 = machine->t2, .readout = machine->readout
	};
	for (int q = 1; q < SITES; q++)
		machine->couple[device->couples++] = (QsCouple) {(int) qs_random_below(random, (uint32_t) q), q};
	for (int q = 0; q < SITES; q++)
	{
		machine->t1[q] = trial % 6 == 0 ? INFINITY : 20.0 + 60.0 * qs_random_unit(random);
		machine->t2[q] = trial % 9 == 0 ? INFINITY : 20.0 + 60.0 * qs_random_unit(random);
		machine->t2[q] = fmin(machine->t2[q], 2.0 * machine->t1[q]);
		machine->readout[q] = trial % 2 ? 0.2 * qs_random_unit(random) : 0.0;
	}
}

static QsQubo *
random_qubo(QsHost *host, QsRandom *random, int n)
{
	QsTerm		terms[40];
	int64_t		count = 0;

	for (int i = 0; i < n; i++)
		for (int j = i; j < n; j++)
			if (i == j || qs_random_below(random, 3) > 0)
				terms[count++] = (QsTerm) {i, j, 2.0 * qs_random_normal(random)};
	return qs_qubo_from_terms(host, n, 0.5, terms, count);
}

/* sqrt(sum h^2 + sum J^2) as the standard deviation of the energy of all states */
static double
deviation_of(const QsQubo *qubo)
{
	double		sum = 0.0;
	double		squares = 0.0;
	double		states = (double) (1 << qubo->n);

	for (int x = 0; x < 1 << qubo->n; x++)
	{
		uint8_t		bits[MOST];
		double		energy;

		for (int q = 0; q < qubo->n; q++)
			bits[q] = (uint8_t) (x >> q & 1);
		energy = qs_qubo_energy(qubo, bits);
		sum += energy;
		squares += energy * energy;
	}
	return sqrt(squares / states - sum / states * sum / states);
}

static QsSamples *
sample(QsHost *host, QsRandom *random, const QsQubo *qubo, const QsDevice *device, int layers,
	   const double *angles, int shots, QsSamplerReport *report)
{
	QsSamplerSettings settings = qs_sampler_defaults;
	QsSamplerInput input = {.qubo = qubo};
	QsSamples  *samples;

	settings.layers = layers;
	settings.angles = angles;
	settings.angle_count = 2 * layers;
	settings.shots = shots;
	settings.device = device;
	assert_int_equal(qs_sample(host, QS_SOLVER_QAOA, &input, &settings, random, &samples, report), QS_OK);
	return samples;
}

/* One layer, on every kind of coupling */
static void
one_layer_follows_the_density_matrix(void **state)
{
	QsHost	   *host = unit_host(state);
	QsRandom	random;
	int			shots = 20000;

	qs_random_seed(&random, 91, 0);
	for (int trial = 0; trial < 60; trial++)
	{
		int			n = 2 + (int) qs_random_below(&random, MOST - 1);
		QsQubo	   *qubo = random_qubo(host, &random, n);
		QsSamplerInput input = {.qubo = qubo};
		double		angles[] = {qs_random_unit(&random), -qs_random_unit(&random)};
		QsQasm		qasm = {
			.solver = QS_SOLVER_QAOA, .layers = 1, .angles = angles, .angle_count = 2, .keep_rzz = true
		};
		Machine		machine;
		Density		rho = {0};
		Tally		tally;
		QsGateCost	cost;
		double		probability[STATES];
		double		flip[MOST];
		QsSamplerReport report;
		QsSamples  *samples;
		QsCoupling *coupling;
		char	   *text;
		bool		fits;

		draft_device(&random, trial, &machine);
		coupling = qs_device_coupling(host, &machine.device, n, &fits);
		assert_true(fits);
		qasm.coupling = coupling;
		assert_int_equal(qs_qasm_write(host, &qasm, &input, &text, &cost), QS_OK);
		tally = tally_program(text, &machine.device);
		assert_int_equal(tally.n, n);
		start(&rho, n);
		apply_layer(&rho, qubo, deviation_of(qubo), angles[0], angles[1]);
		apply_errors(&rho, &tally, &machine.device);
		for (int q = 0; q < n; q++)
			flip[q] = machine.readout[tally.site[q]];
		measured(&rho, flip, probability);
		samples = sample(host, &random, qubo, &machine.device, 1, angles, shots, &report);
		assert_follows(samples, probability, shots);
		assert_int_equal(report.swaps, cost.swaps);
		qs_free(host, text);
		/* cost of the same program in cx */
		qasm.keep_rzz = false;
		assert_int_equal(qs_qasm_write(host, &qasm, &input, &text, &cost), QS_OK);
		assert_int_equal(report.cx_depth, cost.depth);
		assert_int_equal(report.cx_gates, cost.two_qubit_gates);
		qs_free(host, text);
		qs_free(host, report.angles);
		qs_samples_free(host, samples);
		qs_coupling_free(host, coupling);
		qs_qubo_free(host, qubo);
	}
}

/* Three layers where any two qubits interact: gates are known without looking.  Preparation
 * is a gate of the first. */
static void
layers_follow_the_density_matrix(void **state)
{
	QsHost	   *host = unit_host(state);
	QsRandom	random;
	int			shots = 20000;

	qs_random_seed(&random, 92, 0);
	for (int trial = 0; trial < 20; trial++)
	{
		int			n = 2 + (int) qs_random_below(&random, 3);
		QsQubo	   *qubo = random_qubo(host, &random, n);
		double		angles[6];
		Machine		machine;
		Density		rho = {0};
		double		probability[STATES];
		QsSamplerReport report;
		QsSamples  *samples;

		for (int k = 0; k < 6; k++)
			angles[k] = (k < 3 ? 1.0 : -1.0) * qs_random_unit(&random);
		draft_device(&random, 4 * trial, &machine);
		machine.device.time_one = machine.device.time_two = 0.0;
		start(&rho, n);
		for (int layer = 0; layer < 3; layer++)
		{
			Tally		tally = {.n = n};

			for (int q = 0; q < n; q++)
			{
				tally.ones[q] = layer == 0 ? 2 : 1;
				tally.site[q] = q;
				tally.twos[q] = (int) (qubo->start[q + 1] - qubo->start[q]) * (machine.device.has_rzz ? 1 : 2);
			}
			apply_layer(&rho, qubo, deviation_of(qubo), angles[layer], angles[3 + layer]);
			apply_errors(&rho, &tally, &machine.device);
		}
		measured(&rho, machine.readout, probability);
		samples = sample(host, &random, qubo, &machine.device, 3, angles, shots, &report);
		assert_follows(samples, probability, shots);
		qs_free(host, report.angles);
		qs_samples_free(host, samples);
		qs_qubo_free(host, qubo);
	}
}

/* A device without errors changes no shot, one that is too small is refused, other circuits
 * know no device. */
static void
devices_are_checked(void **state)
{
	QsHost	   *host = unit_host(state);
	QsRandom	random;
	QsQubo	   *qubo;
	Machine		machine;
	double		angles[] = {0.4, -0.3};
	QsSamplerSettings settings = qs_sampler_defaults;
	QsSamplerInput input;
	QsSamples  *perfect,
			   *plain;
	QsSamplerReport report;

	qs_random_seed(&random, 93, 0);
	qubo = random_qubo(host, &random, 4);
	input = (QsSamplerInput) {.qubo = qubo};
	draft_device(&random, 0, &machine);
	machine.device.error_two = machine.device.time_two = 0.0;
	qs_random_seed(&random, 94, 0);
	perfect = sample(host, &random, qubo, &machine.device, 1, angles, 500, &report);
	assert_true(report.noisy_expectation == report.noisy_expectation);
	qs_free(host, report.angles);
	qs_random_seed(&random, 94, 0);
	plain = sample(host, &random, qubo, NULL, 1, angles, 500, &report);
	assert_true(isnan(report.noisy_expectation) && isnan(report.mitigated_expectation));
	qs_free(host, report.angles);
	assert_int_equal(perfect->count, plain->count);
	assert_memory_equal(perfect->x, plain->x, (size_t) plain->count * 4);
	qs_samples_free(host, perfect);
	qs_samples_free(host, plain);
	settings.device = &machine.device;
	settings.layers = 1;
	assert_int_equal(qs_sample(host, QS_SOLVER_VQE, &input, &settings, &random, &plain, NULL), QS_UNSUPPORTED);
	machine.device.qubits = 3;
	assert_int_equal(qs_sample(host, QS_SOLVER_QAOA, &input, &settings, &random, &plain, NULL), QS_UNSUPPORTED);
	machine.device.qubits = 8;
	machine.device.lattice = QS_LATTICE_GIVEN;
	machine.device.couples = 2;
	assert_int_equal(qs_sample(host, QS_SOLVER_QAOA, &input, &settings, &random, &plain, NULL), QS_UNSUPPORTED);
	assert_null(plain);
	qs_qubo_free(host, qubo);
}

/* ---- extrapolation ---- */

static void
polynomials_are_extrapolated_exactly(void **state)
{
	(void) state;
	for (int degree = 0; degree <= 2; degree++)
	{
		double		value[3];

		for (int k = 0; k < 3; k++)
			value[k] = 5.0 + (degree > 0 ? -1.5 * (k + 1) : 0.0) + (degree > 1 ? 0.25 * (k + 1) * (k + 1) : 0.0);
		assert_true(fabs(qs_extrapolate(QS_EXTRAPOLATION_RICHARDSON, value) - 5.0) < 1e-12);
		if (degree < 2)
			assert_true(fabs(qs_extrapolate(QS_EXTRAPOLATION_LINEAR, value) - 5.0) < 1e-12);
		assert_true(isnan(qs_extrapolate(QS_EXTRAPOLATION_NONE, value)));
	}
}

/*
 * E = z0 z1: one layer of depolarising noise multiplies it by (1 - 4p/3)^2, noise of f times the
 * strength by (1 - 4p/3)^(2 f), whatever the angles.
 */
static void
depolarising_noise_is_extrapolated(void **state)
{
	QsHost	   *host = unit_host(state);
	QsRandom	random;
	QsTerm		terms[] = {{0, 0, -2.0}, {1, 1, -2.0}, {0, 1, 4.0}};
	QsQubo	   *qubo = qs_qubo_from_terms(host, 2, 1.0, terms, 3);
	QsSamplerInput input = {.qubo = qubo};
	double		angles[] = {0.6, -0.35};
	int			shots = 100000;

	qs_random_seed(&random, 95, 0);
	for (int trial = 0; trial < 6; trial++)
	{
		QsSamplerSettings settings = qs_sampler_defaults;
		Machine		machine;
		double		error = 0.03;
		double		kept = 1.0 - 4.0 / 3.0 * error;
		double		standard_error = 1.0 / sqrt(shots);
		double		expected;
		QsSamplerReport report;
		QsSamples  *samples;

		settings.layers = 1;
		settings.angles = angles;
		settings.angle_count = 2;
		settings.shots = shots;
		settings.extrapolation = trial % 2 ? QS_EXTRAPOLATION_LINEAR : QS_EXTRAPOLATION_RICHARDSON;
		if (trial / 2 == 0)
			settings.depolarizing = error;
		else
		{
			draft_device(&random, 0, &machine);
			machine.device.time_two = 0.0;
			machine.device.has_rzz = trial / 2 == 2;
			machine.device.error_two = error;
			settings.device = &machine.device;
			if (!machine.device.has_rzz)
				kept *= kept;
		}
		kept *= kept;
		assert_int_equal(qs_sample(host, QS_SOLVER_QAOA, &input, &settings, &random, &samples, &report), QS_OK);
		assert_true(fabs(report.noisy_expectation - report.expectation * kept) < 5.0 * standard_error);
		expected = settings.extrapolation == QS_EXTRAPOLATION_LINEAR ?
			(4.0 * kept + kept * kept - 2.0 * pow(kept, 3.0)) / 3.0 : 3.0 * kept - 3.0 * kept * kept + pow(kept, 3.0);
		assert_true(fabs(report.mitigated_expectation - report.expectation * expected) <
					5.0 * standard_error * sqrt(trial % 2 ? 7.0 / 3.0 : 19.0));
		/* and that is nearer to the truth */
		assert_true(fabs(expected - 1.0) < fabs(kept - 1.0));
		qs_free(host, report.angles);
		qs_samples_free(host, samples);
	}
	qs_qubo_free(host, qubo);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		UNIT_TEST(one_layer_follows_the_density_matrix),
		UNIT_TEST(layers_follow_the_density_matrix),
		UNIT_TEST(devices_are_checked),
		UNIT_TEST(polynomials_are_extrapolated_exactly),
		UNIT_TEST(depolarising_noise_is_extrapolated),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
