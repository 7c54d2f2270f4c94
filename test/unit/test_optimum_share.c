/*
 * test_optimum_share.c
 *	  Shots at the minimum of the QUBO, against brute force.
 */
#include "unit.h"

#include <math.h>
#include <string.h>

#include "exact/exact.h"
#include "solve/optimum_share.h"
#include "solve/pipeline.h"

#define MOST_QUBITS	12

typedef struct Instance
{
	QsSamplerInput input;
	QsQubo	   *qubo;
	int32_t		group_start[MOST_QUBITS + 1];
	int32_t		group_qubit[MOST_QUBITS];
} Instance;

/* Few different values make ties; thirds make energies of equal states round apart. */
static void
draw_instance(QsHost *host, QsRandom *random, Instance *instance)
{
	int			n = 1 + (int) qs_random_below(random, MOST_QUBITS);
	double		unit = qs_random_below(random, 2) ? 1.0 : 1e4 / 3.0;
	QsTerm	   *terms = QS_ARRAY(host, QsTerm, n * (n + 1) / 2);
	int			order[MOST_QUBITS];
	int64_t		count = 0;
	int			taken = 0;

	memset(instance, 0, sizeof(*instance));
	for (int i = 0; i < n; i++)
		for (int j = i; j < n; j++)
			if (qs_random_below(random, 2))
				terms[count++] = (QsTerm) {i, j, unit * ((int) qs_random_below(random, 5) - 2)};
	instance->qubo = qs_qubo_from_terms(host, n, unit, terms, count);
	qs_free(host, terms);

	/* some qubits in groups, in any order */
	for (int q = 0; q < n; q++)
		order[q] = q;
	qs_random_shuffle(random, order, n);
	while (taken < n && qs_random_below(random, 4) > 0)
	{
		int			size = 1 + (int) qs_random_below(random, (uint32_t) (n - taken));

		for (int k = 0; k < size; k++, taken++)
			instance->group_qubit[taken] = order[taken];
		instance->group_start[++instance->input.groups] = taken;
	}
	instance->input.qubo = instance->qubo;
	instance->input.group_start = instance->group_start;
	instance->input.group_qubit = instance->group_qubit;
}

static bool
one_hot(const Instance *instance, const uint8_t *x)
{
	for (int g = 0; g < instance->input.groups; g++)
	{
		int			ones = 0;

		for (int k = instance->group_start[g]; k < instance->group_start[g + 1]; k++)
			ones += x[instance->group_qubit[k]];
		if (ones != 1)
			return false;
	}
	return true;
}

static void
spell(uint64_t word, int n, uint8_t *x)
{
	for (int q = 0; q < n; q++)
		x[q] = (uint8_t) (word >> q & 1);
}

static double
brute_minimum(const Instance *instance, bool within_groups)
{
	double		least = INFINITY;
	uint8_t		x[MOST_QUBITS];

	for (uint64_t word = 0; word < (uint64_t) 1 << instance->qubo->n; word++)
	{
		spell(word, instance->qubo->n, x);
		if (!within_groups || one_hot(instance, x))
			least = fmin(least, qs_qubo_energy(instance->qubo, x));
	}
	return least;
}

static void
every_tied_shot_counts(void **state)
{
	QsHost	   *host = unit_host(state);
	const QsMixer mixers[] = {QS_MIXER_X, QS_MIXER_WARM, QS_MIXER_XY_RING, QS_MIXER_XY_COMPLETE};
	QsRandom	random;
	int			ties = 0;

	qs_random_seed(&random, 41, 0);
	for (int trial = 0; trial < 400; trial++)
	{
		Instance	instance;
		QsMixer		mixer = mixers[trial % 4];
		int			shots = 1 + (int) qs_random_below(&random, 3000);
		uint64_t   *bits = QS_ARRAY(host, uint64_t, shots);
		QsSamples  *samples;
		bool		within_groups;
		double		least;
		QsSamples  *lowest;
		int			hits = 0;
		int			optima = 0;
		uint8_t		x[MOST_QUBITS];

		draw_instance(host, &random, &instance);
		within_groups = trial % 4 >= 2 && instance.input.groups > 0;
		assert_int_equal(qs_one_hot_states(&instance.input, mixer), within_groups);
		least = brute_minimum(&instance, within_groups);
		assert_int_equal(qs_qubo_lowest(host, &instance.input, mixer, 5000, &lowest), QS_OK);
		assert_true(fabs(lowest->energy[0] - least) <= 1e-9 * (1.0 + fabs(least)));

		/* shots anywhere, outside the groups too: what noise does */
		for (int k = 0; k < shots; k++)
		{
			bits[k] = qs_random_next(&random) >> (64 - instance.qubo->n);
			spell(bits[k], instance.qubo->n, x);
			hits += fabs(qs_qubo_energy(instance.qubo, x) - least) < 0.1 &&
				(!within_groups || one_hot(&instance, x));
		}
		for (uint64_t word = 0; word < (uint64_t) 1 << instance.qubo->n; word++)
		{
			spell(word, instance.qubo->n, x);
			optima += fabs(qs_qubo_energy(instance.qubo, x) - least) < 0.1 &&
				(!within_groups || one_hot(&instance, x));
		}
		ties += optima > 1;
		for (int k = 0; k < lowest->count; k++)
			optima -= lowest->energy[k] <= lowest->energy[0] + qs_qubo_tolerance(instance.qubo);
		assert_int_equal(optima, 0);
		qs_samples_free(host, lowest);
		samples = qs_samples_from_bits(host, instance.qubo, bits, shots);
		assert_true(qs_optimum_share(host, QS_SOLVER_QAOA, &instance.input, mixer, samples) ==
					(double) hits / shots);
		qs_samples_free(host, samples);
		qs_free(host, bits);
		qs_qubo_free(host, instance.qubo);
	}
	assert_true(ties > 100);
}

