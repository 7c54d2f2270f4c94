/*
 * importer_lp.c
 *	  The LP format of CPLEX and its kin.
 *
 * Sections in any order: Minimize or Maximize, Subject To, Bounds, General, Binary,
 * End.  Rows may have names, ranges (-5 <= x + y <= 5), conditions (b = 1 -> row) and
 * products in brackets; products of the objective are halved, [ ... ] / 2.  A variable
 * that no section declares is continuous and not negative.  IBM ILOG CPLEX, "LP file
 * format"; Zimpl, Gurobi, SCIP, GLPK and CBC write and read it with small differences,
 * of which those that can be told apart are all accepted.
 */
#include <string.h>

#include "base/decimal.h"
#include "importer/import_notes.h"
#include "importer/importer_internal.h"
#include "importer/lp_expression.h"

/* The name in front of a colon, if there is one */
static bool
read_label(QsLpReader *reader, const char **name, size_t *length)
{
	QsLpLexer  *lexer = &reader->lexer;

	*name = lexer->token.text;
	*length = 0;
	if (lexer->token.kind != QS_LP_NAME || !lexer->token.label)
		return true;
	*length = lexer->token.length;
	return qs_lp_next(lexer) && qs_lp_next(lexer);
}

static bool
read_objective(QsLpReader *reader, bool maximise)
{
	const char *name;
	size_t		length;

	if (reader->has_objective)
		return qs_lp_unexpected(&reader->lexer, "one objective only");
	reader->has_objective = true;
	reader->stated->maximise = maximise;
	if (qs_lp_is_word(&reader->lexer.token, "multi-objectives") ||
		!read_label(reader, &name, &length) ||
		!qs_lp_expression(reader, &reader->stated->objective, true, &reader->stated->constant))
		return false;
	if (reader->stated->constant != 0.0)
		qs_import_note(reader->host, reader->problem, "the objective has an offset of %.15g",
					   reader->stated->constant);
	return true;
}

static bool
is_relation(const QsLpLexer *lexer)
{
	return lexer->token.kind == QS_LP_LESS || lexer->token.kind == QS_LP_GREATER ||
		lexer->token.kind == QS_LP_EQUAL;
}

/* activity relation value narrows [lower, upper]; mirrored: value relation activity */
static void
narrow(QsLpKind relation, double value, bool mirrored, double *lower, double *upper)
{
	if (relation == QS_LP_EQUAL)
		*lower = *upper = value;
	else if ((relation == QS_LP_LESS) != mirrored)
		*upper = fmin(*upper, value);
	else
		*lower = fmax(*lower, value);
}

/* The term read last is the condition "b = value ->": take it back. */
static bool
take_condition(QsLpReader *reader, int64_t start, double value, int32_t *condition)
{
	QsExpressions *terms = &reader->stated->terms;

	if (terms->count != start + 1 || terms->coefficient[start] != 1.0 || (value != 0.0 && value != 1.0) ||
		*condition >= 0)
		return qs_lp_unexpected(&reader->lexer, "a condition \"variable = 0\" or \"variable = 1\" before ->");
	*condition = terms->variable[start];
	terms->count = start;
	return qs_lp_next(&reader->lexer);
}

/* What stands between the label and the end of a row: bounds on the terms added */
static bool
read_relations(QsLpReader *reader, double *lower, double *upper, int32_t *condition, bool *value)
{
	QsLpLexer  *lexer = &reader->lexer;
	QsExpressions *terms = &reader->stated->terms;
	int64_t		start = terms->count,
				products = terms->products;
	double		left,
				right,
				constant;
	QsLpKind	relation;

	*lower = -INFINITY;
	*upper = INFINITY;
	if (qs_lp_is_infinity(&lexer->token) || !qs_lp_expression(reader, terms, false, &left))
		return qs_lp_unexpected(lexer, "a row");
	if (!is_relation(lexer))
		return qs_lp_unexpected(lexer, "<=, >= or =");
	relation = lexer->token.kind;
	if (!qs_lp_next(lexer))
		return false;
	if (terms->count > start || terms->products > products)
	{
		if (!qs_lp_constant(reader, "the number a row is bounded by", &right))
			return false;
		if (lexer->token.kind == QS_LP_ARROW)
		{
			*value = right != 0.0;
			return relation != QS_LP_EQUAL || terms->products > products ?
				qs_lp_unexpected(lexer, "an equality before ->") :
				take_condition(reader, start, right, condition) &&
				read_relations(reader, lower, upper, condition, value);
		}
		narrow(relation, qs_decimal_sum(right, -left), false, lower, upper);
		return true;
	}
	/* the number first, then the terms and perhaps another number */
	if (!qs_lp_expression(reader, terms, false, &constant))
		return false;
	narrow(relation, qs_decimal_sum(left, -constant), true, lower, upper);
	if (!is_relation(lexer))
		return true;
	relation = lexer->token.kind;
	if (!qs_lp_next(lexer) || !qs_lp_constant(reader, "the number a row is bounded by", &right))
		return false;
	narrow(relation, qs_decimal_sum(right, -constant), false, lower, upper);
	return true;
}

