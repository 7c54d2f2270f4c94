/*
 * bound.c
 *	  Valid bounds on the optimum: names, rounding, the choice of method.
 */
#include "bound/bound.h"

#include <math.h>
#include <stdlib.h>

#include "base/integers.h"
#include "base/relax_exact.h"
#include "bound/bound_choices.h"
#include "bound/bound_convex.h"
#include "bound/bound_products.h"
#include "bound/bound_sdp.h"
#include "bound/lawler.h"
#include "bound/linear_rows.h"
#include "relax/relax.h"
#include "relax/roof_duality.h"
#include "rows/tighten.h"

/* ---- rounding --------------------------------------------------------- */

/*
 * Pair terms of an assignment are F_fg D_lk + F_gf D_kl: multiples of the
 * product of the divisors of the off-diagonal entries, doubled if both matrices
 * are symmetric.
 */
static double
assignment_divisor(const QsAssignment *a, double divides)
{
	size_t		order = (size_t) a->order;
	double		of_flow = 0.0,
				of_distance = 0.0;
	bool		symmetric = true;

	for (size_t f = 0; f < order; f++)
		for (size_t g = 0; g < order; g++)
		{
			size_t		fg = f * order + g,
						gf = g * order + f;
			double		own = a->flow[f * order + f] * a->distance[g * order + g] +
				(a->cost ? a->cost[fg] : 0.0);

			divides = qs_greatest_common_divisor(own, divides);
			if (f == g)
				continue;
			of_flow = qs_greatest_common_divisor(a->flow[fg], of_flow);
			of_distance = qs_greatest_common_divisor(a->distance[fg], of_distance);
			symmetric = symmetric && a->flow[fg] == a->flow[gf] &&
				a->distance[fg] == a->distance[gf];
		}
	return qs_greatest_common_divisor((symmetric ? 2.0 : 1.0) * of_flow * of_distance, divides);
}

double
qs_bound_granularity(const QsModel *model)
{
	double		divides = 0.0;

	if (!model->integral)
		return 0.0;
	for (int i = 0; i < model->n && divides != 1.0; i++)
		divides = qs_greatest_common_divisor(model->objective->linear[i], divides);
	for (int64_t k = 0; k < model->objective->start[model->n] && divides != 1.0; k++)
		divides = qs_greatest_common_divisor(model->objective->weight[k], divides);
	if (model->assignment && divides != 1.0)
		divides = assignment_divisor(model->assignment, divides);
	/* a constant objective has any divisor */
	return fmax(divides, 1.0);
}

double
qs_bound_round(const QsModel *model, double bound)
{
	double		grain = qs_bound_granularity(model);

	if (grain == 0.0 || !isfinite(bound) || fabs(bound) > 0x1p53)
		return bound;
	return model->constant + grain * ceil((bound - 1e-6 - model->constant) / grain);
}

double
qs_bound_threshold(const QsModel *model, double incumbent)
{
	double		grain = qs_bound_granularity(model);

	if (!isfinite(incumbent))
		return incumbent;
	if (grain == 0.0)
		return incumbent - model->tolerance * fmax(1.0, fabs(incumbent));
	return model->constant + grain * (ceil((incumbent - 1e-6 - model->constant) / grain) - 1.0) +
		1e-6;
}

bool
qs_bound_meets(const QsModel *model, double bound, double incumbent)
{
	double		threshold = qs_bound_threshold(model, incumbent);

	return isfinite(incumbent) && (model->integral ? bound > threshold : bound >= threshold);
}

/* ---- methods ---------------------------------------------------------- */

static int
compare_doubles(const void *a, const void *b)
{
	double		x = *(const double *) a;
	double		y = *(const double *) b;

	return (x > y) - (x < y);
}

/* Off-diagonal entries in ascending order; how many */
static size_t
sorted_entries(const double *matrix, size_t order, double *entries)
{
	size_t		count = 0;

	for (size_t k = 0; k < order * order; k++)
		if (k / order != k % order)
			entries[count++] = matrix[k];
	qsort(entries, count, sizeof(double), compare_doubles);
	return count;
}

