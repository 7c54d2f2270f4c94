/*
 * best.c
 *	  The answers beyond the first: what was seen, what lies around, what is proved.
 *
 * Presolve, certified fixing and the proofs of a run keep the optimal value and no
 * more, and every search ends in a local optimum: so a run sees few answers.
 */
#include "solve/best.h"

#include <math.h>
#include <string.h>

#include "solve/fill.h"
#include "solve/space.h"

#define ANSWERS_EXTRA		16	/* kept beyond what was asked: duplicates may merge */
#define APART_EXTRA			200 /* likewise where answers have to be apart ... */
#define APART_FACTOR		16	/* ... and for each that was asked for */
#define FEW_FLIPS			2
#define FILL_WORK			1e7 /* coefficients looked at, for each depth of flips */
#define FILL_NODES			20000	/* of the enumeration that ends the filling */

int
qs_best_capacity(const QsSettings *settings)
{
	return settings->diversity > 1 ?
		APART_FACTOR * settings->solutions + APART_EXTRA :
		settings->solutions + ANSWERS_EXTRA;
}

/* ---- shots -------------------------------------------------------------- */

bool
qs_best_wants(const QsSolve *solve, double objective)
{
	const QsAnswers *seen = solve->seen;

	return seen && (seen->count < seen->capacity || objective < seen->entry[seen->count - 1].objective);
}

void
qs_best_note(QsSolve *solve, const uint8_t *x_base, double objective, int64_t occurrences, int round)
{
	QsHost	   *host = solve->host;
	uint8_t    *x = QS_ARRAY(host, uint8_t, solve->model->n);
	QsSolution	solution = {
		.x = x, .raw = x, .objective = objective, .feasible = true, .raw_objective = objective,
		.raw_feasible = true, .repaired_objective = NAN, .occurrences = occurrences, .round = round
	};

	qs_solve_expand(solve, x_base, x);
	qs_answers_offer(host, solve->seen, &solution, 0.0);
	qs_free(host, x);
}

static void
offer_seen(QsSolve *solve)
{
	QsAnswers  *seen = solve->seen;

	for (int k = 0; k < seen->count; k++)
	{
		QsSolution *solution = &seen->entry[k];

		if (!qs_model_feasible(solve->model, solution->x) || !qs_solve_accepted(solve, solution->x))
			continue;
		solution->objective = solution->raw_objective = qs_model_objective(solve->model, solution->x);
		qs_answers_offer(solve->host, solve->answers, solution, 0.0);
	}
}

/* ---- sets of answers ---------------------------------------------------- */

static bool
accept(void *context, const uint8_t *x)
{
	return qs_space_accepts(context, x);
}

static QsBestSet *
set_of_answers(QsSolve *solve, int capacity)
{
	QsAnswers  *answers = solve->answers;
	QsBestSet  *set = qs_best_set_create(solve->host, solve->model->n, capacity);

	for (int k = 0; k < answers->count; k++)
		if (answers->entry[k].feasible)
			qs_best_set_offer(solve->host, set, answers->entry[k].x, answers->entry[k].objective);
	set->accept = accept;
	set->context = solve;
	return set;
}

/* The record of an answer that the run has found; NULL: it is a new one. */
static QsSolution *
known_answer(const QsAnswers *answers, const QsBestEntry *entry)
{
	for (int k = 0; k < answers->count; k++)
		if (answers->entry[k].objective == entry->objective && answers->entry[k].x &&
			memcmp(answers->entry[k].x, entry->x, (size_t) answers->n) == 0)
			return &answers->entry[k];
	return NULL;
}

/* Make the set's entries, in its order, the answers. */
static void
take_answers(QsSolve *solve, const QsBestSet *set)
{
	QsHost	   *host = solve->host;
	QsAnswers  *before = solve->answers;
	QsAnswers  *after = qs_answers_create(host, solve->model->n, set->count);

	for (int k = 0; k < set->count; k++)
	{
		QsSolution *known = known_answer(before, &set->entry[k]);
		QsSolution	solution = {
			.raw_objective = NAN, .repaired_objective = NAN, .round = solve->run->rounds
		};

		if (known)
			solution = *known;
		solution.x = set->entry[k].x;
		solution.objective = set->entry[k].objective;
		solution.feasible = true;
		qs_answers_offer(host, after, &solution, 0.0);
	}
	solve->answers = after;
	qs_answers_free(host, before);
}

