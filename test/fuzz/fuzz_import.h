/*
 * fuzz_import.h
 *	  What every reader of a format must keep: what is accepted is fit to store and to
 *	  build a model from.
 */
#ifndef QS_FUZZ_IMPORT_H
#define QS_FUZZ_IMPORT_H

#include "fuzz.h"

#include <math.h>
#include <string.h>

#include "imported_model.h"
#include "importer/importer.h"

/* Models of more variables are not built: they would only exhaust the memory. */
#define LARGEST_MODEL	20000

static void
check_terms(const QsImported *problem)
{
	FUZZ_REQUIRE(problem->term_count >= 0 && problem->term_count <= QS_MAX_TERMS);
	for (int64_t k = 0; k < problem->term_count; k++)
	{
		const QsTerm *term = &problem->terms[k];

		FUZZ_REQUIRE(0 <= term->i && term->i <= term->j && term->j < problem->n);
		FUZZ_REQUIRE(isfinite(term->coefficient) && term->coefficient != 0.0);
		FUZZ_REQUIRE(k == 0 || term[-1].i < term->i || (term[-1].i == term->i && term[-1].j < term->j));
	}
}

static void
check_rows(const QsImported *problem)
{
	for (int r = 0; r < problem->rows; r++)
	{
		const QsRow *row = &problem->row[r];

		FUZZ_REQUIRE((row->sense == '<' || problem->form) && isfinite(row->rhs) && row->count >= 0);
		for (int k = 0; k < row->count; k++)
		{
			FUZZ_REQUIRE(row->variables[k] >= 0 && row->variables[k] < problem->n);
			FUZZ_REQUIRE(k == 0 || row->variables[k - 1] < row->variables[k]);
			FUZZ_REQUIRE(row->coefficients == NULL ||
						 (isfinite(row->coefficients[k]) && row->coefficients[k] != 0.0));
		}
	}
}

/* Every name lies within the text. */
static void
check_names(const QsImported *problem)
{
	const QsFormulation *stated = problem->stated;

	FUZZ_REQUIRE((stated == NULL) == (problem->form == NULL));
	for (int v = 0; stated && v < stated->n; v++)
		FUZZ_REQUIRE(stated->variable[v].name.start >= 0 &&
					 stated->variable[v].name.start + stated->variable[v].name.length <= stated->text_length);
	for (int r = 0; stated && r < stated->rows; r++)
		FUZZ_REQUIRE(stated->row[r].name.start >= 0 &&
					 stated->row[r].name.start + stated->row[r].name.length <= stated->text_length);
	FUZZ_REQUIRE(problem->notes.length < 16384);
}

/* Values that an assignment decodes to encode again, to the same values. */
static void
check_values(QsHost *host, const QsBinaryForm *form)
{
	uint8_t    *x = QS_ARRAY0(host, uint8_t, form->n);
	double	   *value = QS_ARRAY(host, double, form->variables);

	FUZZ_REQUIRE(form->variables > 0);
	for (int i = 0; i < form->n; i += 3)
		x[i] = 1;
	for (int v = 0; v < form->variables; v++)
		value[v] = form->image[v].fixed >= 0 ? form->image[v].constant + form->image[v].fixed :
			qs_binary_form_value(form, v, x);
	FUZZ_REQUIRE(qs_binary_form_encode(host, form, value, x) == -1);
	for (int v = 0; v < form->variables; v++)
		FUZZ_REQUIRE(form->image[v].first_bit < 0 || qs_binary_form_value(form, v, x) == value[v]);
	qs_free(host, x);
	qs_free(host, value);
}

static void
check_problem(QsHost *host, const QsImported *problem)
{
	QsModel    *model;

	FUZZ_REQUIRE(problem->n >= 1 && problem->n <= QS_MAX_VARIABLES);
	FUZZ_REQUIRE(isfinite(problem->best_known) && isfinite(problem->offset));
	FUZZ_REQUIRE(problem->form || (problem->order > 0) == (problem->terms == NULL));
	FUZZ_REQUIRE(problem->order == 0 || problem->n == problem->order * problem->order);
	check_terms(problem);
	check_rows(problem);
	for (int k = 0; k < problem->order * problem->order; k++)
		FUZZ_REQUIRE(isfinite(problem->flow[k]) && isfinite(problem->distance[k]));
	check_names(problem);
	if (problem->n > LARGEST_MODEL)
		return;
	if (problem->form)
		check_values(host, problem->form);
	model = imported_model(host, problem);
	FUZZ_REQUIRE(model->n == problem->n);
	FUZZ_REQUIRE(model->m == (problem->order > 0 ? 2 * problem->order : problem->rows));
	qs_model_free(host, model);
}

/* Number of problems read, -1 if refused; checks what was accepted. */
static int
try_format(QsHost *host, const char *content, size_t length, QsFormat asked, QsFormat *format)
{
	QsImport   *import;
	QsError		error;
	int			count;

	if (qs_import(host, content, length, asked, &import, &error) != QS_OK)
	{
		FUZZ_REQUIRE(import == NULL && error.message[0] != '\0');
		return -1;
	}
	FUZZ_REQUIRE(asked == QS_FORMAT_AUTO || import->format == asked);
	FUZZ_REQUIRE((import->format == QS_FORMAT_MODEL_JSON) == (import->count == 0));
	for (int k = 0; k < import->count; k++)
		check_problem(host, &import->problem[k]);
	*format = import->format;
	count = import->count;
	qs_import_free(host, import);
	return count;
}

#endif
