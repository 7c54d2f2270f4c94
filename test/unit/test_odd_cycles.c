/*
 * test_odd_cycles.c
 *	  The odd-cycle relaxation: exact on planar graphs, a bound elsewhere, never with a
 *	  violated cycle.
 */
#include "unit.h"

#include <math.h>

#include "classes/classes.h"
#include "correlate/correlate.h"
#include "relax/odd_cycles.h"

typedef struct Spins
{
	int			n;
	double		field[16];
	double		coupling[16][16];
} Spins;

static QsQubo *
qubo_of(QsHost *host, const Spins *spins)
{
	QsTerm		terms[16 + 3 * 16 * 16];
	int64_t		count = 0;

	for (int i = 0; i < spins->n; i++)
	{
		terms[count++] = (QsTerm) {i, i, -2.0 * spins->field[i]};
		for (int j = i + 1; j < spins->n; j++)
		{
			double		c = spins->coupling[i][j];

			if (c == 0.0)
				continue;
			terms[count++] = (QsTerm) {i, j, 4.0 * c};
			terms[count++] = (QsTerm) {i, i, -2.0 * c};
			terms[count++] = (QsTerm) {j, j, -2.0 * c};
		}
	}
	count = qs_terms_canonicalise(host, terms, count);
	return qs_qubo_create(host, spins->n, 0.0, terms, count);
}

static QsIsing *
ising_of(QsHost *host, const Spins *spins)
{
	QsQubo	   *qubo = qubo_of(host, spins);
	QsIsing    *ising = qs_ising_create(host, qubo);

	qs_qubo_free(host, qubo);
	return ising;
}

static double
least_energy(const Spins *spins)
{
	double		best = INFINITY;

	for (uint32_t bits = 0; bits < (uint32_t) 1 << spins->n; bits++)
	{
		double		energy = 0.0;

		for (int i = 0; i < spins->n; i++)
		{
			double		z = bits >> i & 1 ? -1.0 : 1.0;

			energy += spins->field[i] * z;
			for (int j = i + 1; j < spins->n; j++)
				energy += spins->coupling[i][j] * z * (bits >> j & 1 ? -1.0 : 1.0);
		}
		best = fmin(best, energy);
	}
	return best;
}

static int
whole(QsRandom *random)
{
	return (int) qs_random_below(random, 19) - 9;
}

/* Barahona & Mahjoub: without a minor K5 the relaxation is the convex hull of cuts */
static void
grids_are_solved(void **state)
{
	QsHost	   *host = unit_host(state);
	QsRandom	random;

	qs_random_seed(&random, 100, 0);
	for (int trial = 0; trial < 60; trial++)
	{
		int			columns = 2 + trial % 3;
		int			rows = 12 / columns;
		Spins		spins = {.n = rows * columns};
		QsIsing    *ising;
		QsOddCycles *cycles;

		for (int i = 0; i < spins.n; i++)
		{
			if (i % columns + 1 < columns)
				spins.coupling[i][i + 1] = whole(&random);
			if (i + columns < spins.n)
				spins.coupling[i][i + columns] = whole(&random);
			/* diagonals keep it planar */
			if (trial % 2 && i % columns + 1 < columns && i + columns + 1 < spins.n)
				spins.coupling[i][i + columns + 1] = whole(&random);
			/* and so does the reference beside the outer face */
			if (trial % 4 == 0 && i < columns)
				spins.field[i] = whole(&random);
		}
		ising = ising_of(host, &spins);
		if (qs_odd_cycles_relax(host, ising, &cycles) == QS_OK)
		{
			assert_true(cycles->exact);
			assert_true(fabs(cycles->objective - least_energy(&spins)) < 1e-6);
		}
		else
			assert_int_equal(ising->start[ising->n], 0);
		qs_odd_cycles_free(host, cycles);
		qs_ising_free(host, ising);
	}
}

/* Every cycle of a point that is called exact, counted one by one on small graphs: the
 * triangles of a complete graph imply all */
