/*
 * test_clusters.c
 *	  Mixing of assignments cluster by cluster.
 */
#include "unit.h"

#include <string.h>

#include "flip/clusters.h"
#include "flip/tabu.h"
#include "generate.h"

static int
distance(const uint8_t *a, const uint8_t *b, int n)
{
	int			different = 0;

	for (int i = 0; i < n; i++)
		different += a[i] ^ b[i];
	return different;
}

/* Never worse than the first of the two, nor than the second where they differ in fewer
 * variables than they agree in; and every variable is as one of them has it, or its
 * opposite. */
static void
mixing_is_no_worse_than_its_parents(void **state)
{
	QsHost	   *host = unit_host(state);
	QsRandom	random;

	qs_random_seed(&random, 51, 0);
	for (int trial = 0; trial < 200; trial++)
	{
		int			n = 1 + (int) qs_random_below(&random, 120);
		QsModel    *model = qs_generate_quadratic(host, &random, n, 3.0 / n);
		QsTabu	   *tabu = qs_tabu_create(host, model->objective);
		QsClusters	clusters = qs_clusters_create(tabu->state);
		uint8_t    *x = QS_ARRAY(host, uint8_t, n);
		uint8_t    *other = QS_ARRAY(host, uint8_t, n);
		uint8_t    *mixed = QS_ARRAY(host, uint8_t, n);
		double		share = trial % 3 == 0 ? 0.1 : trial % 3 == 1 ? 0.4 : 0.9;

		for (int i = 0; i < n; i++)
		{
			x[i] = qs_random_next(&random) >> 63;
			other[i] = x[i] ^ (qs_random_unit(&random) < share);
		}
		memcpy(mixed, x, (size_t) n);
		qs_clusters_mix(&clusters, &random, mixed, other);
		assert_true(qs_qubo_energy(model->objective, mixed) <= qs_qubo_energy(model->objective, x) + 1e-9);
		if (distance(x, other, n) <= n / 2)
		{
			assert_true(qs_qubo_energy(model->objective, mixed) <=
						qs_qubo_energy(model->objective, other) + 1e-9);
			for (int i = 0; i < n; i++)
				assert_true(mixed[i] == x[i] || mixed[i] == other[i]);
		}
		assert_memory_equal(mixed, tabu->state->x, (size_t) n);

		/* nothing to mix is nothing done */
		memcpy(other, mixed, (size_t) n);
		qs_clusters_mix(&clusters, &random, mixed, other);
		assert_memory_equal(mixed, other, (size_t) n);
		qs_free(host, x);
		qs_free(host, other);
		qs_free(host, mixed);
		qs_clusters_free(&clusters);
		qs_tabu_free(tabu);
		qs_model_free(host, model);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		UNIT_TEST(mixing_is_no_worse_than_its_parents),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