/* Every facility at its cheapest own cost, and the flows against the distances
 * in opposite order (the rearrangement inequality). */
static void
add_assignment_least(QsHost *host, const QsAssignment *a, QsExact *sum)
{
	size_t		order = (size_t) a->order;
	double	   *flow = QS_ARRAY(host, double, order * order);
	double	   *distance = QS_ARRAY(host, double, order * order);
	size_t		count = sorted_entries(a->flow, order, flow);

	sorted_entries(a->distance, order, distance);
	for (size_t k = 0; k < count; k++)
		qs_exact_add_product(sum, flow[k], distance[count - 1 - k]);
	for (size_t f = 0; f < order; f++)
	{
		QsExact		least = {INFINITY, 0.0, 0.0};

		for (size_t l = 0; l < order; l++)
		{
			QsExact		own = {0.0, 0.0, 0.0};

			qs_exact_add_product(&own, a->flow[f * order + f], a->distance[l * order + l]);
			if (a->cost)
				qs_exact_add(&own, a->cost[f * order + l]);
			if (qs_exact_floor(&own) < least.high)
				least = own;
		}
		qs_exact_add_exact(sum, least);
	}
	qs_free(host, flow);
	qs_free(host, distance);
}

/* Every term at its least: no row is looked at. */
static double
trivial_bound(QsHost *host, const QsModel *model)
{
	QsExact		sum = {0.0, 0.0, 0.0};

	qs_exact_add(&sum, model->constant);
	for (int i = 0; i < model->n; i++)
	{
		qs_exact_add(&sum, fmin(0.0, model->objective->linear[i]));
		for (int64_t k = model->objective->start[i]; k < model->objective->start[i + 1]; k++)
			if (model->objective->neighbour[k] < i)
				qs_exact_add(&sum, fmin(0.0, model->objective->weight[k]));
	}
	if (model->assignment)
		add_assignment_least(host, model->assignment, &sum);
	return qs_exact_floor(&sum);
}

/*
 * The standard linearisation of a quadratic objective without its rows has the
 * roof dual as its value (Hammer, Hansen & Simeone 1984): a maximum flow instead
 * of a large program.  Rows are priced in by multipliers (NULL: left out).
 */
static double
roof_dual(QsHost *host, const QsModel *model, const double *dual)
{
	QsPosiform *posiform = qs_posiform_of_model(host, model, dual);
	double		bound;

	/* a flow cut short at the deadline gives a bound all the same */
	qs_posiform_tighten(host, posiform);
	bound = qs_posiform_bound(posiform);
	qs_posiform_free(host, posiform);
	return bound;
}

/*
 * The model's rows under a linear function that is never above its objective:
 * x x' >= 0 under a positive coefficient, x x' <= (x + x') / 2 under a negative one.
 */
static QsModel *
linear_underestimator(QsHost *host, const QsModel *model)
{
	const QsQubo *objective = model->objective;
	double	   *cost = QS_ARRAY(host, double, model->n);
	QsModel    *linear;

	for (int i = 0; i < model->n; i++)
	{
		cost[i] = objective->linear[i];
		for (int64_t k = objective->start[i]; k < objective->start[i + 1]; k++)
			cost[i] += fmin(objective->weight[k], 0.0) / 2.0;
		if ((i & 255) == 0)
			qs_check(host);
	}
	linear = qs_linear_rows(host, model, cost, model->constant);
	qs_free(host, cost);
	return linear;
}

/* The roof dual with rows priced as they are under the linear underestimator: at
 * least that relaxation's own bound. */
static double
underestimated_dual(QsHost *host, const QsModel *model, const QsClassOps *const *classes)
{
	QsModel    *linear = linear_underestimator(host, model);
	QsStructure *structure = qs_structure_create(host, linear, classes);
	QsRelaxation *relaxation = NULL;
	double		bound = -INFINITY;

	qs_relax(host, linear, structure, NULL, 0, &relaxation);
	if (relaxation && !qs_time_up(host))
		bound = roof_dual(host, model, relaxation->dual);
	qs_relaxation_free(host, relaxation);
	qs_structure_free(host, structure);
	qs_model_free(host, linear);
	return bound;
}

