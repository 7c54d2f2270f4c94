/*
 * test_polish.c
 *	  Feasible local search: never worse, never infeasible, optimal when small.
 */
#include "unit.h"

#include <math.h>
#include <string.h>

#include "structure/local.h"
#include "classes/classes.h"

/* A QAP written out with explicit terms and rows in a shuffled order */
static QsModel *
explicit_assignment(QsHost *host, QsRandom *random)
{
	enum {MAX = 4};
	int			order = 2 + (int) qs_random_below(random, 3);
	int			n = order * order;
	QsTerm		terms[MAX * MAX * MAX * MAX];
	int64_t		count = 0;
	int32_t		variables[2 * MAX][MAX];
	QsRow		rows[2 * MAX];
	int			label[MAX * MAX];

	for (int i = 0; i < n; i++)
		label[i] = i;
	qs_random_shuffle(random, label, n);
	for (int i = 0; i < n; i++)
		for (int j = i; j < n; j++)
			if (qs_random_below(random, 2))
				terms[count++] = (QsTerm) {i, j, (double) qs_random_below(random, 21) - 10.0};
	for (int r = 0; r < order; r++)
		for (int k = 0; k < order; k++)
		{
			variables[r][k] = label[r * order + k];
			variables[order + r][k] = label[k * order + r];
		}
	for (int r = 0; r < 2 * order; r++)
		rows[r] = (QsRow) {order, variables[r], NULL, '=', 1.0};
	return qs_model_create(host, n, false, 1.0, terms, count, rows, 2 * order);
}

static QsModel *
some_model(QsHost *host, QsRandom *random, int trial)
{
	int			kind = trial % (UNIT_KINDS + 1);

	if (kind == UNIT_KINDS)
		return explicit_assignment(host, random);
	return unit_random_model(host, random, (UnitKind) kind, 14);
}

static void
descent_never_worsens(void **state)
{
	QsHost	   *host = unit_host(state);
	QsRandom	random;

	qs_random_seed(&random, 21, 0);
	for (int trial = 0; trial < 3000; trial++)
	{
		QsModel    *model = some_model(host, &random, trial);
		QsStructure *structure = qs_structure_create(host, model, qs_classes);
		QsLocal    *local = qs_local_create(host, model, structure, NULL);
		uint8_t		x[32],
					before[32];
		double		start,
					objective = NAN;
		int64_t		moves;

		for (int i = 0; i < model->n; i++)
			x[i] = (uint8_t) qs_random_below(&random, 2);
		if (qs_repair(host, local, &random, x, &moves) == QS_OK)
		{
			start = qs_model_objective(model, x);
			memcpy(before, x, (size_t) model->n);
			assert_int_equal(qs_polish(host, local, &random, x, &objective, &moves), QS_OK);
			assert_true(qs_model_feasible(model, x));
			assert_true(objective == qs_model_objective(model, x));
			assert_true(objective <= start);
			assert_true(moves >= 0);
			if (moves == 0)
				assert_memory_equal(x, before, (size_t) model->n);
			if (objective < start)
				assert_true(moves > 0);
		}
		qs_local_free(host, local);
		qs_structure_free(host, structure);
		qs_model_free(host, model);
	}
}

static void
search_finds_the_optimum(void **state)
{
	QsHost	   *host = unit_host(state);
	QsRandom	random;

	qs_random_seed(&random, 22, 0);
	for (int trial = 0; trial < 1200; trial++)
	{
		QsModel    *model = some_model(host, &random, trial);
		QsStructure *structure = qs_structure_create(host, model, qs_classes);
		QsLocal    *local = qs_local_create(host, model, structure, NULL);
		uint8_t		x[32];
		double		best,
					objective;
		int64_t		moves;

		if (qs_construct(host, local, &random, 1.0, x) == QS_OK)
		{
			assert_true(unit_brute_force(model, &best, NULL));
			assert_int_equal(qs_search(host, local, &random, 1.0, best, x, &objective, &moves),
							 QS_OK);
			assert_true(qs_model_feasible(model, x));
			assert_true(objective == qs_model_objective(model, x));
			assert_true(fabs(objective - best) < 1e-9);
		}
		qs_local_free(host, local);
		qs_structure_free(host, structure);
		qs_model_free(host, model);
	}
}

/* The same generator, the same answer; no effort, no move */
static void
search_is_deterministic(void **state)
{
	QsHost	   *host = unit_host(state);
	QsRandom	random;

	qs_random_seed(&random, 23, 0);
	for (int trial = 0; trial < 70; trial++)
	{
		QsModel    *model = some_model(host, &random, trial);
		QsStructure *structure = qs_structure_create(host, model, qs_classes);
		QsLocal    *local = qs_local_create(host, model, structure, NULL);
		uint8_t		start[32],
					x[32],
					y[32];
		double		a,
					b;
		int64_t		moves_a,
					moves_b;

		if (qs_construct(host, local, &random, 0.5, start) == QS_OK)
		{
			QsRandom	one = random,
						two = random;

			memcpy(x, start, 32);
			memcpy(y, start, 32);
			qs_search(host, local, &one, 0.1, -INFINITY, x, &a, &moves_a);
			qs_search(host, local, &two, 0.1, -INFINITY, y, &b, &moves_b);
			assert_memory_equal(x, y, (size_t) model->n);
			assert_true(a == b && moves_a == moves_b);
			memcpy(y, start, 32);
			qs_search(host, local, &one, 0.0, -INFINITY, y, &b, &moves_b);
			assert_memory_equal(y, start, (size_t) model->n);
			assert_int_equal(moves_b, 0);
			assert_true(b == qs_model_objective(model, start));
		}
		qs_local_free(host, local);
		qs_structure_free(host, structure);
		qs_model_free(host, model);
	}
}

static void
deadline_returns_the_best_so_far(void **state)
{
	QsHost	   *host = unit_host(state);
	QsRandom	random;

	qs_random_seed(&random, 24, 0);
	for (int trial = 0; trial < 7; trial++)
	{
		QsModel    *model = some_model(host, &random, trial);
		QsStructure *structure = qs_structure_create(host, model, qs_classes);
		QsLocal    *local = qs_local_create(host, model, structure, NULL);
		uint8_t		x[32];
		double		start,
					objective;
		int64_t		moves;

		if (qs_construct(host, local, &random, 1.0, x) == QS_OK)
		{
			start = qs_model_objective(model, x);
			host->deadline = qs_clock(host);
			assert_int_equal(qs_search(host, local, &random, 1e9, -INFINITY, x, &objective, &moves),
							 QS_INTERRUPTED);
			host->deadline = INFINITY;
			assert_true(qs_model_feasible(model, x));
			assert_true(objective <= start && objective == qs_model_objective(model, x));
		}
		qs_local_free(host, local);
		qs_structure_free(host, structure);
		qs_model_free(host, model);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		UNIT_TEST(descent_never_worsens),
		UNIT_TEST(search_finds_the_optimum),
		UNIT_TEST(search_is_deterministic),
		UNIT_TEST(deadline_returns_the_best_so_far),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
