/*
 * problem_import.c
 *	  Importing the public instance formats.
 */
#include "compat.h"

#include "executor/spi.h"
#include "funcapi.h"
#include "utils/builtins.h"
#include "utils/tuplestore.h"

#include "backend_host.h"
#include "problem_arguments.h"
#include "importer/importer.h"
#include "option_read.h"
#include "problem_build.h"
#include "problem_json.h"
#include "problem_sql.h"

PG_FUNCTION_INFO_V1(qshrink_import);

typedef struct Importing
{
	QsHost	   *host;
	Oid			namespace;
	const char *name;			/* NULL: the file's own */
	bool		replace;
	ReturnSetInfo *result;
} Importing;

static void
store(const Importing *importing, QshrinkProblem *problem, const QshrinkKeys *keys)
{
	QshrinkPlace place = qshrink_place_find(importing->namespace, problem->name,
											importing->replace);
	int64		problem_id = qshrink_problem_store(importing->host, importing->namespace, problem,
												   keys, &place, NIL);
	Datum		value = Int64GetDatum(problem_id);
	bool		is_null = false;

	tuplestore_putvalues(importing->result->setResult, importing->result->setDesc,
						 &value, &is_null);
}

/* What files call the variables: numbers, from 0 in qbsolv's format, else from 1 */
static Datum *
number_texts(int count, int first)
{
	Datum	   *texts = MemoryContextAllocHuge(CurrentMemoryContext,
											   (Size) count * sizeof(Datum));

	for (int k = 0; k < count; k++)
	{
		char		digits[12];

		pg_ltoa(first + k, digits);
		texts[k] = CStringGetTextDatum(digits);
	}
	return texts;
}

static QshrinkKeys
imported_keys(const QsImported *imported, QsFormat format)
{
	int			order = imported->order;
	QshrinkKeys keys = {.width = 1};
	Datum	   *number;

	if (order == 0)
	{
		keys.part = number_texts(imported->n, format == QS_FORMAT_QBSOLV ? 0 : 1);
		return keys;
	}
	number = number_texts(order, 1);
	keys.width = 2;
	keys.part = MemoryContextAllocHuge(CurrentMemoryContext,
									   2 * (Size) imported->n * sizeof(Datum));
	for (int v = 0; v < imported->n; v++)
	{
		keys.part[2 * (Size) v] = number[v / order];
		keys.part[2 * (Size) v + 1] = number[v % order];
	}
	return keys;
}

/* The rows with labels: an edge by its ends, any other row by its number */
static void
import_rows(QsHost *host, const QsImported *imported, QsFormat format, QshrinkProblem *problem)
{
	QshrinkRows rows;

	qshrink_rows_begin(&rows, host);
	for (int r = 0; r < imported->rows; r++)
	{
		const QsRow *row = &imported->row[r];
		double	   *value;
		int32	   *variable;
		char		label[32];
		int			length;

		if (format == QS_FORMAT_DIMACS && row->count == 2)
			length = snprintf(label, sizeof(label), "%d - %d",
							  row->variables[0] + 1, row->variables[1] + 1);
		else
			length = snprintf(label, sizeof(label), "%d", r + 1);
		variable = qshrink_rows_append(&rows, row->sense, row->rhs, r + 1, label, (size_t) length,
									   row->count, row->coefficients ? &value : NULL);
		memcpy(variable, row->variables, (size_t) row->count * sizeof(int32));
		if (row->coefficients)
			memcpy(value, row->coefficients, (size_t) row->count * sizeof(double));
	}
	qshrink_rows_finish(&rows, problem);
}

/* The name of problem k of count: the user's, told apart by the file's or by k; NULL:
 * neither has one */
static char *
problem_name(const Importing *importing, const QsImported *imported, int k, int count)
{
	if (importing->name == NULL)
		return imported->name[0] ? pstrdup(imported->name) : NULL;
	if (count == 1)
		return pstrdup(importing->name);
	return imported->name[0] ? psprintf("%s %s", importing->name, imported->name) :
		psprintf("%s %d", importing->name, k + 1);
}

static void
store_imported(const Importing *importing, const QsImport *import, int k)
{
	const QsImported *imported = &import->problem[k];
	QshrinkProblem problem = {
		.name = problem_name(importing, imported, k, import->count),
		.maximise = imported->maximise,
		.n = imported->n,
		.has_best_known = imported->has_best,
		.best_known = imported->best_known,
		.offset = imported->offset,
		.terms = imported->terms,
		.term_count = imported->term_count,
		.order = imported->order,
		.flow = imported->flow,
		.distance = imported->distance,
		.cost = imported->cost,
	};
	MemoryContext memory = AllocSetContextCreate(CurrentMemoryContext, "qshrink import",
												 ALLOCSET_DEFAULT_SIZES);
	MemoryContext caller = MemoryContextSwitchTo(memory);
	QshrinkKeys keys = imported_keys(imported, import->format);

	if (imported->order == 0)
		import_rows(importing->host, imported, import->format, &problem);
	store(importing, &problem, &keys);
	MemoryContextSwitchTo(caller);
	MemoryContextDelete(memory);
	qs_free(importing->host, problem.row);
	qs_free(importing->host, problem.constraint_id);
	qs_free(importing->host, problem.row_source);
	qs_free(importing->host, problem.row_label);
	qs_free(importing->host, problem.row_stated);
	qs_free(importing->host, problem.variable_pool);
	qs_free(importing->host, problem.coefficient_pool);
	qs_free(importing->host, problem.label_pool);
}

static void
store_json(const Importing *importing, const char *content)
{
	Datum		json = DirectFunctionCall1(jsonb_in, CStringGetDatum(content));
	QshrinkKeys keys;
	QshrinkProblem *problem = qshrink_problem_from_json(importing->host, DatumGetJsonbP(json),
														&keys);

	if (importing->name)
		problem->name = pstrdup(importing->name);
	else if (problem->name[0] == '\0')
		problem->name = NULL;
	store(importing, problem, &keys);
}

static QsFormat
format_argument(FunctionCallInfo fcinfo)
{
	char	   *name = qshrink_text_argument(fcinfo, 2, "format");

	return (QsFormat) qshrink_name_value(&qs_format_names, name);
}

/* qshrink_import(name text, content text, format text, replace) -> setof bigint */
Datum
qshrink_import(PG_FUNCTION_ARGS)
{
	QsFormat	format = format_argument(fcinfo);
	char	   *content = qshrink_text_argument(fcinfo, 1, "content");
	Importing	importing = {
		.namespace = qshrink_namespace(fcinfo),
		.name = PG_ARGISNULL(0) ? NULL : text_to_cstring(PG_GETARG_TEXT_PP(0)),
		.replace = qshrink_flag_argument(fcinfo, 3),
		.result = (ReturnSetInfo *) fcinfo->resultinfo,
	};
	QsImport   *import;
	QsError		error;

	qshrink_require_writable(fcinfo, NULL);
	InitMaterializedSRF(fcinfo, MAT_SRF_USE_EXPECTED_DESC);
	importing.host = qshrink_host_create(0);
	if (qs_import(importing.host, content, strlen(content), format, &import, &error) != QS_OK)
		qshrink_report_error(ERRCODE_INVALID_TEXT_REPRESENTATION, &error);
	if (SPI_connect() != SPI_OK_CONNECT)
		elog(ERROR, "SPI_connect failed");
	if (import->format == QS_FORMAT_MODEL_JSON)
		store_json(&importing, content);
	for (int k = 0; k < import->count; k++)
		store_imported(&importing, import, k);
	SPI_finish();
	qshrink_host_destroy(importing.host);
	return (Datum) 0;
}
