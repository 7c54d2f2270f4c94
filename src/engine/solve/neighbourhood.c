/*
 * neighbourhood.c
 *	  All variables fixed but for a part, which a tree solves.
 */
#include "solve/neighbourhood.h"

#include <math.h>
#include <string.h>

#include "base/sort.h"
#include "base/trace.h"
#include "bound/bound.h"
#include "bound/linear_tree.h"
#include "classes/classes.h"
#include "rows/tighten.h"
#include "solve/proof_tree.h"

#define STREAM			(UINT64_C(2) << 32) /* first of the random numbers, beside those of rounds */
#define FIRST_SIZE		500.0	/* variables that are free at first, */
#define FIRST_SHARE		0.5		/* at most this share of all */
#define LEAST_FREE		15
#define WIDE			4.0		/* columns by rows of models whose reduced costs tell a core; it has */
#define CORE_FIRST		2.0		/* at first so many columns by rows */
#define GROWTH			1.4		/* after a part that was solved to its end, */
#define SHRINKAGE		0.75	/* and after one that was not */

typedef struct Price
{
	double		price;
	int32_t		variable;
} Price;

typedef enum Kind
{
	AGAINST_RELAXATION,
	AGAINST_POOL,
	AROUND_ROW,
	CORE,						/* of wide models */
	KINDS
} Kind;

typedef struct Part
{
	QsSolve    *solve;
	QsHost	   *host;
	const QsModel *model;		/* of the base */
	uint8_t    *x;				/* the answer, or what else the rest is fixed at */
	QsRandom	random;
	uint8_t    *free;			/* n */
	int32_t    *chosen;			/* n: the free ones in the order they were chosen */
	int			count;
	int			target;
} Part;

bool
qs_neighbourhoods_apply(const QsSolve *solve)
{
	const QsModel *model = solve->base->model;

	/* the largest part is the model again, with a program and what a tree keeps */
	return model->linear && model->assignment == NULL && model->m > 0 && model->n > LEAST_FREE &&
		solve->pool->count > 0 &&
		qs_memory_fits(solve->host, 400.0 * (double) model->row_start[model->m] +
					   1500.0 * ((double) model->n + model->m));
}

static void
shuffle(QsRandom *random, int32_t *list, int count)
{
	for (int k = count - 1; k > 0; k--)
	{
		int			other = (int) qs_random_below(random, (uint32_t) k + 1);
		int32_t		kept = list[k];

		list[k] = list[other];
		list[other] = kept;
	}
}

static void
set_free(Part *part, int variable)
{
	if (part->free[variable] || part->count >= part->target)
		return;
	part->free[variable] = 1;
	part->chosen[part->count++] = variable;
}

/* What another point says otherwise, in random order */
static void
free_differences(Part *part, const double *value, const uint8_t *other)
{
	int32_t    *differs = QS_ARRAY(part->host, int32_t, part->model->n);
	int			count = 0;

	for (int i = 0; i < part->model->n; i++)
		if (value ? fabs(value[i] - part->x[i]) > 0.1 : other[i] != part->x[i])
			differs[count++] = i;
	shuffle(&part->random, differs, count);
	for (int k = 0; k < count; k++)
		set_free(part, differs[k]);
	qs_free(part->host, differs);
}

static void
free_row(Part *part, int row)
{
	const QsModel *model = part->model;
	int64_t		first = model->row_start[row];
	int64_t		length = model->row_start[row + 1] - first;
	int64_t		offset = qs_random_below(&part->random, (uint32_t) length);

	for (int64_t k = 0; k < length && part->count < part->target; k++)
		set_free(part, model->row_variable[first + (offset + k) % length]);
}

/* From what is free on to what shares rows with it, until there are enough */
static void
spread(Part *part)
{
	const QsModel *model = part->model;
	uint8_t    *seen = QS_ARRAY0(part->host, uint8_t, model->m);

	for (int tries = 0; part->count < part->target && tries < model->m + 10; tries++)
	{
		int			reached = part->count;

		free_row(part, (int) qs_random_below(&part->random, (uint32_t) model->m));
		for (int c = reached > 0 ? 0 : reached; c < part->count && part->count < part->target; c++)
		{
			int			i = part->chosen[c];

			qs_check(part->host);
			for (int64_t k = model->column_start[i]; k < model->column_start[i + 1]; k++)
				if (!seen[model->column_row[k]])
				{
					seen[model->column_row[k]] = 1;
					free_row(part, model->column_row[k]);
				}
		}
		qs_check(part->host);
	}
	qs_free(part->host, seen);
}

