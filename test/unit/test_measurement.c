/*
 * test_measurement.c
 *	  Correlations of a round's own samples: expansion through merges, conditioning,
 *	  and solves that follow them.
 */
#include "unit.h"

#include <math.h>
#include <string.h>

#include "classes/classes.h"
#include "correlate/correlate.h"
#include "solve/pipeline.h"

#define CLOSE(a, b)		assert_true(fabs((a) - (b)) < 1e-12)

static double
value_of(const QsCorrelations *list, int i, int j)
{
	for (int64_t k = 0; k < list->count; k++)
		if (list->pair[k].i == i && list->pair[k].j == j)
			return list->pair[k].value;
	return 0.0;
}

/* x_1 = 1 - x_0 was believed by 0.8, x_3 = 1 by 0.5, x_4 followed from a row, x_5 took
 * the incumbent's value; x_0, x_2, x_6 were measured in four shots. */
static QsMeasurement *
measure_by_hand(QsHost *host, const QsModel *model, const QsMeasurement *before)
{
	static const uint8_t x[4][3] = {{1, 1, 0}, {1, 0, 1}, {1, 1, 0}, {0, 1, 1}};
	static const double weight[4] = {1.0, 2.0, 1.0, 5.0};
	QsContraction *contraction = qs_contraction_create(host, model);
	QsReduced  *reduced;
	QsMeasurement *measurement;

	qs_contraction_merge(host, contraction, 1, 0, false, QS_ACTION_MERGE, -0.8, "test", -1, NULL);
	qs_contraction_fix(host, contraction, 3, 1, -0.5, "test", -1, NULL);
	qs_contraction_fix(host, contraction, 4, 0, NAN, "test", 0, NULL);
	qs_contraction_fix(host, contraction, 5, 1, NAN, "test", -1, NULL);
	reduced = qs_contraction_reduce(host, contraction);
	assert_int_equal(reduced->n, 3);
	measurement = qs_measurement_create(host, contraction, reduced, x[0], weight, 4, before);
	qs_reduced_free(host, reduced);
	qs_contraction_free(host, contraction);
	return measurement;
}

static QsModel *
seven_variables(QsHost *host)
{
	QsTerm		terms[7];

	for (int i = 0; i < 7; i++)
		terms[i] = (QsTerm) {i, i, -1.0};
	return qs_model_create(host, 7, false, 0.0, terms, 7, NULL, 0);
}

static void
shots_are_expanded_as_far_as_merges_are_believed(void **state)
{
	QsHost	   *host = unit_host(state);
	QsModel    *model = seven_variables(host);
	QsStructure *structure = qs_structure_create(host, model, qs_classes);
	QsMeasurement *m = measure_by_hand(host, model, NULL);
	QsCorrelationInput input = {.model = model, .structure = structure, .measurement = m};
	QsCorrelations *list;
	QsRandom	random;

	/* nine shots and one of uniform bits */
	CLOSE(qs_measurement_spin(m, 0), (5.0 - 4.0) / 10.0);
	CLOSE(qs_measurement_spin(m, 1), -0.95 * 0.8 * 0.1);
	CLOSE(qs_measurement_spin(m, 2), (2.0 - 7.0) / 10.0);
	CLOSE(qs_measurement_spin(m, 3), -0.95 * 0.5);
	CLOSE(qs_measurement_spin(m, 4), 0.95 * 0.5);
	CLOSE(qs_measurement_spin(m, 5), 0.0);
	CLOSE(qs_measurement_spin(m, 6), (2.0 - 7.0) / 10.0);
	CLOSE(qs_measurement_bit_pair(m, 0, 1), (1.0 - 2.0 + 1.0 - 5.0) / 10.0);

	qs_random_seed(&random, 1, 0);
	assert_int_equal(qs_correlate(host, QS_CORRELATION_SHOTS, &input, &random, &list), QS_OK);
	assert_int_equal(list->method, QS_CORRELATION_SHOTS);
	CLOSE(value_of(list, 0, 1), -0.95 * 0.8);
	CLOSE(value_of(list, 3, QS_REFERENCE), -0.95 * 0.5);
	/* no more than their ends say */
	CLOSE(value_of(list, 0, 2), 0.0);
	CLOSE(value_of(list, 3, 4), 0.0);
	qs_correlations_free(host, list);
	qs_measurement_free(host, m);
	qs_structure_free(host, structure);
	qs_model_free(host, model);
}

