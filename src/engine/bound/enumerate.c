/*
 * enumerate.c
 *	  Exact branch and bound, by structure.
 */
#include "bound/enumerate.h"

#include <math.h>
#include <string.h>

#include "bound/bound.h"
#include "structure/class.h"

/* Nodes between two looks at the clock, about a millisecond */
#define NODES_PER_CHECK	1000

bool
qs_enumeration_count(QsEnumeration *enumeration, int64_t nodes)
{
	enumeration->nodes += nodes;
	if (enumeration->status != QS_OK)
		return true;
	if (enumeration->nodes >= enumeration->next_check)
	{
		enumeration->next_check = enumeration->nodes + NODES_PER_CHECK;
		qs_check(enumeration->host);
		if (qs_time_up(enumeration->host))
			enumeration->status = QS_INTERRUPTED;
	}
	if (enumeration->nodes > enumeration->limit)
		enumeration->status = QS_LIMIT;
	return enumeration->status != QS_OK;
}

static void
set_incumbent(QsEnumeration *enumeration, double value)
{
	enumeration->incumbent = value;
	enumeration->threshold = qs_bound_threshold(enumeration->model, value);
}

static bool
offer_to_best(QsEnumeration *enumeration, const uint8_t *x, double value)
{
	QsBestSet  *best = enumeration->best;

	if (!qs_memory_fits(enumeration->host, qs_best_set_growth(best)))
	{
		enumeration->status = QS_LIMIT;
		return false;
	}
	if (!qs_best_set_offer(enumeration->host, best, x, value))
		return false;
	enumeration->improved = true;
	set_incumbent(enumeration, qs_best_set_worst(best));
	return true;
}

bool
qs_enumeration_offer(QsEnumeration *enumeration, const uint8_t *x)
{
	const QsModel *model = enumeration->model;
	double		value;

	if (!qs_model_feasible(model, x))
		return false;
	value = qs_model_objective(model, x);
	if (value >= enumeration->incumbent)
		return false;
	if (enumeration->best)
		return offer_to_best(enumeration, x, value);
	memcpy(enumeration->x, x, (size_t) model->n);
	enumeration->improved = true;
	set_incumbent(enumeration, value);
	return true;
}

static void
run(QsEnumeration *enumeration, const QsStructure *structure, double incumbent)
{
	set_incumbent(enumeration, incumbent);
	if (qs_enumeration_count(enumeration, 1))
		return;
	if (structure->ops->enumerate)
		structure->ops->enumerate(enumeration, structure);
	else if (enumeration->model->linear)
		qs_enumerate_linear(enumeration);
	else
		qs_enumerate_quadratic(enumeration);
}

QsStatus
qs_bound_enumerate(QsHost *host, const QsModel *model, const QsStructure *structure,
				   const double *dual, double incumbent, int64_t node_limit, uint8_t *x,
				   double *best, bool *improved, int64_t *nodes)
{
	QsEnumeration enumeration = {
		.host = host,
		.model = model,
		.dual = dual,
		.grain = qs_bound_granularity(model),
		.x = x,
		.limit = node_limit,
		.status = QS_OK,
	};

	run(&enumeration, structure, incumbent);
	*best = enumeration.incumbent;
	*improved = enumeration.improved;
	*nodes = enumeration.nodes;
	return enumeration.status;
}

QsStatus
qs_bound_enumerate_best(QsHost *host, const QsModel *model, const QsStructure *structure,
						const double *dual, QsBestSet *best, int64_t *nodes)
{
	QsEnumeration enumeration = {
		.host = host,
		.model = model,
		.dual = dual,
		.best = best,
		.grain = qs_bound_granularity(model),
		.limit = *nodes,
		.status = QS_OK,
	};

	run(&enumeration, structure, qs_best_set_worst(best));
	*nodes = enumeration.nodes;
	return enumeration.status;
}
