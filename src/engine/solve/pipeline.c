/*
 * pipeline.c
 *	  Set-up, the loop over rounds, stopping, and the record.
 */
#include "solve/pipeline.h"

#include <float.h>
#include <math.h>
#include <string.h>

#include "bound/bound.h"
#include "classes/classes.h"
#include "rows/tighten.h"
#include "solve/best.h"
#include "solve/finish.h"
#include "solve/solve_state.h"

#define POOL_CAPACITY		40
#define FIRST_CONSTRUCTIONS 12	/* feasible starts before the first round */
#define DEFAULT_ROUNDS		30
#define DEFAULT_STAGNATION	12
#define PRESOLVE_SHARE		0.3		/* of the time left */
#define RELAXATION_SHARE	0.3		/* likewise */
#define CONSTRUCTION_SHARE	0.2		/* likewise */
#define EARLY_PAIRS			100000	/* the bound of larger objectives waits for the end */
#define ENUMERATION_SHARE	0.5		/* of the time, kept for the best answers if they are to be proved */

const QsSettings qs_settings_defaults = {
	.solver = QS_SOLVER_QAOA,
	.max_qubits = 16,
	.correlation = QS_CORRELATION_AUTO,
	.encoding = QS_ENCODING_AUTO,
	.seed = 1,
	.solutions = 10,
	.presolve = true,
	.certified = true,
	.proof = true,
	.legality = true,
	.anchor = true,
	.recompute = true,
	.repair = true,
	.polish = true,
	.spectral_drift = INFINITY,
	.effort = 1.0,
	.node_limit = 1000000,
};

const char *
qs_stage_name(QsStage stage)
{
	static const char *const name[QS_STAGE_COUNT] = {
		"load", "presolve", "relax", "construct", "proof", "shrink", "encode", "sample", "repair",
		"polish", "other", "store"
	};

	return name[stage];
}

const char *
qs_run_status_name(QsRunStatus status)
{
	static const char *const name[] = {"optimal", "feasible", "infeasible", "not_found"};

	return name[status];
}

const char *
qs_stop_reason_name(QsStopReason reason)
{
	static const char *const name[] = {"proof", "target", "rounds", "time", "stagnation", "limit"};

	return name[reason];
}

void
qs_solve_expand(QsSolve *solve, const uint8_t *x_base, uint8_t *x)
{
	qs_contraction_expand(solve->presolved, solve->base, x_base, x);
}

QsStep *
qs_solve_steps(QsSolve *solve, const QsContraction *contraction, int64_t *count)
{
	QsStep	   *steps = QS_ARRAY(solve->host, QsStep, contraction->step_count);

	for (int64_t k = 0; k < contraction->step_count; k++)
	{
		steps[k] = contraction->steps[k];
		steps[k].variable = solve->base->root[steps[k].variable];
		if (steps[k].onto != QS_REFERENCE)
			steps[k].onto = solve->base->root[steps[k].onto];
	}
	*count = contraction->step_count;
	return steps;
}

/* Tell the host where we are. */
static void
report_progress(QsSolve *solve, const char *stage, int round)
{
	QsHost	   *host = solve->host;
	double		best = qs_answers_best(solve->answers);

	if (host->progress == NULL)
		return;
	host->progress(host->context, &(QsProgress)
				   {
					   .stage = stage, .round = round, .rounds = solve->settings->rounds,
					   .qubits = solve->settings->max_qubits, .has_best = isfinite(best),
					   .best = qs_model_report(solve->model, best)
				   });
}

static void
relax_base(QsSolve *solve)
{
	QsStage		before = qs_stage_enter(solve, QS_STAGE_RELAX);

	qs_relaxation_free(solve->host, solve->relaxation);
	solve->relaxation = NULL;
	if (solve->base->model->m > 0 && !solve->structure->ops->skips_relaxation)
	{
		QsHost	   *host = solve->host;
		QsStatus	status;

		/* answers come first: a large program may not take all the time there is */
		double		deadline = qs_share_time(host, RELAXATION_SHARE);

		status = qs_relax(host, solve->base->model, solve->structure, NULL, 0, &solve->relaxation);
		host->deadline = deadline;
		/* a quadratic model may be infeasible by its rows alone as well */
		if (status == QS_INFEASIBLE && !solve->certified)
			solve->infeasible = solve->finished = true;
		/* what certified fixing left bounds only the strictly better solutions */
		if (solve->relaxation && !solve->certified && solve->relaxation->bound > solve->run->bound)
			solve->run->bound = qs_bound_round(solve->base->model, solve->relaxation->bound);
	}
	qs_stage_enter(solve, before);
}

