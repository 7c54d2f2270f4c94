/*
 * problem_define.c
 *	  qshrink_define: a model from three queries that name everything by key.
 */
#include "compat.h"

#include <math.h>

#include "utils/builtins.h"

#include "problem_formulation.h"
#include "problem_source.h"

PG_FUNCTION_INFO_V1(qshrink_define);

/* Beyond this a double may not hold an integer */
#define LARGEST_BOUND	9007199254740992.0

/* Keys of one product, at most */
#define MOST_FACTORS	(QSHRINK_QUERY_COLUMNS - 2)

typedef struct Defining
{
	QshrinkBuild *build;
	QsFormulation *stated;
	QshrinkKeyMap *variable;
	QshrinkKeyMap *label;
} Defining;

/* ---------------------------------------------------------------------------
 * Variables
 */
static const QshrinkColumn variable_columns[] = {
	{"key", QSHRINK_COLUMN_KEY}, {"lower", QSHRINK_COLUMN_NUMBER_OR_NULL},
	{"upper", QSHRINK_COLUMN_NUMBER_OR_NULL}
};

/* A bound of the current row; a null one follows from the constraints */
static double
read_bound(QshrinkQuery *query, int column, double missing)
{
	double		bound;

	if (qshrink_query_is_null(query, column))
		return missing;
	bound = qshrink_query_number(query, column);
	if (bound != rint(bound))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("%s gives variable \"%s\" the %s bound %s", qshrink_query_place(query),
						qshrink_key_string(qshrink_query_key(query, 0)), query->column[column].name,
						DatumGetCString(DirectFunctionCall1(float8out, Float8GetDatum(bound)))),
				 errdetail("Variables are integers."),
				 errhint("Count in a smaller unit, in which its values are integers.")));
	if (fabs(bound) >= LARGEST_BOUND)
		ereport(ERROR,
				(errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
				 errmsg("%s gives variable \"%s\" a bound of 2^53 or more", qshrink_query_place(query),
						qshrink_key_string(qshrink_query_key(query, 0)))));
	return bound + 0.0;
}

static void
add_variable(Defining *defining, QshrinkQuery *query, const text *key)
{
	double		lower = 0.0,
				upper = 1.0;
	char	   *name;

	if (query->columns == 3)
	{
		lower = read_bound(query, 1, -INFINITY);
		upper = read_bound(query, 2, INFINITY);
	}
	name = qshrink_key_string(key);
	if (lower > upper)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("%s gives variable \"%s\" the bounds %.0f and %.0f", qshrink_query_place(query),
						name, lower, upper),
				 errdetail("No value lies between them.")));
	qs_formulation_add_variable(defining->build->host, defining->stated,
								lower >= 0.0 && upper <= 1.0 ? QS_VARIABLE_BINARY : QS_VARIABLE_INTEGER,
								lower, upper, name, strlen(name));
	pfree(name);
}

static void
read_variables(Defining *defining, const char *sql)
{
	QshrinkQuery query;

	defining->variable = qshrink_keymap_create();
	qshrink_query_open(&query, defining->build->host, "variables", sql, variable_columns, 1, 3);
	if (query.columns == 2)
		ereport(ERROR,
				(errcode(ERRCODE_DATATYPE_MISMATCH),
				 errmsg("argument \"variables\" returns 2 columns"),
				 errhint("It must return (key) or (key, lower, upper).")));
	while (qshrink_query_next(&query))
	{
		text	   *key = qshrink_query_key(&query, 0);
		bool		added;

		qshrink_keymap_add(defining->variable, key, &added);
		if (!added)
			qshrink_refuse_duplicate(&query, psprintf("variable \"%s\"", qshrink_key_string(key)));
		add_variable(defining, &query, key);
	}
	if (qshrink_keymap_count(defining->variable) == 0)
		qshrink_refuse_empty("variables");
}

/* ---------------------------------------------------------------------------
 * Terms: the keys in columns first .. first + count - 1 of the current row
 */
static int
find_variable(const Defining *defining, QshrinkQuery *query, int column)
{
	text	   *key = qshrink_query_key(query, column);
	int			variable = qshrink_keymap_find(defining->variable, key);

	if (variable < 0)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("%s names variable \"%s\", which argument \"variables\" does not give",
						qshrink_query_place(query), qshrink_key_string(key))));
	return variable;
}

