/*
 * test_conflict.c
 *	  Rows that cannot hold together, against brute force: they cannot, and without any
 *	  one of them the others can.
 */
#include "unit.h"

#include <math.h>
#include <string.h>

#include "conflict/conflict.h"

#define MOST_ROWS	12

static const QsConflictSettings plain = {.seed = 1, .node_limit = 100000};

/* Does any assignment meet these rows of the model? */
static bool
can_hold(const QsModel *model, const int32_t *row, int count, int without)
{
	for (uint32_t bits = 0; bits < 1U << model->n; bits++)
	{
		uint8_t		x[32];
		bool		met = true;

		for (int i = 0; i < model->n; i++)
			x[i] = bits >> i & 1;
		for (int k = 0; k < count && met; k++)
		{
			double		activity = qs_model_activity(model, row[k], x);
			double		tolerance = model->row_tolerance[row[k]];

			met = k == without || (activity >= model->row_lower[row[k]] - tolerance &&
								   activity <= model->row_upper[row[k]] + tolerance);
		}
		if (met)
			return true;
	}
	return false;
}

/* Rows of every kind, some without terms, some of decimals */
static QsModel *
random_model(QsHost *host, QsRandom *random)
{
	int			n = 2 + (int) qs_random_below(random, 8);
	int			m = 1 + (int) qs_random_below(random, MOST_ROWS);
	int32_t		variable[MOST_ROWS][10];
	double		value[MOST_ROWS][10];
	QsRow		row[MOST_ROWS];

	for (int r = 0; r < m; r++)
	{
		int			length = 0;
		double		unit = qs_random_below(random, 4) == 0 ? 0.1 : 1.0;

		for (int i = 0; i < n; i++)
			if (qs_random_below(random, 3) == 0)
			{
				variable[r][length] = i;
				value[r][length++] = unit * (1 + (int) qs_random_below(random, 5)) *
					(qs_random_below(random, 3) == 0 ? -1 : 1);
			}
		row[r] = (QsRow) {length, variable[r], value[r], "<=>"[qs_random_below(random, 3)],
		unit * ((int) qs_random_below(random, 9) - 3)};
	}
	return qs_model_create(host, n, false, 0.0, NULL, 0, row, m);
}

static void
as_brute_force(void **state)
{
	QsHost	   *host = unit_host(state);
	QsRandom	random;
	int			found = 0,
				feasible = 0;

	qs_random_seed(&random, 7, 0);
	for (int trial = 0; trial < 1500; trial++)
	{
		QsModel    *model = random_model(host, &random);
		QsConflict *conflict = qs_conflict(host, model, &plain);
		int32_t		all[MOST_ROWS];

		for (int r = 0; r < model->m; r++)
			all[r] = r;
		assert_int_equal(conflict->outcome, can_hold(model, all, model->m, -1) ?
						 QS_CONFLICT_FEASIBLE : QS_CONFLICT_FOUND);
		feasible += conflict->outcome == QS_CONFLICT_FEASIBLE;
		if (conflict->outcome == QS_CONFLICT_FOUND)
		{
			found++;
			assert_true(conflict->irreducible);
			assert_true(conflict->count > 0);
			assert_false(can_hold(model, conflict->row, conflict->count, -1));
			for (int k = 0; k < conflict->count; k++)
			{
				assert_true(k == 0 || conflict->row[k] > conflict->row[k - 1]);
				assert_true(can_hold(model, conflict->row, conflict->count, k));
			}
		}
		qs_conflict_free(host, conflict);
		qs_model_free(host, model);
	}
	assert_true(found > 100 && feasible > 100);
}

/* A contradiction of three rows among thousands that hold: tests grow with the logarithm */
static void
needle_in_a_haystack(void **state)
{
	enum
	{
		N = 60, M = 2000
	};
	QsHost	   *host = unit_host(state);
	QsRandom	random;
	QsRow	   *row = QS_ARRAY(host, QsRow, M);
	int32_t    *variable = QS_ARRAY(host, int32_t, M * 3);
	QsModel    *model;
	QsConflict *conflict;
	static const int32_t planted[3] = {123, 1000, 1876};

	qs_random_seed(&random, 11, 0);
	for (int r = 0; r < M; r++)
	{
		int			first = 3 + (int) qs_random_below(&random, N - 6);

		for (int k = 0; k < 3; k++)
			variable[3 * r + k] = first + k;
		row[r] = (QsRow) {3, variable + 3 * r, NULL, '<', 2};
	}
	/* of 0, 1, 2: at most one of each two, and two of the three (an odd circle is no
	 * matter of one row, nor of propagation) */
	for (int k = 0; k < 3; k++)
	{
		variable[3 * planted[k]] = k;
		variable[3 * planted[k] + 1] = (k + 1) % 3;
		row[planted[k]] = (QsRow) {2, variable + 3 * planted[k], NULL, '<', 1};
	}
	for (int k = 0; k < 3; k++)
		variable[3 * 5 + k] = k;
	row[5] = (QsRow) {3, variable + 3 * 5, NULL, '>', 2};
	model = qs_model_create(host, N, false, 0.0, NULL, 0, row, M);
	conflict = qs_conflict(host, model, &plain);
	assert_int_equal(conflict->outcome, QS_CONFLICT_FOUND);
	assert_true(conflict->irreducible);
	assert_int_equal(conflict->count, 4);
	assert_int_equal(conflict->row[0], 5);
	for (int k = 0; k < 3; k++)
		assert_int_equal(conflict->row[1 + k], planted[k]);
	assert_true(conflict->tests < 100);
	qs_conflict_free(host, conflict);
	qs_model_free(host, model);
	qs_free(host, row);
	qs_free(host, variable);
}

