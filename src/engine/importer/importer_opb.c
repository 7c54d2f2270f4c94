/*
 * importer_opb.c
 *	  The OPB format of pseudo-Boolean competitions, and WBO, its weighted form.
 *
 * Lines starting with * are comments; `* #variable= n` announces x1 .. xn.  Then
 * `min: terms ;` or `max: terms ;`, and rows `terms >= b ;` with >=, <= or =.  A term is a
 * whole number and one literal, or several that are multiplied; ~x is 1 - x.  WBO adds
 * `soft: top ;` (a solution costs less than top) and `[cost] terms >= b ;`, a row that
 * may fail at that cost.  Roussel & Manquinho, "Input/output format and solver
 * requirements for the competitions of pseudo-Boolean solvers", 2012.
 */
#include <string.h>

#include "base/decimal.h"
#include "importer/import_notes.h"
#include "importer/opb_terms.h"

/* Is the word with its colon next?  It is passed over then. */
static bool
take_word(QsOpbReader *reader, const char *word)
{
	QsScanner  *scanner = reader->scanner;
	size_t		length = strlen(word);
	const char *start;

	if (qs_opb_look(reader) == '\0' || (size_t) (scanner->end - scanner->at) < length ||
		memcmp(scanner->at, word, length) != 0)
		return false;
	start = scanner->at;
	scanner->at += length;
	if (qs_opb_look(reader) != ':')
	{
		scanner->at = start;
		return false;
	}
	scanner->at++;
	return true;
}

static bool
read_objective(QsOpbReader *reader, bool maximise)
{
	double		constant;

	if (reader->has_objective)
		return qs_scan_fail(reader->scanner, "a second objective");
	reader->has_objective = true;
	reader->stated->maximise = maximise;
	if (!qs_opb_terms(reader, &reader->stated->objective, &constant))
		return false;
	reader->stated->constant = qs_decimal_sum(reader->stated->constant, constant);
	return qs_opb_expect(reader, ';', "a term or ;");
}

static bool
read_top(QsOpbReader *reader)
{
	reader->soft = true;
	if (qs_opb_look(reader) != ';' && !qs_opb_number(reader, "the top cost", &reader->top))
		return false;
	return qs_opb_expect(reader, ';', ";");
}

/* A hidden variable that lets the row fail, at its price in the objective */
static void
add_exception(QsOpbReader *reader, QsStatedRow *row, double cost)
{
	int			place = (int) (row - reader->stated->row);
	int32_t		fails = qs_opb_add_variable(reader, NULL, 0, true);

	reader->stated->row[place].condition = fails;
	reader->stated->row[place].condition_value = false;
	qs_expressions_add(reader->host, &reader->cost, fails, cost);
}

static bool
read_row(QsOpbReader *reader)
{
	QsFormulation *stated = reader->stated;
	QsScanner  *scanner = reader->scanner;
	double		cost = 0.0,
				constant,
				bound,
				lower,
				upper;
	bool		soft = qs_opb_look(reader) == '[';
	char		relation;
	QsStatedRow *row;

	if (soft)
	{
		scanner->at++;
		if (!qs_opb_number(reader, "a cost", &cost) || !qs_opb_expect(reader, ']', "] after the cost"))
			return false;
		if (!(cost > 0.0))
			return qs_scan_fail(scanner, "a cost must be positive");
	}
	/* words that begin a statement are others */
	if (qs_opb_begins_literal(qs_opb_look(reader)))
		return qs_scan_unexpected(scanner, "min:, max: or a number");
	if (!qs_opb_terms(reader, &stated->terms, &constant))
		return false;
	relation = qs_opb_look(reader);
	if (relation == '\0' || strchr("<>=", relation) == NULL)
		return qs_scan_unexpected(scanner, "a term, >=, <= or =");
	scanner->at++;
	if (relation != '=' && (scanner->at == scanner->end || *scanner->at++ != '='))
		return qs_scan_unexpected(scanner, "= after > or <");
	if (!qs_opb_number(reader, "the number a row is bounded by", &bound) || !qs_opb_expect(reader, ';', ";"))
		return false;
	bound = qs_decimal_sum(bound, -constant);
	lower = relation == '<' ? -INFINITY : bound;
	upper = relation == '>' ? INFINITY : bound;
	row = qs_formulation_add_row(reader->host, stated, lower, upper, NULL, 0);
	if (soft)
		add_exception(reader, row, cost);
	reader->soft |= soft;
	return true;
}

/* x + complement = 1 for those that were made */
static void
add_complement_rows(QsOpbReader *reader)
{
	QsFormulation *stated = reader->stated;
	int			n = stated->n;

	for (int v = 0; v < n; v++)
	{
		if (reader->complement[v] < 0)
			continue;
		qs_expressions_add(reader->host, &stated->terms, v, 1.0);
		qs_expressions_add(reader->host, &stated->terms, reader->complement[v], 1.0);
		qs_formulation_add_row(reader->host, stated, 1.0, 1.0, NULL, 0);
	}
}

/* The cost of soft rows is the objective, and below the top. */
static bool
settle_costs(QsOpbReader *reader)
{
	QsFormulation *stated = reader->stated;

	if (!reader->soft)
		return true;
	if (reader->has_objective)
		return qs_scan_fail(reader->scanner, "soft rows beside an objective");
	for (int64_t k = 0; k < reader->cost.count; k++)
	{
		qs_expressions_add(reader->host, &stated->objective, reader->cost.variable[k],
						   reader->cost.coefficient[k]);
		if (isfinite(reader->top))
			qs_expressions_add(reader->host, &stated->terms, reader->cost.variable[k],
							   reader->cost.coefficient[k]);
	}
	if (isfinite(reader->top))
		qs_formulation_add_row(reader->host, stated, -INFINITY, qs_decimal_sum(reader->top, -1.0), NULL, 0);
	qs_import_note(reader->host, reader->problem, "the objective is the cost of %lld soft rows",
				   (long long) reader->cost.count);
	return true;
}

static bool
read_statements(QsOpbReader *reader)
{
	while (qs_opb_look(reader) != '\0')
	{
		bool		good;

		if (take_word(reader, "min"))
			good = read_objective(reader, false);
		else if (take_word(reader, "max"))
			good = read_objective(reader, true);
		else if (take_word(reader, "soft"))
			good = read_top(reader);
		else
			good = read_row(reader);
		if (!good)
			return false;
	}
	if (reader->stated->n == 0)
		return qs_scan_fail(reader->scanner, "the model has no variable");
	if (!settle_costs(reader))
		return false;
	add_complement_rows(reader);
	if (reader->rounded > 0)
		qs_import_note(reader->host, reader->problem, "%lld numbers beyond 2^53 were rounded to double "
					   "precision", (long long) reader->rounded);
	return true;
}

bool
qs_import_opb(QsScanner *scanner, QsImport *import)
{
	QsOpbReader reader = {.scanner = scanner, .host = scanner->host, .top = INFINITY};
	bool		good;

	qs_import_reserve(scanner->host, import, 1);
	reader.problem = &import->problem[0];
	reader.stated = reader.problem->stated = qs_formulation_create(scanner->host);
	qs_opb_announce(&reader);
	good = read_statements(&reader);
	qs_name_table_free(scanner->host, &reader.names);
	qs_free(scanner->host, reader.named);
	qs_free(scanner->host, reader.complement);
	qs_free(scanner->host, reader.cost.variable);
	qs_free(scanner->host, reader.cost.coefficient);
	return good;
}
