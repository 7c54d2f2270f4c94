/*
 * opb_terms.c
 *	  Characters, numbers, variables and terms of the OPB format.
 */
#include "importer/opb_terms.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "base/decimal.h"
#include "base/float_parse.h"
#include "importer/import_notes.h"

/* Literals of one product */
#define MOST_FACTORS	256

/* Products with more negated literals get variables for these. */
#define MOST_EXPANDED	4

/* A content may announce a variable for so many of its bytes. */
#define BYTES_PER_VARIABLE	4

/* Terms between two interrupt points */
#define CHECK_EVERY		8192

/* A literal as read */
typedef struct Literal
{
	int32_t		variable;
	bool		negated;
} Literal;

/* "* ObjectiveOffset c": what our writer makes of a constant */
static void
read_offset(QsOpbReader *reader, const char *end)
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
skip_line(QsOpbReader *reader)
{
	QsScanner  *scanner = reader->scanner;
	const char *end = memchr(scanner->at, '\n', (size_t) (scanner->end - scanner->at));

	if (end == NULL)
		end = scanner->end;
	qs_import_best_in_comment(scanner->at, (size_t) (end - scanner->at), reader->problem);
	read_offset(reader, end);
	scanner->at = end;
}

char
qs_opb_look(QsOpbReader *reader)
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

bool
qs_opb_expect(QsOpbReader *reader, char mark, const char *expected)
{
	if (qs_opb_look(reader) != mark)
		return qs_scan_unexpected(reader->scanner, expected);
	reader->scanner->at++;
	return true;
}

bool
qs_opb_number(QsOpbReader *reader, const char *expected, double *value)
{
	QsScanner  *scanner = reader->scanner;
	double		sign = 1.0;
	char		c = qs_opb_look(reader);

	if (c == '+' || c == '-')
	{
		sign = c == '-' ? -1.0 : 1.0;
		scanner->at++;
		c = qs_opb_look(reader);
	}
	if (!isdigit((unsigned char) c) && c != '.')
		return qs_scan_unexpected(scanner, expected);
	if (qs_float_parse(&scanner->at, scanner->end, value) != QS_FLOAT_OK)
		return qs_scan_fail(scanner, "a number that double precision does not hold");
	reader->rounded += *value >= 0x1p53;
	*value *= sign;
	return true;
}

int32_t
qs_opb_add_variable(QsOpbReader *reader, const char *name, size_t length, bool hidden)
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
announced_number(const QsOpbReader *reader, const char *text, size_t length)
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
named_variable(QsOpbReader *reader, const char *text, size_t length, int32_t *variable)
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
		reader->named[name] = qs_opb_add_variable(reader, text, length, false);
	}
	*variable = reader->named[name];
	return true;
}

bool
qs_opb_begins_literal(char c)
{
	return c == '~' || c == '_' || isalpha((unsigned char) c);
}

static bool
read_literal(QsOpbReader *reader, Literal *literal)
{
	QsScanner  *scanner = reader->scanner;
	const char *start;

	literal->negated = *scanner->at == '~';
	scanner->at += literal->negated;
	if (scanner->at == scanner->end || !qs_opb_begins_literal(*scanner->at) || *scanner->at == '~')
		return qs_scan_unexpected(scanner, "a variable");
	for (start = scanner->at; scanner->at < scanner->end &&
		 (isalnum((unsigned char) *scanner->at) || strchr("_[]#@.", *scanner->at)); scanner->at++)
		;
	return named_variable(reader, start, (size_t) (scanner->at - start), &literal->variable);
}

/* A hidden variable that is 1 - x; the row that says so must wait until the terms of the
 * one being read are complete. */
static int32_t
complement_of(QsOpbReader *reader, int32_t variable)
{
	int32_t		other = reader->complement[variable];

	if (other < 0)
	{
		other = qs_opb_add_variable(reader, NULL, 0, true);
		reader->complement[variable] = other;
	}
	return other;
}

/* coefficient * product of literals: the negated ones multiplied out */
static void
expand(QsOpbReader *reader, const Literal *literal, int count, int negated, double coefficient,
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
read_term(QsOpbReader *reader, QsExpressions *to, double *constant)
{
	Literal		literal[MOST_FACTORS];
	int			count = 0,
				negated = 0;
	double		sign = 1.0,
				coefficient = 1.0;
	char		c = qs_opb_look(reader);

	if (c == '+' || c == '-')
	{
		sign = c == '-' ? -1.0 : 1.0;
		reader->scanner->at++;
	}
	if (!qs_opb_begins_literal(qs_opb_look(reader)) && !qs_opb_number(reader, "a number and a variable", &coefficient))
		return false;
	coefficient *= sign;
	while (qs_opb_begins_literal(qs_opb_look(reader)))
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

bool
qs_opb_terms(QsOpbReader *reader, QsExpressions *to, double *constant)
{
	*constant = 0.0;
	for (;;)
	{
		char		c = qs_opb_look(reader);

		if (!qs_opb_begins_literal(c) && !isdigit((unsigned char) c) && c != '+' && c != '-')
			return true;
		if (!read_term(reader, to, constant))
			return false;
	}
}

void
qs_opb_announce(QsOpbReader *reader)
{
	static const char word[] = "#variable=";
	const char *content = reader->scanner->at;
	size_t		length = (size_t) (reader->scanner->end - content);
	const char *line_end = memchr(content, '\n', length);
	double		count = 0.0;

	if (length == 0 || *content != '*' || line_end == NULL)
		return;
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

		qs_opb_add_variable(reader, name, (size_t) written, false);
	}
	reader->announced = (int) count;
}
