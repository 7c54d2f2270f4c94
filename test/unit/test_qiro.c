/*
 * test_qiro.c
 *	  Quantum-informed recursive optimisation: its rules on graphs where they can be seen,
 *	  and solves against brute force.
 */
#include "unit.h"

#include <math.h>
#include <string.h>

#include "classes/classes.h"
#include "generate.h"
#include "shrink/qiro.h"
#include "solve/pipeline.h"

static QsSettings
qiro_settings(int max_qubits)
{
	QsSettings	settings = qs_settings_defaults;

	settings.solver = QS_SOLVER_EXACT;
	settings.correlation = QS_CORRELATION_QAOA;
	settings.reduction = QS_REDUCTION_QIRO;
	settings.max_qubits = max_qubits;
	settings.rounds = 1;
	settings.log = QS_LOG_ALL;
	settings.construct = settings.presolve = settings.certified = settings.proof = false;
	settings.anchor = settings.repair = settings.polish = false;
	settings.sampler = qs_sampler_defaults;
	return settings;
}

/* The steps of a round say what the rules say: neighbours of what is in are out, pairs
 * that agree are neighbours, and what touches two that differ touches both */
static void
check_steps(const QsModel *model, const QsStructure *structure, const QsRun *run, int counted[4])
{
	const QsRound *round = &run->round[0];
	int			included = -1;

	(void) model;
	for (int64_t k = 0; k < round->step_count; k++)
	{
		const QsStep *step = &round->step[k];
		bool		adjacent = false;

		if (strcmp(step->reason, "inclusion") == 0)
		{
			assert_false(step->equal);
			assert_true(step->correlation < 0.0);
			included = step->variable;
			counted[0]++;
		}
		else if (strcmp(step->reason, "neighbour of an inclusion") == 0)
		{
			assert_true(step->equal);
			for (int64_t n = structure->conflict_start[included]; n < structure->conflict_start[included + 1]; n++)
				adjacent |= structure->conflict[n] == step->variable;
			/* folding may have joined vertices since the model was stored */
			counted[1] += adjacent;
		}
		else if (strcmp(step->reason, "exclusion") == 0 ||
				 strcmp(step->reason, "exclusion of two that agree") == 0)
		{
			assert_true(step->equal && step->correlation > 0.0);
			counted[2]++;
		}
		else if (strcmp(step->reason, "neighbour of two that differ") == 0)
		{
			assert_true(step->equal && step->correlation < 0.0);
			counted[3]++;
		}
	}
}

static void
random_graphs_are_solved_well(void **state)
{
	enum {TRIALS = 40};
	QsHost	   *host = unit_host(state);
	QsRandom	random;
	double		ratio = 0.0;
	int			best_ones = 0;
	int			counted[4] = {0};

	qs_random_seed(&random, 110, 0);
	for (int trial = 0; trial < TRIALS; trial++)
	{
		QsGraph    *graph = qs_generate_random_graph(host, &random, 18, 0.2 + 0.02 * (trial % 20));
		QsModel    *model = qs_generate_independent_set(host, &random, graph, trial % 2 ? 1 : 1000);
		QsStructure *structure = qs_structure_create(host, model, qs_classes);
		QsSettings	settings = qiro_settings(1 + trial % 6);
		QsRun	   *run = qs_solve(host, model, &settings);
		double		best;

		assert_true(unit_brute_force(model, &best, NULL));
		assert_int_equal(run->status, QS_RUN_FEASIBLE);
		assert_true(qs_model_feasible(model, run->solution[0].x));
		assert_true(run->round[0].qubits <= settings.max_qubits);
		assert_true(run->objective == run->round[0].raw_objective);
		check_steps(model, structure, run, counted);
		ratio += run->objective / best / TRIALS;
		best_ones += run->objective <= best;
		qs_run_free(host, run);
		qs_structure_free(host, structure);
		qs_model_free(host, model);
		qs_graph_free(host, graph);
	}
	print_message("mean share of the best set: %.4f, %d of %d best; %d inclusions, %d neighbours, %d exclusions, %d common neighbours\n",
				  ratio, best_ones, TRIALS, counted[0], counted[1], counted[2], counted[3]);
	assert_true(ratio > 0.95 && best_ones > TRIALS / 2);
	assert_true(counted[0] > 0 && counted[1] > 0);
}