/* Multipliers of a quadratic model's rows are those of its tangent, or those of a
 * linear function below it.  Each way takes a flow, the first whatever time it is. */
static QsStatus
lp_bound(QsHost *host, const QsModel *model, const QsStructure *structure, double *bound)
{
	QsRelaxation *relaxation = NULL;
	QsStatus	status = QS_OK;

	if (model->assignment)
		return QS_UNSUPPORTED;
	if (model->linear || model->m > 0)
		status = qs_relax(host, model, structure, NULL, 0, &relaxation);
	if (status == QS_INFEASIBLE || (model->linear && status != QS_OK))
		return status;
	if (model->linear)
		*bound = relaxation->bound;
	else
	{
		*bound = roof_dual(host, model, NULL);
		if (relaxation && !qs_time_up(host))
			*bound = fmax(*bound, roof_dual(host, model, relaxation->dual));
		if (relaxation && !qs_time_up(host))
			*bound = fmax(*bound, underestimated_dual(host, model, structure->classes));
	}
	qs_relaxation_free(host, relaxation);
	return QS_OK;
}

static QsStatus
lawler_bound(QsHost *host, const QsModel *model, double *bound)
{
	QsLawler   *lawler;
	double	   *base;
	int		   *line;
	int			order;

	if (model->assignment == NULL || qs_qubo_pairs(model->objective) > 0)
		return QS_UNSUPPORTED;
	order = model->assignment->order;
	lawler = qs_lawler_create(host, model);
	base = QS_ARRAY(host, double, model->n);
	line = QS_ARRAY(host, int, order);
	for (int i = 0; i < order; i++)
	{
		line[i] = i;
		for (int k = 0; k < order; k++)
			base[(size_t) i * (size_t) order + (size_t) k] = qs_lawler_own(model, i, k);
	}
	*bound = model->constant + qs_lawler_bound(lawler, order, line, line, base);
	qs_free(host, base);
	qs_free(host, line);
	qs_lawler_free(lawler);
	return QS_OK;
}

/* What a method bounds */
typedef struct Bounding
{
	QsHost	   *host;
	const QsModel *model;
	const QsStructure *structure;
	uint64_t	seed;
} Bounding;

static QsStatus
trivial_method(const Bounding *bounding, double *bound)
{
	*bound = trivial_bound(bounding->host, bounding->model);
	return QS_OK;
}

static QsStatus
lp_method(const Bounding *bounding, double *bound)
{
	return lp_bound(bounding->host, bounding->model, bounding->structure, bound);
}

static QsStatus
sdp_method(const Bounding *bounding, double *bound)
{
	return qs_bound_sdp(bounding->host, bounding->model, bounding->structure, bounding->seed, bound);
}

static QsStatus
products_method(const Bounding *bounding, double *bound)
{
	QsUnderestimate below;
	QsStatus	status = qs_bound_products(bounding->host, bounding->model, bounding->structure, &below);

	if (status == QS_OK)
	{
		*bound = below.relaxation->bound;
		qs_underestimate_free(bounding->host, &below);
	}
	return status;
}

static QsStatus
convex_method(const Bounding *bounding, double *bound)
{
	QsUnderestimate below;
	QsStatus	status = qs_bound_convex(bounding->host, bounding->model, bounding->structure,
										 bounding->seed, &below);

	if (status == QS_OK)
	{
		*bound = below.relaxation->bound;
		qs_underestimate_free(bounding->host, &below);
	}
	return status;
}

static QsStatus
choices_method(const Bounding *bounding, double *bound)
{
	QsChoiceProducts *choices = qs_choice_products_create(bounding->host, bounding->model,
														   bounding->structure);
	QsUnderestimate below;
	QsStatus	status;

	if (choices == NULL)
		return QS_UNSUPPORTED;
	status = qs_choice_products_bound(choices, bounding->model, bounding->structure, INFINITY, &below);
	qs_choice_products_free(choices);
	if (status == QS_OK)
	{
		*bound = below.relaxation->bound;
		qs_underestimate_free(bounding->host, &below);
	}
	return status;
}

