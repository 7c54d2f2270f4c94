/*
 * imported.c
 *	  What a reader of a format makes: making room and freeing.
 */
#include "importer/importer_internal.h"

#include <stdio.h>
#include <string.h>

static void
free_problems(QsHost *host, QsImport *import)
{
	for (int k = 0; k < import->count; k++)
	{
		QsImported *problem = &import->problem[k];

		qs_free(host, problem->flow);
		qs_free(host, problem->distance);
		qs_free(host, problem->cost);
		qs_free(host, problem->notes.text);
		qs_formulation_free(host, problem->stated);
		if (problem->form)
		{
			qs_binary_form_free(host, problem->form);
			continue;
		}
		qs_free(host, problem->terms);
		if (problem->row)
		{
			qs_free(host, (void *) problem->row[0].variables);
			qs_free(host, (void *) problem->row[0].coefficients);
			qs_free(host, problem->row);
		}
	}
	qs_free(host, import->problem);
	import->problem = NULL;
	import->count = 0;
}

void
qs_import_reserve(QsHost *host, QsImport *import, int count)
{
	free_problems(host, import);
	import->problem = QS_ARRAY0(host, QsImported, count);
	import->count = count;
}

bool
qs_import_rewrite(QsHost *host, QsImported *problem, QsError *error)
{
	QsBinaryForm *form;

	if (qs_binary_form(host, problem->stated, &form, error) != QS_OK)
		return false;
	problem->form = form;
	if (form->n == 0)
	{
		memset(error, 0, sizeof(*error));
		snprintf(error->message, sizeof(error->message), "the model has no binary or integer variable");
		return false;
	}
	problem->maximise = form->maximise;
	problem->n = form->n;
	problem->offset = form->constant;
	problem->terms = form->terms;
	problem->term_count = form->term_count;
	problem->rows = form->rows;
	problem->row = form->row;
	return true;
}

void
qs_import_free(QsHost *host, QsImport *import)
{
	if (import == NULL)
		return;
	free_problems(host, import);
	qs_free(host, import);
}
