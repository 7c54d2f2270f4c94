/*
 * structure.h
 *	  What kind of rows a model has, and so what class of problem it is: read off the
 *	  rows, never declared.
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

#define QS_ROW_KINDS	(QS_ROW_GENERAL + 1)

/* What a class of problems can do (class.h) */
typedef struct QsClassOps QsClassOps;

typedef struct QsStructure
{
	const QsClassOps *ops;		/* of its class; NULL: no classes were handed in */
	void	   *found;			/* what the class keeps about the model, or NULL */
	const QsClassOps *const *classes;	/* all there are, NULL at the end */

	/* facts about the rows, whatever the class */
	QsRowKind  *row_kind;		/* m */
	int			rows_of_kind[QS_ROW_KINDS];

	/* conflict graph: pairs that CONFLICT and ONE_HOT rows forbid together;
	 * symmetric adjacency, ascending.  NULL for permutations and when it would
	 * pass QS_CONFLICT_PAIRS pairs (then the rows themselves must be walked). */
	int64_t    *conflict_start;
	int32_t    *conflict;

	/* a permutation: n = order^2 and the rows are the two families of its exactly-one
	 * rows; order 0: it is none.  variable_at[f * order + l], and the inverse */
	int			order;
	int32_t    *variable_at;
	int32_t    *facility_of;	/* n */
	int32_t    *location_of;	/* n */
} QsStructure;

#define QS_CONFLICT_PAIRS	20000000

/*
 * Read the rows, then ask the classes in turn (their list ends in NULL and with one
 * that takes every model; classes.h has it, a structure at hand its own).  classes
 * NULL: facts about the rows only.
 */
extern QsStructure *qs_structure_create(QsHost *host, const QsModel *model,
										const QsClassOps *const *classes);
extern void qs_structure_free(QsHost *host, QsStructure *structure);

#endif
