/*
 * structure.h
 *	  What kind of problem a model is, read off its rows, never declared.
 */
#ifndef QS_STRUCTURE_H
#define QS_STRUCTURE_H

#include "model/model.h"

typedef enum QsRowKind
{
	QS_ROW_FREE,				/* cannot be violated */
	QS_ROW_CONFLICT,			/* equal positive coefficients a, rhs in [a, 2a): at most one */
	QS_ROW_ONE_HOT,				/* equal coefficients, = one of them: exactly one */
	QS_ROW_CARDINALITY,			/* equal coefficients, = k of them, k <> 1 */
	QS_ROW_KNAPSACK,			/* a >= 0, a.x <= b */
	QS_ROW_COVER,				/* a >= 0, a.x >= b (or the negative of it) */
	QS_ROW_EQUALITY,			/* any other = row */
	QS_ROW_GENERAL				/* anything else: mixed signs, two finite bounds */
} QsRowKind;

typedef enum QsClass
{
	QS_CLASS_UNCONSTRAINED,		/* no row: QUBO, max-cut */
	QS_CLASS_KNAPSACK,			/* linear objective, every row KNAPSACK, CONFLICT or FREE,
								 * at least one KNAPSACK */
	QS_CLASS_INDEPENDENT_SET,	/* linear objective, every row CONFLICT or FREE */
	QS_CLASS_ASSIGNMENT,		/* n = order^2 and the rows are the two families of
								 * exactly-one rows of a permutation */
	QS_CLASS_GENERIC
} QsClass;

typedef struct QsStructure
{
	QsClass		class;
	QsRowKind  *row_kind;		/* m */

	/* conflict graph: pairs that CONFLICT and ONE_HOT rows forbid together;
	 * symmetric adjacency, ascending.  NULL for assignments and when it would
	 * pass QS_CONFLICT_PAIRS pairs (then the rows themselves must be walked). */
	int64_t    *conflict_start;
	int32_t    *conflict;

	/* assignments: variable_at[f * order + l], and the inverse */
	int			order;
	int32_t    *variable_at;
	int32_t    *facility_of;	/* n */
	int32_t    *location_of;	/* n */
} QsStructure;

#define QS_CONFLICT_PAIRS	20000000

extern QsStructure *qs_structure_create(QsHost *host, const QsModel *model);
extern void qs_structure_free(QsHost *host, QsStructure *structure);
extern const char *qs_class_name(QsClass class);

/* Are a and b adjacent in the conflict graph?  O(log degree). */
extern bool qs_structure_conflict(const QsStructure *structure, int a, int b);

#endif
