/*
 * best.c
 *	  The answers beyond the first: what was seen, what lies around, what is proved.
 *
 * Presolve, certified fixing and the proofs of a run keep the optimal value and no
 * more, and every search ends in a local optimum: so a run sees few answers, and the
 * enumeration of the best ones goes over the model as the caller fixed it.
 */
#include "solve/best.h"

#include <math.h>
#include <string.h>

#include "bound/bound.h"
#include "classes/classes.h"
#include "rows/tighten.h"
#include "solve/fill.h"

#define ANSWERS_EXTRA		16	/* kept beyond what was asked: duplicates may merge */
#define APART_EXTRA			200 /* likewise where answers have to be apart ... */
#define APART_FACTOR		16	/* ... and for each that was asked for */
#define FEW_FLIPS			2
#define FILL_WORK			1e7 /* coefficients looked at, for each depth of flips */
#define FILL_NODES			20000	/* of the enumeration that ends the filling */
#define RELAX_SHARE			0.3 /* of the time left */

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
	QsSolve    *solve = context;

	return qs_model_feasible(solve->model, x) && qs_solve_accepted(solve, x);
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

/* ---- enumeration -------------------------------------------------------- */

/* The model as the caller fixed it, in which every feasible assignment lives */
typedef struct Space
{
	QsSolve    *solve;
	QsContraction *contraction; /* NULL: nothing is fixed, model is the solve's own */
	QsReduced  *reduced;
	const QsModel *model;
	uint8_t    *x;				/* model n, of the solve's: scratch */
	const QsBestSet *chosen;	/* answers over the solve's variables to keep away from */
	int			apart;			/* by so many flips */
} Space;

static Space
open_space(QsSolve *solve)
{
	QsHost	   *host = solve->host;
	Space		space = {
		.solve = solve, .model = solve->model, .x = QS_ARRAY(host, uint8_t, solve->model->n)
	};

	if (solve->settings->fixed)
	{
		space.contraction = qs_solve_contract_fixed(solve);
		space.reduced = qs_contraction_reduce(host, space.contraction);
		space.model = space.reduced->model;
	}
	return space;
}

static void
close_space(Space *space)
{
	QsHost	   *host = space->solve->host;

	qs_reduced_free(host, space->reduced);
	qs_contraction_free(host, space->contraction);
	qs_free(host, space->x);
}

static const uint8_t *
expand(Space *space, const uint8_t *x)
{
	if (space->contraction == NULL)
		return x;
	qs_contraction_expand(space->contraction, space->reduced, x, space->x);
	return space->x;
}

static int
distance(const uint8_t *a, const uint8_t *b, int n)
{
	int			sum = 0;

	for (int i = 0; i < n; i++)
		sum += a[i] != b[i];
	return sum;
}

static bool
is_apart(const QsBestSet *chosen, int apart, const uint8_t *x)
{
	for (int k = 0; k < chosen->count; k++)
		if (distance(chosen->entry[k].x, x, chosen->n) < apart)
			return false;
	return true;
}

static bool
accept_in_space(void *context, const uint8_t *x_space)
{
	Space	   *space = context;
	const uint8_t *x = expand(space, x_space);

	return (space->chosen == NULL || is_apart(space->chosen, space->apart, x)) &&
		accept(space->solve, x);
}

/*
 * The model with a row for each chosen answer, over all variables: at least so many
 * differ.  What the filter says too, where searches can see it.  NULL: the model
 * keeps matrices, whose search knows no rows.
 */
