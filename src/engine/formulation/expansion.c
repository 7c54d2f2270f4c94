/*
 * expansion.c
 *	  Expressions of stated variables, multiplied out over bits.
 *
 * The image of a variable is a constant and terms over bits.  A linear term scales an
 * image; a product multiplies images.  Monomials of three and more bits give way to
 * pairs by product bits, an existing one before a new one.
 */
#include "formulation/formulation_internal.h"

#include <stdio.h>
#include <string.h>

/* Monomials between two interrupt points */
#define CHECK_EVERY		65536

/* A product under construction: monomials of at most stride bits, ascending */
typedef struct Monomials
{
	int64_t		count;
	int			stride;
	QsDecimal  *coefficient;
	int32_t    *size;
	int32_t    *bit;
} Monomials;

void
qs_expansion_free(QsHost *host, QsExpansion *expansion)
{
	qs_free(host, expansion->terms.items);
	expansion->terms = (QsTermPile) {0};
}

static bool
too_many_terms(QsRewriter *rewriter)
{
	memset(rewriter->error, 0, sizeof(*rewriter->error));
	snprintf(rewriter->error->message, sizeof(rewriter->error->message),
			 "a product has more than %d terms when its integers are written in bits", QS_MAX_TERMS);
	return false;
}

static void
add_linear(QsRewriter *rewriter, int variable, double coefficient, QsExpansion *expansion)
{
	const QsImage *image = &rewriter->form->image[variable];
	const QsTerm *term = rewriter->image_terms.items + image->first;

	if (image->constant != 0.0)
		expansion->constant = qs_decimal_add(expansion->constant,
											 qs_decimal_multiply(qs_decimal(coefficient),
																 qs_decimal(image->constant)));
	for (int32_t k = 0; k < image->count; k++)
		qs_term_pile_add(rewriter->host, &expansion->terms, term[k].i, term[k].j,
						 qs_decimal_product(coefficient, term[k].coefficient));
}

/* Is the variable its bit?  *bit is set then. */
static bool
is_bit(const QsRewriter *rewriter, int variable, int *bit)
{
	const QsImage *image = &rewriter->form->image[variable];
	const QsTerm *term = rewriter->image_terms.items + image->first;

	if (image->constant != 0.0 || image->count != 1 || term->coefficient != 1.0 || term->i != term->j)
		return false;
	*bit = term->i;
	return true;
}

static Monomials
create_monomials(QsHost *host, int64_t capacity, int stride)
{
	return (Monomials) {
		.stride = stride,
		.coefficient = QS_ARRAY(host, QsDecimal, capacity),
		.size = QS_ARRAY(host, int32_t, capacity),
		.bit = QS_ARRAY(host, int32_t, (size_t) capacity * (size_t) stride),
	};
}

static void
free_monomials(QsHost *host, Monomials *monomials)
{
	qs_free(host, monomials->coefficient);
	qs_free(host, monomials->size);
	qs_free(host, monomials->bit);
}

/* Put a bit into an ascending set; returns the new size. */
static int32_t
insert_bit(int32_t *set, int32_t size, int32_t bit)
{
	int32_t		at = size;

	while (at > 0 && set[at - 1] > bit)
		at--;
	if (at > 0 && set[at - 1] == bit)
		return size;
	memmove(set + at + 1, set + at, (size_t) (size - at) * sizeof(int32_t));
	set[at] = bit;
	return size + 1;
}

/* One monomial of a times one term (NULL: 1) */
static void
append_product(Monomials *to, const Monomials *a, int64_t k, const QsTerm *term, double factor)
{
	int32_t    *set = to->bit + to->count * to->stride;
	int32_t		size = a->size[k];

	memcpy(set, a->bit + k * a->stride, (size_t) size * sizeof(int32_t));
	if (term)
	{
		size = insert_bit(set, size, term->i);
		size = insert_bit(set, size, term->j);
	}
	to->size[to->count] = size;
	to->coefficient[to->count++] = qs_decimal_multiply(a->coefficient[k], qs_decimal(factor));
}

