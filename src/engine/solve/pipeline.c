/*
 * pipeline.c
 *	  Set-up, the loop over rounds, stopping, and the record.
 */
#include "solve/pipeline.h"

#include <math.h>

#include "bound/bound.h"
#include "bound/bound_choices.h"
#include "solve/base.h"
#include "solve/best.h"
#include "solve/certify.h"
#include "solve/feasibility.h"
#include "solve/finish.h"
#include "solve/neighbourhood.h"
#include "solve/outcome.h"
#include "solve/parts.h"
#include "solve/proof.h"
#include "solve/proof_tree.h"
#include "solve/quadratic_proof.h"
#include "solve/round.h"
#include "solve/solve_trace.h"
#include "solve/start.h"

#define DEFAULT_ROUNDS		30
#define DEFAULT_STAGNATION	12
#define SEEK_SHARE			0.3		/* of the time left, for one attempt at a first answer */
#define NEIGHBOURHOOD_SHARE	0.3	/* of the time so far */
#define NEIGHBOURHOOD_NODES	200000
#define FRUITLESS_SHARE		0.1		/* the same after so many in a row without a better answer: */
#define MOST_FRUITLESS		15
#define CORE_SHARE			0.4		/* of the time left before the first round */
#define CORE_NODES			INT64_C(100000000)
#define REBUILD_SHARE		0.03	/* of the time left that a smaller base may cost between two of them */
#define MOST_NEIGHBOURHOODS	100 /* a round */
#define EARLY_PAIRS			100000	/* the bound of larger objectives waits for the end */
#define STALLED				2		/* rounds without a better answer before a target not yet reached pays
									 * for bounds */
#define ENUMERATION_SHARE	0.5		/* of the time, kept for the best answers if they are to be proved */

const QsSettings qs_settings_defaults = {
	.solver = QS_SOLVER_QAOA,
	.max_qubits = 16,
	.correlation = QS_CORRELATION_AUTO,
	.correlation_layers = 1,
	.encoding = QS_ENCODING_AUTO,
	.seed = 1,
	.solutions = 10,
	.diversity = 1,
	.presolve = true,
	.certified = true,
	.proof = true,
	.legality = true,
	.anchor = true,
	.recompute = true,
	.construct = true,
	.repair = true,
	.polish = true,
	.spectral_drift = INFINITY,
	.log = QS_LOG_BEST,
	.effort = 1.0,
	.node_limit = 1000000,
};

/* Certified fixing is a step of presolve, made anew for every better incumbent. */
static void
certify(QsSolve *solve)
{
	qs_stage_enter(solve, QS_STAGE_PRESOLVE);
	qs_solve_certify(solve);
	qs_stage_enter(solve, QS_STAGE_OTHER);
}

/*
 * Nodes an enumeration may visit: a node of a large or quadratic problem costs
 * more, and beyond some size there is no hope.  Never by the clock, so that runs
 * repeat.
 */
static int64_t
affordable_nodes(const QsSolve *solve, int64_t limit)
{
	const QsModel *model = solve->base->model;
	const QsClassOps *ops = solve->structure->ops;
	double		share;

	/* it counts its work, and goes on where it was left */
	if (qs_proof_tree_applies(solve))
		return limit;
	if (ops->proof_share)
		share = ops->proof_share(model, solve->structure);
	else
		share = fmin(1.0, 400.0 / (1.0 + (double) model->row_start[model->m] +
								   (double) qs_qubo_pairs(model->objective)));
	return (int64_t) (share * (double) limit);
}

/* A target that is reached ends a solve at once: no bound is worth waiting for then. */
static bool
ends_at_target(QsSolve *solve)
{
	if (!qs_solve_target_reached(solve))
		return false;
	solve->run->stop_reason = QS_STOP_TARGET;
	return true;
}

/*
 * Is it time for a proof?  After the first round and with every better answer, and
 * now and then; against a clock also whenever the search stalls, until all nodes that an
 * enumeration may visit have been tried.  Whoever named a target wants to be there first.
 */
static bool
proof_due(const QsSolve *solve, int round, int64_t nodes)
{
	const QsSettings *settings = solve->settings;

	if (!settings->proof || qs_time_up(solve->host) ||
		(settings->has_target && solve->stall < STALLED))
		return false;
	if (settings->timed && qs_proof_tree_applies(solve))
		return true;
	return solve->stall == 0 || round == 1 || (round & (round - 1)) == 0 ||
		((settings->timed || settings->has_target) && nodes < settings->node_limit);
}

