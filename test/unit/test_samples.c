/*
 * test_samples.c
 *	  Distinct sorted samples, names and limits of solvers, the uniform control arm.
 */
#include "unit.h"

#include <math.h>
#include <string.h>

#include "base/simd.h"
#include "bound/bound.h"
#include "correlate/correlate.h"
#include "encode/encode.h"
#include "importer/importer.h"
#include "samplers/samplers.h"
#include "sampling/counts.h"

static QsQubo *
random_qubo(QsHost *host, QsRandom *random, int n, double density)
{
	QsTerm	   *terms = QS_ARRAY(host, QsTerm, (size_t) n * (size_t) (n + 1) / 2);
	int64_t		count = 0;
	QsQubo	   *qubo;

	for (int i = 0; i < n; i++)
		for (int j = i; j < n; j++)
			if (i == j || qs_random_unit(random) < density)
				terms[count++] = (QsTerm) {i, j, (double) qs_random_below(random, 21) - 10.0};
	qubo = qs_qubo_from_terms(host, n, 1.5, terms, count);
	qs_free(host, terms);
	return qubo;
}

/* Everything a QsSamples promises about itself */
static void
assert_samples_sound(const QsQubo *qubo, const QsSamples *samples, int64_t shots)
{
	int64_t		sum = 0;
	size_t		n = (size_t) qubo->n;

	assert_int_equal(samples->n, qubo->n);
	for (int k = 0; k < samples->count; k++)
	{
		const uint8_t *row = samples->x + (size_t) k * n;

		assert_true(samples->energy[k] == qs_qubo_energy(qubo, row));
		assert_true(samples->occurrences[k] > 0);
		sum += samples->occurrences[k];
		if (k > 0)
		{
			assert_true(samples->energy[k - 1] <= samples->energy[k]);
			if (samples->energy[k - 1] == samples->energy[k])
				assert_true(memcmp(row - n, row, n) < 0);
		}
	}
	assert_int_equal(sum, shots);
}

static void
rows_become_distinct_sorted_samples(void **state)
{
	QsHost	   *host = unit_host(state);
	QsRandom	random;

	qs_random_seed(&random, 3, 0);
	for (int trial = 0; trial < 200; trial++)
	{
		int			n = 1 + (int) qs_random_below(&random, 20);
		int			shots = (int) qs_random_below(&random, 600);
		QsQubo	   *qubo = random_qubo(host, &random, n, 0.5);
		uint8_t    *rows = QS_ARRAY(host, uint8_t, (size_t) shots * (size_t) n);
		uint64_t   *bits = QS_ARRAY0(host, uint64_t, shots);
		QsSamples  *from_rows,
				   *from_bits;

		for (int k = 0; k < shots; k++)
			for (int i = 0; i < n; i++)
			{
				uint8_t		bit = (uint8_t) qs_random_below(&random, 2);

				rows[(size_t) k * (size_t) n + (size_t) i] = bit;
				bits[k] |= (uint64_t) bit << i;
			}
		from_rows = qs_samples_from_rows(host, qubo, rows, shots);
		from_bits = qs_samples_from_bits(host, qubo, bits, shots);
		assert_samples_sound(qubo, from_rows, shots);
		assert_int_equal(from_rows->count, from_bits->count);
		assert_memory_equal(from_rows->x, from_bits->x,
							(size_t) from_rows->count * (size_t) n);
		assert_memory_equal(from_rows->occurrences, from_bits->occurrences,
							(size_t) from_rows->count * sizeof(int64_t));
		for (int k = 0; k < shots; k++)
		{
			bool		found = false;

			for (int d = 0; d < from_rows->count && !found; d++)
				found = memcmp(from_rows->x + (size_t) d * (size_t) n,
							   rows + (size_t) k * (size_t) n, (size_t) n) == 0;
			assert_true(found);
		}
		qs_samples_free(host, from_rows);
		qs_samples_free(host, from_bits);
		qs_free(host, rows);
		qs_free(host, bits);
		qs_qubo_free(host, qubo);
	}
}

static void
counts_add_up_and_zero_counts_drop(void **state)
{
	QsHost	   *host = unit_host(state);
	QsTerm		terms[] = {{0, 0, -1.0}, {1, 1, 2.0}};
	QsQubo	   *qubo = qs_qubo_from_terms(host, 2, 0.0, terms, 2);
	uint8_t		rows[] = {0, 1, 1, 0, 0, 1, 1, 1};
	int64_t		counts[] = {5, 7, 4, 0};
	QsSamples  *samples = qs_samples_from_counts(host, qubo, rows, counts, 4);

	assert_int_equal(samples->count, 2);
	assert_samples_sound(qubo, samples, 16);
	assert_int_equal(samples->occurrences[0], 7);
	assert_int_equal(samples->occurrences[1], 9);
	qs_samples_free(host, samples);
	qs_qubo_free(host, qubo);
}

static void
names_round_trip(void **state)
{
	static const QsNames *const lists[] = {
		&qs_solver_names, &qs_mixer_names, &qs_qaoa_init_names, &qs_optimizer_names,
		&qs_correlation_names, &qs_encoding_names, &qs_shrunk_encoding_names, &qs_bound_names,
		&qs_format_names, &qs_simd_names, &qs_bit_order_names
	};

	(void) state;
	for (size_t l = 0; l < sizeof(lists) / sizeof(lists[0]); l++)
	{
		const QsNames *names = lists[l];

		assert_true(names->count >= 2 && names->what[0] != '\0');
		for (int k = 0; k < names->count; k++)
		{
			const QsName *entry = qs_name_at(names, k);

			assert_ptr_equal(qs_name_find(names, entry->name), entry);
			assert_ptr_equal(qs_name_of(names, entry->value), entry);
			assert_true(strlen(entry->help) > 3);
			/* values are those of an enum from 0, each once */
			assert_non_null(qs_name_of(names, k));
		}
		assert_null(qs_name_of(names, names->count));
		assert_null(qs_name_find(names, ""));
		assert_null(qs_name_find(names, "QAOA"));
		assert_null(qs_name_find(names, names->what));
	}
}

