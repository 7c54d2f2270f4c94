/*
 * proof.c
 *	  From incumbent to certificate: bound and enumeration.
 */
#include "solve/proof.h"

#include <math.h>

#include "bound/bound.h"
#include "solve/base.h"
#include "solve/certify.h"
#include "solve/proof_tree.h"
#include "solve/solve_trace.h"

#define TREE_SHARE			0.5		/* of the time so far that the tree may have taken, */
#define TREE_SHARE_STALLED	0.2		/* when it last got nowhere, */
#define TREE_LEAST			0.05	/* but so many seconds whenever it is asked */

/* A bound on what base can still hold is one on the problem: the incumbent
 * covers what certified fixing cut off. */
static void
raise_bound(QsSolve *solve, double bound)
{
	double		incumbent = qs_answers_best(solve->answers);

	if (solve->certified)
		bound = fmin(bound, incumbent);
	if (bound > solve->run->bound)
		solve->run->bound = bound;
}

/* Nothing better than the incumbent, or nothing at all */
static void
end_enumeration(QsSolve *solve)
{
	if (isfinite(qs_answers_best(solve->answers)))
	{
		qs_solve_conclude(solve, "enumeration");
		return;
	}
	solve->finished = true;
	if (solve->doubtful)
		return;
	solve->infeasible = true;
	solve->run->proved_by = "enumeration";
}

/* Enumerate one component and fix it in `solved` when that succeeds. */
static QsStatus
enumerate_part(QsSolve *solve, int which, int64_t node_limit, QsContraction *solved)
{
	QsHost	   *host = solve->host;
	const QsComponents *components = solve->components;
	QsModel    *part = qs_component_model(host, solve->base->model, components, which);
	QsStructure *structure = qs_structure_create(host, part, solve->structure->classes);
	const int32_t *variable = components->variable + components->start[which];
	uint8_t    *x = QS_ARRAY0(host, uint8_t, part->n);
	double		best;
	bool		improved = false;
	int64_t		nodes = 0;
	QsStatus	status = qs_bound_enumerate(host, part, structure, NULL, solve->part_best[which],
											node_limit, x, &best, &improved, &nodes);

	if (status == QS_OK && !improved && solve->part_best[which] == INFINITY)
		status = QS_INFEASIBLE;
	qs_trace_enumeration(solve, "component", status, nodes, node_limit);
	for (int k = 0; k < part->n && status == QS_OK; k++)
		qs_contraction_fix(host, solved, variable[k], improved ? x[k] : solve->part_x[variable[k]],
						   NAN, "component enumerated", -1, NULL);
	qs_free(host, x);
	qs_structure_free(host, structure);
	qs_model_free(host, part);
	return status;
}

/* Solve each component by itself and fix those that are solved.  QS_OK when all are (base
 * is then empty), QS_INFEASIBLE when one has no solution. */
static QsStatus
enumerate_each_part(QsSolve *solve, int64_t node_limit)
{
	QsHost	   *host = solve->host;
	QsContraction *solved = qs_contraction_create(host, solve->base->model);
	QsStatus	result = QS_OK;

	for (int c = 0; c < solve->components->count && result != QS_INFEASIBLE; c++)
	{
		QsStatus	status = enumerate_part(solve, c, node_limit / solve->components->count, solved);

		if (status != QS_OK)
			result = status;
	}
	if (result != QS_INFEASIBLE && solved->roots < solved->n)
		qs_solve_absorb(solve, solved);
	qs_contraction_free(host, solved);
	return result;
}

/* Component by component; solved ones leave the base, the rest stays for later. */
static void
enumerate_parts(QsSolve *solve, int64_t node_limit)
{
	QsSolution	origin = {
		.raw_objective = NAN, .repaired_objective = NAN, .round = solve->run->rounds
	};
	uint8_t		none = 0;
	QsStatus	status = enumerate_each_part(solve, node_limit);

	if (status == QS_OK)
		qs_solve_offer_enumerated(solve, &none, &origin);
	if (status == QS_OK || status == QS_INFEASIBLE)
		end_enumeration(solve);
}

