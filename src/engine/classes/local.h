/*
 * local.h
 *	  What repair and polish share about one model (the inside of QsLocal).
 *
 * Private to the rooms repair and polish.  Each class of problem has its own
 * part, built once; the parts hold what the moves need at hand.
 */
#ifndef QS_LOCAL_H
#define QS_LOCAL_H

#include "classes/assignment/assignment_local.h"
#include "classes/generic/generic_local.h"
#include "classes/independent_set/independent_set_local.h"
#include "classes/knapsack/knapsack_local.h"
#include "classes/polish.h"

/* Move evaluations in one unit of effort */
#define QS_EFFORT_UNIT	1e6

struct QsLocal
{
	const QsModel *model;
	const QsStructure *structure;
	QsClass		class;			/* whose moves are used; an independent set without an
								 * explicit conflict graph is treated as a knapsack */
	QsKnapsack *knapsack;
	QsIndependentSet *independent_set;
	QsAssignmentMoves *assignment;
	QsGeneric  *generic;
};

#endif
