/*
 * binary_form.h
 *	  A stated model, rewritten exactly as binary variables, a quadratic objective and
 *	  linear rows.
 *
 * Integers.  One that lies in [lower, upper] is lower + sum of weight * bit with the
 * weights 1, 2, 4, ... and the remainder, so that the bits reach exactly the values
 * of [lower, upper] (Karimi & Ronagh, "Practical integer-to-binary mapping for
 * quantum annealers", 2019).  A bound that is missing, or of a magnitude of 2^53 and
 * more, is propagated through the rows.  A fixed variable keeps one bit and a row
 * that fixes it.
 *
 * Continuous variables.  An equality in which all other variables are integer, or
 * defined themselves, defines one: it is replaced by what the row says wherever it
 * occurs.  One that nothing mentions, or that is fixed, is a constant.  All others are
 * refused by name.
 *
 * Products.  In rows, and beyond two factors in the objective, a product of two bits
 * becomes a hidden bit y with y <= a, y <= b and a + b - y <= 1 (Fortet, 1960), one for
 * each pair however often it occurs: one variable and three rows.
 *
 * Soft rows.  The violation of a row of decimals is a multiple of one unit and bounded
 * by the row's worst case: hidden bits cover exactly these multiples and carry the
 * price, so that the optimum is exact.  One chain of bits for every side, 1 +
 * log2(worst case / unit) bits; a row whose numbers have no common unit (their sum
 * passes 2^53 units) is refused.
 *
 * Conditions.  "If b = v then a.x <= u" is a.x <= u + (max a.x - u) [b <> v].
 */
#ifndef QS_BINARY_FORM_H
#define QS_BINARY_FORM_H

#include "formulation/formulation.h"
#include "model/model.h"

typedef enum QsBitRole
{
	QS_BIT_VALUE,				/* of the stated variable owner */
	QS_BIT_PRODUCT,				/* of bits first and second; hidden */
	QS_BIT_VIOLATION			/* of the stated row owner; hidden */
} QsBitRole;

typedef struct QsBit
{
	QsBitRole	role;
	int32_t		owner;			/* -1 for products */
	int32_t		first;			/* of a product; both lie before it */
	int32_t		second;
	double		weight;			/* of value, or of violation */
	bool		hidden;			/* not the user's */
} QsBit;

/* Value of a stated variable: constant + sum of term[first .. first + count - 1] over
 * bits, where i = j is a linear term.  An integer has linear terms only, in its bits
 * first_bit, first_bit + 1, ...; a variable that a row defines has no bits. */
typedef struct QsImage
{
	double		constant;
	int64_t		first;
	int32_t		count;
	int32_t		first_bit;		/* -1: none of its own */
	int8_t		fixed;			/* the value a row fixes its one bit at, -1: none does */
} QsImage;

/* Hidden bits of the violation of a form's row */
typedef struct QsViolation
{
	int32_t		first_bit;
	int32_t		bits;
	int32_t		row;
	double		unit;			/* every weight is a multiple */
	double		most;			/* sum of the weights, in units */
	bool		above;			/* of what the activity has too much, else too little */
} QsViolation;

typedef struct QsBinaryForm
{
	int			n;
	QsBit	   *bit;
	bool		maximise;
	double		constant;
	QsTerm	   *terms;			/* canonical */
	int64_t		term_count;
	int			rows;
	QsRow	   *row;			/* ascending variables; all variables and coefficients lie in
								 * one block each, which row[0] heads */
	int32_t    *row_origin;		/* stated row, -1: it defines a product or fixes a bit */
	int			variables;
	QsImage    *image;			/* of every stated variable */
	QsTerm	   *image_term;
	int			violations;
	QsViolation *violation;

	/* what the rewriting cost */
	int			product_bits;
	int			violation_bits;
	int			substituted;	/* continuous variables that a row defines */
	int			propagated;		/* variables with a bound from the rows */
} QsBinaryForm;

/*
 * Rewrite.  QS_INVALID with *out NULL and error->message naming the variable or row
 * that cannot be rewritten.  O(terms of the result, log of them included), and the
 * product of the numbers of bits for every product of integers.
 */
extern QsStatus qs_binary_form(QsHost *host, const QsFormulation *stated, QsBinaryForm **out,
							   QsError *error);
extern void qs_binary_form_free(QsHost *host, QsBinaryForm *form);

/* Value of a stated variable under an assignment x of n bits */
extern double qs_binary_form_value(const QsBinaryForm *form, int variable, const uint8_t *x);

/* Bits of given values of all stated variables (those that rows define are not
 * looked at), hidden bits included: the cheapest violations.  Returns the first
 * variable that cannot have its value, -1 if all can.  O(n + terms). */
extern int	qs_binary_form_encode(QsHost *host, const QsBinaryForm *form, const double *value,
								  uint8_t *x);

#endif
