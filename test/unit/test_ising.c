/*
 * test_ising.c
 *	  Spins and bits give the same energies, both ways; deviation by enumeration.
 */
#include "unit.h"
#include "ising_energy.h"

#include <math.h>

#include "model/ising.h"

static QsQubo *
random_qubo(QsHost *host, QsRandom *random, int n)
{
	QsTerm		terms[80];
	int64_t		count = qs_random_below(random, 80);

	for (int64_t k = 0; k < count; k++)
		terms[k] = (QsTerm)
		{
			(int32_t) qs_random_below(random, (uint32_t) n),
			(int32_t) qs_random_below(random, (uint32_t) n),
			(double) qs_random_below(random, 41) - 20.0
		};
	return qs_qubo_from_terms(host, n, (double) qs_random_below(random, 9) - 4.0, terms, count);
}

static void
energies_are_identical_both_ways(void **state)
{
	QsHost	   *host = unit_host(state);
	QsRandom	random;

	qs_random_seed(&random, 31, 0);
	for (int trial = 0; trial < 300; trial++)
	{
		int			n = 1 + (int) qs_random_below(&random, 10);
		QsQubo	   *qubo = random_qubo(host, &random, n);
		QsIsing    *ising = qs_ising_create(host, qubo);
		double		sum = 0.0,
					squares = 0.0;
		double		states = ldexp(1.0, n);

		for (uint32_t bits = 0; bits < 1u << n; bits++)
		{
			uint8_t		x[10];
			int8_t		z[10];
			double		energy;

			for (int i = 0; i < n; i++)
			{
				x[i] = (uint8_t) (bits >> i & 1);
				z[i] = x[i] ? -1 : 1;
			}
			/* quarters of integers: exact in floating point */
			energy = qs_qubo_energy(qubo, x);
			assert_true(ising_energy(ising, z) == energy);
			sum += energy - ising->offset;
			squares += (energy - ising->offset) * (energy - ising->offset);
		}
		assert_true(fabs(sum) < 1e-9 * states);
		assert_true(fabs(qs_ising_deviation(ising) - sqrt(squares / states)) < 1e-9 * 100.0);
		qs_ising_free(host, ising);
		qs_qubo_free(host, qubo);
	}
}

static void
no_variables_and_constants(void **state)
{
	QsHost	   *host = unit_host(state);
	QsQubo	   *qubo = qs_qubo_from_terms(host, 0, 7.0, NULL, 0);
	QsIsing    *ising = qs_ising_create(host, qubo);

	assert_true(ising->offset == 7.0);
	assert_true(qs_ising_deviation(ising) == 0.0);
	qs_ising_free(host, ising);
	qs_qubo_free(host, qubo);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		UNIT_TEST(energies_are_identical_both_ways),
		UNIT_TEST(no_variables_and_constants),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
