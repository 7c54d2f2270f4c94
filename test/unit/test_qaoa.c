/*
 * test_qaoa.c
 *	  The quantum approximate optimisation algorithm as a sampler.
 */
#include "unit.h"

#include <math.h>
#include <string.h>

#include "qaoa.h"

static QsQubo *
random_qubo(QsHost *host, QsRandom *random, int n)
{
	QsTerm		terms[400];
	int64_t		count = 0;

	for (int i = 0; i < n; i++)
		for (int j = i; j < n; j++)
			if (i == j || qs_random_below(random, 2))
				terms[count++] = (QsTerm) {i, j, qs_random_normal(random)};
	return qs_qubo_from_terms(host, n, 1.5, terms, count);
}

static double
lowest_energy(const QsQubo *qubo)
{
	double		lowest = INFINITY;
	uint8_t		x[32];

	for (uint32_t bits = 0; bits < (uint32_t) 1 << qubo->n; bits++)
	{
		for (int i = 0; i < qubo->n; i++)
			x[i] = bits >> i & 1;
		lowest = fmin(lowest, qs_qubo_energy(qubo, x));
	}
	return lowest;
}

static void
finds_the_optimum_of_small_problems(void **state)
{
	QsHost	   *host = unit_host(state);
	QsRandom	random;
	QsSamplerSettings settings = qs_sampler_defaults;

	settings.evaluations = 60;
	qs_random_seed(&random, 11, 0);
	for (int trial = 0; trial < 20; trial++)
	{
		QsQubo	   *qubo = random_qubo(host, &random, 8);
		QsSamplerInput input = {.qubo = qubo};
		QsSamplerReport report = {0};
		QsSamples  *samples;
		int64_t		shots = 0;

		assert_int_equal(qs_sample_qaoa(host, &input, &settings, &random, &samples, &report), QS_OK);
		assert_true(fabs(samples->energy[0] - lowest_energy(qubo)) < 1e-9);
		for (int k = 0; k < samples->count; k++)
			shots += samples->occurrences[k];
		assert_int_equal(shots, settings.shots);
		assert_true(report.objective <= report.expectation);
		qs_free(host, report.angles);
		qs_samples_free(host, samples);
		qs_qubo_free(host, qubo);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		UNIT_TEST(finds_the_optimum_of_small_problems),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
