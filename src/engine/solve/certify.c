/*
 * certify.c
 *	  Certified fixing as a step of presolve: reduced costs against the incumbent,
 *	  then the relaxation under every forced value; and starts rounded from it.
 *
 * Each certificate stands by itself: it names values that no strictly better
 * solution takes.  So the reduced problem or the incumbent holds an optimum.
 */
#include "solve/certify.h"

#include <math.h>

#include "bound/bound.h"
#include "relax/relax_flips.h"
#include "solve/base.h"
#include "solve/proof_tree.h"
#include "solve/solve_trace.h"

/* Repeat fixing and re-solving the relaxation at most so often in one call. */
#define FIXING_PASSES	12
#define REBUILD_SHARE	0.01	/* of the time left: a base that takes less is always built again */
#define WORTH_SHARE		0.05	/* of its variables that have to go otherwise */
#define SWEEPS			4
#define SWEEP_WORK		1e8		/* nanoseconds of simplex, estimated */
#define NEW_POINTS_SHARE	0.9		/* of the variables: fewer make new starts worth while */
#define DIVE_SHARE		0.5		/* of the time for starts */
#define DIVE_NODES		500000	/* of the first dive */
#define GUIDED_STARTS	64		/* points of a sweep that are rounded */

int
qs_solve_take_over(QsSolve *solve, QsContraction *contraction)
{
	QsStatus	status = QS_OK;
	int			fixed = contraction->n - contraction->roots;

	if (fixed == 0)
		return 0;
	if (solve->settings->presolve)
		status = qs_presolve(solve->host, contraction, solve->structure->classes,
							 &qs_presolve_defaults);
	if (status == QS_INFEASIBLE)
	{
		qs_solve_conclude(solve, "bound");
		return 0;
	}
	solve->certified = true;
	qs_solve_absorb(solve, contraction);
	qs_trace_reductions(solve, "certified fixing");
	return fixed;
}

/* The base's model with the rows that the relaxation is of */
static const QsModel *
relaxed_model(const QsSolve *solve)
{
	return qs_relaxation_model(solve->relaxation, solve->base->model);
}

/* Against a clock a base that takes long to build is not built again for a few variables. */
static bool
worth_rebuilding(const QsSolve *solve, int fixed)
{
	double		left = solve->search_deadline - qs_clock(solve->host);

	return !solve->settings->timed || solve->rebuild_seconds < REBUILD_SHARE * left ||
		fixed >= WORTH_SHARE * solve->base->n;
}

/* The multipliers of the relaxation as certificates */
static int
fix_by_reduced_costs(QsSolve *solve)
{
	QsContraction *contraction = qs_contraction_create(solve->host, solve->base->model);
	int			fixed = qs_bound_certified_fixing(solve->host, relaxed_model(solve),
												  qs_relaxation_dual(solve->relaxation),
												  qs_answers_best(solve->answers), contraction);

	if (fixed < 0)
		qs_solve_conclude(solve, "bound");
	else
		fixed = worth_rebuilding(solve, fixed) ? qs_solve_take_over(solve, contraction) : 0;
	qs_contraction_free(solve->host, contraction);
	return fixed;
}

/* ---- sweeps over forced values ------------------------------------------ */

typedef struct Sweep
{
	QsSolve    *solve;
	QsRandom	random;
	uint8_t    *x;
	QsContraction *contraction; /* what is certified; NULL: starts only */
	bool		nothing_better;
	int			starts;			/* left to make */
} Sweep;

/* A point of the relaxation, rounded, repaired, polished if that is wanted */
static void
start_from(Sweep *sweep, const double *point)
{
	QsSolve    *solve = sweep->solve;
	QsSolution	origin = {
		.raw_objective = NAN, .repaired_objective = NAN, .round = solve->run->rounds
	};
	int64_t		repair_moves;

	for (int i = 0; i < solve->base->n; i++)
		sweep->x[i] = point[i] > 0.5;
	if (qs_repair(solve->host, solve->local, &sweep->random, sweep->x, &repair_moves) != QS_OK)
		return;
	if (solve->pool->count == 0)
		qs_solve_offer(solve, sweep->x, &origin);
	if (solve->settings->polish)
	{
		double		objective = qs_model_objective(solve->base->model, sweep->x);

		qs_polish(solve->host, solve->local, &sweep->random, sweep->x, &objective,
				  &origin.polish_moves);
		solve->run->polish_moves += origin.polish_moves;
	}
	qs_solve_offer(solve, sweep->x, &origin);
}

