/*
 * problem_assignment.c
 *	  Building quadratic assignment problems from the rows of queries.
 */
#include "compat.h"

#include "problem_numbering.h"
#include "problem_source.h"

PG_FUNCTION_INFO_V1(qshrink_qap);

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
fill_matrix(QsHost *host, int order, const char *argument, QshrinkTerms *cells,
			const QshrinkOrder *rows, const QshrinkOrder *columns)
{
	size_t		size = (size_t) order * (size_t) order;
	double	   *matrix = QS_ARRAY0(host, double, size);
	uint8_t    *given = QS_ARRAY0(host, uint8_t, size);

	qshrink_terms_renumber(cells, rows->number, columns->number);
	for (int64 k = 0; k < cells->count; k++)
	{
		size_t		cell = (size_t) cells->term[k].i * (size_t) order + (size_t) cells->term[k].j;

		if (given[cell])
			ereport(ERROR,
					(errcode(ERRCODE_UNIQUE_VIOLATION),
					 errmsg("argument \"%s\" gives (\"%s\", \"%s\") a second time", argument,
							qshrink_key_string(rows->key[cells->term[k].i]),
							qshrink_key_string(columns->key[cells->term[k].j]))));
		given[cell] = 1;
		matrix[cell] = cells->term[k].coefficient;
	}
	qs_free(host, given);
	return matrix;
}

static int
check_order(int facilities, int locations)
{
	if (facilities == 0)
		qshrink_refuse_empty("flows");
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

static void
build_assignment(QshrinkBuild *build, char *const *argument)
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
	QshrinkProblem *problem = &build->problem;
	QshrinkTerms flows = {0},
				distances = {0},
				costs = {0};
	QshrinkKeyMap *facility = qshrink_keymap_create();
	QshrinkKeyMap *location = qshrink_keymap_create();
	QshrinkOrder facilities,
				locations;

	read_cells(build, "flows", argument[0], flow_column, facility, facility, &flows);
	read_cells(build, "distances", argument[1], distance_column, location, location, &distances);
	if (argument[2])
		read_cells(build, "costs", argument[2], cost_column, facility, location, &costs);
	problem->order = check_order(qshrink_keymap_count(facility), qshrink_keymap_count(location));
	qshrink_build_number_pairs(build, facility, location, &facilities, &locations);
	problem->flow = fill_matrix(build->host, problem->order, "flows", &flows,
								&facilities, &facilities);
	problem->distance = fill_matrix(build->host, problem->order, "distances", &distances,
									&locations, &locations);
	if (argument[2])
		problem->cost = fill_matrix(build->host, problem->order, "costs", &costs,
									&facilities, &locations);
}

const QshrinkSourceKind qshrink_source_qap = {
	"qshrink_qap", {"flows", "distances", "costs"}, 2, build_assignment
};

/* qshrink_qap(name text, flows text, distances text, costs text, replace) -> bigint */
Datum
qshrink_qap(PG_FUNCTION_ARGS)
{
	return qshrink_build_function(fcinfo, &qshrink_source_qap);
}
