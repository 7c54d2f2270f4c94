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
#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "base/decimal.h"
#include "base/excerpt.h"
#include "base/float_parse.h"
#include "importer/import_notes.h"
#include "importer/importer_internal.h"
#include "base/name_table.h"

/* Literals of one product */
#define MOST_FACTORS	256

/* Products with more negated literals get variables for these. */
#define MOST_EXPANDED	4

/* A content may announce a variable for so many of its bytes. */
#define BYTES_PER_VARIABLE	4

/* Terms between two interrupt points */
#define CHECK_EVERY		8192

typedef struct Reader
{
	QsScanner  *scanner;
	QsHost	   *host;
	QsImported *problem;
	QsFormulation *stated;
	int			announced;		/* variables x1, x2, ... that a comment announced */
	QsNameTable names;			/* of all others */
	int			named_capacity;
	int32_t    *named;			/* variable of every name */
	int			complement_capacity;
	int32_t    *complement;		/* hidden variable 1 - x of every stated one, -1: none */
	bool		has_objective;
	bool		soft;
	double		top;			/* INFINITY: none */
	QsExpressions cost;			/* of soft rows */
	int64_t		rounded;		/* numbers that lost digits */
} Reader;

/* A literal as read */
typedef struct Literal
{
	int32_t		variable;
	bool		negated;
} Literal;

/* "* ObjectiveOffset c": what our writer makes of a constant */
static void
read_offset(Reader *reader, const char *end)
{
	static const char word[] = "ObjectiveOffset";
	const char *at = reader->scanner->at + 1;
	double		offset;

	while (at < end && *at == ' ')
		at++;
	if ((size_t) (end - at) < sizeof(word) || memcmp(at, word, sizeof(word) - 1) != 0)
		return;
	for (at += sizeof(word) - 1; at < end && (*at == ' ' || *at == ':' || *at == '=');)
		at++;
	if (qs_float_parse(&at, end, &offset) == QS_FLOAT_OK)
	{
		reader->stated->constant = offset;
		qs_import_note(reader->host, reader->problem, "the objective has an offset of %.15g", offset);
	}
}

static void
skip_line(Reader *reader)
{
	QsScanner  *scanner = reader->scanner;
	const char *end = memchr(scanner->at, '\n', (size_t) (scanner->end - scanner->at));

	if (end == NULL)
		end = scanner->end;
	qs_import_best_in_comment(scanner->at, (size_t) (end - scanner->at), reader->problem);
	read_offset(reader, end);
	scanner->at = end;
}

/* To the next character that is neither blank nor in a comment; '\0' at the end */
static char
look(Reader *reader)
{
	QsScanner  *scanner = reader->scanner;

	while (scanner->at < scanner->end)
	{
		char		c = *scanner->at;

		if (c == '*')
			skip_line(reader);
		else if (c == '\n')
		{
			scanner->line++;
			scanner->at++;
		}
		else if (isspace((unsigned char) c))
			scanner->at++;
		else
			return c;
		if (++scanner->reads % CHECK_EVERY == 0)
			qs_check(reader->host);
	}
	return '\0';
}

static bool
expect(Reader *reader, char mark, const char *expected)
{
	if (look(reader) != mark)
		return qs_scan_unexpected(reader->scanner, expected);
	reader->scanner->at++;
	return true;
}

static bool
read_number(Reader *reader, const char *expected, double *value)
{
	QsScanner  *scanner = reader->scanner;
	double		sign = 1.0;
	char		c = look(reader);

	if (c == '+' || c == '-')
	{
		sign = c == '-' ? -1.0 : 1.0;
		scanner->at++;
		c = look(reader);
	}
	if (!isdigit((unsigned char) c) && c != '.')
		return qs_scan_unexpected(scanner, expected);
	if (qs_float_parse(&scanner->at, scanner->end, value) != QS_FLOAT_OK)
		return qs_scan_fail(scanner, "a number that double precision does not hold");
	reader->rounded += *value >= 0x1p53;
	*value *= sign;
	return true;
}

/* ------------------------------------------------------------------------ */

static int32_t
add_variable(Reader *reader, const char *name, size_t length, bool hidden)
{
	int32_t		v = qs_formulation_add_variable(reader->host, reader->stated, QS_VARIABLE_BINARY, 0.0, 1.0,
											   name, length);

	reader->stated->variable[v].hidden = hidden;
	if (v >= reader->complement_capacity)
	{
		size_t		old = (size_t) reader->complement_capacity;

		reader->complement_capacity = v * 2 + 16;
		reader->complement = qs_realloc(reader->host, reader->complement, old,
										(size_t) reader->complement_capacity, sizeof(int32_t));
	}
	reader->complement[v] = -1;
	return v;
}

