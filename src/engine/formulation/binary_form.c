/*
 * binary_form.c
 *	  A stated model, rewritten in binary variables: the order of the steps.
 */
#include "formulation/formulation_internal.h"

#include <stdio.h>
#include <string.h>

/* What the row says its variable is:
 *	  variable = (rhs - all other terms) / coefficient */
static bool
create_image(QsRewriter *rewriter, int variable)
{
	const QsFormulation *stated = rewriter->stated;
	int			row = rewriter->defined_by[variable];
	QsStretch	stretch = qs_row_stretch(stated, row);
	QsImage    *image = &rewriter->form->image[variable];
	QsExpansion expansion = {0};
	QsDecimal	divisor = {0},
				constant;
	bool		good;

	for (int64_t k = stretch.start; k < stretch.end; k++)
		if (stretch.expressions->variable[k] == variable && stretch.expressions->coefficient[k] != 0.0)
			divisor = qs_decimal_negate(qs_decimal(stretch.expressions->coefficient[k]));
	good = qs_expand(rewriter, stretch, variable, &expansion);
	expansion.terms.count = qs_terms_add_up_decimals(rewriter->host, expansion.terms.items,
													 expansion.terms.count);
	constant = qs_decimal_add(expansion.constant, qs_decimal_negate(qs_decimal(stated->row[row].upper)));
	good = good && qs_decimal_divide(constant, divisor, &constant);
	image->constant = qs_decimal_value(constant);
	image->first = rewriter->image_terms.count;
	image->count = (int32_t) expansion.terms.count;
	for (int64_t k = 0; k < expansion.terms.count && good; k++)
	{
		const QsTerm *term = &expansion.terms.items[k];
		QsDecimal	weight;

		good = qs_decimal_divide(qs_decimal(term->coefficient), divisor, &weight);
		if (good)
			qs_term_pile_add(rewriter->host, &rewriter->image_terms, term->i, term->j,
							 qs_decimal_value(weight));
	}
	qs_expansion_free(rewriter->host, &expansion);
	return good || rewriter->error->message[0] != '\0' ||
		qs_rewriting_fails(rewriter, stated->variable[variable].name, "variable ",
						   " is continuous and the row that defines it does not do so exactly", "");
}

static bool
rewrite_rows(QsRewriter *rewriter)
{
	const QsFormulation *stated = rewriter->stated;
	uint8_t    *defines = QS_ARRAY0(rewriter->host, uint8_t, stated->rows);
	bool		good = true;

	for (int k = 0; k < rewriter->definitions && good; k++)
	{
		int			variable = rewriter->definition[k];

		defines[rewriter->defined_by[variable]] = 1;
		good = create_image(rewriter, variable) && qs_add_image_bounds(rewriter, variable);
		qs_check(rewriter->host);
	}
	for (int r = 0; r < stated->rows && good; r++)
	{
		good = defines[r] || qs_rewrite_row(rewriter, r);
		if ((r & 255) == 0)
			qs_check(rewriter->host);
	}
	qs_free(rewriter->host, defines);
	return good;
}

/* The objective's own terms join the price of violations. */
static bool
rewrite_objective(QsRewriter *rewriter)
{
	const QsFormulation *stated = rewriter->stated;
	const QsExpressions *objective = &stated->objective;
	QsBinaryForm *form = rewriter->form;
	QsExpansion expansion = {.constant = qs_decimal(stated->constant), .terms = rewriter->objective};
	bool		good = qs_expand(rewriter, (QsStretch) {objective, 0, objective->count,
								 0, objective->products}, -1, &expansion);

	form->maximise = stated->maximise;
	form->terms = expansion.terms.items;
	rewriter->objective = (QsTermPile) {0};
	if (!good)
		return false;
	form->constant = qs_decimal_value(expansion.constant);
	form->term_count = qs_terms_add_up_decimals(rewriter->host, form->terms, expansion.terms.count);
	good = isfinite(form->constant);
	for (int64_t k = 0; k < form->term_count; k++)
		good = good && isfinite(form->terms[k].coefficient);
	if (good && form->term_count <= QS_MAX_TERMS)
		return true;
	memset(rewriter->error, 0, sizeof(*rewriter->error));
	snprintf(rewriter->error->message, sizeof(rewriter->error->message), good ?
			 "the objective would have %lld terms, more than the limit" :
			 "the coefficients of the objective sum up to more than double precision holds",
			 (long long) form->term_count);
	return false;
}

