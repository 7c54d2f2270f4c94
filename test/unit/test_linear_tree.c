/*
 * test_linear_tree.c
 *	  The resumable tree over linear programs against brute force.
 */
#include "unit.h"

#include <math.h>
#include <string.h>

#include "bound/bound.h"
#include "bound/linear_tree.h"

#define MODELS	150
#define MOST	14

/* Random costs over rows of every sense, equations and mixed signs among them; about half
 * of the models have a solution that the rows were made around */
static QsModel *
random_model(QsHost *host, QsRandom *random)
{
	int			n = 3 + (int) qs_random_below(random, MOST - 2);
	int			m = 1 + (int) qs_random_below(random, 7);
	bool		made_around = qs_random_below(random, 2) == 0;
	int32_t		variable[8][MOST];
	double		coefficient[8][MOST];
	uint8_t		x[MOST];
	QsTerm		term[MOST];
	QsRow		row[8];

	for (int i = 0; i < n; i++)
	{
		x[i] = (uint8_t) qs_random_below(random, 2);
		term[i] = (QsTerm) {i, i, (double) qs_random_below(random, 41) - 20.0};
	}
	for (int r = 0; r < m; r++)
	{
		double		activity = 0.0,
					sum = 0.0;
		int			count = 0;

		for (int i = 0; i < n; i++)
			if (qs_random_below(random, 3) > 0)
			{
				double		a = (double) qs_random_below(random, 12) - 3.0;

				if (a == 0.0)
					continue;
				variable[r][count] = i;
				coefficient[r][count++] = a;
				activity += a * x[i];
				sum += a;
			}
		row[r] = (QsRow)
		{
			count, variable[r], coefficient[r], "<=>"[qs_random_below(random, 3)],
			made_around ? activity : floor(sum / 2.0)
		};
	}
	return qs_model_create(host, n, qs_random_below(random, 2) == 0, 3.0, term, n, row, m);
}

static QsEnumeration
enumeration_of(QsHost *host, const QsModel *model, uint8_t *x)
{
	QsEnumeration enumeration = {
		.host = host, .model = model, .grain = qs_bound_granularity(model), .x = x,
		.limit = INT64_MAX / 4, .status = QS_OK
	};

	qs_enumeration_set_incumbent(&enumeration, INFINITY);
	return enumeration;
}

/* What the tree says at its end is what brute force says. */
static void
check_end(const QsModel *model, const QsEnumeration *enumeration, bool feasible, double best)
{
	assert_int_equal(enumeration->improved, feasible);
	if (!feasible)
		return;
	assert_true(fabs(enumeration->incumbent - best) <= 1e-9 * (1.0 + fabs(best)));
	assert_true(qs_model_feasible(model, enumeration->x));
	assert_true(qs_model_objective(model, enumeration->x) == enumeration->incumbent);
}

static void
whole_trees_find_the_optimum(void **state)
{
	QsHost	   *host = unit_host(state);
	QsRandom	random;

	qs_random_seed(&random, 5, 0);
	for (int k = 0; k < MODELS; k++)
	{
		QsModel    *model = random_model(host, &random);
		uint8_t		x[MOST],
					x_best[MOST];
		double		best = INFINITY;
		bool		feasible = unit_brute_force(model, &best, x_best);
		QsEnumeration enumeration = enumeration_of(host, model, x);
		QsLinearTree *tree = qs_linear_tree_create(&enumeration);

		assert_true(qs_linear_tree_bound(tree) == -INFINITY);
		assert_true(qs_linear_tree_run(tree));
		check_end(model, &enumeration, feasible, best);
		assert_true(qs_linear_tree_run(tree));
		qs_linear_tree_free(tree);
		qs_model_free(host, model);
	}
}

/* Left again and again, with dives between and an incumbent from elsewhere, it comes to the
 * same; on the way its bound and the incumbent enclose the optimum. */