static QsModel *
model_apart(const Space *space)
{
	QsHost	   *host = space->solve->host;
	const QsModel *model = space->model;
	size_t		more = space->chosen ? (size_t) space->chosen->count : 0;
	size_t		n = (size_t) model->n;
	size_t		m = (size_t) model->m;
	int64_t		entries = model->row_start[m];
	int64_t    *start;
	int32_t    *variable,
			   *origin;
	double	   *value,
			   *lower,
			   *upper,
			   *tolerance;

	if (model->assignment || more == 0)
		return NULL;
	start = QS_ARRAY(host, int64_t, m + more + 1);
	variable = QS_ARRAY(host, int32_t, (size_t) entries + more * n);
	value = QS_ARRAY(host, double, (size_t) entries + more * n);
	lower = QS_ARRAY(host, double, m + more);
	upper = QS_ARRAY(host, double, m + more);
	tolerance = QS_ARRAY0(host, double, m + more);
	origin = QS_ARRAY(host, int32_t, m + more);
	qs_copy(host, start, model->row_start, (m + 1) * sizeof(int64_t));
	qs_copy(host, variable, model->row_variable, (size_t) entries * sizeof(int32_t));
	qs_copy(host, value, model->row_value, (size_t) entries * sizeof(double));
	qs_copy(host, lower, model->row_lower, m * sizeof(double));
	qs_copy(host, upper, model->row_upper, m * sizeof(double));
	qs_copy(host, tolerance, model->row_tolerance, m * sizeof(double));
	qs_copy(host, origin, model->row_origin, m * sizeof(int32_t));
	for (size_t k = 0; k < more; k++)
	{
		const uint8_t *x = space->chosen->entry[k].x;
		int			ones = 0;

		qs_check(host);
		for (size_t i = 0; i < n; i++)
		{
			uint8_t		one = x[space->reduced ? space->reduced->root[i] : (int32_t) i];

			ones += one;
			variable[entries] = (int32_t) i;
			value[entries++] = one ? -1.0 : 1.0;
		}
		lower[m + k] = space->apart - ones;
		upper[m + k] = INFINITY;
		origin[m + k] = -1;
		start[m + k + 1] = entries;
	}
	return qs_model_assemble(host, model->n, model->maximise, model->constant,
							 qs_qubo_copy(host, model->objective), (int) (m + more), start, variable,
							 value, lower, upper, tolerance, origin);
}

/* Everything that set would take, in the space's variables.  *nodes: left, kept up. */
static QsStatus
enumerate(Space *space, QsBestSet *set, int64_t *nodes)
{
	QsHost	   *host = space->solve->host;
	QsModel    *apart = model_apart(space);
	const QsModel *model = apart ? apart : space->model;
	QsModel    *tightened = NULL;
	QsStructure *structure;
	QsRelaxation *relaxation = NULL;
	QsTightening done;
	QsStatus	status = QS_OK;
	int64_t		used = *nodes;

	set->accept = accept_in_space;
	set->context = space;
	if (space->reduced && space->reduced->infeasible)
		return QS_OK;
	if (!model->assignment)
		tightened = qs_tighten(host, model, &done);
	if (tightened)
		model = tightened;
	structure = qs_structure_create(host, model, qs_classes);
	if (model->m > 0 && !structure->ops->skips_relaxation)
	{
		double		deadline = qs_share_time(host, RELAX_SHARE);

		status = qs_relax(host, model, structure, NULL, 0, &relaxation);
		host->deadline = deadline;
	}
	if (status != QS_INFEASIBLE)
	{
		status = qs_bound_enumerate_best(host, model, structure,
										 relaxation ? relaxation->dual : NULL, set, &used);
		*nodes = used < *nodes ? *nodes - used : 0;
	}
	qs_relaxation_free(host, relaxation);
	qs_structure_free(host, structure);
	qs_model_free(host, tightened);
	qs_model_free(host, apart);
	return status == QS_INFEASIBLE ? QS_OK : status;
}

/* Put an answer of the solve's variables into a set of the space's. */
static void
offer_to_space(Space *space, QsBestSet *set, const uint8_t *x)
{
	QsHost	   *host = space->solve->host;
	uint8_t    *x_space;

	if (space->contraction == NULL)
	{
		qs_best_set_offer(host, set, x, qs_model_objective(space->model, x));
		return;
	}
	x_space = QS_ARRAY(host, uint8_t, space->model->n);
	qs_contraction_restrict(space->contraction, space->reduced, x, x_space, NULL);
	qs_best_set_offer(host, set, x_space, qs_model_objective(space->model, x_space));
	qs_free(host, x_space);
}

