/*
 * enumeration.c
 *	  The incumbent of a branch-and-bound search, its count of nodes, when it stops.
 */
#include "bound/enumeration.h"

#include <string.h>

#include "bound/bound.h"

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

void
qs_enumeration_set_incumbent(QsEnumeration *enumeration, double value)
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
	qs_enumeration_set_incumbent(enumeration, qs_best_set_worst(best));
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
	qs_enumeration_set_incumbent(enumeration, value);
	return true;
}
