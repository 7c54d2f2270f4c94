/*
 * test_verify.c
 *	  The judge against exact integer sums, direct evaluation and the model.
 */
#include "unit.h"

#include <math.h>
#include <string.h>

#include "model/verify.h"

static void
rows_against_integers(void **state)
{
	QsRandom	random;

	(void) state;
	qs_random_seed(&random, 41, 0);
	for (int trial = 0; trial < 5000; trial++)
	{
		int32_t		variables[30];
		double		coefficients[30];
		uint8_t		x[10];
		int			count = (int) qs_random_below(&random, 31);
		bool		ones = qs_random_below(&random, 2);
		long		exact = 0;
		long		rhs = (long) qs_random_below(&random, 41) - 20;
		double		activity;
		const double *values = ones ? NULL : coefficients;

		for (int i = 0; i < 10; i++)
			x[i] = (uint8_t) qs_random_below(&random, 2);
		for (int k = 0; k < count; k++)
		{
			long		value = (long) qs_random_below(&random, 21) - 10;

			variables[k] = (int32_t) qs_random_below(&random, 10);
			coefficients[k] = (double) value;
			if (x[variables[k]])
				exact += ones ? 1 : value;
		}
		assert_int_equal(qs_verify_row(NULL, count, variables, values, '<', (double) rhs, 0.0, x,
									   &activity), exact <= rhs);
		assert_true(activity == (double) exact);
		assert_int_equal(qs_verify_row(NULL, count, variables, values, '>', (double) rhs, 0.0, x,
									   &activity), exact >= rhs);
		assert_int_equal(qs_verify_row(NULL, count, variables, values, '=', (double) rhs, 0.0, x,
									   &activity), exact == rhs);
	}
}

static void
decimals_are_exact(void **state)
{
	const int32_t variables[3] = {0, 1, 2};
	const uint8_t x[3] = {1, 1, 1};
	double		activity;

	(void) state;
	assert_true(qs_verify_row(NULL, 2, variables, (double[]) {0.1, 0.2}, '=', 0.3, 0.0, x,
							  &activity));
	assert_true(activity == 0.3);
	assert_true(qs_verify_row(NULL, 2, variables, (double[]) {0.1, 0.2}, '<', 0.3, 1e-9, x,
							  &activity));
	assert_false(qs_verify_row(NULL, 2, variables, (double[]) {0.1, 0.2}, '<', 0.29999999999, 1e-9,
							   x, &activity));
	assert_true(activity == 0.3);

	/* in any unit */
	assert_false(qs_verify_row(NULL, 3, variables, (double[]) {6e-10, 6e-10, 6e-10}, '<', 1e-9,
							   1e-9, x, &activity));
	assert_true(qs_verify_row(NULL, 2, variables, (double[]) {4e-300, 6e-300}, '=', 1e-299, 1e-9,
							  x, &activity));
	assert_true(qs_verify_row(NULL, 2, variables, (double[]) {4e300, 6e300}, '=', 1e301, 1e-9, x,
							  &activity));
	assert_false(qs_verify_row(NULL, 2, variables, (double[]) {4e300, 6e300}, '<', 9e300, 1e-9, x,
							   &activity));

	/* the last integer that still is exact */
	assert_false(qs_verify_row(NULL, 2, variables, (double[]) {4503599627370495.0, 0.0}, '<',
							   4503599627370494.0, 1e-9, x, &activity));
	assert_true(qs_verify_row(NULL, 2, variables, (double[]) {4503599627370496.0, 0.0}, '<',
							  4503599627370495.0, 1e-9, x, &activity) == false);
	assert_false(qs_verify_row(NULL, 2, variables, (double[]) {1.0, 1e10}, '<', 1e10, 1e-9, x,
							   &activity));
}

/* 2^53 and more together: relative to the largest number, without a floor */
static void
tolerance_is_relative_to_the_row(void **state)
{
	const int32_t variables[2] = {0, 1};
	const uint8_t x[2] = {1, 1};
	double		activity;

	(void) state;
	for (int power = -60; power <= 60; power += 30)
	{
		double		one = ldexp(0.1234567890123456789, power);

		assert_true(qs_verify_row(NULL, 2, variables, (double[]) {one, 0.9e-9 * one}, '<', one,
								  1e-9, x, &activity));
		assert_false(qs_verify_row(NULL, 2, variables, (double[]) {one, 1.1e-9 * one}, '<', one,
								   1e-9, x, &activity));
		assert_false(qs_verify_row(NULL, 2, variables, (double[]) {one, 0.9e-9 * one}, '<', one,
								   1e-10, x, &activity));
		assert_true(qs_verify_row(NULL, 2, variables, (double[]) {one, -0.9e-9 * one}, '>', one,
								  1e-9, x, &activity));
		assert_false(qs_verify_row(NULL, 2, variables, (double[]) {one, -1.1e-9 * one}, '>', one,
								   1e-9, x, &activity));
		assert_true(qs_verify_row(NULL, 2, variables, (double[]) {one, -0.9e-9 * one}, '=', one,
								  1e-9, x, &activity));
		assert_false(qs_verify_row(NULL, 2, variables, (double[]) {one, 1.1e-9 * one}, '=', one,
								   1e-9, x, &activity));
	}

	/* a variable that is zero still lends its coefficient to the magnitude */
	assert_true(qs_verify_row(NULL, 2, (int32_t[]) {0, 2}, (double[]) {1.5e-9,
							  1.2345678901234567e6}, '<', 0.0, 1e-9, (uint8_t[]) {1, 0, 0},
							  &activity));
}

