/*
 * test_covers_and_partitions.c
 *	  Set covering and set partitioning, wide ones above all: the tree in pieces and whole
 *	  solves against dynamic programming over sets of rows.
 */
#include "unit.h"

#include <math.h>
#include <string.h>

#include "bound/bound.h"
#include "bound/linear_tree.h"
#include "classes/classes.h"
#include "samplers/samplers.h"
#include "solve/pipeline.h"
#include "structure/local.h"

#define MOST_ROWS		10
#define MOST_COLUMNS	120

typedef struct Sets
{
	int			columns;
	int			rows;
	bool		partition;
	uint32_t	member[MOST_COLUMNS];
	double		cost[MOST_COLUMNS];
} Sets;

/* Dear columns are cheap by the row, so that relaxations are fractional */
static Sets
random_sets(QsRandom *random)
{
	Sets		sets = {
		.columns = 20 + (int) qs_random_below(random, MOST_COLUMNS - 19),
		.rows = 5 + (int) qs_random_below(random, MOST_ROWS - 4),
		.partition = qs_random_below(random, 2) == 0
	};
	bool		equal = qs_random_below(random, 4) == 0;

	for (int j = 0; j < sets.columns; j++)
	{
		int			size = 2 + (int) qs_random_below(random, 3);

		for (int k = 0; k < size; k++)
			sets.member[j] |= UINT32_C(1) << qs_random_below(random, (uint32_t) sets.rows);
		sets.cost[j] = equal ? 1.0 : 20.0 * __builtin_popcount(sets.member[j]) + qs_random_below(random, 12);
	}
	return sets;
}

static QsModel *
model_of(QsHost *host, const Sets *sets)
{
	static int32_t variable[MOST_ROWS][MOST_COLUMNS];
	static double coefficient[MOST_ROWS][MOST_COLUMNS];
	QsTerm		term[MOST_COLUMNS];
	QsRow		row[MOST_ROWS];

	for (int j = 0; j < sets->columns; j++)
		term[j] = (QsTerm) {j, j, sets->cost[j]};
	for (int r = 0; r < sets->rows && r < MOST_ROWS; r++)
	{
		int			count = 0;

		for (int j = 0; j < sets->columns; j++)
			if (sets->member[j] >> r & 1)
			{
				variable[r][count] = j;
				coefficient[r][count++] = 1.0;
			}
		row[r] = (QsRow) {count, variable[r], coefficient[r], sets->partition ? '=' : '>', 1.0};
	}
	return qs_model_create(host, sets->columns, false, 0.0, term, sets->columns, row, sets->rows);
}

/* The least cost of every set of rows, column after column; INFINITY: there is no way */
static double
least_cost(const Sets *sets)
{
	static double cost[1 << MOST_ROWS];
	uint32_t	all = (UINT32_C(1) << sets->rows) - 1;

	for (uint32_t s = 0; s <= all; s++)
		cost[s] = s == 0 ? 0.0 : INFINITY;
	for (int j = 0; j < sets->columns; j++)
		for (uint32_t s = all + 1; s-- > 0;)
			if (isfinite(cost[s]) && !(sets->partition && (s & sets->member[j])))
				cost[s | sets->member[j]] = fmin(cost[s | sets->member[j]], cost[s] + sets->cost[j]);
	return cost[all];
}

/* Left and gone on with, from nothing and from a value just above the optimum */
static void
trees_agree_with_dynamic_programming(void **state)
{
	QsHost	   *host = unit_host(state);
	QsRandom	random;
	int			feasible = 0;

	qs_random_seed(&random, 31, 0);
	for (int k = 0; k < 120; k++)
	{
		Sets		sets = random_sets(&random);
		QsModel    *model = model_of(host, &sets);
		double		best = least_cost(&sets);
		uint8_t		x[MOST_COLUMNS];
		QsEnumeration enumeration = {
			.host = host, .model = model, .grain = qs_bound_granularity(model), .x = x, .status = QS_OK
		};
		QsLinearTree *tree;

		qs_enumeration_set_incumbent(&enumeration, k % 3 == 0 && isfinite(best) ? best + 1.0 : INFINITY);
		tree = qs_linear_tree_create(&enumeration);
		for (int run = 0;; run++)
		{
			assert_true(run < 10000);
			enumeration.limit = enumeration.nodes + 5 + (int64_t) qs_random_below(&random, 100);
			enumeration.status = QS_OK;
			if (qs_linear_tree_run(tree))
				break;
			assert_true(qs_linear_tree_bound(tree) <= best + 1e-6 || enumeration.incumbent <= best + 1e-6);
		}
		assert_int_equal(enumeration.improved, isfinite(best));
		if (isfinite(best))
		{
			feasible++;
			assert_true(fabs(enumeration.incumbent - best) < 1e-6);
			assert_true(qs_model_feasible(model, x));
		}
		qs_linear_tree_free(tree);
		qs_model_free(host, model);
	}
	assert_true(feasible > 60);
}

