/*
 * binary_rows.c
 *	  Rows of a stated model as linear rows over bits: products, conditions, prices.
 */
#include "formulation/formulation_internal.h"

#include "base/decimal_scale.h"
#include "base/integers.h"

/* One side of a row: activity '<' or '>' bound, or '=' */
typedef struct Side
{
	char		sense;
	double		bound;
} Side;

/* Sum up, replace pairs by product bits: linear terms, ascending, remain. */
static bool
make_linear(QsRewriter *rewriter, QsTermPile *pile)
{
	bool		pairs = false;

	pile->count = qs_terms_add_up_decimals(rewriter->host, pile->items, pile->count);
	for (int64_t k = 0; k < pile->count; k++)
	{
		QsTerm	   *term = &pile->items[k];
		int			product;

		if (term->i == term->j)
			continue;
		product = qs_product_bit(rewriter, term->i, term->j);
		if (product < 0)
			return false;
		term->i = term->j = product;
		pairs = true;
	}
	if (pairs)
		pile->count = qs_terms_add_up_decimals(rewriter->host, pile->items, pile->count);
	return true;
}

/* The largest (sign 1) or smallest (sign -1) value of the first count terms */
static double
extreme(const QsTermPile *pile, int64_t count, double sign)
{
	QsDecimal	sum = {0};

	for (int64_t k = 0; k < count; k++)
		if (sign * pile->items[k].coefficient > 0.0)
			sum = qs_decimal_add(sum, qs_decimal(pile->items[k].coefficient));
	return qs_decimal_value(sum);
}

/* The sides of lower <= activity + constant <= upper; returns their number. */
static int
sides_of(double lower, double upper, QsDecimal constant, Side side[2])
{
	QsDecimal	shift = qs_decimal_negate(constant);
	int			count = 0;

	if (lower == upper)
	{
		side[0] = (Side) {'=', qs_decimal_value(qs_decimal_add(qs_decimal(upper), shift))};
		return 1;
	}
	if (isfinite(upper))
		side[count++] = (Side) {'<', qs_decimal_value(qs_decimal_add(qs_decimal(upper), shift))};
	if (isfinite(lower))
		side[count++] = (Side) {'>', qs_decimal_value(qs_decimal_add(qs_decimal(lower), shift))};
	return count;
}

/* ------------------------------------------------------------------------ */

/* activity '<' or '>' bound unless the condition fails: then any activity will do */
static bool
add_conditional(QsRewriter *rewriter, const QsTermPile *pile, Side side, int bit, bool value, int row)
{
	QsTermPile	terms = {0};
	double		sign = side.sense == '<' ? 1.0 : -1.0;
	double		worst = extreme(pile, pile->count, sign);
	double		excess = qs_decimal_sum(worst, -side.bound);
	bool		good;

	if (!(sign * excess > 0.0))
		excess = 0.0;
	for (int64_t k = 0; k < pile->count; k++)
		qs_term_pile_add(rewriter->host, &terms, pile->items[k].i, pile->items[k].i,
						 pile->items[k].coefficient);
	qs_term_pile_add(rewriter->host, &terms, bit, bit, value ? excess : -excess);
	terms.count = qs_terms_add_up_decimals(rewriter->host, terms.items, terms.count);
	good = qs_add_binary_row(rewriter, terms.items, terms.count, side.sense,
							 value ? qs_decimal_sum(side.bound, excess) : side.bound, row);
	qs_free(rewriter->host, terms.items);
	return good;
}

static bool
add_conditional_row(QsRewriter *rewriter, const QsTermPile *pile, const Side *side, int sides, int row)
{
	const QsStatedRow *stated = &rewriter->stated->row[row];
	const QsImage *image = &rewriter->form->image[stated->condition];

	if (isfinite(stated->price) || image->count != 1 || image->constant != 0.0 ||
		rewriter->image_terms.items[image->first].coefficient != 1.0 || image->first_bit < 0)
		return qs_rewriting_fails(rewriter, stated->name, "row ", isfinite(stated->price) ?
								  " has both a price and a condition" :
								  " has a condition on a variable that is not binary", "");
	for (int k = 0; k < sides; k++)
	{
		Side		upper = {'<', side[k].bound},
					lower = {'>', side[k].bound};

		if (side[k].sense != '>' &&
			!add_conditional(rewriter, pile, upper, image->first_bit, stated->condition_value, row))
			return false;
		if (side[k].sense != '<' &&
			!add_conditional(rewriter, pile, lower, image->first_bit, stated->condition_value, row))
			return false;
	}
	return true;
}

/* ------------------------------------------------------------------------ */

/* The unit of all violations: the power of ten, times the common divisor under it */
static bool
violation_unit(const QsTermPile *pile, double bound, int *exponent, double *divisor)
{
	QsDecimalScale scale = {0};

	qs_decimal_scale_add(&scale, bound);
	for (int64_t k = 0; k < pile->count; k++)
		qs_decimal_scale_add(&scale, pile->items[k].coefficient);
	if (scale.inexact)
		return false;
	*exponent = qs_decimal_scale_exponent(&scale);
	*divisor = qs_greatest_common_divisor(0.0, qs_decimal_shift(bound, -*exponent));
	for (int64_t k = 0; k < pile->count && *divisor != 1.0; k++)
		*divisor = qs_greatest_common_divisor(*divisor, qs_decimal_shift(pile->items[k].coefficient, -*exponent));
	return true;
}

/* Bits for what the activity, of the first count terms, has too much (above) or too
 * little, with their price */
