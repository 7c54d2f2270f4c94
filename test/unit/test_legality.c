/*
 * test_legality.c
 *	  Verdicts on contractions against enumeration of the feasible assignments.
 */
#include "unit.h"

#include "shrink/legality.h"
#include "classes/classes.h"

typedef struct Tie
{
	int			a;
	int			b;
	bool		equal;
} Tie;

static bool
respects(const uint8_t *x, const Tie *ties, int count)
{
	for (int k = 0; k < count; k++)
	{
		uint8_t		other = ties[k].b == QS_REFERENCE ? 0 : x[ties[k].b];

		if ((x[ties[k].a] == other) != ties[k].equal)
			return false;
	}
	return true;
}

/*
 * A refused merge leaves the merged variable no freedom (no feasible assignment
 * respects it, or all give the variable one value); what a legal merge forces
 * holds in every feasible assignment that respects it.
 */
static void
check_verdict(const QsModel *model, const Tie *ties, int count, const QsVerdict *verdict)
{
	bool		seen[2] = {false, false};
	int			variable = ties[count - 1].a;

	for (uint32_t bits = 0; bits < (uint32_t) 1 << model->n; bits++)
	{
		uint8_t		x[16];

		for (int i = 0; i < model->n; i++)
			x[i] = (uint8_t) (bits >> i & 1);
		if (!respects(x, ties, count) || !qs_model_feasible(model, x))
			continue;
		seen[x[variable]] = true;
		for (int k = 0; verdict->legal && k < verdict->forced_count; k++)
			assert_int_equal(x[verdict->forced[k].variable], verdict->forced[k].value);
	}
	if (!verdict->legal)
		assert_false(seen[0] && seen[1]);
}

static void
verdicts_agree_with_enumeration(void **state)
{
	QsHost	   *host = unit_host(state);
	QsRandom	random;
	int			refused = 0;

	qs_random_seed(&random, 11, 0);
	for (int trial = 0; trial < 2000; trial++)
	{
		QsModel    *model = unit_random_model(host, &random, (UnitKind) (trial % UNIT_KINDS), 9);
		QsStructure *structure = qs_structure_create(host, model, qs_classes);
		QsLegality *legality = qs_legality_create(host, model, structure, NULL);
		Tie			ties[8];
		int			count = 0;

		for (int k = 0; k < 6; k++)
		{
			bool		flip;
			int			a = (int) qs_random_below(&random, (uint32_t) model->n);
			int			b = (int) qs_random_below(&random, (uint32_t) model->n + 1) - 1;
			bool		equal = qs_random_below(&random, 2) == 0;
			int			root_a = qs_legality_root(legality, a, &flip);
			int			root_b = qs_legality_root(legality, b, &flip);
			QsVerdict	verdict;

			if (root_a == root_b || root_a == QS_REFERENCE)
				continue;
			verdict = qs_legality_judge(host, legality, a, b, equal);
			ties[count] = (Tie) {a, b, equal};
			check_verdict(model, ties, count + 1, &verdict);
			refused += !verdict.legal;
			if (!verdict.legal)
				continue;
			qs_legality_merge(legality, a, b, equal);
			count++;
		}
		qs_legality_free(host, legality);
		qs_structure_free(host, structure);
		qs_model_free(host, model);
	}
	assert_true(refused > 100);
}

/* x0 + x1 <= 1: choosing both is refused, choosing one forces the other out,
 * unless the correlations insist on it. */
static void
conflicts_propagate(void **state)
{
	QsHost	   *host = unit_host(state);
	int32_t		pair[] = {0, 1};
	QsRow		row = {2, pair, NULL, '<', 1.0};
	QsModel    *model = qs_model_create(host, 3, true, 0.0, NULL, 0, &row, 1);
	QsStructure *structure = qs_structure_create(host, model, qs_classes);
	double		insists[] = {0.0, -0.9, 0.0};	/* x1 is surely 1 */
	QsLegality *legality = qs_legality_create(host, model, structure, NULL);
	QsVerdict	verdict = qs_legality_judge(host, legality, 0, 1, true);

	assert_false(verdict.legal);
	verdict = qs_legality_judge(host, legality, 0, QS_REFERENCE, false);
	assert_true(verdict.legal);
	assert_int_equal(verdict.forced_count, 1);
	assert_int_equal(verdict.forced[0].variable, 1);
	assert_int_equal(verdict.forced[0].value, 0);
	qs_legality_free(host, legality);

	legality = qs_legality_create(host, model, structure, insists);
	verdict = qs_legality_judge(host, legality, 0, QS_REFERENCE, false);
	assert_false(verdict.legal);
	assert_string_equal(verdict.reason, "forces a value the correlations contradict");
	qs_legality_free(host, legality);
	qs_structure_free(host, structure);
	qs_model_free(host, model);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		UNIT_TEST(verdicts_agree_with_enumeration),
		UNIT_TEST(conflicts_propagate),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
