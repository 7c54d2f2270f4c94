/*
 * repair.c
 *	  Feasibility from anything, by structure.
 */
#include "classes/repair.h"

#include <string.h>

#include "classes/local.h"

static QsStatus
repair_by_class(QsHost *host, QsLocal *local, QsRandom *random, uint8_t *x)
{
	switch (local->class)
	{
		case QS_CLASS_KNAPSACK:
			return qs_knapsack_repair(host, local->knapsack, x);
		case QS_CLASS_INDEPENDENT_SET:
			return qs_independent_set_repair(host, local->independent_set, x);
		case QS_CLASS_ASSIGNMENT:
			return qs_assignment_repair(host, local->assignment, x);
		case QS_CLASS_UNCONSTRAINED:
			return QS_OK;
		case QS_CLASS_GENERIC:
			break;
	}
	return qs_generic_repair(host, local->generic, random, x);
}

QsStatus
qs_repair(QsHost *host, QsLocal *local, QsRandom *random, uint8_t *x, int64_t *moves)
{
	int			n = local->model->n;
	uint8_t    *before = QS_ARRAY(host, uint8_t, n);
	QsStatus	status;

	if (n > 0)
		memcpy(before, x, (size_t) n);
	status = repair_by_class(host, local, random, x);
	*moves = 0;
	for (int i = 0; i < n; i++)
		*moves += before[i] != x[i];
	qs_free(host, before);
	return status;
}

QsStatus
qs_construct(QsHost *host, QsLocal *local, QsRandom *random, double noise, uint8_t *x)
{
	switch (local->class)
	{
		case QS_CLASS_KNAPSACK:
			return qs_knapsack_construct(host, local->knapsack, random, noise, x);
		case QS_CLASS_INDEPENDENT_SET:
			return qs_independent_set_construct(host, local->independent_set, random, noise, x);
		case QS_CLASS_ASSIGNMENT:
			return qs_assignment_construct(host, local->assignment, random, noise, x);
		case QS_CLASS_UNCONSTRAINED:
		case QS_CLASS_GENERIC:
			break;
	}
	return qs_generic_construct(host, local->generic, random, noise, x);
}