static int
read_factors(const Defining *defining, QshrinkQuery *query, int first, int count, int32 *factor)
{
	int			factors = 0;

	for (int k = 0; k < count; k++)
		if (!qshrink_query_is_null(query, first + k))
			factor[factors++] = find_variable(defining, query, first + k);
	return factors;
}

/* ---------------------------------------------------------------------------
 * Objective: keys, and the coefficient in the last column
 */
static void
read_objective(Defining *defining, const char *sql)
{
	QshrinkColumn column[QSHRINK_QUERY_COLUMNS];
	QsFormulation *stated = defining->stated;
	QsHost	   *host = defining->build->host;
	QshrinkTerms constants = {0};
	QshrinkQuery query;
	int			last;

	for (int k = 0; k < QSHRINK_QUERY_COLUMNS; k++)
		column[k] = (QshrinkColumn) {k == 0 ? "key" : psprintf("key%d", k + 1), QSHRINK_COLUMN_VARIABLE_OR_NULL};
	qshrink_query_open(&query, host, "objective", sql, column, 2, MOST_FACTORS + 1);
	last = query.columns - 1;
	column[last] = (QshrinkColumn) {"coefficient", QSHRINK_COLUMN_NUMBER};
	qshrink_query_recast(&query, column);
	while (qshrink_query_next(&query))
	{
		int32		factor[QSHRINK_QUERY_COLUMNS];
		double		coefficient = qshrink_query_number(&query, last);
		int			factors = read_factors(defining, &query, 0, last, factor);

		if (factors == 0)
			qshrink_terms_add(host, &constants, 0, 0, coefficient);
		else
			qs_expressions_add_product(host, &stated->objective, coefficient, factors, factor);
	}
	if (qs_terms_add_up_decimals(host, constants.term, constants.count) > 0)
		stated->constant = constants.term[0].coefficient;
}

/* ---------------------------------------------------------------------------
 * Constraints
 */

/* Where the columns of the query are; -1: it has none */
typedef struct Layout
{
	int			keys;			/* in columns 1 .. keys */
	int			coefficient;
	int			sense;
	int			rhs;
	int			price;
	int			condition;
	int			condition_value;
} Layout;

/* What each term of a constraint repeats */
typedef struct Side
{
	char		sense;
	double		rhs;
	double		price;			/* INFINITY: the constraint must hold */
	int32		condition;		/* -1: none */
	bool		condition_value;
} Side;

typedef struct Rows
{
	Side	   *side;			/* by label */
	int			capacity;
	QshrinkTerms linear;		/* i: label, j: variable */
	QsExpressions products;
	QshrinkTerms product_rows;	/* i: label, j: product */
} Rows;

static const char *
column_name(const QshrinkQuery *query, int k)
{
	return NameStr(TupleDescAttr(query->portal->tupDesc, k)->attname);
}

static void
refuse_layout(const QshrinkQuery *query)
{
	ereport(ERROR,
			(errcode(ERRCODE_DATATYPE_MISMATCH),
			 errmsg("argument \"constraints\" returns %d columns", query->columns),
			 errhint("It must return (label, key [, key2 ...], coefficient, sense, rhs [, price] [, condition, condition_value]), where columns called key2, key3, ... are further factors, and condition and condition_value are recognised by their names, too.")));
}

/* Further keys and conditions are told by the names of their columns */
static Layout
read_layout(QshrinkQuery *query, QshrinkColumn *column)
{
	Layout		layout = {.keys = 1, .price = -1, .condition = -1, .condition_value = -1};
	int			at;

	while (layout.keys + 1 < query->columns &&
		   strcmp(column_name(query, layout.keys + 1), psprintf("key%d", layout.keys + 1)) == 0)
		layout.keys++;
	layout.coefficient = layout.keys + 1;
	layout.sense = layout.keys + 2;
	layout.rhs = layout.keys + 3;
	at = layout.keys + 4;
	if (at > query->columns)
		refuse_layout(query);
	if (at < query->columns && strcmp(column_name(query, at), "condition") != 0)
		layout.price = at++;
	if (at < query->columns)
	{
		if (at + 2 != query->columns || strcmp(column_name(query, at), "condition") != 0 ||
			strcmp(column_name(query, at + 1), "condition_value") != 0)
			refuse_layout(query);
		layout.condition = at;
		layout.condition_value = at + 1;
	}
	column[0] = (QshrinkColumn) {"label", QSHRINK_COLUMN_KEY};
	column[layout.coefficient] = (QshrinkColumn) {"coefficient", QSHRINK_COLUMN_NUMBER_OR_NULL};
	column[layout.sense] = (QshrinkColumn) {"sense", QSHRINK_COLUMN_KEY};
	column[layout.rhs] = (QshrinkColumn) {"rhs", QSHRINK_COLUMN_NUMBER};
	if (layout.price >= 0)
		column[layout.price] = (QshrinkColumn) {"price", QSHRINK_COLUMN_NUMBER_OR_NULL};
	if (layout.condition >= 0)
		column[layout.condition_value] = (QshrinkColumn) {"condition_value", QSHRINK_COLUMN_NUMBER_OR_NULL};
	qshrink_query_recast(query, column);
	return layout;
}