/* Against a clock that is far away, cores first: what is proved is so. */
static void
solves_agree_with_dynamic_programming(void **state)
{
	QsHost	   *host = unit_host(state);
	QsRandom	random;

	qs_random_seed(&random, 32, 0);
	for (int k = 0; k < 120; k++)
	{
		Sets		sets = random_sets(&random);
		QsModel    *model = model_of(host, &sets);
		double		best = least_cost(&sets);
		QsSettings	settings = qs_settings_defaults;
		QsRun	   *run;

		settings.sampler = qs_sampler_defaults;
		settings.solver = QS_SOLVER_AUTO;
		settings.seed = (uint64_t) k;
		settings.timed = k % 4 > 0;
		host->deadline = settings.timed ? qs_clock(host) + 60.0 : INFINITY;
		run = qs_solve(host, model, &settings);
		host->deadline = INFINITY;
		if (isfinite(best))
		{
			assert_int_equal(run->status, QS_RUN_OPTIMAL);
			assert_true(fabs(run->objective - best) < 1e-6);
			assert_true(fabs(run->bound - best) < 1e-6);
		}
		else
			assert_int_equal(run->status, QS_RUN_INFEASIBLE);
		qs_run_free(host, run);
		qs_model_free(host, model);
	}
}

/* Rows that ask for up to three of their variables, written with any equal coefficients, of
 * either sign; about half of them cost the same */
static QsModel *
random_cover(QsHost *host, QsRandom *random)
{
	static int32_t variable[8][14];
	static double coefficient[8][14];
	QsTerm		term[14];
	QsRow		row[8];
	bool		equal = qs_random_below(random, 2) == 0;

	for (int j = 0; j < 14; j++)
		term[j] = (QsTerm) {j, j, equal ? 3.0 : (double) qs_random_below(random, 9)};
	for (int r = 0; r < 8; r++)
	{
		int			count = 0;
		int			need;
		double		each = 0.5 * (1.0 + qs_random_below(random, 6));
		bool		negative = qs_random_below(random, 3) == 0;

		for (int j = 0; j < 14; j++)
			if (qs_random_below(random, 2) == 0 || j < 3)
			{
				variable[r][count] = j;
				coefficient[r][count++] = negative ? -each : each;
			}
		need = 1 + (int) qs_random_below(random, 3);
		/* a right-hand side between two multiples asks for the greater one */
		row[r] = (QsRow) {count, variable[r], coefficient[r], negative ? '<' : '>',
			(negative ? -each : each) * (need - 0.5 * (qs_random_below(random, 2) == 0))};
	}
	return qs_model_create(host, 14, false, 2.0, term, 14, row, 8);
}

/* The search alone, from all and from what construction makes: never worse, at the optimum */
static void
searches_find_the_least_cover(void **state)
{
	QsHost	   *host = unit_host(state);
	QsRandom	random;

	qs_random_seed(&random, 33, 0);
	for (int k = 0; k < 150; k++)
	{
		QsModel    *model = random_cover(host, &random);
		QsStructure *structure = qs_structure_create(host, model, qs_classes);
		QsLocal    *local = qs_local_create(host, model, structure, NULL);
		uint8_t		x[14],
					x_best[14];
		double		best,
					objective;
		int64_t		moves;

		assert_true(unit_brute_force(model, &best, x_best));
		for (int from = 0; from < 2; from++)
		{
			memset(x, 1, sizeof(x));
			if (from == 1)
				assert_int_equal(qs_construct(host, local, &random, 0.5, x), QS_OK);
			objective = qs_model_objective(model, x);
			assert_int_equal(qs_search(host, local, &random, 0.05, -INFINITY, x, &objective, &moves), QS_OK);
			assert_true(qs_model_feasible(model, x));
			assert_true(objective == qs_model_objective(model, x));
			assert_true(fabs(objective - best) < 1e-9);
		}
		/* a target ends it, whatever is left to be found */
		memset(x, 1, sizeof(x));
		qs_search(host, local, &random, 1000.0, best, x, &objective, &moves);
		assert_true(fabs(objective - best) < 1e-9);
		qs_local_free(host, local);
		qs_structure_free(host, structure);
		qs_model_free(host, model);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		UNIT_TEST(trees_agree_with_dynamic_programming),
		UNIT_TEST(solves_agree_with_dynamic_programming),
		UNIT_TEST(searches_find_the_least_cover),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
