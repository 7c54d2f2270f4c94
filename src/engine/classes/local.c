/*
 * local.c
 *	  Builds what the moves of a model's class need.
 */
#include "classes/local.h"

QsLocal *
qs_local_create(QsHost *host, const QsModel *model, const QsStructure *structure,
				const double *dual)
{
	QsLocal    *local = QS_NEW(host, QsLocal);

	local->model = model;
	local->structure = structure;
	local->class = structure->class;
	if (local->class == QS_CLASS_INDEPENDENT_SET && structure->conflict_start == NULL)
		local->class = QS_CLASS_KNAPSACK;
	switch (local->class)
	{
		case QS_CLASS_KNAPSACK:
			local->knapsack = qs_knapsack_create(host, model, structure, dual);
			break;
		case QS_CLASS_INDEPENDENT_SET:
			local->independent_set = qs_independent_set_create(host, model, structure);
			break;
		case QS_CLASS_ASSIGNMENT:
			local->assignment = qs_assignment_moves_create(host, model, structure);
			break;
		case QS_CLASS_UNCONSTRAINED:
		case QS_CLASS_GENERIC:
			local->generic = qs_generic_create(host, model, structure);
			break;
	}
	return local;
}

void
qs_local_remember(QsHost *host, QsLocal *local)
{
	if (local->independent_set)
		qs_independent_set_remember(host, local->independent_set);
}

void
qs_local_free(QsHost *host, QsLocal *local)
{
	if (local == NULL)
		return;
	qs_knapsack_free(host, local->knapsack);
	qs_independent_set_free(host, local->independent_set);
	qs_assignment_moves_free(host, local->assignment);
	qs_generic_free(host, local->generic);
	qs_free(host, local);
}