/* Rows with smaller numbers say the same about binary values and more about
 * fractional ones. */
static void
tighten_base(QsSolve *solve)
{
	QsTightening done;
	QsModel    *tightened;

	if (!solve->settings->presolve || solve->base->infeasible || solve->base->model->assignment)
		return;
	tightened = qs_tighten(solve->host, solve->base->model, &done);
	if (tightened == NULL)
		return;
	qs_model_free(solve->host, solve->base->model);
	solve->base->model = tightened;
}

void
qs_solve_rebuild(QsSolve *solve)
{
	QsHost	   *host = solve->host;
	QsReduced  *old_base = solve->base;
	double		started = qs_clock(host);
	QsPool	   *pool;

	solve->base = qs_contraction_reduce(host, solve->presolved);
	tighten_base(solve);
	qs_structure_free(host, solve->structure);
	solve->structure = qs_structure_create(host, solve->base->model, qs_classes);
	if (solve->pool)
	{
		uint8_t    *x_old = QS_ARRAY(host, uint8_t, old_base->n);
		uint8_t    *x_new = QS_ARRAY(host, uint8_t, solve->base->n);

		pool = qs_pool_create(host, solve->base->n, POOL_CAPACITY);
		for (int k = 0; k < solve->pool->count; k++)
		{
			bool		kept = true;

			/* an old root that is a root still keeps its value; one that was
			 * contracted must agree with what it was tied to */
			memcpy(x_old, qs_pool_entry(solve->pool, k), (size_t) old_base->n);
			for (int r = 0; r < solve->base->n; r++)
				x_new[r] = x_old[old_base->index[solve->base->root[r]]];
			for (int r = 0; r < old_base->n && kept; r++)
			{
				bool		flip;
				int			root = qs_contraction_find(solve->presolved, old_base->root[r], &flip);
				uint8_t		value = root == QS_REFERENCE ? 0 : x_new[solve->base->index[root]];

				kept = x_old[r] == (value ^ (uint8_t) flip);
			}
			if (kept)
				qs_pool_add(pool, x_new, solve->pool->objective[k]);
		}
		qs_pool_free(host, solve->pool);
		qs_free(host, x_old);
		qs_free(host, x_new);
	}
	else
		pool = qs_pool_create(host, solve->base->n, POOL_CAPACITY);
	solve->pool = pool;
	qs_reduced_free(host, old_base);
	qs_solve_parts_find(solve);
	relax_base(solve);
	qs_local_free(host, solve->local);
	solve->local = qs_local_create(host, solve->base->model, solve->structure,
								   solve->relaxation ? solve->relaxation->dual : NULL);
	qs_local_remember(host, solve->local);
	solve->rebuild_seconds = qs_clock(host) - started;
}

bool
qs_solve_accepted(QsSolve *solve, const uint8_t *x)
{
	const QsSettings *settings = solve->settings;

	if (settings->judge == NULL || settings->judge(settings->judge_context, x))
		return true;
	solve->refused++;
	return false;
}

bool
qs_solve_offer(QsSolve *solve, const uint8_t *x_base, const QsSolution *origin)
{
	QsHost	   *host = solve->host;
	QsSolution	solution = *origin;
	double		violation = qs_model_violation(solve->base->model, x_base);
	uint8_t    *x = QS_ARRAY(host, uint8_t, solve->model->n);
	bool		improved;

	qs_solve_expand(solve, x_base, x);
	solution.x = x;
	if (violation == 0.0)
		violation = qs_model_violation(solve->model, x);
	solution.feasible = violation == 0.0;
	if (solution.feasible && !qs_solve_accepted(solve, x))
	{
		solution.feasible = false;
		violation = DBL_MIN;
	}
	solution.objective = qs_model_objective(solve->model, x);
	improved = qs_answers_offer(host, solve->answers, &solution, violation);
	qs_free(host, x);
	if (!solution.feasible)
		return false;
	if (!solve->apart)
		qs_pool_add(solve->pool, x_base, qs_model_objective(solve->base->model, x_base));
	if (qs_solve_parts_note(solve, x_base))
	{
		QsSolution	mixed = {.raw_objective = NAN, .repaired_objective = NAN, .round = origin->round};

		improved |= qs_solve_offer(solve, solve->part_x, &mixed);
	}
	return improved;
}

