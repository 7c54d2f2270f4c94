/*
 * cut_rounds.h
 *	  Rounds of solving and separating on a linear relaxation that has been solved.
 */
#ifndef QS_CUT_ROUNDS_H
#define QS_CUT_ROUNDS_H

#include "cuts/cut_pool.h"
#include "numeric/lp.h"

typedef struct QsCutRounds
{
	QsCutPool	pool;
	int			rows;			/* cuts in the program now, behind its own rows */
	int32_t    *row;			/* the cut of each */
	int			row_capacity;
	double	   *value;			/* n: of the last program solved to its end */
} QsCutRounds;

/*
 * Cut off the solution of lp, the relaxation of model with own_rows rows, round by
 * round: the best new cuts come in, those that have not been tight for some rounds go.
 * Ends when nothing is found, the bound stalls, or after about `work` nanoseconds of
 * programs and separators, a count that repeats.  lp stays at the last program.
 */
extern void qs_cut_rounds_run(QsHost *host, const QsModel *model, QsLp *lp, int own_rows,
							  double work, QsCutRounds *rounds);
extern void qs_cut_rounds_free(QsCutRounds *rounds);

#endif