static void
offer_answers(Space *space, QsBestSet *set)
{
	const QsAnswers *answers = space->solve->answers;

	set->accept = accept_in_space;
	set->context = space;
	for (int k = 0; k < answers->count; k++)
		if (answers->entry[k].feasible)
			offer_to_space(space, set, answers->entry[k].x);
}

static void
add_chosen(Space *space, QsBestSet *chosen, const uint8_t *x_space)
{
	QsSolve    *solve = space->solve;
	const uint8_t *x = expand(space, x_space);

	qs_best_set_offer(solve->host, chosen, x, qs_model_objective(solve->model, x));
}

/* The best so many of the space; QS_OK: proved. */
static QsStatus
enumerate_best(Space *space, int64_t nodes, QsBestSet *chosen)
{
	QsHost	   *host = space->solve->host;
	QsBestSet  *set = qs_best_set_create(host, space->model->n, space->solve->settings->solutions);
	QsStatus	status;

	offer_answers(space, set);
	status = enumerate(space, set, &nodes);
	for (int k = 0; k < set->count; k++)
		add_chosen(space, chosen, set->entry[k].x);
	qs_best_set_free(host, set);
	return status;
}

/*
 * One by one, each the best of those apart from all before it.  A search that came to
 * no end gives the best it has seen; without a proof in mind one that is not needed
 * is not made.  *proved: of how many from the first on it is known.
 */
static QsStatus
enumerate_apart(Space *space, int64_t nodes, QsBestSet *chosen, int *proved)
{
	QsHost	   *host = space->solve->host;
	const QsSettings *settings = space->solve->settings;
	QsStatus	result = QS_OK;

	*proved = 0;
	space->apart = settings->diversity;
	for (int k = 0; k < settings->solutions; k++)
	{
		QsBestSet  *next = qs_best_set_create(host, space->model->n, 1);
		QsStatus	status = QS_LIMIT;

		space->chosen = chosen;
		offer_answers(space, next);
		if (settings->enumerate ? result == QS_OK : settings->proof && next->count == 0)
			status = enumerate(space, next, &nodes);
		if (result == QS_OK)
			result = status;
		if (next->count > 0)
			add_chosen(space, chosen, next->entry[0].x);
		if (result == QS_OK)
			*proved = chosen->count;
		status = next->count > 0 ? QS_OK : QS_LIMIT;
		qs_best_set_free(host, next);
		if (status != QS_OK)
			break;
	}
	return result;
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
	Space		space;

	if (!settings->proof || nodes == 0 || solve->answers->count >= settings->solutions ||
		!isfinite(qs_answers_best(solve->answers)) || qs_time_up(solve->host))
		return;
	space = open_space(solve);
	found = qs_best_set_create(solve->host, solve->model->n, settings->solutions);
	enumerate_best(&space, nodes, found);
	offer_all(solve, found);
	qs_best_set_free(solve->host, found);
	close_space(&space);
}

/* The best there are, or the best apart */
static void
choose(QsSolve *solve)
{
	const QsSettings *settings = solve->settings;
	int64_t		nodes = settings->enumerate || settings->node_limit < FILL_NODES ?
		settings->node_limit : FILL_NODES;
	QsBestSet  *chosen = qs_best_set_create(solve->host, solve->model->n, settings->solutions);
	Space		space = open_space(solve);
	int			proved;
	QsStatus	status;

	if (settings->diversity > 1)
		status = enumerate_apart(&space, nodes, chosen, &proved);
	else
	{
		status = enumerate_best(&space, nodes, chosen);
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
	close_space(&space);
}

void
qs_best_finish(QsSolve *solve)
{
	const QsSettings *settings = solve->settings;
	QsStage		before = qs_stage_enter(solve, QS_STAGE_POLISH);

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
