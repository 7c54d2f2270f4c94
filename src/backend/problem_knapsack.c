/*
 * problem_knapsack.c
 *	  Building multi-dimensional knapsack problems from the rows of queries.
 */
#include "compat.h"

#include "problem_numbering.h"
#include "problem_source.h"

PG_FUNCTION_INFO_V1(qshrink_mdkp);

static int
find_key(QshrinkQuery *query, int column, const QshrinkKeyMap *map, const char *source)
{
	text	   *key = qshrink_query_key(query, column);
	int			number = qshrink_keymap_find(map, key);

	if (number < 0)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("%s names %s \"%s\", which argument \"%s\" does not return",
						qshrink_query_place(query), query->column[column].name,
						qshrink_key_string(key), source)));
	return number;
}

typedef struct Knapsack
{
	QshrinkKeyMap *item;
	const int  *number;			/* of the variables, by item */
	QshrinkKeyMap *resource;
	double	   *capacity;		/* by resource */
	QshrinkTerms weights;		/* i: resource, j: item */
} Knapsack;

static void
read_items(QshrinkBuild *build, Knapsack *knapsack, const char *sql)
{
	static const QshrinkColumn column[] = {
		{"item", QSHRINK_COLUMN_KEY}, {"profit", QSHRINK_COLUMN_NUMBER}
	};
	QshrinkQuery query;
	QshrinkTerms profits = {0};

	knapsack->item = qshrink_keymap_create();
	qshrink_query_open(&query, build->host, "items", sql, column, 2, 2);
	while (qshrink_query_next(&query))
	{
		bool		added;
		int			item = qshrink_keymap_add(knapsack->item, qshrink_query_key(&query, 0), &added);

		if (!added)
			qshrink_refuse_duplicate(&query, psprintf("item \"%s\"", qshrink_query_string(&query, 0)));
		qshrink_terms_add(build->host, &profits, item, item, qshrink_query_number(&query, 1));
	}
	if (qshrink_keymap_count(knapsack->item) == 0)
		qshrink_refuse_empty("items");
	knapsack->number = qshrink_build_number(build, knapsack->item);
	build->problem.maximise = true;
	qshrink_terms_renumber(&profits, knapsack->number, knapsack->number);
	qshrink_build_objective(build, &profits);
}

static void
read_capacities(QshrinkBuild *build, Knapsack *knapsack, const char *sql)
{
	static const QshrinkColumn column[] = {
		{"resource", QSHRINK_COLUMN_KEY}, {"capacity", QSHRINK_COLUMN_NUMBER}
	};
	QshrinkQuery query;
	QshrinkTerms capacities = {0};

	knapsack->resource = qshrink_keymap_create();
	qshrink_query_open(&query, build->host, "capacities", sql, column, 2, 2);
	while (qshrink_query_next(&query))
	{
		bool		added;
		int			resource = qshrink_keymap_add(knapsack->resource,
												  qshrink_query_key(&query, 0), &added);
		double		capacity = qshrink_query_number(&query, 1);

		if (!added)
			qshrink_refuse_duplicate(&query, psprintf("resource \"%s\"", qshrink_query_string(&query, 0)));
		if (capacity < 0.0)
			ereport(ERROR,
					(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
					 errmsg("the capacity of resource \"%s\" is negative",
							qshrink_query_string(&query, 0)),
					 errdetail("Not even an empty selection would fit.")));
		qshrink_terms_add(build->host, &capacities, resource, resource, capacity);
	}
	knapsack->capacity = QS_ARRAY(build->host, double, capacities.count);
	for (int64 k = 0; k < capacities.count; k++)
		knapsack->capacity[k] = capacities.term[k].coefficient;
}

static void
read_weights(QshrinkBuild *build, Knapsack *knapsack, const char *sql)
{
	static const QshrinkColumn column[] = {
		{"resource", QSHRINK_COLUMN_KEY}, {"item", QSHRINK_COLUMN_KEY},
		{"weight", QSHRINK_COLUMN_NUMBER}
	};
	QshrinkQuery query;

	qshrink_query_open(&query, build->host, "weights", sql, column, 3, 3);
	while (qshrink_query_next(&query))
	{
		int			resource = find_key(&query, 0, knapsack->resource, "capacities");
		int			item = find_key(&query, 1, knapsack->item, "items");
		double		weight = qshrink_query_number(&query, 2);

		if (weight < 0.0)
			ereport(ERROR,
					(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
					 errmsg("the weight of item \"%s\" in resource \"%s\" is negative",
							qshrink_query_string(&query, 1), qshrink_query_string(&query, 0)),
					 errhint("Rows with negative coefficients can be added by qshrink_constrain.")));
		qshrink_terms_add(build->host, &knapsack->weights, resource, item, weight);
	}
	qshrink_terms_renumber(&knapsack->weights, NULL, knapsack->number);
}

static void
append_knapsack_row(QshrinkBuild *build, const Knapsack *knapsack, int resource,
					const double *weight)
{
	int			n = build->problem.n;
	int			length = 0;
	char	   *label = qshrink_key_string(qshrink_keymap_key(knapsack->resource, resource));
	double	   *value;
	int32	   *variable;

	for (int v = 0; v < n; v++)
		length += weight[v] > 0.0;
	variable = qshrink_rows_append(&build->rows, '<', knapsack->capacity[resource], resource + 1,
								   label, strlen(label), length, &value);
	for (int v = 0; v < n; v++)
		if (weight[v] > 0.0)
		{
			*variable++ = v;
			*value++ = weight[v];
		}
}

static void
append_knapsack_rows(QshrinkBuild *build, Knapsack *knapsack)
{
	QsHost	   *host = build->host;
	int			n = build->problem.n;
	int			resources = qshrink_keymap_count(knapsack->resource);
	int64	   *start = QS_ARRAY(host, int64, (size_t) resources + 1);
	QsTerm	   *sorted = qshrink_terms_by_row(host, &knapsack->weights, resources, start);
	double	   *weight = QS_ARRAY(host, double, n);

	for (int r = 0; r < resources; r++)
	{
		for (int v = 0; v < n; v++)
			weight[v] = -1.0;
		for (int64 k = start[r]; k < start[r + 1]; k++)
		{
			int			item = sorted[k].j;

			if (weight[item] >= 0.0)
				ereport(ERROR,
						(errcode(ERRCODE_UNIQUE_VIOLATION),
						 errmsg("argument \"weights\" gives the weight of item \"%s\" in resource \"%s\" a second time",
								qshrink_build_key_string(build, item),
								qshrink_key_string(qshrink_keymap_key(knapsack->resource, r)))));
			weight[item] = sorted[k].coefficient;
		}
		append_knapsack_row(build, knapsack, r, weight);
		qs_check(host);
	}
	qs_free(host, weight);
	qs_free(host, sorted);
	qs_free(host, start);
}

static void
build_knapsack(QshrinkBuild *build, char *const *argument)
{
	Knapsack	knapsack = {0};

	read_items(build, &knapsack, argument[0]);
	read_capacities(build, &knapsack, argument[2]);
	read_weights(build, &knapsack, argument[1]);
	append_knapsack_rows(build, &knapsack);
}

const QshrinkSourceKind qshrink_source_mdkp = {
	"qshrink_mdkp", {"items", "weights", "capacities"}, 3, build_knapsack
};

/* qshrink_mdkp(name text, items text, weights text, capacities text, replace) -> bigint */
Datum
qshrink_mdkp(PG_FUNCTION_ARGS)
{
	return qshrink_build_function(fcinfo, &qshrink_source_mdkp);
}