static int
compare_prices(const void *a, const void *b)
{
	const Price *x = a;
	const Price *y = b;

	if (x->price != y->price)
		return x->price < y->price ? -1 : 1;
	return (x->variable > y->variable) - (x->variable < y->variable);
}

/*
 * Those of the least reduced costs, which a good answer is made of: all of its reduced
 * costs add up to its distance from the bound.  The rest is as its reduced cost says,
 * whatever the answer has.
 */
static void
free_core(Part *part)
{
	const double *reduced = part->solve->relaxation->reduced_cost;
	int			n = part->model->n;
	Price	   *price = QS_ARRAY(part->host, Price, n);

	for (int i = 0; i < n; i++)
		price[i] = (Price) {fabs(reduced[i]), i};
	qs_sort(part->host, price, (size_t) n, sizeof(Price), compare_prices);
	for (int k = 0; k < part->target && k < n; k++)
		set_free(part, price[k].variable);
	for (int i = 0; i < n; i++)
		part->x[i] = reduced[i] < 0.0;
	qs_free(part->host, price);
}

static void
choose(Part *part, Kind kind)
{
	QsSolve    *solve = part->solve;

	if (kind == CORE)
	{
		free_core(part);
		return;
	}
	if (kind == AGAINST_RELAXATION && solve->relaxation)
		free_differences(part, solve->relaxation->value, NULL);
	else if (kind == AGAINST_POOL && solve->pool->count > 1)
	{
		int			other = 1 + (int) qs_random_below(&part->random, (uint32_t) solve->pool->count - 1);

		free_differences(part, NULL, qs_pool_entry(solve->pool, other));
	}
	spread(part);
}

/* Branch and bound of what is left; x (of model) when something better was found */
static QsStatus
search(QsSolve *solve, const QsModel *model, int64_t nodes, uint8_t *x, bool *improved)
{
	QsHost	   *host = solve->host;
	QsStructure *structure = qs_structure_create(host, model, qs_classes);
	QsRelaxation *relaxation = NULL;
	QsStatus	status = qs_relax(host, model, structure, NULL, 0, &relaxation);
	double		incumbent = qs_answers_best(solve->answers);
	double		best;
	int64_t		used;

	*improved = false;
	if (status == QS_INFEASIBLE || (relaxation && relaxation->bound > qs_bound_threshold(model, incumbent)))
		status = QS_OK;
	else if (!qs_tree_suits(model, structure, relaxation, incumbent))
		status = qs_bound_enumerate(host, model, structure, NULL, incumbent, nodes, x, &best,
									improved, &used);
	else
	{
		QsEnumeration enumeration = {
			.host = host, .model = qs_relaxation_model(relaxation, model),
			.dual = qs_relaxation_dual(relaxation), .grain = qs_bound_granularity(model), .x = x,
			.limit = nodes, .status = QS_OK
		};
		QsLinearTree *tree;

		qs_enumeration_set_incumbent(&enumeration, incumbent);
		tree = qs_linear_tree_create(&enumeration);
		qs_linear_tree_dive(tree);
		if (enumeration.status == QS_OK)
			qs_linear_tree_run(tree);
		status = enumeration.status;
		*improved = enumeration.improved;
		qs_linear_tree_free(tree);
	}
	qs_relaxation_free(host, relaxation);
	qs_structure_free(host, structure);
	return status;
}

