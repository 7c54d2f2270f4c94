/*
 * test_knapsack_exchange.c
 *	  Pricing of exchanges against violations summed afresh, in both number formats
 *	  and with every instruction set.
 */
#include "unit.h"

#include <math.h>

#include "classes/knapsack/knapsack_exchange.h"

#define MOST_ITEMS	70
#define MOST_ROWS	40
#define SETS		3

static const QsSimd instruction_sets[SETS] = {QS_SIMD_PORTABLE, QS_SIMD_AVX2, QS_SIMD_AVX512};

typedef struct Instance
{
	int			count;
	int			rows;
	double		entry[MOST_ITEMS * MOST_ROWS];
	double		price[MOST_ROWS];
	double		slack[MOST_ROWS];
	int			outside[MOST_ITEMS + 1];
	int			outside_count;
	int			inside[MOST_ITEMS];
	int			inside_count;
	bool		held[MOST_ITEMS + 1];
} Instance;

/* Weights, minus a profit in the last row, and rows from well free to well violated */
static void
random_instance(QsRandom *random, Instance *instance)
{
	*instance = (Instance)
	{
		.count = 1 + (int) qs_random_below(random, MOST_ITEMS),
		.rows = 1 + (int) qs_random_below(random, MOST_ROWS), .outside = {-1}, .outside_count = 1
	};
	for (int r = 0; r < instance->rows; r++)
	{
		bool		aim = r == instance->rows - 1;

		instance->price[r] = aim ? 1.0 : 0.02 + 0.5 * qs_random_unit(random);
		instance->slack[r] = floor(600.0 * (qs_random_unit(random) - 0.3));
		for (int c = 0; c < instance->count; c++)
			instance->entry[c * instance->rows + r] =
				(double) (1 + qs_random_below(random, 900)) * (aim ? -1.0 : 1.0);
	}
	for (int c = 0; c < instance->count; c++)
		if (qs_random_below(random, 2))
			instance->inside[instance->inside_count++] = c;
		else
			instance->outside[instance->outside_count++] = c;
	for (int k = 0; k < instance->outside_count; k++)
		instance->held[k] = qs_random_below(random, 6) == 0;
}

static QsKnapsackExchange *
load(QsHost *host, const Instance *instance, double grain)
{
	QsKnapsackExchange *exchange = qs_knapsack_exchange_create(host, instance->count,
															   instance->rows, instance->entry);

	qs_knapsack_exchange_reset(exchange, instance->price, grain);
	for (int k = 0; k < instance->outside_count; k++)
		qs_knapsack_exchange_put(exchange, k, instance->outside[k]);
	/* one more, given up again */
	if (instance->outside_count < exchange->stride)
	{
		qs_knapsack_exchange_put(exchange, instance->outside_count, -1);
		qs_knapsack_exchange_shorten(exchange);
	}
	for (int k = 0; k < instance->outside_count; k++)
		if (instance->held[k])
			qs_knapsack_exchange_hold(exchange, k, true);
	qs_knapsack_exchange_slack(exchange, instance->slack);
	return exchange;
}

static double
violation(const Instance *instance, int out, int in)
{
	double		sum = 0.0;

	for (int r = 0; r < instance->rows; r++)
	{
		double		slack = instance->slack[r];

		slack += out < 0 ? 0.0 : instance->entry[out * instance->rows + r];
		slack -= in < 0 ? 0.0 : instance->entry[in * instance->rows + r];
		sum += instance->price[r] * fmax(0.0, -slack);
	}
	return sum;
}

