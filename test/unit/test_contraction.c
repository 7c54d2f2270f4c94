/*
 * test_contraction.c
 *	  A contracted model agrees with its base on every assignment that
 *	  respects the merges, for random models of every class.
 */
#include "unit.h"

#include <math.h>
#include <string.h>

#include "model/contraction.h"

static void
reduced_models_agree_with_base(void **state)
{
	QsHost	   *host = unit_host(state);
	QsRandom	random;

	qs_random_seed(&random, 3, 0);
	for (int trial = 0; trial < 3000; trial++)
	{
		QsModel    *model = unit_random_model(host, &random, (UnitKind) (trial % UNIT_KINDS), 10);
		QsContraction *contraction = qs_contraction_create(host, model);
		int			merges = (int) qs_random_below(&random, (uint32_t) model->n);
		QsReduced  *reduced;

		for (int k = 0; k < merges; k++)
		{
			int			a = (int) qs_random_below(&random, (uint32_t) model->n);
			int			b = (int) qs_random_below(&random, (uint32_t) model->n + 1) - 1;

			qs_contraction_merge(host, contraction, a, b, qs_random_below(&random, 2) == 0,
								 QS_ACTION_MERGE, NAN, "test", -1, NULL);
		}
		reduced = qs_contraction_reduce(host, contraction);
		assert_int_equal(reduced->n, contraction->roots);
		for (uint32_t bits = 0; bits < (uint32_t) 1 << reduced->n; bits++)
		{
			uint8_t		y[16],
						x[16],
						back[16];
			int			contradicted;
			bool		feasible;

			for (int i = 0; i < reduced->n; i++)
				y[i] = (uint8_t) (bits >> i & 1);
			qs_contraction_expand(contraction, reduced, y, x);
			qs_contraction_restrict(contraction, reduced, x, back, &contradicted);
			assert_int_equal(contradicted, 0);
			assert_memory_equal(back, y, (size_t) reduced->n);
			feasible = qs_model_feasible(model, x);
			if (reduced->infeasible)
				assert_false(feasible);
			else
				assert_int_equal(feasible, qs_model_feasible(reduced->model, y));
			/* cells of one row are never priced together in a reduced QAP */
			if (feasible || model->assignment == NULL)
				assert_true(fabs(qs_model_objective(model, x) -
								 qs_model_objective(reduced->model, y)) < 1e-9);
		}
		qs_reduced_free(host, reduced);
		qs_contraction_free(host, contraction);
		qs_model_free(host, model);
	}
}

static void
fixed_facilities_leave_a_smaller_assignment(void **state)
{
	QsHost	   *host = unit_host(state);
	QsRandom	random;
	int			order = 12;
	double		flow[144],
				distance[144];
	QsModel    *model;
	QsContraction *contraction;
	QsReduced  *reduced;

	qs_random_seed(&random, 4, 0);
	for (int k = 0; k < 144; k++)
	{
		flow[k] = qs_random_below(&random, 10);
		distance[k] = qs_random_below(&random, 10);
	}
	model = qs_model_create_assignment(host, order, flow, distance, NULL);
	contraction = qs_contraction_create(host, model);
	for (int f = 0; f < 2; f++)
		for (int k = 0; k < order; k++)
		{
			qs_contraction_fix(host, contraction, f * order + k, k == f + 3, NAN, "test", -1, NULL);
			qs_contraction_fix(host, contraction, k * order + f + 3, k == f, NAN, "test", -1, NULL);
		}
	reduced = qs_contraction_reduce(host, contraction);
	assert_int_equal(reduced->n, 100);
	assert_non_null(reduced->model->assignment);
	for (int trial = 0; trial < 50; trial++)
	{
		int			location[] = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9};
		uint8_t		y[100],
					x[144];

		qs_random_shuffle(&random, location, 10);
		qs_assignment_to_bits(10, location, y);
		qs_contraction_expand(contraction, reduced, y, x);
		assert_true(qs_model_feasible(model, x));
		assert_true(fabs(qs_model_objective(model, x) - qs_model_objective(reduced->model, y)) < 1e-9);
	}
	qs_reduced_free(host, reduced);
	qs_contraction_free(host, contraction);
	qs_model_free(host, model);
}

static void
rollback_restores_the_earlier_roots(void **state)
{
	QsHost	   *host = unit_host(state);
	QsRandom	random;
	QsModel    *model;
	QsContraction *contraction;
	bool		flip;

	qs_random_seed(&random, 5, 0);
	model = qs_model_create(host, 5, false, 0.0, NULL, 0, NULL, 0);
	contraction = qs_contraction_create(host, model);
	qs_contraction_merge(host, contraction, 0, 1, false, QS_ACTION_MERGE, 0.9, "test", -1, NULL);
	qs_contraction_merge(host, contraction, 2, 1, true, QS_ACTION_MERGE, 0.8, "test", -1, NULL);
	qs_contraction_fix(host, contraction, 1, 1, 0.7, "test", -1, NULL);
	qs_contraction_rollback(contraction, 1, "doubtful");
	assert_int_equal(contraction->roots, 4);
	assert_int_equal(qs_contraction_find(contraction, 0, &flip), 1);
	assert_true(flip);
	assert_int_equal(qs_contraction_find(contraction, 2, &flip), 2);
	assert_int_equal(contraction->steps[1].action, QS_ACTION_UNDO);
	qs_contraction_free(host, contraction);
	qs_model_free(host, model);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		UNIT_TEST(reduced_models_agree_with_base),
		UNIT_TEST(fixed_facilities_leave_a_smaller_assignment),
		UNIT_TEST(rollback_restores_the_earlier_roots),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
