/*
 * importer_qubo.c
 *	  Unconstrained quadratic problems: OR-Library's bqp, QOBLIB's qs and qbsolv's
 *	  qubo files.  Sense and offset that their comments state are obeyed, see
 *	  importer_statement.h; the senses below are those of files that state none.
 *
 * bqp: `n nonzeros`, then a line `i j c` for each entry of a symmetric matrix Q,
 * variables counted from 1, each pair once; maximise x'Qx, so an entry off the
 * diagonal counts twice.  A number standing alone on the first line is the number
 * of problems in the file.  Lines starting with # are comments.  Beasley,
 * "Heuristic algorithms for the unconstrained binary quadratic programming
 * problem", 1998.
 *
 * qs: the same entries of one problem, but minimise.  Koch et al., "Quantum
 * optimization benchmarking library", 2025.
 *
 * qbsolv: `p qubo topology maxNodes nNodes nCouplers`, then nNodes lines `i i c`
 * and nCouplers lines `i j c`, variables counted from 0; minimise.  Lines
 * starting with c are comments.  Booth, Reinhardt & Roy, "Partitioning
 * optimization problems for hybrid classical/quantum execution", 2017.
 */
#include "importer/importer_internal.h"
#include "importer/importer_statement.h"

/* `i j c` */
#define ENTRY_TOKENS		3

/* `1 0`, a problem without entries */
#define SHORTEST_PROBLEM	2

static bool
read_matrix_entry(QsScanner *scanner, int n, double factor, QsTermList *list)
{
	int			i,
				j;
	double		coefficient;

	if (!qs_scan_int(scanner, "a variable", 1, n, &i) ||
		!qs_scan_int(scanner, "a variable", 1, n, &j) ||
		!qs_scan_number(scanner, "a coefficient", &coefficient) ||
		!qs_scan_end_of_line(scanner))
		return false;
	coefficient *= factor;
	qs_term_list_add(scanner, list, i - 1, j - 1, i == j ? coefficient : 2.0 * coefficient);
	return true;
}

static bool
read_matrix_entries(QsScanner *scanner, int64_t claimed, double factor, QsTermList *list,
					QsImported *problem)
{
	for (int64_t k = 0; k < claimed; k++)
	{
		if (!qs_scan_line(scanner, '#'))
			return qs_scan_fail(scanner, "%lld entries should follow but the content ends after %lld",
								(long long) claimed, (long long) k);
		if (!read_matrix_entry(scanner, problem->n, factor, list))
			return false;
	}
	return qs_import_distinct(scanner, list, 1) && qs_import_terms(scanner, list, problem);
}

/* A problem from its line `n nonzeros` on; maximise: unless another sense is stated */
static bool
read_matrix_problem(QsScanner *scanner, const QsStatement *statement, bool maximise,
					QsImported *problem)
{
	int64_t		claimed = 0;
	QsTermList	list;
	bool		good;

	qs_import_apply_statement(statement, maximise, problem);
	if (!qs_scan_int(scanner, "the number of variables", 1, QS_MAX_VARIABLES, &problem->n) ||
		!qs_scan_integer(scanner, "the number of entries", 0, QS_MAX_TERMS, &claimed) ||
		(statement->offset_column &&
		 !qs_scan_number(scanner, "the offset of the objective", &problem->offset)) ||
		!qs_scan_end_of_line(scanner))
		return false;
	qs_term_list_start(&list, scanner, claimed, ENTRY_TOKENS);
	good = read_matrix_entries(scanner, claimed, statement->negated ? -1.0 : 1.0, &list, problem);
	qs_term_list_free(scanner->host, &list);
	return good;
}

/* Is the first line of data a number alone, the count of problems? */
static bool
starts_with_count(const QsScanner *scanner)
{
	QsScanner	ahead = *scanner;
	QsToken		token;

	return qs_scan_word(&ahead, "", &token) && !qs_scan_more_on_line(&ahead);
}

