/*
 * problem_describe.c
 *	  qshrink_describe: a problem in words and algebra, for people.
 *
 * Bounded whatever the problem: a few terms of a few rows, names cut short.
 */
#include "compat.h"

#include <math.h>

#include "catalog/pg_type.h"
#include "executor/spi.h"
#include "lib/stringinfo.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/snapmgr.h"

#include "backend_host.h"
#include "base/decimal.h"
#include "base/float_text.h"
#include "classes/classes.h"
#include "describe_names.h"
#include "describe_terms.h"
#include "problem_arguments.h"
#include "problem_load.h"
#include "problem_scenario.h"
#include "problem_sql.h"
#include "problem_tables.h"
#include "structure/class.h"

PG_FUNCTION_INFO_V1(qshrink_describe);

#define MOST_ROWS	10			/* shown */
#define MOST_TERMS	8			/* of a row or the objective */
#define MOST_INEXACT	5		/* named */

typedef struct Range
{
	double		least;
	double		most;
} Range;

static const Range empty_range = {INFINITY, -INFINITY};

static void
widen(Range *range, double value)
{
	range->least = fmin(range->least, value);
	range->most = fmax(range->most, value);
}

static void
put_number(StringInfo out, double value)
{
	char		buffer[QS_FLOAT_LENGTH];
	size_t		length = qs_float_write(value, buffer);

	appendBinaryStringInfo(out, buffer, (int) length);
}

/* "from a to b", or "a" */
static void
put_range(StringInfo out, const Range *range)
{
	if (range->least < range->most)
		appendStringInfoString(out, "from ");
	put_number(out, range->least);
	if (range->least >= range->most)
		return;
	appendStringInfoString(out, " to ");
	put_number(out, range->most);
}

/* "1 thing", "2 things" */
static void
put_count(StringInfo out, int64 count, const char *what)
{
	appendStringInfo(out, INT64_FORMAT " %s%s", count, what, count == 1 ? "" : "s");
}

/* ---------------------------------------------------------------------------
 * Facts
 */
static void
describe_size(StringInfo out, const QshrinkProblem *problem, const QshrinkStatedModel *model,
			  const QsStructure *structure)
{
	appendStringInfo(out, "problem " INT64_FORMAT " ", problem->problem_id);
	qshrink_put_quoted(out, problem->name, (int) strlen(problem->name));
	appendStringInfo(out, ": %s over ", problem->maximise ? "maximise" : "minimise");
	put_count(out, problem->n, "binary variable");
	if (model->integers > 0)
	{
		appendStringInfo(out, " (%d of ", model->integer_variables);
		put_count(out, model->integers, "integer");
		appendStringInfo(out, model->auxiliaries > 0 ? ", %d auxiliary)" : ")", model->auxiliaries);
	}
	else if (model->auxiliaries > 0)
		appendStringInfo(out, " (%d auxiliary)", model->auxiliaries);
	appendStringInfoString(out, " under ");
	put_count(out, problem->rows, "constraint");
	appendStringInfo(out, "\nclass: %s\n", structure->ops->name);
}

static void
describe_objective(StringInfo out, const QshrinkProblem *problem)
{
	Range		linear = empty_range;
	Range		products = empty_range;
	int64		linear_count = 0;

	appendStringInfoString(out, "objective: ");
	if (problem->order > 0)
		appendStringInfo(out, "flows times distances of %d facilities and locations%s",
						 problem->order, problem->cost ? ", and costs" : "");
	for (int64 k = 0; k < problem->term_count; k++)
	{
		const QsTerm *term = &problem->terms[k];

		linear_count += term->i == term->j;
		widen(term->i == term->j ? &linear : &products, term->coefficient);
	}
	if (problem->order == 0)
	{
		put_count(out, linear_count, "linear term");
		if (linear_count > 0)
		{
			appendStringInfoChar(out, ' ');
			put_range(out, &linear);
		}
		appendStringInfoString(out, ", ");
		put_count(out, problem->term_count - linear_count, "product");
		if (problem->term_count > linear_count)
		{
			appendStringInfoChar(out, ' ');
			put_range(out, &products);
		}
	}
	appendStringInfo(out, "; %s\n", problem->model->tolerance == 0.0 ? "exact" : "not exact");
}

