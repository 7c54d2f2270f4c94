/*
 * problem_graph.c
 *	  Building independent set and max-cut problems from the edges of a graph.
 */
#include "compat.h"

#include "problem_numbering.h"
#include "problem_source.h"

PG_FUNCTION_INFO_V1(qshrink_mis);
PG_FUNCTION_INFO_V1(qshrink_maxcut);

static const QshrinkColumn edge_column[] = {
	{"a", QSHRINK_COLUMN_KEY}, {"b", QSHRINK_COLUMN_KEY}, {"weight", QSHRINK_COLUMN_NUMBER}
};

static int
read_end(QshrinkQuery *query, int column, QshrinkKeyMap *node, bool nodes_given)
{
	text	   *key = qshrink_query_key(query, column);
	int			number;

	if (!nodes_given)
		return qshrink_keymap_add(node, key, NULL);
	number = qshrink_keymap_find(node, key);
	if (number < 0)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("%s names node \"%s\", which argument \"nodes\" does not return",
						qshrink_query_place(query), qshrink_key_string(key))));
	return number;
}

/* Edges as terms of nodes; returns whether they have weights */
static bool
read_edges(QshrinkBuild *build, const char *sql, int columns, QshrinkKeyMap *node,
		   bool nodes_given, QshrinkTerms *edges)
{
	QshrinkQuery query;
	bool		weighted;

	qshrink_query_open(&query, build->host, "edges", sql, edge_column, 2, columns);
	weighted = query.columns == 3;
	while (qshrink_query_next(&query))
	{
		int			a = read_end(&query, 0, node, nodes_given);
		int			b = read_end(&query, 1, node, nodes_given);

		if (a == b)
			ereport(ERROR,
					(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
					 errmsg("%s joins node \"%s\" to itself", qshrink_query_place(&query),
							qshrink_query_string(&query, 0))));
		qshrink_terms_add(build->host, edges, a, b,
						  weighted ? qshrink_query_number(&query, 2) : 1.0);
	}
	return weighted;
}

/*
 * Edges as terms of variables with i < j, each once.  Without weights an edge is
 * there or it is not; weights of parallel edges add up.
 */
static void
add_up_edges(QshrinkBuild *build, const int *number, bool weighted, QshrinkTerms *edges)
{
	qshrink_terms_renumber(edges, number, number);
	edges->count = qs_terms_add_up_decimals(build->host, edges->term, edges->count);
	for (int64 k = 0; k < edges->count && !weighted; k++)
		edges->term[k].coefficient = 1.0;
}

/* Number the variables of a problem with one for each node */
static const int *
number_nodes(QshrinkBuild *build, QshrinkKeyMap *node)
{
	if (qshrink_keymap_count(node) == 0)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("the graph has no nodes")));
	build->problem.maximise = true;
	return qshrink_build_number(build, node);
}

/* ---------------------------------------------------------------------------
 * qshrink_mis(name text, edges text, nodes text, replace boolean) -> bigint
 */
static void
read_nodes(QshrinkBuild *build, const char *sql, QshrinkKeyMap *node, QshrinkTerms *weights)
{
	static const QshrinkColumn column[] = {
		{"node", QSHRINK_COLUMN_KEY}, {"weight", QSHRINK_COLUMN_NUMBER}
	};
	QshrinkQuery query;

	qshrink_query_open(&query, build->host, "nodes", sql, column, 1, 2);
	while (qshrink_query_next(&query))
	{
		bool		added;
		int			number = qshrink_keymap_add(node, qshrink_query_key(&query, 0), &added);

		if (!added)
			ereport(ERROR,
					(errcode(ERRCODE_UNIQUE_VIOLATION),
					 errmsg("%s gives node \"%s\" a second time", qshrink_query_place(&query),
							qshrink_query_string(&query, 0))));
		qshrink_terms_add(build->host, weights, number, number,
						  query.columns == 2 ? qshrink_query_number(&query, 1) : 1.0);
	}
}

/* A key in "a - b", quoted where it could be read otherwise: labels are distinct */
static char *
edge_end(char *key)
{
	StringInfoData quoted;

	if (*key != '"' && strstr(key, " -") == NULL)
		return key;
	initStringInfo(&quoted);
	appendStringInfoChar(&quoted, '"');
	for (const char *at = key; *at; at++)
	{
		if (*at == '"')
			appendStringInfoChar(&quoted, '"');
		appendStringInfoChar(&quoted, *at);
	}
	appendStringInfoChar(&quoted, '"');
	return quoted.data;
}

