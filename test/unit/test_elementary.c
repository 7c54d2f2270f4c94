/*
 * test_elementary.c
 *	  Elementary functions: close to those of the C library, exact where they must be, and
 *	  the same bits everywhere.
 */
#include "unit.h"

#include <float.h>
#include <math.h>
#include <string.h>

#include "base/elementary.h"

#define DRAWS	20000

/* Distance from a value of higher precision, in units in the last place of it */
static double
ulps(double value, long double truth)
{
	double		rounded = (double) truth;
	int			exponent = fabs(rounded) < DBL_MIN ? DBL_MIN_EXP : ilogb(rounded) + 1;

	return fabs((double) ((long double) value - truth)) / ldexp(1.0, exponent - DBL_MANT_DIG);
}

typedef struct Function
{
	const char *name;
	double		(*own) (double x);
	long double (*library) (long double x);
	double		from,
				to;
	bool		by_magnitude;	/* drawn evenly in the logarithm, both signs where from is 0 */
	double		most;			/* ulps */
} Function;

static const Function functions[] = {
	{"exp", qs_exp, expl, -745.0, 709.7, false, 1.0},
	{"exp near 0", qs_exp, expl, 0.0, 2.0, true, 1.0},
	{"log", qs_log, logl, DBL_MIN, DBL_MAX, true, 1.0},
	{"log near 1", qs_log, logl, 0.5, 2.0, false, 1.0},
	{"sin", qs_sin, sinl, -100.0, 100.0, false, 2.5},
	{"cos", qs_cos, cosl, -100.0, 100.0, false, 2.5},
	{"sin wide", qs_sin, sinl, -1e6, 1e6, false, 2.5},
	{"cos wide", qs_cos, cosl, -1e6, 1e6, false, 2.5},
	{"sin near 0", qs_sin, sinl, 0.0, 1.0, true, 2.5},
	{"tan", qs_tan, tanl, -10.0, 10.0, false, 3.0},
	{"tanh", qs_tanh, tanhl, -20.0, 20.0, false, 3.0},
	{"tanh near 0", qs_tanh, tanhl, 0.0, 1.0, true, 3.0},
	{"asin", qs_asin, asinl, -1.0, 1.0, false, 5.0},
	{"acos", qs_acos, acosl, -1.0, 1.0, false, 5.0},
};

static double
draw(QsRandom *random, const Function *function)
{
	double		unit = qs_random_unit(random);
	double		size;

	if (!function->by_magnitude)
		return function->from + unit * (function->to - function->from);
	if (function->from > 0.0)
		return exp(log(function->from) + unit * (log(function->to) - log(function->from)));
	size = function->to * exp(-40.0 * unit);
	return qs_random_below(random, 2) ? size : -size;
}

static void
test_close_to_library(void **state)
{
	(void) state;
	for (size_t k = 0; k < sizeof(functions) / sizeof(functions[0]); k++)
	{
		QsRandom	random;
		double		worst = 0.0;

		qs_random_seed(&random, 5, (uint64_t) k);
		for (int n = 0; n < DRAWS; n++)
		{
			double		x = draw(&random, &functions[k]);

			worst = fmax(worst, ulps(functions[k].own(x), functions[k].library(x)));
		}
		if (!(worst <= functions[k].most))
			fail_msg("%s: %.2f ulps", functions[k].name, worst);
	}
}

static void
test_two_arguments(void **state)
{
	QsRandom	random;

	(void) state;
	qs_random_seed(&random, 6, 0);
	for (int n = 0; n < DRAWS; n++)
	{
		double		y = 2.0 * qs_random_unit(&random) - 1.0;
		double		x = 2.0 * qs_random_unit(&random) - 1.0;
		double		exponent = 20.0 * qs_random_unit(&random) - 10.0;
		double		base = 1e-3 + 50.0 * qs_random_unit(&random);
		double		sine,
					cosine;

		assert_true(ulps(qs_atan2(y, x), atan2l(y, x)) <= 4.0);
		assert_true(fabs(qs_power(base, exponent) / pow(base, exponent) - 1.0) < 1e-13);
		qs_sin_cos(100.0 * x, &sine, &cosine);
		assert_true(sine == qs_sin(100.0 * x) && cosine == qs_cos(100.0 * x));
	}
}

