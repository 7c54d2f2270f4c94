/*
 * test_presolve_interrupts.c
 *	  Presolve passes interrupt points by the work it does, not by the rows it has.
 */
#include "unit.h"

#include "classes/classes.h"
#include "presolve/presolve.h"

#define VARIABLES	500
#define TERMS		(VARIABLES * (VARIABLES + 1) / 2)
#define LEAST		25			/* interrupt points: one in a million of 20 million comparisons, and some */

typedef struct Draft
{
	QsTerm		term[TERMS];
	int32_t		variable[VARIABLES];
} Draft;

/* One row that lets one of all be 1, products of any two: nothing but comparisons */
static QsModel *
dense_model(QsHost *host, char sense)
{
	Draft	   *draft = QS_NEW(host, Draft);
	QsRandom	random;
	int			terms = 0;
	QsModel    *model;

	qs_random_seed(&random, 5, 0);
	for (int i = 0; i < VARIABLES; i++)
	{
		draft->variable[i] = i;
		for (int j = 0; j <= i; j++)
			draft->term[terms++] = (QsTerm) {j, i, (double) qs_random_below(&random, 201) - 100.0};
	}
	model = qs_model_create(host, VARIABLES, false, 0.0, draft->term, terms,
							&(QsRow) {VARIABLES, draft->variable, NULL, sense, 1.0}, 1);
	qs_free(host, draft);
	return model;
}

static void
interrupt_points_go_by_work(void **state)
{
	QsStandaloneHost *standalone = *state;
	QsHost	   *host = &standalone->host;

	for (int k = 0; k < 2; k++)
	{
		QsModel    *model = dense_model(host, "<="[k]);
		QsContraction *contraction = qs_contraction_create(host, model);
		QsPresolveSettings settings = {.dominance = true};
		int64_t		before = standalone->checks;

		qs_presolve(host, contraction, qs_classes, &settings);
		if (standalone->checks - before <= LEAST)
			fail_msg("%d interrupt points", (int) (standalone->checks - before));
		qs_contraction_free(host, contraction);
		qs_model_free(host, model);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		UNIT_TEST(interrupt_points_go_by_work),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
