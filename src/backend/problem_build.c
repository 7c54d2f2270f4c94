/*
 * problem_build.c
 *	  Building problems from a qubo, and from the rows of queries: knapsacks and
 *	  quadratic assignment.  Graph problems are in problem_graph.c.
 */
#include "compat.h"

#include "catalog/pg_type.h"
#include "executor/spi.h"
#include "utils/array.h"
#include "utils/builtins.h"

#include "backend_host.h"
#include "problem_arguments.h"
#include "problem_build.h"
#include "problem_sql.h"
#include "qubo_type.h"

PG_FUNCTION_INFO_V1(qshrink_create);
PG_FUNCTION_INFO_V1(qshrink_mdkp);
PG_FUNCTION_INFO_V1(qshrink_qap);

/* ---------------------------------------------------------------------------
 * Shared
 */
char *
qshrink_text_argument(FunctionCallInfo fcinfo, int k, const char *name)
{
	if (PG_ARGISNULL(k))
		ereport(ERROR,
				(errcode(ERRCODE_NULL_VALUE_NOT_ALLOWED),
				 errmsg("argument \"%s\" must not be null", name)));
	return text_to_cstring(PG_GETARG_TEXT_PP(k));
}

void
qshrink_build_begin(QshrinkBuild *build, FunctionCallInfo fcinfo)
{
	memset(build, 0, sizeof(*build));
	qshrink_require_writable(fcinfo, NULL);
	build->problem.name = qshrink_text_argument(fcinfo, 0, "name");
	build->host = qshrink_host_create(0);
	build->namespace = qshrink_namespace(fcinfo);
	if (SPI_connect() != SPI_OK_CONNECT)
		elog(ERROR, "SPI_connect failed");
	qshrink_rows_begin(&build->rows, build->host);
}

Datum
qshrink_build_finish(QshrinkBuild *build)
{
	int64		problem_id;

	qshrink_rows_finish(&build->rows, &build->problem);
	problem_id = qshrink_problem_store(build->namespace, &build->problem, &build->keys);
	SPI_finish();
	qshrink_host_destroy(build->host);
	return Int64GetDatum(problem_id);
}

void
qshrink_terms_add(QsHost *host, QshrinkTerms *terms, int i, int j, double coefficient)
{
	if (terms->count == terms->capacity)
	{
		int64		capacity = Max(1024, 2 * terms->capacity);

		terms->term = qs_realloc(host, terms->term, (size_t) terms->count, (size_t) capacity,
								 sizeof(QsTerm));
		terms->capacity = capacity;
	}
	terms->term[terms->count++] = (QsTerm) {i, j, coefficient};
}

QsTerm *
qshrink_terms_by_row(QsHost *host, const QshrinkTerms *terms, int rows, int64 *start)
{
	QsTerm	   *sorted = QS_ARRAY(host, QsTerm, terms->count);

	memset(start, 0, ((size_t) rows + 1) * sizeof(int64));
	for (int64 k = 0; k < terms->count; k++)
		start[terms->term[k].i + 1]++;
	for (int r = 0; r < rows; r++)
		start[r + 1] += start[r];
	for (int64 k = 0; k < terms->count; k++)
		sorted[start[terms->term[k].i]++] = terms->term[k];
	for (int r = rows; r > 0; r--)
		start[r] = start[r - 1];
	start[0] = 0;
	return sorted;
}

void
qshrink_build_objective(QshrinkBuild *build, QshrinkTerms *terms)
{
	build->problem.term_count = qs_terms_add_up_decimals(build->host, terms->term, terms->count);
	build->problem.terms = terms->term;
}

static void
refuse_empty(const char *argument)
{
	ereport(ERROR,
			(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
			 errmsg("argument \"%s\" returns no row", argument)));
}

static void
refuse_duplicate(const QshrinkQuery *query, const char *what)
{
	ereport(ERROR,
			(errcode(ERRCODE_UNIQUE_VIOLATION),
			 errmsg("%s gives %s a second time", qshrink_query_place(query), what)));
}

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

/* ---------------------------------------------------------------------------
 * qshrink_create(name text, objective qubo, sense text, keys text[]) -> bigint
 */