static bool
read_row(QsLpReader *reader)
{
	const char *name;
	size_t		length;
	double		lower,
				upper;
	int32_t		condition = -1;
	bool		value = false;
	QsStatedRow *row;

	if (!read_label(reader, &name, &length) ||
		!read_relations(reader, &lower, &upper, &condition, &value))
		return false;
	if (lower == INFINITY || upper == -INFINITY)
		return qs_scan_fail(reader->lexer.scanner, "a row that nothing can meet");
	row = qs_formulation_add_row(reader->host, reader->stated, lower, upper, name, length);
	row->condition = condition;
	row->condition_value = value;
	if (!isfinite(lower) && !isfinite(upper))
		qs_import_note_name(reader->host, reader->problem, "row \"%s\" has no bound and was dropped",
							name, length);
	return true;
}

static bool
read_rows(QsLpReader *reader)
{
	while (reader->lexer.token.kind != QS_LP_END && !qs_lp_at_section(&reader->lexer))
		if (!read_row(reader))
			return false;
	return true;
}

/* ------------------------------------------------------------------------ */

/* A line of the bounds, the number first */
static bool
read_bound_from_number(QsLpReader *reader)
{
	QsLpLexer  *lexer = &reader->lexer;
	QsStatedVariable *variable;
	double		value;
	QsLpKind	relation;
	int			v = 0;

	if (!qs_lp_constant(reader, "a bound", &value))
		return false;
	if (!is_relation(lexer))
		return qs_lp_unexpected(lexer, "<=, >= or =");
	relation = lexer->token.kind;
	if (!qs_lp_next(lexer) || !qs_lp_variable(reader, &v))
		return false;
	variable = &reader->stated->variable[v];
	if (relation != QS_LP_GREATER)
		variable->lower = value;
	if (relation != QS_LP_LESS)
		variable->upper = value;
	if (!is_relation(lexer))
		return true;
	relation = lexer->token.kind;
	if (!qs_lp_next(lexer) || !qs_lp_constant(reader, "a bound", &value))
		return false;
	if (relation != QS_LP_LESS)
		variable->lower = value;
	if (relation != QS_LP_GREATER)
		variable->upper = value;
	return true;
}

static bool
read_bound(QsLpReader *reader)
{
	QsLpLexer  *lexer = &reader->lexer;
	QsStatedVariable *variable;
	QsLpKind	relation;
	double		value;
	int			v = 0;

	if (lexer->token.kind != QS_LP_NAME || qs_lp_is_infinity(&lexer->token))
		return read_bound_from_number(reader);
	if (!qs_lp_variable(reader, &v))
		return false;
	variable = &reader->stated->variable[v];
	if (qs_lp_is_word(&lexer->token, "free"))
	{
		variable->lower = -INFINITY;
		variable->upper = INFINITY;
		return qs_lp_next(lexer);
	}
	if (!is_relation(lexer))
		return qs_lp_unexpected(lexer, "<=, >=, = or free");
	relation = lexer->token.kind;
	if (!qs_lp_next(lexer) || !qs_lp_constant(reader, "a bound", &value))
		return false;
	if (relation != QS_LP_LESS)
		variable->lower = value;
	if (relation != QS_LP_GREATER)
		variable->upper = value;
	return true;
}

static bool
read_bounds(QsLpReader *reader)
{
	while (reader->lexer.token.kind != QS_LP_END && !qs_lp_at_section(&reader->lexer))
		if (!read_bound(reader))
			return false;
	return true;
}