/* All of a constant function's shots are at its minimum, none of no shots */
static void
plain_cases(void **state)
{
	QsHost	   *host = unit_host(state);
	QsQubo	   *qubo = qs_qubo_from_terms(host, 3, -2.5, NULL, 0);
	QsSamplerInput input = {.qubo = qubo};
	uint64_t	bits[5] = {0, 1, 7, 7, 2};
	QsSamples  *samples = qs_samples_from_bits(host, qubo, bits, 5);

	assert_true(qs_optimum_share(host, QS_SOLVER_UNIFORM, &input, QS_MIXER_X, samples) == 1.0);
	qs_samples_free(host, samples);
	samples = qs_samples_from_bits(host, qubo, bits, 0);
	assert_true(isnan(qs_optimum_share(host, QS_SOLVER_UNIFORM, &input, QS_MIXER_X, samples)));
	qs_samples_free(host, samples);
	qs_qubo_free(host, qubo);
}

/* What cannot be enumerated has an unknown minimum, sooner for classical solvers */
static void
large_problems_have_no_share(void **state)
{
	QsHost	   *host = unit_host(state);
	const int	sizes[] = {20, 25, QS_EXACT_MAX_BITS + 1};

	for (int k = 0; k < 3; k++)
	{
		QsTerm		term = {0, sizes[k] - 1, -1.0};
		QsQubo	   *qubo = qs_qubo_from_terms(host, sizes[k], 0.0, &term, 1);
		QsSamplerInput input = {.qubo = qubo};
		uint64_t	bits[4] = {0, ~UINT64_C(0), 1, 3};
		QsSamples  *samples = qs_samples_from_bits(host, qubo, bits, 4);
		double		quantum = qs_optimum_share(host, QS_SOLVER_QAOA, &input, QS_MIXER_X, samples);
		double		classical = qs_optimum_share(host, QS_SOLVER_TABU, &input, QS_MIXER_X, samples);

		assert_true(k < 2 ? quantum == 0.25 : isnan(quantum));
		assert_true(k < 1 ? classical == 0.25 : isnan(classical));
		qs_samples_free(host, samples);
		qs_qubo_free(host, qubo);
	}
}

/* A solve reports it for what samples a QUBO, and not for what enumerates the model. */
static void
rounds_report_the_share(void **state)
{
	QsHost	   *host = unit_host(state);
	QsRandom	random;
	QsModel    *model;

	qs_random_seed(&random, 42, 0);
	model = unit_random_model(host, &random, UNIT_KNAPSACK, 10);
	for (int k = 0; k < 3; k++)
	{
		QsSettings	settings = qs_settings_defaults;
		QsRun	   *run;

		settings.sampler = qs_sampler_defaults;
		settings.solver = (QsSolver[]) {QS_SOLVER_QAOA, QS_SOLVER_UNIFORM, QS_SOLVER_EXACT}[k];
		settings.rounds = 1;
		settings.presolve = settings.certified = settings.proof = false;
		run = qs_solve(host, model, &settings);
		assert_int_equal(run->rounds, 1);
		if (k < 2)
			assert_true(run->round[0].optimum_share >= 0.0 && run->round[0].optimum_share <= 1.0);
		else
			assert_true(isnan(run->round[0].optimum_share));
		qs_run_free(host, run);
	}
	qs_model_free(host, model);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		UNIT_TEST(every_tied_shot_counts),
		UNIT_TEST(plain_cases),
		UNIT_TEST(large_problems_have_no_share),
		UNIT_TEST(rounds_report_the_share),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
