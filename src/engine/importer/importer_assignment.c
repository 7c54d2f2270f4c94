/*
 * importer_assignment.c
 *	  Quadratic assignment problems in the manner of QAPLIB.
 *
 * n, the n x n matrix A of flows, the n x n matrix B of distances, and perhaps the n x n
 * matrix C of linear costs; line breaks mean nothing.  The best value known may stand
 * behind n, on its line or on one of its own: the count of numbers says whether it does.
 * cost(p) = sum a[i][j] * b[p(i)][p(j)] + sum c[i][p(i)].  Burkard, Karisch & Rendl, "QAPLIB
 * - a quadratic assignment problem library", 1997.
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

/* How many tokens follow, most + 1 if more than most.  O(most). */
static int64_t
count_tokens(const QsScanner *scanner, int64_t most)
{
	QsScanner	ahead = *scanner;
	QsToken		token;
	int64_t		count = 0;

	while (count <= most && qs_scan_line(&ahead, '\0') && qs_scan_word(&ahead, "", &token))
		count++;
	return count;
}

/*
 * Does the best value known stand behind the order?  Then there is one number more
 * than the matrices hold, and it does not begin a line of the matrices: a line of
 * several numbers below the order is one, and what is too much comes later.
 */
static bool
best_value_follows(const QsScanner *scanner, int64_t tokens, int64_t cells)
{
	QsScanner	ahead = *scanner;
	QsToken		token;

	if (tokens != 2 * cells + 1 && tokens != 3 * cells + 1)
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
	int64_t		cells,
				tokens;

	if (!qs_scan_int(scanner, "the order of the matrices", 1, LARGEST_ORDER, &order) ||
		!qs_scan_room(scanner, 2 * (int64_t) order * order))
		return false;
	qs_import_reserve(scanner->host, import, 1);
	problem = &import->problem[0];
	problem->order = order;
	problem->n = order * order;
	cells = (int64_t) order * order;
	tokens = count_tokens(scanner, 3 * cells + 1);
	problem->has_best = best_value_follows(scanner, tokens, cells);
	if (problem->has_best && !qs_scan_number(scanner, "the best value known", &problem->best_known))
		return false;
	return read_matrix(scanner, order, "a flow (matrix A)", &problem->flow) &&
		read_matrix(scanner, order, "a distance (matrix B)", &problem->distance) &&
		(tokens - problem->has_best < 3 * cells || cells == 1 ||
		 read_matrix(scanner, order, "a cost (matrix C)", &problem->cost)) &&
		qs_scan_end(scanner);
}