static void
no_triangle_is_violated(void **state)
{
	QsHost	   *host = unit_host(state);
	QsRandom	random;

	qs_random_seed(&random, 101, 0);
	for (int trial = 0; trial < 60; trial++)
	{
		Spins		spins = {.n = 5 + trial % 4};
		double		z[17][17] = {{0.0}};
		QsIsing    *ising;
		QsOddCycles *cycles;

		for (int i = 0; i < spins.n; i++)
		{
			spins.field[i] = trial % 2 ? 0.5 + qs_random_below(&random, 3) : 0.0;
			for (int j = i + 1; j < spins.n; j++)
				spins.coupling[i][j] = qs_random_unit(&random) - 0.3;
		}
		ising = ising_of(host, &spins);
		assert_int_equal(qs_odd_cycles_relax(host, ising, &cycles), QS_OK);
		assert_true(cycles->exact);
		assert_true(cycles->objective <= least_energy(&spins) + 1e-6);
		for (int i = 0; i < spins.n; i++)
		{
			z[i][spins.n] = z[spins.n][i] = cycles->field[i];
			for (int64_t k = ising->start[i]; k < ising->start[i + 1]; k++)
				z[i][ising->neighbour[k]] = cycles->coupling[k];
		}
		/* 1 +- z_ab +- z_bc +- z_ac >= 0 with an even number of minus signs */
		for (int a = 0; a < spins.n + trial % 2; a++)
			for (int b = 0; b < a; b++)
				for (int c = 0; c < b; c++)
				{
					assert_true(1.0 + z[a][b] + z[b][c] + z[a][c] > -1e-4);
					assert_true(1.0 + z[a][b] - z[b][c] - z[a][c] > -1e-4);
					assert_true(1.0 - z[a][b] + z[b][c] - z[a][c] > -1e-4);
					assert_true(1.0 - z[a][b] - z[b][c] + z[a][c] > -1e-4);
				}
		qs_odd_cycles_free(host, cycles);
		qs_ising_free(host, ising);
	}
}

/* K5: 20/3 of the edges where 6 can be cut */
static void
the_complete_graph_of_five_has_its_gap(void **state)
{
	QsHost	   *host = unit_host(state);
	Spins		spins = {.n = 5};
	QsIsing    *ising;
	QsOddCycles *cycles;

	for (int i = 0; i < 5; i++)
		for (int j = i + 1; j < 5; j++)
			spins.coupling[i][j] = 1.0;
	ising = ising_of(host, &spins);
	assert_int_equal(qs_odd_cycles_relax(host, ising, &cycles), QS_OK);
	/* cut = (10 - energy) / 2 */
	assert_true(fabs((10.0 - cycles->objective) / 2.0 - 20.0 / 3.0) < 1e-6);
	qs_odd_cycles_free(host, cycles);
	qs_ising_free(host, ising);
}

/* The source lp on a model without rows: what a planar graph's best cut says */
static void
correlations_of_a_frustrated_ring_are_right(void **state)
{
	QsHost	   *host = unit_host(state);
	QsTerm		terms[21];
	QsModel    *model;
	QsStructure *structure;
	QsCorrelationInput input = {.complete = true};
	QsCorrelations *list;
	QsRandom	random;
	int			cut = 0;

	for (int i = 0; i < 7; i++)
	{
		int			j = (i + 1) % 7;
		double		w = i == 3 ? 1.0 : 2.0;

		terms[3 * i] = (QsTerm) {i < j ? i : j, i < j ? j : i, 4.0 * w};
		terms[3 * i + 1] = (QsTerm) {i, i, -2.0 * w};
		terms[3 * i + 2] = (QsTerm) {j, j, -2.0 * w};
	}
	model = qs_model_create(host, 7, false, 0.0, terms, 21, NULL, 0);
	structure = qs_structure_create(host, model, qs_classes);
	input.model = model;
	input.structure = structure;
	qs_random_seed(&random, 1, 0);
	assert_int_equal(qs_correlate(host, QS_CORRELATION_LP, &input, &random, &list), QS_OK);
	assert_int_equal(list->method, QS_CORRELATION_LP);
	assert_int_equal(list->count, 7);
	for (int k = 0; k < 7; k++)
	{
		bool		weak = list->pair[k].i == 3 && list->pair[k].j == 4;

		assert_true(weak ? list->pair[k].value > 0.9 : list->pair[k].value < -0.9);
		cut += list->pair[k].value < 0.0;
	}
	assert_int_equal(cut, 6);
	qs_correlations_free(host, list);
	qs_structure_free(host, structure);
	qs_model_free(host, model);
}

static void
nothing_and_too_much_are_refused(void **state)
{
	QsHost	   *host = unit_host(state);
	Spins		spins = {.n = 3};
	QsIsing    *ising = ising_of(host, &spins);
	QsOddCycles *cycles;

	assert_int_equal(qs_odd_cycles_relax(host, ising, &cycles), QS_UNSUPPORTED);
	assert_null(cycles);
	qs_ising_free(host, ising);

	spins.field[0] = 1.0;
	ising = ising_of(host, &spins);
	host->deadline = -1.0;
	assert_int_equal(qs_odd_cycles_relax(host, ising, &cycles), QS_INTERRUPTED);
	host->deadline = INFINITY;
	assert_int_equal(qs_odd_cycles_relax(host, ising, &cycles), QS_OK);
	assert_true(cycles->field[0] == -1.0);
	qs_odd_cycles_free(host, cycles);
	qs_ising_free(host, ising);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		UNIT_TEST(grids_are_solved),
		UNIT_TEST(no_triangle_is_violated),
		UNIT_TEST(the_complete_graph_of_five_has_its_gap),
		UNIT_TEST(correlations_of_a_frustrated_ring_are_right),
		UNIT_TEST(nothing_and_too_much_are_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