QsContraction *
qs_solve_contract_fixed(QsSolve *solve)
{
	const int8_t *fixed = solve->settings->fixed;
	QsContraction *contraction = qs_contraction_create(solve->host, solve->model);

	for (int i = 0; fixed && i < solve->model->n; i++)
		if (fixed[i] >= 0)
			qs_contraction_fix(solve->host, contraction, i, fixed[i], NAN,
							   "fixed by the caller", -1, NULL);
	return contraction;
}

/* Do all steps name variables there are? */
static bool
steps_valid(const QsStep *step, int64_t steps, int n)
{
	for (int64_t k = 0; k < steps; k++)
		if (step[k].variable < 0 || step[k].variable >= n || step[k].onto < QS_REFERENCE ||
			step[k].onto >= n)
			return false;
	return true;
}

/* Contract what was contracted before the round to be walked again. */
static void
replay_presolve(QsSolve *solve)
{
	const QsReplay *replay = solve->settings->replay;
	int64_t		steps = 0;

	/* every step of presolve takes one variable away */
	for (int left = solve->model->n; steps < replay->presolve_steps && left > replay->base_variables;
		 steps++)
		left -= replay->presolve_step[steps].action <= QS_ACTION_ELIMINATE;
	solve->presolved = qs_contraction_create(solve->host, solve->model);
	if (!steps_valid(replay->presolve_step, replay->presolve_steps, solve->model->n) ||
		!steps_valid(replay->step, replay->steps, solve->model->n))
	{
		solve->run->unsupported = "the round cannot be walked again";
		solve->finished = true;
		return;
	}
	for (int64_t k = 0; k < steps; k++)
	{
		const QsStep *step = &replay->presolve_step[k];

		if (step->action <= QS_ACTION_ELIMINATE)
			qs_contraction_merge(solve->host, solve->presolved, step->variable, step->onto, step->equal,
								 step->action, step->correlation, step->reason, step->row, NULL);
	}
}

/* User fixings, then exact presolve.  When that took all the time there is, and there
 * is an answer, nothing is built on it. */
static void
presolve(QsSolve *solve)
{
	QsStatus	status = QS_OK;
	double		deadline = qs_share_time(solve->host, PRESOLVE_SHARE);

	qs_stage_enter(solve, QS_STAGE_PRESOLVE);
	report_progress(solve, "presolve", 0);
	if (solve->settings->replay)
		replay_presolve(solve);
	else
		solve->presolved = qs_solve_contract_fixed(solve);
	if (solve->settings->presolve && solve->settings->replay == NULL)
		status = qs_presolve(solve->host, solve->presolved, qs_classes, &qs_presolve_defaults);
	solve->host->deadline = deadline;
	qs_stage_enter(solve, QS_STAGE_OTHER);
	if (qs_time_up(solve->host) && qs_finish_can(solve))
	{
		solve->late = true;
		return;
	}
	qs_solve_rebuild(solve);
	if (status == QS_INFEASIBLE || solve->base->infeasible)
	{
		solve->infeasible = solve->finished = true;
		solve->run->proved_by = "presolve";
	}
}

/* The caller's start, if it agrees with what is fixed. */
static void
offer_start(QsSolve *solve, QsRandom *random)
{
	QsHost	   *host = solve->host;
	uint8_t    *x = QS_ARRAY(host, uint8_t, solve->base->n);
	int64_t		moves = 0;
	QsSolution	origin = {.raw_objective = NAN, .repaired_objective = NAN};

	qs_contraction_restrict(solve->presolved, solve->base, solve->settings->start, x, NULL);
	if (!qs_model_feasible(solve->base->model, x))
		qs_repair(host, solve->local, random, x, &moves);
	origin.repair_moves = moves;
	qs_solve_offer(solve, x, &origin);
	qs_free(host, x);
}

