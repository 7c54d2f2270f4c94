/*
 * exporter.c
 *	  The one list of formats that are written.
 */
#include "exporter/export_internal.h"

#include <string.h>

typedef struct Format
{
	QsName		name;
	bool		(*write) (QsExport *export);
} Format;

static bool
write_nothing(QsExport *export)
{
	return qs_export_fails(export, "the format is written elsewhere");
}

static const Format formats[] = {
	{{"lp", QS_EXPORT_LP, "CPLEX LP"}, qs_export_lp},
	{{"mps", QS_EXPORT_MPS, "free MPS, with its quadratic extensions"}, qs_export_mps},
	{{"opb", QS_EXPORT_OPB, "pseudo-Boolean models of whole numbers"}, qs_export_opb},
	{{"qs", QS_EXPORT_QS, "QOBLIB: a quadratic form, no rows"}, qs_export_qs},
	{{"qbsolv", QS_EXPORT_QBSOLV, "a QUBO, numbered from 0, no rows"}, qs_export_qbsolv},
	{{"ising", QS_EXPORT_ISING, "Pauli Z strings with coefficients, no rows"}, qs_export_ising},
	{{"model-json", QS_EXPORT_MODEL_JSON, "a JSON value, as of qshrink_model"}, write_nothing},
};

const QsNames qs_export_names = QS_NAMES("export format", formats);

QsStatus
qs_export(QsHost *host, const QsFormulation *model, QsExportFormat format, char **text, size_t *length,
		  QsError *error)
{
	QsFormulation *tidy = qs_formulation_tidy(host, model);
	QsExport	export = {.host = host, .model = tidy, .error = error};
	bool		good = false;

	memset(error, 0, sizeof(*error));
	for (size_t k = 0; k < sizeof(formats) / sizeof(formats[0]); k++)
		if (formats[k].name.value == (int) format)
			good = formats[k].write(&export);
	qs_formulation_free(host, tidy);
	if (!good)
		qs_free(host, export.text);
	*text = good ? export.text : NULL;
	*length = good ? export.length : 0;
	return good ? QS_OK : QS_UNSUPPORTED;
}

QsFormulation *
qs_formulation_of_binary(QsHost *host, int n, bool maximise, double constant, const QsTerm *terms,
						 int64_t term_count, const QsRow *rows, int row_count, const QsNaming *naming)
{
	QsFormulation *model = qs_formulation_create(host);

	model->maximise = maximise;
	model->constant = constant;
	for (int v = 0; v < n; v++)
	{
		size_t		length = 0;
		const char *name = naming && naming->variable ? naming->variable(naming->context, v, &length) : "";

		qs_formulation_add_variable(host, model, QS_VARIABLE_BINARY, 0.0, 1.0, name, length);
	}
	for (int64_t k = 0; k < term_count; k++)
		qs_expressions_add_product(host, &model->objective, terms[k].coefficient,
								   terms[k].i == terms[k].j ? 1 : 2, (int32_t[]) {terms[k].i, terms[k].j});
	for (int r = 0; r < row_count; r++)
	{
		const QsRow *row = &rows[r];
		size_t		length = 0;
		const char *name = naming && naming->row ? naming->row(naming->context, r, &length) : "";

		for (int k = 0; k < row->count; k++)
			qs_expressions_add(host, &model->terms, row->variables[k], row->coefficients ? row->coefficients[k] : 1.0);
		qs_formulation_add_row(host, model, row->sense == '<' ? -INFINITY : row->rhs,
							   row->sense == '>' ? INFINITY : row->rhs, name, length);
		if ((r & 255) == 0)
			qs_check(host);
	}
	return model;
}
