/*
 * test_assignment_restart.c
 *	  Restarts are permutations, the three ways share the steps by what they
 *	  found, and equal seeds restart alike.
 */
#include "unit.h"

#include <math.h>
#include <string.h>

#include "classes/assignment/assignment_restart.h"

#define MOST_ORDER	40
#define RESTARTS	600

static void
assert_permutation(const int *location, int order)
{
	uint8_t		seen[MOST_ORDER] = {0};

	for (int f = 0; f < order; f++)
	{
		assert_in_range(location[f], 0, order - 1);
		assert_false(seen[location[f]]);
		seen[location[f]] = 1;
	}
}

/* 0: local, 1: crossed, 2: long, told by the patience */
static int
way_of(const QsRestart *restart, int order)
{
	double		patience = qs_restart_patience(restart);

	return patience < 20.0 * order ? 0 : patience < 50.0 * order ? 1 : 2;
}

/* Runs whose best are random permutations; those of `winner` cost less. */
static void
run(QsHost *host, int order, int winner, uint64_t seed, double *share, uint64_t *hash)
{
	QsRestart  *restart = qs_restart_create(host, order, 0.5);
	int			location[MOST_ORDER],
				next[MOST_ORDER];
	double		total = 0.0;
	QsRandom	random;

	qs_random_seed(&random, seed, 0);
	share[0] = share[1] = share[2] = 0.0;
	*hash = 0;
	for (int f = 0; f < order; f++)
		location[f] = f;
	for (int k = 0; k < RESTARTS; k++)
	{
		int			way = way_of(restart, order);
		double		steps = qs_restart_patience(restart);
		double		cost = 1000.0 + (double) qs_random_below(&random, 100) - (way == winner ? 500.0 : 0.0);

		share[way] += steps;
		total += steps;
		qs_restart_next(restart, &random, location, cost, steps, next);
		assert_permutation(next, order);
		for (int f = 0; f < order; f++)
			*hash = *hash * 31 + (uint64_t) next[f];
		memcpy(location, next, sizeof(location));
	}
	for (int way = 0; way < 3; way++)
		share[way] /= total;
	qs_restart_free(host, restart);
}

static void
test_permutations_of_every_order(void **state)
{
	QsHost	   *host = unit_host(state);
	double		share[3];
	uint64_t	hash,
				again;

	for (int order = 2; order <= MOST_ORDER; order++)
	{
		run(host, order, -1, (uint64_t) order, share, &hash);
		run(host, order, -1, (uint64_t) order, share, &again);
		assert_true(hash == again);
	}
}

static void
test_leader_gets_more(void **state)
{
	QsHost	   *host = unit_host(state);

	for (int winner = 0; winner < 3; winner++)
	{
		double		share[3];
		uint64_t	hash;

		run(host, 20, winner, 7, share, &hash);
		for (int way = 0; way < 3; way++)
		{
			assert_true(share[way] > 0.1);
			assert_true(way == winner ? share[way] > 0.45 : share[way] < 0.35);
		}
	}
}

/* A child has what its parents agree on. */
static void
test_crossing_keeps_agreement(void **state)
{
	QsHost	   *host = unit_host(state);
	int			order = 30;
	QsRestart  *restart = qs_restart_create(host, order, 0.5);
	int			location[MOST_ORDER],
				next[MOST_ORDER];
	int			crossed = 0;
	QsRandom	random;

	qs_random_seed(&random, 11, 0);
	for (int k = 0; k < 400; k++)
	{
		/* members agree on the first ten facilities */
		for (int f = 0; f < order; f++)
			location[f] = f;
		for (int f = order - 1; f > 10; f--)
		{
			int			j = 10 + (int) qs_random_below(&random, (uint32_t) (f - 9));
			int			keep = location[f];

			location[f] = location[j];
			location[j] = keep;
		}
		qs_restart_next(restart, &random, location, 5000.0 - 2.0 * k,
						qs_restart_patience(restart), next);
		assert_permutation(next, order);
		if (k > 100 && way_of(restart, order) == 1)
		{
			crossed++;
			for (int f = 0; f < 10; f++)
				assert_int_equal(next[f], f);
		}
	}
	assert_true(crossed > 20);
	qs_restart_free(host, restart);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		UNIT_TEST(test_permutations_of_every_order),
		UNIT_TEST(test_leader_gets_more),
		UNIT_TEST(test_crossing_keeps_agreement),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
