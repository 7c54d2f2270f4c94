/*
 * test_pool.c
 *	  Order, distinctness and diversity of the pool.
 */
#include "unit.h"

#include <string.h>

#include "model/pool.h"

static void
entries_are_sorted_distinct_and_the_best_seen(void **state)
{
	QsHost	   *host = unit_host(state);
	QsRandom	random;

	qs_random_seed(&random, 21, 0);
	for (int trial = 0; trial < 50; trial++)
	{
		enum {N = 10, OFFERS = 300};
		int			capacity = 1 + (int) qs_random_below(&random, 40);
		QsPool	   *pool = qs_pool_create(host, N, capacity);
		double		best[1 << N];
		int			distinct = 0;
		int			better;

		for (int k = 0; k < 1 << N; k++)
			best[k] = INFINITY;
		for (int offer = 0; offer < OFFERS; offer++)
		{
			uint32_t	bits = qs_random_below(&random, 1 << N);
			uint8_t		x[N];
			double		objective = (double) (bits * 2654435761u >> 20);

			for (int i = 0; i < N; i++)
				x[i] = (uint8_t) (bits >> i & 1);
			distinct += best[bits] == INFINITY;
			best[bits] = objective;
			qs_pool_add(pool, x, objective);
			assert_false(qs_pool_add(pool, x, objective));
		}
		assert_int_equal(pool->count, distinct < capacity ? distinct : capacity);
		for (int k = 0; k < pool->count; k++)
		{
			uint32_t	bits = 0;

			for (int i = 0; i < N; i++)
				bits |= (uint32_t) qs_pool_entry(pool, k)[i] << i;
			assert_true(best[bits] == pool->objective[k]);
			assert_true(pool->weight[k] == 1.0);
			assert_true(k == 0 || pool->objective[k - 1] <= pool->objective[k]);
			for (int other = 0; other < k; other++)
				assert_memory_not_equal(qs_pool_entry(pool, k), qs_pool_entry(pool, other), N);
		}

		/* nothing left outside is better than the worst inside */
		better = 0;
		for (int k = 0; k < 1 << N; k++)
			better += best[k] < pool->objective[pool->count - 1];
		assert_true(better < pool->count);
		qs_pool_free(host, pool);
	}
}

static void
among_equals_the_crowded_leave(void **state)
{
	QsHost	   *host = unit_host(state);
	QsPool	   *pool = qs_pool_create(host, 6, 3);
	uint8_t		x[4][6] = {
		{0, 0, 0, 0, 0, 0}, {0, 0, 0, 0, 0, 1}, {1, 1, 1, 0, 0, 0}, {1, 1, 1, 1, 1, 1}
	};
	uint8_t		near_best[6] = {1, 1, 1, 1, 1, 0};
	bool		crowded[2] = {false, false};

	for (int k = 0; k < 3; k++)
		assert_true(qs_pool_add(pool, x[k], 5.0));
	assert_true(qs_pool_add(pool, x[3], 5.0));
	for (int k = 0; k < 3; k++)
		for (int c = 0; c < 2; c++)
			crowded[c] = crowded[c] || memcmp(qs_pool_entry(pool, k), x[c], 6) == 0;
	assert_true(crowded[0] != crowded[1]);

	/* a better one always enters, a worse one never */
	assert_true(qs_pool_add(pool, near_best, 4.0));
	assert_memory_equal(qs_pool_entry(pool, 0), near_best, 6);
	near_best[0] = 0;
	assert_false(qs_pool_add(pool, near_best, 6.0));
	assert_false(qs_pool_add(pool, near_best, NAN));
	qs_pool_free(host, pool);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		UNIT_TEST(entries_are_sorted_distinct_and_the_best_seen),
		UNIT_TEST(among_equals_the_crowded_leave),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