/* A lower bound for models whose relaxation gave none. */
static void
bound_once(QsSolve *solve)
{
	QsBoundMethod methods[] = {QS_BOUND_AUTO, QS_BOUND_LP, QS_BOUND_SDP};
	/* underestimates have been looked at: the other methods are left */
	bool		has_bound = solve->run->bound > -INFINITY;
	double		bound,
				deadline;
	QsBoundMethod used;

	if (!solve->settings->proof || solve->finished || qs_time_up(solve->host) ||
		(has_bound && (solve->base->model->linear || solve->bounded)))
		return;
	solve->bounded = true;
	qs_stage_enter(solve, QS_STAGE_PROOF);
	deadline = qs_share_time(solve->host, QS_PROOF_SHARE);
	for (int k = has_bound ? 1 : 0; k < (has_bound ? 3 : 1) && !solve->finished; k++)
	{
		double		incumbent = qs_answers_best(solve->answers);

		if (qs_bound(solve->host, solve->base->model, solve->structure, methods[k],
					 solve->settings->seed, &bound, &used) != QS_OK)
			continue;
		bound = qs_bound_round(solve->base->model, bound);
		if (bound <= solve->run->bound)
			continue;
		solve->run->bound = solve->certified ? fmin(bound, incumbent) : bound;
		qs_trace_bound(solve, qs_bound_method_name(used));
		if (!solve->doubtful && qs_bound_meets(solve->base->model, bound, incumbent))
		{
			solve->run->proved_by = "bound";
			solve->run->bound = incumbent;
			solve->finished = true;
		}
	}
	solve->host->deadline = deadline;
	qs_stage_enter(solve, QS_STAGE_OTHER);
}

/* Without an answer every round looks for one. */
static void
seek(QsSolve *solve)
{
	QsStage		stage;
	double		deadline;

	if (solve->pool->count > 0 || solve->finished || solve->settings->replay || qs_time_up(solve->host) ||
		isfinite(qs_answers_best(solve->answers)))
		return;
	stage = qs_stage_enter(solve, QS_STAGE_REPAIR);
	deadline = qs_share_time(solve->host, SEEK_SHARE);
	qs_solve_seek(solve);
	solve->host->deadline = deadline;
	qs_stage_enter(solve, stage);
}

/*
 * The practical choice looks around its best answers by branch and bound: a neighbourhood
 * a round, or against a clock as many as a share of the time so far allows.
 */
static void
look_around(QsSolve *solve)
{
	const QsSettings *settings = solve->settings;
	QsHost	   *host = solve->host;
	double		before = qs_answers_best(solve->answers);
	double		started = qs_clock(host);
	QsStage		stage;

	if (settings->solver != QS_SOLVER_AUTO || !settings->polish || settings->effort <= 0.0 ||
		settings->replay || solve->finished || !qs_neighbourhoods_apply(solve))
		return;
	stage = qs_stage_enter(solve, QS_STAGE_POLISH);
	for (int k = 0; k < MOST_NEIGHBOURHOODS && !qs_time_up(host) && !solve->finished; k++)
	{
		double		now = qs_clock(host);
		double		deadline = host->deadline;

		double		share = solve->fruitless < MOST_FRUITLESS ? NEIGHBOURHOOD_SHARE : FRUITLESS_SHARE;

		if (k > 0 && (!settings->timed || qs_solve_target_reached(solve) ||
					  solve->neighbourhood_seconds + now - started >
					  share * (now - solve->started)))
			break;
		if (settings->timed)
			host->deadline = fmin(deadline, now + NEIGHBOURHOOD_SHARE * (deadline - now));
		qs_neighbourhood_search(solve, settings->timed ? NEIGHBOURHOOD_NODES : NEIGHBOURHOOD_NODES / 10);
		host->deadline = deadline;
		if (settings->certified && qs_answers_best(solve->answers) < before &&
			solve->rebuild_seconds < REBUILD_SHARE * (deadline - qs_clock(host)))
			certify(solve);
		before = qs_answers_best(solve->answers);
		if (!qs_neighbourhoods_apply(solve))
			break;
	}
	solve->neighbourhood_seconds += qs_clock(host) - started;
	qs_stage_enter(solve, stage);
}

/*
 * A wide model's good answers are made of few of its columns: against a clock they are
 * searched for there first, in ever larger parts.
 */