/* A path has no kernel: exact reductions solve it */
static void
what_reductions_solve_asks_no_circuit(void **state)
{
	QsHost	   *host = unit_host(state);
	QsTerm		terms[9];
	int32_t		pair[8][2];
	QsRow		rows[8];
	QsSettings	settings = qiro_settings(1);
	QsModel    *model;
	QsRun	   *run;

	for (int i = 0; i < 9; i++)
		terms[i] = (QsTerm) {i, i, 1.0};
	for (int i = 0; i < 8; i++)
	{
		pair[i][0] = i;
		pair[i][1] = i + 1;
		rows[i] = (QsRow) {2, pair[i], NULL, '<', 1.0};
	}
	model = qs_model_create(host, 9, true, 0.0, terms, 9, rows, 8);
	run = qs_solve(host, model, &settings);
	assert_true(run->objective == -5.0);
	assert_int_equal(run->round[0].sources, 0);
	qs_run_free(host, run);
	qs_model_free(host, model);
}

static void
other_problems_are_refused(void **state)
{
	QsHost	   *host = unit_host(state);
	QsRandom	random;

	qs_random_seed(&random, 111, 0);
	for (int trial = 0; trial < 30; trial++)
	{
		UnitKind	kind = (UnitKind) (trial % UNIT_KINDS);
		QsModel    *model = unit_random_model(host, &random, kind, 12);
		QsStructure *structure = qs_structure_create(host, model, qs_classes);
		QsSettings	settings = qiro_settings(2);
		QsRun	   *run = qs_solve(host, model, &settings);

		if (!qs_qiro_applies(model, structure))
			assert_true(run->unsupported != NULL || run->status == QS_RUN_INFEASIBLE);
		else
			assert_null(run->unsupported);
		qs_run_free(host, run);
		qs_structure_free(host, structure);
		qs_model_free(host, model);
	}
}

/* What presolve and certified fixing leave of an independent set is one: nothing is refused */
static void
fixed_vertices_are_no_obstacle(void **state)
{
	QsHost	   *host = unit_host(state);
	QsRandom	random;

	qs_random_seed(&random, 113, 0);
	for (int trial = 0; trial < 120; trial++)
	{
		QsGraph    *graph = qs_generate_random_graph(host, &random, 40, 0.03 + 0.01 * (trial % 15));
		QsModel    *model = qs_generate_independent_set(host, &random, graph, trial % 3 ? 1 : 100);
		QsSettings	settings = qiro_settings(4);
		QsRun	   *run;

		settings.construct = settings.certified = settings.repair = true;
		settings.presolve = trial % 2 == 0;
		settings.rounds = 2;
		run = qs_solve(host, model, &settings);
		assert_null(run->unsupported);
		assert_int_not_equal(run->status, QS_RUN_NOT_FOUND);
		assert_true(qs_model_feasible(model, run->solution[0].x));
		qs_run_free(host, run);
		qs_model_free(host, model);
		qs_graph_free(host, graph);
	}
}

static void
equal_seeds_equal_steps(void **state)
{
	QsHost	   *host = unit_host(state);
	QsRandom	random;

	qs_random_seed(&random, 112, 0);
	for (int trial = 0; trial < 6; trial++)
	{
		QsGraph    *graph = qs_generate_random_graph(host, &random, 40, 0.2);
		QsModel    *model = qs_generate_independent_set(host, &random, graph, 1);
		QsSettings	settings = qiro_settings(8);
		QsRun	   *first = qs_solve(host, model, &settings);
		QsRun	   *second = qs_solve(host, model, &settings);

		assert_int_equal(first->round[0].step_count, second->round[0].step_count);
		for (int64_t k = 0; k < first->round[0].step_count; k++)
			assert_int_equal(first->round[0].step[k].variable, second->round[0].step[k].variable);
		assert_memory_equal(first->solution[0].x, second->solution[0].x, (size_t) model->n);
		qs_run_free(host, first);
		qs_run_free(host, second);
		qs_model_free(host, model);
		qs_graph_free(host, graph);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		UNIT_TEST(random_graphs_are_solved_well),
		UNIT_TEST(what_reductions_solve_asks_no_circuit),
		UNIT_TEST(other_problems_are_refused),
		UNIT_TEST(fixed_vertices_are_no_obstacle),
		UNIT_TEST(equal_seeds_equal_steps),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