static void
sums_are_compensated(void **state)
{
	int32_t		variables[4] = {0, 0, 0, 0};
	uint8_t		x[1] = {1};
	double		activity;
	QsTerm		terms[4] = {{0, 0, 1.0}, {0, 0, 1e100}, {0, 0, 1.0}, {0, 0, -1e100}};

	(void) state;
	qs_verify_row(NULL, 4, variables, (double[]) {1.0, 1e100, 1.0, -1e100}, '<', 2.0, 1e-9, x,
				  &activity);
	assert_true(activity == 2.0);
	assert_true(qs_verify_terms(NULL, 0.5, terms, 4, x) == 2.5);

	/* 2^27+1 squared needs 55 bits; the other product cancels its leading part */
	assert_true(qs_verify_assignment(NULL, 2, (double[]) {0x1p27 + 1, 1.0, 0.0, 0.0},
									 (double[]) {0x1p27 + 1, -0x1p54 - 0x1p28, 0.0, 0.0}, NULL,
									 (uint8_t[]) {1, 0, 0, 1}) == 1.0);
}

static void
what_overflows_is_not_certified(void **state)
{
	const int32_t variables[2] = {0, 1};
	const double huge[2] = {1.7976931348623157e308, 1.7976931348623155e308};
	const uint8_t x[2] = {1, 1};
	double		activity;

	(void) state;
	assert_false(qs_verify_row(NULL, 2, variables, huge, '<', 1.7976931348623157e308, 1e-9, x,
							   &activity));
	assert_false(qs_verify_row(NULL, 2, variables, huge, '>', 0.0, 1e-9, x, &activity));
	assert_false(qs_verify_row(NULL, 2, variables, huge, '=', 1.7976931348623157e308, 1e-9, x,
							   &activity));
	assert_false(qs_verify_row(NULL, 2, variables, huge, '?', 0.0, 1e-9, (uint8_t[]) {0, 0},
							   &activity));
}

/* The model's objective shares no code with the judge's: they must agree. */
static void
objectives_agree_with_the_model(void **state)
{
	QsHost	   *host = unit_host(state);
	QsRandom	random;

	qs_random_seed(&random, 42, 0);
	for (int trial = 0; trial < 400; trial++)
	{
		int			n = 1 + (int) qs_random_below(&random, 12);
		int			count = (int) qs_random_below(&random, 60);
		QsTerm		terms[60];
		QsModel    *model;
		uint8_t		x[12];

		for (int k = 0; k < count; k++)
			terms[k] = (QsTerm)
			{
				(int32_t) qs_random_below(&random, (uint32_t) n),
				(int32_t) qs_random_below(&random, (uint32_t) n),
				(double) qs_random_below(&random, 201) - 100.0
			};
		for (int i = 0; i < n; i++)
			x[i] = (uint8_t) qs_random_below(&random, 2);
		model = qs_model_create(host, n, trial % 2, 7.0, terms, count, NULL, 0);
		assert_true(qs_verify_terms(NULL, 7.0, terms, count, x) ==
					qs_model_report(model, qs_model_objective(model, x)));
		qs_model_free(host, model);
	}
}

static void
fill_matrix(QsRandom *random, int order, double *matrix)
{
	for (int k = 0; k < order * order; k++)
		matrix[k] = qs_random_below(random, 3) == 0 ? 0.0 : (double) qs_random_below(random, 20) - 5.0;
}

static void
assignments_agree_with_direct_sums(void **state)
{
	QsHost	   *host = unit_host(state);
	QsRandom	random;

	qs_random_seed(&random, 43, 0);
	for (int trial = 0; trial < 600; trial++)
	{
		int			order = 1 + (int) qs_random_below(&random, 6);
		double		flow[36],
					distance[36],
					cost[36];
		uint8_t		x[36] = {0};
		int			places[6];
		double		direct = 0.0;
		QsModel    *model;
		const double *costs = trial % 3 ? cost : NULL;

		fill_matrix(&random, order, flow);
		fill_matrix(&random, order, distance);
		fill_matrix(&random, order, cost);
		for (int f = 0; f < order; f++)
			places[f] = f;
		qs_random_shuffle(&random, places, order);
		for (int f = 0; f < order; f++)
			x[f * order + places[f]] = 1;

		/* permutations, incomplete ones, and anything */
		for (int k = 0; k < order * order && trial % 4 == 1; k++)
			x[k] = x[k] && qs_random_below(&random, 3);
		for (int k = 0; k < order * order && trial % 4 == 2; k++)
			x[k] = (uint8_t) qs_random_below(&random, 2);
		for (int v = 0; v < order * order; v++)
			for (int w = 0; w < order * order; w++)
				if (x[v] && x[w])
					direct += flow[v / order * order + w / order] * distance[v % order * order + w % order];
		for (int v = 0; v < order * order; v++)
			if (x[v] && costs)
				direct += cost[v];
		assert_true(qs_verify_assignment(NULL, order, flow, distance, costs, x) == direct);
		model = qs_model_create_assignment(host, order, flow, distance, costs);
		assert_true(qs_model_report(model, qs_model_objective(model, x)) == direct);
		qs_model_free(host, model);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		UNIT_TEST(rows_against_integers),
		UNIT_TEST(decimals_are_exact),
		UNIT_TEST(tolerance_is_relative_to_the_row),
		UNIT_TEST(sums_are_compensated),
		UNIT_TEST(what_overflows_is_not_certified),
		UNIT_TEST(objectives_agree_with_the_model),
		UNIT_TEST(assignments_agree_with_direct_sums),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
