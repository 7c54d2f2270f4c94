/*
 * export_lp.c
 *	  The LP format of CPLEX; linear models in the part of it that CBC and GLPK read too.
 */
#include "exporter/export_internal.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

#include "base/decimal.h"

static bool
is_word(const char *name, size_t length, const char *word)
{
	return length == strlen(word) && strncasecmp(name, word, length) == 0;
}

/* Words that begin sections, or mean something else */
static const char *const reserved[] = {
	"minimize", "minimise", "minimum", "min", "maximize", "maximise", "maximum", "max", "subject", "such",
	"st", "st.", "s.t.", "lazy", "user", "bounds", "bound", "general", "generals", "gen", "integer", "integers",
	"int", "binary", "binaries", "bin", "semis", "semi", "sos", "sos1", "sos2", "pwlobj", "gencons",
	"scenario", "end", "free", "inf", "infinity",
};

/* Letters, digits and marks that all readers take; no number in front, nor what could be
 * an exponent.  CBC takes names of 100 bytes. */
static bool
is_name(const char *name, size_t length)
{
	if (length > 100 || isdigit((unsigned char) name[0]) || name[0] == '.' ||
		(tolower((unsigned char) name[0]) == 'e' && (length == 1 || isdigit((unsigned char) name[1]))))
		return false;
	for (size_t k = 0; k < length; k++)
		if (!isalnum((unsigned char) name[k]) && strchr("_.#,&%(){}~", name[k]) == NULL)
			return false;
	for (size_t k = 0; k < sizeof(reserved) / sizeof(reserved[0]); k++)
		if (is_word(name, length, reserved[k]))
			return false;
	return true;
}

/* The bracket of products, each coefficient times factor */
static void
write_products(QsExport *export, QsExportTerms terms, double factor)
{
	qs_export_string(export, "+ [ ");
	for (int64_t p = terms.product_start; p < terms.product_end; p++)
	{
		const QsProduct *product = &terms.expressions->product[p];
		const int32_t *variable = terms.expressions->factor + product->first;

		qs_export_coefficient(export, qs_decimal_product(product->coefficient, factor), true);
		qs_export_name(export, &export->names, variable[0]);
		if (variable[0] == variable[1])
			qs_export_string(export, " ^2 ");
		else
		{
			qs_export_string(export, " * ");
			qs_export_name(export, &export->names, variable[1]);
			qs_export_string(export, " ");
		}
	}
	qs_export_string(export, "] ");
}

static void
write_linear(QsExport *export, QsExportTerms terms)
{
	for (int64_t k = terms.start; k < terms.end; k++)
	{
		qs_export_coefficient(export, terms.expressions->coefficient[k], true);
		qs_export_name(export, &export->names, terms.expressions->variable[k]);
		qs_export_string(export, " ");
		if (k % 8192 == 0)
			qs_check(export->host);
	}
}

/* Would the variables of the terms appear in their order?  *next is the first that has not
 * appeared so far. */
static bool
appear_in_order(QsExportTerms terms, int *next)
{
	const QsExpressions *expressions = terms.expressions;

	for (int64_t k = terms.start; k < terms.end; k++)
	{
		if (expressions->variable[k] > *next)
			return false;
		*next += expressions->variable[k] == *next;
	}
	for (int64_t p = terms.product_start; p < terms.product_end; p++)
		for (int k = 0; k < 2; k++)
		{
			int32_t		variable = expressions->factor[expressions->product[p].first + k];

			if (variable > *next)
				return false;
			*next += variable == *next;
		}
	return true;
}

/* Readers number variables as they appear. */
static bool
is_in_order(const QsFormulation *model)
{
	int			next = 0;
	bool		good = appear_in_order(qs_export_objective(model), &next);

	for (int r = 0; r < model->rows && good; r++)
		if (model->row[r].condition >= next)
			good = false;
		else if (isfinite(model->row[r].lower) || isfinite(model->row[r].upper))
			good = appear_in_order(qs_export_row(model, r), &next);
	return good && next == model->n;
}

/* Linear terms of all variables, without weight where there is none */
static void
write_all_variables(QsExport *export, QsExportTerms terms)
{
	int64_t		k = terms.start;

	for (int v = 0; v < export->model->n; v++)
	{
		bool		here = k < terms.end && terms.expressions->variable[k] == v;

		qs_export_coefficient(export, here ? terms.expressions->coefficient[k] : 0.0, true);
		qs_export_name(export, &export->names, v);
		qs_export_string(export, " ");
		k += here;
	}
}

/* GLPK reads no constants and CBC passes over them: a variable fixed at 1 carries ours, as
 * GLPK writes them. */
static void
write_constant_name(QsExport *export)
{
	char		name[16] = "~r_0";
	size_t		length = 4;

	while (qs_name_table_find(&export->names, name, length) >= 0 && length < sizeof(name))
		name[length++] = '_';
	qs_export_bytes(export, name, length);
}

