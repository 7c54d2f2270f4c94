/*
 * formulation.c
 *	  A model as people state it: building, freeing, evaluating.
 */
#include "formulation/formulation.h"

#include <string.h>

/* One more element of an array that doubles */
#define GROW(host, array, used, capacity, type) \
	do \
	{ \
		if ((used) == (capacity)) \
		{ \
			size_t		old_capacity = (size_t) (capacity); \
			\
			(capacity) = (capacity) * 2 + 16; \
			(array) = (type *) qs_realloc(host, array, old_capacity, (size_t) (capacity), sizeof(type)); \
		} \
	} while (0)

QsFormulation *
qs_formulation_create(QsHost *host)
{
	return QS_NEW(host, QsFormulation);
}

static void
free_expressions(QsHost *host, QsExpressions *expressions)
{
	qs_free(host, expressions->variable);
	qs_free(host, expressions->coefficient);
	qs_free(host, expressions->product);
	qs_free(host, expressions->factor);
}

void
qs_formulation_free(QsHost *host, QsFormulation *formulation)
{
	if (formulation == NULL)
		return;
	free_expressions(host, &formulation->objective);
	free_expressions(host, &formulation->terms);
	qs_free(host, formulation->variable);
	qs_free(host, formulation->row);
	qs_free(host, formulation->text);
	qs_free(host, formulation);
}

static QsNameSpan
add_name(QsHost *host, QsFormulation *formulation, const char *name, size_t length)
{
	QsNameSpan		added = {formulation->text_length, (int32_t) length};

	if (formulation->text_length + (int64_t) length > formulation->text_capacity)
	{
		size_t		old = (size_t) formulation->text_capacity;

		formulation->text_capacity = formulation->text_capacity * 2 + (int64_t) length + 64;
		formulation->text = qs_realloc(host, formulation->text, old,
									   (size_t) formulation->text_capacity, 1);
	}
	if (length > 0)
		memcpy(formulation->text + formulation->text_length, name, length);
	formulation->text_length += (int64_t) length;
	return added;
}

int
qs_formulation_add_variable(QsHost *host, QsFormulation *formulation, QsVariableKind kind,
							double lower, double upper, const char *name, size_t length)
{
	GROW(host, formulation->variable, formulation->n, formulation->variable_capacity,
		 QsStatedVariable);
	formulation->variable[formulation->n] = (QsStatedVariable) {
		.name = add_name(host, formulation, name, length),
		.kind = kind, .lower = lower, .upper = upper
	};
	return formulation->n++;
}

void
qs_expressions_add(QsHost *host, QsExpressions *expressions, int variable, double coefficient)
{
	if (expressions->count == expressions->capacity)
	{
		size_t		old = (size_t) expressions->capacity;

		expressions->capacity = expressions->capacity * 2 + 16;
		expressions->variable = qs_realloc(host, expressions->variable, old,
										   (size_t) expressions->capacity, sizeof(int32_t));
		expressions->coefficient = qs_realloc(host, expressions->coefficient, old,
											  (size_t) expressions->capacity, sizeof(double));
	}
	expressions->variable[expressions->count] = variable;
	expressions->coefficient[expressions->count++] = coefficient;
}

void
qs_expressions_add_product(QsHost *host, QsExpressions *expressions, double coefficient,
						   int degree, const int32_t *factor)
{
	if (degree < 2)
	{
		if (degree == 1)
			qs_expressions_add(host, expressions, factor[0], coefficient);
		return;
	}
	GROW(host, expressions->product, expressions->products, expressions->product_capacity, QsProduct);
	expressions->product[expressions->products++] =
		(QsProduct) {coefficient, expressions->factors, degree};
	for (int k = 0; k < degree; k++)
	{
		GROW(host, expressions->factor, expressions->factors, expressions->factor_capacity, int32_t);
		expressions->factor[expressions->factors++] = factor[k];
	}
}

QsStatedRow *
qs_formulation_add_row(QsHost *host, QsFormulation *formulation, double lower, double upper,
					   const char *name, size_t length)
{
	QsStatedRow *row;

	GROW(host, formulation->row, formulation->rows, formulation->row_capacity, QsStatedRow);
	row = &formulation->row[formulation->rows++];
	*row = (QsStatedRow) {
		.name = add_name(host, formulation, name, length),
		.lower = lower, .upper = upper, .price = INFINITY, .condition = -1,
		.end = formulation->terms.count, .product_end = formulation->terms.products
	};
	return row;
}
