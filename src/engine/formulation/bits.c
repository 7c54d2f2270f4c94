/*
 * bits.c
 *	  Bits of integers: weights that reach a range exactly, and the bits of the stated
 *	  variables.
 */
#include "formulation/formulation_internal.h"

int
qs_bit_weights(double range, double weight[64])
{
	int			count = 0;

	for (double next = 1.0; range > 0.0; next *= 2.0)
	{
		weight[count] = fmin(next, range);
		range -= weight[count++];
	}
	return count;
}

void
qs_set_bits(double range, double value, uint8_t *bits)
{
	double		weight[64];
	int			count = qs_bit_weights(range, weight);

	/* the last bit first: the others reach every value up to their sum */
	for (int k = count - 1; k >= 0; k--)
	{
		double		others = 0.0;

		if (k == count - 1)
			others = range - weight[k];
		else
			others = weight[k] - 1.0;
		bits[k] = value > others;
		if (bits[k])
			value -= weight[k];
	}
}

/* A variable of one value keeps a bit, which a row fixes: a binary is its bit. */
static bool
create_fixed_bit(QsRewriter *rewriter, int v, QsImage *image)
{
	double		value = rewriter->lower[v];
	bool		one = value == 1.0;
	QsTerm		term = {rewriter->form->n, rewriter->form->n, 1.0};

	image->constant = one ? 0.0 : value;
	image->count = 1;
	image->fixed = one;
	image->first_bit = rewriter->form->n;
	qs_term_pile_add(rewriter->host, &rewriter->image_terms, term.i, term.i, 1.0);
	return qs_add_bit(rewriter, (QsBit) {QS_BIT_VALUE, v, -1, -1, 1.0, rewriter->stated->variable[v].hidden}) &&
		qs_add_binary_row(rewriter, &term, 1, '=', one ? 1.0 : 0.0, -1);
}

static bool
create_bits(QsRewriter *rewriter, int v)
{
	QsImage    *image = &rewriter->form->image[v];
	double		weight[64];
	int			count = qs_bit_weights(rewriter->upper[v] - rewriter->lower[v], weight);

	image->first = rewriter->image_terms.count;
	if (count == 0)
		return create_fixed_bit(rewriter, v, image);
	image->constant = rewriter->lower[v];
	image->first_bit = rewriter->form->n;
	image->count = count;
	for (int k = 0; k < count; k++)
	{
		qs_term_pile_add(rewriter->host, &rewriter->image_terms, rewriter->form->n,
						 rewriter->form->n, weight[k]);
		if (!qs_add_bit(rewriter, (QsBit) {QS_BIT_VALUE, v, -1, -1, weight[k],
						rewriter->stated->variable[v].hidden}))
			return false;
	}
	return true;
}

bool
qs_create_value_bits(QsRewriter *rewriter)
{
	const QsFormulation *stated = rewriter->stated;

	for (int v = 0; v < stated->n; v++)
	{
		QsImage    *image = &rewriter->form->image[v];

		if ((v & 4095) == 0)
			qs_check(rewriter->host);
		image->first_bit = -1;
		image->fixed = -1;
		if (stated->variable[v].kind != QS_VARIABLE_CONTINUOUS)
		{
			if (!create_bits(rewriter, v))
				return false;
		}
		else if (rewriter->defined_by[v] == -2)
			/* nothing asks for its value, or there is one only */
			image->constant = rewriter->lower[v] > 0.0 ? rewriter->lower[v] :
				fmin(rewriter->upper[v], 0.0);
	}
	return true;
}
