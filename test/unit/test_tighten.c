/*
 * test_tighten.c
 *	  Rewritten rows have exactly the same binary solutions and a linear
 *	  relaxation that is never worse; against enumeration on random rows.
 */
#include "unit.h"

#include <math.h>
#include <string.h>

#include "bound/bound.h"
#include "relax/relax.h"
#include "structure/structure.h"
#include "rows/tighten.h"
#include "classes/classes.h"

#define INSTANCES	3000
#define MOST_ROWS	8
#define MOST_ITEMS	9

static int
between(QsRandom *random, int low, int high)
{
	return low + (int) qs_random_below(random, (uint64_t) (high - low + 1));
}

/* Rows of small integers, some of them scaled, repeated, negated or real */
static QsModel *
random_rows(QsHost *host, QsRandom *random, bool integers)
{
	int			n = between(random, 1, MOST_ITEMS);
	int			m = between(random, 1, MOST_ROWS);
	QsTerm		terms[MOST_ITEMS];
	QsRow		rows[MOST_ROWS];
	int32_t		variables[MOST_ROWS][MOST_ITEMS];
	double		values[MOST_ROWS][MOST_ITEMS];

	for (int i = 0; i < n; i++)
		terms[i] = (QsTerm) {i, i, between(random, -9, 9)};
	for (int r = 0; r < m; r++)
	{
		int			scale = between(random, 1, 4);
		int			largest = between(random, 1, 12);
		int			count = 0;
		int			sum = 0;

		if (r > 0 && between(random, 0, 3) == 0)
		{
			int			sign = between(random, 0, 1) ? scale : -scale;

			rows[r] = rows[r - 1];
			for (int k = 0; k < rows[r].count; k++)
				values[r][k] = sign * rows[r - 1].coefficients[k];
			rows[r].coefficients = values[r];
			rows[r].rhs = sign * rows[r - 1].rhs + between(random, -2, 2);
			rows[r].sense = "<=>"[between(random, 0, 2)];
			continue;
		}
		for (int i = 0; i < n; i++)
			if (between(random, 0, 2) > 0)
			{
				variables[r][count] = i;
				values[r][count] = scale * between(random, -largest / 3, largest);
				sum += (int) fmax(values[r][count], 0.0);
				if (!integers && between(random, 0, 3) == 0)
					values[r][count] += 0.5 * qs_random_unit(random);
				count++;
			}
		rows[r] = (QsRow) {count, variables[r], values[r], "<<>="[between(random, 0, 3)],
						   between(random, -2, sum + 1) + (between(random, 0, 4) == 0 ? 0.5 : 0.0)};
	}
	return qs_model_create(host, n, false, 0.0, terms, n, rows, m);
}

static void
assert_same_solutions(const QsModel *a, const QsModel *b)
{
	uint8_t		x[MOST_ITEMS];

	for (uint32_t bits = 0; bits < (uint32_t) 1 << a->n; bits++)
	{
		for (int i = 0; i < a->n; i++)
			x[i] = (uint8_t) (bits >> i & 1);
		assert_int_equal(qs_model_feasible(a, x), qs_model_feasible(b, x));
		assert_true(qs_model_objective(a, x) == qs_model_objective(b, x));
	}
}

static void
test_same_solutions(void **state)
{
	QsHost	   *host = unit_host(state);
	QsTightening total = {0};
	QsRandom	random;

	qs_random_seed(&random, 61, 0);
	for (int k = 0; k < INSTANCES; k++)
	{
		QsModel    *model = random_rows(host, &random, k % 3 > 0);
		QsTightening done;
		QsModel    *tightened = qs_tighten(host, model, &done);

		if (tightened)
		{
			QsTightening again;

			assert_same_solutions(model, tightened);
			for (int r = 0; r < tightened->m; r++)
				assert_in_range(tightened->row_origin[r], 0, model->m - 1);
			assert_null(qs_tighten(host, tightened, &again));
		}
		total.coefficients += done.coefficients;
		total.bounds += done.bounds;
		total.redundant += done.redundant;
		total.parallel += done.parallel;
		qs_model_free(host, tightened);
		qs_model_free(host, model);
	}
	/* every rule had its cases */
	assert_true(total.coefficients > INSTANCES / 4);
	assert_true(total.bounds > INSTANCES / 4);
	assert_true(total.redundant > INSTANCES / 4);
	assert_true(total.parallel > INSTANCES / 20);
}

/* Bound of the linear relaxation, without cuts, which find what tightening finds; INFINITY when it has no solution, NAN when
 * neither a bound nor that can be certified */