static void
describe_kinds(StringInfo out, const QsStructure *structure)
{
	static const char *const kinds[QS_ROW_KINDS] = {
		"cannot be violated", "at most one", "exactly one", "exactly so many", "capacity",
		"at least", "other equation", "other inequality"
	};
	const char *separator = "";

	for (int kind = 0; kind < QS_ROW_KINDS; kind++)
		if (structure->rows_of_kind[kind] > 0)
		{
			appendStringInfo(out, "%s%d %s", separator, structure->rows_of_kind[kind], kinds[kind]);
			separator = ", ";
		}
}

static void
put_row_name(StringInfo out, const QshrinkProblem *problem, int row)
{
	if (problem->row_label[row])
		qshrink_put_name(out, problem->row_label[row], (int) strlen(problem->row_label[row]));
	else
		appendStringInfo(out, "constraint %d", problem->constraint_id[row]);
}

static void
describe_exactness(StringInfo out, const QshrinkProblem *problem)
{
	const QsModel *model = problem->model;
	int			inexact = 0;

	for (int r = 0; r < model->m; r++)
	{
		if (qs_model_row_is_exact(model, r))
			continue;
		if (inexact < MOST_INEXACT)
		{
			appendStringInfoString(out, inexact == 0 ? "; not exact: " : ", ");
			put_row_name(out, problem, model->row_origin[r]);
		}
		inexact++;
	}
	if (inexact == 0)
		appendStringInfoString(out, "; all exact");
	else if (inexact > MOST_INEXACT)
		appendStringInfo(out, " and %d more", inexact - MOST_INEXACT);
	appendStringInfoChar(out, '\n');
}

static void
describe_rows(StringInfo out, QsHost *host, const QshrinkProblem *problem,
			  const QsStructure *structure)
{
	Range		coefficients = empty_range;
	Range		sides = empty_range;

	if (problem->rows == 0)
		return;
	appendStringInfoString(out, "constraints: ");
	describe_kinds(out, structure);
	for (int r = 0; r < problem->rows; r++)
	{
		const QsRow *row = &problem->row[r];

		qs_check(host);
		widen(&sides, row->rhs);
		if (row->count > 0 && row->coefficients == NULL)
			widen(&coefficients, 1.0);
		for (int k = 0; row->coefficients && k < row->count; k++)
			widen(&coefficients, row->coefficients[k]);
	}
	if (coefficients.least <= coefficients.most)
	{
		appendStringInfoString(out, "; coefficients ");
		put_range(out, &coefficients);
	}
	appendStringInfoString(out, "; right-hand sides ");
	put_range(out, &sides);
	describe_exactness(out, problem);
}

/* Column of the only row a query gave */
static Datum
column(int number, bool *null)
{
	return SPI_getbinval(SPI_tuptable->vals[0], SPI_tuptable->tupdesc, number, null);
}

static void
describe_runs(StringInfo out, Oid namespace, const QshrinkProblem *problem)
{
	Oid			types[] = {INT8OID, TEXTOID};
	Datum		values[] = {Int64GetDatum(problem->problem_id), CStringGetTextDatum(problem->fingerprint)};
	int64		runs,
				answered;
	bool		null;

	SPI_execute_with_args(psprintf("SELECT pg_catalog.count(*), pg_catalog.count(objective),"
								   " pg_catalog.min(objective), pg_catalog.max(objective),"
								   " pg_catalog.count(*) FILTER (WHERE status OPERATOR(pg_catalog.=) 'optimal'),"
								   " pg_catalog.count(*) FILTER (WHERE status OPERATOR(pg_catalog.=) 'infeasible')"
								   " FROM %s r WHERE r.problem_id OPERATOR(pg_catalog.=) $1"
								   " AND r.fingerprint OPERATOR(pg_catalog.=) $2 AND " QSHRINK_IS_NO_SCENARIO,
								   qshrink_table(namespace, "qshrink_run")),
						  lengthof(types), types, values, NULL, true, 0);
	runs = DatumGetInt64(column(1, &null));
	answered = DatumGetInt64(column(2, &null));
	appendStringInfoString(out, "solved as it is: ");
	put_count(out, runs, "run");
	if (answered > 0)
	{
		appendStringInfo(out, ", " INT64_FORMAT " with an answer, the best ", answered);
		put_number(out, DatumGetFloat8(column(problem->maximise ? 4 : 3, &null)));
		if (DatumGetInt64(column(5, &null)) > 0)
			appendStringInfoString(out, ", which is optimal");
	}
	if (DatumGetInt64(column(6, &null)) > 0)
		appendStringInfoString(out, ", proved to have no solution");
	appendStringInfoChar(out, '\n');
}

