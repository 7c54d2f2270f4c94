/*
 * problem_graph.c
 *	  Building independent set and max-cut problems from the edges of a graph.
 */
#include "compat.h"

#include "problem_build.h"

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

/*
 * Edges as terms with i < j, each once.  Without a weight column an edge is
 * there or it is not; weights of parallel edges add up.
 */
static void
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
	edges->count = qs_terms_add_up_decimals(build->host, edges->term, edges->count);
	for (int64 k = 0; k < edges->count && !weighted; k++)
		edges->term[k].coefficient = 1.0;
}

/* Set size and keys of a problem with one variable per node */
static void
set_nodes(QshrinkBuild *build, const QshrinkKeyMap *node)
{
	build->problem.n = qshrink_keymap_count(node);
	if (build->problem.n == 0)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("the graph has no nodes")));
	build->problem.maximise = true;
	build->keys = qshrink_keys_of_map(node);
}

/* ---------------------------------------------------------------------------
 * qshrink_mis(name text, edges text, nodes text) -> bigint
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

static void
append_conflicts(QshrinkBuild *build, const QshrinkKeyMap *node, const QshrinkTerms *edges)
{
	StringInfoData label;
	MemoryContext memory = AllocSetContextCreate(CurrentMemoryContext, "qshrink label",
												 ALLOCSET_DEFAULT_SIZES);

	initStringInfo(&label);
	for (int64 k = 0; k < edges->count; k++)
	{
		const QsTerm *edge = &edges->term[k];
		MemoryContext caller = MemoryContextSwitchTo(memory);
		char	   *a = qshrink_key_string(qshrink_keymap_key(node, edge->i));
		char	   *b = qshrink_key_string(qshrink_keymap_key(node, edge->j));
		int32	   *variable;

		MemoryContextSwitchTo(caller);
		resetStringInfo(&label);
		appendStringInfo(&label, "%s - %s", a, b);
		MemoryContextReset(memory);
		variable = qshrink_rows_append(&build->rows, '<', 1.0, (int32) (k + 1),
									   label.data, (size_t) label.len, 2, NULL);
		variable[0] = edge->i;
		variable[1] = edge->j;
	}
	MemoryContextDelete(memory);
}

Datum
qshrink_mis(PG_FUNCTION_ARGS)
{
	QshrinkBuild build;
	QshrinkKeyMap *node;
	QshrinkTerms edges = {0},
				weights = {0};
	bool		nodes_given = !PG_ARGISNULL(2);

	qshrink_build_begin(&build, fcinfo);
	node = qshrink_keymap_create();
	if (nodes_given)
		read_nodes(&build, qshrink_text_argument(fcinfo, 2, "nodes"), node, &weights);
	read_edges(&build, qshrink_text_argument(fcinfo, 1, "edges"), 2, node, nodes_given, &edges);
	set_nodes(&build, node);
	for (int v = 0; v < build.problem.n && !nodes_given; v++)
		qshrink_terms_add(build.host, &weights, v, v, 1.0);
	qshrink_build_objective(&build, &weights);
	append_conflicts(&build, node, &edges);
	return qshrink_build_finish(&build);
}

/* ---------------------------------------------------------------------------
 * qshrink_maxcut(name text, edges text) -> bigint
 *
 * An edge (a, b) is cut when x_a <> x_b: w (x_a + x_b - 2 x_a x_b).
 */
Datum
qshrink_maxcut(PG_FUNCTION_ARGS)
{
	QshrinkBuild build;
	QshrinkKeyMap *node;
	QshrinkTerms edges = {0},
				objective = {0};

	qshrink_build_begin(&build, fcinfo);
	node = qshrink_keymap_create();
	read_edges(&build, qshrink_text_argument(fcinfo, 1, "edges"), 3, node, false, &edges);
	set_nodes(&build, node);
	for (int64 k = 0; k < edges.count; k++)
	{
		const QsTerm *edge = &edges.term[k];

		qshrink_terms_add(build.host, &objective, edge->i, edge->i, edge->coefficient);
		qshrink_terms_add(build.host, &objective, edge->j, edge->j, edge->coefficient);
		qshrink_terms_add(build.host, &objective, edge->i, edge->j, -2.0 * edge->coefficient);
	}
	qshrink_build_objective(&build, &objective);
	return qshrink_build_finish(&build);
}
