/*
 * importer_assignment.c
 *	  Quadratic assignment problems in the manner of QAPLIB.
 *
 * n, the n x n matrix A of flows, the n x n matrix B of distances; line breaks
 * mean nothing.  cost(p) = sum a[i][j] * b[p(i)][p(j)].  Burkard, Karisch &
 * Rendl, "QAPLIB - a quadratic assignment problem library", 1997.
 */
#include "importer_internal.h"

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
	return read_matrix(scanner, order, "a flow (matrix A)", &problem->flow) &&
		read_matrix(scanner, order, "a distance (matrix B)", &problem->distance) &&
		qs_scan_end(scanner);
}
