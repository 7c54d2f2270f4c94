/*
 * problem_auxiliaries.c
 *	  Values of auxiliary variables: what the others say.
 */
#include "compat.h"

#include <math.h>

#include "problem_auxiliaries.h"

/* Products of products come after those; of degree 8 there are 6 levels */
#define MOST_PASSES	16

/* y <= a, with y auxiliary, says that the product y is 0 where a is: the variable a */
static int
factor_of(const QsRow *row, const double *weight, int *product)
{
	for (int k = 0; k < 2 && row->count == 2; k++)
	{
		*product = row->variables[k];
		if (row->sense == '<' && row->rhs == 0.0 && weight[*product] == 0.0 && row->coefficients &&
			row->coefficients[k] == 1.0 && row->coefficients[1 - k] == -1.0)
			return row->variables[1 - k];
	}
	return -1;
}

/* One pass over all products; did one change? */
static bool
set_products(QsHost *host, const QshrinkProblem *problem, const double *weight, bool *is_product,
			 uint8_t *x)
{
	uint8_t    *value = QS_ARRAY(host, uint8_t, problem->n);
	bool		changed = false;
	int			product;

	memset(value, 1, (size_t) problem->n);
	for (int r = 0; r < problem->rows; r++)
	{
		int			factor = factor_of(&problem->row[r], weight, &product);

		if (factor < 0)
			continue;
		is_product[product] = true;
		value[product] &= x[factor];
		qs_check(host);
	}
	for (int v = 0; v < problem->n; v++)
		if (is_product[v])
		{
			changed = changed || x[v] != value[v];
			x[v] = value[v];
		}
	qs_free(host, value);
	return changed;
}

/* The heaviest that still fit: the weights 1, 2, 4, ..., rest reach what is missed so */
static void
set_violation(const QsRow *row, const double *weight, const bool *is_product, uint8_t *x)
{
	double		missed = -row->rhs;
	double		tolerance;

	for (int k = 0; k < row->count; k++)
	{
		int			v = row->variables[k];

		if (weight[v] == 0.0 && !is_product[v])
			x[v] = 0;
		else if (x[v])
			missed += row->coefficients ? row->coefficients[k] : 1.0;
	}
	if ((row->sense == '<' && missed < 0.0) || (row->sense == '>' && missed > 0.0))
		return;
	tolerance = 1e-9 * fabs(missed);
	for (;;)
	{
		int			heaviest = -1;

		for (int k = 0; k < row->count && row->coefficients; k++)
		{
			int			v = row->variables[k];
			double		takes = -row->coefficients[k];

			if (weight[v] == 0.0 && !is_product[v] && !x[v] && takes * missed > 0.0 &&
				fabs(takes) <= fabs(missed) + tolerance &&
				(heaviest < 0 || fabs(takes) > fabs(row->coefficients[heaviest])))
				heaviest = k;
		}
		if (heaviest < 0)
			return;
		x[row->variables[heaviest]] = 1;
		missed += row->coefficients[heaviest];
		if (fabs(missed) <= tolerance)
			return;
	}
}

void
qshrink_set_auxiliaries(QsHost *host, const QshrinkProblem *problem, const double *weight, uint8_t *x)
{
	bool	   *is_product;

	if (weight == NULL)
		return;
	is_product = QS_ARRAY0(host, bool, problem->n);
	for (int pass = 0; pass < MOST_PASSES; pass++)
		if (!set_products(host, problem, weight, is_product, x))
			break;
	for (int r = 0; r < problem->rows; r++)
	{
		if (!isnan(problem->row_stated[r].price))
			set_violation(&problem->row[r], weight, is_product, x);
		qs_check(host);
	}
	qs_free(host, is_product);
}
