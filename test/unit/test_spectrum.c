/*
 * test_spectrum.c
 *	  Spectra of graphs with closed forms, dense and by Lanczos.
 */
#include "unit.h"

#include <math.h>
#include <stdlib.h>

#include "shrink/spectrum.h"

#define PI	3.14159265358979323846

static int
compare(const void *a, const void *b)
{
	double		x = *(const double *) a;
	double		y = *(const double *) b;

	return (x > y) - (x < y);
}

/* The count smallest of `all` (n values, sorted here) are what qs_spectrum says */
static void
check(QsHost *host, int n, const QsTerm *terms, int64_t term_count, double *all, int count,
	  double tolerance)
{
	QsQubo	   *qubo = qs_qubo_from_terms(host, n, 0.0, terms, term_count);
	double	   *found = QS_ARRAY(host, double, count);
	int			expected = count < n ? count : n;

	qsort(all, (size_t) n, sizeof(double), compare);
	assert_int_equal(qs_spectrum(host, qubo, count, found), expected);
	for (int k = 0; k < expected; k++)
		assert_true(fabs(found[k] - all[k]) < tolerance);
	qs_free(host, found);
	qs_qubo_free(host, qubo);
}

/* Weights of either sign count by magnitude */
static void
paths_and_cycles(void **state)
{
	static const int sizes[] = {2, 3, 8, 100, 256, 257, 600};
	QsHost	   *host = unit_host(state);
	static QsTerm terms[600];
	static double all[600];

	for (int s = 0; s < 7; s++)
	{
		int			n = sizes[s];

		for (int i = 0; i < n - 1; i++)
			terms[i] = (QsTerm) {i, i + 1, i % 2 ? -3.0 : 3.0};
		for (int k = 0; k < n; k++)
			all[k] = 1.0 - cos(PI * k / (n - 1));
		check(host, n, terms, n - 1, all, 6, 1e-7);
		if (n < 3)
			continue;
		terms[n - 1] = (QsTerm) {0, n - 1, 3.0};
		for (int k = 0; k < n; k++)
			all[k] = 1.0 - cos(2.0 * PI * k / n);
		check(host, n, terms, n, all, 6, 1e-7);
	}
}

static void
complete_graphs(void **state)
{
	static const int sizes[] = {2, 10, 256, 300};
	QsHost	   *host = unit_host(state);
	QsTerm	   *terms = QS_ARRAY(host, QsTerm, 300 * 300);
	static double all[300];

	for (int s = 0; s < 4; s++)
	{
		int			n = sizes[s];
		int64_t		count = 0;

		for (int i = 0; i < n; i++)
			for (int j = 0; j <= i; j++)
				terms[count++] = (QsTerm) {j, i, 2.0};
		for (int k = 0; k < n; k++)
			all[k] = k == 0 ? 0.0 : n / (n - 1.0);
		check(host, n, terms, count, all, 20, 1e-9);
	}
	qs_free(host, terms);
}

/* K_{a,b}: 0, 1 (a + b - 2 times), 2 */
static void
complete_bipartite_graphs(void **state)
{
	QsHost	   *host = unit_host(state);
	QsTerm	   *terms = QS_ARRAY(host, QsTerm, 200 * 200);
	static double all[400];

	for (int a = 1; a <= 200; a += 199)
		for (int b = 3; b <= 200; b += 197)
		{
			int64_t		count = 0;

			for (int i = 0; i < a; i++)
				for (int j = 0; j < b; j++)
					terms[count++] = (QsTerm) {i, a + j, 1.5};
			for (int k = 0; k < a + b; k++)
				all[k] = k == 0 ? 0.0 : k == a + b - 1 ? 2.0 : 1.0;
			check(host, a + b, terms, count, all, 5, 1e-8);
		}
	qs_free(host, terms);
}

/* Components, isolated vertices and several equal parts: multiplicities */
static void
components_count_zeros(void **state)
{
	QsHost	   *host = unit_host(state);

	for (int copies = 3; copies <= 60; copies += 57)
	{
		static QsTerm terms[600];
		static double all[700];
		int64_t		count = 0;
		int			n = 0;
		int			values = 0;

		/* cycles of 5 and an isolated vertex each */
		for (int c = 0; c < copies; c++)
		{
			for (int i = 0; i < 5; i++)
			{
				terms[count++] = (QsTerm) {n + i, n + (i + 1) % 5, 1.0};
				all[values++] = 1.0 - cos(2.0 * PI * i / 5);
			}
			all[values++] = 0.0;
			n += 6;
		}
		check(host, n, terms, count, all, 2 * copies + 8, 1e-8);
		check(host, n, terms, count, all, copies, 1e-8);
	}
}

/* Lanczos on a weighted random graph of 300 against the dense solver on the same
 * graph, reached through its blocks: two copies give every eigenvalue twice */
static void
lanczos_agrees_with_dense(void **state)
{
	QsHost	   *host = unit_host(state);
	QsRandom	random;
	enum {N = 200, EDGES = 700};
	QsTerm		terms[2 * EDGES];
	QsQubo	   *single;
	QsQubo	   *twice;
	double		dense[5];
	double		lanczos[10];

	qs_random_seed(&random, 71, 0);
	for (int k = 0; k < EDGES; k++)
	{
		int32_t		i = (int32_t) qs_random_below(&random, N);
		int32_t		j = (int32_t) qs_random_below(&random, N);

		terms[k] = (QsTerm) {i, j, 2.0 * qs_random_unit(&random) - 1.0};
		terms[EDGES + k] = (QsTerm) {N + i, N + j, terms[k].coefficient};
	}
	single = qs_qubo_from_terms(host, N, 0.0, terms, EDGES);
	twice = qs_qubo_from_terms(host, 2 * N, 0.0, terms, 2 * EDGES);
	assert_int_equal(qs_spectrum(host, single, 5, dense), 5);
	assert_int_equal(qs_spectrum(host, twice, 10, lanczos), 10);
	for (int k = 0; k < 10; k++)
		assert_true(fabs(lanczos[k] - dense[k / 2]) < 1e-8);
	qs_qubo_free(host, twice);
	qs_qubo_free(host, single);
}

static void
nothing_to_measure(void **state)
{
	QsHost	   *host = unit_host(state);
	QsQubo	   *qubo = qs_qubo_from_terms(host, 0, 0.0, NULL, 0);
	double		value[3];

	assert_int_equal(qs_spectrum(host, qubo, 3, value), 0);
	qs_qubo_free(host, qubo);
	qubo = qs_qubo_from_terms(host, 2, 0.0, NULL, 0);
	assert_int_equal(qs_spectrum(host, qubo, 3, value), 2);
	assert_true(value[0] == 0.0 && value[1] == 0.0);
	qs_qubo_free(host, qubo);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		UNIT_TEST(paths_and_cycles),
		UNIT_TEST(complete_graphs),
		UNIT_TEST(complete_bipartite_graphs),
		UNIT_TEST(components_count_zeros),
		UNIT_TEST(lanczos_agrees_with_dense),
		UNIT_TEST(nothing_to_measure),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
