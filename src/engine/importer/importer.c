/*
 * importer.c
 *	  Dispatch of the instance formats.
 *
 * AUTO tries every format and takes the one that reads the content to its last
 * token; several may if they read the same problems.  Some contents have two
 * readings and are refused then: a list of triples is a quadratic form to be
 * maximised (bqp) as well as minimised (qs), and without a diagonal entry a weighted
 * graph (rudy) too.  Comments that state the sense settle the first, and the heading
 * of a qs file names that format; a diagonal entry excludes rudy, whose graphs have
 * no loops; lines of two numbers, or the number of problems in front, settle it too;
 * so does a name in a comment, or density (importer_evidence.h), or a sense asked for.
 */
#include "importer/importer.h"

#include <stdio.h>
#include <string.h>

#include "importer/importer_evidence.h"
#include "importer/importer_internal.h"
#include "importer/importer_statement.h"

typedef struct Format
{
	QsName		name;
	bool		(*parse) (QsScanner *scanner, QsImport *import);
	bool		only_named;		/* AUTO never takes it */
} Format;

static const Format formats[] = {
	{{"auto", QS_FORMAT_AUTO, "what reads the content to its end, if all that do agree"}, NULL, true},
	{{"orlib-mknap", QS_FORMAT_ORLIB_MKNAP, "multi-dimensional knapsacks of the OR-Library"}, qs_import_knapsack, false},
	{{"dimacs", QS_FORMAT_DIMACS, "a graph: its maximum independent set"}, qs_import_dimacs, false},
	{{"qaplib", QS_FORMAT_QAPLIB, "quadratic assignment, the best value known may stand behind the order"}, qs_import_assignment, false},
	{{"rudy", QS_FORMAT_RUDY, "a weighted graph: its maximum cut"}, qs_import_rudy, false},
	{{"bqp", QS_FORMAT_BQP, "a quadratic form to be maximised, unless a comment says otherwise"}, qs_import_bqp, false},
	{{"qbsolv", QS_FORMAT_QBSOLV, "a QUBO, numbered from 0, to be minimised"}, qs_import_qbsolv, false},
	{{"qs", QS_FORMAT_QS, "QOBLIB: a quadratic form to be minimised"}, qs_import_qs, false},
	{{"lp", QS_FORMAT_LP, "CPLEX LP: integer and quadratic models with names"}, qs_import_lp, false},
	{{"mps", QS_FORMAT_MPS, "MPS, fixed or free, with its quadratic extensions"}, qs_import_mps, false},
	{{"opb", QS_FORMAT_OPB, "pseudo-Boolean models, weighted (wbo) too"}, qs_import_opb, false},
	{{"metis", QS_FORMAT_METIS, "a graph of METIS: its maximum independent set"}, qs_import_metis, false},
	{{"ising", QS_FORMAT_ISING, "Pauli Z strings with coefficients, to be minimised"}, qs_import_ising, false},
	{{"dimacs-col", QS_FORMAT_DIMACS_COL, "a graph: the fewest colours; only when named"}, qs_import_colouring, true},
	{{"model-json", QS_FORMAT_MODEL_JSON, "what qshrink_model returns"}, NULL, true},
};

#define FORMATS		((int) (sizeof(formats) / sizeof(formats[0])))

const QsNames qs_format_names = QS_NAMES("format", formats);

bool
qs_format(const char *name, QsFormat *format)
{
	const QsName *found = qs_name_find(&qs_format_names, name);

	if (found)
		*format = (QsFormat) found->value;
	return found != NULL;
}

const char *
qs_format_name(QsFormat format)
{
	return qs_name_of(&qs_format_names, (int) format)->name;
}

/* One format's reading, NULL with *error set if it fails; *reached is how far
 * it came. */
static QsImport *
read_as(QsHost *host, const char *content, size_t length, const Format *format,
		QsError *error, const char **reached)
{
	QsImport   *import = QS_NEW(host, QsImport);
	QsScanner	scanner;
	bool		good;

	import->format = (QsFormat) format->name.value;
	qs_scanner_start(&scanner, host, content, length, error);
	good = format->parse(&scanner, import);
	*reached = scanner.at;
	if (good)
		return import;
	qs_import_free(host, import);
	return NULL;
}

static QsStatus
read_named(QsHost *host, const char *content, size_t length, QsFormat format, QsImport **out,
		   QsError *error)
{
	const char *reached;

	for (int k = 0; k < FORMATS; k++)
		if (formats[k].name.value == (int) format && formats[k].parse)
		{
			*out = read_as(host, content, length, &formats[k], error, &reached);
			return *out ? QS_OK : QS_INVALID;
		}
	memset(error, 0, sizeof(*error));
	snprintf(error->message, sizeof(error->message), "model-json starts with a brace");
	return QS_INVALID;
}