static bool
add_violation(QsRewriter *rewriter, QsTermPile *pile, int64_t count, Side side, bool above,
			  int exponent, double divisor, int row)
{
	QsBinaryForm *form = rewriter->form;
	QsHost	   *host = rewriter->host;
	double		sign = above ? 1.0 : -1.0;
	double		worst = sign * qs_decimal_sum(extreme(pile, count, sign), -side.bound);
	double		most = worst > 0.0 ? qs_decimal_shift(worst, -exponent) / divisor : 0.0;
	double		price = rewriter->stated->row[row].price * (rewriter->stated->maximise ? -1.0 : 1.0);
	double		weight[64];
	int			bits = qs_bit_weights(most, weight);

	if (bits == 0)
		return true;
	if (form->violations == rewriter->violation_capacity)
	{
		size_t		old = (size_t) rewriter->violation_capacity;

		rewriter->violation_capacity = rewriter->violation_capacity * 2 + 16;
		form->violation = qs_realloc(host, form->violation, old,
									 (size_t) rewriter->violation_capacity, sizeof(QsViolation));
	}
	form->violation[form->violations++] = (QsViolation) {
		form->n, bits, form->rows, qs_decimal_shift(divisor, exponent), most, above
	};
	form->violation_bits += bits;
	for (int k = 0; k < bits; k++)
	{
		double		units = qs_decimal_shift(weight[k] * divisor, exponent);

		qs_term_pile_add(host, pile, form->n, form->n, -sign * units);
		qs_term_pile_add(host, &rewriter->objective, form->n, form->n, qs_decimal_product(price, units));
		if (!qs_add_bit(rewriter, (QsBit) {QS_BIT_VIOLATION, row, -1, -1, units, true}))
			return false;
	}
	return true;
}

static bool
add_soft_row(QsRewriter *rewriter, QsTermPile *pile, const Side *side, int sides, int row)
{
	const QsStatedRow *stated = &rewriter->stated->row[row];
	int64_t		count = pile->count;

	if (!(stated->price >= 0.0))
		return qs_rewriting_fails(rewriter, stated->name, "row ",
								  " has a price that rewards its violation", "A price is not negative.");
	if (stated->price == 0.0)
		return true;
	for (int k = 0; k < sides; k++)
	{
		int			exponent;
		double		divisor;

		pile->count = count;
		if (!violation_unit(pile, side[k].bound, &exponent, &divisor))
			return qs_rewriting_fails(rewriter, stated->name, "row ",
									  " is soft but its numbers have no common unit",
									  "Round its numbers to fewer digits: together they must stay "
									  "below 2^53 units of the last one.");
		if (side[k].sense != '>' &&
			!add_violation(rewriter, pile, count, side[k], true, exponent, divisor, row))
			return false;
		if (side[k].sense != '<' &&
			!add_violation(rewriter, pile, count, side[k], false, exponent, divisor, row))
			return false;
		if (!qs_add_binary_row(rewriter, pile->items, pile->count, side[k].sense, side[k].bound, row))
			return false;
	}
	return true;
}

/* ------------------------------------------------------------------------ */

bool
qs_rewrite_row(QsRewriter *rewriter, int row)
{
	const QsStatedRow *stated = &rewriter->stated->row[row];
	QsExpansion *expansion = &rewriter->row_terms;
	Side		side[2];
	int			sides;
	bool		good;

	expansion->constant = (QsDecimal) {0};
	expansion->terms.count = 0;
	good = qs_expand(rewriter, qs_row_stretch(rewriter->stated, row), -1, expansion) &&
		make_linear(rewriter, &expansion->terms);
	sides = sides_of(stated->lower, stated->upper, expansion->constant, side);
	if (good && stated->condition >= 0)
		return add_conditional_row(rewriter, &expansion->terms, side, sides, row);
	if (good && isfinite(stated->price))
		return add_soft_row(rewriter, &expansion->terms, side, sides, row);
	for (int k = 0; k < sides && good; k++)
		good = qs_add_binary_row(rewriter, expansion->terms.items, expansion->terms.count,
								 side[k].sense, side[k].bound, row);
	return good;
}

/* Rows for the bounds of a variable that a row defines, where they can bind */
bool
qs_add_image_bounds(QsRewriter *rewriter, int variable)
{
	const QsStatedVariable *stated = &rewriter->stated->variable[variable];
	const QsImage *image = &rewriter->form->image[variable];
	QsTermPile	pile = {0};
	Side		side[2];
	int			sides;
	bool		good;

	if (!isfinite(stated->lower) && !isfinite(stated->upper))
		return true;
	for (int32_t k = 0; k < image->count; k++)
	{
		const QsTerm *term = &rewriter->image_terms.items[image->first + k];

		qs_term_pile_add(rewriter->host, &pile, term->i, term->j, term->coefficient);
	}
	good = make_linear(rewriter, &pile);
	sides = sides_of(stated->lower, stated->upper, qs_decimal(image->constant), side);
	for (int k = 0; k < sides && good; k++)
	{
		double		sign = side[k].sense == '<' ? 1.0 : -1.0;

		if (side[k].sense == '=' || sign * (extreme(&pile, pile.count, sign) - side[k].bound) > 0.0)
			good = qs_add_binary_row(rewriter, pile.items, pile.count, side[k].sense, side[k].bound,
									 rewriter->defined_by[variable]);
	}
	qs_free(rewriter->host, pile.items);
	return good;
}
