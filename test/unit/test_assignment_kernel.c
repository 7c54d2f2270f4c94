/*
 * test_assignment_kernel.c
 *	  The loops of 2-exchange search give the same bits with every instruction set that
 *	  this processor has.
 */
#include "unit.h"

#include <math.h>
#include <string.h>

#include "base/random.h"
#include "base/simd.h"
#include "classes/assignment/assignment_kernel.h"

#define TRIALS		50
#define MOST_ORDER	37
#define MOST_STRIDE ((MOST_ORDER + QS_LANES - 1) / QS_LANES * QS_LANES)

/* What the loops read and write */
typedef struct Rows
{
	int			order;
	int			stride;
	_Alignas(64) double left[MOST_STRIDE];
	_Alignas(64) double right[MOST_STRIDE];
	_Alignas(64) double until[MOST_ORDER * MOST_STRIDE];
	_Alignas(64) double delta[MOST_ORDER * MOST_STRIDE];
	_Alignas(64) double field[MOST_ORDER * MOST_STRIDE];
	_Alignas(64) double least[MOST_STRIDE];
	_Alignas(64) double least_open[MOST_STRIDE];
} Rows;

static double
number(QsRandom *random)
{
	return qs_random_below(random, 5) == 0 ? 0.0 : 200.0 * qs_random_unit(random) - 100.0;
}

static void
make_rows(QsRandom *random, Rows *rows)
{
	memset(rows, 0, sizeof(*rows));
	rows->order = 1 + (int) qs_random_below(random, MOST_ORDER);
	rows->stride = (rows->order + QS_LANES - 1) / QS_LANES * QS_LANES;
	for (int j = 0; j < rows->order; j++)
	{
		rows->left[j] = number(random);
		rows->right[j] = number(random);
	}
	for (int i = 0; i < rows->order; i++)
		for (int j = 0; j < rows->stride; j++)
		{
			int			at = i * rows->stride + j;

			rows->until[at] = (double) qs_random_below(random, 3);
			rows->delta[at] = j > i && j < rows->order ? number(random) : INFINITY;
			rows->field[at] = number(random);
		}
}

static void
run(const QsAssignmentKernel *kernel, Rows *rows)
{
	kernel->update_delta(rows->order, rows->stride, rows->left, rows->right, rows->delta);
	kernel->update_field(rows->order, rows->stride, rows->left, rows->right, rows->field);
	kernel->scan(rows->order, rows->stride, rows->delta, rows->until, 1.0, rows->least,
				 rows->least_open);
}

static void
every_instruction_set_gives_the_same(void **state)
{
	QsHost	   *host = unit_host(state);
	QsRandom	random;
	static Rows rows,
				expected,
				got;

	qs_random_seed(&random, 71, 0);
	for (int trial = 0; trial < TRIALS; trial++)
	{
		make_rows(&random, &rows);
		expected = rows;
		host->simd = QS_SIMD_PORTABLE;
		run(qs_assignment_kernel(host), &expected);
		for (QsSimd simd = QS_SIMD_AUTO; simd <= QS_SIMD_NEON; simd++)
		{
			got = rows;
			host->simd = simd;
			run(qs_assignment_kernel(host), &got);
			assert_memory_equal(&got, &expected, sizeof(Rows));
		}
	}
	host->simd = QS_SIMD_AUTO;
}

static void
scans_find_the_least_of_a_column(void **state)
{
	QsHost	   *host = unit_host(state);
	QsRandom	random;
	static Rows rows;

	qs_random_seed(&random, 72, 0);
	for (int trial = 0; trial < TRIALS; trial++)
	{
		make_rows(&random, &rows);
		run(qs_assignment_kernel(host), &rows);
		for (int j = 0; j < rows.order; j++)
		{
			double		least = INFINITY,
						least_open = INFINITY;

			for (int i = 0; i < j; i++)
			{
				double		value = rows.delta[i * rows.stride + j];

				least = fmin(least, value);
				if (rows.until[i * rows.stride + j] <= 1.0)
					least_open = fmin(least_open, value);
			}
			assert_true(rows.least[j] == least);
			assert_true(rows.least_open[j] == least_open);
		}
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		UNIT_TEST(every_instruction_set_gives_the_same),
		UNIT_TEST(scans_find_the_least_of_a_column),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