/* ---------------------------------------------------------------------------
 * Algebra
 */
static void
put_coefficient(StringInfo out, double value, bool first)
{
	if (!first)
		appendStringInfoString(out, value < 0 ? " - " : " + ");
	else if (value < 0)
		appendStringInfoChar(out, '-');
	if (fabs(value) == 1.0)
		return;
	put_number(out, fabs(value));
	appendStringInfoChar(out, ' ');
}

/* A variable; of an integer by itself with its weight */
static void
put_variable(StringInfo out, const QshrinkStatedModel *model, const QshrinkShownNames *names, int variable,
			 bool whole)
{
	if (model->names && qshrink_names_role(model->names, variable).weight == 0.0)
		qshrink_put_auxiliary(out, names, variable);
	else
		qshrink_put_variable(out, names, variable);
	if (!whole && model->names && qshrink_names_role(model->names, variable).weight > 0.0)
		appendStringInfo(out, "[%.0f]", qshrink_names_role(model->names, variable).weight);
}

static void
put_objective(StringInfo out, QsHost *host, const QshrinkProblem *problem, QshrinkStatedModel *model,
			  const QshrinkShownNames *names)
{
	const QsTerm *terms = problem->terms;
	QsTerm	   *stated = model->names ? QS_ARRAY(host, QsTerm, problem->term_count) : NULL;
	double		constant = problem->offset;
	int64		count = stated ? qshrink_stated_objective(host, model, problem, stated, &constant) : -1;
	bool		whole = count >= 0;
	int64		shown;

	if (whole)
		terms = stated;
	else
	{
		count = problem->term_count;
		constant = problem->offset;
	}
	shown = Min(count, MOST_TERMS);

	appendStringInfo(out, "\n%s\n  ", problem->maximise ? "maximise" : "minimise");
	if (problem->order > 0)
	{
		appendStringInfoString(out, "the sum of flow(f, g) distance(l, m) over f at l and g at m");
		if (problem->cost)
			appendStringInfoString(out, " + cost(f, l) over f at l");
		appendStringInfoChar(out, '\n');
		return;
	}
	for (int64 k = 0; k < shown; k++)
	{
		const QsTerm *term = &terms[k];

		put_coefficient(out, term->coefficient, k == 0);
		put_variable(out, model, names, term->i, whole);
		if (term->i == term->j)
			continue;
		appendStringInfoString(out, " * ");
		put_variable(out, model, names, term->j, whole);
	}
	if (count > shown)
		appendStringInfo(out, " + ... (" INT64_FORMAT " more)", count - shown);
	if (constant != 0.0 || count == 0)
	{
		if (count > 0)
			appendStringInfoString(out, constant < 0 ? " - " : " + ");
		put_number(out, count > 0 ? fabs(constant) : constant);
	}
	appendStringInfoChar(out, '\n');
}

static void
put_row(StringInfo out, QsHost *host, const QshrinkProblem *problem, int r, QshrinkStatedModel *model,
		const QshrinkShownNames *names)
{
	const QsRow *row = &problem->row[r];
	const QshrinkStated *stated = &problem->row_stated[r];
	int32	   *variable = model->names ? QS_ARRAY(host, int32, row->count) : NULL;
	double	   *value = model->names ? QS_ARRAY(host, double, row->count) : NULL;
	int			count = model->names ?
		qshrink_stated_terms(model, row->count, row->variables, row->coefficients, variable, value) : -1;
	bool		whole = count >= 0;
	int			shown;

	if (!whole)
		count = row->count;
	shown = Min(count, MOST_TERMS);

	appendStringInfoString(out, "  ");
	put_row_name(out, problem, r);
	appendStringInfoString(out, ": ");
	for (int k = 0; k < shown; k++)
	{
		put_coefficient(out, whole ? value[k] : row->coefficients ? row->coefficients[k] : 1.0, k == 0);
		put_variable(out, model, names, whole ? variable[k] : row->variables[k], whole);
	}
	if (count == 0)
		appendStringInfoChar(out, '0');
	if (count > shown)
		appendStringInfo(out, " + ... (%d more)", count - shown);
	appendStringInfo(out, " %s ", row->sense == '<' ? "<=" : row->sense == '>' ? ">=" : "=");
	put_number(out, whole && stated->shift != 0.0 ? qs_decimal_sum(row->rhs, stated->shift) : row->rhs);
	if (!isnan(stated->price))
	{
		appendStringInfoString(out, "  (soft, a unit costs ");
		put_number(out, stated->price);
		appendStringInfoChar(out, ')');
	}
	appendStringInfoChar(out, '\n');
}

