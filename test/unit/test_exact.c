/*
 * test_exact.c
 *	  Enumeration against brute force: every class of model, every instruction set.
 */
#include "unit.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "exact/exact.h"
#include "samplers/samplers.h"
#include "classes/classes.h"

static const QsSimd instruction_sets[] = {QS_SIMD_PORTABLE, QS_SIMD_AVX2, QS_SIMD_AVX512};

static int
compare_doubles(const void *a, const void *b)
{
	double		p = *(const double *) a;
	double		q = *(const double *) b;

	return (p > q) - (p < q);
}

/* Objectives of all feasible assignments, ascending; returns how many */
static int
all_objectives(const QsModel *model, double *objective)
{
	uint8_t		x[32];
	int			count = 0;

	for (uint32_t bits = 0; bits < (uint32_t) 1 << model->n; bits++)
	{
		for (int i = 0; i < model->n; i++)
			x[i] = (uint8_t) (bits >> i & 1);
		if (qs_model_feasible(model, x))
			objective[count++] = qs_model_objective(model, x);
	}
	qsort(objective, (size_t) count, sizeof(double), compare_doubles);
	return count;
}

static void
assert_best(const QsModel *model, const double *objective, int feasible, int keep,
			QsStatus status, const QsSamples *best)
{
	size_t		n = (size_t) model->n;

	if (feasible == 0)
	{
		assert_int_equal(status, QS_INFEASIBLE);
		assert_null(best);
		return;
	}
	assert_int_equal(status, QS_OK);
	assert_int_equal(best->count, feasible < keep ? feasible : keep);
	for (int k = 0; k < best->count; k++)
	{
		const uint8_t *x = best->x + (size_t) k * n;

		assert_true(qs_model_feasible(model, x));
		assert_true(best->energy[k] == qs_model_objective(model, x));
		assert_true(fabs(best->energy[k] - objective[k]) <= 1e-9);
		assert_int_equal(best->occurrences[k], 1);
		if (k > 0)
			assert_true(best->energy[k - 1] < best->energy[k] ||
						memcmp(x - n, x, n) < 0);
	}
}

static void
every_class_matches_brute_force(void **state)
{
	QsHost	   *host = unit_host(state);
	double	   *objective = malloc(sizeof(double) << 16);
	QsRandom	random;

	qs_random_seed(&random, 11, 0);
	for (int trial = 0; trial < 600; trial++)
	{
		UnitKind	kind = (UnitKind) (trial % UNIT_KINDS);
		QsModel    *model = unit_random_model(host, &random, kind, trial < 60 ? 16 : 12);
		QsStructure *structure = qs_structure_create(host, model, qs_classes);
		int			feasible = all_objectives(model, objective);
		int			keep = 1 + (int) qs_random_below(&random, 40);

		host->simd = instruction_sets[trial % 3];
		for (int round = 0; round < 2; round++)
		{
			QsSamples  *best;
			QsStatus	status = qs_exact_model(host, model, structure, round ? keep : 1, &best);

			assert_best(model, objective, feasible, round ? keep : 1, status, best);
			qs_samples_free(host, best);
		}
		qs_structure_free(host, structure);
		qs_model_free(host, model);
	}
	free(objective);
}

/* Everything at once: groups, conflicts, capacities, a cardinality row, fractional
 * quadratic objective */
static QsModel *
mixed_model(QsHost *host, QsRandom *random, int n)
{
	QsTerm		terms[200];
	QsRow		rows[40];
	int32_t		variables[40][20];
	double		coefficients[40][20];
	int64_t		count = 0;
	int			m = 0;

	for (int i = 0; i < n; i++)
		for (int j = i; j < n; j++)
			if (i == j || qs_random_below(random, 4) == 0)
				terms[count++] = (QsTerm) {i, j, qs_random_unit(random) - 0.5};
	for (int first = 0; first + 3 <= n / 2; first += 3, m++)
	{
		for (int k = 0; k < 3; k++)
			variables[m][k] = first + k;
		rows[m] = (QsRow) {3, variables[m], NULL, '=', 1.0};
	}
	for (int k = 0; k < 4; k++, m++)
	{
		variables[m][0] = (int32_t) qs_random_below(random, (uint32_t) n);
		variables[m][1] = (variables[m][0] + 1 + (int32_t) qs_random_below(random, (uint32_t) n - 1)) % n;
		rows[m] = (QsRow) {2, variables[m], NULL, '<', 1.0};
	}
	for (int k = 0; k < 3; k++, m++)
	{
		double		total = 0.0;

		for (int i = 0; i < n; i++)
		{
			variables[m][i] = i;
			coefficients[m][i] = k < 2 ? qs_random_unit(random) : 1.0;
			total += coefficients[m][i];
		}
		rows[m] = (QsRow) {n, variables[m], coefficients[m], "<>="[k],
			k == 2 ? (double) (n / 3) : total * (k ? 0.2 : 0.5)};
	}
	return qs_model_create(host, n, false, 0.25, terms, count, rows, m);
}