/* Rows point into one block each. */
static void
finish_rows(QsRewriter *rewriter)
{
	QsBinaryForm *form = rewriter->form;
	int64_t		start = 0;

	form->row = QS_ARRAY(rewriter->host, QsRow, form->rows);
	if (rewriter->nonzeros == 0)
	{
		/* rows without terms point somewhere too */
		rewriter->row_variable = QS_ARRAY(rewriter->host, int32_t, 0);
		rewriter->row_value = QS_ARRAY(rewriter->host, double, 0);
	}
	for (int r = 0; r < form->rows; r++)
	{
		form->row[r] = (QsRow) {
			(int) (rewriter->row_end[r] - start), rewriter->row_variable + start,
			rewriter->row_value + start, rewriter->row_sense[r], rewriter->row_rhs[r]
		};
		start = rewriter->row_end[r];
		if ((r & 65535) == 0)
			qs_check(rewriter->host);
	}
	if (form->rows == 0)
	{
		qs_free(rewriter->host, rewriter->row_variable);
		qs_free(rewriter->host, rewriter->row_value);
	}
	rewriter->row_variable = NULL;
	rewriter->row_value = NULL;
}

static void
free_rewriter(QsRewriter *rewriter)
{
	QsHost	   *host = rewriter->host;

	qs_free(host, rewriter->lower);
	qs_free(host, rewriter->upper);
	qs_free(host, rewriter->defined_by);
	qs_free(host, rewriter->definition);
	qs_free(host, rewriter->row_end);
	qs_free(host, rewriter->row_sense);
	qs_free(host, rewriter->row_rhs);
	qs_free(host, rewriter->row_variable);
	qs_free(host, rewriter->row_value);
	qs_free(host, rewriter->objective.items);
	qs_expansion_free(host, &rewriter->row_terms);
	qs_free(host, rewriter->slot);
}

QsStatus
qs_binary_form(QsHost *host, const QsFormulation *stated, QsBinaryForm **out, QsError *error)
{
	QsRewriter	rewriter = {
		.host = host, .stated = stated, .error = error,
		.form = QS_NEW(host, QsBinaryForm),
		.lower = QS_ARRAY(host, double, stated->n),
		.upper = QS_ARRAY(host, double, stated->n),
		.defined_by = QS_ARRAY(host, int32_t, stated->n),
		.definition = QS_ARRAY(host, int32_t, stated->n),
	};
	QsBinaryForm *form = rewriter.form;
	bool		good;

	*out = NULL;
	memset(error, 0, sizeof(*error));
	form->variables = stated->n;
	form->image = QS_ARRAY0(host, QsImage, stated->n);
	rewriter.image_terms.items = QS_ARRAY(host, QsTerm, 0);
	good = qs_find_definitions(&rewriter) && qs_find_bounds(&rewriter) &&
		qs_create_value_bits(&rewriter) && rewrite_rows(&rewriter) && rewrite_objective(&rewriter);
	form->image_term = rewriter.image_terms.items;
	if (good)
		finish_rows(&rewriter);
	free_rewriter(&rewriter);
	if (!good)
	{
		qs_binary_form_free(host, form);
		return QS_INVALID;
	}
	*out = form;
	return QS_OK;
}

void
qs_binary_form_free(QsHost *host, QsBinaryForm *form)
{
	if (form == NULL)
		return;
	if (form->row && form->rows > 0)
	{
		qs_free(host, (void *) form->row[0].variables);
		qs_free(host, (void *) form->row[0].coefficients);
	}
	qs_free(host, form->row);
	qs_free(host, form->row_origin);
	qs_free(host, form->bit);
	qs_free(host, form->terms);
	qs_free(host, form->image);
	qs_free(host, form->image_term);
	qs_free(host, form->violation);
	qs_free(host, form);
}