static void
offer_all(QsSolve *solve, const QsBestSet *set)
{
	for (int k = 0; k < set->count; k++)
	{
		QsSolution	solution = {
			.x = set->entry[k].x, .objective = set->entry[k].objective, .feasible = true,
			.raw_objective = NAN, .repaired_objective = NAN, .round = solve->run->rounds
		};

		qs_answers_offer(solve->host, solve->answers, &solution, 0.0);
	}
}

/* ---- all together ------------------------------------------------------- */

static bool
fills(const QsSolve *solve)
{
	return solve->settings->repair && solve->settings->polish && solve->settings->replay == NULL &&
		!solve->infeasible;
}

static int
wanted_answers(const QsSettings *settings)
{
	return settings->diversity > 1 ? qs_best_capacity(settings) : settings->solutions;
}

/* Answers around those there are, as many as are wanted. */
static void
fill_around(QsSolve *solve)
{
	const QsSettings *settings = solve->settings;
	int			wanted = wanted_answers(settings);
	QsBestSet  *set;

	if (!isfinite(qs_answers_best(solve->answers)))
		return;
	set = set_of_answers(solve, wanted);
	for (int flips = FEW_FLIPS; flips <= QS_FILL_FLIPS && set->count < wanted; flips += FEW_FLIPS)
		qs_fill_around(solve->host, solve->model, settings->fixed, flips, FILL_WORK, set);
	offer_all(solve, set);
	qs_best_set_free(solve->host, set);
}

/* What flips do not reach, where a short search does */
static void
fill_by_enumeration(QsSolve *solve)
{
	const QsSettings *settings = solve->settings;
	int64_t		nodes = settings->node_limit < FILL_NODES ? settings->node_limit : FILL_NODES;
	QsBestSet  *found;
	QsSpace		space;

	if (!settings->proof || nodes == 0 || solve->answers->count >= settings->solutions ||
		!isfinite(qs_answers_best(solve->answers)) || qs_time_up(solve->host))
		return;
	space = qs_space_open(solve);
	found = qs_best_set_create(solve->host, solve->model->n, settings->solutions);
	qs_space_best(&space, nodes, found);
	offer_all(solve, found);
	qs_best_set_free(solve->host, found);
	qs_space_close(&space);
}

/* The best there are, or the best apart */
static void
choose(QsSolve *solve)
{
	const QsSettings *settings = solve->settings;
	int64_t		nodes = settings->enumerate || settings->node_limit < FILL_NODES ?
		settings->node_limit : FILL_NODES;
	QsBestSet  *chosen = qs_best_set_create(solve->host, solve->model->n, settings->solutions);
	QsSpace		space = qs_space_open(solve);
	int			proved;
	QsStatus	status;

	if (settings->diversity > 1)
		status = qs_space_apart(&space, nodes, chosen, &proved);
	else
	{
		status = qs_space_best(&space, nodes, chosen);
		proved = status == QS_OK ? chosen->count : 0;
	}
	if (chosen->count > 0)
		take_answers(solve, chosen);
	if (settings->enumerate)
	{
		solve->run->proved_solutions = proved;
		solve->enumerated = status == QS_OK;
		solve->enumeration_limit = status == QS_LIMIT;
		if (solve->enumerated && chosen->count == 0)
		{
			solve->infeasible = true;
			solve->run->proved_by = "enumeration";
		}
	}
	qs_best_set_free(solve->host, chosen);
	qs_space_close(&space);
}

/* The steps that are kept have to be stored after all this. */
static void
keep_back(QsSolve *solve)
{
	int64_t		steps = solve->run->presolve_step_count + qs_solve_kept_steps(solve);

	if (isfinite(solve->deadline))
		solve->host->deadline = solve->deadline - solve->settings->step_seconds * (double) steps;
}

void
qs_best_finish(QsSolve *solve)
{
	const QsSettings *settings = solve->settings;
	QsStage		before = qs_stage_enter(solve, QS_STAGE_POLISH);

	keep_back(solve);
	if (solve->answers->count < wanted_answers(settings) && !solve->infeasible)
	{
		offer_seen(solve);
		if (fills(solve))
			fill_around(solve);
	}
	if (fills(solve) && !settings->enumerate && settings->diversity <= 1)
		fill_by_enumeration(solve);
	qs_stage_enter(solve, QS_STAGE_PROOF);
	if ((settings->enumerate || settings->diversity > 1) && !solve->infeasible &&
		solve->run->unsupported == NULL)
		choose(solve);
	qs_stage_enter(solve, before);
}
