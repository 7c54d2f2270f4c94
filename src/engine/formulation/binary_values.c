/*
 * binary_values.c
 *	  Values of stated variables from bits, and bits from values.
 */
#include "formulation/formulation_internal.h"

#include <string.h>

double
qs_binary_form_value(const QsBinaryForm *form, int variable, const uint8_t *x)
{
	const QsImage *image = &form->image[variable];
	QsDecimal	sum = qs_decimal(image->constant);

	for (int32_t k = 0; k < image->count; k++)
	{
		const QsTerm *term = &form->image_term[image->first + k];

		if (x[term->i] && x[term->j])
			sum = qs_decimal_add(sum, qs_decimal(term->coefficient));
	}
	return qs_decimal_value(sum);
}

static bool
encode_variable(const QsBinaryForm *form, int variable, double value, uint8_t *x)
{
	const QsImage *image = &form->image[variable];
	double		range = 0.0;
	double		rest = value - image->constant;

	if (image->first_bit < 0)
		return true;
	for (int32_t k = 0; k < image->count; k++)
		range += form->image_term[image->first + k].coefficient;
	if (!(rest >= 0.0 && rest <= range) || rest != rint(rest) ||
		(image->fixed >= 0 && rest != image->fixed))
		return false;
	qs_set_bits(range, rest, x + image->first_bit);
	return true;
}

/* The bits of a violation, set to what its row is missed by without them */
static void
encode_violation(const QsBinaryForm *form, const QsViolation *violation, uint8_t *x)
{
	const QsRow *row = &form->row[violation->row];
	QsDecimal	missed = qs_decimal_negate(qs_decimal(row->rhs));
	double		units;

	for (int k = 0; k < row->count; k++)
		if (x[row->variables[k]] && form->bit[row->variables[k]].role != QS_BIT_VIOLATION)
			missed = qs_decimal_add(missed, qs_decimal(row->coefficients[k]));
	units = rint(qs_decimal_value(missed) / violation->unit);
	if (!violation->above)
		units = -units;
	qs_set_bits(violation->most, fmin(fmax(units, 0.0), violation->most), x + violation->first_bit);
}

int
qs_binary_form_encode(QsHost *host, const QsBinaryForm *form, const double *value, uint8_t *x)
{
	int			missed = -1;

	memset(x, 0, (size_t) form->n);
	for (int v = form->variables - 1; v >= 0; v--)
		if (!encode_variable(form, v, value[v], x))
			missed = v;
	for (int i = 0; i < form->n; i++)
		if (form->bit[i].role == QS_BIT_PRODUCT)
			x[i] = x[form->bit[i].first] & x[form->bit[i].second];
	for (int k = 0; k < form->violations; k++)
	{
		encode_violation(form, &form->violation[k], x);
		if ((k & 255) == 0)
			qs_check(host);
	}
	return missed;
}
