/*
 * test_structure.c
 *	  Classes are recognised from rows, whatever their order or scale.
 */
#include "unit.h"

#include <string.h>

#include "structure/structure.h"
#include "classes/classes.h"

static void
random_models_get_their_class(void **state)
{
	QsHost	   *host = unit_host(state);
	QsRandom	random;

	qs_random_seed(&random, 6, 0);
	for (int trial = 0; trial < 600; trial++)
	{
		UnitKind	kind = (UnitKind) (trial % UNIT_KINDS);
		QsModel    *model = unit_random_model(host, &random, kind, 16);
		const char *class = unit_class(host, model);

		if (kind == UNIT_ASSIGNMENT)
			assert_string_equal(class, "assignment");
		if (kind == UNIT_INDEPENDENT_SET)
			assert_true(strcmp(class, "independent set") == 0 || strcmp(class, "unconstrained") == 0);
		if (kind == UNIT_UNCONSTRAINED)
			assert_string_equal(class, "unconstrained");
		qs_model_free(host, model);
	}
}

/* A permutation written by hand: rows interleaved, variables shuffled, scaled */
static void
assignment_by_hand_is_found(void **state)
{
	QsHost	   *host = unit_host(state);
	enum {ORDER = 4, N = ORDER * ORDER};
	int			label[N];
	int32_t		variables[2 * ORDER][ORDER];
	double		twos[ORDER] = {2.0, 2.0, 2.0, 2.0};
	QsRow		rows[2 * ORDER];
	QsRandom	random;
	QsModel    *model;
	QsStructure *structure;

	qs_random_seed(&random, 7, 0);
	for (int i = 0; i < N; i++)
		label[i] = i;
	qs_random_shuffle(&random, label, N);
	for (int r = 0; r < ORDER; r++)
	{
		for (int k = 0; k < ORDER; k++)
		{
			variables[2 * r][k] = label[r * ORDER + k];
			variables[2 * r + 1][k] = label[k * ORDER + r];
		}
		rows[2 * r] = (QsRow) {ORDER, variables[2 * r], twos, '=', 2.0};
		rows[2 * r + 1] = (QsRow) {ORDER, variables[2 * r + 1], NULL, '=', 1.0};
	}
	model = qs_model_create(host, N, false, 0.0, NULL, 0, rows, 2 * ORDER);
	structure = qs_structure_create(host, model, qs_classes);
	assert_string_equal(structure->ops->name, "assignment");
	assert_int_equal(structure->order, ORDER);
	for (int f = 0; f < ORDER; f++)
		for (int l = 0; l < ORDER; l++)
		{
			int			v = structure->variable_at[f * ORDER + l];

			assert_int_equal(structure->facility_of[v], f);
			assert_int_equal(structure->location_of[v], l);
		}
	qs_structure_free(host, structure);
	qs_model_free(host, model);
}

/*
 * A model of exactly-one rows in which every variable is in two: a graph whose
 * vertices are the rows and whose edges are the variables.
 */
static QsModel *
model_of_edges(QsHost *host, const int (*edge)[2], int n, int rows, int degree)
{
	int32_t		variable[6][3];
	int			filled[6] = {0};
	QsRow		row[7];

	for (int i = 0; i < n; i++)
		for (int end = 0; end < 2; end++)
		{
			int			r = edge[i][end];

			assert_true(filled[r] < degree);
			variable[r][filled[r]++] = i;
		}
	for (int r = 0; r < rows; r++)
		row[r] = (QsRow) {degree, variable[r], NULL, '=', 1.0};
	row[rows] = (QsRow) {degree, variable[0], NULL, '<', degree};	/* holds anyway */
	return qs_model_create(host, n, false, 0.0, NULL, 0, row, rows + 1);
}

/* Only the complete bipartite graph is a permutation. */
static void
near_permutations_are_none(void **state)
{
	static const struct
	{
		int			edge[9][2];
		bool		permutation;
	} graph[] = {
		{{{0, 3}, {0, 4}, {0, 5}, {1, 3}, {1, 4}, {1, 5}, {2, 3}, {2, 4}, {2, 5}}, true},
		/* two triangles, joined: no two families */
		{{{0, 1}, {1, 2}, {2, 0}, {3, 4}, {4, 5}, {5, 3}, {0, 3}, {1, 4}, {2, 5}}, false},
		/* two families, but two rows that share two variables */
		{{{0, 3}, {0, 3}, {0, 4}, {1, 3}, {1, 4}, {1, 5}, {2, 4}, {2, 5}, {2, 5}}, false},
		/* pairs of rows that say the same */
		{{{0, 3}, {0, 3}, {0, 3}, {1, 4}, {1, 4}, {1, 4}, {2, 5}, {2, 5}, {2, 5}}, false},
	};
	QsHost	   *host = unit_host(state);

	for (size_t k = 0; k < sizeof(graph) / sizeof(graph[0]); k++)
	{
		QsModel    *model = model_of_edges(host, graph[k].edge, 9, 6, 3);
		QsStructure *structure = qs_structure_create(host, model, qs_classes);

		assert_int_equal(structure->order, graph[k].permutation ? 3 : 0);
		assert_int_equal(structure->variable_at != NULL, graph[k].permutation);
		assert_int_equal(structure->conflict_start == NULL, graph[k].permutation);
		for (int i = 0; i < 9 && graph[k].permutation; i++)
			assert_int_equal(structure->variable_at[structure->facility_of[i] * 3 +
													structure->location_of[i]], i);
		qs_structure_free(host, structure);
		qs_model_free(host, model);
	}
	assert_int_equal(host->memory_used, 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		UNIT_TEST(random_models_get_their_class),
		UNIT_TEST(assignment_by_hand_is_found),
		UNIT_TEST(near_permutations_are_none),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
