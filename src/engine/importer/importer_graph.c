/*
 * importer_graph.c
 *	  Graphs: DIMACS files as independent set problems, rudy files as max-cut.
 *
 * DIMACS: `p edge n m` (or `p col`), then `e u v` for every edge, vertices counted
 * from 1, in any order and either direction; `n v weight` gives a vertex a
 * weight other than 1; lines starting with c are comments, and the geometric
 * descriptions d, v and x of the format are passed over.  An edge given twice
 * is one edge.  Maximise the weight of an independent set: one row x_u + x_v <= 1
 * per edge.
 *
 * rudy: `n m`, then a line `i j weight` for every edge, or `i j` on all lines for
 * weights of 1; vertices counted from 1.  Lines starting with # are comments.
 * Parallel edges add up.  Maximise the weight of the cut,
 * sum w_ij (x_i + x_j - 2 x_i x_j), unless a comment states to minimise; an offset
 * that a comment states is added, see importer_statement.h.  A DIMACS graph has no
 * objective that its comments could be about: they are free text.
 */
#include "importer/graph_file.h"
#include "importer/importer_statement.h"

/* Edges between two interrupt points */
#define CHECK_EVERY			65536

/* `e u v` */
#define EDGE_TOKENS			3

static bool
read_problem_line(QsScanner *scanner, QsGraphFile *graph)
{
	QsToken		kind;
	size_t		length = (size_t) (scanner->end - scanner->at);

	if (graph->n > 0)
		return qs_scan_fail(scanner, "a second p line; the first is line %d", graph->p_line);
	if (!qs_scan_word(scanner, "\"edge\" or \"col\"", &kind))
		return false;
	if (!qs_token_is(&kind, "edge") && !qs_token_is(&kind, "edges") && !qs_token_is(&kind, "col"))
	{
		scanner->at = kind.text;
		return qs_scan_unexpected(scanner, "\"edge\" or \"col\" after \"p\"");
	}
	if (!qs_scan_int(scanner, "the number of vertices", 1, QS_MAX_VARIABLES, &graph->n) ||
		!qs_scan_integer(scanner, "the number of edges", 0, INT32_MAX, &graph->claimed) ||
		!qs_scan_end_of_line(scanner))
		return false;
	if (graph->n > QS_FREE_VERTICES && (size_t) (graph->n - QS_FREE_VERTICES) / QS_VERTICES_PER_BYTE > length)
		return qs_scan_fail(scanner, "%d vertices but only %zu bytes follow", graph->n, length);
	graph->p_line = scanner->line;
	qs_term_list_start(&graph->edges, scanner, graph->claimed, EDGE_TOKENS);
	qs_term_list_start(&graph->weights, scanner, 0, EDGE_TOKENS);
	return true;
}

static bool
read_edge_line(QsScanner *scanner, QsGraphFile *graph)
{
	int			u,
				v;

	if (!qs_scan_int(scanner, "a vertex", 1, graph->n, &u) ||
		!qs_scan_int(scanner, "a vertex", 1, graph->n, &v) ||
		!qs_scan_end_of_line(scanner))
		return false;
	if (u == v)
		return qs_scan_fail(scanner, "an edge from vertex %d to itself", u);
	qs_term_list_add(scanner, &graph->edges, u - 1, v - 1, 1.0);
	return true;
}

static bool
read_vertex_line(QsScanner *scanner, QsGraphFile *graph)
{
	int			v;
	double		weight;

	if (!qs_scan_int(scanner, "a vertex", 1, graph->n, &v) ||
		!qs_scan_number(scanner, "a weight", &weight) ||
		!qs_scan_end_of_line(scanner))
		return false;
	qs_term_list_add(scanner, &graph->weights, v - 1, v - 1, weight);
	return true;
}

static bool
read_dimacs_line(QsScanner *scanner, QsGraphFile *graph)
{
	QsToken		kind;

	if (!qs_scan_word(scanner, "a line", &kind))
		return false;
	if (qs_token_is(&kind, "p"))
		return read_problem_line(scanner, graph);
	if (graph->n > 0 && qs_token_is(&kind, "e"))
		return read_edge_line(scanner, graph);
	if (graph->n > 0 && qs_token_is(&kind, "n"))
		return read_vertex_line(scanner, graph);
	scanner->at = kind.text;
	if (graph->n == 0)
		return qs_scan_unexpected(scanner, "a line \"p edge\" or \"p col\" before all others");
	if (qs_token_is(&kind, "d") || qs_token_is(&kind, "v") || qs_token_is(&kind, "x"))
	{
		while (qs_scan_more_on_line(scanner))
			if (!qs_scan_word(scanner, "", &kind))
				return false;
		return true;
	}
	return qs_scan_unexpected(scanner, "a line starting with e, n or c");
}

/* Edges once each, in order; complains unless the promised number was read,
 * counted with or without repetitions. */
static bool
settle_edges(QsScanner *scanner, QsGraphFile *graph)
{
	int64_t		lines = graph->edges.count;

	graph->edges.count = qs_terms_add_up_decimals(scanner->host, graph->edges.items, lines);
	if (graph->claimed == lines || graph->claimed == graph->edges.count)
		return true;
	scanner->line = graph->p_line;
	if (lines == graph->edges.count)
		return qs_scan_fail(scanner, "%lld edges are promised but the content lists %lld",
							(long long) graph->claimed, (long long) lines);
	return qs_scan_fail(scanner, "%lld edges are promised but the content lists %lld, "
						"%lld of them different", (long long) graph->claimed, (long long) lines,
						(long long) graph->edges.count);
}

