/*
 * definitions.c
 *	  Continuous variables that a row defines.
 *
 * An equality whose other variables are integer, or defined already, defines the one
 * continuous variable that occurs in it once, linearly, with a coefficient that divides
 * all other numbers of the row exactly.
 */
#include "formulation/formulation_internal.h"

/* Passes over the rows before chains of definitions are given up */
#define MOST_PASSES		1000

/* Occurrences of a variable: nothing mentions it, ... */
static uint8_t *
mark_mentioned(QsRewriter *rewriter)
{
	const QsFormulation *stated = rewriter->stated;
	const QsExpressions *part[] = {&stated->objective, &stated->terms};
	uint8_t    *mentioned = QS_ARRAY0(rewriter->host, uint8_t, stated->n);

	for (int e = 0; e < 2; e++)
	{
		for (int64_t k = 0; k < part[e]->count; k++)
			mentioned[part[e]->variable[k]] = 1;
		for (int64_t k = 0; k < part[e]->factors; k++)
			mentioned[part[e]->factor[k]] = 1;
		qs_check(rewriter->host);
	}
	for (int r = 0; r < stated->rows; r++)
		if (stated->row[r].condition >= 0)
			mentioned[stated->row[r].condition] = 1;
	return mentioned;
}

static inline bool
is_open(const QsRewriter *rewriter, int variable)
{
	return rewriter->stated->variable[variable].kind == QS_VARIABLE_CONTINUOUS &&
		rewriter->defined_by[variable] == -1;
}

/* Does the coefficient divide all other numbers of the row? */
static bool
divides_row(const QsFormulation *stated, int row, QsDecimal divisor)
{
	QsStretch	stretch = qs_row_stretch(stated, row);
	QsDecimal	quotient;

	if (!qs_decimal_divide(qs_decimal(stated->row[row].upper), divisor, &quotient))
		return false;
	for (int64_t k = stretch.start; k < stretch.end; k++)
		if (!qs_decimal_divide(qs_decimal(stretch.expressions->coefficient[k]), divisor, &quotient))
			return false;
	for (int64_t k = stretch.product_start; k < stretch.product_end; k++)
		if (!qs_decimal_divide(qs_decimal(stretch.expressions->product[k].coefficient), divisor,
							   &quotient))
			return false;
	return true;
}

/* The variable the row defines, -1: none; -2: none now nor later */
static int
variable_defined(const QsRewriter *rewriter, int row)
{
	const QsFormulation *stated = rewriter->stated;
	const QsStatedRow *stated_row = &stated->row[row];
	QsStretch	stretch = qs_row_stretch(stated, row);
	const QsExpressions *terms = stretch.expressions;
	int64_t		place = -1;

	if (stated_row->lower != stated_row->upper || !isfinite(stated_row->upper) ||
		isfinite(stated_row->price) || stated_row->condition >= 0)
		return -2;
	for (int64_t k = stretch.start; k < stretch.end; k++)
		if (terms->coefficient[k] != 0.0 && is_open(rewriter, terms->variable[k]))
		{
			if (place >= 0)
				return -1;
			place = k;
		}
	for (int64_t p = stretch.product_start; p < stretch.product_end; p++)
		for (int32_t k = 0; k < terms->product[p].degree; k++)
			if (is_open(rewriter, terms->factor[terms->product[p].first + k]))
				return -1;
	if (place < 0 || !divides_row(stated, row, qs_decimal(terms->coefficient[place])))
		return -2;
	return terms->variable[place];
}

static void
define(QsRewriter *rewriter, int variable, int row)
{
	rewriter->defined_by[variable] = row;
	rewriter->definition[rewriter->definitions++] = variable;
	rewriter->form->substituted++;
}

/* Look through the rows until nothing new is defined. */
static void
follow_definitions(QsRewriter *rewriter)
{
	const QsFormulation *stated = rewriter->stated;
	uint8_t    *done = QS_ARRAY0(rewriter->host, uint8_t, stated->rows);
	bool		more = true;

	for (int pass = 0; more && pass < MOST_PASSES; pass++)
	{
		more = false;
		for (int k = 0; k < stated->rows; k++)
		{
			int			row = pass & 1 ? stated->rows - 1 - k : k;
			int			variable;

			if ((k & 255) == 0)
				qs_check(rewriter->host);
			if (done[row])
				continue;
			variable = variable_defined(rewriter, row);
			done[row] = variable != -1;
			if (variable < 0)
				continue;
			define(rewriter, variable, row);
			more = true;
		}
	}
	qs_free(rewriter->host, done);
}

bool
qs_find_definitions(QsRewriter *rewriter)
{
	const QsFormulation *stated = rewriter->stated;
	uint8_t    *mentioned = NULL;
	int			open = 0;

	for (int v = 0; v < stated->n; v++)
		rewriter->defined_by[v] = -1;
	for (int v = 0; v < stated->n; v++)
	{
		const QsStatedVariable *variable = &stated->variable[v];

		if (!is_open(rewriter, v))
			continue;
		if (mentioned == NULL)
			mentioned = mark_mentioned(rewriter);
		if (!mentioned[v] || (variable->lower == variable->upper && isfinite(variable->lower)))
			rewriter->defined_by[v] = -2;
		else
			open++;
	}
	qs_free(rewriter->host, mentioned);
	if (open > 0)
		follow_definitions(rewriter);
	for (int v = 0; v < stated->n; v++)
		if (is_open(rewriter, v))
			return qs_rewriting_fails(rewriter, stated->variable[v].name, "variable ",
									  " is continuous and no equality defines it exactly",
									  "Declare it binary or integer, or define it by an equality "
									  "over such variables.");
	return true;
}
