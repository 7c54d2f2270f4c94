/*
 * test_compound.c
 *	  Compound moves: what they find is feasible and never worse, and orders of things
 *	  are found by them.
 */
#include "unit.h"

#include <math.h>
#include <string.h>

#include "classes/generic/generic_compound.h"
#include "classes/classes.h"

#define ITEMS	7
#define PAIRS	(ITEMS * (ITEMS - 1) / 2)

static int
pair_of(int i, int j)
{
	return i * ITEMS - i * (i + 1) / 2 + j - i - 1;
}

/* Linear ordering: x_ij says that i stands before j (i < j); no three in a circle */
static QsModel *
ordering(QsHost *host, QsRandom *random)
{
	QsTerm		terms[PAIRS];
	QsRow		rows[ITEMS * ITEMS * ITEMS];
	int32_t		variables[ITEMS * ITEMS * ITEMS][3];
	const double signs[3] = {1.0, 1.0, -1.0};
	int			m = 0;

	for (int k = 0; k < PAIRS; k++)
		terms[k] = (QsTerm) {k, k, (double) qs_random_below(random, 41) - 20.0};
	for (int i = 0; i < ITEMS; i++)
		for (int j = i + 1; j < ITEMS; j++)
			for (int k = j + 1; k < ITEMS; k++)
				for (int side = 0; side < 2; side++)
				{
					variables[m][0] = pair_of(i, j);
					variables[m][1] = pair_of(j, k);
					variables[m][2] = pair_of(i, k);
					rows[m] = (QsRow) {3, variables[m], signs, side ? '<' : '>', side};
					m++;
				}
	return qs_model_create(host, PAIRS, false, 0.0, terms, PAIRS, rows, m);
}

static void
test_orders_are_found(void **state)
{
	QsHost	   *host = unit_host(state);
	QsRandom	random;

	qs_random_seed(&random, 5, 0);
	for (int k = 0; k < 6; k++)
	{
		QsModel    *model = ordering(host, &random);
		QsStructure *structure = qs_structure_create(host, model, qs_classes);
		QsGeneric  *generic = qs_generic_create(host, model, structure);
		QsGenericState *moving = qs_generic_state_create(host, generic);
		uint8_t		x[PAIRS] = {0};
		uint8_t		optimum[PAIRS];
		double		best,
					found;
		int64_t		moves = 0;

		assert_true(unit_brute_force(model, &best, optimum));
		assert_true(qs_model_feasible(model, x));
		qs_generic_state_load(moving, x);
		found = moving->objective;
		assert_int_equal(qs_generic_compound_walk(host, moving, &random, 3e6, &found, x, &moves), QS_OK);
		assert_true(moves > 0);
		assert_true(qs_model_feasible(model, x));
		assert_true(qs_model_objective(model, x) == found + model->constant);
		assert_true(found == best - model->constant);
		qs_generic_state_free(host, moving);
		qs_generic_free(host, generic);
		qs_structure_free(host, structure);
		qs_model_free(host, model);
	}
}

static void
test_never_worse_on_random_models(void **state)
{
	QsHost	   *host = unit_host(state);
	QsRandom	random;

	qs_random_seed(&random, 6, 0);
	for (int k = 0; k < 300; k++)
	{
		QsModel    *model = unit_random_model(host, &random, k % 2 ? UNIT_GENERIC : UNIT_ONE_HOT, 12);
		QsStructure *structure = qs_structure_create(host, model, qs_classes);
		QsGeneric  *generic = qs_generic_create(host, model, structure);
		QsGenericState *moving = qs_generic_state_create(host, generic);
		uint8_t		x[16];
		double		start,
					found;
		int64_t		moves = 0;

		if (unit_brute_force(model, &start, x))
		{
			double		optimum = start;

			memset(x, 0, sizeof(x));
			if (qs_generic_repair(host, generic, &random, x) == QS_OK)
			{
				qs_generic_state_load(moving, x);
				found = moving->objective;
				start = qs_model_objective(model, x);
				qs_generic_compound_walk(host, moving, &random, 2e4, &found, x, &moves);
				assert_true(qs_model_feasible(model, x));
				assert_true(qs_model_objective(model, x) <= start);
				assert_true(qs_model_objective(model, x) >= optimum - 1e-9 * fabs(optimum));
			}
		}
		qs_generic_state_free(host, moving);
		qs_generic_free(host, generic);
		qs_structure_free(host, structure);
		qs_model_free(host, model);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		UNIT_TEST(test_orders_are_found),
		UNIT_TEST(test_never_worse_on_random_models),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
