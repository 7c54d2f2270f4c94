/*
 * test_exporter.c
 *	  Export then import is the identity on the model, for random models in every format;
 *	  what formats cannot hold is refused.
 */
#include "unit.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/decimal.h"
#include "exporter/exporter.h"
#include "import_text.h"
#include "stated_values.h"

static double
random_number(QsRandom *random, double unit)
{
	return qs_decimal_product((double) qs_random_below(random, 41) - 20.0, unit);
}

static void
random_factors(QsRandom *random, int n, int32_t factor[2])
{
	factor[0] = (int32_t) qs_random_below(random, (uint32_t) n);
	factor[1] = (int32_t) qs_random_below(random, (uint32_t) n);
}

/* What a format can hold */
typedef struct Holds
{
	QsExportFormat format;
	const char *import;			/* NULL: not read back */
	bool		rows;
	bool		integers;
	bool		decimals;
	bool		row_products;
	bool		conditions;
	double		unit;			/* of the numbers of a model */
} Holds;

static const Holds holds[] = {
	{QS_EXPORT_LP, "lp", true, true, true, true, true, 1.0},
	{QS_EXPORT_MPS, "mps", true, true, true, true, true, 1.0},
	{QS_EXPORT_OPB, "opb", true, false, false, true, false, 1.0},
	{QS_EXPORT_QS, "qs", false, false, true, false, false, 1.0},
	{QS_EXPORT_QBSOLV, "qbsolv", false, false, true, false, false, 1.0},
	{QS_EXPORT_ISING, "ising", false, false, true, false, false, 1.0},
};

static const char *const names[] = {
	"x1", "x#2", "end", "3", "a b", "e5", "", "x1", "inf", "y_3", "c1", "\xc3\xa9", "free", "$a", "OBJ", "(p,q)",
};

static void
add_random_variable(QsHost *host, QsRandom *random, QsFormulation *model, const Holds *format)
{
	const char *name = names[qs_random_below(random, sizeof(names) / sizeof(names[0]))];
	double		lower = (double) qs_random_below(random, 7) - 5.0;
	double		upper = lower + qs_random_below(random, 4);

	if (!format->integers || qs_random_below(random, 2))
	{
		bool		fixed = format->integers && qs_random_below(random, 5) == 0;

		qs_formulation_add_variable(host, model, QS_VARIABLE_BINARY, fixed ? 1.0 : 0.0, 1.0, name, strlen(name));
	}
	else
		qs_formulation_add_variable(host, model, QS_VARIABLE_INTEGER, qs_random_below(random, 3) ? lower : 0.0,
									lower > 0.0 || qs_random_below(random, 3) ? fmax(upper, 0.0) : 1.0, name, strlen(name));
}

static void
add_random_row(QsHost *host, QsRandom *random, QsFormulation *model, const Holds *format)
{
	const char *name = names[qs_random_below(random, sizeof(names) / sizeof(names[0]))];
	double		bound = random_number(random, format->unit);
	double		other = qs_decimal_sum(bound, qs_decimal_product(3.0, format->unit));
	int			kind = (int) qs_random_below(random, format->format == QS_EXPORT_OPB ? 3 : 4);
	QsStatedRow *row;

	for (int k = (int) qs_random_below(random, 4); k > 0; k--)
		qs_expressions_add(host, &model->terms, (int) qs_random_below(random, (uint32_t) model->n),
						   random_number(random, format->unit));
	if (format->row_products && qs_random_below(random, 3) == 0)
	{
		int32_t		factor[2];

		random_factors(random, model->n, factor);
		qs_expressions_add_product(host, &model->terms, random_number(random, format->unit), 2, factor);
	}
	row = qs_formulation_add_row(host, model, kind == 0 ? -INFINITY : bound,
								 kind == 1 ? INFINITY : kind == 3 ? other : bound, name, strlen(name));
	if (format->conditions && model->variable[0].kind == QS_VARIABLE_BINARY && qs_random_below(random, 4) == 0)
	{
		row->condition = 0;
		row->condition_value = qs_random_below(random, 2);
	}
}

static QsFormulation *
random_model(QsHost *host, QsRandom *random, const Holds *format)
{
	QsFormulation *model = qs_formulation_create(host);
	int			n = 1 + (int) qs_random_below(random, 6);
	int			rows = format->rows ? (int) qs_random_below(random, 5) : 0;

	for (int v = 0; v < n; v++)
		add_random_variable(host, random, model, format);
	model->maximise = qs_random_below(random, 2);
	model->constant = qs_random_below(random, 2) ? random_number(random, format->unit) : 0.0;
	for (int k = (int) qs_random_below(random, 6); k > 0; k--)
		qs_expressions_add(host, &model->objective, (int) qs_random_below(random, (uint32_t) n),
						   random_number(random, format->unit));
	for (int k = (int) qs_random_below(random, 4); k > 0; k--)
	{
		int32_t		factor[2];

		random_factors(random, n, factor);
		qs_expressions_add_product(host, &model->objective, random_number(random, format->unit), 2, factor);
	}
	for (int r = 0; r < rows; r++)
		add_random_row(host, random, model, format);
	return model;
}

