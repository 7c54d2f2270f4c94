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
#include "problem_formulation.h"
#include "problem_import_names.h"
#include "problem_json.h"
#include "problem_sql.h"

PG_FUNCTION_INFO_V1(qshrink_import);

typedef struct Importing
{
	QsHost	   *host;
	Oid			namespace;
	const char *name;			/* NULL: the file's own */
	bool		replace;
	QsFormat	format;			/* the one that was read */
	ReturnSetInfo *result;
} Importing;

/* notes NULL: there is nothing to say */
static void
store(const Importing *importing, QshrinkProblem *problem, const QshrinkKeys *keys,
	  const char *notes)
{
	QshrinkPlace place = qshrink_place_find(importing->namespace, problem->name,
											importing->replace);
	int64		problem_id = qshrink_problem_store(importing->host, importing->namespace, problem,
												   keys, &place, NIL);
	Datum		value[5] = {
		Int64GetDatum(problem_id),
		CStringGetTextDatum(problem->name ? problem->name : qshrink_name_of_number(problem_id)),
		CStringGetTextDatum(qs_format_name(importing->format)),
		CStringGetTextDatum(problem->maximise ? "max" : "min"),
		notes ? CStringGetTextDatum(notes) : (Datum) 0,
	};
	bool		is_null[5] = {false, false, false, false, notes == NULL};

	tuplestore_putvalues(importing->result->setResult, importing->result->setDesc, value, is_null);
}

/* What files call variables without names: numbers, from 0 in some formats, else from 1 */
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
		keys.part = number_texts(imported->n, format == QS_FORMAT_QBSOLV || format == QS_FORMAT_ISING ? 0 : 1);
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

		if ((format == QS_FORMAT_DIMACS || format == QS_FORMAT_METIS) && row->count == 2)
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

/* The head of a problem, and its matrices if it has some */
static QshrinkProblem
imported_head(const Importing *importing, const QsImport *import, int k)
{
	const QsImported *imported = &import->problem[k];

	return (QshrinkProblem) {
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
}

static void
free_rows(QsHost *host, QshrinkProblem *problem)
{
	qs_free(host, problem->row);
	qs_free(host, problem->constraint_id);
	qs_free(host, problem->row_source);
	qs_free(host, problem->row_label);
	qs_free(host, problem->row_stated);
	qs_free(host, problem->variable_pool);
	qs_free(host, problem->coefficient_pool);
	qs_free(host, problem->label_pool);
}

static void
store_stated(const Importing *importing, const QsImported *imported, const QshrinkProblem *head)
{
	QshrinkBuild build = {.host = importing->host, .namespace = importing->namespace, .problem = *head};
	const char *notes;
	QshrinkStatedNames names = qshrink_imported_names(imported, importing->format, &notes);

	qshrink_rows_begin(&build.rows, build.host);
	qshrink_build_form(&build, imported->stated, imported->form, &names);
	qshrink_rows_finish(&build.rows, &build.problem);
	store(importing, &build.problem, &build.keys, notes);
	qs_free(build.host, build.problem.terms);
	free_rows(build.host, &build.problem);
}

static void
store_imported(const Importing *importing, const QsImport *import, int k)
{
	const QsImported *imported = &import->problem[k];
	QshrinkProblem problem = imported_head(importing, import, k);
	MemoryContext memory = AllocSetContextCreate(CurrentMemoryContext, "qshrink import",
												 ALLOCSET_DEFAULT_SIZES);
	MemoryContext caller = MemoryContextSwitchTo(memory);

	if (imported->stated)
		store_stated(importing, imported, &problem);
	else
	{
		QshrinkKeys keys = imported_keys(imported, import->format);

		if (imported->order == 0)
			import_rows(importing->host, imported, import->format, &problem);
		store(importing, &problem, &keys, imported->notes.text);
		free_rows(importing->host, &problem);
	}
	MemoryContextSwitchTo(caller);
	MemoryContextDelete(memory);
}

static void
store_json(const Importing *importing, const char *content, int sense)
{
	Datum		json = DirectFunctionCall1(jsonb_in, CStringGetDatum(content));
	QshrinkKeys keys;
	QshrinkProblem *problem = qshrink_problem_from_json(importing->host, DatumGetJsonbP(json),
														&keys);

	if (importing->name)
		problem->name = pstrdup(importing->name);
	else if (problem->name[0] == '\0')
		problem->name = NULL;
	if (sense != 0)
		problem->maximise = sense > 0;
	store(importing, problem, &keys, NULL);
}

static QsFormat
format_argument(FunctionCallInfo fcinfo)
{
	char	   *name = qshrink_text_argument(fcinfo, 2, "format");

	return (QsFormat) qshrink_name_value(&qs_format_names, name);
}

/* 1: maximise, -1: minimise, 0: as the content says */
static int
sense_argument(FunctionCallInfo fcinfo)
{
	char	   *sense = qshrink_optional_text(fcinfo, 3, NULL);

	if (sense == NULL)
		return 0;
	qshrink_check_sense(sense);
	return strcmp(sense, "max") == 0 ? 1 : -1;
}

/* qshrink_import(name text, content text, format text, sense text, replace) -> setof qshrink_imported */
Datum
qshrink_import(PG_FUNCTION_ARGS)
{
	QsFormat	format = format_argument(fcinfo);
	char	   *content = qshrink_text_argument(fcinfo, 1, "content");
	int			sense = sense_argument(fcinfo);
	Importing	importing = {
		.namespace = qshrink_namespace(fcinfo),
		.name = PG_ARGISNULL(0) ? NULL : text_to_cstring(PG_GETARG_TEXT_PP(0)),
		.replace = qshrink_flag_argument(fcinfo, 4),
		.result = (ReturnSetInfo *) fcinfo->resultinfo,
	};
	QsImport   *import;
	QsError		error;

	qshrink_require_writable(fcinfo, NULL);
	InitMaterializedSRF(fcinfo, 0);
	importing.host = qshrink_host_create(0);
	if (qs_import_with_sense(importing.host, content, strlen(content), format, sense, &import,
							 &error) != QS_OK)
		qshrink_report_error(ERRCODE_INVALID_TEXT_REPRESENTATION, &error);
	importing.format = import->format;
	if (SPI_connect() != SPI_OK_CONNECT)
		elog(ERROR, "SPI_connect failed");
	if (import->format == QS_FORMAT_MODEL_JSON)
		store_json(&importing, content, sense);
	for (int k = 0; k < import->count; k++)
		store_imported(&importing, import, k);
	SPI_finish();
	qshrink_host_destroy(importing.host);
	return (Datum) 0;
}
