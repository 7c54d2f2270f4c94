/*
 * test_generate.c
 *	  Generated instances: shape, ranges, recognised class, repeatability.
 */
#include "unit.h"

#include <math.h>
#include <string.h>

#include "generate.h"
#include "structure/structure.h"

static void
assert_graph(const QsGraph *graph)
{
	for (int64_t k = 0; k < graph->edges; k++)
	{
		assert_true(0 <= graph->tail[k] && graph->tail[k] < graph->head[k] &&
					graph->head[k] < graph->n);
		assert_true(k == 0 || graph->head[k - 1] < graph->head[k] ||
					(graph->head[k - 1] == graph->head[k] && graph->tail[k - 1] < graph->tail[k]));
	}
}

static void
random_graphs(void **state)
{
	QsHost	   *host = unit_host(state);
	QsRandom	random;
	static const double probabilities[] = {0.0, 1e-4, 0.01, 0.3, 0.97, 1.0};

	qs_random_seed(&random, 51, 0);
	for (int k = 0; k < 6; k++)
		for (int n = 1; n <= 1000; n = n * 3 + 7)
		{
			double		pairs = 0.5 * n * (n - 1);
			double		p = probabilities[k];
			QsGraph    *graph = qs_generate_random_graph(host, &random, n, p);

			assert_int_equal(graph->n, n);
			assert_graph(graph);
			assert_true(fabs((double) graph->edges - p * pairs) <= 5.0 * sqrt(p * (1.0 - p) * pairs) + 1.0);
			qs_graph_free(host, graph);
		}
}

/* Every pair equally likely: how often each of the ten pairs of five vertices shows */
static void
random_graphs_are_uniform(void **state)
{
	QsHost	   *host = unit_host(state);
	QsRandom	random;
	int			seen[5][5] = {{0}};

	qs_random_seed(&random, 52, 0);
	for (int trial = 0; trial < 4000; trial++)
	{
		QsGraph    *graph = qs_generate_random_graph(host, &random, 5, 0.25);

		for (int64_t k = 0; k < graph->edges; k++)
			seen[graph->tail[k]][graph->head[k]]++;
		qs_graph_free(host, graph);
	}
	for (int i = 0; i < 5; i++)
		for (int j = i + 1; j < 5; j++)
			assert_in_range(seen[i][j], 1000 - 140, 1000 + 140);
}

static void
geometric_graphs(void **state)
{
	QsHost	   *host = unit_host(state);
	QsRandom	random;
	static const double radii[] = {0.0, 0.001, 0.05, 0.21, 0.5, 1.5};
	double		x[300],
				y[300];

	qs_random_seed(&random, 53, 0);
	for (int k = 0; k < 6; k++)
		for (int n = 1; n <= 300; n = n * 2 + 5)
		{
			QsGraph    *graph = qs_generate_geometric_graph(host, &random, n, radii[k], x, y);
			int64_t		edge = 0;

			assert_graph(graph);
			for (int j = 0; j < n; j++)
				for (int i = 0; i < j; i++)
				{
					double		dx = x[i] - x[j];
					double		dy = y[i] - y[j];

					if (dx * dx + dy * dy > radii[k] * radii[k])
						continue;
					assert_true(edge < graph->edges);
					assert_true(graph->tail[edge] == i && graph->head[edge] == j);
					edge++;
				}
			assert_int_equal(edge, graph->edges);
			qs_graph_free(host, graph);
		}
	qs_graph_free(host, qs_generate_geometric_graph(host, &random, 20000, 0.01, NULL, NULL));
}

