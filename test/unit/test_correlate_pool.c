/*
 * test_correlate_pool.c
 *	  Signed agreement in a pool, against its definition: which pairs are listed and
 *	  with what value, in models too large to try all pairs and with a relaxation that
 *	  breaks ties.
 */
#include "unit.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "classes/classes.h"
#include "correlate/correlate.h"
#include "model/pool.h"

enum
{
	VARIABLES = 430,			/* more than are tried in all pairs */
	ROWS = 160,
	LONG_ROW = 90				/* entries of a row whose pairs are not tried */
};

#define TIE_SHARE	0.02		/* at most lost where a relaxation does not support a pair */

/* Rows of two to nine variables, one of LONG_ROW, and half as many quadratic terms;
 * joined[] marks the pairs of short rows and of terms */
static QsModel *
large_model(QsHost *host, QsRandom *random, bool quadratic, bool *joined)
{
	int32_t    *variables = QS_ARRAY(host, int32_t, ROWS * 9 + LONG_ROW);
	int32_t    *order = QS_ARRAY(host, int32_t, VARIABLES);
	QsRow	   *rows = QS_ARRAY0(host, QsRow, ROWS + 1);
	QsTerm	   *terms = QS_ARRAY(host, QsTerm, 2 * VARIABLES);
	int64_t		count = 0;
	int			used = 0;
	QsModel    *model;

	for (int i = 0; i < VARIABLES; i++)
	{
		order[i] = i;
		terms[count++] = (QsTerm) {i, i, (double) qs_random_below(random, 19) - 9.0};
	}
	for (int r = 0; r <= ROWS; r++)
	{
		int			length = r == ROWS ? LONG_ROW : 2 + (int) qs_random_below(random, 8);

		qs_random_shuffle(random, order, VARIABLES);
		memcpy(variables + used, order, (size_t) length * sizeof(int32_t));
		rows[r] = (QsRow) {length, variables + used, NULL, '<', length - 1.0};
		for (int a = 0; a < length && r < ROWS; a++)
			for (int b = 0; b < length; b++)
				joined[order[a] * VARIABLES + order[b]] = true;
		used += length;
	}
	for (int k = 0; quadratic && k < VARIABLES / 2; k++)
	{
		int			i = (int) qs_random_below(random, VARIABLES - 1);
		int			j = i + 1 + (int) qs_random_below(random, (uint32_t) (VARIABLES - 1 - i));

		terms[count++] = (QsTerm) {i, j, 1.0 + qs_random_below(random, 5)};
		joined[i * VARIABLES + j] = joined[j * VARIABLES + i] = true;
	}
	model = qs_model_create(host, VARIABLES, false, 0.0, terms, count, rows, ROWS + 1);
	qs_free(host, terms);
	qs_free(host, rows);
	qs_free(host, order);
	qs_free(host, variables);
	return model;
}

/* Entries that agree on most variables, so that pairs say more than their ends */
static QsPool *
random_pool(QsHost *host, QsRandom *random, int n, int entries)
{
	QsPool	   *pool = qs_pool_create(host, n, entries);
	uint8_t    *x = QS_ARRAY(host, uint8_t, n);

	for (int k = 0; k < entries; k++)
	{
		for (int i = 0; i < n; i++)
			x[i] = (uint8_t) qs_random_below(random, 2);
		qs_pool_add(pool, x, (double) qs_random_below(random, 7));
	}
	qs_free(host, x);
	return pool;
}

/* Mean of the product of spins i and j (j = -1: of spin i), by definition */
static double
agreement(const QsPool *pool, int i, int j)
{
	double		excess = 0.0,
				sum = 0.0,
				weights = 0.0;

	for (int k = 0; k < pool->count; k++)
		excess += (pool->objective[k] - pool->objective[0]) / pool->count;
	for (int k = 0; k < pool->count; k++)
	{
		const uint8_t *x = qs_pool_entry(pool, k);
		double		worse = pool->objective[k] - pool->objective[0];
		double		weight = pool->weight[k] * (excess > 0.0 ? exp(-worse / excess) : 1.0);

		sum += (x[i] == (j < 0 ? 0 : x[j]) ? 1.0 : -1.0) * weight;
		weights += weight;
	}
	return sum / weights;
}

