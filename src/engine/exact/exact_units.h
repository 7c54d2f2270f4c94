/*
 * exact_units.h
 *	  A model's variables grouped into units of few choices, for enumeration.
 *
 * A unit decides a set of variables at once; a choice is the subset it sets to
 * one.  A free variable is a unit of two choices, an exactly-one row one of as
 * many choices as members, and units tied together by exactly-one, conflict or
 * cardinality rows become one unit when they have few joint fillings (a 3 x 3
 * sub-permutation: six).
 */
#ifndef QS_EXACT_UNITS_H
#define QS_EXACT_UNITS_H

#include "model/model.h"
#include "structure/structure.h"

/* Subsets of variables, ascending within each. */
typedef struct QsChoices
{
	int			count;
	int32_t    *start;			/* count + 1 */
	int32_t    *one;
} QsChoices;

typedef struct QsUnits
{
	int			n;				/* variables */
	int			count;
	QsChoices **unit;			/* count; no unit is empty unless infeasible */
	int32_t    *unit_of;		/* n */
	int			words;			/* 64-bit words of a set of variables */
	uint64_t   *conflict;		/* n sets: variables that cannot be one together with i */
	uint8_t    *row_settled;	/* m: met by every combination of choices without conflicts */
	bool		infeasible;		/* some unit has no choice, or a constant row is broken */
} QsUnits;

/* O(nonzeros + n^2 / 64 + choices). */
extern QsUnits *qs_units_create(QsHost *host, const QsModel *model,
								const QsStructure *structure);
extern void qs_units_free(QsHost *host, QsUnits *units);

/* The conflict-free unions of a choice of a and one of b, in order; NULL when
 * there are more than limit. */
extern QsChoices *qs_choices_product(QsHost *host, const QsUnits *units, const QsChoices *a,
									 const QsChoices *b, int limit);
extern void qs_choices_free(QsHost *host, QsChoices *choices);

/* Keep only the choices that meet every row whose variables all have
 * decided[variable] set; such rows are marked settled. */
extern void qs_choices_filter(QsHost *host, QsUnits *units, const QsModel *model,
							  const uint8_t *decided, QsChoices *choices);

#endif
