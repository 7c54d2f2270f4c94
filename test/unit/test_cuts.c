/*
 * test_cuts.c
 *	  Cuts exclude no feasible assignment, and bounds with them stay below the
 *	  optimum: random models against brute force.
 */
#include "unit.h"

#include <math.h>
#include <string.h>

#include "bound/bound.h"
#include "classes/classes.h"
#include "cuts/separators.h"

#define MODELS		1500
#define POINTS		6
#define MOST_ITEMS	11
#define MOST_ROWS	6

static int
between(QsRandom *random, int low, int high)
{
	return low + (int) qs_random_below(random, (uint64_t) (high - low + 1));
}

typedef struct Shape
{
	int			largest;
	bool		reals;
	bool		supplies;
} Shape;

/* Rows of every kind: knapsacks with both signs, exactly-one rows, supplies */
static QsModel *
random_model(QsHost *host, QsRandom *random, const Shape *shape)
{
	int			n = between(random, 2, MOST_ITEMS);
	int			m = between(random, 1, MOST_ROWS);
	QsTerm		terms[MOST_ITEMS];
	QsRow		rows[MOST_ROWS];
	int32_t		variables[MOST_ROWS][MOST_ITEMS];
	double		values[MOST_ROWS][MOST_ITEMS];

	for (int i = 0; i < n; i++)
		terms[i] = (QsTerm) {i, i, between(random, -9, 9)};
	for (int r = 0; r < m; r++)
	{
		int			kind = between(random, 0, shape->supplies ? 3 : 2);
		int			count = 0;
		double		sum = 0.0;

		for (int i = 0; i < n; i++)
			if (between(random, 0, 3) > 0)
			{
				double		a = kind == 1 ? 1.0 : between(random, 1, shape->largest);

				if (kind == 0 && between(random, 0, 2) == 0)
					a = -a;
				if (kind == 3 && i >= n - 2)
					a = -between(random, shape->largest, 3 * shape->largest);
				if (shape->reals && kind != 1)
					a += 0.25 * qs_random_unit(random);
				variables[r][count] = i;
				values[r][count++] = a;
				sum += fabs(a);
			}
		rows[r] = (QsRow) {count, variables[r], values[r], "<=>"[between(random, 0, 2)], 1.0};
		if (kind == 3)
			rows[r] = (QsRow) {count, variables[r], values[r], '<', 0.0};
		else if (kind != 1)
			rows[r] = (QsRow) {count, variables[r], values[r], "<<>"[between(random, 0, 2)],
							   floor(sum * (0.2 + 0.5 * qs_random_unit(random)))};
	}
	return qs_model_create(host, n, false, 0.0, terms, n, rows, m);
}

static void
assert_kept(const QsCutPool *pool, const QsModel *model)
{
	uint8_t		x[MOST_ITEMS];

	for (uint32_t bits = 0; bits < (uint32_t) 1 << model->n; bits++)
	{
		for (int i = 0; i < model->n; i++)
			x[i] = (uint8_t) (bits >> i & 1);
		if (!qs_model_feasible(model, x))
			continue;
		for (int c = 0; c < pool->count; c++)
		{
			double		sum = 0.0;

			for (int64_t k = pool->start[c]; k < pool->start[c + 1]; k++)
				sum += pool->value[k] * x[pool->variable[k]];
			assert_true(sum <= pool->upper[c]);
		}
	}
}

/* Every family at points of all kinds: in the middle, nearly whole, whole */
static int
separate_everywhere(QsHost *host, QsRandom *random, const QsModel *model)
{
	QsLiteralRows *rows = qs_literal_rows_create(host, model);
	QsSeparation separation = {.host = host, .model = model, .rows = rows};
	QsCutPool	pool;
	double		point[MOST_ITEMS];
	int			found;

	qs_cut_pool_create(host, model->n, &pool);
	pool.x = point;
	for (int s = 0; qs_separators[s]; s++)
	{
		void	   *data = qs_separators[s]->create(&separation);

		for (int p = 0; data && p < POINTS; p++)
		{
			for (int i = 0; i < model->n; i++)
				point[i] = between(random, 0, 2) > 0 ? qs_random_unit(random) : between(random, 0, 1);
			qs_separators[s]->separate(&separation, data, &pool);
		}
		if (data)
			qs_separators[s]->free(host, data);
	}
	assert_kept(&pool, model);
	found = pool.count;
	qs_cut_pool_free(&pool);
	qs_literal_rows_free(host, rows);
	return found;
}