static void
incumbent_values_keep_what_was_known_before(void **state)
{
	QsHost	   *host = unit_host(state);
	QsModel    *model = seven_variables(host);
	QsMeasurement *first = measure_by_hand(host, model, NULL);
	QsMeasurement *second;

	first->bit[5] = 1;
	first->trust[5] = 1.0;
	second = measure_by_hand(host, model, first);
	CLOSE(qs_measurement_spin(second, 5), -0.95 * 0.5);
	assert_int_equal(second->bit[5], QS_REFERENCE);
	qs_measurement_free(host, first);
	qs_measurement_free(host, second);
	qs_model_free(host, model);
}

static void
restricting_and_spreading_keep_what_is_known(void **state)
{
	QsHost	   *host = unit_host(state);
	QsModel    *model = seven_variables(host);
	QsMeasurement *m = measure_by_hand(host, model, NULL);
	int32_t		some[3] = {6, 1, 3};
	QsMeasurement *few = qs_measurement_restrict(host, m, some, 3);
	QsMeasurement *many = qs_measurement_spread(host, few, some, 7);

	for (int k = 0; k < 3; k++)
	{
		CLOSE(qs_measurement_spin(few, k), qs_measurement_spin(m, some[k]));
		CLOSE(qs_measurement_spin(many, some[k]), qs_measurement_spin(m, some[k]));
	}
	CLOSE(qs_measurement_spin(many, 0), 0.0);
	qs_measurement_free(host, m);
	qs_measurement_free(host, few);
	qs_measurement_free(host, many);
	qs_model_free(host, model);
}

/* A merge x_0 = x_6 made since: shots in which they differ lose weight */
static void
shots_that_contradict_merges_weigh_less(void **state)
{
	QsHost	   *host = unit_host(state);
	QsModel    *model = seven_variables(host);
	QsMeasurement *m = measure_by_hand(host, model, NULL);
	QsContraction *contraction = qs_contraction_create(host, model);

	qs_measurement_condition(host, m, contraction, 3.0);
	CLOSE(m->weight[0], 1.0);
	qs_contraction_merge(host, contraction, 0, 6, true, QS_ACTION_MERGE, 0.5, "test", -1, NULL);
	qs_measurement_condition(host, m, contraction, 3.0);
	CLOSE(m->weight[0], exp(-1.0));
	CLOSE(m->weight[1], 2.0);
	CLOSE(m->weight[2], exp(-1.0));
	CLOSE(m->weight[3], 5.0 * exp(-1.0));
	/* ties of the round itself say nothing about its shots */
	qs_contraction_merge(host, contraction, 1, 0, true, QS_ACTION_MERGE, 0.5, "test", -1, NULL);
	qs_measurement_condition(host, m, contraction, 0.0);
	CLOSE(m->weight[1], 2.0);
	qs_contraction_free(host, contraction);
	qs_measurement_free(host, m);
	qs_model_free(host, model);
}

/* Expectations of random shots against a count of spins, over random merges */
static void
random_rounds_match_their_spins(void **state)
{
	QsHost	   *host = unit_host(state);
	QsRandom	random;

	qs_random_seed(&random, 70, 0);
	for (int trial = 0; trial < 200; trial++)
	{
		QsModel    *model = unit_random_model(host, &random, UNIT_UNCONSTRAINED, 12);
		QsContraction *contraction = qs_contraction_create(host, model);
		int			shots = 1 + (int) qs_random_below(&random, 20);
		QsReduced  *reduced;
		QsMeasurement *m;
		double	   *weight = QS_ARRAY(host, double, shots);
		uint8_t    *x,
				   *expanded = QS_ARRAY(host, uint8_t, model->n);

		/* certain merges: an expanded shot is what it says, but for the fading */
		for (int k = 0; k < model->n / 2; k++)
			qs_contraction_merge(host, contraction, (int) qs_random_below(&random, (uint32_t) model->n),
								 (int) qs_random_below(&random, (uint32_t) model->n + 1) - 1,
								 qs_random_below(&random, 2), QS_ACTION_MERGE,
								 qs_random_below(&random, 2) ? 1.0 : -1.0, "test", -1, NULL);
		reduced = qs_contraction_reduce(host, contraction);
		x = QS_ARRAY(host, uint8_t, (size_t) shots * (size_t) reduced->n);
		for (int k = 0; k < shots * reduced->n; k++)
			x[k] = (uint8_t) qs_random_below(&random, 2);
		for (int k = 0; k < shots; k++)
			weight[k] = 1.0 + qs_random_below(&random, 9);
		m = qs_measurement_create(host, contraction, reduced, x, weight, shots, NULL);
		for (int v = 0; v < model->n; v++)
		{
			double		sum = 0.0,
						spin = 0.0,
						tied = reduced->index[v] >= 0 ? 1.0 : 0.95;
			bool		flip,
						fixed = qs_contraction_find(contraction, v, &flip) == QS_REFERENCE;

			for (int k = 0; k < shots; k++)
			{
				qs_contraction_expand(contraction, reduced, x + (size_t) k * (size_t) reduced->n,
									  expanded);
				sum += weight[k];
				spin += expanded[v] ? -weight[k] : weight[k];
			}
			/* what is fixed was not measured: no shot is added to it */
			CLOSE(qs_measurement_spin(m, v), tied * spin / (fixed ? sum : sum + 1.0));
		}
		qs_measurement_free(host, m);
		qs_free(host, x);
		qs_free(host, expanded);
		qs_free(host, weight);
		qs_reduced_free(host, reduced);
		qs_contraction_free(host, contraction);
		qs_model_free(host, model);
	}
}

