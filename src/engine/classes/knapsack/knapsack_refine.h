/*
 * knapsack_refine.h
 *	  Improving a packing of a core by branch and bound around it.
 *
 * One attempt holds some of the items that stand against the linear relaxation, and
 * turns a few more against it; relaxes the rest anew, so that prices suit what is
 * held; and searches the items that this relaxation is least sure of, all others as
 * it has them.  Large neighbourhoods from relaxations are the idea of Danna,
 * Rothberg & Le Pape ("Exploring relaxation induced neighborhoods", 2005), small
 * cores around a relaxation that of Puchinger, Raidl & Pferschy (2010).
 */
#ifndef QS_KNAPSACK_REFINE_H
#define QS_KNAPSACK_REFINE_H

#include "classes/knapsack/knapsack_core.h"

typedef struct QsKnapsackRefine QsKnapsackRefine;

/* Few rows and not too many items: tableaus stay small. */
extern bool qs_knapsack_refine_suits(const QsKnapsackCore *core);

extern QsKnapsackRefine *qs_knapsack_refine_create(QsHost *host, const QsKnapsackCore *core);
extern void qs_knapsack_refine_free(QsHost *host, QsKnapsackRefine *refine);

/*
 * One attempt to better the feasible packing bits of the given profit by at least
 * grain.  True: bits and *profit (items outside the core included) are the better
 * ones.  budget is counted down as by the tabu search.  The number of items searched
 * adapts from attempt to attempt to what the tree search gets done.
 */
extern bool qs_knapsack_refine_try(QsHost *host, QsKnapsackRefine *refine, QsRandom *random,
								   double grain, double *profit, uint8_t *bits, double *budget);

#endif
