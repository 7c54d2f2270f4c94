/*
 * fold.c
 *	  A binary model whose bits belong to integers, with the integers back in it.
 *
 * The first bit of an integer has weight 1, so that its coefficients are those of the
 * integer.  What follows from them is rewritten in bits again and held against the model:
 * only a model of the integers and of nothing else folds.
 */
#include "exporter/exporter.h"

#include <string.h>

#include "base/decimal.h"
#include "formulation/binary_form.h"

typedef struct Folder
{
	QsHost	   *host;
	const QsBits *bits;
	int32_t    *first;			/* bit of every integer */
	QsFormulation *model;
	QsDecimal  *linear;			/* of the objective */
} Folder;

static inline QsDecimal
lower_of(const Folder *folder, int variable)
{
	return qs_decimal(folder->bits->lower[variable]);
}

static void
subtract(QsDecimal *from, QsDecimal a, QsDecimal b)
{
	*from = qs_decimal_add(*from, qs_decimal_negate(qs_decimal_multiply(a, b)));
}

/* False unless the bits of every integer lie together and begin with a weight of 1 */
static bool
add_variables(Folder *folder, int n, const QsNaming *naming)
{
	const QsBits *bits = folder->bits;
	int			bit = 0;

	for (int v = 0; v < bits->variables; v++)
	{
		double		range = 0.0;
		size_t		length = 0;
		const char *name = naming && naming->variable ? naming->variable(naming->context, v, &length) : "";
		int			start = bit;
		bool		binary;

		for (; bit < n && bits->owner[bit] == v; bit++)
			range += bits->weight[bit];
		if (bit == start || bits->weight[start] != 1.0)
			return false;
		binary = range == 1.0 && bits->lower[v] == 0.0;
		folder->first[v] = start;
		qs_formulation_add_variable(folder->host, folder->model, binary ? QS_VARIABLE_BINARY : QS_VARIABLE_INTEGER,
									bits->lower[v], bits->lower[v] + range, name, length);
	}
	return bit == n;
}

/* q x_u x_v: what its expansion adds to the first bits and to the constant is taken off */
static void
add_product(Folder *folder, int u, int v, QsDecimal q, QsDecimal *constant)
{
	QsDecimal	lower_product = qs_decimal_multiply(lower_of(folder, u), lower_of(folder, v));

	qs_expressions_add_product(folder->host, &folder->model->objective, qs_decimal_value(q), 2, (int32_t[]) {u, v});
	subtract(&folder->linear[u], q, lower_of(folder, v));
	subtract(&folder->linear[v], q, lower_of(folder, u));
	subtract(constant, q, lower_product);
	if (u == v)
		folder->linear[u] = qs_decimal_add(folder->linear[u], qs_decimal_negate(q));
}

static void
add_objective(Folder *folder, double offset, const QsTerm *terms, int64_t term_count)
{
	const QsBits *bits = folder->bits;
	QsDecimal	constant = qs_decimal(offset);

	for (int64_t k = 0; k < term_count; k++)
	{
		const QsTerm *term = &terms[k];
		int			u = bits->owner[term->i],
					v = bits->owner[term->j];
		QsDecimal	value = qs_decimal(term->coefficient);

		if (term->i != folder->first[u])
			continue;
		if (term->i == term->j)
			folder->linear[u] = qs_decimal_add(folder->linear[u], value);
		else if (u != v && term->j == folder->first[v])
			add_product(folder, u, v, value, &constant);
		else if (u == v && term->j == term->i + 1 &&
				 qs_decimal_divide(value, qs_decimal(2.0 * bits->weight[term->j]), &value))
			add_product(folder, u, u, value, &constant);
	}
	for (int v = 0; v < bits->variables; v++)
	{
		double		coefficient = qs_decimal_value(folder->linear[v]);

		if (coefficient != 0.0)
			qs_expressions_add(folder->host, &folder->model->objective, v, coefficient);
		subtract(&constant, folder->linear[v], lower_of(folder, v));
	}
	folder->model->constant = qs_decimal_value(constant);
}

