/*
 * problem_export.c
 *	  Writing a stored problem in the formats in which models are exchanged.
 */
#include "compat.h"

#include "utils/builtins.h"
#include "utils/jsonb.h"
#include "utils/memutils.h"
#include "utils/snapmgr.h"

#include "backend_host.h"
#include "base/decimal.h"
#include "exporter/exporter.h"
#include "option_read.h"
#include "problem_arguments.h"
#include "problem_build.h"
#include "problem_json.h"
#include "problem_sql.h"

PG_FUNCTION_INFO_V1(qshrink_export);

typedef struct Exporting
{
	QsHost	   *host;
	QshrinkProblem *problem;
	QshrinkKeys keys;
	int			owners;			/* integers, and variables that are none's */
	int		   *owner;			/* of every variable */
	int		   *first;			/* variable of every owner */
	int		   *place;			/* of every variable, so that those of one integer lie together */
	int		   *variable;		/* at every place */
	bool		has_integers;
	bool		by_bits;		/* name variables, else owners */
	MemoryContext name;			/* of the text of the last name */
} Exporting;

/* ---------------------------------------------------------------------------
 * Which variables make up which integers
 */
static void
find_owners(Exporting *exporting)
{
	int			n = exporting->problem->n;
	QshrinkKeyMap *integers = qshrink_keymap_create();
	int		   *owner_of = QS_ARRAY(exporting->host, int, n);

	for (int v = 0; v < n; v++)
	{
		int			owner = exporting->owners;

		if (qshrink_keys_role(&exporting->keys, v).weight > 0.0)
		{
			int			count;
			const Datum *part = qshrink_keys_of(&exporting->keys, v, &count);
			text	   *key = qshrink_joined_key(part, count);
			bool		added;
			int			k = qshrink_keymap_add(integers, key, &added);

			exporting->has_integers = true;
			if (added)
				owner_of[k] = owner;
			owner = owner_of[k];
			pfree(key);
		}
		if (owner == exporting->owners)
			exporting->first[exporting->owners++] = v;
		exporting->owner[v] = owner;
		qs_check(exporting->host);
	}
	qs_free(exporting->host, owner_of);
}

/* Places in the order of owners */
static void
find_places(Exporting *exporting)
{
	int			n = exporting->problem->n;
	int		   *next = QS_ARRAY0(exporting->host, int, (size_t) exporting->owners + 1);

	for (int v = 0; v < n; v++)
		next[exporting->owner[v] + 1]++;
	for (int k = 0; k < exporting->owners; k++)
		next[k + 1] += next[k];
	for (int v = 0; v < n; v++)
	{
		exporting->place[v] = next[exporting->owner[v]]++;
		exporting->variable[exporting->place[v]] = v;
	}
	qs_free(exporting->host, next);
}

/* ---------------------------------------------------------------------------
 * Names
 */

/* The parts of a key, one after the other; of a bit by itself its weight, too */
static const char *
variable_name(void *context, int at, size_t *length)
{
	Exporting  *exporting = context;
	int			v = exporting->by_bits ? exporting->variable[at] : exporting->first[at];
	double		weight = qshrink_keys_role(&exporting->keys, v).weight;
	MemoryContext caller;
	StringInfoData name;
	int			count = 0;
	const Datum *part = exporting->keys.part ? qshrink_keys_of(&exporting->keys, v, &count) : NULL;

	MemoryContextReset(exporting->name);
	caller = MemoryContextSwitchTo(exporting->name);
	initStringInfo(&name);
	for (int k = 0; k < count; k++)
	{
		if (k > 0)
			appendStringInfoChar(&name, '_');
		appendBinaryStringInfo(&name, VARDATA_ANY(DatumGetPointer(part[k])),
							   (int) VARSIZE_ANY_EXHDR(DatumGetPointer(part[k])));
	}
	if (exporting->by_bits && weight > 0.0)
		appendStringInfo(&name, "_%.0f", weight);
	MemoryContextSwitchTo(caller);
	*length = (size_t) name.len;
	return name.data;
}

static const char *
row_name(void *context, int row, size_t *length)
{
	Exporting  *exporting = context;
	const char *label = exporting->problem->row_label[row];

	*length = label ? strlen(label) : 0;
	return label ? label : "";
}

/* ---------------------------------------------------------------------------
 * The model
 */

/* The products of a quadratic assignment problem */
static void
expand_matrices(QsHost *host, QshrinkProblem *problem)
{
	int			order = problem->order;
	QshrinkTerms terms = {0};

	for (int f = 0; f < order; f++)
		for (int g = 0; g < order; g++)
		{
			QsDecimal	flow = qs_decimal(problem->flow[(Size) f * (Size) order + (Size) g]);

			qs_check(host);
			for (int l = 0; l < order && problem->flow[(Size) f * (Size) order + (Size) g] != 0.0; l++)
				for (int k = 0; k < order; k++)
				{
					double		distance = problem->distance[(Size) l * (Size) order + (Size) k];

					if (distance != 0.0 && (f == g) == (l == k))
						qshrink_terms_add(host, &terms, f * order + l, g * order + k,
										  qs_decimal_value(qs_decimal_multiply(flow, qs_decimal(distance))));
				}
			if (terms.count > QS_MAX_TERMS)
				ereport(ERROR,
						(errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
						 errmsg("quadratic assignment problem \"%s\" is too large to be written out", problem->name),
						 errdetail("It has more than %d products.", QS_MAX_TERMS),
						 errhint("The format model-json keeps its matrices.")));
		}
	for (int v = 0; v < problem->n && problem->cost; v++)
		if (problem->cost[v] != 0.0)
			qshrink_terms_add(host, &terms, v, v, problem->cost[v]);
	problem->term_count = qs_terms_add_up_decimals(host, terms.term, terms.count);
	problem->terms = terms.term;
}