/* Does the content look like JSON?  No other format starts with a brace. */
static bool
is_json(QsHost *host, const char *content, size_t length)
{
	QsScanner	scanner;
	QsError		ignored;

	qs_scanner_start(&scanner, host, content, length, &ignored);
	return qs_scan_line(&scanner, '\0') && *scanner.at == '{';
}

static QsStatus
complain_ambiguous(const bool *accepts, QsError *error)
{
	char		names[200] = "";
	size_t		used = 0;

	for (int k = 0; k < FORMATS; k++)
		if (accepts[k])
			used += (size_t) snprintf(names + used, sizeof(names) - used, "%s%s",
									  used > 0 ? ", " : "", formats[k].name.name);
	memset(error, 0, sizeof(*error));
	snprintf(error->message, sizeof(error->message),
			 "the content can be read in more than one format: %s", names);
	snprintf(error->hint, sizeof(error->hint), "Name the format that is meant.");
	return QS_INVALID;
}

/* Equal arrays; both may be NULL */
static bool
same_numbers(const void *a, const void *b, size_t count, size_t size)
{
	if (a == NULL || b == NULL)
		return a == b;
	return count == 0 || memcmp(a, b, count * size) == 0;
}

static bool
same_row(const QsRow *a, const QsRow *b)
{
	return a->count == b->count && a->sense == b->sense && a->rhs == b->rhs &&
		same_numbers(a->variables, b->variables, (size_t) a->count, sizeof(int32_t)) &&
		same_numbers(a->coefficients, b->coefficients, (size_t) a->count, sizeof(double));
}

static bool
same_problem(const QsImported *a, const QsImported *b)
{
	size_t		cells = (size_t) a->order * (size_t) a->order;

	if (a->stated || b->stated || a->maximise != b->maximise || a->n != b->n || a->offset != b->offset ||
		a->term_count != b->term_count || a->order != b->order || a->rows != b->rows ||
		a->has_best != b->has_best || (a->has_best && a->best_known != b->best_known))
		return false;
	for (int64_t k = 0; k < a->term_count; k++)
		if (a->terms[k].i != b->terms[k].i || a->terms[k].j != b->terms[k].j ||
			a->terms[k].coefficient != b->terms[k].coefficient)
			return false;
	for (int r = 0; r < a->rows; r++)
		if (!same_row(&a->row[r], &b->row[r]))
			return false;
	return same_numbers(a->flow, b->flow, cells, sizeof(double)) &&
		same_numbers(a->cost, b->cost, cells, sizeof(double)) &&
		same_numbers(a->distance, b->distance, cells, sizeof(double));
}

/* Do two formats read the same problems? */
static bool
same_import(const QsImport *a, const QsImport *b)
{
	if (a->count != b->count)
		return false;
	for (int k = 0; k < a->count; k++)
		if (!same_problem(&a->problem[k], &b->problem[k]))
			return false;
	return true;
}

/* "Available values: ...", all but auto */
static void
list_formats(char *text, size_t size)
{
	int			used = snprintf(text, size, "Available values: ");

	for (int k = 0; k < FORMATS; k++)
		if (formats[k].name.value != QS_FORMAT_AUTO && used < (int) size)
			used += snprintf(text + used, size - (size_t) used, "%s%s", formats[k].name.name,
							 k + 1 < FORMATS ? ", " : ".");
}

static QsStatus
complain_unread(const Format *nearly, const QsError *best, QsError *error)
{
	memset(error, 0, sizeof(*error));
	error->line = best->line;
	snprintf(error->message, sizeof(error->message),
			 "no format reads the content to its end; read as %s: %.180s", nearly->name.name, best->message);
	list_formats(error->hint, sizeof(error->hint));
	return QS_INVALID;
}

/* Among rudy, bqp and qs something besides the shape may tell. */
static QsFormat
told_by_evidence(QsHost *host, const char *content, size_t length, const bool *accepts)
{
	QsScanner	scanner;
	QsError		ignored;
	bool		graph = false;

	for (int k = 0; k < FORMATS; k++)
	{
		QsFormat	format = (QsFormat) formats[k].name.value;

		if (accepts[k] && format != QS_FORMAT_RUDY && format != QS_FORMAT_BQP && format != QS_FORMAT_QS)
			return QS_FORMAT_AUTO;
		graph |= accepts[k] && format == QS_FORMAT_RUDY;
	}
	qs_scanner_start(&scanner, host, content, length, &ignored);
	return qs_import_evidence(&scanner, graph);
}