/* Is the name x1 .. x[announced]?  Then its number is returned, else 0. */
static int
announced_number(const Reader *reader, const char *text, size_t length)
{
	int			number = 0;

	if (length < 2 || length > 9 || text[0] != 'x' || text[1] == '0')
		return 0;
	for (size_t k = 1; k < length; k++)
	{
		if (!isdigit((unsigned char) text[k]))
			return 0;
		number = number * 10 + (text[k] - '0');
	}
	return number <= reader->announced ? number : 0;
}

static bool
named_variable(Reader *reader, const char *text, size_t length, int32_t *variable)
{
	bool		is_new;
	int32_t		name;

	*variable = announced_number(reader, text, length) - 1;
	if (*variable >= 0)
		return true;
	if (reader->stated->n >= QS_MAX_VARIABLES)
		return qs_scan_fail(reader->scanner, "more than %d variables", QS_MAX_VARIABLES);
	name = qs_name_table_add(reader->host, &reader->names, text, length, &is_new);
	if (is_new)
	{
		if (name == reader->named_capacity)
		{
			size_t		old = (size_t) reader->named_capacity;

			reader->named_capacity = reader->named_capacity * 2 + 16;
			reader->named = qs_realloc(reader->host, reader->named, old,
									   (size_t) reader->named_capacity, sizeof(int32_t));
		}
		reader->named[name] = add_variable(reader, text, length, false);
	}
	*variable = reader->named[name];
	return true;
}

static bool
begins_literal(char c)
{
	return c == '~' || c == '_' || isalpha((unsigned char) c);
}

static bool
read_literal(Reader *reader, Literal *literal)
{
	QsScanner  *scanner = reader->scanner;
	const char *start;

	literal->negated = *scanner->at == '~';
	scanner->at += literal->negated;
	if (scanner->at == scanner->end || !begins_literal(*scanner->at) || *scanner->at == '~')
		return qs_scan_unexpected(scanner, "a variable");
	for (start = scanner->at; scanner->at < scanner->end &&
		 (isalnum((unsigned char) *scanner->at) || strchr("_[]#@.", *scanner->at)); scanner->at++)
		;
	return named_variable(reader, start, (size_t) (scanner->at - start), &literal->variable);
}

/* A hidden variable that is 1 - x; the row that says so must wait until the terms of the
 * one being read are complete. */
static int32_t
complement_of(Reader *reader, int32_t variable)
{
	int32_t		other = reader->complement[variable];

	if (other < 0)
	{
		other = add_variable(reader, NULL, 0, true);
		reader->complement[variable] = other;
	}
	return other;
}

/* coefficient * product of literals: the negated ones multiplied out */
static void
expand(Reader *reader, const Literal *literal, int count, int negated, double coefficient,
	   QsExpressions *to, double *constant)
{
	for (unsigned subset = 0; subset < 1u << negated; subset++)
	{
		int32_t		factor[MOST_FACTORS];
		int			factors = 0,
					seen = 0;
		double		sign = coefficient;

		for (int k = 0; k < count; k++)
		{
			if (literal[k].negated && !(subset >> seen++ & 1))
				continue;
			factor[factors++] = literal[k].variable;
			if (literal[k].negated)
				sign = -sign;
		}
		if (factors == 0)
			*constant = qs_decimal_sum(*constant, sign);
		else
			qs_expressions_add_product(reader->host, to, sign, factors, factor);
	}
}

static bool
read_term(Reader *reader, QsExpressions *to, double *constant)
{
	Literal		literal[MOST_FACTORS];
	int			count = 0,
				negated = 0;
	double		sign = 1.0,
				coefficient = 1.0;
	char		c = look(reader);

	if (c == '+' || c == '-')
	{
		sign = c == '-' ? -1.0 : 1.0;
		reader->scanner->at++;
	}
	if (!begins_literal(look(reader)) && !read_number(reader, "a number and a variable", &coefficient))
		return false;
	coefficient *= sign;
	while (begins_literal(look(reader)))
	{
		if (count == MOST_FACTORS)
			return qs_scan_fail(reader->scanner, "a product of more than %d literals", MOST_FACTORS);
		if (!read_literal(reader, &literal[count]))
			return false;
		negated += literal[count++].negated;
	}
	if (count == 0)
		return qs_scan_unexpected(reader->scanner, "a variable");
	for (int k = 0; k < count && negated > MOST_EXPANDED; k++)
		if (literal[k].negated)
			literal[k] = (Literal) {complement_of(reader, literal[k].variable), false};
	expand(reader, literal, count, negated > MOST_EXPANDED ? 0 : negated, coefficient, to, constant);
	return true;
}

/* Terms up to a character that begins none */
static bool
read_terms(Reader *reader, QsExpressions *to, double *constant)
{
	*constant = 0.0;
	for (;;)
	{
		char		c = look(reader);

		if (!begins_literal(c) && !isdigit((unsigned char) c) && c != '+' && c != '-')
			return true;
		if (!read_term(reader, to, constant))
			return false;
	}
}

/* ------------------------------------------------------------------------ */