static void
mixed_models_match_brute_force(void **state)
{
	QsHost	   *host = unit_host(state);
	double	   *objective = malloc(sizeof(double) << 16);
	QsRandom	random;

	qs_random_seed(&random, 12, 0);
	for (int trial = 0; trial < 150; trial++)
	{
		int			n = 8 + (int) qs_random_below(&random, trial < 20 ? 9 : 6);
		QsModel    *model = mixed_model(host, &random, n);
		QsStructure *structure = qs_structure_create(host, model, qs_classes);
		int			feasible = all_objectives(model, objective);
		QsSamples  *best;
		QsStatus	status = qs_exact_model(host, model, structure, 5, &best);

		assert_best(model, objective, feasible, 5, status, best);
		qs_samples_free(host, best);
		qs_structure_free(host, structure);
		qs_model_free(host, model);
	}
	free(objective);
}

/* Rows of a block-diagonal permutation: blocks of size k over k x k variables each */
static QsModel *
block_permutations(QsHost *host, QsRandom *random, int blocks, int k)
{
	int			n = blocks * k * k;
	QsTerm	   *terms = QS_ARRAY(host, QsTerm, (size_t) n * (size_t) (n + 1) / 2);
	QsRow	   *rows = QS_ARRAY(host, QsRow, 2 * blocks * k);
	int32_t    *variables = QS_ARRAY(host, int32_t, 2 * n);
	int64_t		count = 0;
	int			m = 0;
	QsModel    *model;

	for (int i = 0; i < n; i++)
		for (int j = i; j < n; j++)
			terms[count++] = (QsTerm) {i, j, (double) qs_random_below(random, 100)};
	for (int b = 0; b < blocks; b++)
		for (int r = 0; r < 2 * k; r++, m++)
		{
			for (int c = 0; c < k; c++)
				variables[m * k + c] = b * k * k + (r < k ? r * k + c : c * k + r - k);
			rows[m] = (QsRow) {k, variables + m * k, NULL, '=', 1.0};
		}
	model = qs_model_create(host, n, false, 0.0, terms, count, rows, m);
	qs_free(host, terms);
	qs_free(host, rows);
	qs_free(host, variables);
	return model;
}

/* Best product of permutations, one recursion level per facility */
static void
best_permutation(const QsModel *model, int blocks, int k, int at, uint8_t *x, double *best,
				 int *count)
{
	int			b = at / k;
	int			f = at % k;

	if (at == blocks * k)
	{
		*best = fmin(*best, qs_model_objective(model, x));
		++*count;
		return;
	}
	for (int l = 0; l < k; l++)
	{
		bool		taken = false;

		for (int g = 0; g < f; g++)
			taken = taken || x[b * k * k + g * k + l];
		if (taken)
			continue;
		x[b * k * k + f * k + l] = 1;
		best_permutation(model, blocks, k, at + 1, x, best, count);
		x[b * k * k + f * k + l] = 0;
	}
}

static void
permutation_blocks_are_enumerated_whole(void **state)
{
	QsHost	   *host = unit_host(state);
	static const int shapes[][2] = {{4, 3}, {2, 4}, {1, 5}, {1, 6}, {3, 3}, {5, 2}};
	QsRandom	random;

	qs_random_seed(&random, 13, 0);
	for (int s = 0; s < 6; s++)
	{
		int			blocks = shapes[s][0];
		int			k = shapes[s][1];
		QsModel    *model = block_permutations(host, &random, blocks, k);
		QsStructure *structure = qs_structure_create(host, model, qs_classes);
		uint8_t		x[64] = {0};
		double		expected = INFINITY;
		int			count = 0;
		QsSamples  *best;

		best_permutation(model, blocks, k, 0, x, &expected, &count);
		assert_int_equal(qs_exact_model(host, model, structure, 10000, &best), QS_OK);
		assert_int_equal(best->count, count);
		assert_true(best->energy[0] == expected);
		qs_samples_free(host, best);
		assert_int_equal(qs_exact_model(host, model, structure, 1, &best), QS_OK);
		assert_true(best->energy[0] == expected);
		qs_samples_free(host, best);
		qs_structure_free(host, structure);
		qs_model_free(host, model);
	}
}