static void
test_no_feasible_point_is_cut_off(void **state)
{
	QsHost	   *host = unit_host(state);
	QsRandom	random;
	int			found = 0;

	qs_random_seed(&random, 77, 0);
	for (int k = 0; k < MODELS; k++)
	{
		Shape		shape = {k % 3 == 0 ? 4 : k % 3 == 1 ? 15 : 60, k % 5 == 4, k % 2 == 0};
		QsModel    *model = random_model(host, &random, &shape);

		found += separate_everywhere(host, &random, model);
		qs_model_free(host, model);
	}
	assert_true(found > MODELS);
}

static void
test_cuts_are_found_again(void **state)
{
	QsHost	   *host = unit_host(state);
	const double x[3] = {0.5, 0.5, 0.5};
	const int32_t literal[3] = {0, 2, 4};
	const double ones[3] = {1.0, 1.0, 1.0};
	QsCutPool	pool;

	qs_cut_pool_create(host, 3, &pool);
	pool.x = x;
	assert_true(qs_cut_pool_add_literals(&pool, 3, literal, ones, 1.0));
	assert_false(qs_cut_pool_add_literals(&pool, 3, literal, ones, 1.0));
	assert_false(qs_cut_pool_add_literals(&pool, 3, literal, ones, 2.0));
	assert_true(qs_cut_pool_add_literals(&pool, 2, literal, ones, 0.0));
	assert_int_equal(pool.count, 2);
	qs_cut_pool_free(&pool);
}

static void
test_bounds_stay_below(void **state)
{
	QsHost	   *host = unit_host(state);
	QsRandom	random;
	int			stronger = 0;

	qs_random_seed(&random, 78, 0);
	for (int k = 0; k < MODELS; k++)
	{
		Shape		shape = {k % 3 == 0 ? 4 : k % 3 == 1 ? 15 : 60, k % 5 == 4, k % 2 == 0};
		QsModel    *model = random_model(host, &random, &shape);
		QsStructure *structure = qs_structure_create(host, model, qs_classes);
		QsRelaxation *relaxation = NULL;
		QsStatus	status = qs_relax(host, model, structure, NULL, 0, &relaxation);
		uint8_t		x[MOST_ITEMS];
		double		best;
		bool		feasible = unit_brute_force(model, &best, x);

		if (status == QS_INFEASIBLE)
			assert_false(feasible);
		if (feasible && relaxation)
			assert_true(relaxation->bound <= best);
		if (relaxation && relaxation->strong)
		{
			double		again;
			bool		improved;
			int64_t		nodes;
			uint8_t		found[MOST_ITEMS];

			stronger++;
			assert_int_equal(relaxation->strong->n, model->n);
			assert_true(relaxation->strong->m > model->m);
			/* the tree over the model with cuts has the same optimum */
			assert_int_equal(unit_enumerate(host, relaxation->strong, relaxation->strong_dual,
											INFINITY, 1000000, found, &again, &improved, &nodes), QS_OK);
			assert_true(feasible ? again == best : !improved);
		}
		qs_relaxation_free(host, relaxation);
		qs_structure_free(host, structure);
		qs_model_free(host, model);
	}
	assert_true(stronger > 50);
}

/* Two facilities of capacity 5 for three customers of demand 2: the linear relaxation
 * opens 1.2 facilities, cuts open both. */
static void
test_supplies_and_demands(void **state)
{
	QsHost	   *host = unit_host(state);
	QsTerm		terms[2] = {{0, 0, 10.0}, {1, 1, 10.0}};
	const int32_t open[2][4] = {{0, 2, 3, 4}, {1, 5, 6, 7}};
	const int32_t assign[3][2] = {{2, 5}, {3, 6}, {4, 7}};
	const double capacity[4] = {-5.0, 2.0, 2.0, 2.0};
	QsRow		rows[5];
	QsModel    *model;
	QsStructure *structure;
	QsRelaxation *relaxation = NULL;

	for (int f = 0; f < 2; f++)
		rows[f] = (QsRow) {4, open[f], capacity, '<', 0.0};
	for (int c = 0; c < 3; c++)
		rows[2 + c] = (QsRow) {2, assign[c], NULL, '=', 1.0};
	model = qs_model_create(host, 8, false, 0.0, terms, 2, rows, 5);
	structure = qs_structure_create(host, model, qs_classes);
	assert_int_equal(qs_relax(host, model, structure, NULL, 0, &relaxation), QS_OK);
	assert_true(qs_model_report(model, relaxation->bound) > 19.99);
	qs_relaxation_free(host, relaxation);
	qs_structure_free(host, structure);
	qs_model_free(host, model);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		UNIT_TEST(test_no_feasible_point_is_cut_off),
		UNIT_TEST(test_cuts_are_found_again),
		UNIT_TEST(test_bounds_stay_below),
		UNIT_TEST(test_supplies_and_demands),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