static double
read_price(QshrinkQuery *query, int column)
{
	double		price;

	if (column < 0 || qshrink_query_is_null(query, column))
		return INFINITY;
	price = qshrink_query_number(query, column);
	if (price < 0.0)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("%s gives constraint \"%s\" a negative price", qshrink_query_place(query),
						qshrink_query_string(query, 0)),
				 errdetail("A price is what a unit of violation costs.")));
	return price;
}

static void
read_condition(const Defining *defining, QshrinkQuery *query, const Layout *layout, Side *side)
{
	double		value = 1.0;

	side->condition = -1;
	side->condition_value = true;
	if (layout->condition < 0 || qshrink_query_is_null(query, layout->condition))
		return;
	side->condition = find_variable(defining, query, layout->condition);
	if (!qshrink_query_is_null(query, layout->condition_value))
		value = qshrink_query_number(query, layout->condition_value);
	if (value != 0.0 && value != 1.0)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("%s has a condition_value that is neither 0 nor 1", qshrink_query_place(query))));
	side->condition_value = value == 1.0;
}

static Side
read_side(const Defining *defining, QshrinkQuery *query, const Layout *layout)
{
	text	   *sense = qshrink_query_text(query, layout->sense);
	Side		side = {
		.sense = qshrink_sense_of_text(VARDATA_ANY(sense), VARSIZE_ANY_EXHDR(sense)),
		.rhs = qshrink_query_number(query, layout->rhs),
		.price = read_price(query, layout->price),
	};

	if (side.sense == 0)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("%s has the sense \"%s\"", qshrink_query_place(query), text_to_cstring(sense)),
				 errhint("A sense is <=, = or >=.")));
	read_condition(defining, query, layout, &side);
	return side;
}

/* The number of a label; all its terms must agree on everything but the term */
static int
read_label(Defining *defining, QshrinkQuery *query, const Layout *layout, Rows *rows)
{
	Side		side = read_side(defining, query, layout);
	bool		added;
	int			label = qshrink_keymap_add(defining->label, qshrink_query_text(query, 0), &added);
	const Side *before;

	if (label == rows->capacity)
	{
		rows->side = qs_realloc(defining->build->host, rows->side, (size_t) label,
								(size_t) Max(256, 2 * label), sizeof(Side));
		rows->capacity = Max(256, 2 * label);
	}
	if (added)
		rows->side[label] = side;
	before = &rows->side[label];
	if (before->sense != side.sense || before->rhs != side.rhs || before->price != side.price ||
		before->condition != side.condition || before->condition_value != side.condition_value)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("%s gives constraint \"%s\" another %s than a row before",
						qshrink_query_place(query), qshrink_query_string(query, 0),
						before->sense != side.sense ? "sense" : before->rhs != side.rhs ? "rhs" :
						before->price != side.price ? "price" : "condition")));
	return label;
}

static void
read_term(Defining *defining, QshrinkQuery *query, const Layout *layout, Rows *rows)
{
	QsHost	   *host = defining->build->host;
	int			label = read_label(defining, query, layout, rows);
	int32		factor[QSHRINK_QUERY_COLUMNS];
	int			factors = read_factors(defining, query, 1, layout->keys, factor);
	double		coefficient;

	if (factors == 0)
		return;
	coefficient = qshrink_query_number(query, layout->coefficient);
	if (factors == 1)
	{
		qshrink_terms_add(host, &rows->linear, label, factor[0], coefficient);
		return;
	}
	if (rows->products.products >= PG_INT32_MAX)
		ereport(ERROR,
				(errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
				 errmsg("argument \"constraints\" has more than %d products", PG_INT32_MAX)));
	qshrink_terms_add(host, &rows->product_rows, label, (int) rows->products.products, 0.0);
	qs_expressions_add_product(host, &rows->products, coefficient, factors, factor);
}