static bool
store_weights(QsScanner *scanner, const QsGraphFile *graph, QsImported *problem)
{
	int64_t		kept = 0;

	if (!qs_import_distinct(scanner, &graph->weights, 1))
		return false;
	problem->terms = QS_ARRAY(scanner->host, QsTerm, graph->n);
	for (int v = 0; v < graph->n; v++)
		problem->terms[v] = (QsTerm) {v, v, 1.0};
	for (int64_t k = 0; k < graph->weights.count; k++)
		problem->terms[graph->weights.items[k].i] = graph->weights.items[k];
	for (int v = 0; v < graph->n; v++)
		if (problem->terms[v].coefficient != 0.0)
			problem->terms[kept++] = problem->terms[v];
	problem->term_count = kept;
	return true;
}

static void
store_conflicts(QsHost *host, const QsGraphFile *graph, QsImported *problem)
{
	int32_t    *vertex;

	problem->rows = (int) graph->edges.count;
	if (problem->rows == 0)
		return;
	problem->row = QS_ARRAY(host, QsRow, problem->rows);
	problem->row[0].variables = vertex = QS_ARRAY(host, int32_t, 2 * (size_t) problem->rows);
	for (int r = 0; r < problem->rows; r++, vertex += 2)
	{
		vertex[0] = graph->edges.items[r].i;
		vertex[1] = graph->edges.items[r].j;
		problem->row[r] = (QsRow) {2, vertex, NULL, '<', 1.0};
		if (r % CHECK_EVERY == 0)
			qs_check(host);
	}
}

bool
qs_graph_file_read(QsScanner *scanner, QsGraphFile *graph)
{
	scanner->by_line = true;
	while (qs_scan_line(scanner, 'c'))
		if (!read_dimacs_line(scanner, graph))
			return false;
	if (graph->n == 0)
		return qs_scan_unexpected(scanner, "a line \"p edge\" or \"p col\"");
	return settle_edges(scanner, graph);
}

bool
qs_graph_file_independent_set(QsScanner *scanner, const QsGraphFile *graph, QsImported *problem)
{
	if (!store_weights(scanner, graph, problem))
		return false;
	store_conflicts(scanner->host, graph, problem);
	problem->n = graph->n;
	problem->maximise = true;
	return true;
}

void
qs_graph_file_free(QsHost *host, QsGraphFile *graph)
{
	qs_term_list_free(host, &graph->edges);
	qs_term_list_free(host, &graph->weights);
}

bool
qs_import_dimacs(QsScanner *scanner, QsImport *import)
{
	QsGraphFile graph = {0};
	bool		good;

	qs_import_reserve(scanner->host, import, 1);
	good = qs_graph_file_read(scanner, &graph) &&
		qs_graph_file_independent_set(scanner, &graph, &import->problem[0]);
	qs_graph_file_free(scanner->host, &graph);
	return good;
}

/* ------------------------------------------------------------------------ */

/* One line of a rudy file; *weighted is settled by the first of them. */
static bool
read_rudy_edge(QsScanner *scanner, int n, bool first, bool *weighted, QsTermList *terms)
{
	int			i,
				j;
	double		weight = 1.0;

	if (!qs_scan_int(scanner, "a vertex", 1, n, &i) ||
		!qs_scan_int(scanner, "a vertex", 1, n, &j))
		return false;
	if (i == j)
		return qs_scan_fail(scanner, "an edge from vertex %d to itself", i);
	if (first)
		*weighted = qs_scan_more_on_line(scanner);
	if ((*weighted && !qs_scan_number(scanner, "a weight, as on the lines before", &weight)) ||
		!qs_scan_end_of_line(scanner))
		return false;
	qs_term_list_add(scanner, terms, i - 1, i - 1, weight);
	qs_term_list_add(scanner, terms, j - 1, j - 1, weight);
	qs_term_list_add(scanner, terms, i - 1, j - 1, -2.0 * weight);
	return true;
}

static bool
read_rudy_edges(QsScanner *scanner, int64_t claimed, QsTermList *terms, QsImported *problem)
{
	bool		weighted = false;

	for (int64_t k = 0; k < claimed; k++)
	{
		if (!qs_scan_line(scanner, '#'))
			return qs_scan_fail(scanner, "%lld edges should follow but the content ends after %lld",
								(long long) claimed, (long long) k);
		if (!read_rudy_edge(scanner, problem->n, k == 0, &weighted, terms))
			return false;
	}
	if (qs_scan_line(scanner, '#'))
		return qs_scan_unexpected(scanner, "the end of the content");
	return qs_import_terms(scanner, terms, problem);
}

bool
qs_import_rudy(QsScanner *scanner, QsImport *import)
{
	QsImported *problem;
	QsTermList	terms;
	QsStatement statement;
	int64_t		claimed = 0;
	bool		good;

	scanner->by_line = true;
	qs_import_reserve(scanner->host, import, 1);
	problem = &import->problem[0];
	if (!qs_import_statement(scanner, '#', &statement))
		return false;
	qs_import_apply_statement(&statement, true, problem);
	if (!qs_scan_line(scanner, '#'))
		return qs_scan_unexpected(scanner, "the number of vertices");
	if (!qs_scan_int(scanner, "the number of vertices", 1, QS_MAX_VARIABLES, &problem->n) ||
		!qs_scan_integer(scanner, "the number of edges", 0, QS_MAX_TERMS, &claimed) ||
		!qs_scan_end_of_line(scanner))
		return false;

	/* three terms for an edge of at least two tokens */
	qs_term_list_start(&terms, scanner, 3 * claimed, 1);
	good = read_rudy_edges(scanner, claimed, &terms, problem);
	qs_term_list_free(scanner->host, &terms);
	return good;
}