/* Order 8 as matrices: 40,320 permutations in 64 variables */
static void
assignments_kept_as_matrices_are_enumerated(void **state)
{
	QsHost	   *host = unit_host(state);
	double		flow[64],
				distance[64];
	QsRandom	random;
	QsModel    *model;
	QsStructure *structure;
	QsSamples  *best;
	uint8_t		x[64] = {0};
	double		expected = INFINITY;
	int			count = 0;

	qs_random_seed(&random, 14, 0);
	for (int k = 0; k < 64; k++)
	{
		flow[k] = qs_random_below(&random, 10);
		distance[k] = qs_random_below(&random, 10);
	}
	model = qs_model_create_assignment(host, 8, flow, distance, NULL);
	structure = qs_structure_create(host, model, qs_classes);
	best_permutation(model, 1, 8, 0, x, &expected, &count);
	assert_int_equal(qs_exact_model(host, model, structure, 3, &best), QS_OK);
	assert_true(best->energy[0] == expected);
	assert_int_equal(best->count, 3);
	qs_samples_free(host, best);
	qs_structure_free(host, structure);
	qs_model_free(host, model);
}

/* In the square of a path of 36 vertices few subsets are independent, and the
 * best takes every third vertex. */
static void
many_bits_with_few_feasible_states(void **state)
{
	QsHost	   *host = unit_host(state);
	enum
	{
		N = 36
	};
	QsTerm		terms[N];
	QsRow		rows[2 * N];
	int32_t		variables[2 * N][2];
	int			m = 0;
	QsModel    *model;
	QsStructure *structure;
	QsSamples  *best;

	for (int i = 0; i < N; i++)
	{
		terms[i] = (QsTerm) {i, i, 1.0};
		for (int step = 1; step <= 2 && i + step < N; step++, m++)
		{
			variables[m][0] = i;
			variables[m][1] = i + step;
			rows[m] = (QsRow) {2, variables[m], NULL, '<', 1.0};
		}
	}
	model = qs_model_create(host, N, true, 0.0, terms, N, rows, m);
	structure = qs_structure_create(host, model, qs_classes);
	assert_int_equal(qs_exact_model(host, model, structure, 4, &best), QS_OK);
	assert_true(best->energy[0] == -12.0);
	qs_samples_free(host, best);
	qs_structure_free(host, structure);
	qs_model_free(host, model);
}

static void
too_much_work_is_refused(void **state)
{
	QsHost	   *host = unit_host(state);
	QsRandom	random;
	QsModel    *model;
	QsStructure *structure;
	QsSamples  *best;
	double		zeros[196] = {0};

	qs_random_seed(&random, 15, 0);
	model = qs_model_create_assignment(host, 14, zeros, zeros, NULL);
	structure = qs_structure_create(host, model, qs_classes);
	assert_int_equal(qs_exact_model(host, model, structure, 1, &best), QS_UNSUPPORTED);
	assert_null(best);
	qs_structure_free(host, structure);
	qs_model_free(host, model);
	model = qs_model_create(host, 40, false, 0.0, NULL, 0, NULL, 0);
	structure = qs_structure_create(host, model, qs_classes);
	assert_int_equal(qs_exact_model(host, model, structure, 1, &best), QS_UNSUPPORTED);
	qs_structure_free(host, structure);
	qs_model_free(host, model);
}

static void
constant_rows_decide(void **state)
{
	QsHost	   *host = unit_host(state);
	QsRow		broken = {0, NULL, NULL, '>', 1.0};
	QsRow		kept = {0, NULL, NULL, '<', 1.0};
	QsModel    *model = qs_model_create(host, 2, false, 0.0, NULL, 0, &broken, 1);
	QsStructure *structure = qs_structure_create(host, model, qs_classes);
	QsSamples  *best;

	assert_int_equal(qs_exact_model(host, model, structure, 1, &best), QS_INFEASIBLE);
	qs_structure_free(host, structure);
	qs_model_free(host, model);
	model = qs_model_create(host, 0, false, 4.0, NULL, 0, &kept, 1);
	structure = qs_structure_create(host, model, qs_classes);
	assert_int_equal(qs_exact_model(host, model, structure, 3, &best), QS_OK);
	assert_int_equal(best->count, 1);
	assert_true(best->energy[0] == 4.0);
	qs_samples_free(host, best);
	qs_structure_free(host, structure);
	qs_model_free(host, model);
}