/* Five things in four places: neither relaxation nor propagation sees it */
static void
pigeons(void **state)
{
	enum
	{
		PIGEONS = 5, HOLES = 4, M = PIGEONS + HOLES * PIGEONS * (PIGEONS - 1) / 2
	};
	QsHost	   *host = unit_host(state);
	QsRow		row[M];
	int32_t		variable[M][HOLES];
	int			m = 0;
	QsModel    *model;
	QsConflict *conflict;

	for (int p = 0; p < PIGEONS; p++, m++)
	{
		for (int h = 0; h < HOLES; h++)
			variable[m][h] = p * HOLES + h;
		row[m] = (QsRow) {HOLES, variable[m], NULL, '>', 1};
	}
	for (int h = 0; h < HOLES; h++)
		for (int p = 0; p < PIGEONS; p++)
			for (int q = p + 1; q < PIGEONS; q++, m++)
			{
				variable[m][0] = p * HOLES + h;
				variable[m][1] = q * HOLES + h;
				row[m] = (QsRow) {2, variable[m], NULL, '<', 1};
			}
	model = qs_model_create(host, PIGEONS * HOLES, false, 0.0, NULL, 0, row, m);
	conflict = qs_conflict(host, model, &plain);
	assert_int_equal(conflict->outcome, QS_CONFLICT_FOUND);
	assert_true(conflict->irreducible);
	assert_int_equal(conflict->count, m);
	qs_conflict_free(host, conflict);
	qs_model_free(host, model);
}

/* Matrices bring their rows along */
static void
assignments(void **state)
{
	QsHost	   *host = unit_host(state);
	double		flow[9] = {0, 1, 2, 1, 0, 3, 2, 3, 0};
	QsModel    *model = qs_model_create_assignment(host, 3, flow, flow, NULL);
	QsConflict *conflict = qs_conflict(host, model, &plain);

	assert_int_equal(conflict->outcome, QS_CONFLICT_FEASIBLE);
	assert_int_equal(conflict->tests, 0);
	qs_conflict_free(host, conflict);
	qs_model_free(host, model);
}

/* Without time and without nodes nothing is claimed */
static void
limits_are_told(void **state)
{
	QsHost	   *host = unit_host(state);
	QsRandom	random;

	qs_random_seed(&random, 13, 0);
	for (int trial = 0; trial < 50; trial++)
	{
		QsModel    *model = random_model(host, &random);
		QsConflict *conflict;

		host->deadline = qs_clock(host);
		conflict = qs_conflict(host, model, &plain);
		if (conflict->outcome == QS_CONFLICT_FOUND)
			assert_false(can_hold(model, conflict->row, conflict->count, -1));
		for (int k = 0; conflict->irreducible && k < conflict->count; k++)
			assert_true(can_hold(model, conflict->row, conflict->count, k));
		qs_conflict_free(host, conflict);
		qs_model_free(host, model);
		host->deadline = INFINITY;
	}
}

static bool
refuse(void *context, int row, const uint8_t *x)
{
	(void) context;
	(void) row;
	(void) x;
	return false;
}

static void
judge_is_asked(void **state)
{
	QsHost	   *host = unit_host(state);
	QsConflictSettings settings = plain;
	int32_t		variable = 0;
	QsRow		row = {1, &variable, NULL, '>', 1};
	QsModel    *model = qs_model_create(host, 2, false, 0.0, NULL, 0, &row, 1);
	QsConflict *conflict;

	settings.holds = refuse;
	conflict = qs_conflict(host, model, &settings);
	assert_int_equal(conflict->outcome, QS_CONFLICT_UNDECIDED);
	qs_conflict_free(host, conflict);
	qs_model_free(host, model);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		UNIT_TEST(as_brute_force),
		UNIT_TEST(needle_in_a_haystack),
		UNIT_TEST(pigeons),
		UNIT_TEST(assignments),
		UNIT_TEST(limits_are_told),
		UNIT_TEST(judge_is_asked),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
