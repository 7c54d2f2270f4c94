/*
 * importer_metis.c
 *	  METIS graphs as independent set problems.
 *
 * `n m [format [weights]]`, then a line for every vertex with its neighbours, counted
 * from 1; an empty line is a vertex without any.  The format's last digit says that every
 * neighbour is followed by the weight of the edge, the digit before that vertices have
 * weights in front, the one before that sizes in front of those.  Lines starting with %
 * are comments.  Karypis & Kumar, "METIS: unstructured graph partitioning and sparse
 * matrix ordering system", 1995; KaMIS reads weights of vertices as those of the
 * independent set.
 */
#include <string.h>

#include "importer/graph_file.h"
#include "importer/import_notes.h"

/* A number and a blank */
#define NEIGHBOUR_TOKENS	1

typedef struct Layout
{
	bool		sizes;
	int			weights;		/* of a vertex */
	bool		edge_weights;
} Layout;

/* Go to the next line that is no comment, be it empty; false at the end. */
static bool
next_line(QsScanner *scanner)
{
	for (;;)
	{
		const char *end = memchr(scanner->at, '\n', (size_t) (scanner->end - scanner->at));

		if (end == NULL)
			return false;
		scanner->at = end + 1;
		if (++scanner->line % 16384 == 0)
			qs_check(scanner->host);
		if (scanner->at == scanner->end || *scanner->at != '%')
			return true;
	}
}

static bool
read_layout(QsScanner *scanner, Layout *layout)
{
	int			digits = 0,
				weights = 0;

	*layout = (Layout) {false, 0, false};
	if (!qs_scan_more_on_line(scanner))
		return true;
	if (!qs_scan_int(scanner, "the format, digits 0 and 1", 0, 111, &digits))
		return false;
	if (digits % 10 > 1 || digits / 10 % 10 > 1)
		return qs_scan_fail(scanner, "the format is %d but must be of digits 0 and 1", digits);
	layout->sizes = digits / 100 == 1;
	layout->edge_weights = digits % 10 == 1;
	layout->weights = digits / 10 % 10;
	if (qs_scan_more_on_line(scanner) &&
		!qs_scan_int(scanner, "the number of weights of a vertex", 0, 1000, &weights))
		return false;
	if (weights > 0 && layout->weights > 0)
		layout->weights = weights;
	return qs_scan_end_of_line(scanner);
}

static bool
read_header(QsScanner *scanner, QsGraphFile *graph, Layout *layout)
{
	size_t		length = (size_t) (scanner->end - scanner->at);

	if (!qs_scan_line(scanner, '%'))
		return qs_scan_unexpected(scanner, "the number of vertices");
	if (!qs_scan_int(scanner, "the number of vertices", 1, QS_MAX_VARIABLES, &graph->n) ||
		!qs_scan_integer(scanner, "the number of edges", 0, INT32_MAX, &graph->claimed) ||
		!read_layout(scanner, layout))
		return false;
	/* every vertex has a line */
	if ((size_t) graph->n > length)
		return qs_scan_fail(scanner, "%d vertices but only %zu bytes follow", graph->n, length);
	graph->p_line = scanner->line;
	qs_term_list_start(&graph->edges, scanner, 2 * graph->claimed, NEIGHBOUR_TOKENS);
	qs_term_list_start(&graph->weights, scanner, layout->weights > 0 ? graph->n : 0, NEIGHBOUR_TOKENS);
	return true;
}

static bool
read_vertex(QsScanner *scanner, QsGraphFile *graph, const Layout *layout, int v)
{
	double		weight = 1.0,
				ignored;

	if (layout->sizes && !qs_scan_number(scanner, "the size of a vertex", &ignored))
		return false;
	if (layout->weights > 0 && !qs_scan_number(scanner, "the weight of a vertex", &weight))
		return false;
	for (int k = 1; k < layout->weights; k++)
		if (!qs_scan_number(scanner, "a weight of a vertex", &ignored))
			return false;
	if (weight != 1.0)
		qs_term_list_add(scanner, &graph->weights, v, v, weight);
	while (qs_scan_more_on_line(scanner))
	{
		int			other;

		if (!qs_scan_int(scanner, "a neighbour", 1, graph->n, &other))
			return false;
		if (other == v + 1)
			return qs_scan_fail(scanner, "an edge from vertex %d to itself", other);
		if (layout->edge_weights && !qs_scan_number(scanner, "the weight of an edge", &ignored))
			return false;
		qs_term_list_add(scanner, &graph->edges, v, other - 1, 1.0);
	}
	return true;
}

/* Every edge is listed from both its ends. */
static bool
settle_edges(QsScanner *scanner, QsGraphFile *graph)
{
	int64_t		listed = graph->edges.count;

	graph->edges.count = qs_terms_add_up_decimals(scanner->host, graph->edges.items, listed);
	if (listed == 2 * graph->claimed && graph->edges.count == graph->claimed)
		return true;
	scanner->line = graph->p_line;
	return qs_scan_fail(scanner, "%lld edges are promised, each listed from both ends, but the content "
						"lists %lld neighbours and %lld different edges", (long long) graph->claimed,
						(long long) listed, (long long) graph->edges.count);
}

static bool
read_graph(QsScanner *scanner, QsGraphFile *graph, Layout *layout)
{
	if (!read_header(scanner, graph, layout))
		return false;
	for (int v = 0; v < graph->n; v++)
	{
		/* the last line may be empty and unfinished */
		if (!next_line(scanner) && v < graph->n - 1)
			return qs_scan_fail(scanner, "%d lines of vertices should follow but the content ends after %d",
								graph->n, v);
		if (!read_vertex(scanner, graph, layout, v))
			return false;
	}
	if (qs_scan_line(scanner, '%'))
		return qs_scan_unexpected(scanner, "the end of the content");
	return settle_edges(scanner, graph);
}

bool
qs_import_metis(QsScanner *scanner, QsImport *import)
{
	QsGraphFile graph = {0};
	Layout		layout = {false, 0, false};
	QsImported *problem;
	bool		good;

	scanner->by_line = true;
	qs_import_reserve(scanner->host, import, 1);
	problem = &import->problem[0];
	good = read_graph(scanner, &graph, &layout) && qs_graph_file_independent_set(scanner, &graph, problem);
	qs_graph_file_free(scanner->host, &graph);
	if (good && layout.edge_weights)
		qs_import_note(scanner->host, problem, "weights of edges were dropped");
	if (good && layout.sizes)
		qs_import_note(scanner->host, problem, "sizes of vertices were dropped");
	if (good && layout.weights > 1)
		qs_import_note(scanner->host, problem, "of the weights of a vertex the first was taken");
	return good;
}