/* Feasible starts by randomised greedy and descent fill the pool. */
static void
construct(QsSolve *solve)
{
	QsHost	   *host = solve->host;
	uint8_t    *x = QS_ARRAY0(host, uint8_t, solve->base->n);
	double		deadline = qs_share_time(host, CONSTRUCTION_SHARE);
	QsRandom	random;

	qs_stage_enter(solve, QS_STAGE_CONSTRUCT);
	report_progress(solve, "construct", 0);
	qs_random_seed(&random, solve->settings->seed, 0);
	if (solve->settings->start)
		offer_start(solve, &random);
	for (int k = 0; k < FIRST_CONSTRUCTIONS && !qs_time_up(host); k++)
	{
		QsSolution	origin = {.raw_objective = NAN, .repaired_objective = NAN};
		double		noise = (double) k / FIRST_CONSTRUCTIONS;
		QsStatus	status = qs_construct(host, solve->local, &random, noise, x);

		if (status == QS_OK && solve->settings->polish)
		{
			double		objective = qs_model_objective(solve->base->model, x);

			qs_polish(host, solve->local, &random, x, &objective, &origin.polish_moves);
		}
		solve->run->polish_moves += origin.polish_moves;
		qs_solve_offer(solve, x, &origin);
		if (status != QS_OK && k >= 2)
			break;
	}
	qs_free(host, x);
	if (!qs_time_up(host))
		qs_solve_guided_starts(solve);
	host->deadline = deadline;
	qs_stage_enter(solve, QS_STAGE_OTHER);
}

/* Certified fixing is a step of presolve, made anew for every better incumbent. */
static void
certify(QsSolve *solve)
{
	qs_stage_enter(solve, QS_STAGE_PRESOLVE);
	qs_solve_certify(solve);
	qs_stage_enter(solve, QS_STAGE_OTHER);
}

static bool
target_reached(const QsSolve *solve)
{
	double		best = qs_answers_best(solve->answers);

	if (!solve->settings->has_target || !isfinite(best))
		return false;
	best = qs_model_report(solve->model, best);
	return solve->model->maximise ? best >= solve->settings->target : best <= solve->settings->target;
}

/*
 * Nodes an enumeration may visit: a node of a large or quadratic problem costs
 * more, and beyond some size there is no hope.  Never by the clock, so that runs
 * repeat.
 */
static int64_t
affordable_nodes(const QsSolve *solve, int64_t limit)
{
	double		share = solve->structure->ops->proof_share(solve->base->model, solve->structure);

	return (int64_t) (share * (double) limit);
}

/* A lower bound for models whose relaxation gave none. */
static void
bound_once(QsSolve *solve)
{
	double		bound,
				deadline;
	QsBoundMethod used;
	QsStatus	status;

	if (!solve->settings->proof || solve->finished || solve->run->bound > -INFINITY ||
		qs_time_up(solve->host))
		return;
	qs_stage_enter(solve, QS_STAGE_PROOF);
	deadline = qs_share_time(solve->host, QS_PROOF_SHARE);
	status = qs_bound(solve->host, solve->base->model, solve->structure, QS_BOUND_AUTO,
					  solve->settings->seed, &bound, &used);
	solve->host->deadline = deadline;
	if (status == QS_OK)
	{
		double		incumbent = qs_answers_best(solve->answers);

		bound = qs_bound_round(solve->base->model, bound);
		solve->run->bound = bound;
		if (!solve->doubtful && qs_bound_meets(solve->base->model, bound, incumbent))
		{
			solve->run->proved_by = "bound";
			solve->run->bound = incumbent;
			solve->finished = true;
		}
	}
	qs_stage_enter(solve, QS_STAGE_OTHER);
}

/*
 * The loop.  A time limit alone lets rounds go on until it strikes: the user
 * has said how much the answer is worth.
 */
