/*
 * space.c
 *	  The best assignments there are, by branch and bound.
 */
#include "solve/space.h"

#include "bound/bound.h"
#include "classes/classes.h"
#include "rows/tighten.h"
#include "solve/base.h"

#define RELAX_SHARE			0.3 /* of the time left */

bool
qs_space_accepts(QsSolve *solve, const uint8_t *x)
{
	return qs_model_feasible(solve->model, x) && qs_solve_accepted(solve, x);
}

QsSpace
qs_space_open(QsSolve *solve)
{
	QsHost	   *host = solve->host;
	QsSpace		space = {
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

void
qs_space_close(QsSpace *space)
{
	QsHost	   *host = space->solve->host;

	qs_reduced_free(host, space->reduced);
	qs_contraction_free(host, space->contraction);
	qs_free(host, space->x);
}

static const uint8_t *
expand(QsSpace *space, const uint8_t *x)
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
	QsSpace    *space = context;
	const uint8_t *x = expand(space, x_space);

	return (space->chosen == NULL || is_apart(space->chosen, space->apart, x)) &&
		qs_space_accepts(space->solve, x);
}

/*
 * The model with a row for each chosen answer, over all variables: at least so many
 * differ.  What the filter says too, where searches can see it.  NULL: the model
 * keeps matrices, whose search knows no rows.
 */
static QsModel *
model_apart(const QsSpace *space)
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
enumerate(QsSpace *space, QsBestSet *set, int64_t *nodes)
{
	QsHost	   *host = space->solve->host;
	QsModel    *apart = NULL;
	const QsModel *model = space->model;
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
	if (qs_time_up(host))
		return QS_INTERRUPTED;
	apart = model_apart(space);
	if (apart)
		model = apart;
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
	if (status != QS_INFEASIBLE && qs_time_up(host))
		status = QS_INTERRUPTED;
	else if (status != QS_INFEASIBLE)
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
offer_to_space(QsSpace *space, QsBestSet *set, const uint8_t *x)
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

/* Answers were accepted before; only those apart from what is chosen are wanted. */
static void
offer_answers(QsSpace *space, QsBestSet *set)
{
	const QsAnswers *answers = space->solve->answers;

	for (int k = 0; k < answers->count; k++)
		if (answers->entry[k].feasible &&
			(space->chosen == NULL || is_apart(space->chosen, space->apart, answers->entry[k].x)))
			offer_to_space(space, set, answers->entry[k].x);
}

static void
add_chosen(QsSpace *space, QsBestSet *chosen, const uint8_t *x_space)
{
	QsSolve    *solve = space->solve;
	const uint8_t *x = expand(space, x_space);

	qs_best_set_offer(solve->host, chosen, x, qs_model_objective(solve->model, x));
}

QsStatus
qs_space_best(QsSpace *space, int64_t nodes, QsBestSet *chosen)
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

QsStatus
qs_space_apart(QsSpace *space, int64_t nodes, QsBestSet *chosen, int *proved)
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
