/*
 * test_repair.c
 *	  Feasibility from anything, on random models of every class.
 */
#include "unit.h"

#include <string.h>

#include "structure/local.h"
#include "classes/classes.h"

static void
random_bits(QsRandom *random, int n, uint8_t *x)
{
	uint32_t	ones = qs_random_below(random, 5);

	for (int i = 0; i < n; i++)
		x[i] = qs_random_below(random, 4) < ones;
}

/* The independent judge of this test: rows straight from the model */
static bool
meets_rows(const QsModel *model, const uint8_t *x)
{
	for (int r = 0; r < model->m; r++)
	{
		double		sum = 0.0;

		for (int64_t k = model->row_start[r]; k < model->row_start[r + 1]; k++)
			sum += x[model->row_variable[k]] ? model->row_value[k] : 0.0;
		if (sum < model->row_lower[r] - 1e-6 || sum > model->row_upper[r] + 1e-6)
			return false;
	}
	return true;
}

static int
hamming(int n, const uint8_t *x, const uint8_t *y)
{
	int			count = 0;

	for (int i = 0; i < n; i++)
		count += x[i] != y[i];
	return count;
}

static void
repair_gives_feasible(void **state)
{
	QsHost	   *host = unit_host(state);
	QsRandom	random;
	int			generic_feasible = 0,
				generic_found = 0;

	qs_random_seed(&random, 11, 0);
	for (int trial = 0; trial < 3000; trial++)
	{
		UnitKind	kind = (UnitKind) (trial % UNIT_KINDS);
		QsModel    *model = unit_random_model(host, &random, kind, 12 + (int) (trial & 4));
		QsStructure *structure = qs_structure_create(host, model, qs_classes);
		QsLocal    *local = qs_local_create(host, model, structure, NULL);
		uint8_t		x[32],
					before[32];
		int64_t		moves = -1;
		bool		was_feasible;
		QsStatus	status;

		random_bits(&random, model->n, x);
		memcpy(before, x, (size_t) model->n);
		was_feasible = meets_rows(model, x);
		status = qs_repair(host, local, &random, x, &moves);
		assert_int_equal(moves, hamming(model->n, x, before));
		for (int i = 0; i < model->n; i++)
			assert_true(x[i] <= 1);
		if (kind == UNIT_GENERIC)
		{
			double		best;
			bool		exists = unit_brute_force(model, &best, NULL);

			generic_feasible += exists;
			generic_found += status == QS_OK;
			assert_true(status == QS_OK || status == QS_LIMIT);
			assert_int_equal(status == QS_OK, meets_rows(model, x));
			if (status != QS_OK)
				assert_true(qs_model_violation(model, x) <= qs_model_violation(model, before));
		}
		else
		{
			assert_int_equal(status, QS_OK);
			assert_true(meets_rows(model, x));
		}
		if (was_feasible && status == QS_OK)
		{
			/* only filled: nothing is taken out, and nothing lost */
			for (int i = 0; i < model->n; i++)
				assert_true(x[i] >= before[i]);
			assert_true(qs_model_objective(model, x) <= qs_model_objective(model, before) + 1e-9);
		}
		qs_local_free(host, local);
		qs_structure_free(host, structure);
		qs_model_free(host, model);
	}
	/* small models: whenever there is a feasible assignment it is found */
	assert_true(generic_feasible > 100);
	assert_int_equal(generic_found, generic_feasible);
}

/* After a repair of these classes no profitable variable fits any more. */
static void
repair_leaves_nothing_to_add(void **state)
{
	QsHost	   *host = unit_host(state);
	QsRandom	random;

	qs_random_seed(&random, 12, 0);
	for (int trial = 0; trial < 600; trial++)
	{
		QsModel    *model = unit_random_model(host, &random,
											  trial & 1 ? UNIT_KNAPSACK : UNIT_INDEPENDENT_SET, 20);
		QsStructure *structure = qs_structure_create(host, model, qs_classes);
		QsLocal    *local = qs_local_create(host, model, structure, NULL);
		uint8_t		x[32];
		int64_t		moves;

		random_bits(&random, model->n, x);
		if (model->m > 0)
		{
			assert_int_equal(qs_repair(host, local, &random, x, &moves), QS_OK);
			for (int i = 0; i < model->n; i++)
				if (!x[i] && model->objective->linear[i] < 0.0)
				{
					x[i] = 1;
					assert_false(meets_rows(model, x));
					x[i] = 0;
				}
		}
		qs_local_free(host, local);
		qs_structure_free(host, structure);
		qs_model_free(host, model);
	}
}

static void
construct_gives_feasible(void **state)
{
	QsHost	   *host = unit_host(state);
	QsRandom	random;

	qs_random_seed(&random, 13, 0);
	for (int trial = 0; trial < 1500; trial++)
	{
		UnitKind	kind = (UnitKind) (trial % UNIT_KINDS);
		QsModel    *model = unit_random_model(host, &random, kind, 16);
		QsStructure *structure = qs_structure_create(host, model, qs_classes);
		QsLocal    *local = qs_local_create(host, model, structure, NULL);
		double		noise = (trial % 3) / 2.0;
		uint8_t		x[32],
					again[32];
		QsRandom	copy = random;
		QsStatus	status;

		memset(x, 1, sizeof(x));
		status = qs_construct(host, local, &random, noise, x);
		assert_true(status == QS_OK || kind == UNIT_GENERIC);
		if (status == QS_OK)
			assert_true(meets_rows(model, x));
		/* the same generator gives the same start */
		qs_construct(host, local, &copy, noise, again);
		assert_memory_equal(x, again, (size_t) model->n);
		qs_local_free(host, local);
		qs_structure_free(host, structure);
		qs_model_free(host, model);
	}
}