static void
search_cores(QsSolve *solve)
{
	QsHost	   *host = solve->host;
	double		deadline = host->deadline;
	QsStage		stage;
	QsStatus	status = QS_OK;
	double		before = qs_answers_best(solve->answers);

	if (!solve->settings->polish || solve->settings->effort <= 0.0 || solve->finished ||
		!qs_neighbourhood_has_core(solve))
		return;
	stage = qs_stage_enter(solve, QS_STAGE_POLISH);
	host->deadline = fmin(deadline, qs_clock(host) + CORE_SHARE * (deadline - qs_clock(host)));
	while (status == QS_OK && !solve->finished && !qs_time_up(host) && solve->core_size < solve->base->model->n)
	{
		bool		improved;

		status = qs_neighbourhood_core(solve, CORE_NODES, &improved);
		if (improved && status == QS_OK)
			break;
	}
	host->deadline = deadline;
	if (solve->settings->certified && qs_answers_best(solve->answers) < before)
		certify(solve);
	qs_stage_enter(solve, stage);
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
	bool		bounded = false;

	if (ends_at_target(solve))
		return;
	solve->run->stop_reason = QS_STOP_ROUNDS;
	if (settings->timed && settings->solver == QS_SOLVER_AUTO && settings->replay == NULL)
		search_cores(solve);
	if (settings->timed && settings->solver == QS_SOLVER_AUTO && settings->proof &&
		!settings->has_target && settings->replay == NULL && qs_proof_tree_applies(solve))
		qs_solve_prove(solve, nodes);
	solve->underestimated_for = INFINITY;
	for (int round = 1; round <= rounds && !solve->finished; round++)
	{
		double		before = qs_answers_best(solve->answers);

		if (qs_time_up(solve->host))
		{
			solve->run->stop_reason = QS_STOP_TIME;
			return;
		}
		qs_solve_milestone(solve, "round", round);
		qs_solve_round(solve, round);
		seek(solve);
		look_around(solve);
		solve->stall = qs_answers_best(solve->answers) < before ? 0 : solve->stall + 1;
		if (ends_at_target(solve))
			return;
		if (settings->certified && solve->stall == 0)
			certify(solve);
		if (proof_due(solve, round, nodes))
		{
			qs_solve_prove(solve, affordable_nodes(solve, nodes));
			nodes = nodes * 2 > settings->node_limit ? settings->node_limit : nodes * 2;
			qs_solve_prove_quadratic(solve);
			if (!bounded && qs_qubo_pairs(solve->base->model->objective) <= EARLY_PAIRS)
				bound_once(solve);
			bounded = true;
		}
		if (!solve->finished && solve->stall >= stagnation)
		{
			solve->run->stop_reason = QS_STOP_STAGNATION;
			break;
		}
	}
	if (!solve->finished && settings->proof && !qs_time_up(solve->host))
		qs_solve_prove(solve, affordable_nodes(solve, settings->node_limit));
	bound_once(solve);
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
	else if (solve->base == NULL)
		qs_solve_rebuild(solve);	/* there was no time for it, and the first answer was refused */
	qs_random_seed(&random, solve->settings->seed, 0);
	x = QS_ARRAY0(host, uint8_t, solve->base->n);
	qs_repair(host, solve->local, &random, x, &origin.repair_moves);
	qs_solve_offer(solve, x, &origin);
	qs_free(host, x);
}

static void
free_solve(QsSolve *solve)
{
	QsHost	   *host = solve->host;

	qs_solve_parts_free(solve);
	qs_proof_tree_free(solve);
	qs_local_free(host, solve->local);
	qs_relaxation_free(host, solve->relaxation);
	qs_pool_free(host, solve->pool);
	for (int k = 0; k < QS_MEASURED_TURNS; k++)
		qs_measurement_free(host, solve->measurement[k]);
	qs_structure_free(host, solve->structure);
	qs_choice_products_free(solve->choices);
	qs_reduced_free(host, solve->base);
	qs_contraction_free(host, solve->presolved);
	qs_answers_free(host, solve->answers);
	qs_answers_free(host, solve->seen);
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
		.started = started,
		.stage = QS_STAGE_OTHER, .stage_start = started,
	};

	host->late = false;
	run->n = model->n;
	run->bound = -INFINITY;
	qs_trace_problem(&solve);
	qs_finish_begin(&solve);
	if (settings->enumerate)
	{
		qs_share_time(host, ENUMERATION_SHARE);
		solve.search_deadline = host->deadline;
	}
	qs_solve_presolve(&solve);
	qs_finish_keep_back(&solve, 0);
	run->presolve_fixed = model->n - solve.presolved->roots;
	if (solve.late)
		run->stop_reason = QS_STOP_TIME;
	else if (!solve.finished)
	{
		/* answers of a replay come from its samples alone */
		if (settings->replay == NULL)
		{
			qs_solve_construct(&solve);
			if (settings->certified && !qs_solve_target_reached(&solve))
				certify(&solve);
		}
		run->presolve_fixed = model->n - solve.base->n;
		run_rounds(&solve);
	}
	run->presolve_step = solve.presolved->steps;
	run->presolve_step_count = solve.presolved->step_count;
	solve.presolved->steps = NULL;
	solve.presolved->step_count = solve.presolved->step_capacity = 0;
	least_violated(&solve);
	qs_finish_answers(&solve);
	qs_best_finish(&solve);
	qs_solve_note_incumbent(&solve);
	qs_run_collect(&solve);
	qs_trace_end(&solve);
	free_solve(&solve);
	/* one look at the clock for both: stages add up to the whole */
	qs_stage_enter(&solve, QS_STAGE_OTHER);
	run->seconds = solve.stage_start - started;
	return run;
}
