/*
 * space.h
 *	  The model as the caller fixed it, in which every feasible assignment lives, and
 *	  the best of them by branch and bound; private to best.c.
 *
 * Presolve, certified fixing and the proofs of a run keep the optimal value and no
 * more: the best so many are looked for before all that.
 */
#ifndef QS_SPACE_H
#define QS_SPACE_H

#include "model/best_set.h"
#include "solve/solve_state.h"

typedef struct QsSpace
{
	QsSolve    *solve;
	QsContraction *contraction; /* NULL: nothing is fixed, model is the solve's own */
	QsReduced  *reduced;
	const QsModel *model;
	uint8_t    *x;				/* model n, of the solve's: scratch */
	const QsBestSet *chosen;	/* answers over the solve's variables to keep away from */
	int			apart;			/* by so many flips */
} QsSpace;

extern QsSpace qs_space_open(QsSolve *solve);
extern void qs_space_close(QsSpace *space);

/* Is x, of the solve's variables, feasible to the engine and to the judge? */
extern bool qs_space_accepts(QsSolve *solve, const uint8_t *x);

/* Put the best so many (settings->solutions) into chosen, over the solve's variables,
 * from its answers and what at most so many nodes find.  QS_OK: proved. */
extern QsStatus qs_space_best(QsSpace *space, int64_t nodes, QsBestSet *chosen);

/*
 * The same one by one, each the best of those at least settings->diversity flips from
 * all before it.  A search that came to no end gives the best it has seen; without a
 * proof in mind (settings->enumerate) one that is not needed is not made.  *proved: of
 * how many from the first on it is known.
 */
extern QsStatus qs_space_apart(QsSpace *space, int64_t nodes, QsBestSet *chosen, int *proved);

#endif