static void
test_exact_values(void **state)
{
	(void) state;
	assert_true(qs_exp(0.0) == 1.0);
	assert_true(qs_exp(-INFINITY) == 0.0 && qs_exp(INFINITY) == INFINITY);
	assert_true(qs_exp(-800.0) == 0.0 && qs_exp(800.0) == INFINITY);
	assert_true(qs_exp(-745.0) > 0.0 && qs_exp(709.7) < INFINITY);
	assert_true(isnan(qs_exp(NAN)) && isnan(qs_log(NAN)) && isnan(qs_tanh(NAN)));
	assert_true(qs_log(1.0) == 0.0 && qs_log(INFINITY) == INFINITY);
	assert_true(qs_log(0.0) == -INFINITY && isnan(qs_log(-1.0)));
	assert_true(ulps(qs_log(0x1p-1070), logl(0x1p-1070L)) <= 1.0);
	assert_true(qs_sin(0.0) == 0.0 && qs_cos(0.0) == 1.0 && qs_tan(0.0) == 0.0);
	assert_true(isnan(qs_sin(INFINITY)) && isnan(qs_cos(NAN)));
	assert_true(fabs(qs_sin(1e300)) <= 1.0 && fabs(qs_cos(-1e300)) <= 1.0);
	assert_true(qs_tanh(0.0) == 0.0 && qs_tanh(INFINITY) == 1.0 && qs_tanh(-50.0) == -1.0);
	assert_true(qs_asin(1.0) == asin(1.0) && qs_asin(-1.0) == asin(-1.0) && qs_asin(0.0) == 0.0);
	assert_true(qs_acos(1.0) == 0.0 && qs_acos(-1.0) == acos(-1.0));
	assert_true(isnan(qs_asin(1.5)) && isnan(qs_acos(-1.5)));
	assert_true(qs_atan2(0.0, 0.0) == 0.0 && qs_atan2(0.0, -1.0) == acos(-1.0));
	assert_true(qs_atan2(-2.0, 0.0) == -asin(1.0));
	assert_true(qs_whole_power(1.5, 10) == 57.6650390625 && qs_whole_power(7.0, 0) == 1.0);
	assert_true(qs_whole_power(2.0, 1000) == 0x1p1000);
}

/* The same bits with every compiler, level of optimisation, C library and processor */
static void
test_same_bits(void **state)
{
	uint64_t	hash = UINT64_C(14695981039346656037);

	(void) state;
	for (size_t k = 0; k < sizeof(functions) / sizeof(functions[0]); k++)
	{
		const Function *function = &functions[k];
		QsRandom	random;

		qs_random_seed(&random, 7, (uint64_t) k);
		for (int n = 0; n < 2000; n++)
		{
			double		x = function->by_magnitude ? 0x1p-10 * (double) qs_random_below(&random, 2048) :
				function->from + qs_random_unit(&random) * (function->to - function->from);
			double		value = function->own(x);
			uint64_t	bits;

			if (isnan(value))
				continue;
			memcpy(&bits, &value, sizeof(bits));
			hash = (hash ^ bits) * UINT64_C(1099511628211);
		}
	}
	assert_int_equal(hash, UINT64_C(0xd159f117682e04fd));
}

/* A product and a sum are rounded one by one: no fused multiply-add */
static void
test_no_contraction(void **state)
{
	volatile double a = 1.0 + 0x1p-30,
				b = 1.0 - 0x1p-30;
	double		x = a,
				y = b;

	(void) state;
	assert_true(x * y - 1.0 == 0.0);
	assert_true(fma(x, y, -1.0) == -0x1p-60);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_close_to_library),
		cmocka_unit_test(test_two_arguments),
		cmocka_unit_test(test_exact_values),
		cmocka_unit_test(test_same_bits),
		cmocka_unit_test(test_no_contraction),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