/* The model with all fixed that is not free: presolved, tightened, searched, offered */
static QsStatus
solve_part(Part *part, int64_t nodes, bool *improved)
{
	QsSolve    *solve = part->solve;
	QsHost	   *host = part->host;
	QsContraction *contraction = qs_contraction_create(host, part->model);
	QsReduced  *reduced;
	QsStatus	status = QS_OK;

	*improved = false;
	for (int i = 0; i < part->model->n; i++)
		if (!part->free[i])
			qs_contraction_fix(host, contraction, i, part->x[i], NAN, "neighbourhood", -1, NULL);
	status = qs_presolve(host, contraction, qs_classes, &qs_presolve_defaults);
	reduced = qs_contraction_reduce(host, contraction);
	if (status != QS_INFEASIBLE && !reduced->infeasible && !qs_time_up(host))
	{
		QsTightening done;
		QsModel    *tightened = qs_tighten(host, reduced->model, &done);
		uint8_t    *x = QS_ARRAY0(host, uint8_t, reduced->n);

		if (reduced->n > 0)
			status = search(solve, tightened ? tightened : reduced->model, nodes, x, improved);
		else
			*improved = reduced->model->constant < qs_answers_best(solve->answers);
		if (*improved)
		{
			QsSolution	origin = {
				.raw_objective = NAN, .repaired_objective = NAN, .round = solve->run->rounds
			};
			uint8_t    *base_x = QS_ARRAY(host, uint8_t, part->model->n);

			qs_contraction_expand(contraction, reduced, x, base_x);
			*improved = qs_solve_offer(solve, base_x, &origin);
			qs_free(host, base_x);
		}
		qs_model_free(host, tightened);
		qs_free(host, x);
	}
	qs_reduced_free(host, reduced);
	qs_contraction_free(host, contraction);
	return status;
}

/* How many variables are free next, by what became of the part before */
static double
next_size(double size, double most, QsStatus status, bool improved)
{
	if (status == QS_OK && !improved)
		return fmin(most, size * GROWTH);
	return status == QS_LIMIT ? size * SHRINKAGE : size;
}

static QsStatus
search_kind(QsSolve *solve, Kind kind, double *size, double most, int64_t nodes, bool *improved)
{
	QsHost	   *host = solve->host;
	const QsModel *model = solve->base->model;
	int			turn = solve->neighbourhoods++;
	QsStatus	status;
	Part		part = {
		.solve = solve, .host = host, .model = model,
		.free = QS_ARRAY0(host, uint8_t, model->n), .chosen = QS_ARRAY(host, int32_t, model->n)
	};

	part.x = qs_duplicate(host, qs_pool_entry(solve->pool, 0), (size_t) model->n, 1);
	qs_random_seed(&part.random, solve->settings->seed, STREAM + (uint64_t) turn);
	part.target = (int) fmax(LEAST_FREE, *size);
	choose(&part, kind);
	status = solve_part(&part, nodes, improved);
	*size = next_size(*size, most, status, *improved);
	QS_TRACE(host, "neighbourhood %d: %d of %d variables free: %s%s", turn + 1, part.count, model->n,
			 status == QS_OK ? "solved" : "limit", *improved ? ", better" : "");
	qs_free(host, part.x);
	qs_free(host, part.free);
	qs_free(host, part.chosen);
	return status;
}

bool
qs_neighbourhood_has_core(const QsSolve *solve)
{
	const QsModel *model = solve->base->model;

	/* the other classes know better ways */
	return solve->relaxation && solve->structure->ops->takes_cuts &&
		solve->structure->ops->enumerate == NULL && model->n >= WIDE * model->m && qs_neighbourhoods_apply(solve);
}

QsStatus
qs_neighbourhood_core(QsSolve *solve, int64_t nodes, bool *improved)
{
	const QsModel *model = solve->base->model;

	if (solve->core_size == 0.0)
		solve->core_size = CORE_FIRST * model->m;
	return search_kind(solve, CORE, &solve->core_size, model->n, nodes, improved);
}

void
qs_neighbourhood_search(QsSolve *solve, int64_t nodes)
{
	const QsModel *model = solve->base->model;
	int			kinds = qs_neighbourhood_has_core(solve) ? KINDS : CORE;
	Kind		kind = (Kind) (solve->neighbourhoods % kinds);
	double		size;
	bool		improved;

	if (solve->neighbourhood_share == 0.0)
		solve->neighbourhood_share = fmin(FIRST_SHARE, FIRST_SIZE / model->n);
	size = solve->neighbourhood_share * model->n;
	if (kind == CORE)
		qs_neighbourhood_core(solve, nodes, &improved);
	else
		search_kind(solve, kind, &size, 0.9 * model->n, nodes, &improved);
	solve->neighbourhood_share = size / model->n;
	solve->fruitless = improved ? 0 : solve->fruitless + 1;
}
