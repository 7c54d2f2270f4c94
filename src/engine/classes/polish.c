/*
 * polish.c
 *	  Feasible local search, by structure.
 *
 * The searches of the classes only move x; what it is worth is recomputed here
 * from the model, so that the value returned is that of the x returned.
 */
#include "classes/polish.h"

#include <string.h>

#include "classes/local.h"
#include "flip/qubo_search.h"

static QsStatus
polish_by_class(QsHost *host, QsLocal *local, uint8_t *x, int64_t *moves)
{
	switch (local->class)
	{
		case QS_CLASS_KNAPSACK:
			return qs_knapsack_polish(host, local->knapsack, x, moves);
		case QS_CLASS_INDEPENDENT_SET:
			return qs_independent_set_polish(host, local->independent_set, x, moves);
		case QS_CLASS_ASSIGNMENT:
			return qs_assignment_polish(host, local->assignment, x, moves);
		case QS_CLASS_UNCONSTRAINED:
		case QS_CLASS_GENERIC:
			break;
	}
	return qs_generic_polish(host, local->generic, x, moves);
}

static QsStatus
search_unconstrained(QsHost *host, const QsModel *model, QsRandom *random, double effort,
					 double target, uint8_t *x, int64_t *moves)
{
	double		energy;

	return qs_qubo_search(host, model->objective, random, effort, target - model->constant, x,
						  &energy, moves);
}

static QsStatus
search_by_class(QsHost *host, QsLocal *local, QsRandom *random, double effort,
				double target, uint8_t *x, int64_t *moves)
{
	switch (local->class)
	{
		case QS_CLASS_KNAPSACK:
			return qs_knapsack_search(host, local->knapsack, random, effort, target, x, moves);
		case QS_CLASS_INDEPENDENT_SET:
			return qs_independent_set_search(host, local->independent_set, random, effort,
											 target, x, moves);
		case QS_CLASS_ASSIGNMENT:
			return qs_assignment_search(host, local->assignment, random, effort, target, x,
										moves);
		case QS_CLASS_UNCONSTRAINED:
			return search_unconstrained(host, local->model, random, effort, target, x, moves);
		case QS_CLASS_GENERIC:
			break;
	}
	return qs_generic_search(host, local->generic, random, effort, target, x, moves);
}

/* Run either and keep the outcome only if it is feasible and no worse: sums
 * kept up to date over millions of moves may have drifted. */
static QsStatus
run(QsHost *host, QsLocal *local, QsRandom *random, bool descent, double effort,
	double target, uint8_t *x, double *objective, int64_t *moves)
{
	const QsModel *model = local->model;
	size_t		n = (size_t) model->n;
	uint8_t    *before = QS_ARRAY(host, uint8_t, n);
	double		value;
	QsStatus	status;

	*moves = 0;
	if (n > 0)
		memcpy(before, x, n);
	status = descent ? polish_by_class(host, local, x, moves)
		: search_by_class(host, local, random, effort, target, x, moves);
	*objective = qs_model_objective(model, before);
	value = qs_model_objective(model, x);
	if (value <= *objective && qs_model_feasible(model, x))
		*objective = value;
	else
	{
		if (n > 0)
			memcpy(x, before, n);
		*moves = 0;
	}
	qs_free(host, before);
	return status;
}

QsStatus
qs_polish(QsHost *host, QsLocal *local, QsRandom *random, uint8_t *x, double *objective,
		  int64_t *moves)
{
	/* every descent is deterministic; the generator is the contract's */
	return run(host, local, random, true, 0.0, 0.0, x, objective, moves);
}

QsStatus
qs_search(QsHost *host, QsLocal *local, QsRandom *random, double effort, double target,
		  uint8_t *x, double *objective, int64_t *moves)
{
	return run(host, local, random, false, effort, target, x, objective, moves);
}
