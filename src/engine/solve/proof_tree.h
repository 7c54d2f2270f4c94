/*
 * proof_tree.h
 *	  The one branch-and-bound tree of a solve of a linear model: it lives through the
 *	  rounds and gives and takes incumbents; private to solve/.
 */
#ifndef QS_SOLVE_PROOF_TREE_H
#define QS_SOLVE_PROOF_TREE_H

#include "solve/solve_state.h"

typedef struct QsProofTree QsProofTree;

/*
 * Is a tree over linear programs the way to solve the model?  Where its class has a search
 * of its own, only if the rows are few and the relaxation nearly meets the incumbent.
 */
extern bool qs_tree_suits(const QsModel *model, const QsStructure *structure,
						  const QsRelaxation *relaxation, double incumbent);

/* Is that so for the base, and is it in one piece? */
extern bool qs_proof_tree_applies(const QsSolve *solve);

/* A dive from where the tree stands, at most so many nodes (bound/enumeration.h) and the
 * host's deadline */
extern void qs_proof_tree_dive(QsSolve *solve, int64_t nodes);

/*
 * Go on for so many nodes, or until the host's deadline.  What is found is offered, the
 * bound of the run raised.  QS_OK: the tree is empty, the caller concludes; else
 * QS_LIMIT, QS_INTERRUPTED.
 */
extern QsStatus qs_proof_tree_run(QsSolve *solve, int64_t nodes);

/* Did the last run raise the bound or the incumbent? */
extern bool qs_proof_tree_progressed(const QsSolve *solve);

extern void qs_proof_tree_free(QsSolve *solve);

#endif