static void
run_rounds(QsSolve *solve)
{
	const QsSettings *settings = solve->settings;
	int			rounds = settings->replay ? 1 : settings->rounds > 0 ? settings->rounds :
		(settings->timed ? INT32_MAX : DEFAULT_ROUNDS);
	int			stagnation = settings->stagnation > 0 ? settings->stagnation :
		(settings->timed || settings->rounds > 0 ? INT32_MAX : DEFAULT_STAGNATION);
	int64_t		nodes = settings->node_limit / 16;

	solve->run->stop_reason = QS_STOP_ROUNDS;
	for (int round = 1; round <= rounds && !solve->finished; round++)
	{
		double		before = qs_answers_best(solve->answers);

		if (qs_time_up(solve->host))
		{
			solve->run->stop_reason = QS_STOP_TIME;
			return;
		}
		report_progress(solve, "round", round);
		qs_solve_round(solve, round);
		solve->stall = qs_answers_best(solve->answers) < before ? 0 : solve->stall + 1;
		if (target_reached(solve))
		{
			solve->run->stop_reason = QS_STOP_TARGET;
			return;
		}
		if (settings->certified && solve->stall == 0)
			certify(solve);
		if (settings->proof && !qs_time_up(solve->host) &&
			(solve->stall == 0 || round == 1 || (round & (round - 1)) == 0))
		{
			qs_solve_prove(solve, affordable_nodes(solve, nodes));
			nodes = nodes * 2 > settings->node_limit ? settings->node_limit : nodes * 2;
		}
		if (round == 1 && qs_qubo_pairs(solve->base->model->objective) <= EARLY_PAIRS)
			bound_once(solve);
		if (!solve->finished && solve->stall >= stagnation)
		{
			solve->run->stop_reason = QS_STOP_STAGNATION;
			break;
		}
	}
	if (!solve->finished && settings->proof && !qs_time_up(solve->host))
		qs_solve_prove(solve, affordable_nodes(solve, settings->node_limit));
}

static bool
optimum_proved(const QsSolve *solve)
{
	return solve->finished && !solve->doubtful && solve->run->unsupported == NULL;
}

/* Who asks for the best answers with a proof has none before all of them are proved. */
static void
judge_enumeration(QsSolve *solve, double best)
{
	QsRun	   *run = solve->run;

	if (solve->enumerated)
	{
		run->status = QS_RUN_OPTIMAL;
		run->stop_reason = QS_STOP_PROOF;
		run->proved_by = "enumeration";
		run->bound = best;
		return;
	}
	run->status = QS_RUN_FEASIBLE;
	run->stop_reason = solve->enumeration_limit ? QS_STOP_LIMIT : QS_STOP_TIME;
	run->proved_by = NULL;
	if (!optimum_proved(solve))
		return;
	run->bound = best;
	if (run->proved_solutions < 1)
		run->proved_solutions = 1;
}

/* Hand the answers over to the run, best first. */
static void
collect(QsSolve *solve)
{
	QsRun	   *run = solve->run;
	QsAnswers  *answers = solve->answers;
	double		best = qs_answers_best(answers);

	run->solutions = answers->count < solve->settings->solutions ? answers->count :
		solve->settings->solutions;
	run->solution = QS_ARRAY(solve->host, QsSolution, run->solutions);
	for (int k = 0; k < run->solutions; k++)
	{
		run->solution[k] = answers->entry[k];
		answers->entry[k].x = answers->entry[k].raw = NULL;
	}
	run->has_objective = run->solutions > 0;
	run->objective = run->has_objective ? run->solution[0].objective : NAN;
	run->raw_feasible_share = solve->raw_shots > 0 ?
		(double) solve->raw_feasible / (double) solve->raw_shots : NAN;
	if (solve->infeasible && !isfinite(best))
	{
		run->status = QS_RUN_INFEASIBLE;
		run->stop_reason = QS_STOP_PROOF;
		if (run->proved_by == NULL)
			run->proved_by = "relaxation";
	}
	else if (!isfinite(best))
		run->status = QS_RUN_NOT_FOUND;
	else if (solve->settings->enumerate)
		judge_enumeration(solve, best);
	else if (optimum_proved(solve))
	{
		run->status = QS_RUN_OPTIMAL;
		run->stop_reason = QS_STOP_PROOF;
		run->bound = best;
		run->proved_solutions = 1;
	}
	else
		run->status = QS_RUN_FEASIBLE;

	/* rounds whose stages were cut by the clock may not come out like this again */
	if (solve->host->late &&
		(run->stop_reason == QS_STOP_ROUNDS || run->stop_reason == QS_STOP_STAGNATION))
		run->stop_reason = QS_STOP_TIME;
}

/* Which round's record is shown as the run's: the one that found the best, or
 * the first. */
static void
choose_best_round(QsRun *run)
{
	int			found = run->solutions > 0 ? run->solution[0].round : 0;

	if (run->rounds == 0)
		return;
	if (found < 1 || found > run->rounds)
		found = 1;
	run->best_round = found;
	run->qubits = run->round[found - 1].qubits;
	run->presolve_fixed = run->n - run->round[found - 1].base_variables;
	run->merge_fixed = run->round[found - 1].base_variables - run->round[found - 1].variables;
}