static void
lowest_states_of_a_qubo(void **state)
{
	QsHost	   *host = unit_host(state);
	QsSamplerSettings settings = qs_sampler_defaults;
	double	   *energy = malloc(sizeof(double) << 14);
	QsRandom	random;

	qs_random_seed(&random, 16, 0);
	for (int trial = 0; trial < 40; trial++)
	{
		int			n = 1 + (int) qs_random_below(&random, 14);
		QsTerm		terms[105];
		int64_t		count = 0;
		QsSamplerInput input = {0};
		QsSamples  *samples;

		for (int i = 0; i < n; i++)
			for (int j = i; j < n; j++)
				terms[count++] = (QsTerm) {i, j, qs_random_normal(&random)};
		input.qubo = qs_qubo_from_terms(host, n, -1.0, terms, count);
		for (uint32_t bits = 0; bits < (uint32_t) 1 << n; bits++)
		{
			uint8_t		x[14];

			for (int i = 0; i < n; i++)
				x[i] = (uint8_t) (bits >> i & 1);
			energy[bits] = qs_qubo_energy(input.qubo, x);
		}
		qsort(energy, (size_t) 1 << n, sizeof(double), compare_doubles);
		settings.shots = 1 + (int) qs_random_below(&random, 300);
		host->simd = instruction_sets[trial % 3];
		assert_int_equal(qs_sample(host, QS_SOLVER_EXACT, &input, &settings, &random,
								   &samples, NULL), QS_OK);
		assert_int_equal(samples->count, settings.shots < 1 << n ? settings.shots : 1 << n);
		for (int k = 0; k < samples->count; k++)
		{
			assert_true(samples->energy[k] == energy[k]);
			assert_int_equal(samples->occurrences[k], 1);
		}
		qs_samples_free(host, samples);
		qs_qubo_free(host, (QsQubo *) input.qubo);
	}
	free(energy);
}

/* The deadline is in the past: something comes back at once; a cancel leaves. */
static void
stops_when_asked(void **state)
{
	QsStandaloneHost *standalone = *state;
	QsHost	   *host = unit_host(state);
	QsSamplerSettings settings = qs_sampler_defaults;
	QsSamplerInput input = {0};
	QsTerm	   *terms = QS_ARRAY(host, QsTerm, 30 * 31 / 2);
	int64_t		count = 0;
	QsRandom	random;
	QsSamples  *samples;

	qs_random_seed(&random, 17, 0);
	for (int i = 0; i < 30; i++)
		for (int j = i; j < 30; j++)
			terms[count++] = (QsTerm) {i, j, qs_random_normal(&random)};
	input.qubo = qs_qubo_from_terms(host, 30, 0.0, terms, count);
	qs_free(host, terms);
	host->deadline = qs_clock(host) - 1.0;
	assert_int_equal(qs_sample(host, QS_SOLVER_EXACT, &input, &settings, &random,
							   &samples, NULL), QS_INTERRUPTED);
	assert_true(samples->count > 0);
	qs_samples_free(host, samples);
	host->deadline = INFINITY;
	standalone->cancel = true;
	standalone->recover_set = true;
	if (setjmp(standalone->recover) == 0)
	{
		qs_sample(host, QS_SOLVER_EXACT, &input, &settings, &random, &samples, NULL);
		fail();
	}
	/* what the cancelled call held goes with the host */
	host->memory_used = 0;
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		UNIT_TEST(every_class_matches_brute_force),
		UNIT_TEST(mixed_models_match_brute_force),
		UNIT_TEST(permutation_blocks_are_enumerated_whole),
		UNIT_TEST(assignments_kept_as_matrices_are_enumerated),
		UNIT_TEST(many_bits_with_few_feasible_states),
		UNIT_TEST(too_much_work_is_refused),
		UNIT_TEST(constant_rows_decide),
		UNIT_TEST(lowest_states_of_a_qubo),
		UNIT_TEST(stops_when_asked),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