/* Is a variable one that stated terms name? */
static bool
is_shown(const QshrinkStatedModel *model, int variable)
{
	return model->names == NULL ||
		(model->first[variable] == variable && !qshrink_names_is_violation(model->names, variable));
}

/* The variables that the algebra names */
static QshrinkShownNames *
read_names(QsHost *host, Oid namespace, const QshrinkProblem *problem, const QshrinkStatedModel *model)
{
	int32		variables[6 * MOST_TERMS + 2 * MOST_ROWS * MOST_TERMS];
	int			count = 0;
	int			linear = 0,
				products = 0;

	for (int64 k = 0; k < problem->term_count && linear + products < 2 * MOST_TERMS; k++)
	{
		const QsTerm *term = &problem->terms[k];
		bool		product = term->i != term->j;

		/* as they are, and as they are stated: integers by their first variables, products last */
		if (k >= MOST_TERMS && (product ? products >= MOST_TERMS : linear >= MOST_TERMS ||
								!is_shown(model, term->i)))
			continue;
		variables[count++] = term->i;
		variables[count++] = term->j;
		linear += !product && is_shown(model, term->i);
		products += product;
		if (model->names == NULL && k + 1 >= MOST_TERMS)
			break;
	}
	for (int r = 0; r < Min(problem->rows, MOST_ROWS); r++)
	{
		const QsRow *row = &problem->row[r];
		int			stated = 0;

		for (int k = 0; k < row->count && stated < MOST_TERMS; k++)
		{
			bool		shown = is_shown(model, row->variables[k]);

			if (k < MOST_TERMS || shown)
				variables[count++] = row->variables[k];
			stated += shown;
		}
	}
	return qshrink_shown_names(host, namespace, problem->problem_id, variables, count);
}

/* qshrink_describe(problem_id) -> text */
Datum
qshrink_describe(PG_FUNCTION_ARGS)
{
	int64		problem_id = qshrink_problem_argument(fcinfo, 0);
	Oid			namespace = qshrink_namespace(fcinfo);
	MemoryContext caller = CurrentMemoryContext;
	StringInfoData out;
	QsHost	   *host;
	QshrinkProblem *problem;
	QsStructure *structure;
	QshrinkShownNames *names;
	QshrinkStatedModel model;
	text	   *result;

	SPI_connect();
	host = qshrink_host_create(0);
	problem = qshrink_problem_look_at(host, namespace, problem_id);
	structure = qs_structure_create(host, problem->model, qs_classes);
	qshrink_push_statement_snapshot();	/* the one the problem was read by */
	model = qshrink_stated_model(host, namespace, problem);
	names = read_names(host, namespace, problem, &model);
	initStringInfo(&out);
	describe_size(&out, problem, &model, structure);
	describe_objective(&out, problem);
	describe_rows(&out, host, problem, structure);
	describe_runs(&out, namespace, problem);
	PopActiveSnapshot();
	put_objective(&out, host, problem, &model, names);
	if (problem->rows > 0)
		appendStringInfoString(&out, "subject to\n");
	for (int r = 0; r < Min(problem->rows, MOST_ROWS); r++)
		put_row(&out, host, problem, r, &model, names);
	if (problem->rows > MOST_ROWS)
		appendStringInfo(&out, "  ... (%d more)\n", problem->rows - MOST_ROWS);
	MemoryContextSwitchTo(caller);
	result = cstring_to_text_with_len(out.data, out.len - 1);	/* no newline at the end */
	qshrink_host_destroy(host);
	SPI_finish();
	PG_RETURN_TEXT_P(result);
}