/* The same binary model; rows may come in another order of their two sides. */
static void
assert_same(const QsBinaryForm *form, const QsImported *problem, const char *text)
{
	if (form->maximise != problem->maximise || form->n != problem->n || form->constant != problem->offset ||
		form->term_count != problem->term_count || form->rows != problem->rows)
		fail_msg("n %d %d, rows %d %d, terms %d %d, constant %g %g\n%s", form->n, problem->n, form->rows,
				 problem->rows, (int) form->term_count, (int) problem->term_count, form->constant,
				 problem->offset, text);
	for (int64_t k = 0; k < form->term_count; k++)
		if (form->terms[k].i != problem->terms[k].i || form->terms[k].j != problem->terms[k].j ||
			form->terms[k].coefficient != problem->terms[k].coefficient)
			fail_msg("term %d: %.17g %.17g\n%s", (int) k, form->terms[k].coefficient,
					 problem->terms[k].coefficient, text);
	for (int r = 0; r < form->rows; r++)
	{
		const QsRow *a = &form->row[r],
				   *b = &problem->row[r];

		if (a->count != b->count || a->sense != b->sense || a->rhs != b->rhs)
			fail_msg("row %d: %c %.17g, %c %.17g\n%s", r, a->sense, a->rhs, b->sense, b->rhs, text);
		for (int k = 0; k < a->count; k++)
			assert_true(a->variables[k] == b->variables[k] && a->coefficients[k] == b->coefficients[k]);
	}
}

static void
export_and_import(void **state)
{
	QsHost	   *host = unit_host(state);
	QsRandom	random;

	qs_random_seed(&random, 167, 0);
	for (int trial = 0; trial < 3000; trial++)
	{
		Holds		drawn = holds[trial % 6];
		const Holds *format = &drawn;
		QsFormulation *model;
		QsFormat	asked = QS_FORMAT_AUTO;
		QsBinaryForm *form;
		QsImport   *import;
		QsError		error;
		char	   *text;
		size_t		length;

		if (format->decimals)
			drawn.unit = (double[]) {1.0, 0.1, 1e-7, 2.5e12}[qs_random_below(&random, 4)];
		model = random_model(host, &random, format);
		if (qs_export(host, model, format->format, &text, &length, &error) != QS_OK)
			fail_msg("%s: %s", format->import, error.message);
		assert_int_equal(length, strlen(text));
		assert_true(qs_format(format->import, &asked));
		import = import_text(host, text, asked);
		assert_int_equal(qs_binary_form(host, model, &form, &error), QS_OK);
		assert_same(form, &import->problem[0], text);
		qs_import_free(host, import);
		/* and the content is recognised */
		import = import_text(host, text, QS_FORMAT_AUTO);
		assert_int_equal(import->format, asked);
		qs_import_free(host, import);
		qs_binary_form_free(host, form);
		qs_formulation_free(host, model);
		qs_free(host, text);
	}
}

/* The operator's value at every state is the objective of its bits. */
static void
pauli_strings(void **state)
{
	QsHost	   *host = unit_host(state);
	QsRandom	random;

	qs_random_seed(&random, 168, 0);
	for (int trial = 0; trial < 200; trial++)
	{
		QsFormulation *model = random_model(host, &random, &holds[3]);
		QsError		error;
		char	   *text;
		size_t		length;

		assert_int_equal(qs_export(host, model, QS_EXPORT_ISING, &text, &length, &error), QS_OK);
		assert_non_null(strstr(text, model->maximise ? "maximize" : "minimize"));
		for (unsigned bits = 0; bits < 1u << model->n; bits++)
		{
			double		value[8],
						sum = 0.0,
						expected;

			for (int v = 0; v < model->n; v++)
				value[v] = bits >> v & 1;
			expected = stated_objective(model, value);
			for (const char *line = strchr(text, '\n') + 1; *line; line = strchr(line, '\n') + 1)
			{
				double		sign = 1.0;

				for (int v = 0; v < model->n; v++)
				{
					char		pauli = line[model->n - 1 - v];

					assert_true(pauli == 'I' || pauli == 'Z');
					sign *= pauli == 'Z' && (bits >> v & 1) ? -1.0 : 1.0;
				}
				sum += sign * strtod(line + model->n, NULL);
			}
			assert_true(sum == expected);
		}
		qs_formulation_free(host, model);
		qs_free(host, text);
	}
}

static void
expect_refusal(QsHost *host, const QsFormulation *model, QsExportFormat format, const char *part)
{
	QsError		error;
	char	   *text;
	size_t		length;

	assert_int_equal(qs_export(host, model, format, &text, &length, &error), QS_UNSUPPORTED);
	assert_null(text);
	if (strstr(error.message, part) == NULL)
		fail_msg("%s", error.message);
}

