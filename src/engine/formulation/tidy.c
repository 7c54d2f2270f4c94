/*
 * tidy.c
 *	  A stated model with every variable and pair once in an expression.
 */
#include "formulation/formulation_internal.h"

#include <string.h>

/* Add a stretch to an expression, summed up. */
static void
copy_tidily(QsHost *host, const QsFormulation *from, QsStretch stretch, QsExpressions *to)
{
	const QsExpressions *terms = stretch.expressions;
	QsTermPile	linear = {0},
				pairs = {0};

	for (int64_t k = stretch.start; k < stretch.end; k++)
		qs_term_pile_add(host, &linear, terms->variable[k], terms->variable[k], terms->coefficient[k]);
	for (int64_t p = stretch.product_start; p < stretch.product_end; p++)
	{
		const QsProduct *product = &terms->product[p];
		const int32_t *factor = terms->factor + product->first;

		if (product->degree > 2)
			qs_expressions_add_product(host, to, product->coefficient, product->degree, factor);
		else if (factor[0] == factor[1] && from->variable[factor[0]].kind == QS_VARIABLE_BINARY)
			qs_term_pile_add(host, &linear, factor[0], factor[0], product->coefficient);
		else
			qs_term_pile_add(host, &pairs, factor[0], factor[1], product->coefficient);
	}
	linear.count = qs_terms_add_up_decimals(host, linear.items, linear.count);
	pairs.count = qs_terms_add_up_decimals(host, pairs.items, pairs.count);
	for (int64_t k = 0; k < linear.count; k++)
		qs_expressions_add(host, to, linear.items[k].i, linear.items[k].coefficient);
	for (int64_t k = 0; k < pairs.count; k++)
		qs_expressions_add_product(host, to, pairs.items[k].coefficient, 2,
								   (int32_t[]) {pairs.items[k].i, pairs.items[k].j});
	qs_free(host, linear.items);
	qs_free(host, pairs.items);
}

QsFormulation *
qs_formulation_tidy(QsHost *host, const QsFormulation *formulation)
{
	QsFormulation *copy = qs_formulation_create(host);

	copy->maximise = formulation->maximise;
	copy->constant = formulation->constant;
	for (int v = 0; v < formulation->n; v++)
	{
		const QsStatedVariable *variable = &formulation->variable[v];

		qs_formulation_add_variable(host, copy, variable->kind, variable->lower, variable->upper,
									qs_formulation_text(formulation, variable->name),
									(size_t) variable->name.length);
		copy->variable[v].hidden = variable->hidden;
	}
	copy_tidily(host, formulation, (QsStretch) {&formulation->objective, 0, formulation->objective.count,
				0, formulation->objective.products}, &copy->objective);
	for (int r = 0; r < formulation->rows; r++)
	{
		const QsStatedRow *row = &formulation->row[r];
		QsStatedRow *added;

		copy_tidily(host, formulation, qs_row_stretch(formulation, r), &copy->terms);
		added = qs_formulation_add_row(host, copy, row->lower, row->upper,
									   qs_formulation_text(formulation, row->name), (size_t) row->name.length);
		added->price = row->price;
		added->condition = row->condition;
		added->condition_value = row->condition_value;
		if ((r & 255) == 0)
			qs_check(host);
	}
	return copy;
}