static void
independent_sets(void **state)
{
	QsHost	   *host = unit_host(state);
	QsRandom	random;
	QsGraph    *graph;
	QsModel    *model;

	qs_random_seed(&random, 54, 0);
	graph = qs_generate_random_graph(host, &random, 60, 0.2);
	for (int largest = 1; largest <= 9; largest += 8)
	{
		bool		varied = false;

		model = qs_generate_independent_set(host, &random, graph, largest);
		assert_true(model->maximise && model->linear && model->integral);
		assert_int_equal(model->n, 60);
		assert_int_equal(model->m, graph->edges);
		assert_string_equal(unit_class(host, model), "independent set");
		for (int r = 0; r < model->m; r++)
		{
			assert_int_equal(model->row_variable[2 * r], graph->tail[r]);
			assert_int_equal(model->row_variable[2 * r + 1], graph->head[r]);
		}
		for (int v = 0; v < 60; v++)
		{
			assert_true(model->objective->linear[v] <= -1.0 && model->objective->linear[v] >= -largest);
			varied |= model->objective->linear[v] != model->objective->linear[0];
		}
		assert_int_equal(varied, largest > 1);
		qs_model_free(host, model);
	}
	qs_graph_free(host, graph);
}

static void
max_cuts(void **state)
{
	QsHost	   *host = unit_host(state);
	QsRandom	random;
	QsGraph    *graph;
	uint8_t		x[40];

	qs_random_seed(&random, 55, 0);
	graph = qs_generate_random_graph(host, &random, 40, 0.3);
	for (int trial = 0; trial < 3; trial++)
	{
		int			smallest = trial == 0 ? 1 : -3;
		int			largest = trial == 2 ? 3 : 1;
		QsModel    *model = qs_generate_max_cut(host, &random, graph, smallest, largest);
		double		cut = 0.0,
					value;

		assert_string_equal(unit_class(host, model), "unconstrained");
		for (int v = 0; v < 40; v++)
			x[v] = (uint8_t) qs_random_below(&random, 2);
		for (int64_t k = 0; k < graph->edges; k++)
		{
			double		weight = qs_model_pair(model, graph->tail[k], graph->head[k]) / 2.0;

			assert_true(weight >= smallest && weight <= largest && weight != 0.0);
			if (x[graph->tail[k]] != x[graph->head[k]])
				cut += weight;
		}
		value = qs_model_report(model, qs_model_objective(model, x));
		assert_true(value == cut);
		for (int v = 0; v < 40; v++)
			x[v] ^= 1;
		assert_true(qs_model_report(model, qs_model_objective(model, x)) == cut);
		qs_model_free(host, model);
	}
	qs_graph_free(host, graph);
}

static void
knapsacks(void **state)
{
	QsHost	   *host = unit_host(state);
	QsRandom	random;

	qs_random_seed(&random, 56, 0);
	for (int trial = 0; trial < 9; trial++)
	{
		int			n = 10 + 30 * (trial % 3);
		int			m = 1 + 4 * (trial / 3);
		double		tightness = 0.25 * (1 + trial % 3);
		QsModel    *model = qs_generate_knapsack(host, &random, n, m, tightness);

		assert_string_equal(unit_class(host, model), "knapsack");
		assert_true(model->maximise && model->integral);
		assert_int_equal(model->m, m);
		for (int r = 0; r < m; r++)
		{
			double		sum = 0.0;

			assert_int_equal(model->row_start[r + 1] - model->row_start[r], n);
			for (int64_t k = model->row_start[r]; k < model->row_start[r + 1]; k++)
			{
				assert_true(model->row_value[k] >= 1.0 && model->row_value[k] <= 1000.0);
				sum += model->row_value[k];
			}
			assert_true(model->row_upper[r] == floor(tightness * sum));
		}
		for (int i = 0; i < n; i++)
		{
			double		mean = 0.0;
			double		profit = -model->objective->linear[i];

			for (int64_t k = model->column_start[i]; k < model->column_start[i + 1]; k++)
				mean += model->column_value[k] / m;
			assert_true(profit >= floor(mean) - 1e-6 && profit <= mean + 500.0);
		}
		qs_model_free(host, model);
	}
}