bool
qs_import_bqp(QsScanner *scanner, QsImport *import)
{
	int			count = 1;
	QsStatement statement;

	scanner->by_line = true;
	if (!qs_import_statement(scanner, '#', &statement))
		return false;
	if (!qs_scan_line(scanner, '#'))
		return qs_scan_unexpected(scanner, "the number of variables");
	if (starts_with_count(scanner) &&
		(!qs_scan_int(scanner, "the number of problems", 1, INT32_MAX, &count) ||
		 !qs_scan_room(scanner, (int64_t) count * SHORTEST_PROBLEM)))
		return false;
	qs_import_reserve(scanner->host, import, count);
	for (int k = 0; k < count; k++)
	{
		if (!qs_scan_line(scanner, '#'))
			return qs_scan_fail(scanner, "%d problems should follow but the content ends after %d",
								count, k);
		if (!read_matrix_problem(scanner, &statement, true, &import->problem[k]))
			return false;
	}
	return !qs_scan_line(scanner, '#') || qs_scan_unexpected(scanner, "the end of the content");
}

bool
qs_import_qs(QsScanner *scanner, QsImport *import)
{
	QsStatement statement;

	scanner->by_line = true;
	qs_import_reserve(scanner->host, import, 1);
	if (!qs_import_statement(scanner, '#', &statement))
		return false;
	if (!qs_scan_line(scanner, '#'))
		return qs_scan_unexpected(scanner, "the number of variables");
	if (!read_matrix_problem(scanner, &statement, false, &import->problem[0]))
		return false;
	return !qs_scan_line(scanner, '#') || qs_scan_unexpected(scanner, "the end of the content");
}

/* The word that must stand here */
static bool
read_keyword(QsScanner *scanner, const char *word, const char *expected)
{
	QsToken		token;

	if (!qs_scan_word(scanner, expected, &token))
		return false;
	if (qs_token_is(&token, word))
		return true;
	scanner->at = token.text;
	return qs_scan_unexpected(scanner, expected);
}

static bool
read_qbsolv_header(QsScanner *scanner, int *n, int64_t *nodes, int64_t *couplers)
{
	QsToken		topology;

	if (!qs_scan_line(scanner, 'c'))
		return qs_scan_unexpected(scanner, "the line \"p qubo\"");
	if (!read_keyword(scanner, "p", "the line \"p qubo\" before all others") ||
		!read_keyword(scanner, "qubo", "\"qubo\" after \"p\""))
		return false;
	return qs_scan_word(scanner, "the topology", &topology) &&
		qs_scan_int(scanner, "the number of variables", 1, QS_MAX_VARIABLES, n) &&
		qs_scan_integer(scanner, "the number of diagonal entries", 0, QS_MAX_TERMS, nodes) &&
		qs_scan_integer(scanner, "the number of couplers", 0, QS_MAX_TERMS, couplers) &&
		qs_scan_end_of_line(scanner);
}

static bool
read_qbsolv_entries(QsScanner *scanner, int n, QsTermList *list, int64_t *diagonal)
{
	*diagonal = 0;
	while (qs_scan_line(scanner, 'c'))
	{
		int			i,
					j;
		double		coefficient;

		if (!qs_scan_int(scanner, "a variable", 0, n - 1, &i) ||
			!qs_scan_int(scanner, "a variable", 0, n - 1, &j) ||
			!qs_scan_number(scanner, "a coefficient", &coefficient) ||
			!qs_scan_end_of_line(scanner))
			return false;
		qs_term_list_add(scanner, list, i, j, coefficient);
		*diagonal += i == j;
	}
	return true;
}

bool
qs_import_qbsolv(QsScanner *scanner, QsImport *import)
{
	int			n = 0;
	int64_t		nodes = 0,
				couplers = 0,
				diagonal;
	QsTermList	list;
	QsStatement statement;
	bool		good;

	scanner->by_line = true;
	if (!qs_import_statement(scanner, 'c', &statement) ||
		!read_qbsolv_header(scanner, &n, &nodes, &couplers))
		return false;
	qs_import_reserve(scanner->host, import, 1);
	import->problem[0].n = n;
	qs_import_apply_statement(&statement, false, &import->problem[0]);
	qs_term_list_start(&list, scanner, nodes + couplers, ENTRY_TOKENS);
	good = read_qbsolv_entries(scanner, n, &list, &diagonal);
	if (good && (diagonal != nodes || list.count - diagonal != couplers))
		good = qs_scan_fail(scanner, "the first line promises %lld diagonal entries and %lld couplers "
							"but the content lists %lld and %lld", (long long) nodes,
							(long long) couplers, (long long) diagonal,
							(long long) (list.count - diagonal));
	good = good && qs_import_distinct(scanner, &list, 0) &&
		qs_import_terms(scanner, &list, &import->problem[0]);
	qs_term_list_free(scanner->host, &list);
	return good;
}
