/*
 * importer_ising.c
 *	  Pauli Z strings with coefficients: an Ising model, one term a line.
 *
 * `IZZ 0.5`: all strings have one letter I or Z for every qubit, the rightmost is qubit 0,
 * x = (1 - Z) / 2, and at most two letters are Z.  Lines starting with # are comments;
 * the sense they state is obeyed, else the sum is minimised.  Strings that are given twice
 * add up.
 */
#include <string.h>

#include "base/decimal.h"
#include "importer/importer_internal.h"
#include "importer/importer_statement.h"

/* A string and a number bring a constant, two variables and a pair. */
#define TERM_TOKENS		2

/* Places of the letters Z, from the right; false after a complaint */
static bool
read_string(QsScanner *scanner, int *n, int place[2], int *count)
{
	QsToken		token;

	if (!qs_scan_word(scanner, "a string of I and Z", &token))
		return false;
	*count = 0;
	if (*n == 0 && token.length <= QS_MAX_VARIABLES)
		*n = (int) token.length;
	if (token.length != (size_t) *n)
		return qs_scan_fail(scanner, "a string of %zu letters but there are %d qubits", token.length, *n);
	for (size_t k = 0; k < token.length; k++)
	{
		if (token.text[k] == 'I')
			continue;
		if (token.text[k] != 'Z' || *count == 2)
		{
			scanner->at = token.text;
			return qs_scan_unexpected(scanner, token.text[k] == 'Z' ? "at most two letters Z" :
									  "a string of I and Z");
		}
		place[(*count)++] = *n - 1 - (int) k;
	}
	return true;
}

/* value times the product of (1 - 2 x) */
static void
add_term(QsScanner *scanner, QsTermList *list, const int place[2], int count, double value,
		 QsDecimal *constant)
{
	double		twice = qs_decimal_product(value, -2.0);

	*constant = qs_decimal_add(*constant, qs_decimal(value));
	for (int k = 0; k < count; k++)
		qs_term_list_add(scanner, list, place[k], place[k], twice);
	if (count == 2)
		qs_term_list_add(scanner, list, place[0], place[1], qs_decimal_product(value, 4.0));
}

static bool
read_terms(QsScanner *scanner, QsTermList *list, QsImported *problem)
{
	QsDecimal	constant = {0};

	while (qs_scan_line(scanner, '#'))
	{
		int			place[2],
					count;
		double		value;

		if (!read_string(scanner, &problem->n, place, &count) ||
			!qs_scan_number(scanner, "a coefficient", &value) || !qs_scan_end_of_line(scanner))
			return false;
		add_term(scanner, list, place, count, value, &constant);
	}
	if (problem->n == 0)
		return qs_scan_unexpected(scanner, "a string of I and Z");
	problem->offset = qs_decimal_sum(problem->offset, qs_decimal_value(constant));
	if (!isfinite(problem->offset))
		return qs_scan_fail(scanner, "the coefficients sum up to more than double precision holds");
	return qs_import_terms(scanner, list, problem);
}

bool
qs_import_ising(QsScanner *scanner, QsImport *import)
{
	QsStatement statement;
	QsTermList	list;
	bool		good;

	scanner->by_line = true;
	qs_import_reserve(scanner->host, import, 1);
	if (!qs_import_statement(scanner, '#', &statement))
		return false;
	qs_import_apply_statement(&statement, false, &import->problem[0]);
	qs_term_list_start(&list, scanner, 0, TERM_TOKENS);
	good = read_terms(scanner, &list, &import->problem[0]);
	qs_term_list_free(scanner->host, &list);
	return good;
}
