/*
 * knapsack_tree.h
 *	  Branch and bound on small packing problems.
 */
#ifndef QS_KNAPSACK_TREE_H
#define QS_KNAPSACK_TREE_H

#include "classes/knapsack/knapsack_tableau.h"

#define QS_TREE_ITEMS	4096	/* at most */

typedef struct QsKnapsackTree QsKnapsackTree;

/* For problems of so many rows and up to so many items. */
extern QsKnapsackTree *qs_knapsack_tree_create(QsHost *host, int rows, int items);
extern void qs_knapsack_tree_free(QsHost *host, QsKnapsackTree *tree);

/*
 * Look depth first for the packing of the greatest profit, at least *best + grain.
 * Branches on the fractional item whose two sides cost the bound most, as the next
 * dual pivot tells (Driebeek 1966), first to the cheaper side, and fixes what
 * reduced costs and those penalties rule out.
 *
 * *found: a packing was found; it is in bits, its profit in *best.  QS_OK: the
 * problem is solved, QS_LIMIT: nodes are used up or rounding got in the way,
 * QS_INTERRUPTED: time is up.  work counts entries of the tableaus gone through.
 */
extern QsStatus qs_knapsack_tree_solve(QsHost *host, QsKnapsackTree *tree,
									   const QsPacking *packing, double grain, int64_t nodes,
									   double *best, uint8_t *bits, bool *found, double *work);

#endif
