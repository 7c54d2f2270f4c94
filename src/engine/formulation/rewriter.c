/*
 * rewriter.c
 *	  The binary form under construction: its bits, its rows, complaints.
 */
#include "formulation/formulation_internal.h"

#include <stdio.h>
#include <string.h>

#include "base/excerpt.h"

bool
qs_rewriting_fails(QsRewriter *rewriter, QsNameSpan name, const char *before, const char *after,
				   const char *hint)
{
	QsError    *error = rewriter->error;
	char		shown[QS_EXCERPT_SIZE];

	memset(error, 0, sizeof(*error));
	qs_excerpt(qs_formulation_text(rewriter->stated, name), (size_t) name.length, shown);
	if (name.length > 0)
		snprintf(error->message, sizeof(error->message), "%s\"%s\"%s", before, shown, after);
	else
		snprintf(error->message, sizeof(error->message), "a %s without a name%s",
				 before[0] == 'r' ? "row" : "variable", after);
	snprintf(error->hint, sizeof(error->hint), "%s", hint);
	return false;
}

void
qs_term_pile_add(QsHost *host, QsTermPile *pile, int i, int j, double coefficient)
{
	if (pile->count == pile->capacity)
	{
		size_t		old = (size_t) pile->capacity;

		pile->capacity = pile->capacity * 2 + 16;
		pile->items = qs_realloc(host, pile->items, old, (size_t) pile->capacity, sizeof(QsTerm));
	}
	pile->items[pile->count++] = (QsTerm) {i, j, coefficient};
}

QsStretch
qs_row_stretch(const QsFormulation *stated, int row)
{
	return (QsStretch) {
		&stated->terms, qs_formulation_row_start(stated, row), stated->row[row].end,
		qs_formulation_product_start(stated, row), stated->row[row].product_end
	};
}

bool
qs_add_bit(QsRewriter *rewriter, QsBit bit)
{
	QsBinaryForm *form = rewriter->form;

	if (form->n >= QS_MAX_VARIABLES)
	{
		memset(rewriter->error, 0, sizeof(*rewriter->error));
		snprintf(rewriter->error->message, sizeof(rewriter->error->message),
				 "the model needs more than %d binary variables", QS_MAX_VARIABLES);
		return false;
	}
	if (form->n == rewriter->bit_capacity)
	{
		size_t		old = (size_t) rewriter->bit_capacity;

		rewriter->bit_capacity = rewriter->bit_capacity * 2 + 16;
		form->bit = qs_realloc(rewriter->host, form->bit, old, (size_t) rewriter->bit_capacity,
							   sizeof(QsBit));
	}
	form->bit[form->n++] = bit;
	return true;
}

static void
grow_rows(QsRewriter *rewriter)
{
	QsBinaryForm *form = rewriter->form;
	size_t		old = (size_t) rewriter->row_capacity;
	size_t		capacity;

	rewriter->row_capacity = rewriter->row_capacity * 2 + 16;
	capacity = (size_t) rewriter->row_capacity;
	rewriter->row_end = qs_realloc(rewriter->host, rewriter->row_end, old, capacity, sizeof(int64_t));
	rewriter->row_sense = qs_realloc(rewriter->host, rewriter->row_sense, old, capacity, sizeof(char));
	rewriter->row_rhs = qs_realloc(rewriter->host, rewriter->row_rhs, old, capacity, sizeof(double));
	form->row_origin = qs_realloc(rewriter->host, form->row_origin, old, capacity, sizeof(int32_t));
}

static void
grow_nonzeros(QsRewriter *rewriter, int64_t count)
{
	size_t		old = (size_t) rewriter->nonzero_capacity;

	rewriter->nonzero_capacity = rewriter->nonzero_capacity * 2 + count + 16;
	rewriter->row_variable = qs_realloc(rewriter->host, rewriter->row_variable, old,
										(size_t) rewriter->nonzero_capacity, sizeof(int32_t));
	rewriter->row_value = qs_realloc(rewriter->host, rewriter->row_value, old,
									 (size_t) rewriter->nonzero_capacity, sizeof(double));
}

bool
qs_add_binary_row(QsRewriter *rewriter, const QsTerm *terms, int64_t count, char sense, double rhs,
				  int origin)
{
	QsBinaryForm *form = rewriter->form;
	bool		finite = isfinite(rhs);

	if (form->rows == rewriter->row_capacity)
		grow_rows(rewriter);
	if (rewriter->nonzeros + count > rewriter->nonzero_capacity)
		grow_nonzeros(rewriter, count);
	for (int64_t k = 0; k < count; k++)
	{
		finite = finite && isfinite(terms[k].coefficient);
		rewriter->row_variable[rewriter->nonzeros] = terms[k].i;
		rewriter->row_value[rewriter->nonzeros++] = terms[k].coefficient;
	}
	rewriter->row_end[form->rows] = rewriter->nonzeros;
	rewriter->row_sense[form->rows] = sense;
	rewriter->row_rhs[form->rows] = rhs;
	form->row_origin[form->rows++] = origin;
	if (!finite || form->rows == INT32_MAX || count > INT32_MAX)
		return qs_rewriting_fails(rewriter, origin >= 0 ? rewriter->stated->row[origin].name : (QsNameSpan) {0, 0},
								  "row ", " has numbers that double precision does not hold", "");
	return true;
}