static void
write_objective(QsExport *export)
{
	QsExportTerms terms = qs_export_objective(export->model);
	bool		in_order = is_in_order(export->model);

	qs_export_string(export, export->model->maximise ? "Maximize\n obj: " : "Minimize\n obj: ");
	if (in_order)
		write_linear(export, terms);
	else
		write_all_variables(export, terms);
	/* an objective of nothing is one of a variable without weight */
	if (in_order && terms.start == terms.end && terms.product_start == terms.product_end)
	{
		qs_export_string(export, "0 ");
		qs_export_name(export, &export->names, 0);
		qs_export_string(export, " ");
	}
	if (export->model->constant != 0.0)
	{
		qs_export_coefficient(export, export->model->constant, true);
		write_constant_name(export);
		qs_export_string(export, " ");
	}
	if (terms.product_start < terms.product_end)
	{
		write_products(export, terms, 2.0);
		qs_export_string(export, "/ 2");
	}
	qs_export_string(export, "\nSubject To\n");
}

static void
write_row(QsExport *export, const QsNameTable *rows, int r)
{
	const QsStatedRow *row = &export->model->row[r];
	QsExportTerms terms = qs_export_row(export->model, r);
	bool		range = isfinite(row->lower) && isfinite(row->upper) && row->lower != row->upper;

	if (!isfinite(row->lower) && !isfinite(row->upper))
		return;
	qs_export_string(export, " ");
	qs_export_name(export, rows, r);
	qs_export_string(export, ": ");
	if (row->condition >= 0)
	{
		qs_export_name(export, &export->names, row->condition);
		qs_export_string(export, row->condition_value ? " = 1 -> " : " = 0 -> ");
	}
	if (range)
	{
		qs_export_number(export, row->lower);
		qs_export_string(export, " <= ");
	}
	write_linear(export, terms);
	if (terms.start == terms.end && terms.product_start == terms.product_end)
	{
		qs_export_string(export, "0 ");
		qs_export_name(export, &export->names, 0);
		qs_export_string(export, " ");
	}
	if (terms.product_start < terms.product_end)
		write_products(export, terms, 1.0);
	qs_export_string(export, row->lower == row->upper ? "= " : isfinite(row->upper) ? "<= " : ">= ");
	qs_export_number(export, isfinite(row->upper) ? row->upper : row->lower);
	qs_export_string(export, "\n");
}

static void
write_infinite(QsExport *export, double value)
{
	if (isfinite(value))
		qs_export_number(export, value);
	else
		qs_export_string(export, value > 0.0 ? "+inf" : "-inf");
}

/* Bounds other than those that the format takes for granted */
static void
write_bounds(QsExport *export)
{
	qs_export_string(export, "Bounds\n");
	if (export->model->constant != 0.0)
	{
		qs_export_string(export, " ");
		write_constant_name(export);
		qs_export_string(export, " = 1\n");
	}
	for (int v = 0; v < export->model->n; v++)
	{
		const QsStatedVariable *variable = &export->model->variable[v];

		if (variable->kind == QS_VARIABLE_BINARY ? variable->lower == 0.0 && variable->upper == 1.0 :
			variable->lower == 0.0 && variable->upper == INFINITY)
			continue;
		qs_export_string(export, " ");
		if (variable->lower == variable->upper)
		{
			qs_export_name(export, &export->names, v);
			qs_export_string(export, " = ");
			qs_export_number(export, variable->lower);
		}
		else
		{
			write_infinite(export, variable->lower);
			qs_export_string(export, " <= ");
			qs_export_name(export, &export->names, v);
			qs_export_string(export, " <= ");
			write_infinite(export, variable->upper);
		}
		qs_export_string(export, "\n");
	}
}

static void
write_kind(QsExport *export, QsVariableKind kind, const char *section)
{
	bool		any = false;

	for (int v = 0; v < export->model->n; v++)
	{
		if (export->model->variable[v].kind != kind)
			continue;
		if (!any)
			qs_export_string(export, section);
		any = true;
		qs_export_string(export, " ");
		qs_export_name(export, &export->names, v);
		qs_export_string(export, "\n");
	}
}

bool
qs_export_lp(QsExport *export)
{
	QsNameTable rows = {0};
	char	   *made,
			   *made_rows;

	if (!qs_export_refuse_prices(export) || !qs_export_refuse_degrees(export))
		return false;
	if (export->model->n == 0)
		return qs_export_fails(export, "the model has no variable");
	made = qs_export_make_names(export, false, 'x', is_name, &export->names);
	made_rows = qs_export_make_names(export, true, 'c', is_name, &rows);
	write_objective(export);
	for (int r = 0; r < export->model->rows; r++)
		write_row(export, &rows, r);
	write_bounds(export);
	write_kind(export, QS_VARIABLE_INTEGER, "General\n");
	write_kind(export, QS_VARIABLE_BINARY, "Binary\n");
	qs_export_string(export, "End\n");
	qs_name_table_free(export->host, &export->names);
	qs_name_table_free(export->host, &rows);
	qs_free(export->host, made);
	qs_free(export->host, made_rows);
	return true;
}
