/*
 * lp_expression.c
 *	  Expressions and variables of the LP format.
 */
#include "importer/lp_expression.h"

#include <string.h>

#include "base/decimal.h"
#include "importer/import_notes.h"

/* Factors of one product */
#define MOST_FACTORS	64

bool
qs_lp_variable(QsLpReader *reader, int *variable)
{
	const QsLpToken *token = &reader->lexer.token;
	bool		is_new;

	if (token->kind != QS_LP_NAME)
		return qs_lp_unexpected(&reader->lexer, "the name of a variable");
	if (reader->names.count >= QS_MAX_VARIABLES)
		return qs_scan_fail(reader->lexer.scanner, "more than %d variables", QS_MAX_VARIABLES);
	*variable = qs_name_table_add(reader->host, &reader->names, token->text, token->length, &is_new);
	if (is_new)
		qs_formulation_add_variable(reader->host, reader->stated, QS_VARIABLE_CONTINUOUS, 0.0, INFINITY,
									token->text, token->length);
	return qs_lp_next(&reader->lexer);
}

bool
qs_lp_is_infinity(const QsLpToken *token)
{
	return qs_lp_is_word(token, "inf") || qs_lp_is_word(token, "infinity");
}

/* Signs in a row; *any: was there one? */
static bool
read_signs(QsLpReader *reader, double *sign, bool *any)
{
	*sign = 1.0;
	*any = false;
	while (qs_lp_is_mark(&reader->lexer, '+') || qs_lp_is_mark(&reader->lexer, '-'))
	{
		if (reader->lexer.token.mark == '-')
			*sign = -*sign;
		*any = true;
		if (!qs_lp_next(&reader->lexer))
			return false;
	}
	return true;
}

bool
qs_lp_constant(QsLpReader *reader, const char *expected, double *value)
{
	QsLpLexer  *lexer = &reader->lexer;
	double		sign;
	bool		any;

	if (!read_signs(reader, &sign, &any))
		return false;
	if (lexer->token.kind == QS_LP_NUMBER)
		*value = lexer->token.number >= 1e20 ? sign * INFINITY : sign * lexer->token.number;
	else if (qs_lp_is_infinity(&lexer->token))
		*value = sign * INFINITY;
	else
		return qs_lp_unexpected(lexer, expected);
	return qs_lp_next(lexer);
}

/* The exponent behind ^; *count copies of the variable end in factor. */
static bool
read_power(QsLpReader *reader, int32_t *factor, int *count)
{
	QsLpLexer  *lexer = &reader->lexer;
	int			variable = 0,
				power = 1;

	if (!qs_lp_variable(reader, &variable))
		return false;
	if (qs_lp_is_mark(lexer, '^'))
	{
		if (!qs_lp_next(lexer))
			return false;
		if (lexer->token.kind != QS_LP_NUMBER || lexer->token.number < 1.0 ||
			lexer->token.number > MOST_FACTORS || lexer->token.number != rint(lexer->token.number))
			return qs_lp_unexpected(lexer, "a small whole exponent");
		power = (int) lexer->token.number;
		if (!qs_lp_next(lexer))
			return false;
	}
	if (*count + power > MOST_FACTORS)
		return qs_scan_fail(lexer->scanner, "a product of more than %d factors", MOST_FACTORS);
	while (power-- > 0)
		factor[(*count)++] = variable;
	return true;
}

/* [coefficient] variable {* variable}, squares and powers included */
static bool
read_product(QsLpReader *reader, double sign, QsExpressions *to)
{
	QsLpLexer  *lexer = &reader->lexer;
	int32_t		factor[MOST_FACTORS];
	double		coefficient = sign;
	int			count = 0;

	if (lexer->token.kind == QS_LP_NUMBER)
	{
		coefficient *= lexer->token.number;
		if (!qs_lp_next(lexer) || (qs_lp_is_mark(lexer, '*') && !qs_lp_next(lexer)))
			return false;
	}
	if (!read_power(reader, factor, &count))
		return false;
	while (qs_lp_is_mark(lexer, '*'))
		if (!qs_lp_next(lexer) || !read_power(reader, factor, &count))
			return false;
	qs_expressions_add_product(reader->host, to, coefficient, count, factor);
	return true;
}

