/*
 * conditional.h
 *	  The least of a linear function over what the rows leave when one variable is 1:
 *	  disjoint rows that count variables are kept, others are priced by multipliers.
 */
#ifndef QS_CONDITIONAL_H
#define QS_CONDITIONAL_H

#include "structure/structure.h"

/* A row lower <= number of true variables <= upper */
typedef struct QsCountingRow
{
	int			first;			/* its variables: member[first .. end - 1] */
	int			end;
	int			lower;
	int			upper;
} QsCountingRow;

typedef struct QsConditional
{
	QsHost	   *host;
	const QsModel *model;
	const QsStructure *structure;
	int			groups;
	QsCountingRow *group;
	int32_t    *member;			/* of groups, then the variables of none from free_first on */
	int			free_first;
	int32_t    *group_of;		/* n; -1 */
	int			priced;			/* other rows that may bind, the longest */
	int32_t    *row;			/* model row of each */
	double	   *lower;			/* effective bounds of these */
	double	   *upper;
	int64_t    *column_start;	/* n + 1: their entries by columns */
	int32_t    *column_row;		/* index of a priced row */
	double	   *column_value;

	/* scratch and results of an evaluation */
	uint8_t    *excluded;		/* n */
	double	   *price;			/* n: cost less multipliers */
	double	   *sorted;			/* n */
	uint8_t    *y;				/* n: a minimiser */
	double	   *activity;		/* priced: of y, x_i included */
} QsConditional;

extern QsConditional *qs_conditional_create(QsHost *host, const QsModel *model,
											const QsStructure *structure);
extern void qs_conditional_free(QsConditional *conditional);

/*
 * The least of cost.y with y_i = 1 (cost[i] is not read; i < 0: no such condition) that
 * the multipliers prove, up to rounding; multiplier: one for each priced row, of the signs
 * their bounds allow.  y and activity are of a minimiser.  O(n + entries).
 */
extern double qs_conditional_least(QsConditional *conditional, const double *cost, int i,
								   const double *multiplier);

/* How far that may be off by rounding */
extern double qs_conditional_error(const QsConditional *conditional, const double *cost,
								   const double *multiplier);

/* Search along the multiplier of one priced row, which stays at the best; returns the
 * least there.  A few evaluations. */
extern double qs_conditional_improve(QsConditional *conditional, const double *cost, int i,
									 double *multiplier, int row);

#endif