/* Is the word with its colon next?  It is passed over then. */
static bool
take_word(Reader *reader, const char *word)
{
	QsScanner  *scanner = reader->scanner;
	size_t		length = strlen(word);
	const char *start;

	if (look(reader) == '\0' || (size_t) (scanner->end - scanner->at) < length ||
		memcmp(scanner->at, word, length) != 0)
		return false;
	start = scanner->at;
	scanner->at += length;
	if (look(reader) != ':')
	{
		scanner->at = start;
		return false;
	}
	scanner->at++;
	return true;
}

static bool
read_objective(Reader *reader, bool maximise)
{
	double		constant;

	if (reader->has_objective)
		return qs_scan_fail(reader->scanner, "a second objective");
	reader->has_objective = true;
	reader->stated->maximise = maximise;
	if (!read_terms(reader, &reader->stated->objective, &constant))
		return false;
	reader->stated->constant = qs_decimal_sum(reader->stated->constant, constant);
	return expect(reader, ';', "a term or ;");
}

static bool
read_top(Reader *reader)
{
	reader->soft = true;
	if (look(reader) != ';' && !read_number(reader, "the top cost", &reader->top))
		return false;
	return expect(reader, ';', ";");
}

/* A hidden variable that lets the row fail, at its price in the objective */
static void
add_exception(Reader *reader, QsStatedRow *row, double cost)
{
	int			place = (int) (row - reader->stated->row);
	int32_t		fails = add_variable(reader, NULL, 0, true);

	reader->stated->row[place].condition = fails;
	reader->stated->row[place].condition_value = false;
	qs_expressions_add(reader->host, &reader->cost, fails, cost);
}

static bool
read_row(Reader *reader)
{
	QsFormulation *stated = reader->stated;
	QsScanner  *scanner = reader->scanner;
	double		cost = 0.0,
				constant,
				bound,
				lower,
				upper;
	bool		soft = look(reader) == '[';
	char		relation;
	QsStatedRow *row;

	if (soft)
	{
		scanner->at++;
		if (!read_number(reader, "a cost", &cost) || !expect(reader, ']', "] after the cost"))
			return false;
		if (!(cost > 0.0))
			return qs_scan_fail(scanner, "a cost must be positive");
	}
	/* words that begin a statement are others */
	if (begins_literal(look(reader)))
		return qs_scan_unexpected(scanner, "min:, max: or a number");
	if (!read_terms(reader, &stated->terms, &constant))
		return false;
	relation = look(reader);
	if (relation == '\0' || strchr("<>=", relation) == NULL)
		return qs_scan_unexpected(scanner, "a term, >=, <= or =");
	scanner->at++;
	if (relation != '=' && (scanner->at == scanner->end || *scanner->at++ != '='))
		return qs_scan_unexpected(scanner, "= after > or <");
	if (!read_number(reader, "the number a row is bounded by", &bound) || !expect(reader, ';', ";"))
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
add_complement_rows(Reader *reader)
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
settle_costs(Reader *reader)
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

/* The variables a comment announces come first, in their order, if the content is long
 * enough to be about so many. */
static bool
announce_variables(Reader *reader)
{
	static const char word[] = "#variable=";
	const char *content = reader->scanner->at;
	size_t		length = (size_t) (reader->scanner->end - content);
	const char *line_end = memchr(content, '\n', length);
	double		count = 0.0;

	if (length == 0 || *content != '*' || line_end == NULL)
		return true;
	for (const char *at = content; at + sizeof(word) < line_end; at++)
		if (memcmp(at, word, sizeof(word) - 1) == 0)
		{
			at += sizeof(word) - 1;
			while (at < line_end && *at == ' ')
				at++;
			if (qs_float_parse(&at, line_end, &count) != QS_FLOAT_OK || 
				!(count >= 0.0 && count <= (double) (length / BYTES_PER_VARIABLE)))
				count = 0.0;
			break;
		}
	for (int k = 1; k <= (int) count; k++)
	{
		char		name[16];
		int			written = snprintf(name, sizeof(name), "x%d", k);

		add_variable(reader, name, (size_t) written, false);
	}
	reader->announced = (int) count;
	return true;
}

static bool
read_statements(Reader *reader)
{
	while (look(reader) != '\0')
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
	Reader		reader = {.scanner = scanner, .host = scanner->host, .top = INFINITY};
	bool		good;

	qs_import_reserve(scanner->host, import, 1);
	reader.problem = &import->problem[0];
	reader.stated = reader.problem->stated = qs_formulation_create(scanner->host);
	good = announce_variables(&reader) && read_statements(&reader);
	qs_name_table_free(scanner->host, &reader.names);
	qs_free(scanner->host, reader.named);
	qs_free(scanner->host, reader.complement);
	qs_free(scanner->host, reader.cost.variable);
	qs_free(scanner->host, reader.cost.coefficient);
	return good;
}