static void
assignments(void **state)
{
	QsHost	   *host = unit_host(state);
	QsRandom	random;

	qs_random_seed(&random, 57, 0);
	for (int symmetric = 0; symmetric < 2; symmetric++)
	{
		QsModel    *model = qs_generate_assignment(host, &random, 9, symmetric, 99);
		const QsAssignment *a = model->assignment;
		int			different = 0;

		assert_string_equal(unit_class(host, model), "assignment");
		assert_true(model->integral && !model->maximise);
		for (int i = 0; i < 9; i++)
			for (int j = 0; j < 9; j++)
			{
				assert_true(a->flow[i * 9 + j] >= 0 && a->flow[i * 9 + j] <= 99);
				assert_true(a->distance[i * 9 + j] >= 0 && a->distance[i * 9 + j] <= 99);
				assert_true(i != j || (a->flow[i * 9 + j] == 0 && a->distance[i * 9 + j] == 0));
				different += a->flow[i * 9 + j] != a->flow[j * 9 + i];
				different += a->distance[i * 9 + j] != a->distance[j * 9 + i];
			}
		assert_int_equal(different == 0, symmetric);
		qs_model_free(host, model);
	}
}

static void
grid_assignments(void **state)
{
	QsHost	   *host = unit_host(state);
	QsRandom	random;
	QsModel    *model;
	const QsAssignment *a;

	qs_random_seed(&random, 58, 0);
	model = qs_generate_grid_assignment(host, &random, 3, 4);
	a = model->assignment;
	assert_int_equal(a->order, 12);
	assert_true(a->distance[0 * 12 + 11] == 5.0 && a->distance[11 * 12 + 0] == 5.0);
	assert_true(a->distance[1 * 12 + 4] == 2.0 && a->distance[5 * 12 + 5] == 0.0);
	for (int i = 0; i < 12; i++)
		for (int j = 0; j < 12; j++)
		{
			assert_true(a->flow[i * 12 + j] == a->flow[j * 12 + i]);
			assert_true(a->flow[i * 12 + j] >= 0.0 && a->flow[i * 12 + j] <= 10.0);
			for (int k = 0; k < 12; k++)
				assert_true(a->distance[i * 12 + j] <= a->distance[i * 12 + k] + a->distance[k * 12 + j]);
		}
	qs_model_free(host, model);
}

static void
quadratics(void **state)
{
	QsHost	   *host = unit_host(state);
	QsRandom	random;
	QsModel    *model;
	int			diagonal = 0;

	qs_random_seed(&random, 59, 0);
	model = qs_generate_quadratic(host, &random, 200, 0.1);
	assert_string_equal(unit_class(host, model), "unconstrained");
	assert_true(model->maximise && model->integral && model->m == 0);
	assert_in_range(qs_qubo_pairs(model->objective), 1990 - 220, 1990 + 220);
	for (int i = 0; i < 200; i++)
	{
		diagonal += model->objective->linear[i] != 0.0;
		assert_true(fabs(model->objective->linear[i]) <= 100.0);
	}
	assert_in_range(diagonal, 5, 40);
	for (int64_t k = 0; k < model->objective->start[200]; k++)
		assert_true(fabs(model->objective->weight[k]) <= 200.0 && fmod(model->objective->weight[k], 2.0) == 0.0);
	qs_model_free(host, model);
}

static void
equal_seeds_give_equal_instances(void **state)
{
	QsHost	   *host = unit_host(state);
	QsModel    *model[3];
	QsRandom	random;
	int			n = 50;

	for (int k = 0; k < 3; k++)
	{
		qs_random_seed(&random, k < 2 ? 7 : 8, 0);
		model[k] = qs_generate_quadratic(host, &random, n, 0.2);
	}
	assert_memory_equal(model[0]->objective->linear, model[1]->objective->linear, (size_t) n * sizeof(double));
	assert_int_equal(model[0]->objective->start[n], model[1]->objective->start[n]);
	assert_memory_equal(model[0]->objective->weight, model[1]->objective->weight,
						(size_t) model[0]->objective->start[n] * sizeof(double));
	assert_memory_not_equal(model[0]->objective->linear, model[2]->objective->linear, (size_t) n * sizeof(double));
	for (int k = 0; k < 3; k++)
		qs_model_free(host, model[k]);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		UNIT_TEST(random_graphs),
		UNIT_TEST(random_graphs_are_uniform),
		UNIT_TEST(geometric_graphs),
		UNIT_TEST(independent_sets),
		UNIT_TEST(max_cuts),
		UNIT_TEST(knapsacks),
		UNIT_TEST(assignments),
		UNIT_TEST(grid_assignments),
		UNIT_TEST(quadratics),
		UNIT_TEST(equal_seeds_give_equal_instances),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
