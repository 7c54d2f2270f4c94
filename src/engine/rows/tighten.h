/*
 * tighten.h
 *	  Rows rewritten: the same 0/1 solutions, a tighter relaxation, smaller numbers.
 */
#ifndef QS_TIGHTEN_H
#define QS_TIGHTEN_H

#include "model/model.h"

/* What a rewriting did, in rows (coefficients: entries) */
typedef struct QsTightening
{
	int64_t		coefficients;	/* made smaller in magnitude */
	int			bounds;			/* tightened, or dropped as never reached */
	int			redundant;		/* rows every assignment meets, left out */
	int			parallel;		/* rows met by a row over the same coefficients */
} QsTightening;

/*
 * The model with rows of integers rewritten: bounds rounded to multiples of the
 * greatest common divisor and divided by it, coefficients clipped where the row
 * cannot be broken otherwise (a_j x_j + ... <= b, with the largest activity d
 * above b: no coefficient needs more than d), redundant rows left out, rows with
 * equal or opposite coefficients taken together.  Exactly the same binary
 * solutions; rows with other numbers stay as they are, since rounding might
 * admit or refuse one.  NULL when nothing changes; else a new model with its own
 * copy of everything, to be freed by the caller.  row_origin names the first row
 * that a row came from.  O(nonzeros log nonzeros), interruptible.
 * Savelsbergh, "Preprocessing and probing techniques for mixed integer
 * programming problems", ORSA J. Computing 6, 1994.
 */
extern QsModel *qs_tighten(QsHost *host, const QsModel *model, QsTightening *done);

#endif