/* All partners of one item; unit: of the violations told, tolerance: of one sum */
static void
check_partner(const Instance *instance, const QsKnapsackExchange *exchange, int out, double unit,
			  double tolerance)
{
	int			position;
	float		value = qs_knapsack_exchange_partner(exchange, out, INFINITY, &position);
	double		best = INFINITY;

	for (int k = 0; k < instance->outside_count; k++)
		if (!instance->held[k])
			best = fmin(best, violation(instance, out, instance->outside[k]));
	if (!isfinite(value))
	{
		/* sixteen bits end at about four of the widest row */
		assert_true(!isfinite(best) || (exchange->narrow && best > 60000.0 * unit));
		return;
	}
	assert_in_range(position, 0, instance->outside_count - 1);
	assert_false(instance->held[position]);
	assert_true(fabs(value * unit - violation(instance, out, instance->outside[position])) <=
				tolerance);
	assert_true(value * unit <= best + tolerance);
	/* nothing below the bound but what is found without one */
	assert_true(isinf(qs_knapsack_exchange_partner(exchange, out, value, &position)));
	assert_true(qs_knapsack_exchange_partner(exchange, out, value + 1.0f, &position) == value);
}

static void
partners_are_the_best(void **state)
{
	QsHost	   *host = unit_host(state);
	QsRandom	random;
	Instance	instance;

	qs_random_seed(&random, 611, 0);
	for (int trial = 0; trial < 300; trial++)
	{
		bool		narrow = trial % 3 > 0;
		QsKnapsackExchange *exchange;

		random_instance(&random, &instance);
		host->simd = instruction_sets[trial % SETS];
		exchange = load(host, &instance, narrow ? 1.0 : 0.0);
		assert_int_equal(exchange->narrow, narrow);
		for (int k = -1; k < instance.inside_count; k++)
			check_partner(&instance, exchange, k < 0 ? -1 : instance.inside[k],
						  narrow ? 1.0 / exchange->scale : 1.0,
						  narrow ? 2.0 * instance.rows / exchange->scale : 0.05);
		qs_knapsack_exchange_free(host, exchange);
	}
	host->simd = QS_SIMD_AUTO;
}

static void
instruction_sets_agree(void **state)
{
	QsHost	   *host = unit_host(state);
	QsRandom	random;
	Instance	instance;

	qs_random_seed(&random, 612, 0);
	for (int trial = 0; trial < 200; trial++)
	{
		QsKnapsackExchange *exchange[SETS];

		random_instance(&random, &instance);
		for (int s = 0; s < SETS; s++)
		{
			host->simd = instruction_sets[s];
			exchange[s] = load(host, &instance, trial % 2 ? 1.0 : 0.0);
		}
		for (int k = -1; k < instance.inside_count; k++)
		{
			int			out = k < 0 ? -1 : instance.inside[k];
			float		bound = k % 2 ? INFINITY : 3000.0f;
			int			position[SETS];
			float		value[SETS];

			for (int s = 0; s < SETS; s++)
			{
				value[s] = qs_knapsack_exchange_partner(exchange[s], out, bound, &position[s]);
				assert_true(value[s] == value[0]);
				if (isfinite(value[s]))
					assert_int_equal(position[s], position[0]);
			}
		}
		for (int s = 0; s < SETS; s++)
			qs_knapsack_exchange_free(host, exchange[s]);
	}
	host->simd = QS_SIMD_AUTO;
}

/* A row a thousand times as wide as the grain is not told apart in sixteen bits */
static void
wide_ranges_stay_in_single_precision(void **state)
{
	QsHost	   *host = unit_host(state);
	double		entry[] = {3.0, -40000.0, 5.0, -39999.0};
	double		price[] = {1.0, 1.0};
	QsKnapsackExchange *exchange = qs_knapsack_exchange_create(host, 2, 2, entry);

	qs_knapsack_exchange_reset(exchange, price, 1.0);
	assert_false(exchange->narrow);
	qs_knapsack_exchange_reset(exchange, price, 100.0);
	assert_true(exchange->narrow);
	qs_knapsack_exchange_free(host, exchange);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		UNIT_TEST(partners_are_the_best),
		UNIT_TEST(instruction_sets_agree),
		UNIT_TEST(wide_ranges_stay_in_single_precision),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
