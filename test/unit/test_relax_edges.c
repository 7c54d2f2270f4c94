/*
 * test_relax_edges.c
 *	  The flow's relaxation of independent sets is that of the edges, and a valid bound.
 */
#include "unit.h"

#include <math.h>
#include <string.h>

#include "generate.h"
#include "classes/classes.h"
#include "classes/independent_set/relax_cliques.h"
#include "classes/independent_set/relax_edges.h"
#include "rows/relax_rows.h"

/* The best objective there is, n at most 20 */
static double
best_of_all(const QsModel *model)
{
	uint8_t		x[20];
	double		best = INFINITY;

	for (uint32_t bits = 0; bits < UINT32_C(1) << model->n; bits++)
	{
		for (int v = 0; v < model->n; v++)
			x[v] = bits >> v & 1;
		if (qs_model_feasible(model, x))
			best = fmin(best, qs_model_objective(model, x));
	}
	return best;
}

static void
assert_relaxation(QsHost *host, const QsModel *model, const QsRelaxation *relaxation)
{
	double	   *lower = QS_ARRAY(host, double, model->m);
	double	   *upper = QS_ARRAY(host, double, model->m);

	for (int r = 0; r < model->m; r++)
	{
		double		sum = 0.0;

		for (int64_t k = model->row_start[r]; k < model->row_start[r + 1]; k++)
			sum += relaxation->value[model->row_variable[k]];
		assert_true(sum <= 1.0 + 1e-9);
		assert_true(relaxation->dual[r] <= 0.0);
	}
	for (int v = 0; v < model->n; v++)
		assert_true(fabs(2.0 * relaxation->value[v] - floor(2.0 * relaxation->value[v] + 0.5)) < 1e-9);
	/* strong duality, and multipliers of the model's rows say the same */
	assert_float_equal(relaxation->bound, relaxation->objective, 1e-6);
	qs_rows_effective(model, lower, upper);
	assert_float_equal(qs_multiplier_bound(host, model, model->objective->linear, model->constant,
										   lower, upper, relaxation->dual, NULL),
					   relaxation->bound, 1e-6);
	qs_free(host, lower);
	qs_free(host, upper);
}

static void
equals_the_program_of_edges(void **state)
{
	QsHost	   *host = *state;
	QsRandom	random;

	qs_random_seed(&random, 41, 0);
	for (int trial = 0; trial < 200; trial++)
	{
		int			n = 2 + (int) qs_random_below(&random, 13);
		QsGraph    *graph = qs_generate_random_graph(host, &random, n, 0.05 + 0.9 * (trial % 10) / 10.0);
		QsModel    *model = qs_generate_independent_set(host, &random, graph, trial % 3 == 0 ? 1 : 50);
		QsStructure *structure = qs_structure_create(host, model, qs_classes);
		QsRelaxation *flow,
				   *program;

		if (structure->conflict_start && model->m > 0)
		{
			assert_int_equal(qs_relax_edges(host, model, structure, &flow), QS_OK);
			assert_int_equal(qs_relax(host, model, NULL, NULL, 0, &program), QS_OK);
			assert_relaxation(host, model, flow);
			assert_float_equal(flow->bound, program->bound, 1e-6);
			assert_true(flow->bound <= best_of_all(model) + 1e-6);
			qs_relaxation_free(host, flow);
			qs_relaxation_free(host, program);
		}
		qs_structure_free(host, structure);
		qs_model_free(host, model);
		qs_graph_free(host, graph);
	}
}

/* Where programs are too large the bound does not fall back to the sum of all weights. */
static void
large_graphs_have_a_bound(void **state)
{
	QsHost	   *host = *state;
	QsRandom	random;
	int			n = 20000;
	QsGraph    *graph;
	QsModel    *model;
	QsStructure *structure;
	QsRelaxation *relaxation;

	qs_random_seed(&random, 42, 0);
	graph = qs_generate_random_graph(host, &random, n, 6.0 / n);
	model = qs_generate_independent_set(host, &random, graph, 1);
	structure = qs_structure_create(host, model, qs_classes);
	assert_int_equal(qs_relax_cliques(host, model, structure, 0, &relaxation), QS_OK);
	assert_true(relaxation->bound >= -0.51 * n);
	qs_relaxation_free(host, relaxation);
	qs_structure_free(host, structure);
	qs_model_free(host, model);
	qs_graph_free(host, graph);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		UNIT_TEST(equals_the_program_of_edges),
		UNIT_TEST(large_graphs_have_a_bound),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
