/*
 * test_bound_deadlines.c
 *	  Bounds of quadratic models with rows end soon after their time, and are bounds all the same.
 */
#include "unit.h"

#include <math.h>

#include "bound/bound.h"
#include "classes/classes.h"

#define GROUPS		225
#define OF_GROUP	4
#define VARIABLES	(GROUPS * OF_GROUP)
#define OTHERS		120
#define OF_OTHER	20
#define ROWS		(GROUPS + OTHERS)
#define TERMS		60000
#define LATE		0.25		/* seconds of the processor; the promise is 0.1, sanitizers take their share */

typedef struct Draft
{
	QsTerm		term[TERMS];
	QsRow		row[ROWS];
	int32_t		variable[ROWS][OF_OTHER];
	double		one[OF_OTHER];
	uint8_t		x[VARIABLES];
} Draft;

/* Groups, rows beside them that one x keeps, and a great many products */
static QsModel *
large_model(QsHost *host, Draft *draft, int others)
{
	QsRandom	random;

	qs_random_seed(&random, 11, 0);
	for (int k = 0; k < OF_OTHER; k++)
		draft->one[k] = 1.0;
	for (int r = 0; r < GROUPS; r++)
	{
		for (int k = 0; k < OF_GROUP; k++)
			draft->variable[r][k] = r * OF_GROUP + k;
		draft->x[r * OF_GROUP + (int) qs_random_below(&random, OF_GROUP)] = 1;
		draft->row[r] = (QsRow) {OF_GROUP, draft->variable[r], draft->one, '=', 1.0};
	}
	for (int r = GROUPS; r < GROUPS + others; r++)
	{
		double		sum = 0.0;

		/* ascending, a step below VARIABLES / OF_OTHER each */
		for (int k = 0; k < OF_OTHER; k++)
		{
			draft->variable[r][k] = k * (VARIABLES / OF_OTHER) + (int) qs_random_below(&random, VARIABLES / OF_OTHER);
			sum += draft->x[draft->variable[r][k]];
		}
		draft->row[r] = (QsRow) {OF_OTHER, draft->variable[r], draft->one, '<', sum};
	}
	for (int t = 0; t < TERMS; t++)
		draft->term[t] = (QsTerm)
		{
			(int32_t) qs_random_below(&random, VARIABLES), (int32_t) qs_random_below(&random, VARIABLES),
				(double) qs_random_below(&random, 201) - 100.0
		};
	return qs_model_create(host, VARIABLES, false, 0.0, draft->term, TERMS, draft->row, GROUPS + others);
}

static void
check_method(QsHost *host, const QsModel *model, const QsStructure *structure, QsBoundMethod method,
			 double seconds, double known)
{
	double		began = qs_clock(host);
	double		bound;
	QsBoundMethod used;

	host->deadline = began + seconds;
	if (qs_bound(host, model, structure, method, 1, &bound, &used) == QS_OK)
		assert_true(bound <= known);
	assert_true(qs_clock(host) < began + seconds + LATE);
	host->deadline = INFINITY;
}

static void
bounds_end_in_time(void **state)
{
	static const double seconds[] = {0.05, 0.3};
	QsHost	   *host = unit_host(state);
	Draft	   *draft = QS_NEW(host, Draft);

	qs_standalone_count_processor_time(*state);
	for (int others = 0; others <= OTHERS; others += OTHERS)
	{
		QsModel    *model = large_model(host, draft, others);
		QsStructure *structure = qs_structure_create(host, model, qs_classes);
		double		known = qs_model_objective(model, draft->x);

		assert_true(qs_model_feasible(model, draft->x));
		for (int k = 0; k < 2; k++)
		{
			check_method(host, model, structure, QS_BOUND_AUTO, seconds[k], known);
			check_method(host, model, structure, QS_BOUND_LP, seconds[k], known);
			check_method(host, model, structure, QS_BOUND_SDP, seconds[k], known);
			check_method(host, model, structure, QS_BOUND_PRODUCTS, seconds[k], known);
			check_method(host, model, structure, QS_BOUND_CONVEX, seconds[k], known);
			check_method(host, model, structure, QS_BOUND_CHOICES, seconds[k], known);
		}
		qs_structure_free(host, structure);
		qs_model_free(host, model);
		for (int i = 0; i < VARIABLES; i++)
			draft->x[i] = 0;
	}
	qs_free(host, draft);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		UNIT_TEST(bounds_end_in_time),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
