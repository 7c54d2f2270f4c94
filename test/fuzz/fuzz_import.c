/*
 * fuzz_import.c
 *	  Any bytes as an instance file; the first byte picks the format.
 *
 * What is accepted must be fit to store and to build a model from, and AUTO
 * must choose a format that accepts, and choose if there is only one.
 */
#include "fuzz.h"
#include "imported_model.h"

#include <math.h>
#include <string.h>

#include "importer/importer.h"

#define FORMATS		(QS_FORMAT_MODEL_JSON + 1)

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

		FUZZ_REQUIRE(row->sense == '<' && isfinite(row->rhs) && row->count >= 0);
		for (int k = 0; k < row->count; k++)
		{
			FUZZ_REQUIRE(row->variables[k] >= 0 && row->variables[k] < problem->n);
			FUZZ_REQUIRE(k == 0 || row->variables[k - 1] < row->variables[k]);
			FUZZ_REQUIRE(row->coefficients == NULL ||
						 (isfinite(row->coefficients[k]) && row->coefficients[k] != 0.0));
		}
	}
}

static void
check_problem(QsHost *host, const QsImported *problem)
{
	QsModel    *model;

	FUZZ_REQUIRE(problem->n >= 1 && problem->n <= QS_MAX_VARIABLES);
	FUZZ_REQUIRE(isfinite(problem->best_known) && isfinite(problem->offset));
	FUZZ_REQUIRE((problem->order > 0) == (problem->terms == NULL));
	FUZZ_REQUIRE(problem->order == 0 || problem->n == problem->order * problem->order);
	check_terms(problem);
	check_rows(problem);
	for (int k = 0; k < problem->order * problem->order; k++)
		FUZZ_REQUIRE(isfinite(problem->flow[k]) && isfinite(problem->distance[k]));
	if (problem->n > LARGEST_MODEL)
		return;
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

static void
check_automatic(QsHost *host, const char *content, size_t length)
{
	QsFormat	chosen;
	bool		accepts[FORMATS] = {false};
	int			accepted = 0;

	for (int k = QS_FORMAT_AUTO + 1; k < FORMATS; k++)
		if (try_format(host, content, length, (QsFormat) k, &chosen) >= 0)
		{
			accepts[k] = true;
			accepted++;
		}
	if (try_format(host, content, length, QS_FORMAT_AUTO, &chosen) >= 0)
		FUZZ_REQUIRE(accepts[chosen]);
	else
		/* a heading names a format, whatever others make of the rest */
		FUZZ_REQUIRE(accepted != 1 || memchr(content, '#', length) != NULL);
}

static void
fuzz_one(QsHost *host, const uint8_t *data, size_t size)
{
	QsFormat	format;

	if (size == 0)
		return;
	if (data[0] % FORMATS == QS_FORMAT_AUTO)
		check_automatic(host, (const char *) data + 1, size - 1);
	else
		try_format(host, (const char *) data + 1, size - 1, (QsFormat) (data[0] % FORMATS), &format);
}
