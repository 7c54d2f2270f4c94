/*
 * enumerate.c
 *	  Exact branch and bound, by class, or by what the objective is.
 */
#include "bound/bound.h"
#include "bound/enumerate_linear.h"
#include "bound/enumerate_quadratic.h"
#include "bound/enumeration.h"
#include "structure/class.h"

static void
run(QsEnumeration *enumeration, const QsStructure *structure, double incumbent)
{
	qs_enumeration_set_incumbent(enumeration, incumbent);
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
