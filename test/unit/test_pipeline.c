/*
 * test_pipeline.c
 *	  Whole solves of random models of every class against brute force:
 *	  feasibility, proofs, infeasibility, determinism, limits.
 */
#include "unit.h"

#include <math.h>
#include <string.h>

#include "generate.h"
#include "solve/pipeline.h"

static QsSettings
quick_settings(QsSolver solver)
{
	QsSettings	settings = qs_settings_defaults;

	settings.sampler = qs_sampler_defaults;
	settings.sampler.shots = 100;
	settings.sampler.layers = 2;
	settings.sampler.evaluations = 20;
	settings.solver = solver;
	settings.max_qubits = 6;
	settings.rounds = 4;
	settings.effort = 0.05;
	return settings;
}

static void
check_run(const QsModel *model, const QsRun *run, const QsSettings *settings)
{
	double		best;
	bool		feasible = unit_brute_force(model, &best, NULL);
	double		tolerance = 1e-9 * fmax(1.0, fabs(best));

	assert_null(run->unsupported);
	assert_true(run->solutions >= 1);
	if (!feasible)
	{
		assert_true(run->status == QS_RUN_INFEASIBLE || run->status == QS_RUN_NOT_FOUND);
		assert_false(run->solution[0].feasible);
		return;
	}
	assert_int_not_equal(run->status, QS_RUN_INFEASIBLE);
	for (int k = 0; k < run->solutions; k++)
	{
		const QsSolution *solution = &run->solution[k];

		assert_int_equal(solution->feasible, qs_model_feasible(model, solution->x));
		assert_true(fabs(solution->objective - qs_model_objective(model, solution->x)) <= tolerance);
		if (solution->feasible)
			assert_true(solution->objective >= best - tolerance);
	}
	if (run->status == QS_RUN_OPTIMAL)
		assert_true(fabs(run->objective - best) <= tolerance);
	assert_true(run->bound <= best + tolerance);
	for (int k = 0; k < run->rounds; k++)
		assert_true(run->round[k].qubits <= settings->max_qubits ||
					strcmp(run->round[k].stop, "encoding exceeds the budget") == 0);
}

static void
solve_many(QsHost *host, QsSolver solver, int trials, int max_n, uint64_t seed, bool proof)
{
	QsRandom	random;
	int			found = 0,
				feasible_models = 0;

	qs_random_seed(&random, seed, 0);
	for (int trial = 0; trial < trials; trial++)
	{
		QsModel    *model = unit_random_model(host, &random, (UnitKind) (trial % UNIT_KINDS), max_n);
		QsSettings	settings = quick_settings(solver);
		QsRun	   *run;
		double		best;

		settings.proof = proof;
		settings.seed = (uint64_t) trial;
		run = qs_solve(host, model, &settings);
		check_run(model, run, &settings);
		if (unit_brute_force(model, &best, NULL))
		{
			feasible_models++;
			found += run->status <= QS_RUN_FEASIBLE &&
				run->objective <= best + 1e-9 * fmax(1.0, fabs(best));
		}
		qs_run_free(host, run);
		qs_model_free(host, model);
	}
	/* small models: the optimum is all but always found */
	assert_true(found >= feasible_models * 97 / 100);
}

static void
qaoa_solves_small_models(void **state)
{
	solve_many(unit_host(state), QS_SOLVER_QAOA, 120, 12, 21, false);
}

static void
exact_solves_small_models(void **state)
{
	solve_many(unit_host(state), QS_SOLVER_EXACT, 400, 12, 22, false);
}

static void
proofs_agree_with_brute_force(void **state)
{
	solve_many(unit_host(state), QS_SOLVER_AUTO, 400, 12, 23, true);
}

static void
control_arms_solve_small_models(void **state)
{
	solve_many(unit_host(state), QS_SOLVER_UNIFORM, 100, 12, 24, false);
	solve_many(unit_host(state), QS_SOLVER_NONE, 100, 12, 25, false);
}