static double
relaxed(QsHost *host, const QsModel *model)
{
	QsRelaxation *relaxation = NULL;
	QsStatus	status = qs_relax(host, model, NULL, NULL, 0, &relaxation);
	double		bound = status == QS_INFEASIBLE ? INFINITY : relaxation ? relaxation->bound : NAN;

	qs_relaxation_free(host, relaxation);
	return bound;
}

static void
test_relaxation_never_worse(void **state)
{
	QsHost	   *host = unit_host(state);
	QsRandom	random;
	int			better = 0,
				unknown = 0;

	qs_random_seed(&random, 62, 0);
	for (int k = 0; k < 400; k++)
	{
		QsModel    *model = random_rows(host, &random, true);
		QsTightening done;
		QsModel    *tightened = qs_tighten(host, model, &done);

		if (tightened && tightened->m > 0 && model->m > 0)
		{
			double		before = relaxed(host, model);
			double		after = relaxed(host, tightened);

			if (isnan(before) || isnan(after))
				unknown++;
			else
				assert_true(after == before || after >= before - 1e-9 * fmax(1.0, fabs(before)));
			better += after > before + 1e-6;
		}
		qs_model_free(host, tightened);
		qs_model_free(host, model);
	}
	assert_true(better > 10);
	assert_true(unknown < 8);
}

/* sum x <= 1000 y: no more than the five items there are */
static void
test_big_coefficient(void **state)
{
	QsHost	   *host = unit_host(state);
	int32_t		variables[6] = {0, 1, 2, 3, 4, 5};
	double		values[6] = {1, 1, 1, 1, 1, -1000};
	QsRow		row = {6, variables, values, '<', 0.0};
	QsTerm		terms[6];
	QsTightening done;
	QsModel    *model,
			   *tightened;

	for (int i = 0; i < 6; i++)
		terms[i] = (QsTerm) {i, i, i < 5 ? -1.0 : 3.0};
	model = qs_model_create(host, 6, false, 0.0, terms, 6, &row, 1);
	tightened = qs_tighten(host, model, &done);
	assert_non_null(tightened);
	assert_int_equal(done.coefficients, 1);
	assert_true(tightened->row_value[5] == -5.0);
	assert_true(tightened->row_upper[0] == 0.0);
	assert_true(relaxed(host, model) < -4.9);
	assert_true(fabs(relaxed(host, tightened) + 2.0) < 1e-6);
	qs_model_free(host, tightened);
	qs_model_free(host, model);
}

/* 3x + 2y <= 4 says that not both are 1: a conflict, which structure shows */
static void
test_hidden_conflict(void **state)
{
	QsHost	   *host = unit_host(state);
	int32_t		variables[2] = {0, 1};
	double		values[2] = {3, 2};
	QsRow		row = {2, variables, values, '<', 4.0};
	QsTerm		terms[2] = {{0, 0, -1.0}, {1, 1, -1.0}};
	QsModel    *model = qs_model_create(host, 2, true, 0.0, terms, 2, &row, 1);
	QsTightening done;
	QsModel    *tightened = qs_tighten(host, model, &done);
	QsStructure *structure = qs_structure_create(host, tightened, qs_classes);

	assert_true(tightened->row_value[0] == 1.0 && tightened->row_value[1] == 1.0);
	assert_true(tightened->row_upper[0] == 1.0);
	assert_string_equal(structure->ops->name, "independent set");
	qs_structure_free(host, structure);
	qs_model_free(host, tightened);
	qs_model_free(host, model);
}

/* x >= y and y >= x as two rows: one equality */
static void
test_opposite_rows(void **state)
{
	QsHost	   *host = unit_host(state);
	int32_t		variables[3] = {0, 1, 2};
	double		there[3] = {2, 2, -2},
				back[3] = {-3, -3, 3};
	QsRow		rows[2] = {{3, variables, there, '<', 1.0}, {3, variables, back, '<', 2.0}};
	QsTerm		terms[1] = {{0, 0, 1.0}};
	QsModel    *model = qs_model_create(host, 3, false, 0.0, terms, 1, rows, 2);
	QsTightening done;
	QsModel    *tightened = qs_tighten(host, model, &done);

	assert_int_equal(tightened->m, 1);
	assert_int_equal(done.parallel, 1);
	assert_true(tightened->row_lower[0] == 0.0 && tightened->row_upper[0] == 0.0);
	qs_model_free(host, tightened);
	qs_model_free(host, model);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		UNIT_TEST(test_same_solutions),
		UNIT_TEST(test_relaxation_never_worse),
		UNIT_TEST(test_big_coefficient),
		UNIT_TEST(test_hidden_conflict),
		UNIT_TEST(test_opposite_rows),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
