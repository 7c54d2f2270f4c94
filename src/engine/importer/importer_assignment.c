/*
 * importer_assignment.c
 *	  Quadratic assignment problems in the manner of QAPLIB.
 *
 * n, the n x n matrix A of flows, the n x n matrix B of distances; line breaks
 * mean nothing.  The best value known may stand behind n, on its line or on one of
 * its own: the count of numbers, odd or even, says whether it does.  cost(p) = sum a[i][j] * b[p(i)][p(j)].  Burkard, Karisch &
 * Rendl, "QAPLIB - a quadratic assignment problem library", 1997.
 */
#include "importer/importer_internal.h"

/* order^2 variables must stay within QS_MAX_VARIABLES */
#define LARGEST_ORDER	4096

static bool
read_matrix(QsScanner *scanner, int order, const char *expected, double **matrix)
{
	size_t		cells = (size_t) order * (size_t) order;
	double	   *cell = QS_ARRAY(scanner->host, double, cells);

	*matrix = cell;
	for (size_t k = 0; k < cells; k++)
		if (!qs_scan_number(scanner, expected, &cell[k]))
			return false;
	return true;
}

/* Do exactly count tokens follow?  O(count). */
static bool
holds_tokens(const QsScanner *scanner, int64_t count)
{
	QsScanner	ahead = *scanner;
	QsToken		token;

	for (int64_t k = 0; k < count; k++)
		if (!qs_scan_line(&ahead, '\0') || !qs_scan_word(&ahead, "", &token))
			return false;
	return !qs_scan_line(&ahead, '\0');
}

/*
 * Does the best value known stand behind the order?  Then there is one number more
 * than the matrices hold, and it does not begin a line of the matrices: a line of
 * several numbers below the order is one, and what is too much comes later.
 */
static bool
best_value_follows(const QsScanner *scanner, int order)
{
	QsScanner	ahead = *scanner;
	QsToken		token;

	if (!holds_tokens(scanner, 2 * (int64_t) order * order + 1))
		return false;
	if (qs_scan_more_on_line(&ahead))
		return true;
	return qs_scan_word(&ahead, "", &token) && !qs_scan_more_on_line(&ahead);
}

bool
qs_import_assignment(QsScanner *scanner, QsImport *import)
{
	QsImported *problem;
	int			order = 0;

	if (!qs_scan_int(scanner, "the order of the matrices", 1, LARGEST_ORDER, &order) ||
		!qs_scan_room(scanner, 2 * (int64_t) order * order))
		return false;
	qs_import_reserve(scanner->host, import, 1);
	problem = &import->problem[0];
	problem->order = order;
	problem->n = order * order;
	problem->has_best = best_value_follows(scanner, order);
	if (problem->has_best && !qs_scan_number(scanner, "the best value known", &problem->best_known))
		return false;
	return read_matrix(scanner, order, "a flow (matrix A)", &problem->flow) &&
		read_matrix(scanner, order, "a distance (matrix B)", &problem->distance) &&
		qs_scan_end(scanner);
}
