/*
 * encode_form.h
 *	  Which quadratic penalty a row in integers needs, with S = sum of weight * literal:
 *
 *	  pairs		 one side binds, and two true literals at most are needed to break it: a
 *				 product for each two that cannot stand together, a linear term for each
 *				 that cannot stand at all (conflicts, implications, covers, at most one,
 *				 and many knapsacks)
 *	  one value	 (S - v)^2: the row leaves S one value (equations)
 *	  two values (S - v)(S - w) / (1 + w - v): it leaves two and none lies between
 *	  slack		 (S + s - upper)^2 with s = 0 .. upper - lower in bits 1, 2, 4, ..., the
 *				 last cut: the only one that takes qubits
 *
 * Each is 0 where the row holds, for the best s, and at least 1 where it does not.
 */
#ifndef QS_ENCODE_FORM_H
#define QS_ENCODE_FORM_H

#include "rows/integer_row.h"

#define QS_LARGEST_SLACK	52	/* bits */

typedef enum QsForm
{
	QS_FORM_NONE,					/* does not bind */
	QS_FORM_PAIRS,
	QS_FORM_ONE_VALUE,
	QS_FORM_TWO_VALUES,
	QS_FORM_SLACK
} QsForm;

/* A row as a penalty, in literals turned so that `upper` binds */
typedef struct QsPlannedRow
{
	QsForm		form;
	bool		one_sided;		/* only upper binds */
	int			turned;			/* -1: literals are the complements of integer_row.h's */
	double		upper;
	double		lower;
	double		total;
	int			bits;
	int64_t		pairs;			/* products that the penalty has */
} QsPlannedRow;

extern QsPlannedRow qs_plan_row(QsHost *host, const QsIntegerRow *row);

/* The literal of entry k as planned: 1 for x, -1 for 1 - x */
static inline int
qs_planned_literal(const QsPlannedRow *plan, const QsIntegerRow *row, int k)
{
	return plan->turned * row->sign[k];
}

/* What a slack bit counts */
extern double qs_slack_value(const QsPlannedRow *plan, int bit);

#endif