static QsSettings
settings_of(QsSolver solver, int trial)
{
	QsSettings	settings = qs_settings_defaults;

	settings.solver = solver;
	settings.correlation = QS_CORRELATION_SHOTS;
	settings.max_qubits = 5;
	settings.rounds = 5;
	settings.seed = (uint64_t) trial + 1;
	settings.presolve = settings.certified = settings.proof = false;
	settings.polish = trial % 2;
	settings.repair = trial % 3 > 0;
	settings.anchor = trial % 4 > 0;
	settings.sampler = qs_sampler_defaults;
	settings.sampler.layers = 1;
	settings.sampler.shots = 100;
	settings.sampler.evaluations = 10;
	settings.correlation_share = trial % 5 ? 0.0 : 1.0;
	return settings;
}

/* Whatever samples: the first round has another source, the others the shots, and equal
 * seeds the same rounds */
static void
rounds_follow_the_samples_of_the_one_before(void **state)
{
	static const QsSolver solvers[] = {
		QS_SOLVER_QAOA, QS_SOLVER_UNIFORM, QS_SOLVER_SA, QS_SOLVER_EXACT, QS_SOLVER_TABU,
		QS_SOLVER_NONE
	};
	QsHost	   *host = unit_host(state);
	QsRandom	random;
	int			followed = 0;

	qs_random_seed(&random, 71, 0);
	for (int trial = 0; trial < 120; trial++)
	{
		QsModel    *model = unit_random_model(host, &random, (UnitKind) (trial % UNIT_KINDS), 14);
		QsSettings	settings = settings_of(solvers[trial / UNIT_KINDS % 6], trial);
		QsRun	   *run = qs_solve(host, model, &settings);
		QsRun	   *again = qs_solve(host, model, &settings);

		assert_int_equal(run->rounds, again->rounds);
		for (int k = 0; k < run->rounds; k++)
		{
			unsigned	shots = 1U << QS_CORRELATION_SHOTS;

			assert_int_equal(run->round[k].sources, again->round[k].sources);
			assert_int_equal(run->round[k].merges, again->round[k].merges);
			if (k == 0 || settings.solver == QS_SOLVER_NONE)
				assert_int_equal(run->round[k].sources & shots, 0);
			else if (run->round[k].sources & shots)
				followed++;
		}
		for (int k = 0; k < run->solutions; k++)
			assert_int_equal(run->solution[k].feasible,
							 qs_model_feasible(model, run->solution[k].x));
		qs_run_free(host, again);
		qs_run_free(host, run);
		qs_model_free(host, model);
	}
	assert_true(followed > 200);
}

/* In the first round there is nothing to take correlations from */
static void
without_samples_another_source_is_asked(void **state)
{
	QsHost	   *host = unit_host(state);
	QsModel    *model = seven_variables(host);
	QsStructure *structure = qs_structure_create(host, model, qs_classes);
	QsCorrelationInput input = {.model = model, .structure = structure};
	QsCorrelations *list;
	QsRandom	random;

	qs_random_seed(&random, 1, 0);
	assert_int_equal(qs_correlate(host, QS_CORRELATION_SHOTS, &input, &random, &list),
					 QS_UNSUPPORTED);
	assert_null(list);
	qs_structure_free(host, structure);
	qs_model_free(host, model);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		UNIT_TEST(shots_are_expanded_as_far_as_merges_are_believed),
		UNIT_TEST(incumbent_values_keep_what_was_known_before),
		UNIT_TEST(restricting_and_spreading_keep_what_is_known),
		UNIT_TEST(shots_that_contradict_merges_weigh_less),
		UNIT_TEST(random_rounds_match_their_spins),
		UNIT_TEST(rounds_follow_the_samples_of_the_one_before),
		UNIT_TEST(without_samples_another_source_is_asked),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
