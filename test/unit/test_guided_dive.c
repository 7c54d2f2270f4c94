/*
 * test_guided_dive.c
 *	  First answers by rounding with propagation, against brute force.
 */
#include "unit.h"

#include <string.h>

#include "rows/guided_dive.h"

#define MODELS	300

/* What it calls feasible is, and a solution that is asked for exactly is found. */
static void
dives_keep_what_is_asked(void **state)
{
	QsHost	   *host = unit_host(state);
	QsRandom	random;
	int			feasible = 0,
				found = 0;

	qs_random_seed(&random, 3, 0);
	for (int k = 0; k < MODELS; k++)
	{
		UnitKind	kind = k % 2 ? UNIT_GENERIC : UNIT_ONE_HOT;
		QsModel    *model = unit_random_model(host, &random, kind, 14);
		uint8_t		x[16],
					x_best[16];
		double		value[16];
		double		best;
		bool		solvable = unit_brute_force(model, &best, x_best);

		for (int i = 0; i < model->n; i++)
			value[i] = qs_random_unit(&random);
		if (qs_guided_dive(host, model, value, x))
		{
			assert_true(solvable);
			assert_true(qs_model_feasible(model, x));
			found++;
		}
		feasible += solvable;
		for (int i = 0; i < model->n; i++)
			value[i] = x_best[i];
		if (solvable)
		{
			assert_true(qs_guided_dive(host, model, value, x));
			assert_memory_equal(x, x_best, (size_t) model->n);
		}
		qs_model_free(host, model);
	}
	assert_true(found > feasible * 3 / 4);
}

/* Pairs of variables that have to be equal, one after the other: wrong wishes are mended by
 * propagation. */
static void
dives_propagate(void **state)
{
	enum
	{
		N = 50
	};
	QsHost	   *host = unit_host(state);
	int32_t		pair[N][2];
	double		opposite[] = {1.0, -1.0};
	double		value[N];
	uint8_t		x[N];
	QsTerm		term[N];
	QsRow		row[N];
	QsModel    *model;

	for (int i = 0; i < N; i++)
	{
		term[i] = (QsTerm) {i, i, 1.0};
		value[i] = i % 2 ? 0.9 : 0.1;
		pair[i][0] = i;
		pair[i][1] = i + 1;
		row[i] = (QsRow) {2, pair[i], opposite, '=', 0.0};
	}
	model = qs_model_create(host, N, false, 0.0, term, N, row, N - 1);
	assert_true(qs_guided_dive(host, model, value, x));
	for (int i = 1; i < N; i++)
		assert_int_equal(x[i], x[0]);
	qs_model_free(host, model);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		UNIT_TEST(dives_keep_what_is_asked),
		UNIT_TEST(dives_propagate),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
