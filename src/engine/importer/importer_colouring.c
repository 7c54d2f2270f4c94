/*
 * importer_colouring.c
 *	  DIMACS graphs as colouring problems: the fewest colours such that neighbours differ.
 *
 * A greedy colouring by falling degree bounds the number k of colours (Welsh & Powell,
 * 1967).  Variables "v,c": vertex v has colour c, and
 * "colour c": c is used.  Every vertex has one colour; the ends of an edge do not share a
 * colour that is used; colours are used in their order.
 */
#include <stdio.h>
#include <string.h>

#include "importer/graph_file.h"
#include "importer/import_notes.h"

typedef struct Neighbours
{
	int64_t    *start;			/* n + 1 */
	int32_t    *vertex;
} Neighbours;

static Neighbours
list_neighbours(QsHost *host, const QsGraphFile *graph)
{
	const QsTerm *edge = graph->edges.items;
	Neighbours	list = {
		.start = QS_ARRAY0(host, int64_t, (size_t) graph->n + 2),
		.vertex = QS_ARRAY(host, int32_t, 2 * (size_t) graph->edges.count),
	};

	for (int64_t k = 0; k < graph->edges.count; k++)
	{
		list.start[edge[k].i + 2]++;
		list.start[edge[k].j + 2]++;
	}
	for (int v = 0; v < graph->n; v++)
		list.start[v + 2] += list.start[v + 1];
	for (int64_t k = 0; k < graph->edges.count; k++)
	{
		list.vertex[list.start[edge[k].i + 1]++] = edge[k].j;
		list.vertex[list.start[edge[k].j + 1]++] = edge[k].i;
	}
	return list;
}

/* The smallest colour no neighbour has; mark[] holds the vertex that saw a colour. */
static int
free_colour(const Neighbours *list, int v, const int32_t *colour, int32_t *mark)
{
	int			free = 0;

	for (int64_t k = list->start[v]; k < list->start[v + 1]; k++)
		if (colour[list->vertex[k]] >= 0)
			mark[colour[list->vertex[k]]] = v;
	while (mark[free] == v)
		free++;
	return free;
}

/* Colours that a greedy colouring in the order of falling degrees needs.  O(n + m). */
static int
greedy_colours(QsHost *host, const QsGraphFile *graph, const Neighbours *list)
{
	int			n = graph->n;
	int64_t    *place = QS_ARRAY0(host, int64_t, (size_t) n + 2);
	int32_t    *order = QS_ARRAY(host, int32_t, n);
	int32_t    *colour = QS_ARRAY(host, int32_t, n);
	int32_t    *mark = QS_ARRAY(host, int32_t, (size_t) n + 1);
	int			colours = 0;

	/* counting sort: vertices of degree d go behind those of higher degree */
	for (int v = 0; v < n; v++)
		place[n - (list->start[v + 1] - list->start[v]) + 1]++;
	for (int d = 0; d < n; d++)
		place[d + 1] += place[d];
	for (int v = 0; v < n; v++)
		order[place[n - (list->start[v + 1] - list->start[v])]++] = v;
	memset(colour, -1, (size_t) n * sizeof(int32_t));
	memset(mark, -1, ((size_t) n + 1) * sizeof(int32_t));
	for (int k = 0; k < n; k++)
	{
		colour[order[k]] = free_colour(list, order[k], colour, mark);
		if (colour[order[k]] >= colours)
			colours = colour[order[k]] + 1;
		if ((k & 1023) == 0)
			qs_check(host);
	}
	qs_free(host, place);
	qs_free(host, order);
	qs_free(host, colour);
	qs_free(host, mark);
	return colours;
}

static void
add_named(QsHost *host, QsFormulation *stated, const char *format, int a, int b)
{
	char		name[32];
	int			length = b > 0 ? snprintf(name, sizeof(name), "%d,%d", a, b) : snprintf(name, sizeof(name), format, a);

	qs_formulation_add_variable(host, stated, QS_VARIABLE_BINARY, 0.0, 1.0, name, (size_t) length);
}

/* Terms v + w - colour <= 0; w < 0: none */
static void
add_conflict(QsHost *host, QsFormulation *stated, int v, int w, int colour)
{
	qs_expressions_add(host, &stated->terms, v, 1.0);
	if (w >= 0)
		qs_expressions_add(host, &stated->terms, w, 1.0);
	qs_expressions_add(host, &stated->terms, colour, -1.0);
	qs_formulation_add_row(host, stated, -INFINITY, 0.0, NULL, 0);
}

static void
state_colouring(QsHost *host, const QsGraphFile *graph, const Neighbours *list, int colours,
				QsFormulation *stated)
{
	int			first_colour = graph->n * colours;

	for (int v = 0; v < graph->n; v++)
		for (int c = 0; c < colours; c++)
			add_named(host, stated, "", v + 1, c + 1);
	for (int c = 0; c < colours; c++)
	{
		add_named(host, stated, "colour %d", c + 1, 0);
		qs_expressions_add(host, &stated->objective, first_colour + c, 1.0);
	}
	for (int v = 0; v < graph->n; v++)
	{
		for (int c = 0; c < colours; c++)
			qs_expressions_add(host, &stated->terms, v * colours + c, 1.0);
		qs_formulation_add_row(host, stated, 1.0, 1.0, NULL, 0);
		for (int c = 0; c < colours && list->start[v] == list->start[v + 1]; c++)
			add_conflict(host, stated, v * colours + c, -1, first_colour + c);
		qs_check(host);
	}
	for (int64_t k = 0; k < graph->edges.count; k++)
	{
		for (int c = 0; c < colours; c++)
			add_conflict(host, stated, graph->edges.items[k].i * colours + c,
						 graph->edges.items[k].j * colours + c, first_colour + c);
		if ((k & 255) == 0)
			qs_check(host);
	}
	for (int c = 0; c + 1 < colours; c++)
	{
		qs_expressions_add(host, &stated->terms, first_colour + c + 1, 1.0);
		qs_expressions_add(host, &stated->terms, first_colour + c, -1.0);
		qs_formulation_add_row(host, stated, -INFINITY, 0.0, NULL, 0);
	}
}

static bool
make_problem(QsScanner *scanner, const QsGraphFile *graph, QsImported *problem)
{
	QsHost	   *host = scanner->host;
	Neighbours	list = list_neighbours(host, graph);
	int			colours = greedy_colours(host, graph, &list);
	bool		good = ((int64_t) graph->n + 1) * colours <= QS_MAX_VARIABLES &&
		graph->edges.count * colours < INT32_MAX / 2;

	if (good)
	{
		problem->stated = qs_formulation_create(host);
		state_colouring(host, graph, &list, colours, problem->stated);
		qs_import_note(host, problem, "a greedy colouring needs %d colours: no more are offered", colours);
	}
	else
		qs_scan_fail(scanner, "%d vertices in %d colours are more than %d variables", graph->n, colours,
					 QS_MAX_VARIABLES);
	qs_free(host, list.start);
	qs_free(host, list.vertex);
	return good;
}

bool
qs_import_colouring(QsScanner *scanner, QsImport *import)
{
	QsGraphFile graph = {0};
	bool		good;

	qs_import_reserve(scanner->host, import, 1);
	good = qs_graph_file_read(scanner, &graph) && make_problem(scanner, &graph, &import->problem[0]);
	qs_graph_file_free(scanner->host, &graph);
	return good;
}