static void
read_keys(QshrinkBuild *build, ArrayType *array)
{
	Datum	   *part;
	bool	   *nulls;
	int			count;
	int			width = ARR_NDIM(array) == 2 ? ARR_DIMS(array)[1] : 1;

	deconstruct_array(array, TEXTOID, -1, false, TYPALIGN_INT, &part, &nulls, &count);
	if (ARR_NDIM(array) > 2 || count != build->problem.n * width)
		ereport(ERROR,
				(errcode(ERRCODE_ARRAY_SUBSCRIPT_ERROR),
				 errmsg("argument \"keys\" must hold one key for each of the %d variables",
						build->problem.n)));
	for (int k = 0; k < count; k++)
		if (nulls[k])
			ereport(ERROR,
					(errcode(ERRCODE_NULL_VALUE_NOT_ALLOWED),
					 errmsg("the key of variable %d must not be null", k / width)));
	build->keys = (QshrinkKeys) {.width = width, .part = part};
	qshrink_keys_check(&build->keys, build->problem.n);
}

Datum
qshrink_create(PG_FUNCTION_ARGS)
{
	QshrinkBuild build;
	QshrinkProblem *problem = &build.problem;
	Qubo	   *objective;
	char	   *sense = qshrink_text_argument(fcinfo, 2, "sense");

	if (PG_ARGISNULL(1))
		ereport(ERROR,
				(errcode(ERRCODE_NULL_VALUE_NOT_ALLOWED),
				 errmsg("argument \"objective\" must not be null")));
	if (strcmp(sense, "min") != 0 && strcmp(sense, "max") != 0)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("sense must be \"min\" or \"max\", not \"%s\"", sense)));
	qshrink_build_begin(&build, fcinfo);
	objective = PG_GETARG_QUBO(1);
	if (objective->n < 1)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("the objective has no variables")));
	problem->n = objective->n;
	problem->maximise = strcmp(sense, "max") == 0;
	problem->offset = objective->offset;
	problem->terms = objective->terms;
	problem->term_count = objective->count;
	if (!PG_ARGISNULL(3))
		read_keys(&build, PG_GETARG_ARRAYTYPE_P(3));
	return qshrink_build_finish(&build);
}

/* ---------------------------------------------------------------------------
 * qshrink_mdkp(name text, items text, weights text, capacities text) -> bigint
 */
typedef struct Knapsack
{
	QshrinkKeyMap *item;
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
			refuse_duplicate(&query, psprintf("item \"%s\"", qshrink_query_string(&query, 0)));
		qshrink_terms_add(build->host, &profits, item, item, qshrink_query_number(&query, 1));
	}
	build->problem.n = qshrink_keymap_count(knapsack->item);
	if (build->problem.n == 0)
		refuse_empty("items");
	build->problem.maximise = true;
	qshrink_build_objective(build, &profits);
	build->keys = qshrink_keys_of_map(knapsack->item);
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
			refuse_duplicate(&query, psprintf("resource \"%s\"", qshrink_query_string(&query, 0)));
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
								qshrink_key_string(qshrink_keymap_key(knapsack->item, item)),
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

Datum
qshrink_mdkp(PG_FUNCTION_ARGS)
{
	QshrinkBuild build;
	Knapsack	knapsack = {0};

	qshrink_build_begin(&build, fcinfo);
	read_items(&build, &knapsack, qshrink_text_argument(fcinfo, 1, "items"));
	read_capacities(&build, &knapsack, qshrink_text_argument(fcinfo, 3, "capacities"));
	read_weights(&build, &knapsack, qshrink_text_argument(fcinfo, 2, "weights"));
	append_knapsack_rows(&build, &knapsack);
	return qshrink_build_finish(&build);
}

/* ---------------------------------------------------------------------------
 * qshrink_qap(name text, flows text, distances text, costs text) -> bigint
 */
static void
read_cells(QshrinkBuild *build, const char *argument, const char *sql,
		   const QshrinkColumn *column, QshrinkKeyMap *rows, QshrinkKeyMap *columns,
		   QshrinkTerms *cells)
{
	QshrinkQuery query;

	qshrink_query_open(&query, build->host, argument, sql, column, 3, 3);
	while (qshrink_query_next(&query))
	{
		int			i = qshrink_keymap_add(rows, qshrink_query_key(&query, 0), NULL);
		int			j = qshrink_keymap_add(columns, qshrink_query_key(&query, 1), NULL);

		qshrink_terms_add(build->host, cells, i, j, qshrink_query_number(&query, 2));
	}
}