static void
trees_go_on_where_they_were_left(void **state)
{
	QsHost	   *host = unit_host(state);
	QsRandom	random;
	int			stops = 0;

	qs_random_seed(&random, 6, 0);
	for (int k = 0; k < MODELS; k++)
	{
		QsModel    *model = random_model(host, &random);
		uint8_t		x[MOST],
					x_best[MOST];
		double		best = INFINITY;
		bool		feasible = unit_brute_force(model, &best, x_best);
		QsEnumeration enumeration = enumeration_of(host, model, x);
		QsLinearTree *tree = qs_linear_tree_create(&enumeration);
		bool		given = k % 3 == 0 && feasible;

		enumeration.limit = 0;
		for (int run = 0;; run++)
		{
			assert_true(run < 100000);
			enumeration.status = QS_OK;
			enumeration.limit = enumeration.nodes + 1 + (int64_t) qs_random_below(&random, 20);
			if (run % 5 == 4)
				qs_linear_tree_dive(tree);
			enumeration.status = QS_OK;
			if (given && run == 2)
			{
				/* as good as the best: nothing is left to find */
				memcpy(x, x_best, (size_t) model->n);
				qs_enumeration_set_incumbent(&enumeration, best);
				enumeration.improved = true;
			}
			if (qs_linear_tree_run(tree))
				break;
			stops++;
			assert_int_equal(enumeration.status, QS_LIMIT);
			assert_true(fmin(qs_linear_tree_bound(tree), enumeration.incumbent) <=
						best + 1e-6 * (1.0 + fabs(best)));
			assert_true(!isfinite(enumeration.incumbent) || enumeration.incumbent >= best - 1e-9);
		}
		check_end(model, &enumeration, feasible, best);
		qs_linear_tree_free(tree);
		qs_model_free(host, model);
	}
	assert_true(stops > MODELS);
}

/* The same work in one piece or several: the tree does not look at the clock. */
static void
trees_repeat(void **state)
{
	QsHost	   *host = unit_host(state);
	QsRandom	random;

	qs_random_seed(&random, 7, 0);
	for (int k = 0; k < 20; k++)
	{
		QsModel    *model = random_model(host, &random);
		uint8_t		x[2][MOST] = {{0}, {0}};
		int64_t		branchings[2];

		for (int copy = 0; copy < 2; copy++)
		{
			QsEnumeration enumeration = enumeration_of(host, model, x[copy]);
			QsLinearTree *tree = qs_linear_tree_create(&enumeration);

			assert_true(qs_linear_tree_run(tree));
			branchings[copy] = qs_linear_tree_branchings(tree);
			qs_linear_tree_free(tree);
		}
		assert_int_equal(branchings[0], branchings[1]);
		assert_memory_equal(x[0], x[1], MOST);
		qs_model_free(host, model);
	}
}

/* A dive from the root that finds something has found a solution. */
static void
dives_find_solutions(void **state)
{
	QsHost	   *host = unit_host(state);
	QsRandom	random;
	int			found = 0,
				feasible = 0;

	qs_random_seed(&random, 8, 0);
	for (int k = 0; k < MODELS; k++)
	{
		QsModel    *model = random_model(host, &random);
		uint8_t		x[MOST],
					x_best[MOST];
		double		best = INFINITY;
		QsEnumeration enumeration = enumeration_of(host, model, x);
		QsLinearTree *tree = qs_linear_tree_create(&enumeration);

		feasible += unit_brute_force(model, &best, x_best);
		if (qs_linear_tree_dive(tree))
		{
			found++;
			assert_true(qs_model_feasible(model, x));
			assert_true(qs_model_objective(model, x) >= best - 1e-9);
		}
		qs_linear_tree_free(tree);
		qs_model_free(host, model);
	}
	assert_true(found > feasible / 2);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		UNIT_TEST(whole_trees_find_the_optimum),
		UNIT_TEST(trees_go_on_where_they_were_left),
		UNIT_TEST(trees_repeat),
		UNIT_TEST(dives_find_solutions),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
