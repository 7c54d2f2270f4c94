/*
 * test_independent_set_limit.c
 *	  The enumeration of independent sets does no more work than it is allowed, of graphs of
 *	  any size.
 */
#include "unit.h"

#include <math.h>
#include <time.h>

#include "bound/bound.h"
#include "classes/classes.h"
#include "generate.h"

typedef struct Outcome
{
	QsStatus	status;
	int64_t		nodes;
	double		best;
	bool		improved;
} Outcome;

static Outcome
enumerate(QsHost *host, const QsModel *model, const QsStructure *structure, double incumbent, int64_t limit)
{
	Outcome		outcome = {0};
	uint8_t    *x = QS_ARRAY0(host, uint8_t, model->n);

	outcome.status = qs_bound_enumerate(host, model, structure, NULL, incumbent, limit, x, &outcome.best,
										&outcome.improved, &outcome.nodes);
	qs_free(host, x);
	return outcome;
}

/* What a clique of a cover counts for, and the steps around it */
static int64_t
slack(int n)
{
	return (n / 64 + 1) / 400 + 4;
}

static void
limits_are_obeyed(void **state)
{
	QsHost	   *host = unit_host(state);
	static const int sizes[] = {200, 1500, 5000, 12000, 20000};
	static const int64_t limits[] = {1, 50, 2000, 10000};

	for (int s = 0; s < (int) (sizeof(sizes) / sizeof(sizes[0])); s++)
	{
		QsRandom	random;
		QsGraph    *graph;
		QsModel    *model;
		QsStructure *structure;

		qs_random_seed(&random, 7, (uint64_t) s);
		graph = qs_generate_random_graph(host, &random, sizes[s], 6.0 / sizes[s]);
		model = qs_generate_independent_set(host, &random, graph, s % 2 ? 9 : 1);
		structure = qs_structure_create(host, model, qs_classes);

		for (int k = 0; k < (int) (sizeof(limits) / sizeof(limits[0])); k++)
		{
			clock_t		began = clock();
			Outcome		outcome = enumerate(host, model, structure, 0.0, limits[k]);

			assert_int_equal(outcome.status, QS_LIMIT);
			assert_true(outcome.nodes <= limits[k] + slack(sizes[s]));
			print_message("%d vertices, limit %lld: %lld nodes, %.0f ms\n", sizes[s], (long long) limits[k],
						  (long long) outcome.nodes, 1e3 * (double) (clock() - began) / CLOCKS_PER_SEC);
		}
		qs_structure_free(host, structure);
		qs_model_free(host, model);
		qs_graph_free(host, graph);
	}
}

/* That not every vertex can be taken is proved by the first cover, whatever the size. */
static void
large_graphs_are_proved(void **state)
{
	QsHost	   *host = unit_host(state);
	static const int sizes[] = {20, 64, 5000, 9000};

	for (int s = 0; s < (int) (sizeof(sizes) / sizeof(sizes[0])); s++)
	{
		int			n = sizes[s];
		QsRandom	random;
		QsGraph    *graph;
		QsModel    *model;
		QsStructure *structure;
		Outcome		outcome;

		qs_random_seed(&random, 8, (uint64_t) s);
		graph = qs_generate_random_graph(host, &random, n, 3.0 / n);
		model = qs_generate_independent_set(host, &random, graph, 1);
		structure = qs_structure_create(host, model, qs_classes);
		outcome = enumerate(host, model, structure, -n, INT64_C(1) << 40);
		assert_int_equal(outcome.status, QS_OK);
		assert_false(outcome.improved);
		qs_structure_free(host, structure);
		qs_model_free(host, model);
		qs_graph_free(host, graph);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		UNIT_TEST(limits_are_obeyed),
		UNIT_TEST(large_graphs_are_proved),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