static void
add_row(Folder *folder, const QsRow *row, const char *name, size_t length)
{
	QsDecimal	rhs = qs_decimal(row->rhs);
	double		bound;

	for (int k = 0; k < row->count; k++)
	{
		int			v = folder->bits->owner[row->variables[k]];
		double		coefficient = row->coefficients ? row->coefficients[k] : 1.0;

		if (row->variables[k] != folder->first[v])
			continue;
		qs_expressions_add(folder->host, &folder->model->terms, v, coefficient);
		subtract(&rhs, qs_decimal_negate(qs_decimal(coefficient)), lower_of(folder, v));
	}
	bound = qs_decimal_value(rhs);
	qs_formulation_add_row(folder->host, folder->model, row->sense == '<' ? -INFINITY : bound,
						   row->sense == '>' ? INFINITY : bound, name, length);
}

/* The same terms in any order, equal pairs summed up */
static bool
same_terms(QsHost *host, const QsTerm *a, int64_t a_count, const QsTerm *b, int64_t b_count)
{
	QsTerm	   *left = qs_duplicate(host, a, (size_t) a_count, sizeof(QsTerm));
	QsTerm	   *right = qs_duplicate(host, b, (size_t) b_count, sizeof(QsTerm));
	bool		same;

	a_count = qs_terms_add_up_decimals(host, left, a_count);
	b_count = qs_terms_add_up_decimals(host, right, b_count);
	same = a_count == b_count;
	for (int64_t k = 0; k < a_count && same; k++)
		same = left[k].i == right[k].i && left[k].j == right[k].j &&
			left[k].coefficient == right[k].coefficient;
	qs_free(host, left);
	qs_free(host, right);
	return same;
}

static bool
same_row(QsHost *host, const QsRow *a, const QsRow *b)
{
	QsTerm	   *left = QS_ARRAY(host, QsTerm, a->count);
	QsTerm	   *right = QS_ARRAY(host, QsTerm, b->count);
	bool		same;

	for (int k = 0; k < a->count; k++)
		left[k] = (QsTerm) {a->variables[k], a->variables[k], a->coefficients ? a->coefficients[k] : 1.0};
	for (int k = 0; k < b->count; k++)
		right[k] = (QsTerm) {b->variables[k], b->variables[k], b->coefficients ? b->coefficients[k] : 1.0};
	same = a->sense == b->sense && a->rhs == b->rhs && same_terms(host, left, a->count, right, b->count);
	qs_free(host, left);
	qs_free(host, right);
	return same;
}

/* Does the folded model have just these bits, terms and rows? */
static bool
unfolds(const Folder *folder, int n, double constant, const QsTerm *terms, int64_t term_count,
		const QsRow *rows, int row_count)
{
	QsBinaryForm *form;
	QsError		ignored;
	bool		same;

	if (qs_binary_form(folder->host, folder->model, &form, &ignored) != QS_OK)
		return false;
	same = form->n == n && form->rows == row_count && form->constant == constant &&
		same_terms(folder->host, form->terms, form->term_count, terms, term_count);
	for (int i = 0; i < n && same; i++)
		same = form->bit[i].owner == folder->bits->owner[i] && form->bit[i].weight == folder->bits->weight[i];
	for (int r = 0; r < row_count && same; r++)
	{
		same = same_row(folder->host, &form->row[r], &rows[r]);
		if ((r & 255) == 0)
			qs_check(folder->host);
	}
	qs_binary_form_free(folder->host, form);
	return same;
}

QsFormulation *
qs_formulation_fold(QsHost *host, const QsBits *bits, int n, bool maximise, double constant,
					const QsTerm *terms, int64_t term_count, const QsRow *rows, int row_count,
					const QsNaming *naming)
{
	Folder		folder = {
		.host = host, .bits = bits,
		.first = QS_ARRAY(host, int32_t, bits->variables),
		.model = qs_formulation_create(host),
		.linear = QS_ARRAY0(host, QsDecimal, bits->variables),
	};
	bool		good = add_variables(&folder, n, naming);

	folder.model->maximise = maximise;
	if (good)
		add_objective(&folder, constant, terms, term_count);
	for (int r = 0; r < row_count && good; r++)
	{
		size_t		length = 0;
		const char *name = naming && naming->row ? naming->row(naming->context, r, &length) : "";

		add_row(&folder, &rows[r], name, length);
		if ((r & 255) == 0)
			qs_check(host);
	}
	good = good && unfolds(&folder, n, constant, terms, term_count, rows, row_count);
	qs_free(host, folder.first);
	qs_free(host, folder.linear);
	if (good)
		return folder.model;
	qs_formulation_free(host, folder.model);
	return NULL;
}
