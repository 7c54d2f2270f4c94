/*
 * formulation_internal.h
 *	  What the steps of the rewriting share.
 */
#ifndef QS_FORMULATION_INTERNAL_H
#define QS_FORMULATION_INTERNAL_H

#include "base/decimal.h"
#include "formulation/binary_form.h"

/* A list of terms that grows */
typedef struct QsTermPile
{
	int64_t		count;
	int64_t		capacity;
	QsTerm	   *items;
} QsTermPile;

/* constant + linear and quadratic terms over bits */
typedef struct QsExpansion
{
	QsDecimal	constant;
	QsTermPile	terms;
} QsExpansion;

typedef struct QsRewriter
{
	QsHost	   *host;
	const QsFormulation *stated;
	QsError    *error;
	QsBinaryForm *form;

	double	   *lower;			/* of stated variables, after propagation */
	double	   *upper;
	int32_t    *defined_by;		/* row, -1: none, -2: a constant */
	int32_t    *definition;		/* the defined variables in an order in which each needs
								 * only earlier ones */
	int			definitions;

	int			bit_capacity;
	QsTermPile	image_terms;

	int			row_capacity;
	int64_t    *row_end;
	char	   *row_sense;
	double	   *row_rhs;
	int64_t		nonzeros;
	int64_t		nonzero_capacity;
	int32_t    *row_variable;
	double	   *row_value;

	int			violation_capacity;

	QsExpansion row_terms;		/* of the row at hand: one allocation for all of them */
	QsTermPile	objective;		/* with the price of violations */

	uint32_t	slots;			/* of the table of products, a power of two */
	int32_t    *slot;			/* bit + 1, 0: empty */
} QsRewriter;

/* rewriter.c: set the error, with the name of a variable or row in quotes, and return false. */
extern bool qs_rewriting_fails(QsRewriter *rewriter, QsNameSpan name, const char *before,
							   const char *after, const char *hint);

extern void qs_term_pile_add(QsHost *host, QsTermPile *pile, int i, int j, double coefficient);

/* A stretch of expressions: a row, or the objective */
typedef struct QsStretch
{
	const QsExpressions *expressions;
	int64_t		start;
	int64_t		end;
	int64_t		product_start;
	int64_t		product_end;
} QsStretch;

extern QsStretch qs_row_stretch(const QsFormulation *stated, int row);

/* definitions.c: which rows define which continuous variables */
extern bool qs_find_definitions(QsRewriter *rewriter);

/* variable_bounds.c: bounds of integers */
extern bool qs_find_bounds(QsRewriter *rewriter);

extern bool qs_add_bit(QsRewriter *rewriter, QsBit bit);
extern bool qs_add_binary_row(QsRewriter *rewriter, const QsTerm *terms, int64_t count, char sense,
							  double rhs, int origin);

/* bits.c: weights 1, 2, 4, ..., remainder that reach 0 .. range exactly; returns their number,
 * at most 54. */
extern int	qs_bit_weights(double range, double weight[64]);

/* Set bits[qs_bit_weights(range)] so that their weights add up to value. */
extern void qs_set_bits(double range, double value, uint8_t *bits);
extern bool qs_create_value_bits(QsRewriter *rewriter);

/* products.c: the bit that is the product of two others; -1 on failure */
extern int	qs_product_bit(QsRewriter *rewriter, int first, int second);

/* The same if there is one already, else -1 */
extern int	qs_find_product_bit(const QsRewriter *rewriter, int first, int second);

/* expansion.c */
extern void qs_expansion_free(QsHost *host, QsExpansion *expansion);

/* Add a stretch, leaving out the linear terms of one variable (-1: none).  Terms are not
 * canonical afterwards. */
extern bool qs_expand(QsRewriter *rewriter, QsStretch stretch, int without,
					  QsExpansion *expansion);

/* binary_rows.c: rows of the form */
extern bool qs_rewrite_row(QsRewriter *rewriter, int row);
extern bool qs_add_image_bounds(QsRewriter *rewriter, int variable);

#endif