/* Variables by their places */
static void
renumber(Exporting *exporting)
{
	QshrinkProblem *problem = exporting->problem;

	for (int64 k = 0; k < problem->term_count; k++)
	{
		QsTerm	   *term = &problem->terms[k];
		int			i = exporting->place[term->i],
					j = exporting->place[term->j];

		term->i = Min(i, j);
		term->j = Max(i, j);
	}
	for (int r = 0; r < problem->rows; r++)
	{
		int32	   *variables = unconstify(int32 *, problem->row[r].variables);

		for (int k = 0; k < problem->row[r].count; k++)
			variables[k] = exporting->place[variables[k]];
		qs_check(exporting->host);
	}
}

/* The model of the integers; NULL where it says something of single bits */
static QsFormulation *
fold(Exporting *exporting, const QsNaming *naming)
{
	QshrinkProblem *problem = exporting->problem;
	QsHost	   *host = exporting->host;
	int32	   *owner = QS_ARRAY(host, int32, problem->n);
	double	   *weight = QS_ARRAY(host, double, problem->n);
	double	   *lower = QS_ARRAY0(host, double, exporting->owners);
	QsBits		bits = {exporting->owners, owner, weight, lower};
	QsFormulation *model;

	for (int at = 0; at < problem->n; at++)
	{
		int			v = exporting->variable[at];
		QshrinkBitRole role = qshrink_keys_role(&exporting->keys, v);

		owner[at] = exporting->owner[v];
		weight[at] = role.weight > 0.0 ? role.weight : 1.0;
		if (role.weight > 0.0)
			lower[owner[at]] = role.lower;
	}
	model = qs_formulation_fold(host, &bits, problem->n, problem->maximise, problem->offset,
								problem->terms, problem->term_count, problem->row, problem->rows, naming);
	qs_free(host, owner);
	qs_free(host, weight);
	qs_free(host, lower);
	return model;
}

static QsFormulation *
model_of(Exporting *exporting, QsExportFormat format)
{
	QshrinkProblem *problem = exporting->problem;
	QsHost	   *host = exporting->host;
	QsNaming	naming = {variable_name, row_name, exporting};
	QsFormulation *model = NULL;

	exporting->owner = QS_ARRAY(host, int, problem->n);
	exporting->first = QS_ARRAY(host, int, problem->n);
	exporting->place = QS_ARRAY(host, int, problem->n);
	exporting->variable = QS_ARRAY(host, int, problem->n);
	find_owners(exporting);
	find_places(exporting);
	renumber(exporting);
	if (exporting->has_integers && (format == QS_EXPORT_LP || format == QS_EXPORT_MPS))
		model = fold(exporting, &naming);
	if (model)
		return model;
	exporting->by_bits = true;
	return qs_formulation_of_binary(host, problem->n, problem->maximise, problem->offset, problem->terms,
									problem->term_count, problem->row, problem->rows, &naming);
}

/* ------------------------------------------------------------------------ */

static text *
text_of(const char *content, size_t length)
{
	if (length > MaxAllocSize - VARHDRSZ)
		ereport(ERROR,
				(errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
				 errmsg("the problem would be a text of %zu MB, and at most 1 GB is possible", length >> 20)));
	return cstring_to_text_with_len(content, (int) length);
}

static text *
write_problem(QsHost *host, Oid namespace, int64 problem_id, QsExportFormat format)
{
	Exporting	exporting = {
		.host = host,
		.name = AllocSetContextCreate(CurrentMemoryContext, "qshrink name", ALLOCSET_SMALL_SIZES),
	};
	char	   *content;
	size_t		length;
	QsError		error;

	qshrink_push_statement_snapshot();
	exporting.problem = qshrink_problem_read(host, namespace, problem_id);
	exporting.keys = qshrink_problem_keys(host, namespace, exporting.problem);
	PopActiveSnapshot();
	if (exporting.problem->order > 0)
		expand_matrices(host, exporting.problem);
	if (qs_export(host, model_of(&exporting, format), format, &content, &length, &error) != QS_OK)
		qshrink_report_error(ERRCODE_FEATURE_NOT_SUPPORTED, &error);
	return text_of(content, length);
}

/* qshrink_export(problem_id bigint, format text) -> text */
Datum
qshrink_export(PG_FUNCTION_ARGS)
{
	int64		problem_id = qshrink_problem_argument(fcinfo, 0);
	QsExportFormat format;
	QsHost	   *host;
	text	   *result;

	qshrink_require_argument(fcinfo, 1, "format");
	format = (QsExportFormat) qshrink_name_value(&qs_export_names, text_to_cstring(PG_GETARG_TEXT_PP(1)));
	host = qshrink_host_create(0);
	if (format == QS_EXPORT_MODEL_JSON)
	{
		Jsonb	   *json = qshrink_problem_model(host, qshrink_namespace(fcinfo), problem_id);
		char	   *content = JsonbToCString(NULL, &json->root, VARSIZE(json));

		result = text_of(content, strlen(content));
	}
	else
		result = write_problem(host, qshrink_namespace(fcinfo), problem_id, format);
	qshrink_host_destroy(host);
	PG_RETURN_TEXT_P(result);
}