static void
same_seed_same_run(void **state)
{
	QsHost	   *host = unit_host(state);
	QsRandom	random;

	qs_random_seed(&random, 26, 0);
	for (int trial = 0; trial < 12; trial++)
	{
		QsModel    *model = unit_random_model(host, &random, (UnitKind) (trial % UNIT_KINDS), 16);
		QsSettings	settings = quick_settings(QS_SOLVER_QAOA);
		QsRun	   *first,
				   *second;

		settings.proof = false;
		first = qs_solve(host, model, &settings);
		second = qs_solve(host, model, &settings);
		assert_int_equal(first->rounds, second->rounds);
		assert_int_equal(first->solutions, second->solutions);
		assert_int_equal(first->repair_moves, second->repair_moves);
		assert_int_equal(first->polish_moves, second->polish_moves);
		for (int k = 0; k < first->solutions; k++)
		{
			assert_memory_equal(first->solution[k].x, second->solution[k].x, (size_t) model->n);
			assert_true(first->solution[k].objective == second->solution[k].objective);
			assert_int_equal(first->solution[k].occurrences, second->solution[k].occurrences);
		}
		qs_run_free(host, first);
		qs_run_free(host, second);
		qs_model_free(host, model);
	}
}

static void
caller_fixings_hold(void **state)
{
	QsHost	   *host = unit_host(state);
	QsRandom	random;

	qs_random_seed(&random, 27, 0);
	for (int trial = 0; trial < 60; trial++)
	{
		QsModel    *model = unit_random_model(host, &random, UNIT_KNAPSACK, 12);
		QsSettings	settings = quick_settings(QS_SOLVER_EXACT);
		int8_t		fixed[16];
		QsRun	   *run;

		memset(fixed, -1, sizeof(fixed));
		fixed[0] = 0;
		fixed[model->n - 1] = (int8_t) qs_random_below(&random, 2);
		settings.fixed = fixed;
		run = qs_solve(host, model, &settings);
		for (int k = 0; k < run->solutions; k++)
			if (run->solution[k].feasible)
			{
				assert_int_equal(run->solution[k].x[0], fixed[0]);
				assert_int_equal(run->solution[k].x[model->n - 1], fixed[model->n - 1]);
			}
		qs_run_free(host, run);
		qs_model_free(host, model);
	}
}

static void
target_and_deadline_stop(void **state)
{
	QsHost	   *host = unit_host(state);
	QsRandom	random;
	QsModel    *model;
	QsSettings	settings = quick_settings(QS_SOLVER_EXACT);
	QsRun	   *run;

	qs_random_seed(&random, 28, 0);
	model = unit_random_model(host, &random, UNIT_UNCONSTRAINED, 16);
	settings.proof = false;
	settings.has_target = true;
	settings.target = 1e9;
	run = qs_solve(host, model, &settings);
	assert_int_equal(run->stop_reason, QS_STOP_TARGET);
	assert_int_equal(run->rounds, 0);
	qs_run_free(host, run);

	settings.has_target = false;
	settings.timed = true;
	settings.rounds = 0;
	host->deadline = qs_clock(host) + 0.05;
	run = qs_solve(host, model, &settings);
	assert_int_equal(run->stop_reason, QS_STOP_TIME);
	assert_true(run->solutions >= 1);
	qs_run_free(host, run);
	qs_model_free(host, model);
}

/* All states of the round's QUBO, once each, as if hardware had measured them */
static QsSamples *
all_states(QsHost *host, const QsQubo *qubo)
{
	uint64_t   *bits = QS_ARRAY(host, uint64_t, (size_t) 1 << qubo->n);
	QsSamples  *samples;

	for (size_t k = 0; k < (size_t) 1 << qubo->n; k++)
		bits[k] = k;
	samples = qs_samples_from_bits(host, qubo, bits, 1 << qubo->n);
	qs_free(host, bits);
	return samples;
}