static void
visit(void *context, const QsFlip *flip)
{
	Sweep	   *sweep = context;
	QsSolve    *solve = sweep->solve;

	if (flip->infeasible)
		return;
	if (sweep->starts > 0)
	{
		sweep->starts--;
		start_from(sweep, flip->point);
	}
	if (sweep->contraction && !sweep->nothing_better &&
		qs_bound_certified_fixing(solve->host, relaxed_model(solve), flip->dual,
								  qs_answers_best(solve->answers), sweep->contraction) < 0)
		sweep->nothing_better = true;
}

static void
run_sweep(QsSolve *solve, QsContraction *contraction, bool *nothing_better)
{
	Sweep		sweep = {.solve = solve, .contraction = contraction};

	/* nearly the same base gives nearly the same points */
	if (solve->base->n < NEW_POINTS_SHARE * solve->guided_variables)
	{
		sweep.starts = GUIDED_STARTS;
		solve->guided_variables = solve->base->n;
	}
	qs_random_seed(&sweep.random, solve->settings->seed, 0);
	sweep.x = QS_ARRAY0(solve->host, uint8_t, solve->base->n);
	qs_relax_flips(solve->host, solve->base->model, solve->relaxation, SWEEP_WORK, visit, &sweep);
	*nothing_better = sweep.nothing_better;
	qs_free(solve->host, sweep.x);
}

/* A class's own relaxation is better than that of the rows, which flips use. */
static bool
sweeps_apply(const QsSolve *solve)
{
	return solve->structure->ops->relax == NULL &&
		qs_relax_flips_apply(solve->base->model, solve->relaxation);
}

/* The relaxation's own point, at any size */
static void
start_from_relaxation(QsSolve *solve)
{
	Sweep		sweep = {.solve = solve, .x = QS_ARRAY0(solve->host, uint8_t, solve->base->n)};

	qs_random_seed(&sweep.random, solve->settings->seed, 0);
	start_from(&sweep, solve->relaxation->value);
	qs_free(solve->host, sweep.x);
}

void
qs_solve_guided_starts(QsSolve *solve)
{
	bool		nothing_better;

	if (solve->relaxation == NULL || !solve->base->model->linear || solve->finished ||
		solve->structure->ops->relax)
		return;
	if (solve->settings->proof && qs_proof_tree_applies(solve) && !qs_time_up(solve->host))
	{
		double		deadline = qs_share_time(solve->host, DIVE_SHARE);

		qs_proof_tree_dive(solve, solve->settings->timed ? INT64_MAX : DIVE_NODES);
		solve->host->deadline = deadline;
	}
	if (!qs_time_up(solve->host))
		start_from_relaxation(solve);
	if (sweeps_apply(solve) && !qs_time_up(solve->host))
		run_sweep(solve, NULL, &nothing_better);
}

static int
fix_by_flips(QsSolve *solve)
{
	QsContraction *contraction;
	bool		nothing_better;
	int			fixed = 0;

	QsStage		before;

	if (!sweeps_apply(solve))
		return 0;
	before = qs_stage_enter(solve, QS_STAGE_PROOF);
	contraction = qs_contraction_create(solve->host, solve->base->model);
	run_sweep(solve, contraction, &nothing_better);
	if (nothing_better)
		qs_solve_conclude(solve, "bound");
	else
		fixed = qs_solve_take_over(solve, contraction);
	qs_contraction_free(solve->host, contraction);
	qs_stage_enter(solve, before);
	return fixed;
}

/* The only assignment that certificates and presolve have left */
static void
offer_last(QsSolve *solve)
{
	QsSolution	origin = {
		.raw_objective = NAN, .repaired_objective = NAN, .round = solve->run->rounds
	};
	uint8_t		none = 0;

	qs_solve_offer_enumerated(solve, &none, &origin);
}

void
qs_solve_certify(QsSolve *solve)
{
	int			sweeps = 0;

	for (int pass = 0; pass < FIXING_PASSES && !solve->finished; pass++)
	{
		if (!qs_time_to_rebuild(solve) || !isfinite(qs_answers_best(solve->answers)))
			return;
		if (solve->base->n == 0 || solve->base->infeasible)
		{
			/* at most the one assignment left could be strictly better */
			if (!solve->base->infeasible)
				offer_last(solve);
			if (solve->certified || solve->settings->proof)
				qs_solve_conclude(solve, solve->certified ? "bound" : "presolve");
			return;
		}
		if (solve->relaxation == NULL || !solve->base->model->linear)
			return;
		if (fix_by_reduced_costs(solve) > 0 || solve->finished)
			continue;
		/* sweeps prove more than presolve should: a round has to see the problem first */
		if (!solve->settings->proof || solve->run->rounds == 0 || sweeps++ >= SWEEPS ||
			fix_by_flips(solve) == 0)
			return;
	}
}