/* The rows of the stated model, by label */
static void
state_rows(Defining *defining, const Rows *rows)
{
	QsHost	   *host = defining->build->host;
	QsFormulation *stated = defining->stated;
	int			labels = qshrink_keymap_count(defining->label);
	int64	   *start = QS_ARRAY(host, int64, (size_t) labels + 1);
	int64	   *product_start = QS_ARRAY(host, int64, (size_t) labels + 1);
	QsTerm	   *linear = qshrink_terms_by_row(host, &rows->linear, labels, start);
	QsTerm	   *products = qshrink_terms_by_row(host, &rows->product_rows, labels, product_start);

	for (int r = 0; r < labels; r++)
	{
		const Side *side = &rows->side[r];
		const text *label = qshrink_keymap_key(defining->label, r);
		QsStatedRow *row;

		for (int64 k = start[r]; k < start[r + 1]; k++)
			qs_expressions_add(host, &stated->terms, linear[k].j, linear[k].coefficient);
		for (int64 k = product_start[r]; k < product_start[r + 1]; k++)
		{
			const QsProduct *product = &rows->products.product[products[k].j];

			qs_expressions_add_product(host, &stated->terms, product->coefficient, product->degree,
									   rows->products.factor + product->first);
		}
		row = qs_formulation_add_row(host, stated, side->sense == '<' ? -INFINITY : side->rhs,
									 side->sense == '>' ? INFINITY : side->rhs,
									 VARDATA_ANY(label), VARSIZE_ANY_EXHDR(label));
		row->price = side->price;
		row->condition = side->condition;
		row->condition_value = side->condition_value;
		qs_check(host);
	}
	qs_free(host, linear);
	qs_free(host, products);
	qs_free(host, start);
	qs_free(host, product_start);
}

static void
read_constraints(Defining *defining, const char *sql)
{
	QshrinkColumn column[QSHRINK_QUERY_COLUMNS];
	Rows		rows = {0};
	QshrinkQuery query;
	Layout		layout;

	defining->label = qshrink_keymap_create();
	if (sql == NULL)
		return;
	for (int k = 0; k < QSHRINK_QUERY_COLUMNS; k++)
		column[k] = (QshrinkColumn) {"key", QSHRINK_COLUMN_VARIABLE_OR_NULL};
	qshrink_query_open(&query, defining->build->host, "constraints", sql, column, 1, QSHRINK_QUERY_COLUMNS);
	layout = read_layout(&query, column);
	while (qshrink_query_next(&query))
		read_term(defining, &query, &layout, &rows);
	state_rows(defining, &rows);
	qs_free(defining->build->host, rows.side);
	qs_free(defining->build->host, rows.linear.term);
	qs_free(defining->build->host, rows.product_rows.term);
}

/* ------------------------------------------------------------------------ */

static void
build_definition(QshrinkBuild *build, char *const *argument)
{
	Defining	defining = {.build = build};
	QshrinkStatedNames names;

	if (argument[3])
		qshrink_check_sense(argument[3]);
	defining.stated = qs_formulation_create(build->host);
	defining.stated->maximise = argument[3] && strcmp(argument[3], "max") == 0;
	read_variables(&defining, argument[0]);
	read_objective(&defining, argument[1]);
	read_constraints(&defining, argument[2]);
	names = (QshrinkStatedNames) {defining.variable, defining.label};
	qshrink_build_formulation(build, defining.stated, &names);
	qs_formulation_free(build->host, defining.stated);
}

const QshrinkSourceKind qshrink_source_define = {
	"qshrink_define", {"variables", "objective", "constraints", "sense"}, 2, build_definition
};

/* qshrink_define(name, variables, objective, constraints, sense, replace) -> bigint */
Datum
qshrink_define(PG_FUNCTION_ARGS)
{
	return qshrink_build_function(fcinfo, &qshrink_source_define);
}
