/*
 * proof_tree.c
 *	  The tree of a solve: its model is the base as it was when the tree was planted.
 *
 * Certified fixing goes on making the base smaller; the tree fixes by the same reasons at
 * its own root, so it stays, unless the base has lost much before it has grown.
 */
#include "solve/proof_tree.h"

#include <math.h>
#include <string.h>

#include "bound/bound.h"
#include "bound/linear_tree.h"
#include "solve/solve_trace.h"

#define YOUNG			200		/* branchings of a tree that is planted anew */
#define MUCH_SMALLER	0.8		/* when so much of its variables is left */
#define SMALL_GAP		0.02
#define MOST_NODES		(INT64_MAX / 4)

struct QsProofTree
{
	QsEnumeration enumeration;
	QsLinearTree *tree;
	QsModel    *model;			/* the base with cuts, own */
	double	   *dual;			/* of its rows, or NULL */
	int			base_n;
	int32_t    *place;			/* original n: variable of model, or -1: fixed */
	uint8_t    *flipped;		/* original n: x = 1 - that (fixed: x = 1) */
	uint8_t    *x;				/* base_n: the best found */
	bool		progressed;
};

/* The model again, its program, what the tree keeps of every variable */
static bool
fits(const QsSolve *solve)
{
	const QsModel *model = qs_relaxation_model(solve->relaxation, solve->base->model);

	return qs_memory_fits(solve->host, 200.0 * (double) model->row_start[model->m] +
										 1000.0 * ((double) model->n + model->m));
}

bool
qs_tree_suits(const QsModel *model, const QsStructure *structure, const QsRelaxation *relaxation,
			  double incumbent)
{
	if (!model->linear || model->assignment || model->n == 0)
		return false;
	if (structure->ops->enumerate == NULL)
		return true;
	return relaxation && model->m <= model->n && isfinite(incumbent) &&
		incumbent - relaxation->bound <= SMALL_GAP * fmax(1.0, fabs(incumbent));
}

bool
qs_proof_tree_applies(const QsSolve *solve)
{
	return solve->components == NULL && (solve->tree ||
		(qs_tree_suits(solve->base->model, solve->structure, solve->relaxation,
					   qs_answers_best(solve->answers)) && fits(solve)));
}

static QsModel *
copy_model(QsHost *host, const QsModel *model)
{
	size_t		m = (size_t) model->m;
	size_t		entries = (size_t) model->row_start[m];
	QsTerm	   *term = QS_ARRAY(host, QsTerm, model->n);
	QsModel    *copy;

	for (int i = 0; i < model->n; i++)
		term[i] = (QsTerm) {i, i, model->objective->linear[i]};
	copy = qs_model_assemble(host, model->n, model->maximise, model->constant,
							 qs_qubo_from_terms(host, model->n, 0.0, term, model->n), model->m,
							 qs_duplicate(host, model->row_start, m + 1, sizeof(int64_t)),
							 qs_duplicate(host, model->row_variable, entries, sizeof(int32_t)),
							 qs_duplicate(host, model->row_value, entries, sizeof(double)),
							 qs_duplicate(host, model->row_lower, m, sizeof(double)),
							 qs_duplicate(host, model->row_upper, m, sizeof(double)),
							 qs_duplicate(host, model->row_tolerance, m, sizeof(double)),
							 qs_duplicate(host, model->row_origin, m, sizeof(int32_t)));
	copy->exponent = model->exponent;
	copy->tolerance = model->tolerance;
	qs_model_classify_objective(copy);
	qs_free(host, term);
	return copy;
}

/* Which variable of the base every variable of the problem is */
static void
note_places(QsSolve *solve, QsProofTree *planted)
{
	int			n = solve->model->n;

	planted->place = QS_ARRAY(solve->host, int32_t, n);
	planted->flipped = QS_ARRAY(solve->host, uint8_t, n);
	for (int i = 0; i < n; i++)
	{
		bool		flip;
		int			root = qs_contraction_find(solve->presolved, i, &flip);

		planted->place[i] = root == QS_REFERENCE ? -1 : solve->base->index[root];
		planted->flipped[i] = flip;
	}
}