static QsStatus
lawler_method(const Bounding *bounding, double *bound)
{
	return lawler_bound(bounding->host, bounding->model, bound);
}

/* What is known about a bound; auto takes the best of those that follow it. */
typedef struct Method
{
	QsName		name;
	QsStatus	(*bound) (const Bounding *bounding, double *bound);
} Method;

static const Method methods[] = {
	{{"auto", QS_BOUND_AUTO, "the best of those that apply"}, NULL},
	{{"trivial", QS_BOUND_TRIVIAL, "the sum of the negative coefficients"}, trivial_method},
	{{"lp", QS_BOUND_LP, "the linear relaxation; roof duality where the objective is quadratic"}, lp_method},
	{{"sdp", QS_BOUND_SDP, "the dual of the semidefinite relaxation of max-cut"}, sdp_method},
	{{"products", QS_BOUND_PRODUCTS, "quadratic objectives with rows: rows times variables"}, products_method},
	{{"convex", QS_BOUND_CONVEX, "quadratic objectives with rows: made convex by a semidefinite dual"}, convex_method},
	{{"choices", QS_BOUND_CHOICES, "quadratic objectives whose rows choose one: semidefinite products of choices"}, choices_method},
	{{"gilmore-lawler", QS_BOUND_GILMORE_LAWLER, "assignments: a linear assignment of least contributions"}, lawler_method},
};

const QsNames qs_bound_names = QS_NAMES("bound", methods);

bool
qs_bound_method(const char *name, QsBoundMethod *method)
{
	const QsName *found = qs_name_find(&qs_bound_names, name);

	if (found)
		*method = (QsBoundMethod) found->value;
	return found != NULL;
}

const char *
qs_bound_method_name(QsBoundMethod method)
{
	return qs_name_of(&qs_bound_names, (int) method)->name;
}

/* The best of all that apply, or of those there is time for; one that gives up is no matter. */
static QsStatus
best_bound(const Bounding *bounding, double *bound, QsBoundMethod *used)
{
	bool		some = false;

	*bound = trivial_bound(bounding->host, bounding->model);
	*used = QS_BOUND_TRIVIAL;
	for (int k = 0; k < qs_bound_names.count; k++)
	{
		const Method *method = &methods[k];
		double		candidate;
		QsStatus	status;

		if (method->bound == NULL || method->name.value == QS_BOUND_TRIVIAL ||
			(some && qs_time_up(bounding->host)))
			continue;
		status = method->bound(bounding, &candidate);
		if (status == QS_INFEASIBLE)
		{
			*used = (QsBoundMethod) method->name.value;
			return QS_INFEASIBLE;
		}
		some |= status == QS_OK;
		if (status == QS_OK && candidate > *bound)
		{
			*bound = candidate;
			*used = (QsBoundMethod) method->name.value;
		}
	}
	return QS_OK;
}

QsStatus
qs_bound(QsHost *host, const QsModel *model, const QsStructure *structure,
		 QsBoundMethod method, uint64_t seed, double *bound, QsBoundMethod *used)
{
	QsTightening done;
	QsModel    *tightened = model->assignment ? NULL : qs_tighten(host, model, &done);
	QsStructure *own = NULL;
	QsStatus	status;

	/* the same solutions, a linear relaxation that is never worse */
	if (tightened)
	{
		own = qs_structure_create(host, tightened, structure->classes);
		model = tightened;
		structure = own;
	}
	Bounding	bounding = {host, model, structure, seed};
	/* the entry begins with its name */
	const Method *known = (const Method *) qs_name_of(&qs_bound_names, (int) method);

	*used = method;
	status = known->bound ? known->bound(&bounding, bound) : best_bound(&bounding, bound, used);
	qs_structure_free(host, own);
	qs_model_free(host, tightened);
	return status;
}