static void
refusals(void **state)
{
	QsHost	   *host = unit_host(state);
	QsFormulation *model = qs_formulation_create(host);

	expect_refusal(host, model, QS_EXPORT_LP, "no variable");
	expect_refusal(host, model, QS_EXPORT_QS, "no variable");
	for (int v = 0; v < 3; v++)
		qs_formulation_add_variable(host, model, QS_VARIABLE_BINARY, 0.0, 1.0, "", 0);
	qs_expressions_add(host, &model->objective, 1, 0.5);
	expect_refusal(host, model, QS_EXPORT_OPB, "whole numbers only, and the objective");
	qs_expressions_add_product(host, &model->objective, 1.0, 3, (int32_t[]) {0, 1, 2});
	expect_refusal(host, model, QS_EXPORT_LP, "products of more than two");
	expect_refusal(host, model, QS_EXPORT_ISING, "products of more than two");
	model->variable[2].upper = 0.0;
	expect_refusal(host, model, QS_EXPORT_QBSOLV, "variable 3");
	qs_formulation_add_row(host, model, 0.0, 1.0, "", 0)->price = 2.0;
	expect_refusal(host, model, QS_EXPORT_QS, "no rows");
	expect_refusal(host, model, QS_EXPORT_MPS, "soft rows");
	qs_formulation_free(host, model);
}

/* Terms and rows of the engine's own shape, with the names of a caller */
static const char *
name_of_variable(void *context, int variable, size_t *length)
{
	*length = 1;
	return (const char *) context + variable;
}

static void
from_binary(void **state)
{
	QsHost	   *host = unit_host(state);
	QsTerm		terms[] = {{0, 0, 2.0}, {0, 1, -1.0}};
	QsRow		row = {2, (int32_t[]) {0, 1}, NULL, '>', 1.0};
	QsNaming	naming = {name_of_variable, NULL, (void *) "ab"};
	QsFormulation *model = qs_formulation_of_binary(host, 2, true, 3.0, terms, 2, &row, 1, &naming);
	QsError		error;
	char	   *text;
	size_t		length;

	assert_int_equal(qs_export(host, model, QS_EXPORT_LP, &text, &length, &error), QS_OK);
	assert_string_equal(text, "Maximize\n obj: + 2 a + 3 ~r_0 + [ - 2 a * b ] / 2\nSubject To\n c1: + a + b >= 1\n"
						"Bounds\n ~r_0 = 1\nBinary\n a\n b\nEnd\n");
	qs_free(host, text);
	qs_formulation_free(host, model);
}

/* Integers come back from their bits; a row on a single bit stands in their way. */
static void
folding(void **state)
{
	QsHost	   *host = unit_host(state);
	QsRandom	random;
	int			folded = 0;

	qs_random_seed(&random, 170, 0);
	for (int trial = 0; trial < 600; trial++)
	{
		Holds		linear_rows = holds[0];
		QsFormulation *model;
		QsFormulation *back;
		QsBinaryForm *form;
		QsError		error;
		int32_t		owner[64];
		double		weight[64],
					lower[8];
		QsBits		bits = {0, owner, weight, lower};

		linear_rows.row_products = linear_rows.conditions = false;
		linear_rows.unit = trial & 1 ? 0.1 : 1.0;
		model = random_model(host, &random, &linear_rows);
		assert_int_equal(qs_binary_form(host, model, &form, &error), QS_OK);
		bits.variables = model->n;
		for (int i = 0; i < form->n; i++)
		{
			owner[i] = form->bit[i].owner;
			weight[i] = form->bit[i].weight;
		}
		for (int v = 0; v < model->n; v++)
			lower[v] = form->image[v].constant;
		back = qs_formulation_fold(host, &bits, form->n, form->maximise, form->constant, form->terms,
								   form->term_count, form->row, form->rows, NULL);
		/* what is fixed keeps a bit, which no integer of two values needs */
		if (back)
		{
			folded++;
			assert_int_equal(back->n, model->n);
			qs_formulation_free(host, back);
		}
		if (form->rows > 0 && form->n > model->n)
		{
			QsRow		single = {1, (int32_t[]) {0}, NULL, '<', 0.0};

			for (int i = 1; i < form->n; i++)
				if (owner[i] == owner[i - 1])
				{
					single.variables = (int32_t[]) {i};
					back = qs_formulation_fold(host, &bits, form->n, form->maximise, form->constant, form->terms,
											   form->term_count, &single, 1, NULL);
					assert_null(back);
					break;
				}
		}
		qs_binary_form_free(host, form);
		qs_formulation_free(host, model);
	}
	assert_true(folded > 400);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		UNIT_TEST(from_binary),
		UNIT_TEST(export_and_import),
		UNIT_TEST(pauli_strings),
		UNIT_TEST(refusals),
		UNIT_TEST(folding),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