static bool
multiply(QsRewriter *rewriter, Monomials *monomials, int variable)
{
	const QsImage *image = &rewriter->form->image[variable];
	const QsTerm *term = rewriter->image_terms.items + image->first;
	int64_t		capacity;
	Monomials	result;

	if (__builtin_mul_overflow(monomials->count, (int64_t) image->count + 1, &capacity) ||
		capacity > QS_MAX_TERMS)
		return too_many_terms(rewriter);
	result = create_monomials(rewriter->host, capacity, monomials->stride);
	for (int64_t k = 0; k < monomials->count; k++)
	{
		if (image->constant != 0.0)
			append_product(&result, monomials, k, NULL, image->constant);
		for (int32_t t = 0; t < image->count; t++)
			append_product(&result, monomials, k, &term[t], term[t].coefficient);
		if (k % 1024 == 0)
			qs_check(rewriter->host);
	}
	free_monomials(rewriter->host, monomials);
	*monomials = result;
	return true;
}

/* Merge pairs of the set until two bits are left. */
static bool
reduce(QsRewriter *rewriter, int32_t *set, int32_t *size)
{
	while (*size > 2)
	{
		int32_t		a = 0,
					b = 1,
					product;
		bool		known = false;

		for (int32_t i = 0; i < *size && *size < 64 && !known; i++)
			for (int32_t j = i + 1; j < *size && !known; j++)
				if (qs_find_product_bit(rewriter, set[i], set[j]) >= 0)
				{
					a = i;
					b = j;
					known = true;
				}
		product = qs_product_bit(rewriter, set[a], set[b]);
		if (product < 0)
			return false;
		memmove(set + b, set + b + 1, (size_t) (*size - b - 1) * sizeof(int32_t));
		memmove(set + a, set + a + 1, (size_t) (*size - a - 2) * sizeof(int32_t));
		*size = insert_bit(set, *size - 2, product);
	}
	return true;
}

static bool
add_monomials(QsRewriter *rewriter, Monomials *monomials, QsExpansion *expansion)
{
	for (int64_t k = 0; k < monomials->count; k++)
	{
		int32_t    *set = monomials->bit + k * monomials->stride;

		if (!reduce(rewriter, set, &monomials->size[k]))
			return false;
		if (monomials->size[k] == 0)
			expansion->constant = qs_decimal_add(expansion->constant, monomials->coefficient[k]);
		else
			qs_term_pile_add(rewriter->host, &expansion->terms, set[0], set[monomials->size[k] - 1],
							 qs_decimal_value(monomials->coefficient[k]));
		if (k % 1024 == 0)
			qs_check(rewriter->host);
	}
	return true;
}

static bool
add_product(QsRewriter *rewriter, const QsProduct *product, const int32_t *factor,
			QsExpansion *expansion)
{
	Monomials	monomials;
	bool		good = true;
	int			stride = 0;
	int			first,
				second;

	if (product->degree == 2 && is_bit(rewriter, factor[0], &first) &&
		is_bit(rewriter, factor[1], &second))
	{
		qs_term_pile_add(rewriter->host, &expansion->terms, first, second, product->coefficient);
		return true;
	}
	/* every factor brings at most two bits, the insertion in progress one more */
	stride = 2 * product->degree + 1;
	monomials = create_monomials(rewriter->host, 1, stride);
	monomials.count = 1;
	monomials.coefficient[0] = qs_decimal(product->coefficient);
	monomials.size[0] = 0;
	for (int32_t k = 0; k < product->degree && good; k++)
		good = multiply(rewriter, &monomials, factor[k]);
	good = good && add_monomials(rewriter, &monomials, expansion);
	free_monomials(rewriter->host, &monomials);
	return good;
}

bool
qs_expand(QsRewriter *rewriter, QsStretch stretch, int without, QsExpansion *expansion)
{
	const QsExpressions *from = stretch.expressions;

	for (int64_t k = stretch.start; k < stretch.end; k++)
	{
		if (from->variable[k] != without)
			add_linear(rewriter, from->variable[k], from->coefficient[k], expansion);
		if (k % CHECK_EVERY == 0)
			qs_check(rewriter->host);
	}
	for (int64_t k = stretch.product_start; k < stretch.product_end; k++)
	{
		const QsProduct *product = &from->product[k];

		if (!add_product(rewriter, product, from->factor + product->first, expansion))
			return false;
		if (k % CHECK_EVERY == 0)
			qs_check(rewriter->host);
	}
	return true;
}
