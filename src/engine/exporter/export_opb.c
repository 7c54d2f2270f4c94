/*
 * export_opb.c
 *	  The OPB format: whole numbers, binary variables x1, x2, ...
 *
 * A row of decimals is multiplied by the power of ten that makes its numbers whole.  The
 * objective must be whole as it is.  Its constant, which the format has no place for,
 * stands in a comment.
 */
#include "exporter/export_internal.h"

#include "base/decimal_scale.h"

/* The power of ten under which all numbers of the terms are whole; false if there is none */
static bool
whole_exponent(QsExportTerms terms, double lower, double upper, int *exponent)
{
	QsDecimalScale scale = {0};

	for (int64_t k = terms.start; k < terms.end; k++)
		qs_decimal_scale_add(&scale, terms.expressions->coefficient[k]);
	for (int64_t p = terms.product_start; p < terms.product_end; p++)
		qs_decimal_scale_add(&scale, terms.expressions->product[p].coefficient);
	if (isfinite(lower))
		qs_decimal_scale_add(&scale, lower);
	if (isfinite(upper))
		qs_decimal_scale_add(&scale, upper);
	*exponent = qs_decimal_scale_exponent(&scale);
	*exponent = *exponent > 0 ? 0 : *exponent;
	return !scale.inexact;
}

static void
write_integer(QsExport *export, double value)
{
	qs_export_string(export, value < 0.0 ? "-" : "+");
	qs_export_integer(export, (int64_t) fabs(value));
}

static void
write_terms(QsExport *export, QsExportTerms terms, int exponent)
{
	const QsExpressions *expressions = terms.expressions;

	for (int64_t k = terms.start; k < terms.end; k++)
	{
		write_integer(export, qs_decimal_shift(expressions->coefficient[k], -exponent));
		qs_export_string(export, " x");
		qs_export_integer(export, expressions->variable[k] + 1);
		qs_export_string(export, " ");
		if (k % 8192 == 0)
			qs_check(export->host);
	}
	for (int64_t p = terms.product_start; p < terms.product_end; p++)
	{
		const QsProduct *product = &expressions->product[p];

		write_integer(export, qs_decimal_shift(product->coefficient, -exponent));
		for (int32_t k = 0; k < product->degree; k++)
		{
			qs_export_string(export, " x");
			qs_export_integer(export, expressions->factor[product->first + k] + 1);
		}
		qs_export_string(export, " ");
	}
}

static void
write_side(QsExport *export, QsExportTerms terms, int exponent, const char *relation, double bound)
{
	write_terms(export, terms, exponent);
	if (terms.start == terms.end && terms.product_start == terms.product_end)
		qs_export_string(export, "+0 x1 ");
	qs_export_string(export, relation);
	qs_export_number(export, qs_decimal_shift(bound, -exponent));
	qs_export_string(export, " ;\n");
}

static bool
write_row(QsExport *export, int r)
{
	const QsStatedRow *row = &export->model->row[r];
	QsExportTerms terms = qs_export_row(export->model, r);
	int			exponent;

	if (row->condition >= 0)
		return qs_export_fails(export, "the format has no conditions, of which row %d has one", r + 1);
	if (!whole_exponent(terms, row->lower, row->upper, &exponent))
		return qs_export_fails(export, "the numbers of row %d cannot be made whole", r + 1);
	if (row->lower == row->upper)
		write_side(export, terms, exponent, "= ", row->upper);
	else
	{
		if (isfinite(row->upper))
			write_side(export, terms, exponent, "<= ", row->upper);
		if (isfinite(row->lower))
			write_side(export, terms, exponent, ">= ", row->lower);
	}
	return true;
}

static bool
write_objective(QsExport *export)
{
	QsExportTerms terms = qs_export_objective(export->model);
	int			exponent;

	if (!whole_exponent(terms, 0.0, 0.0, &exponent) || exponent < 0)
	{
		qs_export_fails(export, "the format has whole numbers only, and the objective has others");
		return false;
	}
	if (export->model->constant != 0.0)
	{
		qs_export_string(export, "* ObjectiveOffset ");
		qs_export_number(export, export->model->constant);
		qs_export_string(export, "\n");
	}
	qs_export_string(export, export->model->maximise ? "max: " : "min: ");
	write_terms(export, terms, 0);
	qs_export_string(export, ";\n");
	return true;
}

bool
qs_export_opb(QsExport *export)
{
	const QsFormulation *model = export->model;
	int			constraints = 0,
				equalities = 0;

	if (!qs_export_refuse_prices(export) || !qs_export_require_binary(export))
		return false;
	for (int r = 0; r < model->rows; r++)
	{
		constraints += model->row[r].lower == model->row[r].upper ? 1 :
			isfinite(model->row[r].lower) + isfinite(model->row[r].upper);
		equalities += model->row[r].lower == model->row[r].upper;
	}
	qs_export_string(export, "* #variable= ");
	qs_export_integer(export, model->n);
	qs_export_string(export, " #constraint= ");
	qs_export_integer(export, constraints);
	qs_export_string(export, " #equal= ");
	qs_export_integer(export, equalities);
	qs_export_string(export, "\n");
	if (!write_objective(export))
		return false;
	for (int r = 0; r < model->rows; r++)
		if (!write_row(export, r))
			return false;
	return true;
}
