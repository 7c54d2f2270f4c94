/*
 * export_qubo.c
 *	  Formats of unconstrained quadratic models: QOBLIB's qs, qbsolv's qubo, and Pauli Z
 *	  strings.
 */
#include "exporter/export_internal.h"

#include <string.h>

#include "base/decimal.h"

/* Linear and quadratic terms in one order: by the first variable, then the second */
typedef struct Entries
{
	int64_t		count;
	int64_t		diagonal;
	QsTerm	   *items;
} Entries;

static bool
collect(QsExport *export, Entries *entries)
{
	const QsExpressions *objective = &export->model->objective;

	if (!qs_export_require_no_rows(export) || !qs_export_require_binary(export) ||
		!qs_export_refuse_degrees(export))
		return false;
	if (export->model->n == 0)
		return qs_export_fails(export, "the model has no variable");
	entries->items = QS_ARRAY(export->host, QsTerm, objective->count + objective->products);
	entries->count = 0;
	entries->diagonal = objective->count;
	for (int64_t k = 0; k < objective->count; k++)
		entries->items[entries->count++] = (QsTerm) {objective->variable[k], objective->variable[k],
		objective->coefficient[k]};
	for (int64_t p = 0; p < objective->products; p++)
	{
		const QsProduct *product = &objective->product[p];

		entries->items[entries->count++] = (QsTerm) {objective->factor[product->first],
		objective->factor[product->first + 1], product->coefficient};
	}
	entries->count = qs_terms_canonicalise(export->host, entries->items, entries->count);
	return true;
}

static void
write_triple(QsExport *export, int64_t i, int64_t j, double value)
{
	qs_export_integer(export, i);
	qs_export_string(export, " ");
	qs_export_integer(export, j);
	qs_export_string(export, " ");
	qs_export_number(export, value);
	qs_export_string(export, "\n");
}

/* Sense and constant in comments that the readers obey */
static void
write_statement(QsExport *export, const char *comment, bool always)
{
	qs_export_string(export, comment);
	qs_export_string(export, export->model->maximise ? " maximize\n" : " minimize\n");
	if (export->model->constant == 0.0 && !always)
		return;
	qs_export_string(export, comment);
	qs_export_string(export, " ObjectiveOffset ");
	qs_export_number(export, export->model->constant);
	qs_export_string(export, "\n");
}

bool
qs_export_qs(QsExport *export)
{
	Entries		entries;

	if (!collect(export, &entries))
		return false;
	write_statement(export, "#", true);
	qs_export_string(export, "# Vars Non-zeros\n");
	qs_export_integer(export, export->model->n);
	qs_export_string(export, " ");
	qs_export_integer(export, entries.count);
	qs_export_string(export, "\n");
	for (int64_t k = 0; k < entries.count; k++)
	{
		const QsTerm *term = &entries.items[k];

		/* an entry off the diagonal counts twice */
		write_triple(export, term->i + 1, term->j + 1, term->i == term->j ? term->coefficient :
					 qs_decimal_product(term->coefficient, 0.5));
		if (k % 8192 == 0)
			qs_check(export->host);
	}
	qs_free(export->host, entries.items);
	return true;
}

bool
qs_export_qbsolv(QsExport *export)
{
	Entries		entries;

	if (!collect(export, &entries))
		return false;
	write_statement(export, "c", false);
	qs_export_string(export, "p qubo 0 ");
	qs_export_integer(export, export->model->n);
	qs_export_string(export, " ");
	qs_export_integer(export, entries.diagonal);
	qs_export_string(export, " ");
	qs_export_integer(export, entries.count - entries.diagonal);
	qs_export_string(export, "\n");
	for (int pass = 0; pass < 2; pass++)
		for (int64_t k = 0; k < entries.count; k++)
		{
			const QsTerm *term = &entries.items[k];

			if ((term->i == term->j) == (pass == 0))
				write_triple(export, term->i, term->j, term->coefficient);
			if (k % 8192 == 0)
				qs_check(export->host);
		}
	qs_free(export->host, entries.items);
	return true;
}

/* ------------------------------------------------------------------------ */

/* A term on the variables i and j (i = j: one; -1: none) as a string over all qubits,
 * variable 0 on the right */
static void
write_pauli(QsExport *export, char *string, int i, int j, double value)
{
	int			n = export->model->n;

	/* the constant is there always, for the number of qubits */
	if (value == 0.0 && i >= 0)
		return;
	if (i >= 0)
		string[n - 1 - i] = string[n - 1 - j] = 'Z';
	qs_export_bytes(export, string, (size_t) n);
	qs_export_string(export, " ");
	qs_export_number(export, value);
	qs_export_string(export, "\n");
	if (i >= 0)
		string[n - 1 - i] = string[n - 1 - j] = 'I';
}

/* x = (1 - Z) / 2 in every term: field[i] and the constant, decimals throughout */
static QsDecimal
sum_up(const Entries *entries, QsDecimal constant, QsDecimal *field)
{
	QsDecimal	half = qs_decimal(-0.5),
				quarter = qs_decimal(0.25);

	for (int64_t k = 0; k < entries->count; k++)
	{
		const QsTerm *term = &entries->items[k];
		QsDecimal	value = qs_decimal(term->coefficient);
		QsDecimal	part = qs_decimal_multiply(value, quarter);

		if (term->i == term->j)
		{
			part = qs_decimal_multiply(value, half);
			field[term->i] = qs_decimal_add(field[term->i], part);
			constant = qs_decimal_add(constant, qs_decimal_negate(part));
			continue;
		}
		constant = qs_decimal_add(constant, part);
		field[term->i] = qs_decimal_add(field[term->i], qs_decimal_negate(part));
		field[term->j] = qs_decimal_add(field[term->j], qs_decimal_negate(part));
	}
	return constant;
}

bool
qs_export_ising(QsExport *export)
{
	Entries		entries;
	int			n = export->model->n;
	QsDecimal	constant;
	QsDecimal  *field;
	char	   *string;

	if (!collect(export, &entries))
		return false;
	field = QS_ARRAY0(export->host, QsDecimal, n);
	string = QS_ARRAY(export->host, char, n);
	memset(string, 'I', (size_t) n);
	qs_export_string(export, export->model->maximise ? "# maximize" : "# minimize");
	qs_export_string(export, " the sum of coefficient * string; x = (1 - Z) / 2, variable 0 is the rightmost\n");
	constant = sum_up(&entries, qs_decimal(export->model->constant), field);
	write_pauli(export, string, -1, -1, qs_decimal_value(constant));
	for (int i = 0; i < n; i++)
		write_pauli(export, string, i, i, qs_decimal_value(field[i]));
	for (int64_t k = 0; k < entries.count; k++)
	{
		const QsTerm *term = &entries.items[k];

		if (term->i != term->j)
			write_pauli(export, string, term->i, term->j, qs_decimal_product(term->coefficient, 0.25));
		if (k % 256 == 0)
			qs_check(export->host);
	}
	qs_free(export->host, entries.items);
	qs_free(export->host, field);
	qs_free(export->host, string);
	return true;
}