/* No room at all: a negative capacity, an empty row, an impossible equality */
static void
impossible_rows_are_reported(void **state)
{
	QsHost	   *host = unit_host(state);
	QsTerm		terms[] = {{0, 0, 1.0}, {1, 1, 2.0}, {0, 1, -1.0}};
	int32_t		both[] = {0, 1};
	double		two[] = {2.0, 2.0};
	QsRow		rows[][1] = {
		{{2, both, NULL, '<', -1.0}},
		{{0, both, NULL, '=', 1.0}},
		{{2, both, two, '=', 3.0}},
		{{2, both, NULL, '>', 3.0}},
	};
	QsRandom	random;

	qs_random_seed(&random, 14, 0);
	for (int k = 0; k < 4; k++)
		for (int terms_used = 2; terms_used <= 3; terms_used++)
		{
			QsModel    *model = qs_model_create(host, 2, true, 0.0, terms, terms_used, rows[k], 1);
			QsStructure *structure = qs_structure_create(host, model, qs_classes);
			QsLocal    *local = qs_local_create(host, model, structure, NULL);
			uint8_t		x[2] = {1, 1};
			int64_t		moves;

			assert_int_equal(qs_repair(host, local, &random, x, &moves), QS_LIMIT);
			assert_true(qs_model_violation(model, x) <= 3.0);
			qs_local_free(host, local);
			qs_structure_free(host, structure);
			qs_model_free(host, model);
		}
}

/* Of two conflicting vertices the lighter one goes, of many conflicts the hub */
static void
repair_drops_the_cheaper_end(void **state)
{
	QsHost	   *host = unit_host(state);
	QsTerm		terms[] = {{0, 0, 1.0}, {1, 1, 3.0}, {2, 2, 4.0}, {3, 3, 2.0}, {4, 4, 2.0}, {5, 5, 2.0}};
	int32_t		edges[][2] = {{0, 1}, {2, 3}, {2, 4}, {2, 5}};
	QsRow		rows[4];
	uint8_t		x[6] = {1, 1, 1, 1, 1, 1};
	uint8_t		expected[6] = {0, 1, 0, 1, 1, 1};
	QsModel    *model;
	QsStructure *structure;
	QsLocal    *local;
	QsRandom	random;
	int64_t		moves;

	for (int k = 0; k < 4; k++)
		rows[k] = (QsRow) {2, edges[k], NULL, '<', 1.0};
	qs_random_seed(&random, 15, 0);
	model = qs_model_create(host, 6, true, 0.0, terms, 6, rows, 4);
	structure = qs_structure_create(host, model, qs_classes);
	local = qs_local_create(host, model, structure, NULL);
	assert_int_equal(qs_repair(host, local, &random, x, &moves), QS_OK);
	assert_memory_equal(x, expected, 6);
	assert_int_equal(moves, 2);
	qs_local_free(host, local);
	qs_structure_free(host, structure);
	qs_model_free(host, model);
}

/* Decided placements stay; the rest is completed at least cost */
static void
assignment_is_completed_optimally(void **state)
{
	QsHost	   *host = unit_host(state);
	QsRandom	random;

	qs_random_seed(&random, 16, 0);
	for (int trial = 0; trial < 200; trial++)
	{
		enum {ORDER = 4, N = ORDER * ORDER};
		double		zero[N] = {0},
					cost[N];
		uint8_t		x[N] = {0},
					best_x[N];
		double		best;
		QsModel    *model;
		QsStructure *structure;
		QsLocal    *local;
		int64_t		moves;

		for (int k = 0; k < N; k++)
			cost[k] = qs_random_below(&random, 50);
		model = qs_model_create_assignment(host, ORDER, zero, zero, cost);
		structure = qs_structure_create(host, model, qs_classes);
		local = qs_local_create(host, model, structure, NULL);
		/* nothing decided: the linear optimum */
		assert_int_equal(qs_repair(host, local, &random, x, &moves), QS_OK);
		assert_true(unit_brute_force(model, &best, best_x));
		assert_true(qs_model_objective(model, x) == best);
		assert_int_equal(moves, ORDER);
		/* one placement decided, whatever it costs */
		memset(x, 0, N);
		x[1 * ORDER + 2] = 1;
		assert_int_equal(qs_repair(host, local, &random, x, &moves), QS_OK);
		assert_int_equal(x[1 * ORDER + 2], 1);
		assert_int_equal(moves, ORDER - 1);
		qs_local_free(host, local);
		qs_structure_free(host, structure);
		qs_model_free(host, model);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		UNIT_TEST(repair_gives_feasible),
		UNIT_TEST(repair_leaves_nothing_to_add),
		UNIT_TEST(construct_gives_feasible),
		UNIT_TEST(impossible_rows_are_reported),
		UNIT_TEST(repair_drops_the_cheaper_end),
		UNIT_TEST(assignment_is_completed_optimally),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
