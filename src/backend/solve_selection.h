/*
 * solve_selection.h
 *	  Which solution is the answer to a problem.
 */
#ifndef QSHRINK_SOLVE_SELECTION_H
#define QSHRINK_SOLVE_SELECTION_H

#include "compat.h"

#include "utils/varbit.h"

typedef struct QshrinkAnswer
{
	int64		run_id;
	int64		key_list_id;	/* what a run of a former model called the variables; 0: as
								 * they are called now */
	bool		feasible;
	VarBit	   *assignment;
} QshrinkAnswer;

/*
 * A solution by the active snapshot: of the run, or (NULL) of the best run of the model
 * as it is now; its rank, or (0) the best feasible one.  Warns where the model has
 * changed since the run, or the solution breaks constraints.  ERROR saying why there is
 * none: qshrink_selection's COMMENT has the codes.  Inside SPI.
 */
extern QshrinkAnswer qshrink_answer_find(Oid namespace, int64 problem_id, const int64 *run_id,
										 int rank);

/* Argument k, a rank: 1 where it is null, ERROR below */
extern int	qshrink_rank_argument(FunctionCallInfo fcinfo, int k);

#endif