static double *
fill_matrix(QsHost *host, int order, const char *argument, const QshrinkTerms *cells,
			const QshrinkKeyMap *rows, const QshrinkKeyMap *columns)
{
	size_t		size = (size_t) order * (size_t) order;
	double	   *matrix = QS_ARRAY0(host, double, size);
	uint8_t    *given = QS_ARRAY0(host, uint8_t, size);

	for (int64 k = 0; k < cells->count; k++)
	{
		size_t		cell = (size_t) cells->term[k].i * (size_t) order + (size_t) cells->term[k].j;

		if (given[cell])
			ereport(ERROR,
					(errcode(ERRCODE_UNIQUE_VIOLATION),
					 errmsg("argument \"%s\" gives (\"%s\", \"%s\") a second time", argument,
							qshrink_key_string(qshrink_keymap_key(rows, cells->term[k].i)),
							qshrink_key_string(qshrink_keymap_key(columns, cells->term[k].j)))));
		given[cell] = 1;
		matrix[cell] = cells->term[k].coefficient;
	}
	qs_free(host, given);
	return matrix;
}

/* Keys {facility,location}, the parts of the one and then those of the other: the
 * texts are shared, not copied.  That all facilities have as many parts, and all
 * locations, keeps the keys apart. */
static QshrinkKeys
pair_keys(const QshrinkKeyMap *facility, const QshrinkKeyMap *location, int order)
{
	Size		first = (Size) qshrink_keymap_width(facility, "facility");
	Size		second = (Size) qshrink_keymap_width(location, "location");
	const QshrinkKeys facilities = qshrink_keys_of_map(facility);
	const QshrinkKeys locations = qshrink_keys_of_map(location);
	QshrinkKeys keys = {.width = (int) (first + second)};

	keys.part = MemoryContextAllocHuge(CurrentMemoryContext, (first + second) * (Size) order *
									   (Size) order * sizeof(Datum));
	for (Size f = 0; f < (Size) order; f++)
		for (Size l = 0; l < (Size) order; l++)
		{
			Datum	   *part = keys.part + (first + second) * (f * (Size) order + l);

			memcpy(part, facilities.part + f * first, first * sizeof(Datum));
			memcpy(part + first, locations.part + l * second, second * sizeof(Datum));
		}
	return keys;
}

static int
check_order(int facilities, int locations)
{
	if (facilities == 0)
		refuse_empty("flows");
	if (facilities != locations)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("there are %d facilities but %d locations", facilities, locations),
				 errhint("Name every facility and every location; a flow or distance may be 0.")));
	if ((int64) facilities * facilities > QS_MAX_VARIABLES)
		ereport(ERROR,
				(errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
				 errmsg("%d facilities need " INT64_FORMAT " variables", facilities,
						(int64) facilities * facilities),
				 errdetail("A problem has at most %d variables.", QS_MAX_VARIABLES)));
	return facilities;
}

Datum
qshrink_qap(PG_FUNCTION_ARGS)
{
	static const QshrinkColumn flow_column[] = {
		{"facility", QSHRINK_COLUMN_KEY}, {"facility", QSHRINK_COLUMN_KEY},
		{"flow", QSHRINK_COLUMN_NUMBER}
	};
	static const QshrinkColumn distance_column[] = {
		{"location", QSHRINK_COLUMN_KEY}, {"location", QSHRINK_COLUMN_KEY},
		{"distance", QSHRINK_COLUMN_NUMBER}
	};
	static const QshrinkColumn cost_column[] = {
		{"facility", QSHRINK_COLUMN_KEY}, {"location", QSHRINK_COLUMN_KEY},
		{"cost", QSHRINK_COLUMN_NUMBER}
	};
	QshrinkBuild build;
	QshrinkProblem *problem = &build.problem;
	QshrinkTerms flows = {0},
				distances = {0},
				costs = {0};
	QshrinkKeyMap *facility;
	QshrinkKeyMap *location;

	qshrink_build_begin(&build, fcinfo);
	facility = qshrink_keymap_create();
	location = qshrink_keymap_create();
	read_cells(&build, "flows", qshrink_text_argument(fcinfo, 1, "flows"), flow_column,
			   facility, facility, &flows);
	read_cells(&build, "distances", qshrink_text_argument(fcinfo, 2, "distances"), distance_column,
			   location, location, &distances);
	if (!PG_ARGISNULL(3))
		read_cells(&build, "costs", qshrink_text_argument(fcinfo, 3, "costs"), cost_column,
				   facility, location, &costs);
	problem->order = check_order(qshrink_keymap_count(facility), qshrink_keymap_count(location));
	problem->n = problem->order * problem->order;
	problem->flow = fill_matrix(build.host, problem->order, "flows", &flows, facility, facility);
	problem->distance = fill_matrix(build.host, problem->order, "distances", &distances,
									location, location);
	if (!PG_ARGISNULL(3))
		problem->cost = fill_matrix(build.host, problem->order, "costs", &costs,
									facility, location);
	build.keys = pair_keys(facility, location, problem->order);
	return qshrink_build_finish(&build);
}
