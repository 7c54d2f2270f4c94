/*
 * test_structure.c
 *	  Classes are recognised from rows, whatever their order or scale.
 */
#include "unit.h"

#include "structure/structure.h"

static QsClass
class_of(QsHost *host, const QsModel *model)
{
	QsStructure *structure = qs_structure_create(host, model);
	QsClass		class = structure->class;

	qs_structure_free(host, structure);
	return class;
}

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
		QsClass		class = class_of(host, model);

		if (kind == UNIT_ASSIGNMENT)
			assert_int_equal(class, QS_CLASS_ASSIGNMENT);
		if (kind == UNIT_INDEPENDENT_SET)
			assert_true(class == QS_CLASS_INDEPENDENT_SET || class == QS_CLASS_UNCONSTRAINED);
		if (kind == UNIT_UNCONSTRAINED)
			assert_int_equal(class, QS_CLASS_UNCONSTRAINED);
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
	structure = qs_structure_create(host, model);
	assert_int_equal(structure->class, QS_CLASS_ASSIGNMENT);
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
