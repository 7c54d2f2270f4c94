/*
 * test_classes.c
 *	  The list of classes: every table is complete, every model has exactly one taker,
 *	  and what a class keeps about a model is given back.
 */
#include "unit.h"

#include <string.h>

#include "classes/classes.h"
#include "correlate/correlate.h"
#include "structure/local.h"

static void
tables_are_complete(void **state)
{
	(void) state;
	assert_non_null(qs_classes[0]);
	for (int k = 0; qs_classes[k]; k++)
	{
		const QsClassOps *ops = qs_classes[k];

		assert_true(ops->name && ops->name[0]);
		assert_non_null(ops->recognise);
		assert_non_null(ops->create);
		assert_non_null(ops->free);
		assert_non_null(ops->construct);
		assert_non_null(ops->repair);
		assert_non_null(ops->polish);
		assert_non_null(ops->search);
		assert_true(ops->first_source >= QS_CORRELATION_AUTO &&
					ops->first_source <= QS_CORRELATION_POOL);
		assert_true(ops->effort.least > 0.0 && ops->effort.variables > 0.0);
		assert_true(ops->effort.factor > 0.0 && ops->effort.timed_factor > 0.0);
		for (int other = 0; other < k; other++)
			assert_string_not_equal(ops->name, qs_classes[other]->name);
	}
}

/* The last takes what no other does. */
static void
every_model_has_a_class(void **state)
{
	QsHost	   *host = unit_host(state);
	QsRandom	random;

	qs_random_seed(&random, 71, 0);
	for (int trial = 0; trial < 300; trial++)
	{
		QsModel    *model = unit_random_model(host, &random, (UnitKind) (trial % UNIT_KINDS), 12);
		QsStructure *structure = qs_structure_create(host, model, qs_classes);
		int			rows = 0;
		int			at = 0;

		for (int kind = 0; kind < QS_ROW_KINDS; kind++)
			rows += structure->rows_of_kind[kind];
		assert_int_equal(rows, model->m);
		while (qs_classes[at] && qs_classes[at] != structure->ops)
			at++;
		assert_non_null(qs_classes[at]);
		qs_structure_free(host, structure);
		qs_model_free(host, model);
	}
	assert_int_equal(host->memory_used, 0);
}

/* Every class's moves keep what local.h promises, whoever takes the model. */
static void
moves_keep_their_contracts(void **state)
{
	QsHost	   *host = unit_host(state);
	QsRandom	random;

	qs_random_seed(&random, 72, 0);
	for (int trial = 0; trial < 200; trial++)
	{
		QsModel    *model = unit_random_model(host, &random, (UnitKind) (trial % UNIT_KINDS), 12);
		QsStructure *structure = qs_structure_create(host, model, qs_classes);
		QsLocal    *local = qs_local_create(host, model, structure, NULL);
		uint8_t    *x = QS_ARRAY0(host, uint8_t, model->n);
		int64_t		moves;

		qs_local_remember(host, local);
		for (int i = 0; i < model->n; i++)
			x[i] = (uint8_t) qs_random_below(&random, 2);
		if (qs_repair(host, local, &random, x, &moves) == QS_OK)
		{
			double		before = qs_model_objective(model, x);
			double		objective;

			assert_true(qs_model_feasible(model, x));
			qs_polish(host, local, &random, x, &objective, &moves);
			assert_true(qs_model_feasible(model, x) && objective <= before);
			before = objective;
			qs_search(host, local, &random, 0.001, -INFINITY, x, &objective, &moves);
			assert_true(qs_model_feasible(model, x) && objective <= before);
			assert_true(objective == qs_model_objective(model, x));
		}
		if (qs_construct(host, local, &random, 0.5, x) == QS_OK)
			assert_true(qs_model_feasible(model, x));
		qs_free(host, x);
		qs_local_free(host, local);
		qs_structure_free(host, structure);
		qs_model_free(host, model);
	}
	assert_int_equal(host->memory_used, 0);
}

/* ---- a class of a test: what it finds is its own ------------------------ */

typedef struct Found
{
	int			variables;
} Found;

static bool
take_odd(QsHost *host, const QsModel *model, QsStructure *structure)
{
	Found	   *found;

	if (model->n % 2 == 0)
		return false;
	found = QS_NEW(host, Found);
	found->variables = model->n;
	structure->found = found;
	return true;
}

static void
forget_odd(QsHost *host, void *found)
{
	qs_free(host, found);
}

static void
structures_keep_and_free_what_was_found(void **state)
{
	static const QsClassOps odd = {.name = "odd", .recognise = take_odd, .forget = forget_odd};
	const QsClassOps *const classes[] = {&odd, NULL};
	QsHost	   *host = unit_host(state);

	for (int n = 1; n <= 8; n++)
	{
		QsModel    *model = qs_model_create(host, n, false, 0.0, NULL, 0, NULL, 0);
		QsStructure *structure = qs_structure_create(host, model, classes);

		if (n % 2 == 1)
		{
			assert_ptr_equal(structure->ops, &odd);
			assert_int_equal(((const Found *) structure->found)->variables, n);
		}
		else
			assert_null(structure->ops);
		qs_structure_free(host, structure);
		structure = qs_structure_create(host, model, NULL);
		assert_null(structure->ops);
		qs_structure_free(host, structure);
		qs_model_free(host, model);
	}
	assert_int_equal(host->memory_used, 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		UNIT_TEST(tables_are_complete),
		UNIT_TEST(every_model_has_a_class),
		UNIT_TEST(moves_keep_their_contracts),
		UNIT_TEST(structures_keep_and_free_what_was_found),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
