/*
 * importer_knapsack.c
 *	  Multidimensional knapsacks in the manner of OR-Library's mknap files.
 *
 * One instance is n, m, the optimum (0: unknown), n profits, m x n weights row
 * by row, m capacities; line breaks mean nothing.  A file holds one instance, or
 * the number of instances and then each of them.  Beasley, "OR-Library:
 * distributing test problems by electronic mail", 1990.
 */
#include "importer/importer_internal.h"

/* The shortest instance has this many tokens: n m optimum p w b */
#define SHORTEST_INSTANCE	6

static bool
read_profits(QsScanner *scanner, QsImported *problem)
{
	problem->terms = QS_ARRAY(scanner->host, QsTerm, problem->n);
	for (int i = 0; i < problem->n; i++)
	{
		double		profit;

		if (!qs_scan_number(scanner, "a profit", &profit))
			return false;
		if (profit != 0.0)
			problem->terms[problem->term_count++] = (QsTerm) {i, i, profit};
	}
	return true;
}

/* All rows lie in one block, which the first of them heads. */
static bool
read_weights(QsScanner *scanner, QsImported *problem)
{
	QsHost	   *host = scanner->host;
	size_t		cells = (size_t) problem->n * (size_t) problem->rows;
	int32_t    *variable;
	double	   *weight;

	problem->row = QS_ARRAY0(host, QsRow, problem->rows);
	problem->row[0].variables = variable = QS_ARRAY(host, int32_t, cells);
	problem->row[0].coefficients = weight = QS_ARRAY(host, double, cells);
	for (int r = 0; r < problem->rows; r++)
	{
		QsRow	   *row = &problem->row[r];

		row->variables = variable;
		row->coefficients = weight;
		row->sense = '<';
		for (int i = 0; i < problem->n; i++)
		{
			double		value;

			if (!qs_scan_number(scanner, "a weight", &value))
				return false;
			if (value != 0.0)
			{
				*variable++ = i;
				*weight++ = value;
				row->count++;
			}
		}
	}
	return true;
}

static bool
read_capacities(QsScanner *scanner, QsImported *problem)
{
	for (int r = 0; r < problem->rows; r++)
		if (!qs_scan_number(scanner, "a capacity", &problem->row[r].rhs))
			return false;
	return true;
}

static bool
read_instance(QsScanner *scanner, QsImported *problem)
{
	int			m = 0;

	if (!qs_scan_int(scanner, "the number of items", 1, QS_MAX_VARIABLES, &problem->n) ||
		!qs_scan_int(scanner, "the number of constraints", 1, INT32_MAX, &m) ||
		!qs_scan_number(scanner, "the optimum, or 0", &problem->best_known) ||
		!qs_scan_room(scanner, (int64_t) problem->n + (int64_t) problem->n * m + m))
		return false;
	problem->maximise = true;
	problem->has_best = problem->best_known != 0.0;
	if (!read_profits(scanner, problem))
		return false;
	problem->rows = m;
	return read_weights(scanner, problem) && read_capacities(scanner, problem);
}

static bool
read_one(QsScanner *scanner, QsImport *import)
{
	qs_import_reserve(scanner->host, import, 1);
	return read_instance(scanner, &import->problem[0]) && qs_scan_end(scanner);
}

static bool
read_many(QsScanner *scanner, QsImport *import)
{
	int			count = 0;

	if (!qs_scan_int(scanner, "the number of instances", 1, INT32_MAX, &count) ||
		!qs_scan_room(scanner, (int64_t) count * SHORTEST_INSTANCE))
		return false;
	qs_import_reserve(scanner->host, import, count);
	for (int k = 0; k < count; k++)
		if (!read_instance(scanner, &import->problem[k]))
			return false;
	return qs_scan_end(scanner);
}

/*
 * Whether the first number counts instances is settled by what parses to the
 * last token.  The layout of the first line only says which reading to try
 * first, and so whose complaint to report.
 */
bool
qs_import_knapsack(QsScanner *scanner, QsImport *import)
{
	QsScanner	ahead = *scanner;
	QsScanner	again;
	QsError		ignored;
	QsToken		token;
	bool		many;

	if (!qs_scan_word(&ahead, "the number of items or instances", &token))
		return false;
	many = !qs_scan_more_on_line(&ahead);
	again = *scanner;
	if (many ? read_many(scanner, import) : read_one(scanner, import))
		return true;
	again.error = &ignored;
	qs_import_reserve(scanner->host, import, 0);
	if (!(many ? read_one(&again, import) : read_many(&again, import)))
		return false;
	*scanner = again;
	return true;
}
