/*
 * test_optimize.c
 *	  Minimising functions of a few parameters: exact values, estimates, and objectives
 *	  that leave in the middle.
 */
#include "unit.h"

#include <math.h>
#include <string.h>

#include "numeric/optimize.h"

typedef struct Bowl
{
	QsHost	   *host;
	double		noise;
	QsRandom	random;
	int			calls;
	bool		leave;			/* asks the host, which throws when it was cancelled */
} Bowl;

/* Least, 1, at 0.3, 0.6, ...; a little bent */
static double
bowl(void *argument, int n, const double *theta, double *gradient)
{
	Bowl	   *b = argument;
	double		value = 1.0;

	b->calls++;
	if (b->leave)
		qs_check(b->host);
	for (int k = 0; k < n; k++)
	{
		double		d = theta[k] - 0.3 * (k + 1);

		value += d * d + 0.3 * d * d * d * d;
		if (gradient)
			gradient[k] = 2.0 * d + 1.2 * d * d * d;
	}
	return value + (b->noise > 0.0 ? b->noise * qs_random_normal(&b->random) : 0.0);
}

static QsMinimisation
of_bowl(Bowl *b, QsOptimizer optimizer, int n, int limit)
{
	return (QsMinimisation)
	{
		.optimizer = optimizer, .n = n, .step = 0.1, .max_evaluations = limit, .seed = 5,
		.objective = bowl, .argument = b
	};
}

/* Every optimiser finds the bottom within its limit, and tells the value there */
static void
all_find_the_bottom(void **state)
{
	QsHost	   *host = unit_host(state);

	for (int optimizer = 0; optimizer < QS_OPTIMIZER_NONE; optimizer++)
		for (int n = 1; n <= 6; n++)
		{
			Bowl		b = {.host = host};
			QsMinimisation how = of_bowl(&b, (QsOptimizer) optimizer, n, 400);
			double		theta[6] = {0.0};
			double		best;
			int			evaluations;

			if (optimizer == QS_OPTIMIZER_BOBYQA && n == 1)
				continue;		/* takes two parameters at least */
			assert_int_equal(qs_minimise(host, &how, theta, &best, &evaluations), QS_OK);
			assert_int_equal(evaluations, b.calls);
			assert_true(evaluations <= 400);
			assert_true(best < (optimizer == QS_OPTIMIZER_SPSA ? 1.02 : 1.0001));
			assert_true(best == bowl(&b, n, theta, NULL));
		}
}

/* Asking between runs of the library leads where answering within it does, evaluation for evaluation */
static void
asked_between_runs_is_the_same(void **state)
{
	static const QsOptimizer optimizer[] = {QS_OPTIMIZER_NELDER_MEAD, QS_OPTIMIZER_COBYLA, QS_OPTIMIZER_BOBYQA, QS_OPTIMIZER_SBPLX};
	QsHost	   *host = unit_host(state);

	for (int k = 0; k < 4; k++)
		for (int limit = 2; limit < 120; limit += 13)
		{
			double		theta[2][4] = {{0.0}};
			double		best[2];
			int			evaluations[2];

			for (int noisy = 0; noisy < 2; noisy++)
			{
				Bowl		b = {.host = host};
				QsMinimisation how = of_bowl(&b, optimizer[k], 4, limit);

				how.noisy = noisy;
				assert_int_equal(qs_minimise(host, &how, theta[noisy], &best[noisy], &evaluations[noisy]), QS_OK);
				assert_int_equal(b.calls, evaluations[noisy]);
			}
			assert_memory_equal(theta[0], theta[1], sizeof(theta[0]));
			assert_true(best[0] == best[1]);
			assert_int_equal(evaluations[0], evaluations[1]);
		}
}

static double
distance(const double *theta, int n)
{
	double		sum = 0.0;

	for (int k = 0; k < n; k++)
		sum += (theta[k] - 0.3 * (k + 1)) * (theta[k] - 0.3 * (k + 1));
	return sqrt(sum);
}

/* On noise of the size of what there is to gain, SPSA ends near the bottom; same seed, same way */
static void
noise_does_not_mislead_spsa(void **state)
{
	QsHost	   *host = unit_host(state);
	double		sum = 0.0;
	double		before[8] = {0.0};

	for (int trial = 0; trial < 20; trial++)
	{
		double		theta[2][8] = {{0.0}};

		for (int again = 0; again < 2; again++)
		{
			Bowl		b = {.host = host, .noise = 0.2};
			QsMinimisation how = of_bowl(&b, QS_OPTIMIZER_SPSA, 8, 600);
			double		best;
			int			evaluations;

			how.noisy = true;
			how.seed = (uint64_t) trial;
			qs_random_seed(&b.random, (uint64_t) trial, 9);
			assert_int_equal(qs_minimise(host, &how, theta[again], &best, &evaluations), QS_OK);
			assert_in_range(evaluations, 590, 600);
		}
		assert_memory_equal(theta[0], theta[1], sizeof(theta[0]));
		sum += distance(theta[0], 8) / 20.0;
	}
	assert_true(sum < 0.2 * distance(before, 8));
}

/* However few evaluations there are, no more are made */
static void
limits_hold(void **state)
{
	QsHost	   *host = unit_host(state);

	for (int optimizer = 0; optimizer <= QS_OPTIMIZER_NONE; optimizer++)
		for (int noisy = 0; noisy < 2; noisy++)
			for (int limit = 0; limit < 20; limit++)
			{
				Bowl		b = {.host = host};
				QsMinimisation how = of_bowl(&b, (QsOptimizer) optimizer, 3, limit);
				double		theta[3] = {0.0};
				double		best;
				int			evaluations;

				if (noisy && qs_optimizer_needs_gradient((QsOptimizer) optimizer))
					continue;
				how.noisy = noisy;
				assert_int_equal(qs_minimise(host, &how, theta, &best, &evaluations), QS_OK);
				assert_int_equal(evaluations, b.calls);
				assert_true(evaluations <= (limit > 1 ? limit : 1));
				assert_true(isfinite(best));
			}
}

/* A noisy objective may leave: memory is the host's, and NLopt is not running then (which the
 * leak checks of the sanitizers see) */
static void
objectives_may_leave(void **state)
{
	static const QsOptimizer optimizer[] = {QS_OPTIMIZER_COBYLA, QS_OPTIMIZER_SPSA};
	QsStandaloneHost *standalone = *state;
	QsHost	   *host = &standalone->host;

	for (int k = 0; k < 2; k++)
	{
		Bowl		b = {.host = host, .leave = true};
		QsMinimisation how = of_bowl(&b, optimizer[k], 3, 100);
		double		theta[3] = {0.0};
		double		best;
		int			evaluations;
		volatile bool reached = false;

		how.noisy = true;
		standalone->cancel = true;
		standalone->recover_set = true;
		if (setjmp(standalone->recover) == 0)
			qs_minimise(host, &how, theta, &best, &evaluations);
		else
			reached = true;
		standalone->recover_set = false;
		standalone->cancel = false;
		assert_true(reached);
	}
	/* what they held goes with the host */
	host->memory_used = 0;
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		UNIT_TEST(all_find_the_bottom),
		UNIT_TEST(asked_between_runs_is_the_same),
		UNIT_TEST(noise_does_not_mislead_spsa),
		UNIT_TEST(limits_hold),
		UNIT_TEST(objectives_may_leave),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