static bool
is_number(const char *key, size_t length)
{
	return length > 0 && *key != '0' && strspn(key, "0123456789") == length;
}

/*
 * Whether key a stands before b in the label of their edge: numbers by value, others by
 * bytes.  The numbers of variables must have no say: they change when a problem is
 * refreshed, and its constraints are known by their labels.
 */
static bool
is_before(const char *a, const char *b)
{
	size_t		a_length = strlen(a),
				b_length = strlen(b);

	if (a_length != b_length && is_number(a, a_length) && is_number(b, b_length))
		return a_length < b_length;
	return strcmp(a, b) < 0;
}

static void
append_conflicts(QshrinkBuild *build, const QshrinkTerms *edges)
{
	StringInfoData label;
	MemoryContext memory = AllocSetContextCreate(CurrentMemoryContext, "qshrink label",
												 ALLOCSET_DEFAULT_SIZES);

	initStringInfo(&label);
	for (int64 k = 0; k < edges->count; k++)
	{
		const QsTerm *edge = &edges->term[k];
		MemoryContext caller = MemoryContextSwitchTo(memory);
		char	   *a = qshrink_build_key_string(build, edge->i);
		char	   *b = qshrink_build_key_string(build, edge->j);
		bool		in_order = is_before(a, b);
		int32	   *variable;

		a = edge_end(a);
		b = edge_end(b);
		MemoryContextSwitchTo(caller);
		resetStringInfo(&label);
		appendStringInfo(&label, "%s - %s", in_order ? a : b, in_order ? b : a);
		MemoryContextReset(memory);
		variable = qshrink_rows_append(&build->rows, '<', 1.0, (int32) (k + 1),
									   label.data, (size_t) label.len, 2, NULL);
		variable[0] = edge->i;
		variable[1] = edge->j;
	}
	MemoryContextDelete(memory);
}

static void
build_independent_set(QshrinkBuild *build, char *const *argument)
{
	QshrinkKeyMap *node = qshrink_keymap_create();
	QshrinkTerms edges = {0},
				weights = {0};
	bool		nodes_given = argument[1] != NULL;
	const int  *number;

	if (nodes_given)
		read_nodes(build, argument[1], node, &weights);
	read_edges(build, argument[0], 2, node, nodes_given, &edges);
	for (int v = 0; v < qshrink_keymap_count(node) && !nodes_given; v++)
		qshrink_terms_add(build->host, &weights, v, v, 1.0);
	number = number_nodes(build, node);
	add_up_edges(build, number, false, &edges);
	qshrink_terms_renumber(&weights, number, number);
	qshrink_build_objective(build, &weights);
	append_conflicts(build, &edges);
}

const QshrinkSourceKind qshrink_source_mis = {
	"qshrink_mis", {"edges", "nodes"}, 1, build_independent_set
};

Datum
qshrink_mis(PG_FUNCTION_ARGS)
{
	return qshrink_build_function(fcinfo, &qshrink_source_mis);
}

/* ---------------------------------------------------------------------------
 * qshrink_maxcut(name text, edges text, replace boolean) -> bigint
 *
 * An edge (a, b) is cut when x_a <> x_b: w (x_a + x_b - 2 x_a x_b).
 */
static void
build_maximum_cut(QshrinkBuild *build, char *const *argument)
{
	QshrinkKeyMap *node = qshrink_keymap_create();
	QshrinkTerms edges = {0},
				objective = {0};
	bool		weighted = read_edges(build, argument[0], 3, node, false, &edges);

	add_up_edges(build, number_nodes(build, node), weighted, &edges);
	for (int64 k = 0; k < edges.count; k++)
	{
		const QsTerm *edge = &edges.term[k];

		qshrink_terms_add(build->host, &objective, edge->i, edge->i, edge->coefficient);
		qshrink_terms_add(build->host, &objective, edge->j, edge->j, edge->coefficient);
		qshrink_terms_add(build->host, &objective, edge->i, edge->j, -2.0 * edge->coefficient);
	}
	qshrink_build_objective(build, &objective);
}

const QshrinkSourceKind qshrink_source_maxcut = {
	"qshrink_maxcut", {"edges"}, 1, build_maximum_cut
};

Datum
qshrink_maxcut(PG_FUNCTION_ARGS)
{
	return qshrink_build_function(fcinfo, &qshrink_source_maxcut);
}