static void
enumerate(QsSolve *solve, int64_t node_limit)
{
	QsHost	   *host = solve->host;
	/* a class reads its own structure, not cuts */
	bool		cuts = solve->structure->ops->enumerate == NULL && solve->base->model->linear &&
		solve->relaxation;
	const QsModel *model = cuts ? qs_relaxation_model(solve->relaxation, solve->base->model)
		: solve->base->model;
	const double *dual = cuts ? qs_relaxation_dual(solve->relaxation)
		: solve->relaxation ? solve->relaxation->dual : NULL;
	double		incumbent = qs_answers_best(solve->answers);
	double		best = incumbent;
	uint8_t    *x = QS_ARRAY0(host, uint8_t, model->n);
	bool		improved = false;
	int64_t		nodes = 0;
	QsStatus	status = qs_bound_enumerate(host, model, solve->structure, dual, incumbent,
											node_limit, x, &best, &improved, &nodes);

	qs_trace_enumeration(solve, "base", status, nodes, node_limit);
	if (improved)
	{
		QsSolution	origin = {.raw_objective = NAN, .repaired_objective = NAN, .round = solve->run->rounds};

		qs_solve_offer_enumerated(solve, x, &origin);
	}
	if (status == QS_OK || status == QS_INFEASIBLE)
		end_enumeration(solve);
	qs_free(host, x);
}

/* The relaxation's bound, and whether the incumbent meets it */
static void
compare_with_bound(QsSolve *solve)
{
	double		incumbent = qs_answers_best(solve->answers);
	double		bound;

	if (solve->relaxation == NULL || solve->relaxation->bound == -INFINITY)
		return;
	bound = qs_bound_round(solve->base->model, solve->relaxation->bound);
	raise_bound(solve, bound);
	qs_trace_bound(solve, "relaxation");
	if (qs_bound_meets(solve->base->model, bound, incumbent))
		qs_solve_conclude(solve, "bound");
}

/*
 * Against a clock the tree grows as long as it has not taken its share of the time so far:
 * more when it gets somewhere.
 */
static void
grow_tree(QsSolve *solve, int64_t node_limit)
{
	QsHost	   *host = solve->host;
	double		started = qs_clock(host);
	double		deadline = host->deadline;
	QsStatus	status;

	if (solve->settings->timed)
	{
		double		share = qs_proof_tree_progressed(solve) ? TREE_SHARE : TREE_SHARE_STALLED;
		double		seconds = (share * (started - solve->started) - solve->tree_seconds) / (1.0 - share);

		host->deadline = fmin(deadline, started + fmax(seconds, TREE_LEAST));
		node_limit = INT64_MAX;
	}
	status = qs_proof_tree_run(solve, node_limit);
	host->deadline = deadline;
	solve->tree_seconds += qs_clock(host) - started;
	if (status == QS_OK)
		end_enumeration(solve);
}

void
qs_solve_prove(QsSolve *solve, int64_t node_limit)
{
	QsStage		before = qs_stage_enter(solve, QS_STAGE_PROOF);
	double		incumbent;

	if (solve->settings->certified)
		qs_solve_certify(solve);
	incumbent = qs_answers_best(solve->answers);
	if (!solve->finished)
		compare_with_bound(solve);
	if (!solve->finished && node_limit > 0 && qs_proof_tree_applies(solve))
		grow_tree(solve, node_limit);
	else if (!solve->finished && node_limit > 0 &&
		(incumbent != solve->enumerated_for || node_limit > solve->enumerated_nodes))
	{
		solve->enumerated_for = incumbent;
		solve->enumerated_nodes = node_limit;
		double		deadline = qs_share_time(solve->host, QS_PROOF_SHARE);

		if (solve->components && qs_time_to_rebuild(solve))
			enumerate_parts(solve, node_limit);
		else if (solve->components == NULL)
			enumerate(solve, node_limit);
		solve->host->deadline = deadline;
	}
	qs_stage_enter(solve, before);
}

/* Moves of a long search cost far more than so many nodes, of models so small. */
#define EARLY_VARIABLES		64
#define EARLY_NODES			4000

void
qs_solve_prove_early(QsSolve *solve)
{
	QsStage		before;

	if (!solve->settings->proof || solve->settings->solver != QS_SOLVER_AUTO || solve->finished ||
		solve->components || solve->base->n > EARLY_VARIABLES ||
		solve->settings->node_limit < EARLY_NODES)
		return;
	before = qs_stage_enter(solve, QS_STAGE_PROOF);
	enumerate(solve, EARLY_NODES);
	qs_stage_enter(solve, before);
}
