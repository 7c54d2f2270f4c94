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

int
main(void)
{
	const struct CMUnitTest tests[] = {
		UNIT_TEST(random_models_get_their_class),
		UNIT_TEST(assignment_by_hand_is_found),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