static void
free_round(QsHost *host, QsRound *round)
{
	qs_free(host, round->report.angles);
	qs_qubo_free(host, round->qubo);
	qs_free(host, round->qubit_variable);
	qs_free(host, round->qubit_group);
	qs_free(host, round->warm);
	qs_free(host, round->step);
}

/*
 * Without any answer (infeasible, or out of time at once) the assignment that
 * breaks the rows least is returned.  What presolve fixed on the way to a proof
 * of infeasibility must not restrict it.
 */
static void
least_violated(QsSolve *solve)
{
	QsHost	   *host = solve->host;
	QsSolution	origin = {.raw_objective = NAN, .repaired_objective = NAN};
	uint8_t    *x;
	QsRandom	random;

	if (solve->answers->count > 0)
		return;
	/* all the time there was may have gone before the first start was made */
	if (!solve->infeasible && qs_finish_first(solve))
		return;
	if (solve->infeasible)
	{
		qs_contraction_free(host, solve->presolved);
		solve->presolved = qs_solve_contract_fixed(solve);
		qs_solve_rebuild(solve);
	}
	qs_random_seed(&random, solve->settings->seed, 0);
	x = QS_ARRAY0(host, uint8_t, solve->base->n);
	qs_repair(host, solve->local, &random, x, &origin.repair_moves);
	qs_solve_offer(solve, x, &origin);
	qs_free(host, x);
}

QsRun *
qs_solve(QsHost *host, const QsModel *model, const QsSettings *settings)
{
	QsRun	   *run = QS_NEW(host, QsRun);
	double		started = qs_clock(host);
	QsSolve		solve = {
		.host = host, .settings = settings, .model = model, .run = run,
		.answers = qs_answers_create(host, model->n, qs_best_capacity(settings)),
		.seen = qs_answers_create(host, model->n, settings->solutions),
		.guided_variables = INFINITY,
		.paired = settings->timed && settings->solver != QS_SOLVER_AUTO,
		.stage = QS_STAGE_OTHER, .stage_start = started,
	};

	host->late = false;
	run->n = model->n;
	run->bound = -INFINITY;
	qs_finish_begin(&solve);
	if (settings->enumerate)
	{
		qs_share_time(host, ENUMERATION_SHARE);
		solve.search_deadline = host->deadline;
	}
	presolve(&solve);
	qs_finish_keep_back(&solve, 0);
	run->presolve_fixed = model->n - solve.presolved->roots;
	if (solve.late)
		run->stop_reason = QS_STOP_TIME;
	else if (!solve.finished)
	{
		/* answers of a replay come from its samples alone */
		if (settings->replay == NULL)
		{
			construct(&solve);
			if (settings->certified)
				certify(&solve);
		}
		run->presolve_fixed = model->n - solve.base->n;
		run_rounds(&solve);
		bound_once(&solve);
	}
	run->presolve_step = solve.presolved->steps;
	run->presolve_step_count = solve.presolved->step_count;
	solve.presolved->steps = NULL;
	solve.presolved->step_count = solve.presolved->step_capacity = 0;
	least_violated(&solve);
	qs_finish_answers(&solve);
	qs_best_finish(&solve);
	collect(&solve);
	choose_best_round(run);

	qs_solve_parts_free(&solve);
	qs_local_free(host, solve.local);
	qs_relaxation_free(host, solve.relaxation);
	qs_pool_free(host, solve.pool);
	qs_structure_free(host, solve.structure);
	qs_reduced_free(host, solve.base);
	qs_contraction_free(host, solve.presolved);
	qs_answers_free(host, solve.answers);
	qs_answers_free(host, solve.seen);
	qs_stage_enter(&solve, QS_STAGE_OTHER);
	run->seconds = qs_clock(host) - started;
	return run;
}

void
qs_run_free(QsHost *host, QsRun *run)
{
	if (run == NULL)
		return;
	for (int k = 0; k < run->rounds; k++)
		free_round(host, &run->round[k]);
	for (int k = 0; k < run->solutions; k++)
	{
		qs_free(host, run->solution[k].x);
		qs_free(host, run->solution[k].raw);
	}
	qs_free(host, run->round);
	qs_free(host, run->solution);
	qs_free(host, run->presolve_step);
	qs_free(host, run);
}