static void
plant(QsSolve *solve)
{
	QsHost	   *host = solve->host;
	const QsModel *model = qs_relaxation_model(solve->relaxation, solve->base->model);
	const double *dual = qs_relaxation_dual(solve->relaxation);
	QsProofTree *planted = QS_NEW(host, QsProofTree);

	planted->model = copy_model(host, model);
	if (dual)
		planted->dual = qs_duplicate(host, dual, (size_t) model->m, sizeof(double));
	planted->base_n = model->n;
	planted->x = QS_ARRAY0(host, uint8_t, model->n);
	note_places(solve, planted);
	planted->enumeration = (QsEnumeration)
	{
		.host = host, .model = planted->model, .dual = planted->dual,
		.grain = qs_bound_granularity(planted->model), .x = planted->x, .status = QS_OK
	};
	qs_enumeration_set_incumbent(&planted->enumeration, qs_answers_best(solve->answers));
	planted->progressed = true;
	planted->tree = qs_linear_tree_create(&planted->enumeration);
	solve->tree = planted;
}

void
qs_proof_tree_free(QsSolve *solve)
{
	QsHost	   *host = solve->host;
	QsProofTree *planted = solve->tree;

	if (planted == NULL)
		return;
	qs_linear_tree_free(planted->tree);
	qs_model_free(host, planted->model);
	qs_free(host, planted->dual);
	qs_free(host, planted->place);
	qs_free(host, planted->flipped);
	qs_free(host, planted->x);
	qs_free(host, planted);
	solve->tree = NULL;
}

static void
find_tree(QsSolve *solve)
{
	QsProofTree *planted = solve->tree;

	if (planted && solve->base->n < MUCH_SMALLER * planted->base_n &&
		qs_linear_tree_branchings(planted->tree) < YOUNG)
		qs_proof_tree_free(solve);
	if (solve->tree == NULL)
		plant(solve);
}

/* The best found by the tree becomes an answer. */
static void
offer(QsSolve *solve)
{
	QsHost	   *host = solve->host;
	QsProofTree *planted = solve->tree;
	QsSolution	origin = {
		.raw_objective = NAN, .repaired_objective = NAN, .round = solve->run->rounds
	};
	uint8_t    *x;

	if (!planted->enumeration.improved)
		return;
	planted->enumeration.improved = false;
	x = QS_ARRAY(host, uint8_t, solve->model->n);
	for (int i = 0; i < solve->model->n; i++)
		x[i] = (planted->place[i] < 0 ? 0 : planted->x[planted->place[i]]) ^ planted->flipped[i];
	qs_solve_offer_whole(solve, x, &origin);
	qs_free(host, x);
}

/* What to beat, and for how long */
static void
prepare(QsSolve *solve, int64_t nodes)
{
	QsEnumeration *enumeration;
	double		best = qs_answers_best(solve->answers);

	find_tree(solve);
	enumeration = &solve->tree->enumeration;
	if (best < enumeration->incumbent)
		qs_enumeration_set_incumbent(enumeration, best);
	enumeration->status = QS_OK;
	enumeration->limit = nodes < MOST_NODES - enumeration->nodes ? enumeration->nodes + nodes : MOST_NODES;
	enumeration->next_check = enumeration->nodes;
}

void
qs_proof_tree_dive(QsSolve *solve, int64_t nodes)
{
	QsEnumeration *enumeration;
	int64_t		before;

	prepare(solve, nodes);
	enumeration = &solve->tree->enumeration;
	before = enumeration->nodes;
	qs_linear_tree_dive(solve->tree->tree);
	offer(solve);
	qs_trace_enumeration(solve, "dive", enumeration->status, enumeration->nodes - before, nodes);
}

QsStatus
qs_proof_tree_run(QsSolve *solve, int64_t nodes)
{
	QsProofTree *planted;
	QsEnumeration *enumeration;
	double		incumbent = qs_answers_best(solve->answers);
	double		bound;
	int64_t		before;
	bool		over;

	prepare(solve, nodes);
	planted = solve->tree;
	enumeration = &planted->enumeration;
	bound = qs_linear_tree_bound(planted->tree);
	before = enumeration->nodes;
	over = qs_linear_tree_run(planted->tree);
	offer(solve);
	planted->progressed = over || qs_linear_tree_bound(planted->tree) > bound ||
		qs_answers_best(solve->answers) < incumbent;
	bound = fmin(qs_bound_round(planted->model, qs_linear_tree_bound(planted->tree)),
				 qs_answers_best(solve->answers));
	if (!over && bound > solve->run->bound && !solve->doubtful)
		solve->run->bound = bound;
	qs_trace_enumeration(solve, "tree", over ? QS_OK : enumeration->status,
						 enumeration->nodes - before, nodes);
	return over ? QS_OK : enumeration->status;
}

bool
qs_proof_tree_progressed(const QsSolve *solve)
{
	return solve->tree == NULL || solve->tree->progressed;
}