static void
large_models_list_joined_pairs(void **state)
{
	QsHost	   *host = unit_host(state);
	bool	   *joined = QS_ARRAY(host, bool, VARIABLES * VARIABLES);
	bool	   *listed = QS_ARRAY(host, bool, VARIABLES * VARIABLES);
	QsRandom	random;

	qs_random_seed(&random, 81, 0);
	for (int trial = 0; trial < 6; trial++)
	{
		QsModel    *model;
		QsStructure *structure;
		QsPool	   *pool = random_pool(host, &random, VARIABLES, 3 + 2 * trial);
		QsCorrelationInput input;
		QsCorrelations *list;
		int			pairs = 0;

		memset(joined, 0, VARIABLES * VARIABLES * sizeof(bool));
		memset(listed, 0, VARIABLES * VARIABLES * sizeof(bool));
		model = large_model(host, &random, trial % 2, joined);
		structure = qs_structure_create(host, model, qs_classes);
		pool->weight[0] = 0.25;
		input = (QsCorrelationInput) {
			.model = model, .structure = structure, .pool = pool, .limit = VARIABLES * VARIABLES
		};
		assert_int_equal(qs_correlate(host, QS_CORRELATION_POOL, &input, &random, &list), QS_OK);
		for (int64_t k = 0; k < list->count; k++)
		{
			const QsCorrelation *c = &list->pair[k];

			assert_true(fabs(c->value - agreement(pool, c->i, c->j)) < 1e-12);
			if (c->j < 0)
				continue;
			assert_true(joined[c->i * VARIABLES + c->j]);
			assert_false(listed[c->i * VARIABLES + c->j]);
			listed[c->i * VARIABLES + c->j] = true;
			pairs++;
		}
		assert_true(pairs > 100);

		/* none is missing that says more than its ends */
		for (int i = 0; i < VARIABLES; i++)
			for (int j = i + 1; j < VARIABLES; j++)
				if (joined[i * VARIABLES + j] && !listed[i * VARIABLES + j])
					assert_true(fabs(agreement(pool, i, j)) <=
								fmax(fabs(agreement(pool, i, -1)), fabs(agreement(pool, j, -1))) +
								1e-3 + 1e-9);
		qs_correlations_free(host, list);
		qs_pool_free(host, pool);
		qs_structure_free(host, structure);
		qs_model_free(host, model);
	}
	qs_free(host, listed);
	qs_free(host, joined);
}

/* With a relaxation a pair loses up to TIE_SHARE, the more the less the reduced costs
 * of its ends support what the pool says */
static void
reduced_costs_break_ties(void **state)
{
	QsHost	   *host = unit_host(state);
	QsRandom	random;

	qs_random_seed(&random, 82, 0);
	for (int trial = 0; trial < 40; trial++)
	{
		QsModel    *model = unit_random_model(host, &random, UNIT_KNAPSACK, 12);
		int			n = model->n;
		QsStructure *structure = qs_structure_create(host, model, qs_classes);
		QsPool	   *pool = random_pool(host, &random, n, trial % 3 == 0 ? 1 : 5);
		QsRelaxation relaxation = {.reduced_cost = QS_ARRAY(host, double, n)};
		QsCorrelationInput input = {
			.model = model, .structure = structure, .pool = pool, .relaxation = &relaxation
		};
		double		mean = 0.0;
		double		support[12];
		QsCorrelations *list;

		assert_true(model->linear);
		for (int i = 0; i < n; i++)
		{
			relaxation.reduced_cost[i] = trial % 4 == 1 ? 0.0 : qs_random_normal(&random);
			mean += fabs(relaxation.reduced_cost[i]) / n;
		}
		for (int i = 0; i < n; i++)
		{
			double		cost = relaxation.reduced_cost[i];

			if (agreement(pool, i, -1) < 0.0)
				cost = -cost;
			support[i] = mean == 0.0 ? 1.0 :
				1.0 - TIE_SHARE * (cost > 0.0 ? exp(-cost / mean) : 1.0);
		}
		assert_int_equal(qs_correlate(host, QS_CORRELATION_POOL, &input, &random, &list), QS_OK);
		for (int64_t k = 0; k < list->count; k++)
		{
			const QsCorrelation *c = &list->pair[k];
			double		factor = c->j < 0 ? support[c->i] : fmin(support[c->i], support[c->j]);

			assert_true(fabs(c->value - factor * agreement(pool, c->i, c->j)) < 1e-12);
		}
		/* one entry: its spins in the order of their support */
		if (pool->count == 1)
		{
			assert_int_equal(list->count, n);
			for (int k = 0; k < n; k++)
				assert_true(fabs(fabs(list->pair[k].value) - support[list->pair[k].i]) < 1e-12);
		}
		qs_correlations_free(host, list);
		qs_free(host, relaxation.reduced_cost);
		qs_pool_free(host, pool);
		qs_structure_free(host, structure);
		qs_model_free(host, model);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		UNIT_TEST(large_models_list_joined_pairs),
		UNIT_TEST(reduced_costs_break_ties),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