static void
check_replay(QsHost *host, const QsModel *model, const QsRun *run, const QsRound *round,
			 QsSettings settings)
{
	QsReplay	replay = {
		.presolve_step = run->presolve_step, .presolve_steps = run->presolve_step_count,
		.base_variables = round->base_variables, .step = round->step, .steps = round->step_count,
		.qubo = round->qubo, .samples = all_states(host, round->qubo)
	};
	QsRun	   *again;

	settings.replay = &replay;
	settings.proof = false;
	again = qs_solve(host, model, &settings);
	assert_null(again->unsupported);
	assert_int_equal(again->rounds, 1);
	assert_int_equal(again->round[0].shots, (int64_t) 1 << round->qubo->n);
	assert_int_equal(again->round[0].qubits, round->qubits);
	assert_int_equal(again->round[0].variables, round->variables);
	/* nothing measured before can beat all states */
	if (isfinite(round->raw_objective))
		assert_true(again->round[0].raw_objective <= round->raw_objective);
	for (int k = 0; k < again->solutions; k++)
		assert_int_equal(again->solution[k].feasible, qs_model_feasible(model, again->solution[k].x));
	qs_run_free(host, again);

	/* steps that name no variable are refused */
	QsStep	   *broken = QS_ARRAY(host, QsStep, round->step_count + 1);

	memcpy(broken, round->step, (size_t) round->step_count * sizeof(QsStep));
	broken[round->step_count] = (QsStep) {.variable = model->n, .onto = QS_REFERENCE};
	replay.step = broken;
	replay.steps = round->step_count + 1;
	again = qs_solve(host, model, &settings);
	assert_non_null(again->unsupported);
	qs_run_free(host, again);
	qs_free(host, broken);
	qs_samples_free(host, (QsSamples *) replay.samples);
}

static void
rounds_are_walked_again(void **state)
{
	QsHost	   *host = unit_host(state);
	QsRandom	random;
	int			walked = 0;

	qs_random_seed(&random, 91, 0);
	for (int trial = 0; trial < 120; trial++)
	{
		QsModel    *model = unit_random_model(host, &random, (UnitKind) (trial % UNIT_KINDS), 14);
		QsSettings	settings = quick_settings(QS_SOLVER_QAOA);
		QsRun	   *run;

		settings.log = QS_LOG_ALL;
		settings.rounds = 3;
		settings.seed = (uint64_t) trial;
		settings.presolve = trial % 3 > 0;
		settings.proof = trial % 2 > 0;
		settings.node_limit = 0;
		run = qs_solve(host, model, &settings);
		for (int k = 0; k < run->rounds; k++)
			if (run->round[k].qubo && run->round[k].qubo->n > 0)
			{
				check_replay(host, model, run, &run->round[k], settings);
				walked++;
			}
		qs_run_free(host, run);
		qs_model_free(host, model);
	}
	assert_true(walked > 60);
}

/* Against a clock the first long search is the same for every solver, and later ones
 * are until a shot is better than all the searches know. */
static void
searches_of_solvers_are_paired(void **state)
{
	QsHost	   *host = unit_host(state);
	QsRandom	random;
	int			undisturbed = 0;

	qs_random_seed(&random, 92, 0);
	for (int trial = 0; trial < 16; trial++)
	{
		QsModel    *model = trial % 2 ?
			qs_generate_assignment(host, &random, 9 + trial, trial % 4 == 1, 99) :
			qs_generate_knapsack(host, &random, 60 + 5 * trial, 5, 0.4);
		QsRun	   *run[2];
		const QsRound *none,
				   *qaoa;

		for (int k = 0; k < 2; k++)
		{
			QsSettings	settings = quick_settings(k ? QS_SOLVER_QAOA : QS_SOLVER_NONE);

			settings.timed = true;
			settings.rounds = 2;
			settings.effort = trial % 2 ? 0.002 : 0.0001;
			settings.proof = settings.certified = false;
			settings.seed = (uint64_t) trial;
			run[k] = qs_solve(host, model, &settings);
			assert_int_equal(run[k]->rounds, 2);
		}
		none = run[0]->round;
		qaoa = run[1]->round;
		assert_true(none[0].polished_objective == qaoa[0].polished_objective);
		if (none[0].best_so_far == qaoa[0].best_so_far && none[1].best_so_far == qaoa[1].best_so_far)
		{
			assert_true(none[1].polished_objective == qaoa[1].polished_objective);
			undisturbed++;
		}
		qs_run_free(host, run[0]);
		qs_run_free(host, run[1]);
		qs_model_free(host, model);
	}
	assert_true(undisturbed >= 4);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		UNIT_TEST(searches_of_solvers_are_paired),
		UNIT_TEST(rounds_are_walked_again),
		UNIT_TEST(exact_solves_small_models),
		UNIT_TEST(qaoa_solves_small_models),
		UNIT_TEST(proofs_agree_with_brute_force),
		UNIT_TEST(control_arms_solve_small_models),
		UNIT_TEST(same_seed_same_run),
		UNIT_TEST(caller_fixings_hold),
		UNIT_TEST(target_and_deadline_stop),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