/* Names of integers or binaries */
static bool
read_kinds(QsLpReader *reader, QsVariableKind kind)
{
	while (reader->lexer.token.kind != QS_LP_END && !qs_lp_at_section(&reader->lexer))
	{
		int32_t		before = reader->names.count;
		QsLpToken	token = reader->lexer.token;
		int			v = 0;

		if (!qs_lp_variable(reader, &v))
			return false;
		if (reader->names.count > before)
			qs_import_note_name(reader->host, reader->problem,
								"variable \"%s\" occurs in no row and not in the objective", token.text, token.length);
		if (reader->stated->variable[v].kind != QS_VARIABLE_BINARY)
			reader->stated->variable[v].kind = kind;
	}
	return true;
}

static bool
refuse_section(QsLpReader *reader, const QsLpToken *keyword, QsLpSection section)
{
	QsLpLexer  *lexer = &reader->lexer;
	const QsLpToken *token = &lexer->token;
	const char *what = section == QS_LP_SEMI ? "semi-continuous variables" :
		section == QS_LP_SOS ? "special ordered sets" : "this section";

	/* "semi-continuous" is three tokens */
	while (section == QS_LP_SEMI && (qs_lp_is_mark(lexer, '-') || qs_lp_is_word(token, "continuous")))
		if (!qs_lp_next(lexer))
			return false;
	lexer->scanner->line = keyword->line;
	if (section == QS_LP_SEMI && token->kind == QS_LP_NAME)
		return qs_scan_fail(reader->lexer.scanner, "%s are not supported: \"%.*s\"", what,
							(int) (token->length < 40 ? token->length : 40), token->text);
	return qs_scan_fail(reader->lexer.scanner, "%s %s not supported: \"%.*s\"", what,
						section == QS_LP_OTHER ? "is" : "are",
						(int) (keyword->length < 40 ? keyword->length : 40), keyword->text);
}

static bool
read_section(QsLpReader *reader, QsLpSection section, const QsLpToken *keyword)
{
	switch (section)
	{
		case QS_LP_MINIMISE:
		case QS_LP_MAXIMISE:
			return read_objective(reader, section == QS_LP_MAXIMISE);
		case QS_LP_ROWS:
			return read_rows(reader);
		case QS_LP_BOUNDS:
			return read_bounds(reader);
		case QS_LP_GENERAL:
			return read_kinds(reader, QS_VARIABLE_INTEGER);
		case QS_LP_BINARY:
			return read_kinds(reader, QS_VARIABLE_BINARY);
		default:
			return refuse_section(reader, keyword, section);
	}
}

/* A binary variable lies in [0, 1], closer if bounds say so. */
static void
settle_binaries(QsFormulation *stated)
{
	for (int v = 0; v < stated->n; v++)
	{
		QsStatedVariable *variable = &stated->variable[v];

		if (variable->kind == QS_VARIABLE_BINARY)
		{
			variable->lower = fmax(variable->lower, 0.0);
			variable->upper = fmin(variable->upper, 1.0);
		}
	}
}

static bool
read_sections(QsLpReader *reader)
{
	QsLpSection section = QS_LP_NO_SECTION;
	int			sections = 0;

	while (reader->lexer.token.kind != QS_LP_END)
	{
		QsLpToken	keyword = reader->lexer.token;

		if (!qs_lp_section(&reader->lexer, &section))
			return false;
		if (section == QS_LP_NO_SECTION)
			return qs_lp_unexpected(&reader->lexer, sections == 0 ? "Minimize or Maximize" : "a section");
		sections++;
		if (section == QS_LP_FINISH)
			return reader->lexer.token.kind == QS_LP_END ||
				qs_lp_unexpected(&reader->lexer, "the end of the content");
		if (!read_section(reader, section, &keyword))
			return false;
	}
	return sections > 0 || qs_lp_unexpected(&reader->lexer, "Minimize or Maximize");
}

bool
qs_import_lp(QsScanner *scanner, QsImport *import)
{
	QsLpReader	reader = {.host = scanner->host};
	bool		good;

	qs_import_reserve(scanner->host, import, 1);
	reader.problem = &import->problem[0];
	reader.stated = reader.problem->stated = qs_formulation_create(scanner->host);
	good = qs_lp_start(&reader.lexer, scanner, reader.problem) && read_sections(&reader);
	if (good && reader.stated->n == 0)
		good = qs_scan_fail(scanner, "the model has no variable");
	settle_binaries(reader.stated);
	qs_name_table_free(scanner->host, &reader.names);
	return good;
}