static void
solvers_are_known_by_name(void **state)
{
	QsSolver	solver;
	QsMixer		mixer;

	(void) state;
	for (int k = QS_SOLVER_AUTO; k <= QS_SOLVER_NONE; k++)
	{
		assert_true(qs_solver(qs_solver_name((QsSolver) k), &solver));
		assert_int_equal(solver, k);
		assert_true(qs_solver_max_qubits((QsSolver) k) > 0);
	}
	for (int k = QS_MIXER_X; k <= QS_MIXER_WARM; k++)
	{
		assert_true(qs_mixer(qs_mixer_name((QsMixer) k), &mixer));
		assert_int_equal(mixer, k);
	}
	assert_false(qs_solver("QAOA", &solver));
	assert_false(qs_mixer("y", &mixer));
	assert_true(qs_solver_is_quantum(QS_SOLVER_QAOA));
	assert_false(qs_solver_is_quantum(QS_SOLVER_UNIFORM));
}

static void
uniform_bits_are_fair_and_seeded(void **state)
{
	QsHost	   *host = unit_host(state);
	QsSamplerSettings settings = qs_sampler_defaults;
	QsSamplerInput input = {0};
	QsSamplerReport report;
	QsRandom	random;
	QsSamples  *samples,
			   *again;
	int64_t		ones[3] = {0};

	qs_random_seed(&random, 4, 0);
	input.qubo = random_qubo(host, &random, 3, 1.0);
	settings.shots = 80000;
	qs_random_seed(&random, 5, 0);
	assert_int_equal(qs_sample(host, QS_SOLVER_UNIFORM, &input, &settings, &random,
							   &samples, &report), QS_OK);
	assert_true(isnan(report.expectation));
	assert_int_equal(report.depth, 0);
	assert_samples_sound(input.qubo, samples, settings.shots);
	assert_int_equal(samples->count, 8);
	for (int k = 0; k < 8; k++)
	{
		/* 10,000 expected, standard deviation 94 */
		assert_in_range(samples->occurrences[k], 9500, 10500);
		for (int i = 0; i < 3; i++)
			ones[i] += samples->x[k * 3 + i] ? samples->occurrences[k] : 0;
	}
	for (int i = 0; i < 3; i++)
		assert_in_range(ones[i], 39000, 41000);
	qs_random_seed(&random, 5, 0);
	assert_int_equal(qs_sample(host, QS_SOLVER_UNIFORM, &input, &settings, &random,
							   &again, NULL), QS_OK);
	assert_memory_equal(samples->occurrences, again->occurrences, 8 * sizeof(int64_t));
	qs_samples_free(host, samples);
	qs_samples_free(host, again);
	qs_qubo_free(host, (QsQubo *) input.qubo);
}

static void
misuse_is_refused(void **state)
{
	QsHost	   *host = unit_host(state);
	QsSamplerSettings settings = qs_sampler_defaults;
	QsSamplerInput input = {0};
	QsRandom	random;
	QsSamples  *samples;
	QsTerm		term = {0, 0, 1.0};

	qs_random_seed(&random, 6, 0);
	input.qubo = qs_qubo_from_terms(host, 31, 0.0, &term, 1);
	assert_int_equal(qs_sample(host, QS_SOLVER_AUTO, &input, &settings, &random, &samples, NULL),
					 QS_UNSUPPORTED);
	assert_null(samples);
	assert_int_equal(qs_sample(host, QS_SOLVER_NONE, &input, &settings, &random, &samples, NULL),
					 QS_UNSUPPORTED);
	assert_int_equal(qs_sample(host, QS_SOLVER_EXACT, &input, &settings, &random, &samples, NULL),
					 QS_UNSUPPORTED);
	settings.shots = 0;
	assert_int_equal(qs_sample(host, QS_SOLVER_UNIFORM, &input, &settings, &random, &samples, NULL),
					 QS_INVALID);
	settings = qs_sampler_defaults;
	settings.cvar = 0.0;
	assert_int_equal(qs_sample(host, QS_SOLVER_UNIFORM, &input, &settings, &random, &samples, NULL),
					 QS_INVALID);
	qs_qubo_free(host, (QsQubo *) input.qubo);
}

static void
no_variable_means_one_state(void **state)
{
	QsHost	   *host = unit_host(state);
	QsSamplerInput input = {0};
	QsRandom	random;
	QsSamples  *samples;

	qs_random_seed(&random, 7, 0);
	input.qubo = qs_qubo_from_terms(host, 0, 2.5, NULL, 0);
	assert_int_equal(qs_sample(host, QS_SOLVER_UNIFORM, &input, &qs_sampler_defaults, &random,
							   &samples, NULL), QS_OK);
	assert_int_equal(samples->count, 1);
	assert_int_equal(samples->occurrences[0], qs_sampler_defaults.shots);
	assert_true(samples->energy[0] == 2.5);
	qs_samples_free(host, samples);
	qs_qubo_free(host, (QsQubo *) input.qubo);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		UNIT_TEST(rows_become_distinct_sorted_samples),
		UNIT_TEST(counts_add_up_and_zero_counts_drop),
		UNIT_TEST(names_round_trip),
		UNIT_TEST(solvers_are_known_by_name),
		UNIT_TEST(uniform_bits_are_fair_and_seeded),
		UNIT_TEST(misuse_is_refused),
		UNIT_TEST(no_variable_means_one_state),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