/* Halve what was added since. */
static void
halve(QsExpressions *to, int64_t linear, int64_t products)
{
	for (int64_t k = linear; k < to->count; k++)
		to->coefficient[k] = qs_decimal_product(to->coefficient[k], 0.5);
	for (int64_t k = products; k < to->products; k++)
		to->product[k].coefficient = qs_decimal_product(to->product[k].coefficient, 0.5);
}

/* [ ... ], [ ... ] / 2; the token is the bracket */
static bool
read_bracket(QsLpReader *reader, double sign, bool objective, QsExpressions *to)
{
	QsLpLexer  *lexer = &reader->lexer;
	int64_t		linear = to->count;
	int64_t		products = to->products;

	if (!qs_lp_next(lexer))
		return false;
	for (bool first = true; !qs_lp_is_mark(lexer, ']'); first = false)
	{
		double		own;
		bool		any;

		if (!read_signs(reader, &own, &any))
			return false;
		if (!any && !first)
			return qs_lp_unexpected(lexer, "+, - or ] after a product");
		if (!read_product(reader, sign * own, to))
			return false;
	}
	if (!qs_lp_next(lexer))
		return false;
	if (!qs_lp_is_mark(lexer, '/'))
	{
		if (objective && to->products > products)
			qs_import_note(reader->host, reader->problem,
						   "products of the objective without \"/ 2\" were taken as they stand");
		return true;
	}
	if (!qs_lp_next(lexer))
		return false;
	if (lexer->token.kind != QS_LP_NUMBER || lexer->token.number != 2.0)
		return qs_lp_unexpected(lexer, "2 after ] /");
	halve(to, linear, products);
	return qs_lp_next(lexer);
}

/* A number, a number and a variable, or a variable */
static bool
read_term(QsLpReader *reader, double sign, QsExpressions *to, double *constant)
{
	QsLpLexer  *lexer = &reader->lexer;
	double		coefficient = sign;
	int			variable = 0;

	if (lexer->token.kind == QS_LP_NUMBER)
	{
		coefficient = sign * lexer->token.number;
		if (!qs_lp_next(lexer))
			return false;
		if (qs_lp_is_mark(lexer, '*'))
		{
			if (!qs_lp_next(lexer))
				return false;
		}
		else if (lexer->token.kind != QS_LP_NAME || lexer->token.label || qs_lp_at_section(lexer))
		{
			*constant = qs_decimal_sum(*constant, coefficient);
			return true;
		}
	}
	if (!qs_lp_variable(reader, &variable))
		return false;
	if (qs_lp_is_mark(lexer, '^') || qs_lp_is_mark(lexer, '*'))
		return qs_lp_unexpected(lexer, "products of variables in brackets [ ]; a sign");
	qs_expressions_add(reader->host, to, variable, coefficient);
	return true;
}

bool
qs_lp_expression(QsLpReader *reader, QsExpressions *to, bool objective, double *constant)
{
	QsLpLexer  *lexer = &reader->lexer;

	*constant = 0.0;
	for (bool first = true;; first = false)
	{
		double		sign;
		bool		any;

		if (qs_lp_at_section(lexer) || !read_signs(reader, &sign, &any))
			return lexer->token.kind != QS_LP_BROKEN;
		if (qs_lp_is_mark(lexer, '['))
		{
			if (!read_bracket(reader, sign, objective, to))
				return false;
			continue;
		}
		if (!any && !first)
			return true;
		if (lexer->token.kind != QS_LP_NUMBER &&
			(lexer->token.kind != QS_LP_NAME || lexer->token.label))
			return !any || qs_lp_unexpected(lexer, "a number or the name of a variable");
		if (!read_term(reader, sign, to, constant))
			return false;
	}
}
