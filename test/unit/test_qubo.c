/*
 * test_qubo.c
 *	  Canonical terms, adjacency, energies and flips against direct evaluation.
 */
#include "unit.h"

#include "model/qubo.h"
#include "base/random.h"

static double
direct_energy(double offset, const QsTerm *terms, int64_t count, const uint8_t *x)
{
	double		sum = offset;

	for (int64_t k = 0; k < count; k++)
		if (x[terms[k].i] && x[terms[k].j])
			sum += terms[k].coefficient;
	return sum;
}

static void
energies_match_direct_sums(void **state)
{
	QsHost	   *host = unit_host(state);
	QsRandom	random;

	qs_random_seed(&random, 1, 0);
	for (int trial = 0; trial < 2000; trial++)
	{
		int			n = 1 + (int) qs_random_below(&random, 12);
		int64_t		count = qs_random_below(&random, 200);
		QsTerm		terms[200];
		QsQubo	   *qubo;
		uint8_t		x[12];
		double		delta[12];

		for (int64_t k = 0; k < count; k++)
			terms[k] = (QsTerm)
			{
				(int32_t) qs_random_below(&random, (uint32_t) n),
				(int32_t) qs_random_below(&random, (uint32_t) n),
				(double) qs_random_below(&random, 21) - 10.0
			};
		qubo = qs_qubo_from_terms(host, n, 2.5, terms, count);
		for (int i = 0; i < n; i++)
			x[i] = (uint8_t) qs_random_below(&random, 2);
		assert_true(qs_qubo_energy(qubo, x) == direct_energy(2.5, terms, count, x));
		qs_qubo_flip_deltas(qubo, x, delta);
		for (int step = 0; step < 20; step++)
		{
			int			i = (int) qs_random_below(&random, (uint32_t) n);
			double		before = qs_qubo_energy(qubo, x);
			double		expected = delta[i];

			qs_qubo_flip(qubo, x, delta, i);
			assert_true(qs_qubo_energy(qubo, x) - before == expected);
		}
		qs_qubo_free(host, qubo);
	}
}

static void
canonical_terms_are_sorted_and_summed(void **state)
{
	QsHost	   *host = unit_host(state);
	QsTerm		terms[] = {{5, 2, 1.0}, {0, 0, 3.0}, {2, 5, 2.0}, {1, 0, 4.0}, {0, 1, -4.0}};
	int64_t		count = qs_terms_canonicalise(host, terms, 5);

	assert_int_equal(count, 2);
	assert_true(terms[0].i == 0 && terms[0].j == 0 && terms[0].coefficient == 3.0);
	assert_true(terms[1].i == 2 && terms[1].j == 5 && terms[1].coefficient == 3.0);
}

static void
long_inputs_sort_like_short_ones(void **state)
{
	QsHost	   *host = unit_host(state);
	int64_t		count = 5000;
	QsTerm	   *terms = QS_ARRAY(host, QsTerm, count);
	QsRandom	random;

	qs_random_seed(&random, 2, 0);
	for (int64_t k = 0; k < count; k++)
		terms[k] = (QsTerm)
		{
			(int32_t) qs_random_below(&random, 1 << 20),
			(int32_t) qs_random_below(&random, 1 << 20), 1.0
		};
	count = qs_terms_canonicalise(host, terms, count);
	for (int64_t k = 1; k < count; k++)
		assert_true(terms[k - 1].i < terms[k].i ||
					(terms[k - 1].i == terms[k].i && terms[k - 1].j < terms[k].j));
	qs_free(host, terms);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		UNIT_TEST(energies_match_direct_sums),
		UNIT_TEST(canonical_terms_are_sorted_and_summed),
		UNIT_TEST(long_inputs_sort_like_short_ones),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
