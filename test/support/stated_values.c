/*
 * stated_values.c
 *	  Values of stated models, and the engine's model of a binary form.
 */
#include "stated_values.h"

static double
evaluate(const QsExpressions *expressions, int64_t start, int64_t end, int64_t product_start,
		 int64_t product_end, const double *value)
{
	double		sum = 0.0;

	for (int64_t k = start; k < end; k++)
		sum += expressions->coefficient[k] * value[expressions->variable[k]];
	for (int64_t p = product_start; p < product_end; p++)
	{
		const QsProduct *product = &expressions->product[p];
		double		term = product->coefficient;

		for (int32_t k = 0; k < product->degree; k++)
			term *= value[expressions->factor[product->first + k]];
		sum += term;
	}
	return sum;
}

double
stated_objective(const QsFormulation *formulation, const double *value)
{
	return formulation->constant + evaluate(&formulation->objective, 0, formulation->objective.count,
											0, formulation->objective.products, value);
}

double
stated_activity(const QsFormulation *formulation, int row, const double *value)
{
	return evaluate(&formulation->terms, qs_formulation_row_start(formulation, row),
					formulation->row[row].end, qs_formulation_product_start(formulation, row),
					formulation->row[row].product_end, value);
}

QsModel *
binary_form_model(QsHost *host, const QsBinaryForm *form)
{
	return qs_model_create(host, form->n, form->maximise, form->constant, form->terms,
						   form->term_count, form->row, form->rows);
}
