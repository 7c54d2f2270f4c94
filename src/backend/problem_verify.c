/*
 * problem_verify.c
 *	  Judging an assignment against the rows as stored.
 */
#include "compat.h"

#include "problem_load.h"
#include "verify.h"

bool
qshrink_problem_verify(const QshrinkProblem *problem, const uint8_t *x,
					   double *objective, int *violated)
{
	int			broken = 0;

	for (int r = 0; r < problem->rows; r++)
	{
		const QsRow *row = &problem->row[r];
		double		activity;

		broken += !qs_verify_row(row->count, row->variables, row->coefficients,
								 row->sense, row->rhs, x, &activity);
	}
	if (violated)
		*violated = broken;
	if (objective && problem->order > 0)
		*objective = qs_verify_assignment(problem->order, problem->flow, problem->distance,
										  problem->cost, x);
	else if (objective)
		*objective = qs_verify_terms(problem->offset, problem->terms, problem->term_count, x);
	return broken == 0;
}