static QsStatus
read_auto(QsHost *host, const char *content, size_t length, int sense, QsImport **out, QsError *error)
{
	bool		accepts[FORMATS] = {false};
	bool		alike = true;
	QsFormat	told;
	const char *furthest = NULL;
	const Format *nearly = NULL;
	QsError		best = {0};

	*out = NULL;
	for (int k = 0; k < FORMATS; k++)
	{
		QsError		complaint;
		const char *reached;
		QsImport   *import;

		if (formats[k].only_named)
			continue;
		import = read_as(host, content, length, &formats[k], &complaint, &reached);
		if (import)
		{
			/* what a sense asked for makes alike is alike */
			for (int p = 0; p < import->count && sense != 0; p++)
				import->problem[p].maximise = sense > 0;
			accepts[k] = true;
			if (*out == NULL)
				*out = import;
			else
			{
				alike = alike && same_import(*out, import);
				qs_import_free(host, import);
			}
		}
		else if (nearly == NULL || reached > furthest)
		{
			nearly = &formats[k];
			furthest = reached;
			best = complaint;
		}
	}
	if (*out == NULL)
		return complain_unread(nearly, &best, error);
	if (alike)
		return QS_OK;
	qs_import_free(host, *out);
	*out = NULL;
	told = told_by_evidence(host, content, length, accepts);
	return told == QS_FORMAT_AUTO ? complain_ambiguous(accepts, error) :
		read_named(host, content, length, told, out, error);
}

/* AUTO: what comments state is the same in all formats that take # for one, so a
 * malformed statement is nobody's; the heading of a qs file settles the format. */
static QsStatus
read_unnamed(QsHost *host, const char *content, size_t length, int sense, QsImport **out, QsError *error)
{
	QsScanner	scanner;
	QsStatement statement;

	qs_scanner_start(&scanner, host, content, length, error);
	if (!qs_import_statement(&scanner, '#', &statement))
		return QS_INVALID;
	if (!statement.heading)
		return read_auto(host, content, length, sense, out, error);
	return read_named(host, content, length, QS_FORMAT_QS, out, error);
}

/* Complain about content no format can hold: nothing, or a zero byte. */
static bool
check_content(QsHost *host, const char *content, size_t length, QsError *error)
{
	QsScanner	scanner;
	const char *zero = length > 0 ? memchr(content, '\0', length) : NULL;

	qs_scanner_start(&scanner, host, content, length, error);
	if (zero)
	{
		for (const char *p = content; (p = memchr(p, '\n', (size_t) (zero - p))) != NULL; p++)
			scanner.line++;
		return qs_scan_fail(&scanner, "the content holds a zero byte");
	}
	if (!qs_scan_line(&scanner, '\0'))
	{
		memset(error, 0, sizeof(*error));
		snprintf(error->message, sizeof(error->message), "the content is empty");
		return false;
	}
	return true;
}

/* Parse as the format, or as the one that AUTO finds; nothing is rewritten yet. */
static QsStatus
parse_content(QsHost *host, const char *content, size_t length, QsFormat format, int sense,
			  QsImport **out, QsError *error)
{
	if (format == QS_FORMAT_AUTO)
		return read_unnamed(host, content, length, sense, out, error);
	return read_named(host, content, length, format, out, error);
}

/* The sense asked for, and the binary form of what was stated */
static QsStatus
finish_import(QsHost *host, int sense, QsImport **out, QsError *error)
{
	for (int k = 0; k < (*out)->count; k++)
	{
		QsImported *problem = &(*out)->problem[k];

		if (sense != 0)
			problem->maximise = sense > 0;
		if (problem->stated == NULL)
			continue;
		if (sense != 0)
			problem->stated->maximise = sense > 0;
		if (!qs_import_rewrite(host, problem, error))
		{
			qs_import_free(host, *out);
			*out = NULL;
			return QS_INVALID;
		}
	}
	return QS_OK;
}

QsStatus
qs_import_with_sense(QsHost *host, const char *content, size_t length, QsFormat format, int sense,
					 QsImport **out, QsError *error)
{
	*out = NULL;
	if (!check_content(host, content, length, error))
		return QS_INVALID;
	if (is_json(host, content, length) &&
		(format == QS_FORMAT_AUTO || format == QS_FORMAT_MODEL_JSON))
	{
		*out = QS_NEW(host, QsImport);
		(*out)->format = QS_FORMAT_MODEL_JSON;
		return QS_OK;
	}
	if (parse_content(host, content, length, format, sense, out, error) != QS_OK)
		return QS_INVALID;
	return finish_import(host, sense, out, error);
}

QsStatus
qs_import(QsHost *host, const char *content, size_t length, QsFormat format, QsImport **out,
		  QsError *error)
{
	return qs_import_with_sense(host, content, length, format, 0, out, error);
}
