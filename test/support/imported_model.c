/*
 * imported_model.c
 *	  The engine's model of an imported problem.
 */
#include "imported_model.h"

QsModel *
imported_model(QsHost *host, const QsImported *problem)
{
	if (problem->order > 0)
		return qs_model_create_assignment(host, problem->order, problem->flow,
										  problem->distance, problem->cost);
	return qs_model_create(host, problem->n, problem->maximise, problem->offset,
						   problem->terms, problem->term_count, problem->row, problem->rows);
}
